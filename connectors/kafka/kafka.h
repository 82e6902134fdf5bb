// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/live/connection.h"

namespace flowbench {

// Apache Kafka and what speaks its protocol, through librdkafka. URL: kafka://[user:password@]host:port[,host:port]
// [?any.librdkafka.property=value&...]; properties that weaken what is promised are refused by check().
ConnectorType kafkaType();

} // namespace flowbench

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/live/connection.h"
#include "model/live/port.h"

namespace flowbench {

// What tells a broker from every other in records that outlive a connection: its own id where it has one (Kafka), else
// host, port and vhost of the URL. Blocks.
Result<QString> brokerIdentity(Connector &connector, const ConnectionUrl &url, const Cancel &cancel);

} // namespace flowbench

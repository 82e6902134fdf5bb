// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/live/connection.h"

namespace flowbench {

// RabbitMQ over AMQP 0-9-1 and its management API: schemes amqp and amqps. Options of the URL: management (URL of the
// API), cacertfile, certfile, keyfile (PEM), heartbeat (seconds). Certificates are always verified.
ConnectorType rabbitmqType();

} // namespace flowbench

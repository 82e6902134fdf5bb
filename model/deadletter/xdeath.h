// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/deadletter/failure.h"

namespace flowbench {

// What RabbitMQ itself wrote: x-death (the latest death first), else the flat x-last-death-* and x-first-death-*.
Failure readXDeath(const FieldList &fields);

// The packed fields without that history, which a broker writes: the rest of a message that was published fits into a
// frame (AMQP 0-9-1 never splits headers), with its deaths it may not.
std::string withoutXDeath(const FieldList &fields);

} // namespace flowbench

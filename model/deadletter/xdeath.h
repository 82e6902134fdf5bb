// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/deadletter/failure.h"

namespace flowbench {

// What RabbitMQ itself wrote: x-death (the latest death first), else the flat x-last-death-* and x-first-death-*.
Failure readXDeath(const FieldList &fields);

} // namespace flowbench

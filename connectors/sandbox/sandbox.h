// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/live/connection.h"

namespace flowbench {

// A broker in this process with a shop living in it: `sandbox:?seed=N&rate=EVENTS_PER_S&backlog=N`. Connectors that one
// type creates for the same URL are connections to the same broker, which lives as long as one of them; another
// sandboxType() is another world.
ConnectorType sandboxType();

} // namespace flowbench

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/live/connection.h"

namespace flowbench {

// A broker in this process with a shop living in it: `sandbox:?seed=N&rate=EVENTS_PER_S&backlog=N`. Every connector it
// creates is a broker of its own.
ConnectorType sandboxType();

} // namespace flowbench

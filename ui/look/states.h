// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/live/guard.h"
#include "model/live/port.h"
#include "ui/look/chip.h"
#include "ui/look/theme.h"

namespace flowbench {

/// The chip of a connection's environment, and the meaning of its state: the same on every page.
ChipEnvironment chipEnvironment(Environment environment);
Tint linkTint(LinkState link);

} // namespace flowbench

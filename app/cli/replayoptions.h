// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/context.h"
#include "model/replay/options.h"

namespace flowbench::cli {

// Of replay: where to and how.
std::vector<OptionSpec> replayOptions();
RunOptions runOptionsOf(const Context &context);

} // namespace flowbench::cli

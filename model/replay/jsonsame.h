// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace flowbench {

// Whether two JSON texts say the same: white space, the order of names, escapes and the spelling of numbers (1.10 and
// 1.1, 1e2 and 100) do not count; digits beyond a double's do. Both must have passed checkJson().
bool jsonSaysTheSame(std::string_view a, std::string_view b);

} // namespace flowbench

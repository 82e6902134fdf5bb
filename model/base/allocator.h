// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace flowbench {

// First thing in main(). Events are made on one thread and freed on another, with a handful of small blocks each
// (headers): glibc keeps such blocks in lists of their own and sorts all of them into the heap whenever a large block
// is freed, which took a fifth of a replay's time. Without these lists that never happens.
void tuneAllocator();

} // namespace flowbench

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/capturescan.h"

namespace flowbench {

// The rows that a scan wants, in the order in which it wants them, where that is not the order of the file: newest
// first, only the last ones, or a capture whose offsets do not rise. With `scan.last` the cursors' bounds are moved.
// Holds 24 bytes for every event of the cursors.
Result<std::vector<qint64>> placesOf(CaptureScan &scan, const Cancel &cancel);

} // namespace flowbench

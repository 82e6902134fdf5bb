// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/replay/deadset.h"

#include <limits>
#include <stop_token>
#include <vector>

namespace flowbench {

inline constexpr qint64 NoDeathTime = std::numeric_limits<qint64>::min();

/// When each of the selection died last (Unix time in ms), else when it was written. Reads every event: on a worker.
std::vector<qint64> deathTimes(const DeadSet &set, const std::vector<std::size_t> &selection,
                               const std::stop_token &stop);

struct OlderSelection
{
    std::vector<std::size_t> selection;
    quint64 withoutTime = 0; ///< left out
};
/// Those that died before `beforeMs`, in their order.
OlderSelection olderThan(const std::vector<std::size_t> &selection, const std::vector<qint64> &times, qint64 beforeMs);

} // namespace flowbench

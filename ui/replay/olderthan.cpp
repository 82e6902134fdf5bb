// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/replay/olderthan.h"

#include "model/deadletter/failure.h"

#include <algorithm>

namespace flowbench {

std::vector<qint64> deathTimes(const DeadSet &set, const std::vector<std::size_t> &selection,
                               const std::stop_token &stop)
{
    std::vector<qint64> out;
    out.reserve(selection.size());
    for (const std::size_t index : selection) {
        if (stop.stop_requested())
            break;
        const EventView event = set.event(index);
        const auto failure = recogniseFailure(event);
        const qint64 written = event.timeKind == TimeKind::None ? NoDeathTime : event.timeMs;
        const auto died = failure ? (failure->last ? failure->last : failure->first) : std::nullopt;
        out.push_back(died.value_or(written));
    }
    return out;
}

OlderSelection olderThan(const std::vector<std::size_t> &selection, const std::vector<qint64> &times, qint64 beforeMs)
{
    OlderSelection out;
    for (std::size_t i = 0; i < std::min(selection.size(), times.size()); ++i) {
        if (times[i] == NoDeathTime)
            ++out.withoutTime;
        else if (times[i] < beforeMs)
            out.selection.push_back(selection[i]);
    }
    return out;
}

} // namespace flowbench

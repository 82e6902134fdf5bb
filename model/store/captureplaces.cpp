// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/captureplaces.h"

#include "model/store/capturereader.h"

#include <queue>

#include <algorithm>

namespace flowbench {

namespace {

struct Place
{
    qint64 position = 0, time = 0, row = 0;
};

// Of one cursor, in broker order.
using Places = std::vector<Place>;

Result<std::vector<Places>> readPlaces(const CaptureScan &scan, const Cancel &cancel)
{
    const CaptureInfo &info = scan.info;
    std::vector<int> cursorOf(info.sources.size(), -1);
    for (std::size_t i = 0; i < scan.cursors.size(); ++i)
        cursorOf[scan.cursors[i].source] = int(i);
    auto reader = CaptureReader::open(info);
    if (!reader)
        return reader.error();
    reader->setCancel(&cancel);
    if (auto begun = reader->seekPlaces(); !begun)
        return begun.error();
    std::vector<Places> places(scan.cursors.size());
    while (true) {
        const auto row = reader->nextPlace();
        if (!row)
            return row.error();
        if (!*row)
            break;
        const int cursor = cursorOf[(*row)->source];
        if (cursor < 0 || (*row)->id > info.lastRow)
            continue;
        const CaptureCursor &c = scan.cursors[std::size_t(cursor)];
        const qint64 position = (*row)->position(info.sources[(*row)->source]);
        if (position >= c.from && position < c.to)
            places[std::size_t(cursor)].push_back({position, (*row)->event.timeMs, (*row)->id});
    }
    for (Places &p : places) {
        std::stable_sort(p.begin(), p.end(), [](const Place &a, const Place &b) { return a.position < b.position; });
    }
    return places;
}

// Merges by time what stands in broker order each: `backwards` from the ends, at most `most` (0: all). Calls
// take(cursor, place).
template <class Take>
void merge(const std::vector<Places> &places, bool backwards, quint64 most, Take take)
{
    struct Head
    {
        qint64 time = 0, row = 0;
        std::size_t cursor = 0, index = 0;
    };
    const auto later = [backwards](const Head &a, const Head &b) {
        const auto x = std::pair(a.time, a.row), y = std::pair(b.time, b.row);
        return backwards ? x < y : y < x;
    };
    std::priority_queue<Head, std::vector<Head>, decltype(later)> heads(later);
    const auto push = [&](std::size_t cursor, std::size_t index) {
        if (index >= places[cursor].size())
            return;
        const std::size_t at = backwards ? places[cursor].size() - 1 - index : index;
        heads.push({places[cursor][at].time, places[cursor][at].row, cursor, index});
    };
    for (std::size_t c = 0; c < places.size(); ++c)
        push(c, 0);
    for (quint64 n = 0; !heads.empty() && (most == 0 || n < most); ++n) {
        const Head head = heads.top();
        heads.pop();
        take(head.cursor, places[head.cursor][backwards ? places[head.cursor].size() - 1 - head.index : head.index]);
        push(head.cursor, head.index + 1);
    }
}

// Only the newest events of all remain, and the cursors begin with them.
void keepLast(CaptureScan &scan, std::vector<Places> &places)
{
    std::vector<std::size_t> kept(places.size());
    merge(places, true, scan.last, [&](std::size_t cursor, const Place &) { ++kept[cursor]; });
    for (std::size_t i = 0; i < places.size(); ++i) {
        places[i].erase(places[i].begin(), places[i].end() - std::ptrdiff_t(kept[i]));
        CaptureCursor &c = scan.cursors[i];
        c.from = c.next = places[i].empty() ? c.to : places[i].front().position;
    }
}

} // namespace

Result<std::vector<qint64>> placesOf(CaptureScan &scan, const Cancel &cancel)
{
    auto places = readPlaces(scan, cancel);
    if (!places)
        return places.error();
    if (scan.last > 0)
        keepLast(scan, *places);
    std::vector<qint64> rows;
    merge(*places, scan.newestFirst, 0, [&](std::size_t, const Place &p) { rows.push_back(p.row); });
    return rows;
}

Result<std::vector<CaptureCursor>> positionsAtTime(const CaptureInfo &info, qint64 timeMs, const Cancel &cancel)
{
    std::vector<CaptureCursor> found;
    for (std::uint32_t i = 0; i < info.sources.size(); ++i) {
        found.push_back(wholeCursor(info, i));
        found.back().next = found.back().high;
    }
    auto reader = CaptureReader::open(info);
    if (!reader)
        return reader.error();
    reader->setCancel(&cancel);
    if (auto begun = reader->seekPlaces(); !begun)
        return begun.error();
    while (true) {
        const auto row = reader->nextPlace();
        if (!row)
            return row.error();
        if (!*row)
            return found;
        if ((*row)->event.timeMs < timeMs || (*row)->event.timeKind == TimeKind::None)
            continue;
        CaptureCursor &c = found[(*row)->source];
        c.next = std::min(c.next, (*row)->position(info.sources[c.source]));
    }
}

} // namespace flowbench

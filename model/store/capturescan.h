// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/cancel.h"
#include "model/live/sink.h"
#include "model/store/arena.h"
#include "model/store/capture.h"

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace flowbench {

// What is wanted of one source of a capture, and what was seen of it. Positions are offsets, or rows (see
// CaptureSource::byOffset()).
struct CaptureCursor
{
    std::uint32_t source = 0;  // index in CaptureInfo::sources
    qint64 from = 0, to = 0;   // [from, to) is wanted
    qint64 next = 0, high = 0; // everything before `next` was seen; newest first: everything from `to` on
    qint64 seen = 0;           // events
};

struct CaptureTotals
{
    quint64 scanned = 0, matched = 0, bytes = 0, failures = 0;
};

enum class CaptureEnd : quint8 { End, Limit, Cancelled };

struct CaptureScan
{
    const CaptureInfo &info;
    std::vector<CaptureCursor> cursors = {}; // sources without one are not wanted
    std::optional<std::string> key = {};
    std::shared_ptr<const EventMatcher> matcher = {}; // called from several threads
    quint64 limit = 0;                                // > 0: ends after so many matches
    quint64 last = 0;                                 // > 0: of all cursors together, only the newest events
    bool newestFirst = false;
    std::shared_ptr<ArenaPool> arenas = {};
    int threads = 2;
    std::function<void(const CaptureTotals &)> progress = {}; // a few times a second, on any thread; may be empty

    CaptureTotals totals = {};
    CaptureEnd ended = CaptureEnd::End;
};

// Cursors over everything: of the sources that are told, or of all.
CaptureCursor wholeCursor(const CaptureInfo &info, std::uint32_t source);

// Reads into the sink, in broker order within a source (newest first: the other way round, by time over all). Fills
// totals, ended and the cursors, also where it answers an error: what was handed on before is accounted for.
// Blocks; several threads inside, the sink is called by one at a time.
Result<void> scanCapture(CaptureScan &scan, EventSink &sink, const Cancel &cancel);

// The first position of each source at or after that time; `high` of its cursor where there is none.
Result<std::vector<CaptureCursor>> positionsAtTime(const CaptureInfo &info, qint64 timeMs, const Cancel &cancel);

} // namespace flowbench

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/error.h"
#include "model/store/chunk.h"

#include <functional>

namespace flowbench {

// Whether an event is wanted. Called on the connector's thread, on the broker library's own memory, before a byte is
// copied. Implementations hold no lock and may be called from several threads at once.
class EventMatcher
{
public:
    enum class Verdict { Match, NoMatch, Failed };
    virtual ~EventMatcher() = default;
    virtual Verdict matches(const EventView &event) const = 0;
};

// Where a scan or a tail puts its events: an inbox, a printer, a capture, a counter.
// All functions are called on the connector's thread, one at a time.
class EventSink
{
public:
    virtual ~EventSink() = default;
    // false: only counting is wanted; the connector then copies nothing and calls count() instead of take().
    virtual bool wantsEvents() const { return true; }
    // Takes the chunk. May block while the sink is full (that is the back-pressure), until `stop` says so.
    // false: no more is wanted.
    virtual bool take(ChunkPtr chunk) = 0;
    virtual void count(quint64 events, quint64 bytes)
    {
        Q_UNUSED(events)
        Q_UNUSED(bytes)
    }
    // There is room now; a connector that can do without blocking asks first and stops fetching while there is none.
    virtual bool hasRoom() const { return true; }
};

} // namespace flowbench

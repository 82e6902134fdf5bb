// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/event/event.h"
#include "model/query/eventfilter.h"

#include <memory>
#include <mutex>
#include <vector>

namespace flowbench {

// An event on which a filter failed, and why.
struct FailedEvent
{
    Event event;
    EventFailure failure;
};

// A matcher that keeps the first events it failed on, so that a person can read why. matches() from any thread; it
// takes a lock only where an event failed and there is still room.
class LoggingFilter final : public EventMatcher
{
public:
    static constexpr std::size_t MostKept = 1000;
    static constexpr std::size_t MostBytes = std::size_t(64) << 20; // of kept events together

    // `filter` is what may fail in `matcher`, or the same.
    LoggingFilter(std::shared_ptr<const EventMatcher> matcher, std::shared_ptr<const EventFilter> filter);

    Verdict matches(const EventView &event) const override;
    std::vector<FailedEvent> failures() const; // any thread, as found
    const EventFilter &filter() const { return *m_filter; }

private:
    void keep(const EventView &event) const;

    std::shared_ptr<const EventMatcher> m_matcher;
    std::shared_ptr<const EventFilter> m_filter;
    mutable std::mutex m_mutex;
    mutable std::vector<FailedEvent> m_failures; // guarded by m_mutex
    mutable std::size_t m_bytes = 0;             // guarded by m_mutex
};

} // namespace flowbench

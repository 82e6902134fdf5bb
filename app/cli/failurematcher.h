// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/query/eventfilter.h"

#include <atomic>

namespace flowbench::cli {

// What --failures lists: events on which the filter failed, and those that it lets through (all, without one) whose
// body says what it is and cannot be read so. It counts the matches that are not listed. Any threads.
class FailureMatcher final : public EventMatcher
{
public:
    // `conditions`: what must hold besides; it and `filter` may be null.
    FailureMatcher(std::shared_ptr<const EventMatcher> conditions, std::shared_ptr<const EventFilter> filter,
                   std::shared_ptr<const EventDecoder> decoder);

    Verdict matches(const EventView &event) const override; // Match: to be listed
    std::optional<EventFailure> explain(const EventView &event) const;

    quint64 matched() const { return m_matched; } // the filter's own matches
    quint64 evaluationFailures() const;
    quint64 decodeFailures() const;

private:
    std::optional<EventFailure> unreadable(const EventView &event) const;

    const std::shared_ptr<const EventMatcher> m_conditions;
    const std::shared_ptr<const EventFilter> m_filter;
    const std::shared_ptr<const EventDecoder> m_decoder;
    mutable std::atomic<quint64> m_matched = 0, m_failed = 0, m_unreadable = 0;
};

} // namespace flowbench::cli

// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/failurelog.h"

namespace flowbench {

LoggingFilter::LoggingFilter(std::shared_ptr<const EventMatcher> matcher, std::shared_ptr<const EventFilter> filter)
    : m_matcher(std::move(matcher)), m_filter(std::move(filter))
{}

EventMatcher::Verdict LoggingFilter::matches(const EventView &event) const
{
    const Verdict verdict = m_matcher->matches(event);
    if (verdict == Verdict::Failed)
        keep(event);
    return verdict;
}

void LoggingFilter::keep(const EventView &event) const
{
    const std::lock_guard lock(m_mutex);
    if (m_failures.size() >= MostKept || m_bytes + event.bytes() > MostBytes)
        return;
    m_bytes += event.bytes();
    m_failures.push_back({Event(event), m_filter->explain(event).value_or(EventFailure())});
}

std::vector<FailedEvent> LoggingFilter::failures() const
{
    const std::lock_guard lock(m_mutex);
    return m_failures;
}

} // namespace flowbench

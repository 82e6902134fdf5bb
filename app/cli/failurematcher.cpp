// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/failurematcher.h"

#include "model/decode/decoder.h"
#include "words/sentence.h"

namespace flowbench::cli {

FailureMatcher::FailureMatcher(std::shared_ptr<const EventMatcher> conditions,
                               std::shared_ptr<const EventFilter> filter, std::shared_ptr<const EventDecoder> decoder)
    : m_conditions(std::move(conditions)), m_filter(std::move(filter)), m_decoder(std::move(decoder))
{}

std::optional<EventFailure> FailureMatcher::unreadable(const EventView &event) const
{
    if (!event.hasValue)
        return {};
    thread_local Decoded decoded;
    m_decoder->decode(event, decoded);
    if (!decoded.failed)
        return {};
    // The last one tried is what the bytes said they are.
    QString why = decoded.tried.empty() ? QString() : sentence(decoded.tried.back().error).message;
    return EventFailure{EventFailure::Stage::Decode, std::move(why)};
}

EventMatcher::Verdict FailureMatcher::matches(const EventView &event) const
{
    if (m_conditions && m_conditions->matches(event) != Verdict::Match)
        return Verdict::NoMatch;
    const Verdict verdict = m_filter ? m_filter->matches(event) : Verdict::Match;
    if (verdict == Verdict::Failed) {
        ++m_failed;
        return Verdict::Match;
    }
    if (verdict == Verdict::NoMatch)
        return verdict;
    ++m_matched;
    if (!unreadable(event))
        return Verdict::NoMatch;
    ++m_unreadable;
    return Verdict::Match;
}

std::optional<EventFailure> FailureMatcher::explain(const EventView &event) const
{
    if (m_filter) {
        if (auto failure = m_filter->explain(event))
            return failure;
    }
    return unreadable(event);
}

quint64 FailureMatcher::evaluationFailures() const { return m_failed - (m_filter ? m_filter->decodeFailures() : 0); }

quint64 FailureMatcher::decodeFailures() const { return m_unreadable + (m_filter ? m_filter->decodeFailures() : 0); }

} // namespace flowbench::cli

// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/rabbitmq/feed.h"

namespace flowbench::rabbitmq {

Feed::Feed(std::shared_ptr<ArenaPool> arenas, EventSink &sink, std::shared_ptr<const EventMatcher> matcher,
           std::optional<std::string> key, quint64 limit)
    : m_sink(sink), m_matcher(std::move(matcher)), m_key(std::move(key)), m_limit(limit), m_builder(std::move(arenas))
{}

Feed::Verdict Feed::judge(const EventView &event)
{
    ++m_scanned;
    m_bytes += event.bytes();
    if (m_key && event.key != *m_key)
        return Verdict::NoMatch;
    if (m_matcher) {
        const auto verdict = m_matcher->matches(event);
        if (verdict == EventMatcher::Verdict::Failed)
            ++m_failures;
        if (verdict != EventMatcher::Verdict::Match)
            return Verdict::NoMatch;
    }
    ++m_matched;
    return Verdict::Match;
}

bool Feed::put(const EventView &event)
{
    ++m_put;
    if (!m_sink.wantsEvents()) {
        m_sink.count(1, event.bytes());
        return !limitReached();
    }
    m_builder.append(m_builder.source(event.channel, event.partition), event);
    if (chunkReady() && !flush())
        return false;
    return !limitReached();
}

bool Feed::flush()
{
    while (ChunkPtr chunk = m_builder.finish()) {
        if (!m_closed && !m_sink.take(std::move(chunk)))
            m_closed = true;
    }
    return !m_closed;
}

void Feed::addTo(Coverage &coverage) const
{
    coverage.scanned += m_scanned;
    coverage.matched += m_matched;
    coverage.bytes += m_bytes;
    coverage.evaluationFailures += m_failures;
}

} // namespace flowbench::rabbitmq

// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/sandbox/emitter.h"

namespace flowbench::sandbox {

Emitter::Emitter(EventSink &sink, std::shared_ptr<ArenaPool> arenas, const EventMatcher *matcher)
    : m_sink(sink), m_matcher(matcher), m_builder(std::move(arenas)), m_events(sink.wantsEvents())
{}

bool Emitter::offer(const EventView &event)
{
    ++scanned;
    bytes += event.bytes();
    if (m_matcher) {
        const auto verdict = m_matcher->matches(event);
        failures += verdict == EventMatcher::Verdict::Failed;
        if (verdict != EventMatcher::Verdict::Match)
            return false;
    }
    ++matched;
    if (!m_events) {
        ++m_countEvents;
        m_countBytes += event.bytes();
        return true;
    }
    if (event.partition != m_partition || event.channel != m_channel) {
        m_channel = event.channel;
        m_partition = event.partition;
        m_source = m_builder.source(m_channel, m_partition);
    }
    m_builder.append(m_source, event);
    return true;
}

bool Emitter::flush()
{
    if (m_countEvents > 0) {
        m_sink.count(m_countEvents, m_countBytes);
        m_countEvents = m_countBytes = 0;
    }
    while (ChunkPtr chunk = m_builder.finish()) {
        if (!m_sink.take(std::move(chunk)))
            return false;
    }
    return true;
}

void Emitter::tell(Coverage &coverage) const
{
    coverage.scanned = scanned;
    coverage.matched = matched;
    coverage.bytes = bytes;
    coverage.evaluationFailures = failures;
}

} // namespace flowbench::sandbox

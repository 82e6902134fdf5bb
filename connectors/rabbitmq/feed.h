// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/live/coverage.h"
#include "model/live/sink.h"
#include "model/store/chunkbuilder.h"

namespace flowbench::rabbitmq {

// Between messages and a sink: filters, counts, fills chunks. One thread.
class Feed
{
public:
    static constexpr std::size_t ChunkBytes = std::size_t(4) << 20;

    Feed(std::shared_ptr<ArenaPool> arenas, EventSink &sink, std::shared_ptr<const EventMatcher> matcher,
         std::optional<std::string> key, quint64 limit);

    enum class Verdict { NoMatch, Match };
    // Whether it is wanted, counted. Nothing is kept yet.
    Verdict judge(const EventView &event);
    // Hands it on. False: no more is wanted (the limit is reached, or the sink is closed).
    bool put(const EventView &event);
    bool offer(const EventView &event) { return judge(event) == Verdict::NoMatch || put(event); }
    // Hands over what is gathered. False: the sink takes no more.
    bool flush();
    bool hasPending() const { return m_builder.rows() > 0; }
    // Enough for a chunk. (Not the arena's being nearly full: it stays so until the next one, and every event there
    // would become a chunk of its own.)
    bool chunkReady() const { return m_builder.payloadBytes() >= ChunkBytes; }
    // put() would hand over a chunk, and wait where the sink is full.
    bool putMayWait(std::size_t more) const { return m_builder.payloadBytes() + more >= ChunkBytes; }
    bool limitReached() const { return m_limit > 0 && m_put >= m_limit; }
    bool closed() const { return m_closed; }
    void addTo(Coverage &coverage) const;
    quint64 scanned() const { return m_scanned; }
    quint64 matched() const { return m_matched; }
    quint64 bytes() const { return m_bytes; }

private:
    EventSink &m_sink;
    const std::shared_ptr<const EventMatcher> m_matcher;
    const std::optional<std::string> m_key;
    const quint64 m_limit;
    ChunkBuilder m_builder;
    quint64 m_scanned = 0, m_matched = 0, m_put = 0, m_bytes = 0, m_failures = 0;
    bool m_closed = false;
};

} // namespace flowbench::rabbitmq

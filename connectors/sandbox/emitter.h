// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/sandbox/message.h"
#include "model/live/coverage.h"
#include "model/live/sink.h"
#include "model/store/chunkbuilder.h"

namespace flowbench::sandbox {

// Between what was read and the sink: filters, counts, and makes chunks. One thread.
class Emitter
{
public:
    Emitter(EventSink &sink, std::shared_ptr<ArenaPool> arenas, const EventMatcher *matcher);

    // Whether it matched. `counts` as they are then.
    bool offer(const EventView &event);
    // A chunk's worth has come together.
    bool ripe() const { return m_builder.rows() >= RowsAChunk || m_builder.payloadBytes() >= BytesAChunk; }
    // Hands over what there is. False: the sink wants no more.
    bool flush();

    quint64 scanned = 0, matched = 0, bytes = 0, failures = 0;
    void tell(Coverage &coverage) const;

private:
    static constexpr std::size_t RowsAChunk = 1000, BytesAChunk = std::size_t(1) << 20;

    EventSink &m_sink;
    const EventMatcher *m_matcher;
    ChunkBuilder m_builder;
    bool m_events;
    quint64 m_countEvents = 0, m_countBytes = 0;
    // The last source: runs of one partition are common.
    std::string m_channel;
    int m_partition = -2;
    std::uint16_t m_source = 0;
};

} // namespace flowbench::sandbox

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/arena.h"
#include "model/store/chunk.h"

namespace flowbench {

// Writes events into an arena and hands them out as finished chunks. One thread.
//
//   builder.source("orders", 3);            once a source, the answer is given to append()
//   builder.append(source, event);          copies the bytes
//   if (ChunkPtr c = builder.finish()) inbox.push(c);
//
// A row costs 32 bytes and 4 of index beside its own bytes.
class ChunkBuilder
{
public:
    explicit ChunkBuilder(std::shared_ptr<ArenaPool> pool);
    ~ChunkBuilder();

    std::uint16_t source(std::string_view channel, std::int32_t partition);
    // Copies the event. `event.channel` and `partition` are not read: the source says them.
    void append(std::uint16_t source, const EventView &event);
    // The same without an EventView in between; fields packed as FieldList says.
    void append(std::uint16_t source, qint64 offset, qint64 timeMs, TimeKind kind, const char *key, std::size_t keySize,
                bool hasKey, const char *value, std::size_t valueSize, bool hasValue, std::string_view fields);

    std::size_t rows() const { return m_index.size(); }
    std::size_t payloadBytes() const { return m_payload; }
    // A new arena would be needed soon, and what was appended is worth a chunk of its own: a good moment to finish().
    bool nearlyFull() const;
    // Everything since the last finish() as a chunk; null when nothing was appended. The rows of an arena that was
    // full earlier come first: call until it answers null.
    ChunkPtr finish();

private:
    void begin(std::size_t need);
    void countSecond(qint64 second);
    ChunkPtr seal();

    std::shared_ptr<ArenaPool> m_pool;
    std::shared_ptr<Arena> m_arena;
    std::shared_ptr<std::vector<Source>> m_sources; // copied when it grows, so that chunks may read theirs
    std::vector<ChunkPtr> m_sealed;
    std::vector<quint32> m_index;
    std::vector<quint32> m_sourceCounts;
    std::vector<SecondCount> m_seconds;
    std::size_t m_begin = 0;
    std::size_t m_payload = 0;
    qint64 m_minTime = 0, m_maxTime = 0;
};

} // namespace flowbench

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/event/event.h"

#include <memory>
#include <span>
#include <string>
#include <vector>

namespace flowbench {

// Where the rows of a chunk come from; a row names one by its index. Append-only, shared by the chunks of one builder.
struct Source
{
    std::string channel;
    std::int32_t partition = -1;
};

// Events of one second, so that a histogram needs no look at the rows.
struct SecondCount
{
    qint64 second = 0; // Unix time
    quint32 events = 0;
};

class Arena;

// A finished, immutable run of events in one arena. Shared between threads as shared_ptr<const Chunk>; its memory is
// given back to the arena pool with the last reference. Rows are counted from 0.
class Chunk
{
public:
    std::size_t rows() const { return m_rows; }
    std::size_t bytes() const { return m_bytes; }          // what it holds of the arena, index included
    std::size_t payloadBytes() const { return m_payload; } // key + value + fields of all rows
    qint64 minTimeMs() const { return m_minTime; }
    qint64 maxTimeMs() const { return m_maxTime; }
    qint64 receivedMs() const { return m_received; } // when it was finished, Unix time
    std::span<const SecondCount> seconds() const { return m_seconds; }
    // Rows per source, by source index.
    std::span<const quint32> sourceCounts() const { return m_sourceCounts; }
    const std::vector<Source> &sources() const { return *m_sources; }

    EventView row(std::size_t index) const;
    qint64 timeMs(std::size_t index) const;
    std::uint16_t source(std::size_t index) const;

private:
    friend class ChunkBuilder;
    Chunk() = default;

    std::shared_ptr<Arena> m_arena;
    std::shared_ptr<const std::vector<Source>> m_sources;
    const char *m_base = nullptr;
    const quint32 *m_index = nullptr; // m_rows offsets from m_base, in the arena
    std::size_t m_rows = 0;
    std::size_t m_bytes = 0;
    std::size_t m_payload = 0;
    qint64 m_minTime = 0, m_maxTime = 0, m_received = 0;
    std::vector<SecondCount> m_seconds;
    std::vector<quint32> m_sourceCounts;
};

using ChunkPtr = std::shared_ptr<const Chunk>;

} // namespace flowbench

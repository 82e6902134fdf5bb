// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/kafka/kafkareader.h"

namespace flowbench::kafka {

// One event that was read before its turn; `chunk` is null where only its place was wanted.
struct Row
{
    std::size_t progress = 0; // index of its partition
    qint64 offset = 0;
    qint64 timeMs = 0;
    ChunkPtr chunk;
    quint32 index = 0;

    EventView view() const { return chunk->row(index); }
};

// Reads ranges from their ends: the newest event of all partitions first, by time, each partition in falling order of
// offsets. It reads forward in short windows before the place it is at. Runs on the caller's thread.
class Backwards
{
public:
    // `reader` of Role::Backwards. `progress`: range says what, next is not used. `hint`: about how many events are
    // wanted in all. `bodies` false: places only.
    Backwards(Client &client, Reader &reader, const std::vector<Progress> &progress, quint64 hint, bool bodies);

    // Calls `visit` for each event until it answers false or there are no more. Cancelled, ConnectionLost.
    Result<void> run(const std::function<bool(const Row &)> &visit, const Cancel &cancel, Milliseconds lostAfter);
    // Down to where partition i was given to `visit`, exclusive of nothing: everything from here up was.
    qint64 reached(std::size_t i) const { return m_parts[i].reached; }

private:
    struct Part
    {
        qint64 floor = 0;  // Range::from
        qint64 unread = 0; // everything in [floor, unread) is still to be read
        qint64 reached = 0;
        std::vector<Row> block; // rising; taken from its end
    };
    Result<void> refill(const Cancel &cancel, Milliseconds lostAfter);
    void take(const rd_kafka_message_t &message, std::size_t index, qint64 end);

    Client &m_client;
    Reader &m_reader;
    std::vector<Progress> m_windows; // of the window being read
    std::vector<Part> m_parts;
    qint64 m_window; // offsets of one partition
    qint64 m_read = 0, m_readBytes = 0;
    const bool m_bodies;
    std::string m_fields;
    ChunkBuilder m_builder;
};

} // namespace flowbench::kafka

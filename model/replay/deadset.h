// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/deadletter/ids.h"
#include "model/live/port.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace flowbench {

// Everything that lay in a dead-letter channel at one moment, with the names its events go by. A queue was copied and
// given back (see Browse), a topic was read to its end. Nothing is taken out of either. Immutable once read; any
// thread.
class DeadSet
{
public:
    struct Options
    {
        quint64 first = 0;    // queues: only so many; 0: all
        bool refresh = false; // queues with a delivery limit: fetched anew
        std::size_t mostBytes = std::size_t(4) << 30;
        std::function<void(quint64 events)> progress; // may be empty
        // Each chunk of the set as it comes, before progress; on the thread that reads. May be empty.
        std::function<void(const ChunkPtr &chunk)> arrived;
        Milliseconds lostAfter{30000};
    };
    // ChannelNotFound, DeliveryLimit, TooLarge, ...; Cancelled also where a part was read.
    static Result<std::shared_ptr<const DeadSet>> read(Connector &connector, const ChannelAddress &channel,
                                                       const Options &options, const Cancel &cancel);

    const QString &channel() const { return m_channel; }
    bool isQueue() const { return m_isQueue; }
    std::size_t size() const { return m_places.size(); }
    EventView event(std::size_t index) const; // as long as this lives
    const std::string &id(std::size_t index) const { return m_isQueue ? m_queueIds->id(index) : m_ids[index]; }
    // 16 bytes of what the event is, for matching it again.
    std::string hash(std::size_t index) const;
    quint64 bytes() const { return m_bytes; }
    quint64 meanBytes() const { return size() > 0 ? m_bytes / size() : 0; }
    // The same events as they came, for filters and exports of stores: event(i) is row arrival(i) of these chunks,
    // counted through.
    const std::vector<ChunkPtr> &chunks() const { return m_chunks; }
    const ChunkPtr &chunkOf(std::size_t index) const { return m_chunks[m_places[index].chunk]; }
    std::size_t rowOf(std::size_t index) const { return m_places[index].row; } // in that chunk
    std::size_t arrival(std::size_t index) const { return m_firsts[m_places[index].chunk] + m_places[index].row; }
    const Coverage &coverage() const { return m_coverage; }

    struct Resolved
    {
        std::vector<std::size_t> found; // in the order asked for, each once
        std::vector<std::string> missing;
    };
    Resolved resolve(const std::vector<std::string> &ids) const;

private:
    DeadSet() = default;
    class Sink;
    struct Place
    {
        quint32 chunk = 0, row = 0;
    };
    QString m_channel;
    bool m_isQueue = false;
    std::vector<ChunkPtr> m_chunks;
    std::vector<std::size_t> m_firsts; // rows before each chunk
    std::vector<Place> m_places;
    std::optional<DeadLetterIds> m_queueIds; // of a queue
    std::vector<std::string> m_ids;          // of a log
    quint64 m_bytes = 0;
    Coverage m_coverage;
};

// The same short form for events that come from elsewhere (a consumer): what DeadSet::hash answers.
std::string shortHash(const EventView &event);

} // namespace flowbench

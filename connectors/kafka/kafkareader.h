// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/kafka/kafkabounds.h"
#include "model/store/chunkbuilder.h"

#include <unordered_map>

namespace flowbench::kafka {

// How far one partition was read.
struct Progress
{
    Range range;
    qint64 next = 0; // everything before it was seen
    qint64 seen = 0; // events in [range.from, next)
    bool done = false;
    bool waits = false; // not its turn yet
    int source = -1;    // of the emitter's builder
};

// A message where librdkafka holds it, as a view; `fields` keeps the packed headers.
EventView viewOf(const rd_kafka_message_t &message, std::string_view channel, std::string &fields);

// Hands messages to a sink: filtered, counted, and copied once, from librdkafka's memory into a chunk. One thread.
class Emitter
{
public:
    struct Options
    {
        std::shared_ptr<const EventMatcher> matcher;
        std::optional<std::string> key;
        quint64 limit = 0;
    };
    Emitter(EventSink &sink, const std::shared_ptr<ArenaPool> &arenas, Options options);

    void take(const rd_kafka_message_t &message, Progress &progress);
    // An event that lies elsewhere (a chunk read before).
    void take(const EventView &event, Progress &progress);
    // Gives what is due to the sink: every 33 ms, or when an arena is nearly full; all of it with `now`.
    void flush(bool now);
    bool pending() const { return m_builder.rows() > 0; }

    bool stopped() const { return m_refused || limitReached(); }
    bool limitReached() const { return m_options.limit > 0 && m_matched >= m_options.limit; }
    quint64 scanned() const { return m_scanned; }
    quint64 matched() const { return m_matched; }
    quint64 bytes() const { return m_bytes; }
    quint64 failures() const { return m_failures; }

private:
    bool wanted(const EventView &event);
    void append(const EventView &event, Progress &progress);

    EventSink &m_sink;
    const Options m_options;
    const bool m_copies; // the sink wants the events themselves
    ChunkBuilder m_builder;
    std::string m_fields;
    Clock::time_point m_flushed;
    quint64 m_scanned = 0, m_matched = 0, m_bytes = 0, m_failures = 0;
    quint64 m_countedEvents = 0, m_countedBytes = 0;
    bool m_refused = false;
};

// A consumer with partitions assigned: no group, no commit. One thread reads; yield() from any.
class Reader
{
public:
    static constexpr std::size_t BatchSize = 10000;

    // `committed` unset: what the URL says, else committed.
    static Result<std::unique_ptr<Reader>> create(Client &client, Role role, std::optional<bool> committed,
                                                  bool tellEnds);
    ~Reader();

    Handle &handle() { return *m_handle; }
    bool committed() const { return m_committed; }
    // Begins at each one's `next`; those that are done or wait are left out. `progress` must stay where it is.
    Result<void> assign(std::vector<Progress> &progress);
    // Fills up to `most` messages, waiting at most `ms` for the batch to be full.
    std::size_t batch(int ms, std::size_t most, bool append = false);
    rd_kafka_message_t &message(std::size_t i) { return *m_batch[i]; }
    // Another core wrote the messages: what will soon be read is brought near while the i-th one is.
    void fetchAhead(std::size_t i) const;
    void release();
    Progress *progressOf(const rd_kafka_message_t &message);
    void pause(const Progress &progress);
    Result<void> seek(Client &client, Progress &progress, qint64 offset, const Cancel &cancel);
    void yield();

private:
    Reader() = default;
    std::unique_ptr<Handle> m_handle; // before everything made of it
    QueuePtr m_queue;
    std::vector<rd_kafka_message_t *> m_batch;
    std::size_t m_filled = 0;
    bool m_committed = true;
    std::vector<Progress> *m_progress = nullptr;
    struct Known
    {
        std::unordered_map<int, Progress *> partitions;
    };
    std::unordered_map<const rd_kafka_topic_t *, Known> m_known;
    const rd_kafka_topic_t *m_lastTopic = nullptr;
    int m_lastPartition = -1;
    Progress *m_last = nullptr;
};

} // namespace flowbench::kafka

// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/kafka/kafkareader.h"

#include <algorithm>
#include <cstring>

namespace flowbench::kafka {

using namespace Qt::StringLiterals;

namespace {

constexpr auto FlushEvery = std::chrono::milliseconds(33);

TimeKind kindOf(rd_kafka_timestamp_type_t type)
{
    return type == RD_KAFKA_TIMESTAMP_CREATE_TIME       ? TimeKind::Create
           : type == RD_KAFKA_TIMESTAMP_LOG_APPEND_TIME ? TimeKind::Append
                                                        : TimeKind::None;
}

// Whether the message is certain to have no headers: asking librdkafka costs it an allocation, a lock and a parse, more
// than evaluating a filter. A record of format 2 is key, varint of the value's length, value, count of headers: where
// the bytes between key and value are that varint, format and place are proven, and the byte behind the value is the
// count. (Formats 0 and 1 have four bytes there whose first one is never a varint's.)
bool certainlyNoHeaders(const rd_kafka_message_t &m)
{
    if (!m.key || !m.payload)
        return false;
    const auto *at = static_cast<const unsigned char *>(m.key) + m.key_len;
    const auto *value = static_cast<const unsigned char *>(m.payload);
    std::size_t length = m.len << 1; // zigzag of what is not negative
    for (int i = 0; i < 5; ++i, length >>= 7) {
        const bool last = length < 0x80;
        if (at + i >= value || at[i] != ((length & 0x7f) | (last ? 0 : 0x80)))
            return false;
        if (last)
            return at + i + 1 == value && value[m.len] == 0;
    }
    return false;
}

void packHeaders(const rd_kafka_message_t &message, std::string &packed)
{
    if (certainlyNoHeaders(message))
        return;
    rd_kafka_headers_t *headers = nullptr;
    if (rd_kafka_message_headers(&message, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR)
        return;
    const char *name = nullptr;
    const void *value = nullptr;
    std::size_t size = 0;
    for (std::size_t i = 0; !rd_kafka_header_get_all(headers, i, &name, &value, &size); ++i) {
        FieldView f;
        f.name = name;
        f.null = value == nullptr;
        f.value = {static_cast<const char *>(value), value ? size : 0};
        appendField(packed, f);
    }
}

} // namespace

EventView viewOf(const rd_kafka_message_t &m, std::string_view channel, std::string &fields)
{
    fields.clear();
    packHeaders(m, fields);
    EventView v;
    v.channel = channel;
    v.partition = m.partition;
    v.offset = m.offset;
    rd_kafka_timestamp_type_t type = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE;
    const qint64 time = rd_kafka_message_timestamp(&m, &type);
    v.timeKind = kindOf(type);
    v.timeMs = v.timeKind == TimeKind::None ? 0 : time;
    v.hasKey = m.key != nullptr;
    v.hasValue = m.payload != nullptr;
    v.key = {static_cast<const char *>(m.key), v.hasKey ? m.key_len : 0};
    v.value = {static_cast<const char *>(m.payload), v.hasValue ? m.len : 0};
    v.fields = FieldList(fields);
    return v;
}

Emitter::Emitter(EventSink &sink, const std::shared_ptr<ArenaPool> &arenas, Options options)
    : m_sink(sink),
      m_options(std::move(options)),
      m_copies(sink.wantsEvents()),
      m_builder(arenas),
      m_flushed(Clock::now() - FlushEvery)
{}

bool Emitter::wanted(const EventView &event)
{
    if (!m_options.matcher)
        return true;
    const auto verdict = m_options.matcher->matches(event);
    m_failures += verdict == EventMatcher::Verdict::Failed;
    return verdict == EventMatcher::Verdict::Match;
}

void Emitter::append(const EventView &event, Progress &progress)
{
    if (progress.source < 0)
        progress.source = m_builder.source(progress.range.at.topic, progress.range.at.partition);
    m_builder.append(std::uint16_t(progress.source), event);
}

void Emitter::take(const rd_kafka_message_t &m, Progress &progress)
{
    ++m_scanned;
    m_bytes += m.len + m.key_len;
    if (m_options.key &&
        (!m.key || m.key_len != m_options.key->size() || std::memcmp(m.key, m_options.key->data(), m.key_len) != 0))
        return;
    if (m_copies || m_options.matcher) {
        const EventView event = viewOf(m, progress.range.at.topic, m_fields);
        if (!wanted(event))
            return;
        if (m_copies)
            append(event, progress);
    }
    ++m_matched;
    if (!m_copies) {
        ++m_countedEvents;
        m_countedBytes += m.len + m.key_len;
    }
}

void Emitter::take(const EventView &event, Progress &progress)
{
    ++m_scanned;
    const std::size_t size = event.key.size() + event.value.size();
    m_bytes += size;
    if (m_options.key && (!event.hasKey || event.key != *m_options.key))
        return;
    if (!wanted(event))
        return;
    ++m_matched;
    if (m_copies) {
        append(event, progress);
    } else {
        ++m_countedEvents;
        m_countedBytes += size;
    }
}

void Emitter::flush(bool now)
{
    if (m_countedEvents > 0) {
        m_sink.count(m_countedEvents, m_countedBytes);
        m_countedEvents = m_countedBytes = 0;
    }
    if (m_builder.rows() == 0)
        return;
    const auto time = Clock::now();
    if (!now && time - m_flushed < FlushEvery && !m_builder.nearlyFull())
        return;
    while (ChunkPtr chunk = m_builder.finish()) {
        if (!m_refused && !m_sink.take(std::move(chunk)))
            m_refused = true;
    }
    m_flushed = Clock::now();
}

Result<std::unique_ptr<Reader>> Reader::create(Client &client, Role role, std::optional<bool> committed, bool tellEnds)
{
    std::unique_ptr<Reader> r(new Reader);
    r->m_committed = committed.value_or(client.config().option("isolation.level") != "read_uncommitted");
    auto handle = Handle::create(client.config(), role,
                                 {{"isolation.level", r->m_committed ? "read_committed" : "read_uncommitted"},
                                  {"enable.partition.eof", tellEnds ? "true" : "false"}});
    if (!handle)
        return handle.error();
    r->m_handle = std::move(*handle);
    r->m_queue.reset(rd_kafka_queue_get_consumer(r->m_handle->get()));
    r->m_batch.resize(BatchSize);
    r->m_handle->trouble().setListener([&client] { client.suspect(); });
    return r;
}

Reader::~Reader() { release(); }

Result<void> Reader::assign(std::vector<Progress> &progress)
{
    release();
    m_known.clear();
    m_lastTopic = nullptr;
    m_progress = &progress;
    m_handle->setConsumed();
    const ListPtr list(rd_kafka_topic_partition_list_new(int(progress.size())));
    for (const Progress &p : progress) {
        if (!p.done && !p.waits)
            rd_kafka_topic_partition_list_add(list.get(), p.range.at.topic.c_str(), p.range.at.partition)->offset =
                p.next;
    }
    const auto code = rd_kafka_assign(m_handle->get(), list.get());
    if (code)
        return errorOf(code, {}, m_handle->trouble());
    return {};
}

std::size_t Reader::batch(int ms, std::size_t most, bool append)
{
    if (!append)
        release();
    const std::size_t room = std::min(most, m_batch.size() - m_filled);
    const auto n = rd_kafka_consume_batch_queue(m_queue.get(), ms, m_batch.data() + m_filled, room);
    if (n > 0)
        m_filled += std::size_t(n);
    return m_filled;
}

void Reader::fetchAhead(std::size_t i) const
{
    constexpr std::size_t Messages = 16, Bytes = 6, Line = 64, Most = 1024;
    if (i + Messages < m_filled)
        __builtin_prefetch(m_batch[i + Messages]);
    if (i + Bytes >= m_filled || !m_batch[i + Bytes]->payload)
        return;
    const rd_kafka_message_t &m = *m_batch[i + Bytes];
    const auto from = reinterpret_cast<std::uintptr_t>(m.payload), end = from + m.len;
    __builtin_prefetch(m.key);
    for (std::uintptr_t at = from; at < std::min(end, from + Most); at += Line)
        __builtin_prefetch(reinterpret_cast<const void *>(at));
    __builtin_prefetch(reinterpret_cast<const void *>(end)); // the count of headers
}

void Reader::release()
{
    for (std::size_t i = 0; i < m_filled; ++i)
        rd_kafka_message_destroy(m_batch[i]);
    m_filled = 0;
}

Progress *Reader::progressOf(const rd_kafka_message_t &m)
{
    if (m.rkt == m_lastTopic && m.partition == m_lastPartition)
        return m_last;
    if (!m.rkt)
        return nullptr;
    Known &known = m_known[m.rkt];
    if (known.partitions.empty()) {
        const std::string topic = rd_kafka_topic_name(m.rkt);
        for (Progress &p : *m_progress) {
            if (p.range.at.topic == topic)
                known.partitions[p.range.at.partition] = &p;
        }
    }
    const auto it = known.partitions.find(m.partition);
    m_lastTopic = m.rkt;
    m_lastPartition = m.partition;
    m_last = it == known.partitions.end() ? nullptr : it->second;
    return m_last;
}

void Reader::pause(const Progress &progress)
{
    const ListPtr list(rd_kafka_topic_partition_list_new(1));
    rd_kafka_topic_partition_list_add(list.get(), progress.range.at.topic.c_str(), progress.range.at.partition);
    rd_kafka_pause_partitions(m_handle->get(), list.get());
}

Result<void> Reader::seek(Client &client, Progress &progress, qint64 offset, const Cancel &cancel)
{
    Handle &handle = *m_handle;
    return client.retrying(
        handle,
        [&](int timeout) {
            const ListPtr list(rd_kafka_topic_partition_list_new(1));
            rd_kafka_topic_partition_list_add(list.get(), progress.range.at.topic.c_str(), progress.range.at.partition)
                ->offset = offset;
            const ErrorPtr error(rd_kafka_seek_partitions(handle.get(), list.get(), timeout));
            return error ? rd_kafka_error_code(error.get()) : list->elems[0].err;
        },
        cancel);
}

void Reader::yield() { rd_kafka_queue_yield(m_queue.get()); }

} // namespace flowbench::kafka

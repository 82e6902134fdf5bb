// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/kafka/kafkabackwards.h"

#include <algorithm>

namespace flowbench::kafka {

using namespace Qt::StringLiterals;

namespace {
constexpr qint64 SmallestWindow = 16, FirstWindow = 256, LargestWindow = 4096;
constexpr qint64 WindowBytes = qint64(64) << 20; // of all partitions together, about
} // namespace

Backwards::Backwards(Client &client, Reader &reader, const std::vector<Progress> &progress, quint64 hint, bool bodies)
    : m_client(client), m_reader(reader), m_windows(progress), m_bodies(bodies), m_builder(client.arenas())
{
    const qint64 share = qint64(hint) / std::max<qint64>(qint64(progress.size()), 1) + 1;
    m_window = std::clamp(hint ? share * 2 : FirstWindow, SmallestWindow, FirstWindow);
    for (Progress &p : m_windows) {
        p.source = -1;
        m_parts.push_back({p.range.from, p.range.to, p.range.to, {}});
    }
}

void Backwards::take(const rd_kafka_message_t &m, std::size_t index, qint64 end)
{
    Progress &p = m_windows[index];
    if (m.err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
        p.done = p.done || m.offset >= end;
        return;
    }
    if (m.offset >= end) {
        p.done = true;
        return;
    }
    if (m.offset < p.next)
        return;
    p.next = m.offset + 1;
    p.done = p.next >= end;
    Row row{index, m.offset, 0, {}, 0};
    const EventView view = viewOf(m, p.range.at.topic, m_fields);
    row.timeMs = view.timeMs;
    ++m_read;
    m_readBytes += qint64(view.bytes());
    if (m_bodies) {
        if (p.source < 0)
            p.source = m_builder.source(p.range.at.topic, p.range.at.partition);
        row.index = quint32(m_builder.rows());
        m_builder.append(std::uint16_t(p.source), view);
    }
    m_parts[index].block.push_back(std::move(row));
}

// Reads the window before `unread` of every partition whose block is used up.
Result<void> Backwards::refill(const Cancel &cancel, Milliseconds lostAfter)
{
    std::vector<qint64> ends(m_parts.size());
    std::size_t open = 0;
    for (std::size_t i = 0; i < m_parts.size(); ++i) {
        Part &part = m_parts[i];
        Progress &p = m_windows[i];
        p.done = !part.block.empty() || part.unread <= part.floor;
        if (p.done)
            continue;
        ends[i] = part.unread;
        p.next = std::max(part.floor, part.unread - m_window);
        part.unread = p.next;
        ++open;
    }
    if (open == 0)
        return {};
    if (auto r = m_reader.assign(m_windows); !r)
        return r;
    // Rows of one finished chunk get it once it is finished.
    const auto finish = [&] {
        std::vector<ChunkPtr> chunks;
        while (ChunkPtr c = m_builder.finish())
            chunks.push_back(std::move(c));
        for (Part &part : m_parts) {
            for (Row &row : part.block) {
                if (row.chunk || chunks.empty())
                    continue;
                std::size_t n = row.index, at = 0;
                while (n >= chunks[at]->rows())
                    n -= chunks[at++]->rows();
                row.chunk = chunks[at];
                row.index = quint32(n);
            }
        }
    };
    auto heard = Clock::now();
    while (std::any_of(m_windows.begin(), m_windows.end(), [](const Progress &p) { return !p.done; })) {
        if (cancel.requested())
            return makeError(ErrorCode::Cancelled);
        if (cancel.expired() || (lostAfter.count() >= 0 && Clock::now() - heard > lostAfter))
            return errorOf(RD_KAFKA_RESP_ERR__TIMED_OUT, {}, m_reader.handle().trouble());
        const std::size_t n = m_reader.batch(5, Reader::BatchSize);
        for (std::size_t k = 0; k < n; ++k) {
            const rd_kafka_message_t &m = m_reader.message(k);
            Progress *p = m_reader.progressOf(m);
            if (!p)
                continue;
            if (m.err && m.err != RD_KAFKA_RESP_ERR__PARTITION_EOF && !mayRetry(m.err)) {
                if (m.err != RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET)
                    return errorOf(m.err, QString::fromUtf8(rd_kafka_message_errstr(&m)), m_reader.handle().trouble());
                p->done = true; // deleted meanwhile, and so is everything before it
                continue;
            }
            if (m.err && m.err != RD_KAFKA_RESP_ERR__PARTITION_EOF)
                continue;
            heard = Clock::now();
            take(m, std::size_t(p - m_windows.data()), ends[std::size_t(p - m_windows.data())]);
        }
    }
    m_reader.release();
    if (m_bodies)
        finish();
    // Longer each time, as long as what they hold stays small.
    const qint64 fits =
        m_read > 0 ? WindowBytes * m_read / std::max<qint64>(m_readBytes, 1) / qint64(open) : LargestWindow;
    m_window = std::clamp(std::min(m_window * 2, fits), SmallestWindow, LargestWindow);
    return {};
}

Result<void> Backwards::run(const std::function<bool(const Row &)> &visit, const Cancel &cancel, Milliseconds lostAfter)
{
    const auto exhausted = [](const Part &p) { return p.block.empty() && p.unread > p.floor; };
    for (;;) {
        while (std::any_of(m_parts.begin(), m_parts.end(), exhausted)) {
            if (auto r = refill(cancel, lostAfter); !r)
                return r;
        }
        Part *newest = nullptr;
        for (Part &p : m_parts) {
            if (!p.block.empty() && (!newest || p.block.back().timeMs > newest->block.back().timeMs))
                newest = &p;
        }
        if (!newest)
            return {};
        const Row row = std::move(newest->block.back());
        newest->block.pop_back();
        newest->reached = row.offset;
        if (!visit(row))
            return {};
    }
}

} // namespace flowbench::kafka

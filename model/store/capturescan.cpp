// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/capturescan.h"

#include "model/store/captureplaces.h"
#include "model/store/capturereader.h"
#include "model/store/chunkbuilder.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace flowbench {

namespace {

constexpr qint64 RowsAtOnce = 4096;
constexpr std::size_t MostBytesHeld = 16 << 20; // of one range, before it waits for its turn
constexpr Milliseconds ProgressEvery{200};
constexpr quint64 RowsBetweenLooks = 256;

constexpr std::uint32_t Unwanted = ~std::uint32_t(0);

// What one thread found in one range of rows, until it is its turn to hand it on.
class Batch
{
public:
    Batch(const CaptureScan &scan, const std::vector<std::uint32_t> &cursorOf, bool counting)
        : m_scan(scan), m_cursorOf(cursorOf), m_counting(counting), m_builder(scan.arenas), m_seen(scan.cursors.size())
    {}

    // False: the limit is reached.
    bool offer(const CaptureRow &row, quint64 room)
    {
        const std::uint32_t cursor = m_cursorOf[row.source];
        if (cursor == Unwanted)
            return true;
        const CaptureCursor &c = m_scan.cursors[cursor];
        const qint64 position = row.position(m_scan.info.sources[row.source]);
        if (position < c.from || position >= c.to)
            return true;
        Seen &seen = m_seen[cursor];
        if (seen.events++ == 0)
            m_touched.push_back(cursor);
        seen.last = position;
        ++totals.scanned;
        totals.bytes += row.event.bytes();
        if (!wanted(row.event))
            return true;
        ++totals.matched;
        if (m_counting) {
            m_matchedBytes += row.event.bytes();
        } else {
            if (m_lastSource != row.source) {
                m_lastSource = row.source;
                m_builderSource = m_builder.source(row.event.channel, row.event.partition);
            }
            m_builder.append(m_builderSource, row.event);
        }
        return room == 0 || totals.matched < room;
    }

    std::size_t held() const { return m_builder.payloadBytes(); }

    // Hands on what there is and accounts for it. False: the sink wants no more.
    bool deliver(CaptureScan &scan, EventSink &sink)
    {
        for (const std::uint32_t cursor : m_touched) {
            CaptureCursor &c = scan.cursors[cursor];
            c.seen += m_seen[cursor].events;
            if (scan.newestFirst)
                c.to = m_seen[cursor].last;
            else
                c.next = m_seen[cursor].last + 1;
            m_seen[cursor] = {};
        }
        m_touched.clear();
        scan.totals.scanned += totals.scanned;
        scan.totals.matched += totals.matched;
        scan.totals.bytes += totals.bytes;
        scan.totals.failures += totals.failures;
        if (m_counting && totals.matched > 0)
            sink.count(totals.matched, m_matchedBytes);
        m_matchedBytes = 0;
        totals = {};
        bool more = true;
        while (ChunkPtr chunk = m_builder.finish())
            more = more && sink.take(std::move(chunk));
        return more;
    }

    CaptureTotals totals;

private:
    bool wanted(const EventView &event)
    {
        if (m_scan.key && (!event.hasKey || event.key != *m_scan.key))
            return false;
        if (!m_scan.matcher)
            return true;
        const auto verdict = m_scan.matcher->matches(event);
        totals.failures += verdict == EventMatcher::Verdict::Failed;
        return verdict == EventMatcher::Verdict::Match;
    }

    struct Seen
    {
        qint64 events = 0, last = 0;
    };
    const CaptureScan &m_scan;
    const std::vector<std::uint32_t> &m_cursorOf;
    bool m_counting;
    ChunkBuilder m_builder;
    std::vector<Seen> m_seen;
    std::vector<std::uint32_t> m_touched;
    std::uint32_t m_lastSource = Unwanted;
    std::uint16_t m_builderSource = 0;
    quint64 m_matchedBytes = 0;
};

// Shared by the threads of one scan.
class Run
{
public:
    Run(CaptureScan &scan, EventSink &sink, const Cancel &cancel)
        : m_scan(scan), m_sink(sink), m_cancel(cancel), m_cursorOf(scan.info.sources.size(), Unwanted)
    {
        for (std::size_t i = 0; i < scan.cursors.size(); ++i)
            m_cursorOf[scan.cursors[i].source] = std::uint32_t(i);
    }

    Result<void> inFileOrder();
    Result<void> inListOrder(const std::vector<qint64> &rows);

private:
    void work();
    Result<void> readRange(CaptureReader &reader, Batch &batch, qint64 range);
    bool waitForTurn(qint64 range);
    bool stopped();
    void end(CaptureEnd how);
    void fail(const Error &error);
    // Whoever has the turn.
    bool deliver(Batch &batch);
    Result<void> answer();

    CaptureScan &m_scan;
    EventSink &m_sink;
    const Cancel &m_cancel;
    std::vector<std::uint32_t> m_cursorOf; // of a source
    std::atomic<qint64> m_nextRange{0};
    qint64 m_ranges = 0, m_rangeRows = RowsAtOnce;

    std::mutex m_mutex;
    std::condition_variable m_turns;
    qint64 m_turn = 0;            // guarded by m_mutex; whose range may be handed on
    std::optional<Error> m_error; // guarded by m_mutex; the first one
    std::atomic<bool> m_stop{false};
    Clock::time_point m_told = Clock::now();
};

bool Run::stopped()
{
    if (!m_stop && m_cancel.done())
        end(CaptureEnd::Cancelled);
    return m_stop;
}

void Run::end(CaptureEnd how)
{
    const std::lock_guard lock(m_mutex);
    if (!m_stop.exchange(true))
        m_scan.ended = how;
    m_turns.notify_all();
}

void Run::fail(const Error &error)
{
    if (error.code == ErrorCode::Cancelled)
        return end(CaptureEnd::Cancelled);
    {
        const std::lock_guard lock(m_mutex);
        if (!m_stop && !m_error)
            m_error = error;
    }
    end(CaptureEnd::Cancelled);
}

bool Run::waitForTurn(qint64 range)
{
    std::unique_lock lock(m_mutex);
    m_turns.wait(lock, [&] { return m_stop || m_turn == range; });
    return m_turn == range;
}

bool Run::deliver(Batch &batch)
{
    const bool more = batch.deliver(m_scan, m_sink);
    if (m_scan.progress && Clock::now() - m_told >= ProgressEvery) {
        m_told = Clock::now();
        m_scan.progress(m_scan.totals);
    }
    if (!more)
        end(CaptureEnd::Cancelled);
    return more;
}

// Rows of one range. A range that grows large is handed on piece by piece, as soon as it has the turn, which it keeps.
Result<void> Run::readRange(CaptureReader &reader, Batch &batch, qint64 range)
{
    const qint64 from = m_scan.info.firstRow + range * m_rangeRows;
    reader.seek(from, range == m_ranges - 1 ? m_scan.info.lastRow : from + m_rangeRows - 1);
    for (quint64 i = 0;; ++i) {
        if (i % RowsBetweenLooks == 0 && stopped())
            return {};
        const auto row = reader.next();
        if (!row)
            return row.error();
        if (!*row)
            return {};
        const quint64 room = m_scan.limit ? m_scan.limit - m_scan.totals.matched : 0;
        if (!batch.offer(**row, room)) {
            deliver(batch);
            end(CaptureEnd::Limit);
            return {};
        }
        const bool large = batch.held() >= MostBytesHeld || (m_ranges == 1 && i % RowsAtOnce == RowsAtOnce - 1);
        if (large && (!waitForTurn(range) || !deliver(batch)))
            return {};
    }
}

void Run::work()
{
    auto reader = CaptureReader::open(m_scan.info);
    if (!reader)
        return fail(reader.error());
    reader->setCancel(&m_cancel);
    Batch batch(m_scan, m_cursorOf, !m_sink.wantsEvents());
    while (!stopped()) {
        const qint64 range = m_nextRange++;
        if (range >= m_ranges)
            return;
        const auto read = readRange(*reader, batch, range);
        // Who has the turn hands on what it found, also when all of it is to stop, and before a broken row.
        if (!waitForTurn(range))
            return;
        const bool more = deliver(batch);
        if (!read)
            return fail(read.error());
        if (!more || m_stop)
            return;
        const std::lock_guard lock(m_mutex);
        ++m_turn;
        m_turns.notify_all();
    }
}

Result<void> Run::answer()
{
    if (m_error)
        return *m_error;
    if (m_scan.ended == CaptureEnd::End) {
        for (CaptureCursor &c : m_scan.cursors)
            m_scan.newestFirst ? c.to = c.from : c.next = c.to;
    }
    return {};
}

Result<void> Run::inFileOrder()
{
    const CaptureInfo &info = m_scan.info;
    if (info.lastRow < info.firstRow)
        return answer();
    // Ids as we write them have no holes; with large ones, or up to a limit, one thread reads one long range.
    const quint64 span = quint64(info.lastRow) - quint64(info.firstRow) + 1;
    const bool dense = span > 0 && span <= quint64(info.events) * 2 + RowsAtOnce;
    const int threads = dense && m_scan.limit == 0 ? std::max(1, m_scan.threads) : 1;
    m_ranges = threads > 1 ? qint64((span + RowsAtOnce - 1) / RowsAtOnce) : 1;
    {
        std::vector<std::jthread> helpers;
        for (int i = 1; i < std::min<qint64>(threads, m_ranges); ++i)
            helpers.emplace_back([this] { work(); });
        work();
    }
    return answer();
}

Result<void> Run::inListOrder(const std::vector<qint64> &rows)
{
    auto reader = CaptureReader::open(m_scan.info);
    if (!reader)
        return reader.error();
    Batch batch(m_scan, m_cursorOf, !m_sink.wantsEvents());
    quint64 i = 0;
    for (const qint64 id : rows) {
        if (i++ % RowsBetweenLooks == 0 && stopped())
            break;
        const auto row = reader->at(id);
        if (!row) {
            fail(row.error());
            break;
        }
        const quint64 room = m_scan.limit ? m_scan.limit - m_scan.totals.matched : 0;
        if (!batch.offer(**row, room)) {
            end(CaptureEnd::Limit);
            break;
        }
        if ((i % RowsAtOnce == 0 || batch.held() >= MostBytesHeld) && !deliver(batch))
            break;
    }
    deliver(batch);
    return answer();
}

bool isOrdered(const CaptureScan &scan)
{
    return std::all_of(scan.cursors.begin(), scan.cursors.end(), [&](const CaptureCursor &c) {
        const CaptureSource &s = scan.info.sources[c.source];
        return s.ordered || !s.byOffset();
    });
}

} // namespace

CaptureCursor wholeCursor(const CaptureInfo &info, std::uint32_t source)
{
    const CaptureSource &s = info.sources[source];
    CaptureCursor c;
    c.source = source;
    if (!s.byOffset()) {
        c.from = info.firstRow;
        c.high = info.lastRow + 1;
    } else if (s.last) {
        c.from = *s.first;
        c.high = *s.last + 1;
    }
    c.next = c.from;
    c.to = c.high;
    return c;
}

Result<void> scanCapture(CaptureScan &scan, EventSink &sink, const Cancel &cancel)
{
    if (!scan.arenas)
        scan.arenas = ArenaPool::create();
    Run run(scan, sink, cancel);
    if (!scan.newestFirst && scan.last == 0 && isOrdered(scan))
        return run.inFileOrder();
    auto rows = placesOf(scan, cancel);
    if (!rows) {
        if (rows.error().code != ErrorCode::Cancelled)
            return rows.error();
        scan.ended = CaptureEnd::Cancelled;
        return {};
    }
    return run.inListOrder(*rows);
}

} // namespace flowbench

// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/filterjob.h"

#include <QThread>

#include <algorithm>
#include <mutex>

namespace flowbench {

namespace {
// A worker takes so much at a time: first hits are on screen soon, and a slow filter still stops at once.
constexpr std::size_t PieceRows = 4096, PieceBytes = std::size_t(4) << 20;
// With the workers at most: they must not run dry between two ticks, and what is evicted meanwhile is not held long.
constexpr std::size_t AheadBytes = std::size_t(512) << 20, AheadPieces = 16384;
constexpr int FirstTickMs = 8, TickMs = 33;
constexpr std::size_t CancelEvery = 256;

int workers() { return std::clamp(QThread::idealThreadCount(), 1, 4); }

struct Piece
{
    ChunkPtr chunk;
    quint64 first = 0; // of the chunk
    std::size_t begin = 0, end = 0;
    std::size_t bytes = 0;
};
} // namespace

struct FilteredRows::Scan
{
    std::shared_ptr<const EventMatcher> matcher;
    Range range;
    std::mutex mutex;
    std::deque<Piece> pieces;                      // guarded
    std::size_t bytes = 0;                         // guarded; of the pieces
    std::vector<std::pair<quint64, Answer>> found; // guarded; with the first row of its piece

    bool idle()
    {
        const std::lock_guard lock(mutex);
        return pieces.empty();
    }

    std::optional<Piece> take()
    {
        const std::lock_guard lock(mutex);
        if (pieces.empty())
            return {};
        Piece piece = std::move(pieces.front());
        pieces.pop_front();
        bytes -= piece.bytes;
        return piece;
    }

    // False: cancelled in the middle.
    bool match(const Piece &piece, const Cancel &cancel, std::vector<quint32> &hits, std::vector<quint32> &failed) const
    {
        const Chunk &c = *piece.chunk;
        hits.clear();
        failed.clear();
        if (range.on && (c.maxTimeMs() < range.from || c.minTimeMs() > range.to))
            return true;
        for (std::size_t i = piece.begin; i < piece.end; ++i) {
            if (i % CancelEvery == 0 && cancel.requested())
                return false;
            if (range.on && (c.timeMs(i) < range.from || c.timeMs(i) > range.to))
                continue;
            const auto verdict = matcher ? matcher->matches(c.row(i)) : EventMatcher::Verdict::Match;
            if (verdict == EventMatcher::Verdict::Match)
                hits.push_back(quint32(i));
            else if (verdict == EventMatcher::Verdict::Failed)
                failed.push_back(quint32(i));
        }
        return true;
    }

    void work(const Cancel &cancel)
    {
        std::vector<quint32> hits, failed;
        while (const auto piece = take()) {
            if (!match(*piece, cancel, hits, failed))
                return;
            Answer answer;
            // Copied, so that a run takes no more than it needs.
            answer.rows = {piece->first, std::vector<quint32>(hits.begin(), hits.end())};
            answer.failed = {piece->first, std::vector<quint32>(failed.begin(), failed.end())};
            answer.end = piece->first + piece->end;
            const std::lock_guard lock(mutex);
            found.emplace_back(piece->first + piece->begin, std::move(answer));
        }
    }
};

FilteredRows::FilteredRows(EventStore &store, JobRunner &runner, QObject *parent)
    : QObject(parent),
      m_store(store),
      m_runner(runner),
      m_slots(std::size_t(workers())),
      m_given(store.first()),
      m_done(store.first()),
      m_seenFirst(store.first())
{
    m_tick.setTimerType(Qt::PreciseTimer);
    connect(&m_tick, &QTimer::timeout, this, [this] {
        m_tick.setInterval(std::min(TickMs, m_tick.interval() * 2));
        collect();
        pump();
    });
}

FilteredRows::~FilteredRows() { m_store.setExtraBytes(this, 0); }

void FilteredRows::setMatcher(std::shared_ptr<const EventMatcher> matcher)
{
    m_matcher = std::move(matcher);
    restart();
}

void FilteredRows::setTimeRange(qint64 fromMs, qint64 toMs)
{
    m_ranged = true;
    m_fromMs = fromMs;
    m_toMs = toMs;
    restart();
}

void FilteredRows::clearTimeRange()
{
    m_ranged = false;
    restart();
}

void FilteredRows::restart()
{
    ++m_generation;
    for (Slot &slot : m_slots)
        slot = {};
    m_tick.stop();
    // Giving back a list of ten million numbers takes longer than a frame: a worker does it.
    if (m_rows.size() > 100000)
        m_runner
            .run(
                this, Milliseconds(0),
                [old = std::make_shared<RowList>(std::move(m_rows))](const Cancel &) mutable {
                    old.reset();
                    return true;
                },
                [](bool) {})
            .detach();
    m_rows = {};
    m_failedRows = {};
    m_early.clear();
    m_failed = 0;
    m_given = m_done = m_seenFirst = m_store.first();
    m_scan = std::make_shared<Scan>();
    m_scan->matcher = m_matcher;
    m_scan->range = {m_ranged, m_fromMs, m_toMs};
    m_store.setExtraBytes(this, 0);
    emit changed(0);
    pump();
}

void FilteredRows::storeChanged()
{
    if (!active()) {
        const quint64 first = m_store.first();
        const quint64 trimmed = first > m_seenFirst ? first - m_seenFirst : 0;
        m_seenFirst = first;
        emit changed(trimmed);
        return;
    }
    if (m_store.first() < m_seenFirst) { // older events came in front: they are not looked at yet
        restart();
        return;
    }
    trim();
    pump();
}

quint64 FilteredRows::count() const { return active() ? m_rows.size() : m_store.rows(); }

quint64 FilteredRows::sequence(quint64 index) const { return active() ? m_rows.at(index) : m_store.first() + index; }

quint64 FilteredRows::indexOf(quint64 sequence) const
{
    if (!active())
        return sequence <= m_store.first() ? 0 : std::min(sequence - m_store.first(), m_store.rows());
    return m_rows.indexOf(sequence);
}

bool FilteredRows::busy() const
{
    return std::any_of(m_slots.begin(), m_slots.end(), [](const Slot &s) { return s.running; });
}

void FilteredRows::trim()
{
    const quint64 first = m_store.first();
    if (first == m_seenFirst)
        return;
    m_seenFirst = first;
    m_done = std::max(m_done, first);
    m_given = std::max(m_given, first);
    {
        const std::lock_guard lock(m_scan->mutex);
        std::deque<Piece> &pieces = m_scan->pieces;
        while (!pieces.empty() && pieces.front().first + pieces.front().end <= first) {
            m_scan->bytes -= pieces.front().bytes;
            pieces.pop_front();
        }
    }
    m_failedRows.trimBelow(first);
    const quint64 trimmed = m_rows.trimBelow(first);
    countBytes();
    if (trimmed)
        emit changed(trimmed);
}

void FilteredRows::countBytes() { m_store.setExtraBytes(this, m_rows.bytes() + m_failedRows.bytes()); }

// Cuts what comes next into pieces, as many as the workers may have.
void FilteredRows::give()
{
    const std::deque<EventStore::Entry> &entries = m_store.entries();
    auto entry = std::partition_point(entries.begin(), entries.end(), [this](const EventStore::Entry &e) {
        return e.first + e.chunk->rows() <= m_given;
    });
    const std::lock_guard lock(m_scan->mutex);
    for (; entry != entries.end(); ++entry) {
        const Chunk &c = *entry->chunk;
        const std::size_t mean = std::max<std::size_t>(1, c.bytes() / c.rows());
        const std::size_t rows = std::clamp<std::size_t>(PieceBytes / mean, 1, PieceRows);
        for (std::size_t begin = std::size_t(std::max(m_given, entry->first) - entry->first); begin < c.rows();) {
            if (m_scan->bytes >= AheadBytes || m_scan->pieces.size() >= AheadPieces)
                return;
            const std::size_t end = std::min(begin + rows, c.rows());
            m_scan->pieces.push_back({entry->chunk, entry->first, begin, end, mean * (end - begin)});
            m_scan->bytes += m_scan->pieces.back().bytes;
            m_given = entry->first + end;
            begin = end;
        }
    }
}

void FilteredRows::pump()
{
    if (!active())
        return;
    give();
    for (std::size_t i = 0; i < m_slots.size() && !m_scan->idle(); ++i) {
        if (!m_slots[i].running)
            start(i);
    }
    if (!busy())
        m_tick.stop();
    else if (!m_tick.isActive())
        m_tick.start(FirstTickMs);
}

void FilteredRows::start(std::size_t slot)
{
    m_slots[slot].running = true;
    m_slots[slot].job = m_runner.run(
        this, Milliseconds(0),
        [scan = m_scan](const Cancel &cancel) {
            scan->work(cancel);
            return true;
        },
        [this, slot, generation = m_generation](bool) {
            if (generation != m_generation)
                return;
            m_slots[slot].running = false;
            const bool told = !busy() && collect();
            pump();
            if (!told && !busy()) // all may have been collected at a tick, while this worker was still counted
                emit changed(0);
        });
}

bool FilteredRows::collect()
{
    std::vector<std::pair<quint64, Answer>> found;
    {
        const std::lock_guard lock(m_scan->mutex);
        found.swap(m_scan->found);
    }
    for (auto &[first, answer] : found)
        m_early.emplace(first, std::move(answer));
    const quint64 before = m_done;
    while (!m_early.empty() && m_early.begin()->first <= m_done) {
        link(std::move(m_early.begin()->second));
        m_early.erase(m_early.begin());
    }
    if (m_done == before)
        return false;
    countBytes();
    emit changed(0);
    return true;
}

void FilteredRows::link(Answer answer)
{
    m_done = std::max(m_done, answer.end);
    for (RowList::Run *run : {&answer.rows, &answer.failed}) { // what was evicted meanwhile
        const auto gone = std::partition_point(run->rows.begin(), run->rows.end(),
                                               [this, run](quint32 row) { return run->base + row < m_seenFirst; });
        run->rows.erase(run->rows.begin(), gone);
    }
    m_failed += answer.failed.rows.size();
    m_rows.append(std::move(answer.rows));
    m_failedRows.append(std::move(answer.failed));
}

} // namespace flowbench

// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/filterjob.h"

#include <algorithm>

namespace flowbench {

namespace {
// So much is matched at a time: first hits are on screen soon, and a new matcher waits for no more than this.
constexpr std::size_t SliceBytes = std::size_t(64) << 20;
} // namespace

FilteredRows::FilteredRows(EventStore &store, JobRunner &runner, QObject *parent)
    : QObject(parent), m_store(store), m_runner(runner), m_done(store.first()), m_seenFirst(store.first())
{}

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
    m_job = JobHandle();
    m_running = false;
    // Giving back a list of ten million numbers takes longer than a frame: a worker does it.
    if (m_rows.size() > 100000)
        m_runner
            .run(
                this, Milliseconds(0),
                [old = std::make_shared<std::deque<quint64>>(std::move(m_rows))](const Cancel &) mutable {
                    old.reset();
                    return true;
                },
                [](bool) {})
            .detach();
    m_rows = {};
    m_failed = 0;
    m_done = m_seenFirst = m_store.first();
    m_store.setExtraBytes(0);
    emit changed(0);
    next();
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
    next();
}

quint64 FilteredRows::count() const { return active() ? m_rows.size() : m_store.rows(); }

quint64 FilteredRows::sequence(quint64 index) const { return active() ? m_rows[index] : m_store.first() + index; }

quint64 FilteredRows::indexOf(quint64 sequence) const
{
    if (!active())
        return sequence <= m_store.first() ? 0 : std::min(sequence - m_store.first(), m_store.rows());
    return quint64(std::lower_bound(m_rows.begin(), m_rows.end(), sequence) - m_rows.begin());
}

void FilteredRows::trim()
{
    const quint64 first = m_store.first();
    quint64 trimmed = 0;
    while (!m_rows.empty() && m_rows.front() < first) {
        m_rows.pop_front();
        ++trimmed;
    }
    m_seenFirst = first;
    m_done = std::max(m_done, first);
    if (trimmed)
        emit changed(trimmed);
}

void FilteredRows::next()
{
    if (!active() || m_running || m_done >= m_store.end())
        return;
    std::vector<EventStore::Entry> slice;
    std::size_t bytes = 0;
    for (EventStore::Entry &e : m_store.entriesFrom(m_done)) {
        if (!slice.empty() && bytes + e.chunk->bytes() > SliceBytes)
            break;
        bytes += e.chunk->bytes();
        slice.push_back(std::move(e));
    }
    m_running = true;
    m_job = m_runner.run(
        this, Milliseconds(0),
        [slice = std::move(slice), from = m_done, matcher = m_matcher, range = Range{m_ranged, m_fromMs, m_toMs}](
            const Cancel &cancel) { return match(slice, from, matcher.get(), range, cancel); },
        [this, generation = m_generation](Answer answer) {
            if (generation == m_generation)
                take(std::move(answer));
        });
}

FilteredRows::Answer FilteredRows::match(const std::vector<EventStore::Entry> &entries, quint64 from,
                                         const EventMatcher *matcher, Range range, const Cancel &cancel)
{
    Answer answer;
    for (const EventStore::Entry &e : entries) {
        const Chunk &c = *e.chunk;
        answer.scannedTo = e.first + c.rows();
        if (range.on && (c.maxTimeMs() < range.from || c.minTimeMs() > range.to))
            continue;
        for (std::size_t i = from > e.first ? std::size_t(from - e.first) : 0; i < c.rows(); ++i) {
            if (range.on && (c.timeMs(i) < range.from || c.timeMs(i) > range.to))
                continue;
            const auto verdict = matcher ? matcher->matches(c.row(i)) : EventMatcher::Verdict::Match;
            if (verdict == EventMatcher::Verdict::Match)
                answer.rows.push_back(e.first + i);
            else if (verdict == EventMatcher::Verdict::Failed)
                ++answer.failed;
            if ((i & 0xfff) == 0 && cancel.requested())
                return answer;
        }
    }
    return answer;
}

void FilteredRows::take(Answer answer)
{
    m_running = false;
    const quint64 first = m_store.first();
    for (const quint64 row : answer.rows) {
        if (row >= first)
            m_rows.push_back(row);
    }
    m_failed += answer.failed;
    m_done = std::max(answer.scannedTo, first);
    m_store.setExtraBytes(m_rows.size() * sizeof(quint64));
    emit changed(0);
    next();
}

} // namespace flowbench

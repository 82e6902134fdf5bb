// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/rowlist.h"

#include <algorithm>

namespace flowbench {

namespace {
// A run that is this short is joined with the one before: a live tail brings few rows at a time.
constexpr std::size_t ShortRun = 4096;

std::size_t bytesOf(const RowList::Run &run) { return sizeof run + run.rows.capacity() * sizeof(quint32); }
} // namespace

RowList RowList::snapshot()
{
    m_shared = true;
    return *this;
}

void RowList::append(Run run)
{
    if (run.rows.empty())
        return;
    const quint64 count = run.rows.size();
    if (!m_runs.empty() && !m_shared) {
        Run &last = *m_runs.back().run;
        const quint64 shift = run.base - last.base;
        const bool near = run.base >= last.base && shift + run.rows.back() <= 0xffffffffU;
        if (near && last.rows.size() + run.rows.size() <= ShortRun) {
            m_bytes -= bytesOf(last);
            for (const quint32 row : run.rows)
                last.rows.push_back(quint32(shift + row));
            m_bytes += bytesOf(last);
            m_end += count;
            return;
        }
    }
    m_bytes += bytesOf(run);
    m_shared = false;
    m_runs.push_back({m_end, std::make_shared<Run>(std::move(run))});
    m_end += count;
}

quint64 RowList::trimBelow(quint64 sequence)
{
    const quint64 before = m_begin;
    while (!m_runs.empty()) {
        const Linked &front = m_runs.front();
        if (front.run->base + front.run->rows.back() >= sequence) {
            m_begin += indexOf(sequence);
            break;
        }
        m_begin = front.index + front.run->rows.size();
        m_bytes -= bytesOf(*front.run);
        m_runs.pop_front();
        m_lastRun = 0;
    }
    return m_begin - before;
}

std::size_t RowList::runAt(quint64 index) const
{
    const auto holds = [&](std::size_t i) {
        return i < m_runs.size() && index >= m_runs[i].index && index < m_runs[i].index + m_runs[i].run->rows.size();
    };
    if (holds(m_lastRun))
        return m_lastRun;
    const auto it =
        std::upper_bound(m_runs.begin(), m_runs.end(), index, [](quint64 i, const Linked &l) { return i < l.index; });
    return m_lastRun = std::size_t(it - m_runs.begin()) - 1;
}

quint64 RowList::at(quint64 index) const
{
    const Linked &l = m_runs[runAt(m_begin + index)];
    return l.run->base + l.run->rows[std::size_t(m_begin + index - l.index)];
}

quint64 RowList::indexOf(quint64 sequence) const
{
    const auto run = std::lower_bound(m_runs.begin(), m_runs.end(), sequence,
                                      [](const Linked &l, quint64 s) { return l.run->base + l.run->rows.back() < s; });
    if (run == m_runs.end())
        return size();
    const std::vector<quint32> &rows = run->run->rows;
    const quint64 base = run->run->base;
    const auto row =
        std::lower_bound(rows.begin(), rows.end(), sequence, [base](quint32 r, quint64 s) { return base + r < s; });
    const quint64 index = run->index + quint64(row - rows.begin());
    return std::max(index, m_begin) - m_begin;
}

} // namespace flowbench

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <deque>
#include <memory>
#include <vector>

namespace flowbench {

// Ascending sequence numbers in runs, as workers make them: a run is linked, not copied, so that ten million rows cost
// the GUI thread nothing when they come or when the oldest go. Four bytes a row. One thread.
class RowList
{
public:
    struct Run
    {
        quint64 base = 0; // what the rows are counted from
        std::vector<quint32> rows;
    };

    // A list of the same rows that never changes: it shares the runs, so it costs next to nothing. Another thread may
    // have it.
    RowList snapshot();
    // Every number of it must be above those that are there.
    void append(Run run);
    // Removes the numbers below `sequence`; how many.
    quint64 trimBelow(quint64 sequence);

    quint64 size() const { return m_end - m_begin; }
    bool empty() const { return m_end == m_begin; }
    quint64 at(quint64 index) const;         // index < size()
    quint64 indexOf(quint64 sequence) const; // of the first number >= sequence; size(): there is none
    std::size_t bytes() const { return m_bytes; }

private:
    struct Linked
    {
        quint64 index = 0; // of its first row, as m_begin and m_end count
        std::shared_ptr<Run> run;
    };
    std::size_t runAt(quint64 index) const;

    std::deque<Linked> m_runs;
    quint64 m_begin = 0, m_end = 0; // all rows that ever were here are counted
    std::size_t m_bytes = 0;
    bool m_shared = false;             // the last run is: what comes must not be joined with it
    mutable std::size_t m_lastRun = 0; // rows are read in runs
};

} // namespace flowbench

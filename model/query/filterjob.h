// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/job.h"
#include "model/live/sink.h"
#include "model/query/rowlist.h"
#include "model/store/eventstore.h"

#include <QObject>
#include <QTimer>

#include <map>
#include <memory>

namespace flowbench {

// The rows of a store that match, kept up to date as the store grows: workers match immutable chunks piece by piece,
// all at once; what is found is shown in order, the first of it at once and then some thirty times a second. Answers
// of an older matcher are dropped. Owner's thread.
class FilteredRows : public QObject
{
    Q_OBJECT

public:
    // `store` must outlive this.
    FilteredRows(EventStore &store, JobRunner &runner, QObject *parent = nullptr);
    ~FilteredRows() override;

    // Null: every row, no list is kept. A time range (ms, inclusive; from > to: none) narrows further.
    void setMatcher(std::shared_ptr<const EventMatcher> matcher);
    void setTimeRange(qint64 fromMs, qint64 toMs);
    void clearTimeRange();
    bool active() const { return m_matcher || m_ranged; }

    // After each append, prepend or eviction of the store.
    void storeChanged();

    quint64 count() const;                   // rows to show
    quint64 sequence(quint64 index) const;   // of the index-th row to show, index < count()
    quint64 indexOf(quint64 sequence) const; // of the first shown row >= sequence
    bool busy() const;
    // As they are now, for a worker; empty unless active().
    RowList snapshot() { return m_rows.snapshot(); }
    quint64 failed() const { return m_failed; } // events on which the matcher failed, those that are gone included
    const RowList &failedRows() const { return m_failedRows; } // those that are still kept
    quint64 scannedTo() const { return m_done; }

signals:
    // `trimmed`: how many shown rows went away at the head since the last time. Also when busy() ends.
    void changed(quint64 trimmed);

private:
    struct Scan; // what the workers share
    struct Answer
    {
        RowList::Run rows, failed;
        quint64 end = 0; // everything below is looked at, from the begin of its piece
    };
    struct Range
    {
        bool on = false;
        qint64 from = 0, to = 0;
    };
    struct Slot
    {
        JobHandle job;
        bool running = false;
    };
    void restart();
    void pump();
    void give();
    void start(std::size_t slot);
    bool collect(); // whether it emitted changed()
    void link(Answer answer);
    void trim();
    void countBytes();

    EventStore &m_store;
    JobRunner &m_runner;
    std::vector<Slot> m_slots; // one a worker
    std::shared_ptr<const EventMatcher> m_matcher;
    bool m_ranged = false;
    qint64 m_fromMs = 0, m_toMs = 0;
    std::shared_ptr<Scan> m_scan;
    std::map<quint64, Answer> m_early; // by its first row: something before it is not looked at yet
    RowList m_rows, m_failedRows;
    quint64 m_given = 0; // everything below is with the workers or done
    quint64 m_done = 0;  // everything below is looked at
    quint64 m_seenFirst = 0;
    quint64 m_failed = 0;
    QTimer m_tick; // while workers are at it
    quint64 m_generation = 0;
};

} // namespace flowbench

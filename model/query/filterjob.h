// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/job.h"
#include "model/live/sink.h"
#include "model/store/eventstore.h"

#include <QObject>

#include <deque>
#include <memory>

namespace flowbench {

// The rows of a store that match, kept up to date as the store grows: matching runs on workers over immutable chunks,
// chunk by chunk; answers of an older matcher are dropped by their generation. Owner's thread.
class FilteredRows : public QObject
{
    Q_OBJECT

public:
    // `store` must outlive this.
    FilteredRows(EventStore &store, JobRunner &runner, QObject *parent = nullptr);

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
    bool busy() const { return m_running; }
    quint64 failed() const { return m_failed; }
    quint64 scannedTo() const { return m_done; }

signals:
    // `trimmed`: how many shown rows went away at the head since the last time.
    void changed(quint64 trimmed);

private:
    struct Range
    {
        bool on = false;
        qint64 from = 0, to = 0;
    };
    struct Answer
    {
        std::vector<quint64> rows;
        quint64 scannedTo = 0;
        quint64 failed = 0;
    };
    static Answer match(const std::vector<EventStore::Entry> &entries, quint64 from, const EventMatcher *matcher,
                        Range range, const Cancel &cancel);
    void restart();
    void next();
    void take(Answer answer);
    void trim();

    EventStore &m_store;
    JobRunner &m_runner;
    JobHandle m_job;
    std::shared_ptr<const EventMatcher> m_matcher;
    bool m_ranged = false;
    qint64 m_fromMs = 0, m_toMs = 0;
    std::deque<quint64> m_rows; // sorted sequence numbers
    quint64 m_done = 0;         // everything below is looked at
    quint64 m_seenFirst = 0;
    quint64 m_failed = 0;
    bool m_running = false;
    quint64 m_generation = 0;
};

} // namespace flowbench

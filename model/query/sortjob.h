// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/job.h"
#include "model/query/roworder.h"
#include "model/store/eventstore.h"

#include <QTimer>

#include <atomic>
#include <memory>
#include <string>
#include <vector>

namespace flowbench {

// What a column is sorted by: bytes that memcmp orders. Called on a worker, several events after each other.
class SortKey
{
public:
    virtual ~SortKey() = default;
    // `key` is cleared before. Left empty: the event has no such value, it stands last whichever way one sorts.
    virtual void make(const EventView &event, std::string &key) const = 0;

    static void putNumber(std::string &key, qint64 n);
    static void putNumber(std::string &key, double d);            // NaN counts as no number
    static void putText(std::string &key, std::string_view text); // behind all numbers; its first 64 bytes count
};

// Shown events in another order than they came: a copy of what was there when it was made, 16 bytes a row. Immutable,
// shared between threads.
class SortedRows final : public RowOrder
{
public:
    // `arrival`: ascending numbers, empty where they are `first`, `first` + 1, ...; `order`: the rank at each position.
    SortedRows(std::vector<quint64> arrival, quint64 first, std::vector<quint32> order);

    quint64 count() const override { return m_order.size(); }
    quint64 sequence(quint64 position) const override { return sequenceOfRank(m_order[position]); }
    quint64 indexOf(quint64 sequence) const override;
    quint64 rank(quint64 sequence) const override;
    quint64 sequenceOfRank(quint64 rank) const override
    {
        return m_arrival.empty() ? m_first + rank : m_arrival[std::size_t(rank)];
    }
    std::size_t bytes() const
    {
        return m_arrival.capacity() * sizeof(quint64) + (m_order.capacity() + m_place.capacity()) * sizeof(quint32);
    }
    // The same without what came before that number (it was evicted).
    std::shared_ptr<const SortedRows> from(quint64 first) const;

private:
    std::vector<quint64> m_arrival;
    quint64 m_first = 0;
    std::vector<quint32> m_order, m_place; // rank by position, position by rank
};

// Sorts the rows of a filter on a worker, with progress; one at a time, a new one ends the last. Taking the list of
// rows is done in slices on the owner's thread (no list of ten million is copied between two frames), reading keys and
// sorting on the worker. Owner's thread.
class SortJob : public QObject
{
    Q_OBJECT

public:
    static constexpr quint64 MaxRows = quint64(1) << 31;

    SortJob(const EventStore &store, const FilteredRows &rows, QObject *parent = nullptr);
    ~SortJob() override;

    void start(std::shared_ptr<const SortKey> key, Qt::SortOrder order);
    void cancel();
    bool isRunning() const { return m_running; }

    // The work itself. Null where it was cancelled. `done` counts up to 2 x rows.
    static std::shared_ptr<const SortedRows> sort(const std::vector<EventStore::Entry> &entries,
                                                  std::vector<quint64> arrival, quint64 first, quint64 rows,
                                                  const SortKey &key, Qt::SortOrder order, std::atomic<quint64> &done,
                                                  const Cancel &cancel);

signals:
    void progressed(double part); // 0 .. 1, ten times a second
    void finished(std::shared_ptr<const flowbench::SortedRows> rows);

private:
    void gather();
    void launch();

    const EventStore &m_store;
    const FilteredRows &m_rows;
    std::shared_ptr<const SortKey> m_key;
    Qt::SortOrder m_order = Qt::AscendingOrder;
    std::vector<quint64> m_arrival;
    quint64 m_end = 0; // what came later is not in it
    bool m_running = false;
    QTimer m_slice, m_tick;
    std::shared_ptr<std::atomic<quint64>> m_done;
    quint64 m_whole = 0;
    JobHandle m_job;
    JobRunner m_jobs{1};
};

} // namespace flowbench

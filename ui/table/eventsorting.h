// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/items/eventcolumn.h"
#include "model/query/sortjob.h"

#include <QObject>

#include <memory>
#include <optional>

namespace flowbench {

class EventTable;

/// By which column an EventTable is sorted. A click on a header goes ascending, descending, as they arrived. Sorting is
/// done by a worker, what is shown stays until it is done; it takes what is there now, and says when newer events are
/// not in it. With another filter the rows are sorted anew once all are known. GUI thread.
class EventSorting : public QObject
{
    Q_OBJECT

public:
    explicit EventSorting(EventTable &table);
    ~EventSorting() override;

    void adopt(EventStore &store, FilteredRows &rows);
    void sortBy(EventColumn column, Qt::SortOrder order);
    void cycle(EventColumn column);
    void again();
    void clear(); ///< as they arrive
    void filterChanged();
    /// Columns from content went or changed their places.
    void contentChanged();

    bool isActive() const { return m_column.has_value(); } ///< sorted, or on the way to it
    bool isRunning() const;
    double part() const { return m_part; } ///< of what runs, 0 .. 1
    std::optional<EventColumn> column() const { return m_column; }
    Qt::SortOrder order() const { return m_order; }
    /// Events came since that are not in the order.
    bool isStale() const;

signals:
    void changed();

private:
    std::shared_ptr<const SortKey> key() const;
    void begin();
    void show(std::shared_ptr<const SortedRows> rows, bool evictedOnly = false);
    void take(std::shared_ptr<const SortedRows> rows);
    void rowsChanged();
    void dropEvicted();
    void showIndicator();

    EventTable &m_table;
    EventStore *m_store = nullptr;
    FilteredRows *m_rows = nullptr;
    std::unique_ptr<SortJob> m_job;
    std::optional<EventColumn> m_column;
    Qt::SortOrder m_order = Qt::AscendingOrder;
    bool m_waiting = false; ///< for the filter to have looked at all
    bool m_stale = false;
    double m_part = 0;
    quint64 m_end = 0, m_first = 0; ///< of the store when it was sorted
    JobHandle m_dropping;
    bool m_isDropping = false;
    JobRunner m_jobs{1};
};

} // namespace flowbench

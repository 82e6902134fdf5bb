// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/table/eventsorting.h"

#include "model/items/eventsort.h"
#include "ui/table/eventcolumns.h"
#include "ui/table/eventtable.h"

#include <QHeaderView>

namespace flowbench {

namespace {
constexpr quint64 Unnoticed = 64; // so small a part of evicted rows may stand among the others
} // namespace

EventSorting::EventSorting(EventTable &table) : m_table(table)
{
    QHeaderView *header = table.horizontalHeader();
    header->setSectionsClickable(true);
    connect(header, &QHeaderView::sectionClicked, this, [this](int section) { cycle(EventColumn(section)); });
}

EventSorting::~EventSorting()
{
    if (m_store)
        m_store->setExtraBytes(this, 0);
}

void EventSorting::show(std::shared_ptr<const SortedRows> rows, bool evictedOnly)
{
    m_store->setExtraBytes(this, rows ? rows->bytes() : 0);
    m_table.showSorted(std::move(rows), evictedOnly);
}

void EventSorting::adopt(EventStore &store, FilteredRows &rows)
{
    clear();
    m_store = &store;
    if (m_rows)
        disconnect(m_rows, nullptr, this, nullptr);
    m_rows = &rows;
    m_job = std::make_unique<SortJob>(store, rows);
    connect(m_job.get(), &SortJob::finished, this, &EventSorting::take);
    connect(m_job.get(), &SortJob::progressed, this, [this](double part) {
        m_part = part;
        emit changed();
    });
    connect(&rows, &FilteredRows::changed, this, &EventSorting::rowsChanged);
}

bool EventSorting::isRunning() const { return m_waiting || (m_job && m_job->isRunning()); }

bool EventSorting::isStale() const { return m_column && m_stale && !isRunning(); }

std::shared_ptr<const SortKey> EventSorting::key() const
{
    return isContentColumn(*m_column) ? m_table.columns().contentKey(contentIndex(*m_column)) : sortKeyOf(*m_column);
}

void EventSorting::cycle(EventColumn column)
{
    if (m_column != column)
        sortBy(column, Qt::AscendingOrder);
    else if (m_order == Qt::AscendingOrder)
        sortBy(column, Qt::DescendingOrder);
    else
        clear();
}

void EventSorting::sortBy(EventColumn column, Qt::SortOrder order)
{
    if (!m_rows)
        return;
    m_column = column;
    m_order = order;
    m_table.setFollowing(false);
    begin();
}

void EventSorting::again()
{
    if (m_column)
        begin();
}

void EventSorting::begin()
{
    m_part = 0;
    m_job->cancel();
    // A filter that has not looked at all yet would leave rows out for good.
    m_waiting = m_rows->active() && m_rows->scannedTo() < m_store->end();
    if (!m_waiting) {
        const auto by = key();
        if (!by) {
            clear();
            return;
        }
        m_end = m_store->end();
        m_first = m_store->first();
        m_stale = false;
        m_job->start(by, m_order);
    }
    showIndicator();
    emit changed();
}

void EventSorting::clear()
{
    if (m_job)
        m_job->cancel();
    m_dropping = JobHandle();
    m_isDropping = m_waiting = m_stale = false;
    if (!m_column)
        return;
    m_column.reset();
    showIndicator();
    show(nullptr);
    emit changed();
}

void EventSorting::filterChanged()
{
    if (!m_column)
        return;
    show(nullptr); // the order made before holds other rows
    begin();
}

void EventSorting::contentChanged()
{
    if (m_column && isContentColumn(*m_column))
        clear();
}

void EventSorting::take(std::shared_ptr<const SortedRows> rows)
{
    m_dropping = JobHandle();
    m_isDropping = false;
    show(std::move(rows));
    emit changed();
}

void EventSorting::rowsChanged()
{
    if (!m_column)
        return;
    if (m_waiting && m_rows->scannedTo() >= m_store->end()) {
        begin();
        return;
    }
    const bool stale = m_store->end() != m_end || m_store->first() < m_first;
    if (stale != m_stale && !m_waiting) {
        m_stale = stale;
        emit changed();
    }
    dropEvicted();
}

void EventSorting::dropEvicted()
{
    const auto sorted = m_table.events() ? m_table.events()->sorted() : nullptr;
    const quint64 first = m_store->first();
    if (!sorted || m_isDropping || sorted->rank(first) <= sorted->count() / Unnoticed)
        return;
    m_isDropping = true;
    m_dropping = m_jobs.run(
        this, Milliseconds(0), [sorted, first](const Cancel &) { return sorted->from(first); },
        [this](std::shared_ptr<const SortedRows> rest) {
            m_isDropping = false;
            if (rest->count() == 0)
                clear(); // nothing of it is kept: another channel, another place to read from
            else
                show(std::move(rest), true);
        });
}

void EventSorting::showIndicator()
{
    QHeaderView *header = m_table.horizontalHeader();
    header->setSortIndicatorShown(m_column.has_value());
    header->setSortIndicator(m_column ? int(*m_column) : -1, m_order);
}

} // namespace flowbench

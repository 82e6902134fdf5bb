// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/table/eventtable.h"

#include "ui/look/names.h"
#include "ui/look/style.h"
#include "ui/look/theme.h"
#include "ui/table/eventaccess.h"
#include "ui/table/eventcolumns.h"
#include "ui/table/eventdelegate.h"
#include "ui/table/eventsorting.h"
#include "words/units.h"
#include "words/visible.h"

#include <QEvent>
#include <QHeaderView>
#include <QScrollBar>

#include <limits>

namespace flowbench {

using namespace Qt::StringLiterals;

EventTable::EventTable(QSettings *settings, const QString &key, QWidget *parent)
    : QTableView(parent),
      m_delegate(new EventDelegate(*this)),
      m_columns(std::make_unique<EventColumns>(*this, *m_delegate, settings, key)),
      m_sorting(std::make_unique<EventSorting>(*this))
{
    setNames(this, u"Events"_s, tr("Events"));
    installEventTableAccess();
    setItemDelegate(m_delegate);
    setSelectionMode(NoSelection); // our own, by event number
    setEditTriggers(NoEditTriggers);
    setShowGrid(false);
    setWordWrap(false);
    setTabKeyNavigation(false);
    setCornerButtonEnabled(false);
    setHorizontalScrollMode(ScrollPerPixel);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setMinimumSectionSize(measure::Row);
    verticalHeader()->setDefaultSectionSize(measure::Row);
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setSectionsMovable(true);
    horizontalHeader()->setStretchLastSection(true);
    horizontalHeader()->setMinimumSectionSize(36);
}

EventTable::~EventTable() = default;

void EventTable::setSource(EventStore &store, FilteredRows &rows)
{
    EventWords words;
    words.visible = [](QStringView text) { return visibleText(text); };
    words.count = [](qint64 n) { return words::count(n); };
    words.bytes = [](qint64 n) { return words::bytes(n); };
    words.noValue = tr("no value");
    words.evicted = tr("evicted");
    auto *before = m_events;
    m_store = &store;
    m_events = new EventWindowModel(store, rows, std::move(words), this);
    m_events->setUtc(m_utc);
    m_selection.clear();
    m_current.reset();
    m_anchor.reset();
    connect(m_events, &EventWindowModel::countChanged, this, &EventTable::countChanged);
    connect(m_events, &EventWindowModel::textsMade, viewport(), qOverload<>(&QWidget::update));
    setModel(m_events);
    delete before;
    m_columns->adopt();
    m_sorting->adopt(store, rows);
    adoptHeight();
    syncBar();
}

bool EventTable::isFollowing() const { return m_events && m_events->following(); }

void EventTable::setFollowing(bool on)
{
    if (!m_events || on == m_events->following())
        return;
    if (on)
        m_sorting->clear(); // the newest row is at the bottom only as they arrive
    m_events->setFollowing(on);
    syncBar();
    viewport()->update();
    emit followChanged(on);
}

void EventTable::stopFollowing() { setFollowing(false); }

void EventTable::setUtc(bool utc)
{
    m_utc = utc;
    if (m_events)
        m_events->setUtc(utc);
    m_columns->updateHeaders();
    viewport()->update();
}

quint64 EventTable::selectedCount() const
{
    quint64 count = 0;
    if (!m_events)
        return 0;
    for (const auto &[from, to] : m_selection.ranges()) {
        const RowOrder &rows = order();
        const quint64 end = to == std::numeric_limits<quint64>::max() ? rows.count() : rows.rank(to + 1);
        count += end - std::min(end, rows.rank(from));
    }
    return count + (m_selection.span() ? m_selection.span()->count() : 0);
}

bool EventTable::isCurrentMarked(quint64 number) const
{
    if (m_current != number || !hasFocus())
        return false;
    const auto &ranges = m_selection.ranges();
    return m_selection.span() || ranges.size() != 1 || ranges.front().first != ranges.front().second;
}

void EventTable::filterChanged()
{
    if (m_current && m_selection.contains(*m_current))
        m_selection.set(*m_current, *m_current);
    else
        m_selection.clear();
    m_anchor = m_current;
    m_sorting->filterChanged();
    viewport()->update();
    emit choiceChanged();
}

void EventTable::showSorted(std::shared_ptr<const SortedRows> sorted, bool evictedOnly)
{
    if (!m_events)
        return;
    const bool any = sorted != nullptr;
    if (evictedOnly)
        m_selection.reorder(sorted);
    m_events->setSorted(std::move(sorted));
    if (!any && m_current && m_events->shows(*m_current))
        scrollToRow(m_events->indexOf(*m_current));
    syncBar();
    viewport()->update();
}

// ---- the window and its bar

int EventTable::fullRows() const { return std::max(0, viewport()->height() / measure::Row); }

void EventTable::adoptHeight()
{
    if (!m_events || fullRows() == m_events->viewRows())
        return;
    m_events->setViewRows(fullRows());
    m_columns->fitOnce(); // the first rows may have come before there was room for one
}

void EventTable::syncBar()
{
    QScrollBar *bar = verticalScrollBar();
    const QSignalBlocker quiet(bar);
    constexpr qint64 Most = std::numeric_limits<int>::max();
    bar->setRange(0, m_events ? int(std::min(m_events->lastFirst(), Most)) : 0);
    bar->setPageStep(std::max(1, fullRows()));
    bar->setSingleStep(1);
    bar->setValue(m_events ? int(std::min(m_events->first(), Most)) : 0);
}

void EventTable::updateGeometries()
{
    if (m_placing)
        return;
    m_placing = true;
    {
        // The base thinks that the window is all there is and would clamp the value to its few rows.
        const QSignalBlocker quiet(verticalScrollBar());
        QTableView::updateGeometries();
    }
    adoptHeight();
    syncBar();
    verticalHeader()->setOffset(0);
    m_placing = false;
}

void EventTable::doItemsLayout()
{
    const QSignalBlocker quiet(verticalScrollBar());
    QTableView::doItemsLayout();
}

void EventTable::resizeEvent(QResizeEvent *event)
{
    QTableView::resizeEvent(event);
    adoptHeight();
    syncBar();
}

void EventTable::scrollContentsBy(int dx, int dy)
{
    if (dy != 0 && m_events) {
        const int value = verticalScrollBar()->value(); // ending to follow sets the bar
        if (value < verticalScrollBar()->maximum())
            stopFollowing();
        m_events->setFirst(value);
        syncBar();
        viewport()->update();
    }
    if (dx != 0)
        QTableView::scrollContentsBy(dx, 0);
}

void EventTable::scrollTo(const QModelIndex &, ScrollHint)
{
    // Rows of the window are always in sight; scrollToRow() is for all others.
}

void EventTable::scrollToRow(qint64 index)
{
    if (!m_events || index < 0)
        return;
    const qint64 rows = std::max(1, fullRows());
    qint64 first = m_events->first();
    if (index < first)
        first = index;
    else if (index >= first + rows)
        first = index - rows + 1;
    if (first == m_events->first())
        return;
    m_events->setFirst(first);
    syncBar();
    viewport()->update();
}

void EventTable::countChanged(qint64, qint64)
{
    if (m_selection.dropBelow(m_store->first()))
        emit choiceChanged();
    if (m_current && *m_current < m_store->first())
        m_current.reset();
    syncBar();
    m_columns->fitOnce();
    viewport()->update();
    emit countsChanged();
}

QRect EventTable::cellRect(qint64 index, int column) const
{
    if (!m_events || index < m_events->first() || index >= m_events->first() + m_events->rowCount() ||
        isColumnHidden(column))
        return {};
    return {columnViewportPosition(column), int(index - m_events->first()) * measure::Row, columnWidth(column),
            measure::Row};
}

int EventTable::rowAtY(int y) const
{
    const int row = y < 0 ? -1 : y / measure::Row;
    return m_events && row < m_events->rowCount() ? row : -1;
}

bool EventTable::viewportEvent(QEvent *event)
{
    // Hover and tool tips of the base would ask the model for every cell passed.
    switch (event->type()) {
    case QEvent::HoverEnter:
    case QEvent::HoverMove:
    case QEvent::HoverLeave:
        return true;
    default:
        return QTableView::viewportEvent(event);
    }
}

void EventTable::changeEvent(QEvent *event)
{
    QTableView::changeEvent(event);
    switch (event->type()) {
    case QEvent::FontChange:
    case QEvent::StyleChange:
    case QEvent::ApplicationFontChange:
        m_delegate->forgetFonts();
        break;
    case QEvent::LanguageChange:
        setAccessibleName(tr("Events"));
        m_columns->updateHeaders();
        if (m_events)
            m_events->forget();
        break;
    default:
        return;
    }
    viewport()->update();
}

void EventTable::focusInEvent(QFocusEvent *event)
{
    QTableView::focusInEvent(event);
    announceCurrent();
}

void EventTable::focusOutEvent(QFocusEvent *event)
{
    QTableView::focusOutEvent(event);
    viewport()->update();
}

void EventTable::announceCurrent()
{
    if (m_current && m_events)
        announceEventRow(*this, m_events->indexOf(*m_current));
}

} // namespace flowbench

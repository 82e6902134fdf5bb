// SPDX-License-Identifier: GPL-3.0-or-later
// Mouse, keys, selection and clipboard of EventTable.
#include "ui/look/style.h"
#include "ui/table/eventcolumns.h"
#include "ui/table/eventcopy.h"
#include "ui/table/eventtable.h"
#include "words/units.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QScrollBar>
#include <QTimerEvent>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {
constexpr int AutoscrollMs = 33;
constexpr qsizetype CopyBytes = 16 << 20;
} // namespace

// ---- what is selected

qint64 EventTable::currentIndexIn() const { return m_current && m_events ? m_events->indexOf(*m_current) : -1; }

void EventTable::makeCurrent(std::optional<quint64> number)
{
    viewport()->update();
    emit choiceChanged();
    if (number == m_current)
        return;
    m_current = number;
    announceCurrent();
    emit currentEventChanged();
}

void EventTable::choose(qint64 index, Qt::KeyboardModifiers modifiers)
{
    if (!m_events)
        return;
    const auto number = m_events->sequenceAt(index);
    if (!number)
        return;
    stopFollowing();
    if (modifiers & Qt::ShiftModifier) {
        m_beforeDrag = m_selection;
        extendTo(index, modifiers & Qt::ControlModifier);
        return;
    }
    m_anchor = number;
    m_selection.set(*number, *number);
    makeCurrent(number);
}

void EventTable::toggleAt(qint64 index)
{
    const auto number = m_events->sequenceAt(index);
    if (!number)
        return;
    stopFollowing();
    m_selection.toggle(*number);
    m_anchor = number;
    makeCurrent(number);
}

void EventTable::extendTo(qint64 index, bool keepOthers)
{
    const auto number = m_events->sequenceAt(index);
    if (!number)
        return;
    if (!m_anchor)
        m_anchor = m_current ? m_current : number;
    if (keepOthers)
        m_selection = m_beforeDrag;
    else
        m_selection.clear();
    if (m_events->sorted() && m_events->shows(*m_anchor))
        selectBetween(m_events->indexOf(*m_anchor), index);
    else
        m_selection.add(*m_anchor, *number);
    makeCurrent(number);
}

// Rows that stand beside each other in an order: their numbers lie anywhere.
void EventTable::selectBetween(qint64 a, qint64 b)
{
    const auto rows = m_events->sorted();
    const quint64 from = quint64(std::min(a, b)), to = quint64(std::max(a, b));
    if (to - from >= SortedAtOnce) {
        m_selection.setSpan(rows, from, to);
        return;
    }
    std::vector<quint64> ranks;
    for (quint64 i = from; i <= to; ++i)
        ranks.push_back(rows->rank(rows->sequence(i)));
    std::sort(ranks.begin(), ranks.end());
    std::vector<EventSelection::Range> ranges;
    std::optional<quint64> last;
    for (const quint64 rank : ranks) {
        const quint64 number = rows->sequenceOfRank(rank);
        if (last && rank == *last + 1)
            ranges.back().second = number;
        else
            ranges.emplace_back(number, number);
        last = rank;
    }
    m_selection.add(ranges);
}

void EventTable::setCurrent(quint64 number)
{
    if (!m_events || !m_events->shows(number))
        return;
    choose(m_events->indexOf(number), Qt::NoModifier);
    scrollToRow(m_events->indexOf(number));
}

void EventTable::clearChoice()
{
    m_selection.clear();
    m_anchor.reset();
    makeCurrent(std::nullopt);
}

void EventTable::selectAll()
{
    if (!m_events || m_events->total() == 0)
        return;
    stopFollowing();
    m_selection.set(order().sequenceOfRank(0), order().sequenceOfRank(order().count() - 1));
    viewport()->update();
    emit choiceChanged();
}

// ---- mouse

void EventTable::mousePressEvent(QMouseEvent *event)
{
    if (!m_events || (event->button() != Qt::LeftButton && event->button() != Qt::RightButton))
        return;
    const int row = rowAtY(int(event->position().y()));
    if (row < 0)
        return;
    const qint64 index = m_events->first() + row;
    if (event->button() == Qt::RightButton) {
        // What is selected already is what the menu is for.
        const auto number = m_events->sequenceAt(index);
        if (number && !m_selection.contains(*number))
            choose(index, Qt::NoModifier);
        return;
    }
    m_dragging = true;
    if (event->modifiers() == Qt::ControlModifier)
        toggleAt(index);
    else
        choose(index, event->modifiers());
    m_beforeDrag = m_selection;
}

void EventTable::mouseMoveEvent(QMouseEvent *event)
{
    if (!m_dragging || !(event->buttons() & Qt::LeftButton))
        return;
    const int y = int(event->position().y());
    const bool outside = y < 0 || y >= viewport()->height();
    if (outside && !m_autoscroll.isActive())
        m_autoscroll.start(AutoscrollMs, this);
    else if (!outside)
        m_autoscroll.stop();
    dragTo(y);
}

void EventTable::dragTo(int y)
{
    const int rows = m_events->rowCount();
    if (rows == 0)
        return;
    const int row = std::clamp(y < 0 ? 0 : y / measure::Row, 0, std::min(rows, std::max(1, fullRows())) - 1);
    const auto number = m_events->sequenceAt(m_events->first() + row);
    if (number && number != m_current)
        extendTo(m_events->first() + row, QApplication::keyboardModifiers() & Qt::ControlModifier);
}

void EventTable::mouseReleaseEvent(QMouseEvent *)
{
    m_dragging = false;
    m_autoscroll.stop();
}

void EventTable::mouseDoubleClickEvent(QMouseEvent *event) { mousePressEvent(event); }

void EventTable::timerEvent(QTimerEvent *event)
{
    if (event->timerId() != m_autoscroll.timerId()) {
        QTableView::timerEvent(event);
        return;
    }
    // Faster the farther away the pointer is.
    const int y = viewport()->mapFromGlobal(QCursor::pos()).y();
    const int beyond = y < 0 ? y : y - viewport()->height() + 1;
    if (!m_dragging || (beyond < 0) == (beyond > 0)) {
        m_autoscroll.stop();
        return;
    }
    verticalScrollBar()->setValue(verticalScrollBar()->value() + (beyond < 0 ? -1 : 1) + beyond / 10);
    dragTo(y);
}

// ---- keys

std::optional<qint64> EventTable::keyTarget(int key) const
{
    const qint64 last = m_events->total() - 1;
    const qint64 page = std::max(1, fullRows() - 1);
    // Without a current row the keys begin at what is in sight.
    const qint64 at = m_current ? currentIndexIn() : m_events->first() - (key == Qt::Key_Down ? 1 : 0);
    switch (key) {
    case Qt::Key_Up:
        return at - 1;
    case Qt::Key_Down:
        return at + 1;
    case Qt::Key_PageUp:
        return at - page;
    case Qt::Key_PageDown:
        return at + page;
    case Qt::Key_Home:
        return 0;
    case Qt::Key_End:
        return last;
    default:
        return std::nullopt;
    }
}

void EventTable::keyPressEvent(QKeyEvent *event)
{
    if (!m_events) {
        event->ignore();
        return;
    }
    if (event->matches(QKeySequence::SelectAll)) {
        selectAll();
        return;
    }
    if (event->matches(QKeySequence::Copy)) {
        copySelected(CopyAs::Text);
        return;
    }
    if (event->key() == Qt::Key_Left || event->key() == Qt::Key_Right) {
        QScrollBar *bar = horizontalScrollBar();
        bar->setValue(bar->value() + (event->key() == Qt::Key_Right ? 40 : -40));
        return;
    }
    const auto target = keyTarget(event->key());
    if (!target || m_events->total() == 0) {
        event->ignore(); // the page's: Space pauses
        return;
    }
    const qint64 index = std::clamp<qint64>(*target, 0, m_events->total() - 1);
    choose(index, event->modifiers() & Qt::ShiftModifier);
    scrollToRow(index);
}

QModelIndex EventTable::moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers)
{
    // Keys are handled above; what else asks (input methods, assistive technology) moves the window like a key.
    if (m_events && action == MoveEnd)
        choose(m_events->total() - 1, modifiers);
    return {};
}

// ---- clipboard

void EventTable::copySelected(CopyAs as)
{
    if (!m_events || m_selection.isEmpty())
        return;
    const std::vector<EventColumn> columns = m_columns->shown();
    QString text;
    quint64 rows = 0;
    const quint64 all = selectedCount();
    // As they stand on screen.
    std::vector<qint64> indexes;
    for (const auto &[from, to] : m_selection.ranges()) {
        for (quint64 r = order().rank(from); r < order().count() && indexes.size() < MaxCopied; ++r) {
            const quint64 number = order().sequenceOfRank(r);
            if (number > to)
                break;
            indexes.push_back(m_events->indexOf(number));
        }
    }
    if (const auto &span = m_selection.span()) {
        const quint64 last = std::min(span->to, span->from + 4 * MaxCopied); // some may be evicted
        for (quint64 at = span->from; at <= last && indexes.size() < MaxCopied; ++at) {
            const quint64 number = span->order->sequence(at);
            if (m_events->shows(number) && span->contains(number))
                indexes.push_back(m_events->indexOf(number));
        }
    }
    std::sort(indexes.begin(), indexes.end());
    for (const qint64 i : indexes) {
        const auto event = m_events->eventAt(i);
        if (text.size() * 2 >= CopyBytes)
            break;
        if (!event)
            continue;
        text += as == CopyAs::Json      ? eventcopy::jsonLine(*event)
                : as == CopyAs::Command ? eventcopy::commandLine(m_connection, *event)
                                        : eventcopy::textLine(*m_events, i, columns);
        text += u'\n';
        ++rows;
    }
    if (rows == 1)
        text.chop(1);
    QApplication::clipboard()->setText(text);
    emit copied(rows < all
                    ? tr("Copied the first %1 of %2 events").arg(words::count(qint64(rows)), words::count(qint64(all)))
                    : tr("Copied %Ln event(s)", nullptr, int(rows)));
}

void EventTable::copyCell(qint64 index, EventColumn column)
{
    if (!m_events)
        return;
    QString text = m_events->text(index, column);
    const auto event = m_events->eventAt(index);
    // The whole value, where the cell shows its beginning only.
    if (event && column == EventColumn::Preview && event->hasValue && event->value.size() <= std::size_t(CopyBytes))
        text = QString::fromUtf8(event->value.data(), qsizetype(event->value.size()));
    else if (event && column == EventColumn::Key && event->hasKey)
        text = QString::fromUtf8(event->key.data(), qsizetype(event->key.size()));
    QApplication::clipboard()->setText(text);
    emit copied(tr("Copied a cell"));
}

void EventTable::contextMenuEvent(QContextMenuEvent *event)
{
    if (!m_events)
        return;
    QPoint at = viewport()->mapFrom(this, event->pos());
    if (event->reason() == QContextMenuEvent::Keyboard)
        at = cellRect(currentIndexIn(), int(EventColumn::Time)).center();
    QMenu menu(this);
    fillCopyMenu(menu, at);
    if (!menu.isEmpty())
        menu.exec(event->reason() == QContextMenuEvent::Keyboard ? viewport()->mapToGlobal(at) : event->globalPos());
}

void EventTable::fillCopyMenu(QMenu &menu, const QPoint &at)
{
    if (m_selection.isEmpty())
        return;
    const int row = rowAtY(at.y());
    const int column = columnAt(at.x());
    if (row >= 0 && column >= 0) {
        const qint64 index = m_events->first() + row;
        emit menuRequested(&menu, index, EventColumn(column));
        if (!menu.isEmpty())
            menu.addSeparator();
        menu.addAction(tr("Copy cell"), this, [this, index, column] { copyCell(index, EventColumn(column)); });
    }
    QAction *text = menu.addAction(tr("Copy rows as text"), this, [this] { copySelected(CopyAs::Text); });
    text->setShortcut(QKeySequence::Copy);
    menu.addAction(tr("Copy as JSON"), this, [this] { copySelected(CopyAs::Json); });
    menu.addAction(tr("Copy as command"), this, [this] { copySelected(CopyAs::Command); });
    menu.addSeparator();
    menu.addAction(tr("Select all"), this, [this] { selectAll(); })->setShortcut(QKeySequence::SelectAll);
}

} // namespace flowbench

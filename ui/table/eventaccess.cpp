// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/table/eventaccess.h"

#include "ui/table/eventcolumns.h"
#include "ui/table/eventtable.h"

#include <QAccessible>
#include <QAccessibleWidget>
#include <QHash>
#include <QHeaderView>
#include <QPointer>
#include <QQueue>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {

constexpr int KeptCells = 4096;

// A cell of an absolute row, without a QObject behind it.
class EventCell final : public QAccessibleInterface,
                        public QAccessibleTableCellInterface,
                        public QAccessibleActionInterface
{
public:
    EventCell(EventTable &table, int row, EventColumn column) : m_table(&table), m_row(row), m_column(column) {}

    bool isValid() const override { return m_table && m_table->events() && m_row < m_table->events()->total(); }
    QObject *object() const override { return nullptr; }
    QWindow *window() const override { return m_table ? m_table->window()->windowHandle() : nullptr; }
    QAccessibleInterface *parent() const override { return table(); }
    QAccessibleInterface *child(int) const override { return nullptr; }
    QAccessibleInterface *childAt(int, int) const override { return nullptr; }
    int childCount() const override { return 0; }
    int indexOfChild(const QAccessibleInterface *) const override { return -1; }
    QAccessible::Role role() const override { return QAccessible::Cell; }
    QString text(QAccessible::Text which) const override
    {
        if (!isValid())
            return {};
        if (which == QAccessible::Name || which == QAccessible::Value)
            return m_table->events()->text(m_row, m_column);
        if (which != QAccessible::Description)
            return {};
        // The rule that colours a row is told as well.
        const QString title = m_table->events()->headerData(int(m_column), Qt::Horizontal, Qt::DisplayRole).toString();
        const QString rule = m_table->events()->mark(m_row).rule;
        return rule.isEmpty() ? title : title + u", "_s + rule;
    }
    void setText(QAccessible::Text, const QString &) override {}
    QRect rect() const override
    {
        const QRect r = isValid() ? m_table->cellRect(m_row, int(m_column)) : QRect();
        return r.isEmpty() ? QRect() : QRect(m_table->viewport()->mapToGlobal(r.topLeft()), r.size());
    }
    QAccessible::State state() const override
    {
        QAccessible::State state;
        state.selectable = state.focusable = true;
        state.readOnly = true;
        if (!isValid()) {
            state.invalid = true;
            return state;
        }
        state.selected = isSelected();
        const auto number = m_table->events()->sequenceAt(m_row);
        state.focused = m_table->hasFocus() && number && m_table->current() == number;
        state.invisible = state.offscreen = m_table->cellRect(m_row, int(m_column)).isEmpty();
        return state;
    }
    void *interface_cast(QAccessible::InterfaceType type) override
    {
        if (type == QAccessible::TableCellInterface)
            return static_cast<QAccessibleTableCellInterface *>(this);
        if (type == QAccessible::ActionInterface)
            return static_cast<QAccessibleActionInterface *>(this);
        return nullptr;
    }

    bool isSelected() const override
    {
        const auto number = isValid() ? m_table->events()->sequenceAt(m_row) : std::nullopt;
        return number && m_table->selection().contains(*number);
    }
    QList<QAccessibleInterface *> columnHeaderCells() const override { return {}; }
    QList<QAccessibleInterface *> rowHeaderCells() const override { return {}; }
    int columnIndex() const override
    {
        const auto shown = m_table ? m_table->columns().shown() : std::vector<EventColumn>();
        return int(std::find(shown.begin(), shown.end(), m_column) - shown.begin());
    }
    int rowIndex() const override { return m_row; }
    int columnExtent() const override { return 1; }
    int rowExtent() const override { return 1; }
    QAccessibleInterface *table() const override
    {
        return m_table ? QAccessible::queryAccessibleInterface(m_table.data()) : nullptr;
    }

    QStringList actionNames() const override { return {setFocusAction()}; }
    void doAction(const QString &name) override
    {
        const auto number = isValid() ? m_table->events()->sequenceAt(m_row) : std::nullopt;
        if (name == setFocusAction() && number)
            m_table->setCurrent(*number);
    }
    QStringList keyBindingsForAction(const QString &) const override { return {}; }

private:
    QPointer<EventTable> m_table;
    int m_row;
    EventColumn m_column;
};

class EventTableAccess final : public QAccessibleWidget, public QAccessibleTableInterface
{
public:
    explicit EventTableAccess(EventTable *table) : QAccessibleWidget(table, QAccessible::Table), m_table(*table) {}
    ~EventTableAccess() override
    {
        for (const QAccessible::Id id : m_cells)
            QAccessible::deleteAccessibleInterface(id);
    }

    void *interface_cast(QAccessible::InterfaceType type) override
    {
        if (type == QAccessible::TableInterface)
            return static_cast<QAccessibleTableInterface *>(this);
        return QAccessibleWidget::interface_cast(type);
    }

    // The visible cells: what an inspector that asks for all children gets.
    int childCount() const override { return windowRows() * columnCount(); }
    QAccessibleInterface *child(int index) const override
    {
        const int columns = columnCount();
        if (columns == 0 || index < 0 || index >= childCount())
            return nullptr;
        return cell(int(m_table.events()->first()) + index / columns, index % columns);
    }
    int indexOfChild(const QAccessibleInterface *child) const override
    {
        const auto *cell = dynamic_cast<const EventCell *>(child);
        if (!cell || !m_table.events())
            return -1;
        const qint64 row = cell->rowIndex() - m_table.events()->first();
        return row < 0 || row >= windowRows() ? -1 : int(row) * columnCount() + cell->columnIndex();
    }
    QAccessibleInterface *childAt(int x, int y) const override
    {
        const QPoint at = m_table.viewport()->mapFromGlobal(QPoint(x, y));
        const int row = m_table.rowAtY(at.y());
        const int column = m_table.columnAt(at.x());
        const auto shown = m_table.columns().shown();
        const auto place = std::find(shown.begin(), shown.end(), EventColumn(column));
        if (row < 0 || column < 0 || place == shown.end())
            return nullptr;
        return cell(int(m_table.events()->first()) + row, int(place - shown.begin()));
    }
    QAccessibleInterface *focusChild() const override
    {
        const auto current = m_table.current();
        return current && m_table.events() ? cell(int(m_table.events()->indexOf(*current)), 0) : nullptr;
    }

    QAccessibleInterface *caption() const override { return nullptr; }
    QAccessibleInterface *summary() const override { return nullptr; }
    QAccessibleInterface *cellAt(int row, int column) const override { return cell(row, column); }
    int rowCount() const override
    {
        return m_table.events() ? int(std::min<qint64>(m_table.events()->total(), std::numeric_limits<int>::max())) : 0;
    }
    int columnCount() const override { return m_table.events() ? int(m_table.columns().shown().size()) : 0; }
    QString columnDescription(int column) const override
    {
        const auto shown = m_table.columns().shown();
        if (column < 0 || std::size_t(column) >= shown.size() || !m_table.events())
            return {};
        return m_table.events()
            ->headerData(int(shown[std::size_t(column)]), Qt::Horizontal, Qt::DisplayRole)
            .toString();
    }
    QString rowDescription(int) const override { return {}; }

    int selectedCellCount() const override { return selectedRowCount() * columnCount(); }
    QList<QAccessibleInterface *> selectedCells() const override
    {
        // Of the visible rows: "select all" of ten million must not make so many objects.
        QList<QAccessibleInterface *> cells;
        for (int i = 0, n = childCount(); i < n; ++i) {
            QAccessibleInterface *c = child(i);
            if (c && c->tableCellInterface()->isSelected())
                cells.append(c);
        }
        return cells;
    }
    int selectedColumnCount() const override { return 0; }
    int selectedRowCount() const override
    {
        return int(std::min<quint64>(m_table.selectedCount(), quint64(std::numeric_limits<int>::max())));
    }
    QList<int> selectedColumns() const override { return {}; }
    QList<int> selectedRows() const override
    {
        QList<int> rows;
        for (int i = 0; i < windowRows(); ++i) {
            const int row = int(m_table.events()->first()) + i;
            if (isRowSelected(row))
                rows.append(row);
        }
        return rows;
    }
    bool isColumnSelected(int) const override { return false; }
    bool isRowSelected(int row) const override
    {
        const auto number = m_table.events() ? m_table.events()->sequenceAt(row) : std::nullopt;
        return number && m_table.selection().contains(*number);
    }
    bool selectRow(int row) override
    {
        const auto number = m_table.events() ? m_table.events()->sequenceAt(row) : std::nullopt;
        if (number)
            m_table.setCurrent(*number);
        return number.has_value();
    }
    bool selectColumn(int) override { return false; }
    bool unselectRow(int row) override
    {
        if (isRowSelected(row))
            m_table.clearChoice();
        return true;
    }
    bool unselectColumn(int) override { return false; }
    void modelChange(QAccessibleTableModelChangeEvent *) override {}

private:
    int windowRows() const { return m_table.events() ? m_table.events()->rowCount() : 0; }
    QAccessibleInterface *cell(int row, int place) const
    {
        const auto shown = m_table.columns().shown();
        if (row < 0 || row >= rowCount() || place < 0 || std::size_t(place) >= shown.size())
            return nullptr;
        const EventColumn column = shown[std::size_t(place)];
        const quint64 key = quint64(row) * (EventColumnCount + MaxContentColumns) + quint64(column);
        if (const auto known = m_cells.constFind(key); known != m_cells.constEnd())
            return QAccessible::accessibleInterface(*known);
        auto *made = new EventCell(m_table, row, column);
        m_cells.insert(key, QAccessible::registerAccessibleInterface(made));
        m_order.enqueue(key);
        if (m_order.size() > KeptCells)
            QAccessible::deleteAccessibleInterface(m_cells.take(m_order.dequeue()));
        return made;
    }

    EventTable &m_table;
    mutable QHash<quint64, QAccessible::Id> m_cells;
    mutable QQueue<quint64> m_order;
};

QAccessibleInterface *makeAccess(const QString &className, QObject *object)
{
    auto *table = className == "flowbench::EventTable"_L1 ? qobject_cast<EventTable *>(object) : nullptr;
    return table ? new EventTableAccess(table) : nullptr;
}

} // namespace

void installEventTableAccess() { QAccessible::installFactory(makeAccess); }

void announceEventRow(EventTable &table, qint64 index)
{
    if (!QAccessible::isActive() || !table.hasFocus())
        return;
    QAccessibleInterface *access = QAccessible::queryAccessibleInterface(&table);
    QAccessibleTableInterface *rows = access ? access->tableInterface() : nullptr;
    QAccessibleInterface *cell = rows ? rows->cellAt(int(index), 0) : nullptr;
    if (!cell)
        return;
    QAccessibleEvent event(cell, QAccessible::Focus);
    QAccessible::updateAccessibility(&event);
}

} // namespace flowbench

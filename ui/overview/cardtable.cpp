// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/overview/cardtable.h"

#include "ui/charts/sparkline.h"
#include "ui/look/chip.h"
#include "ui/look/fonts.h"
#include "ui/look/labels.h"
#include "ui/look/names.h"
#include "ui/look/style.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {
constexpr int Padding = 8;
constexpr int LineWidth = 92;
constexpr int Space = 5;

QFont fontOf(const CardCell &cell, const QFont &normal)
{
    if (cell.isNumber || cell.font == CardCell::Font::Fixed)
        return fixedFont();
    return cell.font == CardCell::Font::Title ? titleFont() : normal;
}

int textWidth(const QFont &font, const QString &text) { return QFontMetrics(font).horizontalAdvance(text); }

int cellWidth(const CardCell &cell, const QFont &normal)
{
    if (!cell.line.empty())
        return LineWidth + 2 * Padding;
    int width = 2 * Padding + textWidth(fontOf(cell, normal), cell.text);
    if (cell.dot)
        width += 8 + Space;
    if (!cell.chip.isEmpty())
        width += chipSize(cell.chip).width() + Space;
    if (!cell.note.isEmpty())
        width += textWidth(normal, cell.note) + Space;
    return width + 2;
}

class CardDelegate : public QStyledItemDelegate
{
public:
    explicit CardDelegate(CardTable &table) : QStyledItemDelegate(&table), m_table(table) {}

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const auto *model = static_cast<const CardTableModel *>(index.model());
        const CardCell *cell = model->cell(index);
        if (!cell)
            return;
        const Theme &theme = themeOf(&m_table);
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setClipRect(option.rect);
        paintRow(*painter, option.rect, index, theme);
        paintCell(*painter, option.rect.adjusted(Padding, 0, -Padding, 0), *cell, theme);
        painter->restore();
    }

private:
    void paintRow(QPainter &p, const QRect &rect, const QModelIndex &index, const Theme &theme) const
    {
        const bool current = m_table.hasFocus() && m_table.currentIndex().row() == index.row();
        if (current)
            p.fillRect(rect, theme.selection);
        else if (m_table.hoveredRow() == index.row())
            p.fillRect(rect, theme.softAccent);
        else if (m_table.alternatingRowColors() && index.row() % 2 == 1)
            p.fillRect(rect, theme.alternate);
    }

    void paintCell(QPainter &p, QRect rect, const CardCell &cell, const Theme &theme) const
    {
        if (!cell.line.empty()) {
            SparkStyle style;
            style.colour = cell.tint == Tint::Neutral ? theme.muted : theme.ink(cell.tint);
            if (cell.scale)
                style.scale = SparkScale{cell.scale->first, cell.scale->second};
            style.penWidth = 1.6;
            paintSparkline(&p, QRectF(rect).adjusted(0, 5, 0, -5), cell.line, style);
            return;
        }
        if (cell.dot) {
            paintDot(p, QRectF(rect.left(), rect.center().y() - 3.5, 8, 8), *cell.dot, theme);
            rect.setLeft(rect.left() + 8 + Space);
        }
        const int chip = cell.chip.isEmpty() ? 0 : chipSize(cell.chip).width() + Space;
        if (chip && cell.chipFirst)
            rect.setLeft(paintChip(p, rect, rect.left(), cell.chip, cell.chipTint, cell.chipOutlined, theme) + Space +
                         2);
        const QFont font = fontOf(cell, m_table.font());
        const int room = rect.width() - (cell.chipFirst ? 0 : chip);
        const QString text = QFontMetrics(font).elidedText(cell.text, Qt::ElideRight, std::max(0, room));
        p.setFont(font);
        p.setPen(cell.tint != Tint::Neutral ? theme.ink(cell.tint) : cell.muted ? theme.muted : theme.text);
        p.drawText(rect, Qt::AlignVCenter | (cell.isNumber ? Qt::AlignRight : Qt::AlignLeft), text);
        int left = rect.left() + textWidth(font, text) + Space;
        if (!cell.note.isEmpty() && left < rect.right() - 20) {
            p.setFont(m_table.font());
            p.setPen(theme.muted);
            const QRect noteRect(left, rect.top(), rect.right() - left - (cell.chipFirst ? 0 : chip), rect.height());
            p.drawText(noteRect, Qt::AlignVCenter | Qt::AlignLeft,
                       QFontMetrics(p.font()).elidedText(cell.note, Qt::ElideRight, noteRect.width()));
            left += textWidth(p.font(), cell.note) + Space;
        }
        if (chip && !cell.chipFirst)
            paintChip(p, rect, left, cell.chip, cell.chipTint, cell.chipOutlined, theme);
    }

    CardTable &m_table;
};
} // namespace

CardTableModel::CardTableModel(std::vector<Column> columns, QObject *parent)
    : QAbstractTableModel(parent), m_columns(std::move(columns))
{}

void CardTableModel::setRows(std::vector<CardRow> rows)
{
    const auto same = [](const CardRow &a, const CardRow &b) { return a.id == b.id; };
    const std::size_t common = std::min(rows.size(), m_rows.size());
    std::size_t head = 0, tail = 0;
    while (head < common && same(rows[head], m_rows[head]))
        ++head;
    while (tail < common - head && same(rows[rows.size() - 1 - tail], m_rows[m_rows.size() - 1 - tail]))
        ++tail;
    if (m_rows.size() > head + tail) {
        beginRemoveRows({}, int(head), int(m_rows.size() - tail) - 1);
        m_rows.erase(m_rows.begin() + std::ptrdiff_t(head), m_rows.end() - std::ptrdiff_t(tail));
        endRemoveRows();
    }
    if (rows.size() > head + tail) {
        beginInsertRows({}, int(head), int(rows.size() - tail) - 1);
        m_rows.insert(m_rows.begin() + std::ptrdiff_t(head), rows.begin() + std::ptrdiff_t(head),
                      rows.end() - std::ptrdiff_t(tail));
        endInsertRows();
    }
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (rows[i] == m_rows[i])
            continue;
        m_rows[i] = std::move(rows[i]);
        emit dataChanged(index(int(i), 0), index(int(i), int(m_columns.size()) - 1));
    }
}

const CardCell *CardTableModel::cell(const QModelIndex &index) const
{
    if (!index.isValid() || std::size_t(index.row()) >= m_rows.size())
        return nullptr;
    const auto &cells = m_rows[std::size_t(index.row())].cells;
    return std::size_t(index.column()) < cells.size() ? &cells[std::size_t(index.column())] : nullptr;
}

int CardTableModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(m_rows.size()); }

int CardTableModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_columns.size());
}

QVariant CardTableModel::data(const QModelIndex &index, int role) const
{
    const CardCell *c = cell(index);
    if (!c)
        return {};
    const CardRow &row = m_rows[std::size_t(index.row())];
    switch (role) {
    case Qt::DisplayRole: {
        QStringList parts;
        for (const QString &part :
             {c->chipFirst ? c->chip : QString(), c->text, c->note, c->chipFirst ? QString() : c->chip}) {
            if (!part.isEmpty())
                parts.append(part);
        }
        return parts.join(u' ');
    }
    case Qt::ToolTipRole:
        return escapedToolTip(row.description);
    case Qt::AccessibleTextRole: // a sparkline has no text of its own
        return c->line.empty() ? QVariant() : QVariant(row.description);
    case Qt::AccessibleDescriptionRole:
        return row.description;
    default:
        return {};
    }
}

QVariant CardTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || std::size_t(section) >= m_columns.size())
        return {};
    const Column &column = m_columns[std::size_t(section)];
    if (role == Qt::DisplayRole)
        return column.title;
    if (role == Qt::TextAlignmentRole)
        return int(Qt::AlignVCenter | (column.isNumber ? Qt::AlignRight : Qt::AlignLeft));
    return {};
}

CardTable::CardTable(const QString &objectName, const QString &name, std::vector<CardTableModel::Column> columns,
                     int stretch, QWidget *parent)
    : QTableView(parent), m_model(nullptr), m_stretch(stretch), m_widths(columns.size(), 0)
{
    const bool hasHeader =
        std::any_of(columns.begin(), columns.end(), [](const auto &c) { return !c.title.isEmpty(); });
    m_model = new CardTableModel(std::move(columns), this);
    setNames(this, objectName, name);
    setModel(m_model);
    setItemDelegate(new CardDelegate(*this));
    setFrameShape(QFrame::NoFrame);
    setShowGrid(false);
    setWordWrap(false);
    setAlternatingRowColors(hasHeader);
    setSelectionMode(SingleSelection);
    setSelectionBehavior(SelectRows);
    setEditTriggers(NoEditTriggers);
    setTabKeyNavigation(false);
    setMouseTracking(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollMode(ScrollPerPixel);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Maximum);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setMinimumSectionSize(measure::Row);
    verticalHeader()->setDefaultSectionSize(measure::Row);
    horizontalHeader()->setVisible(hasHeader);
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setSectionsClickable(false);
    horizontalHeader()->setMinimumSectionSize(24);
    horizontalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    horizontalHeader()->setSectionResizeMode(m_stretch, QHeaderView::Stretch);
    connect(this, &QTableView::clicked, this,
            [this](const QModelIndex &i) { emit rowChosen(m_model->rows()[std::size_t(i.row())].id); });
}

void CardTable::setRows(std::vector<CardRow> rows)
{
    const std::size_t before = m_model->rows().size();
    m_model->setRows(std::move(rows));
    fitColumns();
    if (m_model->rows().size() != before)
        updateGeometry();
}

void CardTable::fitColumns()
{
    const QFontMetrics header(horizontalHeader()->font());
    for (int column = 0; column < m_model->columnCount(); ++column) {
        if (column == m_stretch)
            continue;
        const QString title = m_model->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
        int &width = m_widths[std::size_t(column)];
        width = std::max(width, title.isEmpty() ? 0 : header.horizontalAdvance(title) + 2 * Padding + 4);
        for (const CardRow &row : m_model->rows())
            width = std::max(width, cellWidth(row.cells[std::size_t(column)], font()));
        if (columnWidth(column) != width)
            setColumnWidth(column, width);
    }
}

int CardTable::heightFor(int rows) const
{
    return rows * measure::Row + (horizontalHeader()->isHidden() ? 0 : measure::Header);
}

QSize CardTable::sizeHint() const { return {200, heightFor(m_model->rowCount())}; }

QSize CardTable::minimumSizeHint() const { return {120, heightFor(std::min(m_model->rowCount(), 3))}; }

void CardTable::setHovered(int row)
{
    if (row == m_hovered)
        return;
    m_hovered = row;
    setCursor(row >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
    viewport()->update();
}

void CardTable::mouseMoveEvent(QMouseEvent *event)
{
    setHovered(indexAt(event->pos()).row());
    QTableView::mouseMoveEvent(event);
}

void CardTable::leaveEvent(QEvent *event)
{
    setHovered(-1);
    QTableView::leaveEvent(event);
}

void CardTable::focusInEvent(QFocusEvent *event)
{
    QTableView::focusInEvent(event);
    if (!currentIndex().isValid() && m_model->rowCount() > 0 && event->reason() != Qt::MouseFocusReason)
        setCurrentIndex(m_model->index(0, 0));
    viewport()->update();
}

void CardTable::focusOutEvent(QFocusEvent *event)
{
    QTableView::focusOutEvent(event);
    viewport()->update();
}

void CardTable::keyPressEvent(QKeyEvent *event)
{
    const bool chooses = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (chooses && event->modifiers() == Qt::NoModifier && currentIndex().isValid()) {
        emit rowChosen(m_model->rows()[std::size_t(currentIndex().row())].id);
        return;
    }
    QTableView::keyPressEvent(event);
}

void CardTable::changeEvent(QEvent *event)
{
    QTableView::changeEvent(event);
    if (event->type() == QEvent::FontChange) {
        std::fill(m_widths.begin(), m_widths.end(), 0);
        fitColumns();
    }
}

} // namespace flowbench

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/table/eventdelegate.h"

#include "ui/look/fonts.h"
#include "ui/look/style.h"
#include "ui/look/theme.h"
#include "ui/table/eventtable.h"
#include "ui/table/rowtint.h"

#include <QHeaderView>
#include <QPainter>

#include <cmath>

namespace flowbench {

namespace {

// Left of the row's first text: a bar for what is looked for, a rule's shape.
void paintMarks(QPainter &painter, const QRect &cell, const Theme &theme, const RowMark &mark)
{
    constexpr int Size = 6;
    if (mark.found)
        painter.fillRect(QRect(cell.left(), cell.top(), 2, cell.height()), theme.accent);
    if (mark.tint >= 0 && mark.tint < RowTintCount)
        paintRowMark(painter, QRectF(cell.left() + 2, cell.top() + (cell.height() - Size) / 2.0, Size, Size), theme,
                     mark.tint);
}

} // namespace

EventDelegate::EventDelegate(EventTable &table) : QStyledItemDelegate(&table), m_table(table) {}

const GlyphText &EventDelegate::glyphs(EventColumn column) const
{
    const bool isFixed = column != EventColumn::Type && column != EventColumn::Channel;
    std::optional<GlyphText> &text = isFixed ? m_fixed : m_normal;
    if (!text)
        text.emplace(isFixed ? fixedFont() : m_table.font());
    return *text;
}

void EventDelegate::forgetFonts()
{
    m_fixed.reset();
    m_normal.reset();
}

QColor EventDelegate::fillOf(const Theme &theme, qint64 index, quint64 number, const RowMark &mark) const
{
    if (m_table.selection().contains(number))
        return theme.selection;
    if (mark.tint >= 0 && mark.tint < RowTintCount)
        return rowTintFill(theme, mark.tint);
    if (mark.found)
        return theme.softAccent;
    if (m_table.events()->isDead(index))
        return theme.deadTint;
    return m_table.events()->isStriped(index) ? theme.alternate : theme.surface;
}

void EventDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const EventWindowModel *events = m_table.events();
    if (!events)
        return;
    const Theme &theme = themeOf(option.palette);
    const qint64 at = events->first() + index.row();
    const auto column = EventColumn(index.column());
    const auto number = events->sequenceAt(at);
    if (!number)
        return;
    const bool selected = m_table.selection().contains(*number);
    const RowMark mark = events->mark(at);
    painter->fillRect(option.rect, fillOf(theme, at, *number, mark));
    if (m_table.horizontalHeader()->sectionPosition(index.column()) == 0)
        paintMarks(*painter, option.rect, theme, mark);
    const bool faint = column == EventColumn::Preview || !events->hasValue(at);
    glyphs(column).draw(*painter, QRectF(option.rect).adjusted(Padding, 0, -Padding, 0), events->text(at, column),
                        events->isNumber(column), faint && !selected ? theme.muted : theme.text);
    if (m_table.isCurrentMarked(*number)) {
        // Where several are selected, the one the keys move from.
        painter->fillRect(QRect(option.rect.left(), option.rect.top(), option.rect.width(), 1), theme.accent);
        painter->fillRect(QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1), theme.accent);
    }
}

QSize EventDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &index) const
{
    const auto column = EventColumn(index.column());
    const EventWindowModel *events = m_table.events();
    const QString text = events ? events->text(events->first() + index.row(), column) : QString();
    return {textWidth(column, text), measure::Row};
}

int EventDelegate::textWidth(EventColumn column, const QString &text) const
{
    return int(std::ceil(glyphs(column).width(text))) + 2 * Padding;
}

} // namespace flowbench

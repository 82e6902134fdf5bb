// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/table/eventdelegate.h"

#include "ui/look/fonts.h"
#include "ui/look/style.h"
#include "ui/look/theme.h"
#include "ui/table/eventtable.h"

#include <QPainter>

#include <cmath>

namespace flowbench {

EventDelegate::EventDelegate(EventTable &table) : QStyledItemDelegate(&table), m_table(table) {}

bool EventDelegate::isNumber(EventColumn column)
{
    return column == EventColumn::Partition || column == EventColumn::Offset || column == EventColumn::Size;
}

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
    const bool dead = !selected && events->isDead(at);
    const QColor &fill = selected                ? theme.selection
                         : dead                  ? theme.deadTint
                         : events->isStriped(at) ? theme.alternate
                                                 : theme.surface;
    painter->fillRect(option.rect, fill);
    const bool faint = column == EventColumn::Preview || !events->hasValue(at);
    glyphs(column).draw(*painter, QRectF(option.rect).adjusted(Padding, 0, -Padding, 0), events->text(at, column),
                        isNumber(column), faint && !selected ? theme.muted : theme.text);
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

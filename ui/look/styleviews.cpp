// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/look/style.h"
#include "ui/look/stylepaint.h"

#include <QListView>
#include <QTreeView>

namespace flowbench::stylepaint {

void headerSection(const QStyleOption *option, QPainter *painter)
{
    const Theme &theme = themeOf(option->palette);
    const QRect rect = option->rect;
    painter->fillRect(rect, theme.window);
    painter->fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), theme.border);
}

QStyleOptionHeader headerLabel(const QStyleOptionHeader *option)
{
    QStyleOptionHeader muted = *option;
    const QColor colour = themeOf(option->palette).muted;
    muted.palette.setColor(QPalette::ButtonText, colour);
    muted.palette.setColor(QPalette::WindowText, colour);
    // A pressed or sorted section would come in bold.
    muted.state &= ~(QStyle::State_On | QStyle::State_Sunken);
    return muted;
}

namespace {

// Rounds only the outer ends: a row of a tree is painted in two parts, its branches and the item.
void fillRow(QPainter *painter, const QRect &rect, const QColor &colour, bool roundLeft, bool roundRight)
{
    constexpr int Radius = 5;
    if (!roundLeft && !roundRight) {
        painter->fillRect(rect, colour);
        return;
    }
    const Brush brush(painter);
    painter->setClipRect(rect, Qt::IntersectClip);
    const QRect whole = rect.adjusted(roundLeft ? 0 : -2 * Radius, 0, roundRight ? 0 : 2 * Radius, 0);
    painter->setPen(Qt::NoPen);
    painter->setBrush(colour);
    painter->drawRoundedRect(whole, Radius, Radius);
}

} // namespace

void itemBackground(const QStyleOptionViewItem *option, QPainter *painter, const QWidget *widget, bool isBranch)
{
    const Theme &theme = themeOf(option->palette);
    const bool isTree = qobject_cast<const QTreeView *>(widget);
    const bool isList = qobject_cast<const QListView *>(widget);
    const bool selected = option->state & QStyle::State_Selected;
    if (option->backgroundBrush.style() != Qt::NoBrush && !selected)
        painter->fillRect(option->rect, option->backgroundBrush);
    const bool enabled = option->state & QStyle::State_Enabled;
    const bool hovered = (isTree || isList) && enabled && (option->state & QStyle::State_MouseOver);
    if (isBranch && !selected && (option->features & QStyleOptionViewItem::Alternate))
        painter->fillRect(option->rect, theme.alternate);
    if (!selected && !hovered)
        return;
    const QColor colour =
        selected ? option->palette.color(enabled ? QPalette::Active : QPalette::Disabled, QPalette::Highlight)
                 : theme.alternate;
    const bool atEnd = option->viewItemPosition == QStyleOptionViewItem::End ||
                       option->viewItemPosition == QStyleOptionViewItem::OnlyOne;
    const bool atStart = option->rect.left() <= 0;
    fillRow(painter, option->rect, colour, isList || (isTree && atStart), isList || (isTree && !isBranch && atEnd));
}

void branch(const QStyleOption *option, QPainter *painter)
{
    if (!(option->state & QStyle::State_Children))
        return;
    const bool isOpen = option->state & QStyle::State_Open;
    const Qt::ArrowType closed = option->direction == Qt::RightToLeft ? Qt::LeftArrow : Qt::RightArrow;
    chevron(painter, option->rect, isOpen ? Qt::DownArrow : closed,
            option->palette.color(QPalette::Active, QPalette::PlaceholderText));
}

void tabShape(const QStyleOptionTab *option, QPainter *painter)
{
    if (!(option->state & QStyle::State_Selected))
        return;
    const Theme &theme = themeOf(option->palette);
    const QRect rect = option->rect;
    constexpr int Inset = 7;
    switch (option->shape) {
    case QTabBar::RoundedWest:
    case QTabBar::TriangularWest:
        painter->fillRect(rect.right() - 1, rect.top(), 2, rect.height(), theme.accent);
        break;
    case QTabBar::RoundedEast:
    case QTabBar::TriangularEast:
        painter->fillRect(rect.left(), rect.top(), 2, rect.height(), theme.accent);
        break;
    default:
        painter->fillRect(rect.left() + Inset, rect.bottom() - 1, rect.width() - 2 * Inset, 2, theme.accent);
        break;
    }
}

void tabLabel(const QStyleOptionTab *option, QPainter *painter, const QWidget *widget)
{
    const Theme &theme = themeOf(option->palette);
    const bool selected = option->state & QStyle::State_Selected;
    const bool hovered = option->state & QStyle::State_MouseOver;
    const Brush brush(painter);
    painter->setFont(medium(painter->font()));
    const bool enabled = option->state & QStyle::State_Enabled;
    painter->setPen(!enabled              ? option->palette.color(QPalette::Disabled, QPalette::Text)
                    : selected || hovered ? theme.text
                                          : theme.muted);
    const QStyle *style = widget ? widget->style() : nullptr;
    const QRect rect = style ? style->subElementRect(QStyle::SE_TabBarTabText, option, widget) : option->rect;
    QRect text = rect;
    if (!option->icon.isNull()) {
        const QSize size = option->iconSize.isValid() ? option->iconSize : QSize(16, 16);
        const QIcon::Mode mode = enabled ? QIcon::Normal : QIcon::Disabled;
        option->icon.paint(painter, QRect(QPoint(option->rect.left() + 8, rect.center().y() - size.height() / 2), size),
                           Qt::AlignCenter, mode, selected ? QIcon::On : QIcon::Off);
        text.setLeft(std::max(text.left(), option->rect.left() + 8 + size.width() + 6));
    }
    painter->drawText(text, Qt::AlignCenter | Qt::TextShowMnemonic | Qt::TextSingleLine, option->text);
    if (option->state & QStyle::State_HasFocus)
        box(painter, option->rect.adjusted(1, 5, -1, -5), 4, {}, theme.accent);
}

} // namespace flowbench::stylepaint

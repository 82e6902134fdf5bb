// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/look/icon.h"
#include "ui/look/style.h"
#include "ui/look/stylepaint.h"

#include <QFontMetrics>

namespace flowbench::stylepaint {

namespace {

constexpr int SliderMinimum = 28;
constexpr int MenuSide = 10; // left and right of an entry's words
constexpr int MenuIcon = 24; // the column of icons and ticks

using namespace Qt::StringLiterals;

} // namespace

QRect scrollPart(const QStyleOptionSlider *option, QStyle::SubControl part)
{
    const QRect whole = option->rect;
    const bool horizontal = option->orientation == Qt::Horizontal;
    const int room = horizontal ? whole.width() : whole.height();
    const qint64 span = qint64(option->maximum) - option->minimum;
    qint64 length = room;
    if (span > 0) {
        length = qint64(option->pageStep) * room / (span + option->pageStep);
        length = std::min<qint64>(room, std::max<qint64>(length, SliderMinimum));
    }
    const int start = QStyle::sliderPositionFromValue(option->minimum, option->maximum, option->sliderPosition,
                                                      int(room - length), option->upsideDown);
    const auto piece = [&](int from, int to) {
        return horizontal ? QRect(whole.left() + from, whole.top(), to - from, whole.height())
                          : QRect(whole.left(), whole.top() + from, whole.width(), to - from);
    };
    QRect rect;
    switch (part) {
    case QStyle::SC_ScrollBarGroove:
        rect = whole;
        break;
    case QStyle::SC_ScrollBarSlider:
        rect = piece(start, start + int(length));
        break;
    case QStyle::SC_ScrollBarSubPage:
        rect = piece(0, start);
        break;
    case QStyle::SC_ScrollBarAddPage:
        rect = piece(start + int(length), room);
        break;
    default:
        return {};
    }
    return QStyle::visualRect(option->direction, whole, rect);
}

void scrollBar(const QStyleOptionSlider *option, QPainter *painter)
{
    const Theme &theme = themeOf(option->palette);
    painter->fillRect(option->rect, option->palette.brush(QPalette::Base));
    if (option->maximum <= option->minimum)
        return;
    const bool horizontal = option->orientation == Qt::Horizontal;
    const bool active = option->activeSubControls & QStyle::SC_ScrollBarSlider;
    const bool held = active && (option->state & QStyle::State_Sunken);
    QColor colour = theme.muted;
    colour.setAlphaF(held ? 0.8f : active ? 0.65f : 0.4f);
    const QRect slider = scrollPart(option, QStyle::SC_ScrollBarSlider);
    const QRect thumb = horizontal ? slider.adjusted(2, 2, -2, -2) : slider.adjusted(2, 2, -2, -2);
    box(painter, thumb, 3, colour, {});
}

void splitter(const QStyleOption *option, QPainter *painter)
{
    const Theme &theme = themeOf(option->palette);
    const bool horizontal = option->state & QStyle::State_Horizontal;
    const QPoint middle = option->rect.center();
    const QRect line = horizontal ? QRect(middle.x(), option->rect.top(), 1, option->rect.height())
                                  : QRect(option->rect.left(), middle.y(), option->rect.width(), 1);
    painter->fillRect(line, option->state & QStyle::State_MouseOver ? theme.accent : theme.border);
}

void menuPanel(const QStyleOption *option, QPainter *painter)
{
    const Theme &theme = themeOf(option->palette);
    painter->fillRect(option->rect, theme.surface);
    box(painter, option->rect, 0, {}, theme.border);
}

QSize menuItemSize(const QStyleOptionMenuItem *option, const QSize &text)
{
    if (option->menuItemType == QStyleOptionMenuItem::Separator)
        return {text.width(), 9};
    // Qt counts the shortcut (after a tab) on its own; leave a gap before it.
    const int gap = option->text.contains(u'\t') ? 24 : 0;
    return {text.width() + 2 * MenuSide + MenuIcon + gap + 16, std::max(text.height() + 8, 28)};
}

void menuItem(const QStyleOptionMenuItem *option, QPainter *painter, const QWidget *widget)
{
    const Theme &theme = themeOf(option->palette);
    const Brush brush(painter);
    if (option->menuItemType == QStyleOptionMenuItem::Separator) {
        painter->fillRect(option->rect.left() + 4, option->rect.center().y(), option->rect.width() - 8, 1,
                          theme.border);
        return;
    }
    const bool enabled = option->state & QStyle::State_Enabled;
    const bool selected = enabled && (option->state & QStyle::State_Selected);
    if (selected)
        box(painter, option->rect.adjusted(4, 0, -4, 0), 5, theme.selection, {});

    const bool mirrored = option->direction == Qt::RightToLeft;
    const QRect inner = option->rect.adjusted(MenuSide, 0, -MenuSide, 0);
    const auto at = [&](const QRect &rect) { return QStyle::visualRect(option->direction, option->rect, rect); };
    const QColor faint = option->palette.color(QPalette::Disabled, QPalette::Text);
    const QRect mark = at(QRect(inner.left(), inner.center().y() - 7, 16, 16));
    if (option->checked)
        paintIcon(*painter, mark, u"check"_s, enabled ? theme.accent : faint);
    else if (!option->icon.isNull())
        option->icon.paint(painter, mark, Qt::AlignCenter, enabled ? QIcon::Normal : QIcon::Disabled);

    painter->setFont(option->font);
    painter->setPen(enabled ? theme.text : faint);
    const QStringList parts = option->text.split(u'\t');
    const QRect words = at(inner.adjusted(MenuIcon, 0, -16, 0));
    const bool underlined = !widget || widget->style()->styleHint(QStyle::SH_UnderlineShortcut, option, widget);
    const int flags = Qt::AlignVCenter | Qt::TextSingleLine | Qt::TextDontClip |
                      (underlined ? Qt::TextShowMnemonic : Qt::TextHideMnemonic);
    painter->drawText(words, flags | (mirrored ? Qt::AlignRight : Qt::AlignLeft), parts.value(0));
    if (parts.size() > 1) {
        painter->setPen(enabled ? theme.muted : faint);
        painter->drawText(words, Qt::AlignVCenter | Qt::TextSingleLine | (mirrored ? Qt::AlignLeft : Qt::AlignRight),
                          parts.value(1));
    }
    if (option->menuItemType == QStyleOptionMenuItem::SubMenu)
        chevron(painter, at(QRect(inner.right() - 9, inner.top(), 10, inner.height())),
                mirrored ? Qt::LeftArrow : Qt::RightArrow, enabled ? theme.muted : faint);
}

void menuBarItem(const QStyleOptionMenuItem *option, QPainter *painter)
{
    const Theme &theme = themeOf(option->palette);
    painter->fillRect(option->rect, theme.surface);
    const bool active = option->state & (QStyle::State_Selected | QStyle::State_Sunken);
    const bool enabled = option->state & QStyle::State_Enabled;
    const Brush brush(painter);
    if (active && enabled)
        box(painter, option->rect.adjusted(1, 2, -1, -2), 5, theme.softAccent, {});
    painter->setPen(enabled ? theme.text : option->palette.color(QPalette::Disabled, QPalette::Text));
    painter->drawText(option->rect, Qt::AlignCenter | Qt::TextSingleLine | Qt::TextShowMnemonic, option->text);
}

} // namespace flowbench::stylepaint

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/look/style.h"
#include "ui/look/stylepaint.h"

#include <QIcon>
#include <QPushButton>

namespace flowbench::stylepaint {

namespace {

bool has(const QWidget *widget, const char *name) { return widget && widget->property(name).toBool(); }

struct ButtonColours
{
    QColor fill, line, text;
};

QColor pressed(const QColor &colour, bool isDark) { return isDark ? colour.lighter(112) : colour.darker(106); }

ButtonColours coloursOf(const QStyleOption *option, const QWidget *widget)
{
    const Theme &theme = themeOf(option->palette);
    const bool enabled = option->state & QStyle::State_Enabled;
    const bool hovered = enabled && (option->state & QStyle::State_MouseOver);
    const bool down = enabled && (option->state & QStyle::State_Sunken);
    const bool checked = option->state & QStyle::State_On;
    const QColor faint = option->palette.color(QPalette::Disabled, QPalette::ButtonText);
    if (has(widget, property::Flat)) {
        const QColor fill = down ? theme.border : hovered ? theme.window : checked ? theme.softAccent : QColor();
        return {fill, {}, !enabled ? faint : checked ? theme.accent : hovered || down ? theme.text : theme.muted};
    }
    if (!enabled)
        return {theme.window, theme.border, faint};
    if (has(widget, property::Primary)) {
        const QColor fill = down || hovered ? pressed(theme.accent, theme.isDark) : theme.accent;
        return {fill, fill, theme.onAccent};
    }
    if (checked)
        return {theme.softAccent, theme.accent, theme.accent};
    const QColor text = has(widget, property::Danger) ? theme.error : theme.text;
    return {down ? theme.border : hovered ? theme.alternate : theme.surface, theme.border, text};
}

QPixmap recoloured(QPixmap pixmap, const QColor &colour)
{
    QPainter painter(&pixmap);
    painter.setCompositionMode(QPainter::CompositionMode_SourceIn);
    painter.fillRect(QRectF(QPointF(), pixmap.deviceIndependentSize()), colour);
    return pixmap;
}

} // namespace

void buttonPanel(const QStyleOption *option, QPainter *painter, const QWidget *widget)
{
    const Theme &theme = themeOf(option->palette);
    const ButtonColours colours = coloursOf(option, widget);
    const auto *button = qstyleoption_cast<const QStyleOptionButton *>(option);
    const bool isDefault = button && (button->features & QStyleOptionButton::DefaultButton);
    const bool enabled = option->state & QStyle::State_Enabled;
    box(painter, option->rect, measure::ControlRadius, colours.fill,
        isDefault && enabled && colours.line.isValid() ? theme.accent : colours.line);
    if (!(option->state & QStyle::State_HasFocus))
        return;
    // A ring of two pixels inside, with a gap on the filled one, so that it shows on accent too.
    const Brush brush(painter);
    const bool filled = has(widget, property::Primary);
    painter->setBrush(Qt::NoBrush);
    painter->setPen(QPen(filled ? theme.onAccent : theme.accent, filled ? 1.2 : 1.6));
    const double inset = filled ? 2.6 : 0.8;
    const double radius = measure::ControlRadius - (filled ? 2 : 0);
    painter->drawRoundedRect(QRectF(option->rect).adjusted(inset, inset, -inset, -inset), radius, radius);
}

void buttonLabel(const QStyleOptionButton *option, QPainter *painter, const QWidget *widget)
{
    const Brush brush(painter);
    const QColor colour = coloursOf(option, widget).text;
    painter->setFont(medium(painter->font()));
    const int textWidth =
        option->text.isEmpty() ? 0 : painter->fontMetrics().size(Qt::TextShowMnemonic, option->text).width();
    const QSize iconSize = option->icon.isNull() ? QSize() : option->iconSize;
    const bool hasMenu = option->features & QStyleOptionButton::HasMenu;
    const int gap = textWidth && iconSize.isValid() ? 6 : 0;
    const int width = textWidth + gap + (iconSize.isValid() ? iconSize.width() : 0) + (hasMenu ? 14 : 0);
    const QRect inner = option->rect.adjusted(6, 0, -6, 0);
    int left = std::max(inner.left(), inner.left() + (inner.width() - width) / 2);
    if (iconSize.isValid()) {
        const QPixmap pixmap = recoloured(
            option->icon.pixmap(iconSize, painter->device()->devicePixelRatioF(), QIcon::Normal, QIcon::Off), colour);
        painter->drawPixmap(left, option->rect.top() + (option->rect.height() - iconSize.height()) / 2, pixmap);
        left += iconSize.width() + gap;
    }
    painter->setPen(colour);
    const int flags = Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine | Qt::TextShowMnemonic;
    painter->drawText(QRect(left, option->rect.top(), inner.right() + 1 - left, option->rect.height()), flags,
                      option->text);
    if (hasMenu)
        chevron(painter, QRectF(inner.right() - 11, option->rect.top(), 12, option->rect.height()), Qt::DownArrow,
                colour);
}

void toolButtonPanel(const QStyleOption *option, QPainter *painter, bool autoRaise)
{
    const Theme &theme = themeOf(option->palette);
    const bool enabled = option->state & QStyle::State_Enabled;
    const bool hovered = enabled && (option->state & QStyle::State_MouseOver);
    const bool down = enabled && (option->state & QStyle::State_Sunken);
    const bool checked = option->state & QStyle::State_On;
    QColor fill = autoRaise ? QColor() : enabled ? theme.surface : theme.window;
    if (checked)
        fill = theme.softAccent;
    else if (down)
        fill = theme.border;
    else if (hovered)
        fill = autoRaise ? theme.window : theme.alternate;
    // Flat ones lie on surface or on window: the hover must differ from both.
    if (hovered && autoRaise && !checked && !down)
        fill = theme.isDark ? theme.border : theme.window.darker(103);
    QColor line = autoRaise ? QColor() : theme.border;
    if (option->state & QStyle::State_HasFocus)
        line = theme.accent;
    box(painter, option->rect, measure::ControlRadius, fill, line);
}

void checkBox(const QStyleOption *option, QPainter *painter, bool round)
{
    const Theme &theme = themeOf(option->palette);
    const bool enabled = option->state & QStyle::State_Enabled;
    const bool on = option->state & QStyle::State_On;
    const bool partly = option->state & QStyle::State_NoChange;
    const bool filled = enabled && (on || partly);
    const QColor faint = option->palette.color(QPalette::Disabled, QPalette::ButtonText);
    const QColor line = filled ? theme.accent : enabled ? theme.muted : faint;
    const QColor fill = filled ? theme.accent : enabled ? theme.surface : theme.window;
    const int side = std::min(option->rect.width(), option->rect.height());
    QRect at(0, 0, side, side);
    at.moveCenter(option->rect.center());
    box(painter, at, round ? side / 2.0 : 4, fill, line);

    const Brush brush(painter);
    const QColor mark = enabled ? theme.onAccent : faint;
    painter->translate(QRectF(at).center());
    painter->scale(side / 16.0, side / 16.0);
    if (round) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(mark);
        if (on)
            painter->drawEllipse(QPointF(0, 0), 3, 3);
        return;
    }
    painter->setPen(QPen(mark, 1.8, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    if (partly)
        painter->drawLine(QPointF(-3.5, 0), QPointF(3.5, 0));
    else if (on)
        painter->drawPolyline(QPolygonF({QPointF(-3.6, 0.2), QPointF(-1.1, 2.7), QPointF(3.7, -2.7)}));
}

void progressGroove(const QStyleOption *option, QPainter *painter)
{
    const Theme &theme = themeOf(option->palette);
    box(painter, option->rect, 4, theme.window, theme.border);
}

void progressContents(const QStyleOptionProgressBar *option, QPainter *painter)
{
    const Theme &theme = themeOf(option->palette);
    const double span = double(option->maximum) - option->minimum;
    const bool isBusy = span <= 0;
    const double share = isBusy ? 1 : std::clamp((option->progress - option->minimum) / span, 0.0, 1.0);
    QRect rect = option->rect.adjusted(1, 1, -1, -1);
    const int width = int(rect.width() * share);
    const bool mirrored = (option->direction == Qt::RightToLeft) != option->invertedAppearance;
    rect = mirrored ? QRect(rect.right() + 1 - width, rect.top(), width, rect.height())
                    : QRect(rect.left(), rect.top(), width, rect.height());
    if (rect.isEmpty())
        return;
    const Brush brush(painter);
    // A bar with words in it is filled softly, so that they stay readable. How much is not known: stripes.
    const QColor colour = option->textVisible ? theme.selection : theme.accent;
    painter->setPen(Qt::NoPen);
    painter->setBrush(isBusy ? QBrush(colour, Qt::BDiagPattern) : QBrush(colour));
    painter->drawRoundedRect(rect, 3, 3);
}

} // namespace flowbench::stylepaint

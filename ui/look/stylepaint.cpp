// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/look/stylepaint.h"

#include "ui/look/style.h"

#include <QPainterPath>

namespace flowbench::stylepaint {

Brush::Brush(QPainter *painter) : m_painter(painter)
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
}

Brush::~Brush() { m_painter->restore(); }

void box(QPainter *painter, const QRect &rect, double radius, const QColor &fill, const QColor &line)
{
    const Brush brush(painter);
    painter->setPen(line.isValid() ? QPen(line, 1) : QPen(Qt::NoPen));
    painter->setBrush(fill.isValid() ? QBrush(fill) : QBrush(Qt::NoBrush));
    const QRectF at = line.isValid() ? QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5) : QRectF(rect);
    painter->drawRoundedRect(at, radius, radius);
}

void field(QPainter *painter, const QRect &rect, const QStyleOption *option, const Theme &theme, bool sunken)
{
    const bool enabled = option->state & QStyle::State_Enabled;
    const bool focused = enabled && (option->state & QStyle::State_HasFocus);
    const QRect inner = fieldBox(rect);
    if (focused)
        box(painter, rect, measure::ControlRadius + 3, theme.softAccent, {});
    const bool readOnly = option->state & QStyle::State_ReadOnly;
    const bool filled = enabled && !readOnly && !sunken;
    const QColor fill = focused || filled ? option->palette.color(QPalette::Base) : theme.window;
    box(painter, inner, measure::ControlRadius, fill, focused ? theme.accent : theme.border);
}

void chevron(QPainter *painter, const QRectF &rect, Qt::ArrowType direction, const QColor &colour)
{
    const Brush brush(painter);
    painter->translate(rect.center());
    switch (direction) {
    case Qt::RightArrow:
        painter->rotate(-90);
        break;
    case Qt::LeftArrow:
        painter->rotate(90);
        break;
    case Qt::UpArrow:
        painter->rotate(180);
        break;
    default:
        break;
    }
    painter->setPen(QPen(colour, 1.4, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter->setBrush(Qt::NoBrush);
    painter->drawPolyline(QPolygonF({QPointF(-3.5, -1.75), QPointF(0, 1.75), QPointF(3.5, -1.75)}));
}

QFont medium(const QFont &font)
{
    QFont f = font;
    f.setWeight(QFont::Medium);
    return f;
}

} // namespace flowbench::stylepaint

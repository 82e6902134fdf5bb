// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/table/rowtint.h"

#include <QCoreApplication>
#include <QPainter>
#include <QPolygonF>

#include <array>

namespace flowbench {

namespace {

struct Tints
{
    const char *name;
    QRgb light, dark; // of the mark; the row takes a little of it
};
constexpr std::array<Tints, RowTintCount> All = {{
    {QT_TRANSLATE_NOOP("RowTint", "Red"), 0xffc8382f, 0xfff2766a},
    {QT_TRANSLATE_NOOP("RowTint", "Orange"), 0xffd9662b, 0xfff08c55},
    {QT_TRANSLATE_NOOP("RowTint", "Yellow"), 0xffb08900, 0xffe3c04b},
    {QT_TRANSLATE_NOOP("RowTint", "Green"), 0xff1a8f5a, 0xff46c98b},
    {QT_TRANSLATE_NOOP("RowTint", "Teal"), 0xff0e8ca0, 0xff3fc1d4},
    {QT_TRANSLATE_NOOP("RowTint", "Blue"), 0xff2f6feb, 0xff6196ff},
    {QT_TRANSLATE_NOOP("RowTint", "Violet"), 0xff7a57d1, 0xffa68bf0},
    {QT_TRANSLATE_NOOP("RowTint", "Grey"), 0xff5d6978, 0xff93a0b0},
}};
constexpr double RowPart = 0.15;

QPolygonF corners(const QRectF &r, std::initializer_list<QPointF> at)
{
    QPolygonF p;
    for (const QPointF &c : at)
        p << QPointF(r.left() + c.x() * r.width(), r.top() + c.y() * r.height());
    return p;
}

} // namespace

QString rowTintName(int tint) { return QCoreApplication::translate("RowTint", All[std::size_t(tint)].name); }

QColor rowTintInk(const Theme &theme, int tint)
{
    const Tints &t = All[std::size_t(tint)];
    return QColor(theme.isDark ? t.dark : t.light);
}

QColor rowTintFill(const Theme &theme, int tint)
{
    const QColor ink = rowTintInk(theme, tint), ground = theme.surface;
    const auto mix = [](int a, int b) { return int(a + (b - a) * RowPart + 0.5); };
    return {mix(ground.red(), ink.red()), mix(ground.green(), ink.green()), mix(ground.blue(), ink.blue())};
}

void paintRowMark(QPainter &painter, const QRectF &r, const Theme &theme, int tint)
{
    const QColor ink = rowTintInk(theme, tint);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(ink);
    switch (tint) {
    case 0:
        painter.drawEllipse(r);
        break;
    case 1:
        painter.drawPolygon(corners(r, {{0.5, 0}, {1, 1}, {0, 1}}));
        break;
    case 2:
        painter.drawPolygon(corners(r, {{0.5, 0}, {1, 0.5}, {0.5, 1}, {0, 0.5}}));
        break;
    case 3:
        painter.drawRect(r);
        break;
    case 4:
        painter.drawPolygon(corners(r, {{0, 0}, {1, 0}, {0.5, 1}}));
        break;
    case 5:
        painter.drawPolygon(corners(r, {{0, 0}, {1, 0.5}, {0, 1}}));
        break;
    case 6:
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(ink, 1.5));
        painter.drawEllipse(r.adjusted(0.75, 0.75, -0.75, -0.75));
        break;
    default:
        painter.drawRect(QRectF(r.left(), r.center().y() - 1, r.width(), 2));
    }
    painter.restore();
}

} // namespace flowbench

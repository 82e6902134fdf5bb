// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/look/theme.h"

#include <QPainter>
#include <QStyleOption>

// Inside of the style only: what is painted, by kind of control. Every function leaves the painter as it was.
namespace flowbench::stylepaint {

/// Saves and restores a painter that draws one-pixel lines on pixel centres, anti-aliased.
class Brush
{
public:
    explicit Brush(QPainter *painter);
    ~Brush();
    Brush(const Brush &) = delete;
    Brush &operator=(const Brush &) = delete;

private:
    QPainter *m_painter;
};

/// A rounded box with a line of one pixel; an invalid colour leaves that part out.
void box(QPainter *painter, const QRect &rect, double radius, const QColor &fill, const QColor &line);
/// The 28-high box of a field inside its 34 rectangle, with ring and accent line when focused.
void field(QPainter *painter, const QRect &rect, const QStyleOption *option, const Theme &theme, bool sunken = false);
/// Where that box is.
inline QRect fieldBox(const QRect &rect) { return rect.adjusted(3, 3, -3, -3); }
void chevron(QPainter *painter, const QRectF &rect, Qt::ArrowType direction, const QColor &colour);
QFont medium(const QFont &font);

// Controls (stylecontrols.cpp, stylefields.cpp)
void buttonPanel(const QStyleOption *option, QPainter *painter, const QWidget *widget);
void buttonLabel(const QStyleOptionButton *option, QPainter *painter, const QWidget *widget);
void toolButtonPanel(const QStyleOption *option, QPainter *painter, bool autoRaise);
void checkBox(const QStyleOption *option, QPainter *painter, bool round);
void comboBox(const QStyleOptionComboBox *option, QPainter *painter);
void spinBox(const QStyleOptionSpinBox *option, QPainter *painter);
QRect comboPart(const QStyleOptionComboBox *option, QStyle::SubControl part);
QRect spinPart(const QStyleOptionSpinBox *option, QStyle::SubControl part);
QRect groupPart(const QStyleOptionGroupBox *option, QStyle::SubControl part);
void progressGroove(const QStyleOption *option, QPainter *painter);
void progressContents(const QStyleOptionProgressBar *option, QPainter *painter);

// Views (styleviews.cpp)
void headerSection(const QStyleOption *option, QPainter *painter);
QStyleOptionHeader headerLabel(const QStyleOptionHeader *option);
void itemBackground(const QStyleOptionViewItem *option, QPainter *painter, const QWidget *widget, bool isBranch);
void branch(const QStyleOption *option, QPainter *painter);
void tabShape(const QStyleOptionTab *option, QPainter *painter);
void tabLabel(const QStyleOptionTab *option, QPainter *painter, const QWidget *widget);

// Bars and menus (stylebars.cpp)
void scrollBar(const QStyleOptionSlider *option, QPainter *painter);
QRect scrollPart(const QStyleOptionSlider *option, QStyle::SubControl part);
void splitter(const QStyleOption *option, QPainter *painter);
void menuPanel(const QStyleOption *option, QPainter *painter);
void menuItem(const QStyleOptionMenuItem *option, QPainter *painter, const QWidget *widget);
QSize menuItemSize(const QStyleOptionMenuItem *option, const QSize &text);
void menuBarItem(const QStyleOptionMenuItem *option, QPainter *painter);

} // namespace flowbench::stylepaint

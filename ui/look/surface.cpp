// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/look/surface.h"

#include "ui/look/style.h"
#include "ui/look/theme.h"

#include <QHBoxLayout>
#include <QPainter>

namespace flowbench {

Surface::Surface(Edge line, QWidget *parent) : QWidget(parent), m_line(line) {}

void Surface::paintEvent(QPaintEvent *)
{
    const Theme &theme = themeOf(this);
    QPainter painter(this);
    painter.fillRect(rect(), theme.surface);
    QRect edge = rect();
    switch (m_line) {
    case Edge::None:
        return;
    case Edge::Top:
        edge.setHeight(1);
        break;
    case Edge::Bottom:
        edge.setTop(edge.bottom());
        break;
    case Edge::Left:
        edge.setWidth(1);
        break;
    case Edge::Right:
        edge.setLeft(edge.right());
        break;
    }
    painter.fillRect(edge, theme.border);
}

Surface *makeBar(QWidget *parent)
{
    auto *bar = new Surface(Edge::Bottom, parent);
    bar->setFixedHeight(measure::Bar + 1);
    auto *layout = new QHBoxLayout(bar);
    layout->setContentsMargins(measure::PageMargin, 0, measure::PageMargin, 1);
    layout->setSpacing(measure::Gap);
    return bar;
}

} // namespace flowbench

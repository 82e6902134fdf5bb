// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/replay/fittedscroll.h"

#include <QEvent>

#include <algorithm>

namespace flowbench {

FittedScroll::FittedScroll(QWidget *content, QWidget *parent) : QScrollArea(parent)
{
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::NoFocus);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    setWidget(content);
    viewport()->setAutoFillBackground(false);
    content->setAutoFillBackground(false);
    content->installEventFilter(this);
}

QSize FittedScroll::sizeHint() const
{
    const QWidget *content = widget();
    const QSize hint = content->sizeHint();
    const int height = content->hasHeightForWidth() ? content->heightForWidth(std::max(1, width())) : hint.height();
    return {hint.width(), height};
}

// Lines wrap anew: the height follows the width.
void FittedScroll::resizeEvent(QResizeEvent *event)
{
    QScrollArea::resizeEvent(event);
    updateGeometry();
}

bool FittedScroll::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == widget() && event->type() == QEvent::LayoutRequest)
        updateGeometry();
    return QScrollArea::eventFilter(watched, event);
}

} // namespace flowbench

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

// A scroll bar that came while the content grew would stay: beside it lines wrap sooner, and need it.
void FittedScroll::fit()
{
    const auto policy = height() < sizeHint().height() ? Qt::ScrollBarAsNeeded : Qt::ScrollBarAlwaysOff;
    if (policy != verticalScrollBarPolicy())
        setVerticalScrollBarPolicy(policy);
    updateGeometry();
}

// Lines wrap anew: the height follows the width.
void FittedScroll::resizeEvent(QResizeEvent *event)
{
    QScrollArea::resizeEvent(event);
    fit();
}

bool FittedScroll::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == widget() && event->type() == QEvent::LayoutRequest)
        fit();
    return QScrollArea::eventFilter(watched, event);
}

} // namespace flowbench

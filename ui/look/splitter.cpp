// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/look/splitter.h"

#include <QPainter>
#include <QResizeEvent>
#include <QStyleOption>

namespace flowbench {

namespace {

constexpr int Grab = 4; // on either side of the line

// Lies over its neighbours by Grab pixels; only the line in the middle is painted.
class Handle : public QSplitterHandle
{
public:
    using QSplitterHandle::QSplitterHandle;

protected:
    void resizeEvent(QResizeEvent *event) override
    {
        const bool horizontal = orientation() == Qt::Horizontal;
        setContentsMargins(horizontal ? Grab : 0, horizontal ? 0 : Grab, horizontal ? Grab : 0, horizontal ? 0 : Grab);
        setMask(QRegion(rect()));
        QWidget::resizeEvent(event);
    }
};

} // namespace

Splitter::Splitter(Qt::Orientation orientation, QWidget *parent) : QSplitter(orientation, parent)
{
    setHandleWidth(1);
    setChildrenCollapsible(false);
}

QSplitterHandle *Splitter::createHandle() { return new Handle(orientation(), this); }

} // namespace flowbench

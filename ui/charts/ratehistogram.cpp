// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/ratehistogram.h"

#include "ui/charts/scale.h"
#include "ui/look/names.h"
#include "ui/look/theme.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <QStyle>
#include <QStyleOption>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace flowbench {
namespace {

constexpr double sideMargin = 12;
constexpr double topMargin = 6;
constexpr double bottomMargin = 5;
constexpr double minPitch = 4; // a bar and its gap
constexpr double maxPitch = 24;
constexpr double gap = 2;
constexpr double dragStart = 4;
constexpr float faint = 0.35f; // bars outside the brush

} // namespace

RateHistogram::RateHistogram(QWidget *parent) : QWidget(parent)
{
    setNames(this, QStringLiteral("Histogram"), tr("Events over time"));
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    describe();
}

void RateHistogram::setBuckets(qint64 firstMs, qint64 stepMs, std::vector<quint32> buckets)
{
    m_firstMs = firstMs;
    m_stepMs = std::max<qint64>(stepMs, 1);
    m_buckets = std::move(buckets);
    describe();
    update();
}

void RateHistogram::setUtc(bool utc)
{
    m_utc = utc;
    describe();
    update();
}

QRectF RateHistogram::barsRect() const
{
    return QRectF(rect()).adjusted(sideMargin, topMargin, -sideMargin, -bottomMargin);
}

int RateHistogram::bucketsPerBar() const
{
    const int fit = std::max(1, int(barsRect().width() / minPitch));
    return std::max(1, (int(m_buckets.size()) + fit - 1) / fit);
}

int RateHistogram::barCount() const
{
    const int per = bucketsPerBar();
    return (int(m_buckets.size()) + per - 1) / per;
}

RateHistogram::Bar RateHistogram::bar(int index) const
{
    const int per = bucketsPerBar();
    const int from = index * per;
    const int to = std::min(from + per, int(m_buckets.size()));
    Bar bar{m_firstMs + from * m_stepMs, m_firstMs + to * m_stepMs, 0};
    for (int i = from; i < to; ++i)
        bar.count += m_buckets[std::size_t(i)];
    return bar;
}

// Where a moment is; a bar has the width of its buckets, the last one may hold fewer than the others.
double RateHistogram::xOf(qint64 ms) const
{
    const QRectF area = barsRect();
    const double pitch = std::min(maxPitch, area.width() / std::max(1, barCount()));
    return area.left() + double(ms - m_firstMs) / double(m_stepMs * bucketsPerBar()) * pitch;
}

qint64 RateHistogram::timeAt(double x) const
{
    const QRectF area = barsRect();
    const double pitch = std::min(maxPitch, area.width() / std::max(1, barCount()));
    const double ms = (x - area.left()) / pitch * double(m_stepMs * bucketsPerBar());
    const qint64 end = m_firstMs + qint64(m_buckets.size()) * m_stepMs;
    return std::clamp(m_firstMs + qint64(ms), m_firstMs, end);
}

qint64 RateHistogram::snapped(qint64 ms, bool up) const
{
    const qint64 step = m_stepMs * bucketsPerBar();
    const qint64 bars = (ms - m_firstMs + (up ? step - 1 : 0)) / step;
    return std::min(m_firstMs + bars * step, m_firstMs + qint64(m_buckets.size()) * m_stepMs);
}

void RateHistogram::brush(qint64 a, qint64 b, bool announce)
{
    const qint64 from = snapped(std::min(a, b), false);
    qint64 to = snapped(std::max(a, b), true);
    if (to <= from) // a drag inside one bar takes that bar
        to = snapped(from + m_stepMs * bucketsPerBar(), true);
    if (to <= from)
        return;
    m_range = {from, to};
    update();
    if (announce) {
        describe();
        emit rangeSelected(from, to);
    }
}

void RateHistogram::setRange(qint64 fromMs, qint64 toMs)
{
    if (toMs <= fromMs)
        return;
    m_range = {fromMs, toMs};
    describe();
    update();
    emit rangeSelected(fromMs, toMs);
}

void RateHistogram::clearRange()
{
    if (!m_range)
        return;
    m_range.reset();
    describe();
    update();
    emit rangeCleared();
}

void RateHistogram::moveBrush(int bars, bool onlyRightEdge)
{
    if (m_buckets.empty())
        return;
    const qint64 step = m_stepMs * bucketsPerBar();
    const qint64 end = m_firstMs + qint64(m_buckets.size()) * m_stepMs;
    if (!m_range) { // starts at the newest bar
        brush(snapped(end - 1, false), end, true);
        return;
    }
    auto [from, to] = *m_range;
    const qint64 length = onlyRightEdge ? std::max(step, to - from + bars * step) : to - from;
    if (!onlyRightEdge)
        from = std::clamp(from + bars * step, m_firstMs, std::max(m_firstMs, end - length));
    setRange(from, std::min(from + length, std::max(end, from + step)));
}

void RateHistogram::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Theme &theme = themeOf(this);
    painter.fillRect(rect(), theme.surface);
    const QRectF area = barsRect();
    if (m_range) {
        const double left = std::clamp(xOf(m_range->first), area.left(), area.right());
        const double right = std::clamp(xOf(m_range->second), area.left(), area.right());
        QColor tint = theme.accent;
        tint.setAlphaF(0.10f);
        const QRectF box(left - gap / 2, 1, right - left, height() - 2);
        painter.fillRect(box, tint);
        tint.setAlphaF(0.5f);
        painter.setPen(QPen(tint, 1));
        painter.drawRect(box.adjusted(.5, .5, -.5, -.5));
    }
    const int bars = barCount();
    quint64 highest = 1;
    for (int i = 0; i < bars; ++i)
        highest = std::max(highest, bar(i).count);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    for (int i = 0; i < bars; ++i) {
        const Bar b = bar(i);
        if (b.count == 0)
            continue;
        const double height = std::max(1.0, area.height() * double(b.count) / double(highest));
        const double left = xOf(b.fromMs);
        const double pitch = xOf(b.fromMs + m_stepMs * bucketsPerBar()) - left;
        const bool inside = m_range && b.fromMs >= m_range->first && b.toMs <= m_range->second;
        QColor colour = theme.series[0];
        colour.setAlphaF(inside ? 0.95f : i == m_hover ? 0.6f : faint);
        painter.setBrush(colour);
        painter.drawRoundedRect(QRectF(left, area.bottom() - height, pitch - gap, height), 1, 1);
    }
    if (hasFocus()) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(theme.accent, 1));
        painter.drawRoundedRect(QRectF(rect()).adjusted(1.5, 1.5, -1.5, -1.5), 4, 4);
    }
}

void RateHistogram::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || m_buckets.empty())
        return;
    m_pressX = event->position().x();
    m_dragFrom = timeAt(m_pressX);
    m_dragging = false;
}

void RateHistogram::mouseMoveEvent(QMouseEvent *event)
{
    const double x = event->position().x();
    if (m_dragFrom && (m_dragging || std::abs(x - m_pressX) >= dragStart)) {
        m_dragging = true;
        brush(*m_dragFrom, timeAt(x), false);
        return;
    }
    const int bars = barCount();
    const double pitch = bars > 0 ? xOf(m_firstMs + m_stepMs * bucketsPerBar()) - xOf(m_firstMs) : 0;
    const double place = bars > 0 ? std::floor((x - barsRect().left()) / pitch) : -1;
    const int hover = place >= 0 && place < bars ? int(place) : -1;
    if (hover != m_hover) {
        m_hover = hover;
        QToolTip::showText(event->globalPosition().toPoint(), hover < 0 ? QString() : hoverText(hover), this);
        update();
    }
}

void RateHistogram::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || !m_dragFrom)
        return;
    if (m_dragging)
        brush(*m_dragFrom, timeAt(event->position().x()), true);
    m_dragFrom.reset();
    m_dragging = false;
}

void RateHistogram::mouseDoubleClickEvent(QMouseEvent *)
{
    m_dragFrom.reset();
    clearRange();
}

void RateHistogram::keyPressEvent(QKeyEvent *event)
{
    const bool shift = event->modifiers() & Qt::ShiftModifier;
    switch (event->key()) {
    case Qt::Key_Left:
        moveBrush(-1, shift);
        return;
    case Qt::Key_Right:
        moveBrush(1, shift);
        return;
    case Qt::Key_Escape:
        if (m_range || m_dragFrom) {
            m_dragFrom.reset();
            clearRange();
            return;
        }
        break;
    default:
        break;
    }
    QWidget::keyPressEvent(event);
}

void RateHistogram::leaveEvent(QEvent *event)
{
    m_hover = -1;
    update();
    QWidget::leaveEvent(event);
}

bool RateHistogram::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        QToolTip::showText(help->globalPos(), m_hover < 0 ? QString() : hoverText(m_hover), this);
        return true;
    }
    // Esc may be a page's shortcut: while there is a brush it belongs to the brush.
    if (event->type() == QEvent::ShortcutOverride && static_cast<QKeyEvent *>(event)->key() == Qt::Key_Escape &&
        m_range)
        event->accept();
    return QWidget::event(event);
}

QString RateHistogram::timeText(qint64 ms) const { return clockText(ms, m_utc, m_stepMs * bucketsPerBar() < 1000); }

QString RateHistogram::hoverText(int index) const
{
    const Bar b = bar(index);
    return tr("%1 to %2, events: %3").arg(timeText(b.fromMs), timeText(b.toMs), QLocale().toString(b.count));
}

void RateHistogram::describe()
{
    if (m_buckets.empty()) {
        setAccessibleDescription(tr("No events"));
        return;
    }
    const qint64 end = m_firstMs + qint64(m_buckets.size()) * m_stepMs;
    const QString range = m_range ? tr("selected %1 to %2").arg(timeText(m_range->first), timeText(m_range->second))
                                  : tr("no time selected");
    setAccessibleDescription(tr("%1 to %2, %3").arg(timeText(m_firstMs), timeText(end), range));
}

} // namespace flowbench

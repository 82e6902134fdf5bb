// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/linesitem.h"

#include "ui/charts/raster.h"
#include "ui/look/fonts.h"
#include "words/visible.h"

#include <QFontMetricsF>
#include <QPainter>

#include <cmath>

namespace flowbench {
namespace {

constexpr int pad = 2; // half a stroke above the highest and below the lowest value
constexpr double lineHeight = 16;

} // namespace

void LinesItem::setArea(const QRectF &plotArea)
{
    if (m_area == plotArea)
        return;
    prepareGeometryChange();
    m_area = plotArea;
    invalidate();
}

void LinesItem::setScale(const NiceScale &scale)
{
    m_scale = scale;
    invalidate();
}

void LinesItem::setTheme(const Theme &theme)
{
    m_theme = &theme;
    invalidate();
}

void LinesItem::setTexts(const QString &unit, const QString &emptyText, bool utc)
{
    m_unit = unit;
    m_emptyText = emptyText;
    m_utc = utc;
    update();
}

void LinesItem::setCross(std::optional<std::size_t> sample)
{
    if (m_cross == sample)
        return;
    m_cross = sample;
    update();
}

void LinesItem::invalidate()
{
    m_dirty = true;
    update();
}

QRectF LinesItem::boundingRect() const { return m_area.adjusted(-pad, -pad, pad, pad); }

void LinesItem::render(qreal ratio)
{
    RasterFrame frame;
    frame.size = QSize(int(m_area.width()), int(m_area.height()) + 2 * pad);
    frame.ratio = ratio;
    const double valuesPerPixel = (m_scale.high - m_scale.low) / std::max(1.0, m_area.height());
    frame.low = m_scale.low - pad * valuesPerPixel;
    frame.high = m_scale.high + pad * valuesPerPixel;
    frame.tint = m_data.specs.size() == 1 ? 0.12 : 0.0;

    const std::size_t first = m_data.firstVisible();
    std::vector<RasterSeries> series;
    series.reserve(m_data.specs.size());
    for (std::size_t i = 0; i < m_data.specs.size(); ++i)
        series.push_back({m_data.rings[i].values().subspan(first), m_data.specs[i].colour});
    const auto edges =
        timeEdges(m_data.times.values().subspan(first), m_data.from(), m_data.to(), qRound(frame.size.width() * ratio));
    m_image = rasterise(frame, series, edges);
    m_dirty = false;
}

void LinesItem::paint(QPainter *painter, const QStyleOptionGraphicsItem *, QWidget *)
{
    if (m_data.times.empty()) {
        painter->setPen(m_theme->muted);
        painter->drawText(m_area, Qt::AlignCenter | Qt::TextWordWrap, m_emptyText);
        return;
    }
    const qreal ratio = painter->device()->devicePixelRatioF();
    if (m_dirty || m_image.devicePixelRatio() != ratio)
        render(ratio);
    painter->drawImage(m_area.topLeft() - QPointF(0, pad), m_image);
    if (m_cross && *m_cross < m_data.times.size())
        paintCross(*painter, *m_cross);
}

double LinesItem::xOf(qint64 timeMs) const
{
    return m_area.left() + m_area.width() * double(timeMs - m_data.from()) / double(m_data.windowMs);
}

double LinesItem::yOf(float value) const
{
    return m_area.bottom() - m_area.height() * (double(value) - m_scale.low) / (m_scale.high - m_scale.low);
}

std::vector<LinesItem::CrossLine> LinesItem::crossLines(std::size_t sample) const
{
    std::vector<CrossLine> lines;
    for (std::size_t i = 0; i < m_data.specs.size(); ++i) {
        const float value = m_data.rings[i].values()[sample];
        const QString text = std::isnan(value) ? QString(QChar(0x2013)) : plainNumber(double(value));
        lines.push_back({m_data.specs[i].colour, visibleText(m_data.specs[i].name), text});
    }
    return lines;
}

void LinesItem::paintCross(QPainter &painter, std::size_t sample) const
{
    const qint64 time = m_data.times.values()[sample];
    const double x = xOf(time);
    if (x < m_area.left() - 0.5)
        return;
    painter.setPen(QPen(m_theme->muted, 1));
    const double crisp = std::floor(x) + 0.5;
    painter.drawLine(QPointF(crisp, m_area.top()), QPointF(crisp, m_area.bottom()));
    painter.setRenderHint(QPainter::Antialiasing);
    for (std::size_t i = 0; i < m_data.specs.size(); ++i) {
        const float value = m_data.rings[i].values()[sample];
        if (std::isnan(value))
            continue;
        painter.setPen(QPen(m_theme->surface, 1.5));
        painter.setBrush(m_data.specs[i].colour);
        painter.drawEllipse(QPointF(x, yOf(value)), 4, 4);
    }
    QString title = clockText(time, m_utc);
    if (!m_unit.isEmpty())
        title += QStringLiteral("  ") + m_unit;
    paintBox(painter, x, title, crossLines(sample));
}

void LinesItem::paintBox(QPainter &painter, double x, const QString &title, const std::vector<CrossLine> &lines) const
{
    painter.setFont(smallFont());
    const QFontMetricsF metrics(painter.font());
    double names = 0;
    double values = 0;
    for (const CrossLine &line : lines) {
        names = std::max(names, std::min(180.0, metrics.horizontalAdvance(line.name)));
        values = std::max(values, metrics.horizontalAdvance(line.value));
    }
    const double inner = std::max(metrics.horizontalAdvance(title), 16 + names + 16 + values);
    const double height = 16 + lineHeight * double(lines.size() + 1);
    QRectF box(x + 12, m_area.top() + 8, inner + 20, height);
    if (box.right() > m_area.right())
        box.moveRight(x - 12);
    painter.setPen(m_theme->border);
    painter.setBrush(m_theme->surface);
    painter.drawRoundedRect(box.adjusted(.5, .5, -.5, -.5), 6, 6);
    QRectF row(box.left() + 10, box.top() + 8, inner, lineHeight);
    painter.setPen(m_theme->muted);
    painter.drawText(row, Qt::AlignLeft | Qt::AlignVCenter, title);
    for (const CrossLine &line : lines) {
        row.translate(0, lineHeight);
        painter.setPen(Qt::NoPen);
        painter.setBrush(line.colour);
        painter.drawRoundedRect(QRectF(row.left(), row.center().y() - 1.5, 10, 3), 1.5, 1.5);
        painter.setPen(m_theme->text);
        painter.drawText(row.adjusted(16, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter,
                         metrics.elidedText(line.name, Qt::ElideMiddle, names + 1));
        painter.drawText(row, Qt::AlignRight | Qt::AlignVCenter, line.value);
    }
}

} // namespace flowbench

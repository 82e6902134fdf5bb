// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/sparkline.h"

#include "ui/charts/raster.h"
#include "ui/look/theme.h"

#include <QPainter>

#include <cmath>

namespace flowbench {

SparkScale sparkScale(std::span<const float> values)
{
    SparkScale scale{0, 0};
    for (const float v : values) {
        scale.low = v < scale.low ? v : scale.low;
        scale.high = v > scale.high ? v : scale.high;
    }
    if (scale.high <= scale.low)
        scale.high = scale.low + 1;
    return scale;
}

void paintSparkline(QPainter *painter, const QRectF &rect, std::span<const float> values, const SparkStyle &style)
{
    if (values.empty() || rect.width() < 2 || rect.height() < 4)
        return;
    const SparkScale scale = style.scale.value_or(sparkScale(values));
    const double span = std::max(1e-9, double(scale.high) - double(scale.low));
    const double pad = style.penWidth / 2 + 0.5; // the stroke stays inside
    const double perPixel = span / std::max(1.0, rect.height() - 2 * pad);
    RasterFrame frame;
    frame.size = QSize(int(rect.width()), int(rect.height()));
    frame.ratio = painter->device()->devicePixelRatioF();
    frame.low = double(scale.low) - pad * perPixel;
    frame.high = double(scale.high) + pad * perPixel;
    frame.penWidth = style.penWidth;
    frame.tint = style.tint ? 0.12 : 0.0;
    frame.baseline = frame.low;
    const float lone[2] = {values[0], values[0]}; // one value is a level
    const RasterSeries series{values.size() > 1 ? values : std::span<const float>(lone), style.colour};
    const auto edges = evenEdges(series.values.size(), qRound(frame.size.width() * frame.ratio));
    painter->drawImage(QPointF(std::round(rect.left()), std::round(rect.top())),
                       rasterise(frame, std::span(&series, 1), edges));
}

Sparkline::Sparkline(QWidget *parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
}

void Sparkline::setValues(std::vector<float> values)
{
    m_values = std::move(values);
    update();
}

void Sparkline::setSparkStyle(const SparkStyle &style)
{
    m_style = style;
    update();
}

void Sparkline::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    SparkStyle style = m_style;
    if (!style.colour.isValid())
        style.colour = themeOf(this).accent;
    paintSparkline(&painter, rect(), m_values, style);
}

} // namespace flowbench

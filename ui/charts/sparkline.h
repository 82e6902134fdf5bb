// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QRectF>
#include <QWidget>

#include <optional>
#include <span>
#include <vector>

class QPainter;

namespace flowbench {

// Low and high value; give the same one to sparklines that are compared with each other.
struct SparkScale
{
    float low = 0;
    float high = 1;
};

struct SparkStyle
{
    QColor colour;
    bool tint = false;               // 12 % area below the line
    std::optional<SparkScale> scale; // none: from 0 (or the lowest negative value) to the highest value
    qreal penWidth = 1.8;
};

// The scale that holds all of the given values, starting at 0 (lower for negative values).
SparkScale sparkScale(std::span<const float> values);

// Draws evenly spaced values (NaN = gap) into `rect`, sharp at the painter's device pixel ratio. For delegates.
void paintSparkline(QPainter *painter, const QRectF &rect, std::span<const float> values, const SparkStyle &style);

class Sparkline : public QWidget
{
    Q_OBJECT
public:
    explicit Sparkline(QWidget *parent = nullptr);

    void setValues(std::vector<float> values);
    void setSparkStyle(const SparkStyle &style);
    const SparkStyle &sparkStyle() const { return m_style; }

    QSize sizeHint() const override { return {96, 24}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    std::vector<float> m_values;
    SparkStyle m_style;
};

} // namespace flowbench

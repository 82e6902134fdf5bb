// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/chartdata.h"
#include "ui/charts/scale.h"
#include "ui/look/theme.h"

#include <QGraphicsItem>
#include <QImage>

#include <optional>

namespace flowbench {

// The lines of a LineChart as one picture over the chart's plot area, and the crosshair above them. The picture is
// made anew only when data, scale or size changed: moving the mouse costs no line.
class LinesItem : public QGraphicsItem
{
public:
    LinesItem(const ChartData &data, QGraphicsItem *parent) : QGraphicsItem(parent), m_data(data) {}

    void setArea(const QRectF &plotArea);
    void setScale(const NiceScale &scale);
    void setTheme(const Theme &theme);
    void setTexts(const QString &unit, const QString &emptyText, bool utc);
    void setCross(std::optional<std::size_t> sample); // index into the data's samples
    void invalidate();

    QRectF boundingRect() const override;
    void paint(QPainter *painter, const QStyleOptionGraphicsItem *option, QWidget *widget) override;

private:
    struct CrossLine
    {
        QColor colour;
        QString name, value;
    };

    void render(qreal ratio);
    double xOf(qint64 timeMs) const;
    double yOf(float value) const;
    std::vector<CrossLine> crossLines(std::size_t sample) const;
    void paintCross(QPainter &painter, std::size_t sample) const;
    void paintBox(QPainter &painter, double x, const QString &title, const std::vector<CrossLine> &lines) const;

    const ChartData &m_data;
    QRectF m_area;
    NiceScale m_scale;
    const Theme *m_theme = &Theme::light();
    QString m_unit, m_emptyText;
    bool m_utc = false;
    std::optional<std::size_t> m_cross;
    QImage m_image;
    bool m_dirty = true;
};

} // namespace flowbench

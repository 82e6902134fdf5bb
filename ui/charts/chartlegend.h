// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/linechart.h"

namespace flowbench {

// Coloured bars with names, flowing over as many lines as it takes.
class ChartLegend : public QWidget
{
    Q_OBJECT
public:
    explicit ChartLegend(QWidget *parent);

    void setSeries(const std::vector<SeriesSpec> &series);

    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    struct Entry
    {
        QString name; // made visible and elided
        QColor colour;
        int width = 0;
    };
    template <class Place>
    int flow(int width, Place place) const; // calls place(entry, x, y), returns the height

    void measure();

    std::vector<SeriesSpec> m_series;
    std::vector<Entry> m_entries;
};

} // namespace flowbench

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QString>
#include <QWidget>

#include <memory>
#include <span>
#include <vector>

namespace flowbench {

struct SeriesSpec
{
    QString name;
    QColor colour;
};

// Live lines over time: QChart's axes and hairline grid, our own rasterised lines over its plot area, a legend of
// coloured bars above, a crosshair with the values under the mouse (or moved with the arrow keys).
// GUI thread only. Keeps the newest `capacity()` samples of each series (floats), nothing else.
class LineChart : public QWidget
{
    Q_OBJECT
public:
    explicit LineChart(QWidget *parent = nullptr);
    ~LineChart() override;

    // The lines, in drawing order (the first is drawn last, on top). A series that was there under the same name keeps
    // its history, so this is also the way to recolour after a change of theme or to add a channel.
    void setSeries(std::vector<SeriesSpec> series);

    // One sample of every series, in their order; NaN = gap; a missing tail counts as NaN. timeMs: milliseconds since
    // the epoch, ascending; an older one than the last is dropped. Repaints at most once an event loop pass.
    void append(qint64 timeMs, std::span<const float> values);
    void clear();

    void setWindow(int seconds);            // how much time is shown; default 300
    void setUnit(const QString &unit);      // e.g. "events/s": crosshair and accessible description
    void setUtc(bool utc);                  // axis and crosshair times; default local
    void setEmptyText(const QString &text); // shown in the plot area while there is no sample
    void setCapacity(int samples);          // default 10 000 a series; drops the history
    int capacity() const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void changeEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace flowbench

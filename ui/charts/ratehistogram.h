// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include <optional>
#include <utility>
#include <vector>

namespace flowbench {

// Events per time bucket as bars, with a brush that selects a range of time: drag with the mouse, or Left/Right move
// it, Shift+Left/Right move its right edge, Esc or a double click clears it. GUI thread only.
class RateHistogram : public QWidget
{
    Q_OBJECT
public:
    explicit RateHistogram(QWidget *parent = nullptr);

    // Bucket i covers [firstMs + i * stepMs, firstMs + (i + 1) * stepMs), milliseconds since the epoch. The brush is
    // kept by time, so it moves with its bars. More buckets than fit are drawn summed up.
    void setBuckets(qint64 firstMs, qint64 stepMs, std::vector<quint32> buckets);

    // The brushed time, half open, snapped to buckets.
    std::optional<std::pair<qint64, qint64>> range() const { return m_range; }
    void setRange(qint64 fromMs, qint64 toMs); // as the mouse does, with the signal; does nothing if it is empty
    void clearRange();                         // with the signal, if there was one

    void setUtc(bool utc); // times in the tool tip and the accessible description; default local

    QSize sizeHint() const override { return {480, 56}; }
    QSize minimumSizeHint() const override { return {80, 44}; }

signals:
    void rangeSelected(qint64 fromMs, qint64 toMs);
    void rangeCleared();

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void leaveEvent(QEvent *event) override;

private:
    struct Bar
    {
        qint64 fromMs = 0;
        qint64 toMs = 0;
        quint64 count = 0;
    };

    int barCount() const;
    int bucketsPerBar() const;
    Bar bar(int index) const;
    QRectF barsRect() const;
    double xOf(qint64 ms) const;
    qint64 timeAt(double x) const;
    qint64 snapped(qint64 ms, bool up) const;
    void brush(qint64 a, qint64 b, bool announce);
    void moveBrush(int bars, bool onlyRightEdge);
    QString timeText(qint64 ms) const;
    QString hoverText(int index) const;
    void describe();

    qint64 m_firstMs = 0;
    qint64 m_stepMs = 1000;
    std::vector<quint32> m_buckets;
    std::optional<std::pair<qint64, qint64>> m_range;
    std::optional<qint64> m_dragFrom; // time where the button went down
    double m_pressX = 0;
    bool m_dragging = false;
    int m_hover = -1;
    bool m_utc = false;
};

} // namespace flowbench

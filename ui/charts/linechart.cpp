// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/linechart.h"

#include "ui/charts/chartlegend.h"
#include "ui/charts/linesitem.h"
#include "ui/look/fonts.h"
#include "ui/look/names.h"

#include <QCategoryAxis>
#include <QChart>
#include <QChartView>
#include <QEvent>
#include <QKeyEvent>
#include <QLineSeries>
#include <QMouseEvent>
#include <QPointer>
#include <QTimer>
#include <QVBoxLayout>

#include <cmath>

namespace flowbench {
namespace {

constexpr int yIntervals = 5;
constexpr int xIntervals = 6; // at most
constexpr int timeLabelWidth = 72;
constexpr int describeMs = 1000; // a screen reader needs no more

void removeLabels(QCategoryAxis *axis)
{
    const QStringList labels = axis->categoriesLabels();
    for (const QString &label : labels)
        axis->remove(label);
}

} // namespace

struct LineChart::Private
{
    LineChart *q;
    ChartData data;
    ChartLegend *legend;
    QChartView *view;
    QChart *chart;
    QCategoryAxis *x;
    QCategoryAxis *y;
    LinesItem *lines; // owned by the chart's scene
    QTimer describeTimer;
    QTimer refreshTimer; // many appends, one look at the data
    NiceScale scale{0, 1, 0.25};
    qint64 firstTick = -1;
    qint64 lastTick = -1;
    qint64 tickStep = 0;
    bool described = false;
    bool utc = false;
    QString unit;
    QString emptyText = tr("No data yet");
    std::optional<std::size_t> cross;

    explicit Private(LineChart *chart);
    void makeAxes();
    void adoptTheme();
    void followPlot(const QRectF &plot);
    void showScale(const NiceScale &next);
    void updateScale();
    void updateTimes();
    void refresh();
    void updateTexts() { lines->setTexts(unit, emptyText, utc); }
    void setCross(std::optional<std::size_t> sample);
    void crossAt(const QPointF &viewPos);
    void scheduleDescription();
    void describe();
};

LineChart::Private::Private(LineChart *chart_)
    : q(chart_),
      legend(new ChartLegend(chart_)),
      chart(new QChart),
      x(new QCategoryAxis(chart)),
      y(new QCategoryAxis(chart))
{
    view = new QChartView(chart, chart_); // takes the chart
    view->setFrameShape(QFrame::NoFrame);
    view->setFocusPolicy(Qt::NoFocus);
    view->setBackgroundBrush(Qt::NoBrush);
    view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    view->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    view->setAutoFillBackground(false);
    view->viewport()->setAutoFillBackground(false);
    view->viewport()->setFocusPolicy(Qt::NoFocus);
    view->viewport()->setMouseTracking(true);
    view->viewport()->installEventFilter(chart_);
    chart->legend()->hide();
    chart->setBackgroundVisible(false);
    chart->setMargins({});
    chart->setAnimationOptions(QChart::NoAnimation);
    makeAxes();
    lines = new LinesItem(data, chart);
    lines->setZValue(10);
    QObject::connect(chart, &QChart::plotAreaChanged, q, [this](const QRectF &plot) { followPlot(plot); });
    followPlot(chart->plotArea());
    updateTexts();
    describeTimer.setSingleShot(true);
    describeTimer.setInterval(describeMs);
    QObject::connect(&describeTimer, &QTimer::timeout, q, [this] { describe(); });
    refreshTimer.setSingleShot(true);
    refreshTimer.setInterval(0);
    QObject::connect(&refreshTimer, &QTimer::timeout, q, [this] { refresh(); });
}

void LineChart::Private::makeAxes()
{
    chart->addAxis(x, Qt::AlignBottom);
    chart->addAxis(y, Qt::AlignLeft);
    auto *anchor = new QLineSeries(chart); // QChart lays out axes only for a series; it holds no point
    chart->addSeries(anchor);
    anchor->attachAxis(x);
    anchor->attachAxis(y);
    for (QCategoryAxis *axis : {x, y}) {
        axis->setLabelsPosition(QCategoryAxis::AxisLabelsPositionOnValue);
        axis->setLinePen(Qt::NoPen);
        axis->setLabelsFont(smallFont());
        axis->setTruncateLabels(false);
    }
    x->setGridLineVisible(false);
    showScale(scale);
}

void LineChart::Private::adoptTheme()
{
    const Theme &theme = themeOf(q);
    for (QCategoryAxis *axis : {x, y})
        axis->setLabelsBrush(theme.muted);
    y->setGridLinePen(QPen(theme.border, 1));
    lines->setTheme(theme);
}

// QChart finds its plot area from the labels; a fixed one (setPlotArea) does not move the axes along.
void LineChart::Private::followPlot(const QRectF &plot)
{
    const QPointF topLeft(std::ceil(plot.left()), std::round(plot.top()));
    lines->setArea(QRectF(topLeft, QPointF(std::floor(plot.right()), std::round(plot.bottom()))));
    if (!data.times.empty())
        refreshTimer.start(); // more or fewer times may have room
}

void LineChart::Private::showScale(const NiceScale &next)
{
    scale = next;
    removeLabels(y);
    y->setStartValue(scale.low - scale.step); // a label sits at the end of its category
    const int steps = qRound((scale.high - scale.low) / scale.step);
    for (int i = 0; i <= steps; ++i) {
        const double value = scale.low + i * scale.step;
        y->append(axisNumber(value, scale.step), value);
    }
    y->setRange(scale.low, scale.high);
}

void LineChart::Private::updateScale()
{
    const auto extent = data.extent();
    if (!extent)
        return;
    const NiceScale next = niceScale(double(extent->first), double(extent->second) * 1.02, yIntervals);
    const bool outgrown = next.low < scale.low || next.high > scale.high;
    const bool shrunk = next.high < 0.65 * scale.high || next.low > 0.65 * scale.low; // not at every dip
    if (next == scale || (!outgrown && !shrunk))
        return;
    showScale(next);
    lines->setScale(scale);
}

void LineChart::Private::updateTimes()
{
    const qint64 from = data.from();
    const qint64 to = data.to();
    const int room = int(chart->plotArea().width()) / timeLabelWidth;
    const qint64 step = niceTimeStep(data.windowMs, std::clamp(room, 1, xIntervals));
    const qint64 first = from / step * step;
    const qint64 last = to / step * step;
    if (first != firstTick || last != lastTick || step != tickStep) {
        firstTick = first;
        lastTick = last;
        tickStep = step;
        removeLabels(x);
        x->setStartValue(double(first - step));
        for (qint64 t = first; t <= last; t += step)
            x->append(clockText(t, utc), double(t));
    }
    x->setRange(double(from), double(to));
}

void LineChart::Private::refresh()
{
    if (data.times.empty()) {
        removeLabels(x);
        firstTick = lastTick = -1;
    } else {
        updateScale();
        updateTimes();
    }
    lines->invalidate();
    scheduleDescription();
}

void LineChart::Private::setCross(std::optional<std::size_t> sample)
{
    cross = sample;
    lines->setCross(sample);
}

void LineChart::Private::crossAt(const QPointF &viewPos)
{
    const QRectF area = chart->plotArea();
    if (data.times.empty() || !area.adjusted(-2, -8, 2, 0).contains(viewPos)) {
        setCross(std::nullopt);
        return;
    }
    const double part = (viewPos.x() - area.left()) / area.width();
    setCross(data.nearest(data.from() + qint64(part * double(data.windowMs))));
}

void LineChart::Private::scheduleDescription()
{
    if (!described)
        describe();
    else if (!describeTimer.isActive())
        describeTimer.start();
}

void LineChart::Private::describe()
{
    described = true;
    if (data.times.empty()) {
        q->setAccessibleDescription(emptyText);
        return;
    }
    QStringList parts;
    for (std::size_t i = 0; i < data.specs.size(); ++i) {
        const float value = data.rings[i].values().back();
        parts.append(std::isnan(value)
                         ? tr("%1: no value").arg(data.specs[i].name)
                         : tr("%1: %2 %3").arg(data.specs[i].name, plainNumber(double(value)), unit).trimmed());
    }
    q->setAccessibleDescription(clockText(data.to(), utc) + QStringLiteral("; ") + parts.join(QStringLiteral("; ")));
}

LineChart::LineChart(QWidget *parent) : QWidget(parent), d(std::make_unique<Private>(this))
{
    setNames(this, QStringLiteral("Chart"), tr("Chart"));
    setFocusPolicy(Qt::StrongFocus);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(d->legend);
    layout->addWidget(d->view, 1);
    d->adoptTheme();
    d->describe();
    d->described = false;
}

LineChart::~LineChart() = default;

void LineChart::setSeries(std::vector<SeriesSpec> series)
{
    d->legend->setSeries(series);
    d->data.setSeries(std::move(series));
    d->refreshTimer.start();
}

void LineChart::append(qint64 timeMs, std::span<const float> values)
{
    d->data.append(timeMs, values);
    if (!d->refreshTimer.isActive())
        d->refreshTimer.start();
}

void LineChart::clear()
{
    d->data.clear();
    d->setCross(std::nullopt);
    d->refreshTimer.start();
}

void LineChart::setWindow(int seconds)
{
    d->data.windowMs = qint64(std::max(seconds, 1)) * 1000;
    d->firstTick = -1;
    d->refreshTimer.start();
}

void LineChart::setUnit(const QString &unit)
{
    d->unit = unit;
    d->updateTexts();
}

void LineChart::setUtc(bool utc)
{
    d->utc = utc;
    d->firstTick = -1;
    d->refreshTimer.start();
    d->updateTexts();
}

void LineChart::setEmptyText(const QString &text)
{
    d->emptyText = text;
    d->updateTexts();
    d->scheduleDescription();
}

void LineChart::setCapacity(int samples)
{
    d->data.setCapacity(std::size_t(std::max(samples, 2)));
    clear();
}

int LineChart::capacity() const { return int(d->data.times.capacity()); }

QSize LineChart::sizeHint() const { return {480, 240}; }

QSize LineChart::minimumSizeHint() const { return {160, 96}; }

void LineChart::changeEvent(QEvent *event)
{
    if (d && event->type() == QEvent::PaletteChange)
        d->adoptTheme();
    QWidget::changeEvent(event);
}

void LineChart::keyPressEvent(QKeyEvent *event)
{
    const std::size_t count = d->data.times.size();
    const bool left = event->key() == Qt::Key_Left;
    if (count == 0 || (!left && event->key() != Qt::Key_Right)) {
        QWidget::keyPressEvent(event);
        return;
    }
    const std::size_t now = d->cross.value_or(left ? count : count - 1);
    d->setCross(left ? std::max<std::size_t>(now, 1) - 1 : std::min(now + 1, count - 1));
}

void LineChart::focusOutEvent(QFocusEvent *event)
{
    d->setCross(std::nullopt);
    QWidget::focusOutEvent(event);
}

bool LineChart::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::MouseMove)
        d->crossAt(static_cast<QMouseEvent *>(event)->position());
    else if (event->type() == QEvent::Leave)
        d->setCross(std::nullopt);
    return QWidget::eventFilter(watched, event);
}

} // namespace flowbench

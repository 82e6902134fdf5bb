// SPDX-License-Identifier: GPL-3.0-or-later
// A frame of a live chart of 10 lines with 10,000 samples each: one sample more for every line, then painted.
// bench_chart_frame              ours
// bench_chart_frame reference    ten QLineSeries
#include "tests/bench/benchkit.h"
#include "ui/charts/linechart.h"
#include "ui/look/look.h"

#include <QApplication>
#include <QChart>
#include <QChartView>
#include <QLineSeries>
#include <QValueAxis>

#include <array>
#include <cmath>
#include <string_view>

using namespace flowbench;
using namespace Qt::StringLiterals;

namespace {

constexpr std::size_t Lines = 10, Samples = 10000;
constexpr int StepMs = 33;

float sampleOf(std::size_t line, std::size_t at)
{
    const double x = double(at);
    return float(500 + 90 * double(line) + 60 * std::sin(x / (40 + 9 * double(line))) +
                 20 * std::sin(x * 1.7 + double(line)));
}

template <class Step>
std::vector<double> frames(int count, Step step)
{
    std::vector<double> times;
    for (int i = 0; i < count; ++i) {
        const double begin = bench::now();
        step();
        times.push_back(bench::now() - begin);
    }
    return times;
}

QJsonObject ours()
{
    LineChart chart;
    std::vector<SeriesSpec> lines;
    for (std::size_t i = 0; i < Lines; ++i)
        lines.push_back({u"line %1"_s.arg(i), QColor::fromHsv(int(i) * 36, 200, 200)});
    chart.setSeries(std::move(lines));
    chart.setCapacity(int(Samples));
    chart.setWindow(int(Samples * StepMs / 1000));
    chart.resize(1280, 600);
    chart.show();
    std::array<float, Lines> values{};
    std::size_t at = 0;
    const auto append = [&] {
        for (std::size_t i = 0; i < Lines; ++i)
            values[i] = sampleOf(i, at);
        chart.append(1'780'000'000'000 + qint64(at) * StepMs, values);
        ++at;
    };
    while (at < Samples)
        append();
    QCoreApplication::processEvents();
    return bench::spread(frames(300, [&] {
        append();
        QCoreApplication::processEvents(); // repaints
    }));
}

QJsonObject reference()
{
    auto *chart = new QChart;
    chart->legend()->hide();
    auto *x = new QValueAxis, *y = new QValueAxis;
    x->setRange(0, Samples);
    y->setRange(400, 1600);
    chart->addAxis(x, Qt::AlignBottom);
    chart->addAxis(y, Qt::AlignLeft);
    std::vector<QLineSeries *> lines;
    for (std::size_t i = 0; i < Lines; ++i) {
        lines.push_back(new QLineSeries);
        chart->addSeries(lines.back());
        lines.back()->attachAxis(x);
        lines.back()->attachAxis(y);
    }
    QChartView view(chart);
    view.resize(1280, 600);
    view.show();
    QCoreApplication::processEvents();
    std::size_t at = 0;
    return bench::spread(frames(30, [&] {
        for (std::size_t i = 0; i < Lines; ++i) {
            QList<QPointF> points;
            points.reserve(Samples);
            for (std::size_t k = 0; k < Samples; ++k)
                points.append({double(k), double(sampleOf(i, at + k))});
            lines[i]->replace(points);
        }
        ++at;
        QCoreApplication::processEvents();
    }));
}

} // namespace

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    if (argc > 1 && std::string_view(argv[1]) == "reference")
        bench::printAndLeave(reference());
    Look look(application, ThemeChoice::Light, false);
    bench::printAndLeave(ours());
}

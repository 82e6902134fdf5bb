// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/scale.h"

#include <QDateTime>
#include <QLocale>

#include <algorithm>
#include <array>
#include <cmath>

using namespace Qt::StringLiterals;

namespace flowbench {
namespace {

double niceStep(double rough)
{
    const double power = std::pow(10.0, std::floor(std::log10(rough)));
    for (const double factor : {1.0, 2.0, 2.5, 5.0}) {
        if (factor * power >= rough * (1 - 1e-9))
            return factor * power;
    }
    return 10 * power;
}

int decimalsOf(double step)
{
    int decimals = 0;
    while (decimals < 6 && std::abs(step - std::round(step)) > 1e-9 * std::max(1.0, step)) {
        step *= 10;
        ++decimals;
    }
    return decimals;
}

} // namespace

NiceScale niceScale(double low, double high, int intervals)
{
    low = std::isfinite(low) ? std::min(low, 0.0) : 0.0;
    high = std::isfinite(high) ? std::max(high, 0.0) : 0.0;
    if (high - low < 1e-12)
        high = low + 1;
    double step = niceStep((high - low) / std::max(intervals, 1));
    NiceScale scale;
    for (int i = 0; i < 4; ++i) { // rounding both ends outwards may need one interval more than there is
        scale = {std::floor(low / step + 1e-9) * step, std::ceil(high / step - 1e-9) * step, step};
        if ((scale.high - scale.low) / step <= intervals + 0.5)
            break;
        step = niceStep(step * 1.01);
    }
    return scale;
}

QString axisNumber(double value, double step)
{
    struct Unit
    {
        double size;
        QLatin1StringView suffix;
    };
    static constexpr std::array<Unit, 4> units{{{1e12, "T"_L1}, {1e9, "G"_L1}, {1e6, "M"_L1}, {1e3, "k"_L1}}};
    for (const Unit &unit : units) {
        if (std::abs(value) >= unit.size * (1 - 1e-9))
            return QLocale().toString(value / unit.size, 'f', decimalsOf(step / unit.size)) + unit.suffix;
    }
    return QLocale().toString(value, 'f', std::abs(value) < 1e-12 ? 0 : decimalsOf(step));
}

QString plainNumber(double value)
{
    const double size = std::abs(value);
    const int decimals = size >= 100 || std::abs(value - std::round(value)) < 1e-6 ? 0 : size >= 10 ? 1 : 2;
    return QLocale().toString(value, 'f', decimals);
}

qint64 niceTimeStep(qint64 spanMs, int intervals)
{
    static constexpr std::array<qint64, 15> steps{1000,   2000,   5000,   10000,   15000,   30000,   60000,   120000,
                                                  300000, 600000, 900000, 1800000, 3600000, 7200000, 21600000};
    const qint64 rough = spanMs / std::max(intervals, 1);
    const auto it = std::lower_bound(steps.begin(), steps.end(), rough);
    return it != steps.end() ? *it : (rough / 86400000 + 1) * 86400000;
}

QString clockText(qint64 timeMs, bool utc, bool withMs)
{
    const QDateTime time = QDateTime::fromMSecsSinceEpoch(timeMs, utc ? Qt::UTC : Qt::LocalTime);
    return time.toString(withMs ? u"hh:mm:ss.zzz"_s : u"hh:mm:ss"_s);
}

} // namespace flowbench

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QtGlobal>

namespace flowbench {

// Axes with round values. Pure functions, any thread.

struct NiceScale
{
    double low = 0;
    double high = 1;
    double step = 1;
    bool operator==(const NiceScale &) const = default;
};

// The smallest scale with steps of 1, 2, 2.5 or 5 times a power of ten, at most `intervals` of them, that holds
// low..high and zero. Never empty.
NiceScale niceScale(double low, double high, int intervals);

// "0", "500", "1.5k", "20M": as many decimals as the step needs.
QString axisNumber(double value, double step);

// "1,214", "0.25": for crosshair and descriptions.
QString plainNumber(double value);

// A round number of milliseconds (1, 2, 5, 10, 15, 30 s, min, h) so that at most `intervals` of them fit into the span.
qint64 niceTimeStep(qint64 spanMs, int intervals);

// "hh:mm:ss" (local or UTC), with ".zzz" when asked for.
QString clockText(qint64 timeMs, bool utc, bool withMs = false);

} // namespace flowbench

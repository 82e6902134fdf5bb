// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/linechart.h"
#include "ui/charts/ring.h"

#include <optional>
#include <utility>

namespace flowbench {

// What a LineChart draws: the times once, the values a ring a series. A value without behaviour of its own.
struct ChartData
{
    std::vector<SeriesSpec> specs;
    Ring<qint64> times{10'000};
    std::vector<FloatRing> rings;
    qint64 windowMs = 300'000;

    void setSeries(std::vector<SeriesSpec> series); // keeps the history of names that stay
    void setCapacity(std::size_t samples);
    void append(qint64 timeMs, std::span<const float> values);
    void clear();

    qint64 to() const { return times.empty() ? 0 : times.values().back(); }
    qint64 from() const { return to() - windowMs; }
    std::size_t firstVisible() const; // the last sample before the window, so that lines enter from the edge
    std::optional<std::pair<float, float>> extent() const; // of the visible numbers
    std::optional<std::size_t> nearest(qint64 timeMs) const;
};

} // namespace flowbench

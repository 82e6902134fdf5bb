// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chartdata.h"

#include <limits>

namespace flowbench {

void ChartData::setSeries(std::vector<SeriesSpec> series)
{
    std::vector<FloatRing> kept;
    kept.reserve(series.size());
    for (const SeriesSpec &spec : series) {
        const auto old =
            std::find_if(specs.begin(), specs.end(), [&](const SeriesSpec &s) { return s.name == spec.name; });
        if (old != specs.end()) {
            kept.push_back(rings[std::size_t(old - specs.begin())]);
            continue;
        }
        FloatRing ring(times.capacity()); // a newcomer has a gap where the others have a past
        for (std::size_t i = 0; i < times.size(); ++i)
            ring.push(std::numeric_limits<float>::quiet_NaN());
        kept.push_back(std::move(ring));
    }
    specs = std::move(series);
    rings = std::move(kept);
}

void ChartData::setCapacity(std::size_t samples)
{
    times = Ring<qint64>(samples);
    std::fill(rings.begin(), rings.end(), FloatRing(samples));
}

void ChartData::append(qint64 timeMs, std::span<const float> values)
{
    if (!times.empty() && timeMs < times.values().back())
        return;
    times.push(timeMs);
    for (std::size_t i = 0; i < rings.size(); ++i)
        rings[i].push(i < values.size() ? values[i] : std::numeric_limits<float>::quiet_NaN());
}

void ChartData::clear()
{
    times.clear();
    for (FloatRing &ring : rings)
        ring.clear();
}

std::size_t ChartData::firstVisible() const
{
    const auto all = times.values();
    const auto it = std::lower_bound(all.begin(), all.end(), from());
    return std::size_t(it == all.begin() ? 0 : it - all.begin() - 1);
}

std::optional<std::pair<float, float>> ChartData::extent() const
{
    float low = std::numeric_limits<float>::infinity();
    float high = -low;
    const std::size_t first = firstVisible();
    for (const FloatRing &ring : rings) {
        for (const float v : ring.values().subspan(std::min(first, ring.size()))) {
            low = v < low ? v : low;
            high = v > high ? v : high;
        }
    }
    if (low > high)
        return std::nullopt;
    return std::pair(low, high);
}

std::optional<std::size_t> ChartData::nearest(qint64 timeMs) const
{
    const auto all = times.values();
    if (all.empty())
        return std::nullopt;
    const auto it = std::lower_bound(all.begin(), all.end(), timeMs);
    if (it == all.end())
        return all.size() - 1;
    const auto i = std::size_t(it - all.begin());
    return i > 0 && timeMs - all[i - 1] < *it - timeMs ? i - 1 : i;
}

} // namespace flowbench

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QImage>

#include <span>
#include <vector>

namespace flowbench {

// Draws many lines of many points faster than QPainter can stroke them: per series and pixel column the lowest and the
// highest value, written as one anti-aliased vertical run. Pure functions, any thread, no state.

// One line: a contiguous range of values, NaN = gap. All series of a picture share the same sample positions.
struct RasterSeries
{
    std::span<const float> values;
    QColor colour;
};

struct RasterFrame
{
    QSize size;           // logical pixels
    qreal ratio = 1.0;    // device pixels per logical pixel; the image has size * ratio pixels
    double low = 0.0;     // value at the lower edge
    double high = 1.0;    // value at the upper edge
    qreal penWidth = 1.8; // logical pixels
    qreal tint = 0.0;     // alpha of the area below the line, 0 = none; look.md: 0.12 for a single series only
    qreal baseline = 0.0; // value the tint is filled down to
};

// Where the sample positions fall: edges[c] is the fractional sample index at the left edge of pixel column c, so
// edges has (device columns + 1) entries, ascending. Below 0 or above count-1 means: no data there.

// `count` samples spread evenly over `columns` pixel columns: the first at the left edge, the last at the right one.
std::vector<float> evenEdges(std::size_t count, int columns);

// Samples at `times` (ascending, any unit) over a picture that spans [from, to].
std::vector<float> timeEdges(std::span<const qint64> times, qint64 from, qint64 to, int columns);

// ARGB32_Premultiplied, device pixel ratio set, transparent where nothing is drawn. Null when the size is empty.
// Values outside low..high are clipped at the picture's edge. A column without a number stays empty.
QImage rasterise(const RasterFrame &frame, std::span<const RasterSeries> series, std::span<const float> edges);

} // namespace flowbench

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/raster.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace flowbench {
namespace {

constexpr float nan = std::numeric_limits<float>::quiet_NaN();

// Value between two samples; NaN where either neighbour is missing, so that a gap stays a gap.
float valueAt(std::span<const float> values, float position)
{
    const float last = float(values.size()) - 1;
    if (!(position >= 0) || position > last)
        return nan;
    const std::size_t i = std::size_t(position);
    const float part = position - float(i);
    return part <= 0 ? values[i] : values[i] + (values[i + 1] - values[i]) * part;
}

struct Extent
{
    float low = std::numeric_limits<float>::infinity();
    float high = -std::numeric_limits<float>::infinity();

    void add(float v) // comparisons with NaN are false: a gap adds nothing
    {
        low = v < low ? v : low;
        high = v > high ? v : high;
    }
    bool empty() const { return low > high; }
};

Extent extentOf(std::span<const float> values, float from, float to)
{
    Extent e;
    e.add(valueAt(values, from));
    e.add(valueAt(values, to));
    const float last = float(values.size()) - 1;
    if (to < 0 || from > last)
        return e;
    const std::size_t first = std::size_t(std::max(0.0f, std::ceil(from)));
    const std::size_t end = std::size_t(std::min(last, std::floor(to))) + 1;
    for (std::size_t i = first; i < end; ++i)
        e.add(values[i]);
    return e;
}

// One colour, premultiplied, as 8-bit parts.
struct Ink
{
    quint32 a, r, g, b;
    explicit Ink(const QColor &c)
        : a(quint32(c.alpha())), r(quint32(c.red())), g(quint32(c.green())), b(quint32(c.blue()))
    {
        r = r * a / 255;
        g = g * a / 255;
        b = b * a / 255;
    }
};

QRgb over(QRgb below, const Ink &ink, quint32 coverage) // coverage 0..256
{
    const quint32 a = ink.a * coverage >> 8;
    const quint32 keep = 256 - (a + (a >> 7));
    const quint32 ag = ((below >> 8) & 0x00ff00ff) * keep & 0xff00ff00;
    const quint32 rb = (((below & 0x00ff00ff) * keep) >> 8) & 0x00ff00ff;
    const quint32 add =
        a << 24 | (ink.r * coverage >> 8) << 16 | (ink.g * coverage >> 8) << 8 | (ink.b * coverage >> 8);
    return (ag | rb) + add;
}

// The device pixels of the picture, written a vertical run at a time.
class Canvas
{
public:
    explicit Canvas(QImage &image)
        : m_bits(reinterpret_cast<QRgb *>(image.bits())),
          m_stride(image.bytesPerLine() / qsizetype(sizeof(QRgb))),
          m_height(image.height())
    {}

    // Fills column x from top to bottom (pixels, fractions are partial coverage).
    void run(int x, float top, float bottom, const Ink &ink)
    {
        top = std::clamp(top, 0.0f, float(m_height));
        bottom = std::clamp(bottom, 0.0f, float(m_height));
        if (bottom <= top)
            return;
        const int first = int(top);
        const int last = std::min(int(bottom), m_height - 1);
        QRgb *p = m_bits + first * m_stride + x;
        if (first == last) {
            *p = over(*p, ink, quint32((bottom - top) * 256));
            return;
        }
        *p = over(*p, ink, quint32((float(first + 1) - top) * 256));
        if (ink.a == 255) { // most of every picture
            const QRgb full = 0xff000000 | ink.r << 16 | ink.g << 8 | ink.b;
            for (int y = first + 1; y < last; ++y) {
                p += m_stride;
                *p = full;
            }
        } else {
            for (int y = first + 1; y < last; ++y) {
                p += m_stride;
                *p = over(*p, ink, 256);
            }
        }
        p += m_stride;
        *p = over(*p, ink, quint32((bottom - float(last)) * 256));
    }

private:
    QRgb *m_bits;
    qsizetype m_stride;
    int m_height;
};

// Values to device pixels, from the top.
struct Mapping
{
    float scale = 0;
    float zero = 0;
    explicit Mapping(const RasterFrame &frame)
    {
        const double span = frame.high > frame.low ? frame.high - frame.low : 1.0;
        const double height = frame.size.height() * frame.ratio;
        scale = float(-height / span);
        zero = float(height + frame.low * height / span);
    }
    float y(float value) const { return zero + value * scale; }
};

// How far the pen reaches beyond an extent that was taken over the pen's width: together with it this gives a slanted
// stroke its vertical thickness at any slope. Peaks keep a part of their cap.
float reach(float extent, float halfPen)
{
    const float slope = extent / (2 * halfPen);
    return halfPen * std::max(0.4f, std::sqrt(1 + slope * slope) - slope);
}

void tintColumns(Canvas &canvas, const RasterFrame &frame, const Mapping &map, const RasterSeries &series,
                 std::span<const float> edges)
{
    QColor colour = series.colour;
    colour.setAlphaF(float(colour.alphaF() * frame.tint));
    const Ink ink(colour);
    const float base = map.y(float(frame.baseline));
    for (std::size_t c = 0; c + 1 < edges.size(); ++c) {
        const Extent e = extentOf(series.values, edges[c], edges[c + 1]);
        if (e.empty())
            continue;
        const float top = map.y(e.high);
        canvas.run(int(c), std::min(top, base), std::max(top, base), ink);
    }
}

void strokeColumns(Canvas &canvas, const RasterFrame &frame, const Mapping &map, const RasterSeries &series,
                   std::span<const float> edges)
{
    const Ink ink(series.colour);
    const float half = float(frame.penWidth * frame.ratio / 2);
    const float wider = std::max(0.0f, half - 0.5f); // a steep stroke is as wide as the pen, more than one column
    for (std::size_t c = 0; c + 1 < edges.size(); ++c) {
        const float aside = wider * (edges[c + 1] - edges[c]);
        const Extent e = extentOf(series.values, edges[c] - aside, edges[c + 1] + aside);
        if (e.empty())
            continue;
        const float top = map.y(e.high);
        const float bottom = map.y(e.low);
        const float more = reach(bottom - top, half);
        canvas.run(int(c), top - more, bottom + more, ink);
    }
}

} // namespace

std::vector<float> evenEdges(std::size_t count, int columns)
{
    std::vector<float> edges(std::size_t(std::max(columns, 0)) + 1);
    const float last = count > 0 ? float(count - 1) : 0.0f;
    for (std::size_t c = 0; c < edges.size(); ++c)
        edges[c] = columns > 0 ? last * float(c) / float(columns) : 0.0f;
    return edges;
}

std::vector<float> timeEdges(std::span<const qint64> times, qint64 from, qint64 to, int columns)
{
    std::vector<float> edges(std::size_t(std::max(columns, 0)) + 1, -1.0f);
    if (times.empty() || columns <= 0)
        return edges;
    const double perColumn = double(to - from) / columns;
    auto it = std::lower_bound(times.begin(), times.end(), from);
    for (std::size_t c = 0; c < edges.size(); ++c) {
        const double t = double(from) + perColumn * double(c);
        while (it != times.end() && double(*it) < t)
            ++it;
        const auto i = it - times.begin();
        if (it == times.end())
            edges[c] = float(i) - 1 + (t > double(times.back()) ? 0.5f : 0.0f);
        else if (i == 0)
            edges[c] = double(*it) > t ? -0.5f : 0.0f;
        else
            edges[c] = float(double(i) - (double(*it) - t) / double(*it - *(it - 1)));
    }
    return edges;
}

QImage rasterise(const RasterFrame &frame, std::span<const RasterSeries> series, std::span<const float> edges)
{
    const QSize pixels = (QSizeF(frame.size) * frame.ratio).toSize();
    if (pixels.isEmpty() || edges.size() < 2)
        return {};
    QImage image(pixels, QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(frame.ratio);
    image.fill(Qt::transparent);
    const auto columns = edges.first(std::min(edges.size(), std::size_t(pixels.width()) + 1));
    const Mapping map(frame);
    Canvas canvas(image);
    for (auto it = series.rbegin(); it != series.rend(); ++it) {
        if (it->values.empty())
            continue;
        if (frame.tint > 0)
            tintColumns(canvas, frame, map, *it, columns);
        strokeColumns(canvas, frame, map, *it, columns);
    }
    return image;
}

} // namespace flowbench

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QFont>
#include <QFontMetricsF>
#include <QGlyphRun>
#include <QRawFont>

#include <array>

class QPainter;

namespace flowbench {

/// Draws short single lines as glyph runs, without laying text out: all ten digits take one advance, so that figures
/// stand in columns, and nothing is joined to a ligature. Text that is not ASCII is laid out by Qt. Ends in … where
/// there is no room. GUI thread.
class GlyphText
{
public:
    explicit GlyphText(const QFont &font);

    double width(const QString &text) const;
    /// Into `rect`, vertically centred.
    void draw(QPainter &painter, const QRectF &rect, const QString &text, bool right, const QColor &colour) const;

private:
    static constexpr int Ascii = 128;
    bool isPlain(const QString &text) const;
    void drawLaidOut(QPainter &painter, const QRectF &rect, const QString &text, bool right) const;

    QFont m_font;
    QFontMetricsF m_metrics;
    QRawFont m_raw;
    std::array<quint32, Ascii> m_glyph{}; // 0: the font has none
    std::array<double, Ascii> m_advance{};
    std::array<double, Ascii> m_shift{}; // centres a digit in the common advance
    quint32 m_ellipsis = 0;
    double m_ellipsisAdvance = 0;
    mutable QList<quint32> m_glyphs; // kept from cell to cell
    mutable QList<QPointF> m_positions;
};

} // namespace flowbench

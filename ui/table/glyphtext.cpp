// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/table/glyphtext.h"

#include <QPainter>

#include <algorithm>

namespace flowbench {

GlyphText::GlyphText(const QFont &font) : m_font(font), m_metrics(font), m_raw(QRawFont::fromFont(font))
{
    double digit = 0;
    for (int c = '0'; c <= '9'; ++c)
        digit = std::max(digit, m_metrics.horizontalAdvance(QChar(c)));
    for (int c = ' '; c < Ascii - 1; ++c) {
        const QList<quint32> glyphs = m_raw.glyphIndexesForString(QString(QChar(c)));
        const auto i = std::size_t(c);
        m_glyph[i] = glyphs.isEmpty() ? 0 : glyphs.first();
        const double advance = m_metrics.horizontalAdvance(QChar(c));
        const bool isDigit = c >= '0' && c <= '9';
        m_advance[i] = isDigit ? digit : advance;
        m_shift[i] = isDigit ? (digit - advance) / 2 : 0;
    }
    const QList<quint32> ellipsis = m_raw.glyphIndexesForString(QString(QChar(0x2026)));
    m_ellipsis = ellipsis.isEmpty() ? 0 : ellipsis.first();
    m_ellipsisAdvance = m_metrics.horizontalAdvance(QChar(0x2026));
}

bool GlyphText::isPlain(const QString &text) const
{
    return std::all_of(text.begin(), text.end(),
                       [this](QChar c) { return c.unicode() < Ascii && m_glyph[c.unicode()] != 0; });
}

double GlyphText::width(const QString &text) const
{
    if (!isPlain(text))
        return m_metrics.horizontalAdvance(text);
    double width = 0;
    for (const QChar c : text)
        width += m_advance[c.unicode()];
    return width;
}

void GlyphText::draw(QPainter &painter, const QRectF &rect, const QString &text, bool right, const QColor &colour) const
{
    if (text.isEmpty() || rect.width() <= 0)
        return;
    painter.setPen(colour);
    if (!isPlain(text) || !m_raw.isValid() || m_ellipsis == 0) {
        drawLaidOut(painter, rect, text, right);
        return;
    }
    m_glyphs.clear();
    m_positions.clear();
    double x = 0;
    qsizetype fits = 0; // characters that leave room for an ellipsis
    double fitsTo = 0;
    bool cut = false;
    for (const QChar c : text) {
        const std::size_t i = c.unicode();
        if (x + m_advance[i] > rect.width() + 0.5) {
            cut = true;
            break;
        }
        m_glyphs.append(m_glyph[i]);
        m_positions.append({x + m_shift[i], 0});
        x += m_advance[i];
        if (x + m_ellipsisAdvance <= rect.width()) {
            fits = m_glyphs.size();
            fitsTo = x;
        }
    }
    if (cut) {
        m_glyphs.resize(fits);
        m_positions.resize(fits);
        m_glyphs.append(m_ellipsis);
        m_positions.append({fitsTo, 0});
        x = fitsTo + m_ellipsisAdvance;
    }
    QGlyphRun run;
    run.setRawFont(m_raw);
    run.setGlyphIndexes(m_glyphs);
    run.setPositions(m_positions);
    const double top = rect.top() + (rect.height() - m_metrics.ascent() - m_metrics.descent()) / 2;
    painter.drawGlyphRun(QPointF(right ? rect.right() - x : rect.left(), top + m_metrics.ascent()), run);
}

void GlyphText::drawLaidOut(QPainter &painter, const QRectF &rect, const QString &text, bool right) const
{
    painter.setFont(m_font);
    painter.drawText(rect, int((right ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter | Qt::TextSingleLine),
                     m_metrics.elidedText(text, Qt::ElideRight, rect.width()));
}

} // namespace flowbench

// SPDX-License-Identifier: GPL-3.0-or-later
#include "words/visible.h"

namespace flowbench {

namespace {

bool isHidden(char32_t c)
{
    if (c < 0x20 || (c >= 0x7F && c < 0xA0))
        return true;
    if (c < 0xAD)
        return false;
    switch (QChar::category(c)) {
    case QChar::Other_Format:
    case QChar::Other_Surrogate:
    case QChar::Separator_Line:
    case QChar::Separator_Paragraph:
        return true;
    default:
        break;
    }
    // Letters by category, but nothing is seen of them.
    return c == 0x115F || c == 0x1160 || c == 0x3164 || c == 0xFFA0;
}

void appendVisible(QString &out, char32_t c)
{
    if (c < 0x20)
        out += QChar(char16_t(0x2400 + c));
    else if (c == 0x7F)
        out += QChar(u'\u2421');
    else
        out += QChar(u'\u27E8') + QStringLiteral("U+%1").arg(uint(c), 4, 16, QLatin1Char('0')).toUpper() +
               QChar(u'\u27E9');
}

} // namespace

QString visibleText(QStringView text, Lines lines)
{
    QString out;
    out.reserve(text.size());
    for (qsizetype i = 0; i < text.size(); ++i) {
        char32_t c = text[i].unicode();
        if (text[i].isHighSurrogate() && i + 1 < text.size() && text[i + 1].isLowSurrogate()) {
            c = QChar::surrogateToUcs4(text[i], text[i + 1]);
            ++i;
        }
        const bool kept = lines == Lines::Keep && (c == U'\n' || c == U'\t');
        if (!kept && isHidden(c))
            appendVisible(out, c);
        else
            out += QChar::fromUcs4(c);
    }
    return out;
}

} // namespace flowbench

// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/eventtext.h"

#include "model/base/jsonwriter.h"

#include <QDateTime>

#include <algorithm>

namespace flowbench {

namespace {

// At most `most` bytes, not in the middle of a character.
std::string_view head(std::string_view bytes, std::size_t most)
{
    if (bytes.size() <= most)
        return bytes;
    std::size_t end = most;
    while (end > most - 3 && (static_cast<unsigned char>(bytes[end]) & 0xC0) == 0x80)
        --end;
    return bytes.substr(0, end);
}

QString hexPairs(std::string_view bytes, int chars)
{
    static constexpr char Digits[] = "0123456789abcdef";
    const auto n = std::min(bytes.size(), std::size_t(chars + 2) / 3);
    QString text;
    text.reserve(qsizetype(n * 3));
    for (std::size_t i = 0; i < n; ++i) {
        const auto byte = static_cast<unsigned char>(bytes[i]);
        if (i)
            text += QLatin1Char(' ');
        text += QLatin1Char(Digits[byte >> 4]);
        text += QLatin1Char(Digits[byte & 15]);
    }
    return text;
}

QString cut(QString text, int chars)
{
    if (text.size() > chars) {
        const bool pair = text.at(chars - 1).isHighSurrogate();
        text.truncate(pair ? chars - 1 : chars);
    }
    return text;
}

QString withoutLayout(const QString &text)
{
    QString out;
    out.reserve(text.size());
    bool layout = false;
    for (const QChar c : text) {
        if (c == QLatin1Char('\n') || c == QLatin1Char('\r') || c == QLatin1Char('\t')) {
            layout = true;
            continue;
        }
        if (layout && c == QLatin1Char(' '))
            continue;
        if (layout && !out.isEmpty())
            out += QLatin1Char(' ');
        layout = false;
        out += c;
    }
    return out;
}

} // namespace

QString shortText(std::string_view bytes, int chars, const VisibleText &visible)
{
    const std::string_view shown = head(bytes, std::size_t(chars) * 4);
    if (!isUtf8(shown))
        return hexPairs(bytes, chars);
    return cut(visible(cut(QString::fromUtf8(shown.data(), qsizetype(shown.size())), chars)), chars);
}

QString previewText(std::string_view bytes, int chars, const VisibleText &visible)
{
    // Indentation may be most of the first bytes.
    const std::string_view shown = head(bytes, std::size_t(chars) * 6);
    if (!isUtf8(shown))
        return hexPairs(bytes, chars);
    const QString text = withoutLayout(QString::fromUtf8(shown.data(), qsizetype(shown.size())));
    return cut(visible(cut(text, chars)), chars);
}

QString eventTimeText(qint64 unixMs, bool utc, const QDate &today)
{
    const QDateTime time = QDateTime::fromMSecsSinceEpoch(unixMs, utc ? Qt::UTC : Qt::LocalTime);
    if (!time.isValid() || time.date().year() < 1 || time.date().year() > 9999)
        return QString::number(unixMs);
    const QString clock = time.time().toString(QStringLiteral("HH:mm:ss.zzz"));
    if (time.date() == today)
        return clock;
    return time.date().toString(Qt::ISODate) + QLatin1Char(' ') + clock;
}

} // namespace flowbench

// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/decode/attempt.h"

#include "model/base/jsonwriter.h"

#include <charconv>
#include <cmath>

namespace flowbench {

namespace {
template <class T>
void appendNumber(std::string &out, T n)
{
    char buffer[40];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, n).ptr;
    out.append(buffer, std::size_t(end - buffer));
}

template <class T>
void appendFloating(std::string &out, T d)
{
    if (std::isnan(d))
        out += "\"NaN\"";
    else if (std::isinf(d))
        out += d > 0 ? "\"Infinity\"" : "\"-Infinity\"";
    else {
        const std::size_t before = out.size();
        appendNumber(out, d);
        // A double stays one: 3.0 must not come back as an integer.
        if (out.find_first_of(".e", before) == std::string::npos)
            out += ".0";
    }
}
} // namespace

Error decodeError(Encoding encoding, const QString &what)
{
    return makeError(ErrorCode::DecodeFailed, {QString::fromLatin1(encodingName(encoding)), what});
}

Error decodedTooLarge(std::size_t limit)
{
    return makeError(ErrorCode::TooLarge,
                     {QStringLiteral("decoded text"), QString::number(limit + 1), QString::number(limit)});
}

std::optional<quint64> ByteCursor::varint()
{
    quint64 n = 0;
    for (int shift = 0; shift < 70 && left() > 0; shift += 7) {
        const quint8 b = byte();
        if (shift == 63 && b > 1)
            return {};
        n |= quint64(b & 0x7f) << shift;
        if (!(b & 0x80))
            return n;
    }
    return {};
}

void appendJsonInteger(std::string &out, qint64 n) { appendNumber(out, n); }
void appendJsonUnsigned(std::string &out, quint64 n) { appendNumber(out, n); }
void appendJsonDouble(std::string &out, double d) { appendFloating(out, d); }
void appendJsonFloat(std::string &out, float f) { appendFloating(out, f); }

void appendJsonBase64(std::string &out, std::string_view bytes)
{
    out.push_back('"');
    appendBase64(out, bytes);
    out.push_back('"');
}

void appendJsonText(std::string &out, std::string_view text)
{
    if (isUtf8(text))
        appendJsonString(out, text);
    else
        appendJsonBase64(out, text);
}

void appendJsonTime(std::string &out, qint64 seconds, qint32 nanoseconds, bool zone)
{
    constexpr qint64 Most = 100'000'000'000'000;
    if (seconds < -Most || seconds > Most) {
        appendNumber(out, seconds);
        return;
    }
    out.push_back('"');
    appendIsoTime(out, seconds * 1000);
    out.resize(out.size() - 4); // ".000" and "Z"
    if (out.back() == '.')
        out.pop_back();
    char digits[16];
    int n = nanoseconds % 1000000 == 0 ? 3 : nanoseconds % 1000 == 0 ? 6 : 9;
    std::snprintf(digits, sizeof digits, ".%09d", nanoseconds);
    out.append(digits, std::size_t(n) + 1);
    if (zone)
        out.push_back('Z');
    out.push_back('"');
}

} // namespace flowbench

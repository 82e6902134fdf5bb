// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/jsontext.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <limits>

namespace flowbench {

namespace {
constexpr std::uint32_t Replacement = 0xfffd;
constexpr std::string_view EscapeNames = "\"\\/bfnrt", EscapeMeanings = "\"\\/\b\f\n\r\t";

int hexDigit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = char(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// Four digits.
std::optional<std::uint32_t> hexUnit(std::string_view text)
{
    if (text.size() < 4)
        return {};
    std::uint32_t unit = 0;
    for (int i = 0; i < 4; ++i) {
        const int digit = hexDigit(text[std::size_t(i)]);
        if (digit < 0)
            return {};
        unit = unit << 4 | std::uint32_t(digit);
    }
    return unit;
}

char *putCodePoint(std::uint32_t c, char *to)
{
    if (c < 0x80) {
        *to++ = char(c);
    } else if (c < 0x800) {
        *to++ = char(0xc0 | c >> 6);
        *to++ = char(0x80 | (c & 0x3f));
    } else if (c < 0x10000) {
        *to++ = char(0xe0 | c >> 12);
        *to++ = char(0x80 | (c >> 6 & 0x3f));
        *to++ = char(0x80 | (c & 0x3f));
    } else {
        *to++ = char(0xf0 | c >> 18);
        *to++ = char(0x80 | (c >> 12 & 0x3f));
        *to++ = char(0x80 | (c >> 6 & 0x3f));
        *to++ = char(0x80 | (c & 0x3f));
    }
    return to;
}

// Behind "\u". How many bytes were taken; 0: no digits.
std::size_t unescapeUnit(std::string_view text, char *&to)
{
    const auto unit = hexUnit(text);
    if (!unit)
        return 0;
    if (*unit < 0xd800 || *unit > 0xdfff) {
        to = putCodePoint(*unit, to);
        return 4;
    }
    const auto low = text.substr(4).starts_with("\\u") ? hexUnit(text.substr(6)) : std::nullopt;
    if (*unit > 0xdbff || !low || *low < 0xdc00 || *low > 0xdfff) {
        to = putCodePoint(Replacement, to);
        return 4;
    }
    to = putCodePoint(0x10000 + ((*unit - 0xd800) << 10) + (*low - 0xdc00), to);
    return 10;
}

bool isDigit(char c) { return c >= '0' && c <= '9'; }

// The parts of a number, as the grammar finds them.
struct NumberParts
{
    bool negative = false;
    bool integer = true; // neither fraction nor exponent
    quint64 digits = 0;  // all of them, without the point, where they are 19 or fewer
    int count = 0;       // of the digits that count, without zeros in front
    int exponent = 0;    // value = digits * 10^exponent
    int magnitude = 0;   // the first digit that counts stands at 10^(magnitude - 1)
};

constexpr int ExponentLimit = 1'000'000;

class NumberReader
{
public:
    explicit NumberReader(std::string_view text) : m_at(text.data()), m_end(text.data() + text.size()) {}

    bool read(NumberParts &parts)
    {
        parts.negative = take('-');
        const char *whole = m_at;
        if (!digits(parts) || (*whole == '0' && m_at - whole > 1))
            return false;
        parts.magnitude = parts.count;
        if (take('.')) {
            parts.integer = false;
            const char *fraction = m_at;
            if (!digits(parts))
                return false;
            parts.exponent = -int(std::min<std::ptrdiff_t>(m_at - fraction, ExponentLimit));
            if (parts.magnitude == 0) // zeros behind the point
                parts.magnitude = parts.exponent + parts.count;
        }
        return exponent(parts) && m_at == m_end;
    }

private:
    bool take(char c)
    {
        const bool there = m_at != m_end && *m_at == c;
        m_at += there;
        return there;
    }

    bool digits(NumberParts &parts)
    {
        const char *begin = m_at;
        for (; m_at != m_end && isDigit(*m_at); ++m_at) {
            if (parts.count == 0 && *m_at == '0')
                continue;
            if (++parts.count <= 19)
                parts.digits = parts.digits * 10 + quint64(*m_at - '0');
            parts.count = std::min(parts.count, ExponentLimit);
        }
        return m_at != begin;
    }

    bool exponent(NumberParts &parts)
    {
        if (m_at == m_end || (*m_at | 0x20) != 'e')
            return true;
        ++m_at;
        parts.integer = false;
        const bool negative = take('-');
        if (!negative)
            take('+');
        if (m_at == m_end)
            return false;
        int e = 0;
        for (; m_at != m_end && isDigit(*m_at); ++m_at)
            e = std::min(e * 10 + (*m_at - '0'), ExponentLimit);
        parts.exponent += negative ? -e : e;
        parts.magnitude += negative ? -e : e;
        return isDigit(m_at[-1]);
    }

    const char *m_at, *m_end;
};

constexpr std::array Powers{1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                            1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
constexpr quint64 Exact = quint64(1) << 53;

// Where digits and power are both doubles without rounding.
std::optional<double> exactDouble(const NumberParts &parts)
{
    if (parts.count > 19 || parts.digits > Exact || parts.exponent < -22 || parts.exponent > 22)
        return {};
    const auto digits = double(parts.digits);
    const double value = parts.exponent < 0 ? digits / Powers[std::size_t(-parts.exponent)]
                                            : digits * Powers[std::size_t(parts.exponent)];
    return parts.negative ? -value : value;
}

// What nearly all numbers are: few digits, perhaps a point, no exponent. Nothing: it may be one all the same.
std::optional<JsonNumber> readShortNumber(std::string_view text)
{
    const char *at = text.data(), *const end = at + text.size();
    const bool negative = *at == '-';
    const char *const whole = at += negative;
    quint64 digits = 0;
    for (; at != end && isDigit(*at); ++at)
        digits = digits * 10 + quint64(*at - '0');
    if (at == whole || (*whole == '0' && at - whole > 1))
        return {};
    JsonNumber number;
    if (at == end) {
        number.integer = negative ? -qint64(digits) : qint64(digits);
        return number;
    }
    if (*at != '.')
        return {};
    const char *const fraction = ++at;
    for (; at != end && isDigit(*at); ++at)
        digits = digits * 10 + quint64(*at - '0');
    if (at != end || at == fraction || digits > Exact)
        return {};
    number.kind = JsonNumber::Kind::Double;
    const double value = double(digits) / Powers[std::size_t(at - fraction)];
    number.real = negative ? -value : value;
    return number;
}

double anyDouble(std::string_view text, const NumberParts &parts)
{
    double value = 0;
    if (std::from_chars(text.data(), text.data() + text.size(), value).ec == std::errc())
        return value;
    value = parts.magnitude > 0 ? std::numeric_limits<double>::infinity() : 0.0;
    return parts.negative ? -value : value;
}
} // namespace

JsonStringEnd jsonStringEnd(std::string_view text)
{
    JsonStringEnd end;
    for (std::size_t at = 0;;) {
        const void *quote = std::memchr(text.data() + at, '"', text.size() - at);
        if (!quote)
            return end;
        const auto stop = std::size_t(static_cast<const char *>(quote) - text.data());
        std::size_t slashes = 0;
        while (slashes < stop - at && text[stop - 1 - slashes] == '\\')
            ++slashes;
        if (slashes % 2 == 0) {
            end.at = stop;
            end.escapes = end.escapes || std::memchr(text.data() + at, '\\', stop - at);
            return end;
        }
        end.escapes = true;
        at = stop + 1;
    }
}

std::optional<std::size_t> unescapeJson(std::string_view inside, char *to)
{
    char *const begin = to;
    while (!inside.empty()) {
        const std::size_t plain = std::min(inside.find('\\'), inside.size());
        std::memcpy(to, inside.data(), plain);
        to += plain;
        inside.remove_prefix(plain);
        if (inside.empty())
            break;
        if (inside.size() < 2)
            return {};
        const char name = inside[1];
        inside.remove_prefix(2);
        if (name == 'u') {
            const std::size_t taken = unescapeUnit(inside, to);
            if (taken == 0)
                return {};
            inside.remove_prefix(taken);
        } else if (const std::size_t which = EscapeNames.find(name); which != std::string_view::npos) {
            *to++ = EscapeMeanings[which];
        } else {
            return {};
        }
    }
    return std::size_t(to - begin);
}

bool validJsonEscapes(std::string_view inside)
{
    for (std::size_t at = inside.find('\\'); at != std::string_view::npos; at = inside.find('\\', at)) {
        const char name = at + 1 < inside.size() ? inside[at + 1] : '\0';
        if (name == 'u' ? !hexUnit(inside.substr(at + 2)) : EscapeNames.find(name) == std::string_view::npos)
            return false;
        at += 2;
    }
    return true;
}

std::optional<JsonNumber> readJsonNumber(std::string_view text)
{
    constexpr std::size_t Short = 18; // whose digits fit into 64 bits
    if (!text.empty() && text.size() <= Short) {
        if (const auto number = readShortNumber(text))
            return number;
    }
    NumberParts parts;
    if (!NumberReader(text).read(parts))
        return {};
    JsonNumber number;
    if (parts.integer && parts.count <= 18) {
        number.integer = parts.negative ? -qint64(parts.digits) : qint64(parts.digits);
        return number;
    }
    if (parts.integer) {
        const char *end = text.data() + text.size();
        if (std::from_chars(text.data(), end, number.integer).ec == std::errc())
            return number;
        number.kind = JsonNumber::Kind::UInt;
        if (!parts.negative && std::from_chars(text.data(), end, number.unsignedInteger).ec == std::errc())
            return number;
    }
    number.kind = JsonNumber::Kind::Double;
    const auto exact = exactDouble(parts);
    number.real = exact ? *exact : anyDouble(text, parts);
    return number;
}

} // namespace flowbench

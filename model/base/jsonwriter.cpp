// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/base/jsonwriter.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <simdjson.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace flowbench {

namespace {
// 0: as it is; 1: needs a look; 'u': \u00XX; otherwise the letter behind the backslash.
constexpr std::array<char, 256> escapes()
{
    std::array<char, 256> t{};
    for (int c = 0; c < 0x20; ++c)
        t[std::size_t(c)] = 'u';
    t['"'] = '"';
    t['\\'] = '\\';
    t['\b'] = 'b';
    t['\f'] = 'f';
    t['\n'] = 'n';
    t['\r'] = 'r';
    t['\t'] = 't';
    t[0x7f] = 'u';
    t[0xc2] = 1; // first byte of C1 in UTF-8
    return t;
}
constexpr std::array<char, 256> Escapes = escapes();
constexpr char Hex[] = "0123456789abcdef";

// Copies up to `size` <= 16 bytes, ending before the first that needs a look; answers how many. `to` has room for 16.
std::size_t copyPlain(char *to, const char *from, std::size_t size)
{
#ifdef __SSE2__
    if (size == 16) {
        const __m128i v = _mm_loadu_si128(reinterpret_cast<const __m128i *>(from));
        _mm_storeu_si128(reinterpret_cast<__m128i *>(to), v);
        const auto is = [v](int c) { return _mm_cmpeq_epi8(v, _mm_set1_epi8(char(c))); };
        const __m128i control = _mm_cmpeq_epi8(_mm_min_epu8(v, _mm_set1_epi8(0x1f)), v);
        const __m128i looks =
            _mm_or_si128(_mm_or_si128(control, is('"')), _mm_or_si128(is('\\'), _mm_or_si128(is(0x7f), is(0xc2))));
        const auto mask = unsigned(_mm_movemask_epi8(looks));
        return mask ? std::size_t(std::countr_zero(mask)) : size;
    }
#endif
    std::size_t n = 0;
    for (; n < size && !Escapes[static_cast<unsigned char>(from[n])]; ++n)
        to[n] = from[n];
    return n;
}

// Writes what stands for the character at `at` and moves `to` behind it; answers how many bytes of `text` it took.
std::size_t escape(char *&to, std::string_view text, std::size_t at)
{
    auto code = static_cast<unsigned char>(text[at]);
    const char letter = Escapes[code];
    std::size_t used = 1;
    if (letter == 1) {
        const auto next = at + 1 < text.size() ? static_cast<unsigned char>(text[at + 1]) : 0u;
        if (next >= 0xa0) {
            *to++ = char(code);
            return used;
        }
        code = static_cast<unsigned char>(next);
        used = 2;
    } else if (letter != 'u') {
        *to++ = '\\';
        *to++ = letter;
        return used;
    }
    for (const char c : {'\\', 'u', '0', '0', Hex[code >> 4], Hex[code & 15]})
        *to++ = c;
    return used;
}

template <class T>
void appendNumber(std::string &out, T n)
{
    char buffer[32];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, n).ptr;
    out.append(buffer, std::size_t(end - buffer));
}

void appendPadded(std::string &out, int n, int digits)
{
    char buffer[8];
    for (int i = digits - 1; i >= 0; --i, n /= 10)
        buffer[i] = char('0' + n % 10);
    out.append(buffer, std::size_t(digits));
}
} // namespace

bool isUtf8(std::string_view bytes) { return bytes.empty() || simdjson::validate_utf8(bytes.data(), bytes.size()); }

void appendJsonString(std::string &out, std::string_view text)
{
    // Pieces go through a buffer that any block of text fits, escaped as far as can be.
    constexpr std::size_t Block = 16, Longest = 6;
    char buffer[1024];
    char *to = buffer;
    *to++ = '"';
    for (std::size_t i = 0; i < text.size();) {
        if (std::size_t(buffer + sizeof buffer - to) < Block + Longest + 1) {
            out.append(buffer, std::size_t(to - buffer));
            to = buffer;
        }
        const std::size_t left = std::min(text.size() - i, Block);
        const std::size_t plain = copyPlain(to, text.data() + i, left);
        to += plain;
        i += plain;
        if (plain < left)
            i += escape(to, text, i);
    }
    *to++ = '"';
    out.append(buffer, std::size_t(to - buffer));
}

void appendBase64(std::string &out, std::string_view bytes)
{
    static constexpr char Alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    out.reserve(out.size() + (bytes.size() + 2) / 3 * 4);
    const auto at = [&](std::size_t i) { return i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0u; };
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const unsigned n = at(i) << 16 | at(i + 1) << 8 | at(i + 2);
        out.push_back(Alphabet[n >> 18]);
        out.push_back(Alphabet[n >> 12 & 63]);
        out.push_back(i + 1 < bytes.size() ? Alphabet[n >> 6 & 63] : '=');
        out.push_back(i + 2 < bytes.size() ? Alphabet[n & 63] : '=');
    }
}

void appendIsoTime(std::string &out, qint64 unixMs)
{
    constexpr qint64 DayMs = 86'400'000;
    qint64 days = unixMs / DayMs, rest = unixMs % DayMs;
    if (rest < 0) {
        rest += DayMs;
        --days;
    }
    // Civil date of a day number (H. Hinnant's algorithm): std::chrono's year is 16 bits, a broker's time is not.
    const qint64 z = days + 719468;
    const qint64 era = (z >= 0 ? z : z - 146096) / 146097;
    const qint64 doe = z - era * 146097;
    const qint64 yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    const qint64 doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    const qint64 mp = (5 * doy + 2) / 153;
    const int day = int(doy - (153 * mp + 2) / 5 + 1), month = int(mp < 10 ? mp + 3 : mp - 9);
    const qint64 year = yoe + era * 400 + (month <= 2);
    if (year >= 0 && year <= 9999) {
        appendPadded(out, int(year), 4);
    } else {
        if (year > 0)
            out.push_back('+');
        appendNumber(out, year);
    }
    out.push_back('-');
    appendPadded(out, month, 2);
    out.push_back('-');
    appendPadded(out, day, 2);
    out.push_back('T');
    const int seconds = int(rest / 1000);
    appendPadded(out, seconds / 3600, 2);
    out.push_back(':');
    appendPadded(out, seconds / 60 % 60, 2);
    out.push_back(':');
    appendPadded(out, seconds % 60, 2);
    out.push_back('.');
    appendPadded(out, int(rest % 1000), 3);
    out.push_back('Z');
}

void JsonWriter::separate()
{
    if (m_comma)
        m_out.push_back(',');
    m_comma = true;
}

void JsonWriter::open(char c)
{
    separate();
    m_out.push_back(c);
    m_comma = false;
}

void JsonWriter::close(char c)
{
    m_out.push_back(c);
    m_comma = true;
}

JsonWriter &JsonWriter::key(std::string_view name)
{
    separate();
    appendJsonString(m_out, name);
    m_out.push_back(':');
    m_comma = false;
    return *this;
}

void JsonWriter::string(std::string_view utf8)
{
    separate();
    appendJsonString(m_out, utf8);
}

void JsonWriter::integer(qint64 n)
{
    separate();
    appendNumber(m_out, n);
}

void JsonWriter::unsignedInteger(quint64 n)
{
    separate();
    appendNumber(m_out, n);
}

void JsonWriter::number(double d)
{
    if (!std::isfinite(d)) {
        null();
        return;
    }
    separate();
    appendNumber(m_out, d);
}

void JsonWriter::raw(std::string_view json)
{
    separate();
    m_out.append(json);
}

void JsonWriter::bytes(std::string_view name, std::string_view bytes)
{
    if (isUtf8(bytes)) {
        key(name).string(bytes);
        return;
    }
    std::string encoded(name);
    encoded += "_base64";
    key(encoded);
    separate();
    m_out.push_back('"');
    appendBase64(m_out, bytes);
    m_out.push_back('"');
}

void JsonWriter::newline()
{
    m_out.push_back('\n');
    m_comma = false;
}

void JsonWriter::clear()
{
    m_out.clear();
    m_comma = false;
}

} // namespace flowbench

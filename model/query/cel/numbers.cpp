// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/cel/numbers.h"

#include <QByteArray>

#include <array>
#include <charconv>
#include <cmath>
#include <limits>

namespace flowbench::cel {

namespace {
template <class T, class... Format>
std::optional<T> whole(std::string_view text, Format... format)
{
    T value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, format...);
    if (error != std::errc() || end != text.data() + text.size())
        return {};
    return value;
}

std::string_view withoutPlus(std::string_view text)
{
    if (text.size() > 1 && text[0] == '+' && text[1] != '-')
        text.remove_prefix(1);
    return text;
}

std::optional<double> namedNumber(std::string_view text)
{
    const bool negative = text.starts_with('-');
    const QByteArray name = QByteArray(text.data() + negative, qsizetype(text.size() - negative)).toLower();
    if (name == "nan")
        return std::numeric_limits<double>::quiet_NaN();
    if (name == "infinity" || name == "inf")
        return negative ? -std::numeric_limits<double>::infinity() : std::numeric_limits<double>::infinity();
    return {};
}

// Of a decimal number that does not fit: whether it is too small, not too large.
bool isTiny(std::string_view text)
{
    const std::size_t e = text.find_first_of("eE");
    const std::string_view digits = text.substr(0, e);
    const std::size_t point = std::min(digits.find('.'), digits.size());
    const std::size_t first = digits.find_first_of("123456789");
    if (first == std::string_view::npos)
        return true;
    const double magnitude = first < point ? double(point - first) : -double(first - point);
    const std::string_view exponent = e == std::string_view::npos ? "0" : withoutPlus(text.substr(e + 1));
    const bool negative = exponent.starts_with('-');
    return magnitude + double(whole<qint64>(exponent).value_or(negative ? -1'000'000'000 : 1'000'000'000)) < 0;
}
} // namespace

std::optional<qint64> parseInt(std::string_view text) { return whole<qint64>(withoutPlus(text)); }
std::optional<quint64> parseUInt(std::string_view text) { return whole<quint64>(withoutPlus(text)); }

std::optional<double> parseDouble(std::string_view text)
{
    text = withoutPlus(text);
    if (text.find_first_of("0123456789") == std::string_view::npos)
        return namedNumber(text);
    double value = 0;
    const char *last = text.data() + text.size();
    const auto [end, error] = std::from_chars(text.data(), last, value);
    if (end != last || error == std::errc::invalid_argument)
        return {};
    if (error == std::errc())
        return value;
    if (!isTiny(text))
        return {};
    return text.starts_with('-') ? -0.0 : 0.0;
}

std::string formatDouble(double value, bool fraction)
{
    if (std::isnan(value))
        return "NaN";
    if (std::isinf(value))
        return value < 0 ? "-Infinity" : "Infinity";
    std::array<char, 400> text;
    const double size = std::abs(value);
    const bool plain = size == 0 || (size >= 1e-7 && size < 1e21);
    const auto format = plain ? std::chars_format::fixed : std::chars_format::scientific;
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value, format).ptr;
    std::string out(text.data(), end);
    if (fraction && plain && out.find('.') == std::string::npos)
        out += ".0";
    return out;
}

std::string formatDouble(double value, int precision, bool exponent)
{
    if (!std::isfinite(value))
        return formatDouble(value);
    std::string out(std::size_t(precision) + 330, '\0');
    const auto format = exponent ? std::chars_format::scientific : std::chars_format::fixed;
    const auto end = std::to_chars(out.data(), out.data() + out.size(), value, format, precision).ptr;
    out.resize(std::size_t(end - out.data()));
    return out;
}

} // namespace flowbench::cel

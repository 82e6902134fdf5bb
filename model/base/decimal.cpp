// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/base/decimal.h"

#include <algorithm>
#include <charconv>

namespace flowbench {

namespace {
constexpr qint64 Huge = 1'000'000'000'000;

qint64 exponentOf(std::string_view text)
{
    if (text.starts_with('+'))
        text.remove_prefix(1);
    qint64 n = 0;
    const auto r = std::from_chars(text.data(), text.data() + text.size(), n);
    if (r.ec == std::errc())
        return std::clamp(n, -Huge, Huge);
    return text.starts_with('-') ? -Huge : Huge;
}

__extension__ using Wide = unsigned __int128;

quint64 powerOfTen(qint64 exponent, quint64 modulus)
{
    Wide result = 1 % modulus, base = 10 % modulus;
    for (; exponent > 0; exponent >>= 1) {
        if (exponent & 1)
            result = result * base % modulus;
        base = base * base % modulus;
    }
    return quint64(result);
}
} // namespace

Decimal Decimal::of(std::string_view text)
{
    Decimal d;
    if (text.starts_with('-')) {
        d.negative = true;
        text.remove_prefix(1);
    }
    if (const std::size_t e = text.find_first_of("eE"); e != std::string_view::npos) {
        d.power = exponentOf(text.substr(e + 1));
        text = text.substr(0, e);
    }
    const std::size_t point = text.find('.');
    d.digits = text.substr(0, point);
    if (point != std::string_view::npos) {
        d.digits += text.substr(point + 1);
        d.power -= qint64(text.size() - point - 1);
    }
    d.digits.erase(0, d.digits.find_first_not_of('0'));
    const std::size_t last = d.digits.find_last_not_of('0');
    if (last == std::string::npos)
        return {};
    d.power += qint64(d.digits.size() - last - 1);
    d.digits.resize(last + 1);
    return d;
}

std::strong_ordering Decimal::operator<=>(const Decimal &o) const
{
    if (isZero() || o.isZero() || negative != o.negative) {
        const auto sign = [](const Decimal &d) { return d.isZero() ? 0 : d.negative ? -1 : 1; };
        return sign(*this) <=> sign(o);
    }
    const Decimal &low = negative ? o : *this, &high = negative ? *this : o;
    const qint64 a = low.power + qint64(low.digits.size()), b = high.power + qint64(high.digits.size());
    return a != b ? a <=> b : low.digits.compare(high.digits) <=> 0;
}

// Whole digits are left over where the value is finer than the step: its last digit is no zero, the step's times any
// power of ten is.
bool Decimal::isMultipleOf(const Decimal &step) const
{
    if (isZero())
        return true;
    quint64 modulus = 0;
    std::from_chars(step.digits.data(), step.digits.data() + step.digits.size(), modulus);
    if (power < step.power || modulus == 0)
        return false;
    Wide rest = 0;
    for (const char c : digits)
        rest = (rest * 10 + Wide(c - '0')) % modulus;
    return rest * powerOfTen(power - step.power, modulus) % modulus == 0;
}

} // namespace flowbench

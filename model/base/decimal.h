// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <compare>
#include <string>
#include <string_view>

namespace flowbench {

// A JSON number as it is written, of any size: 1.10 is 1.1, 1e400 is no infinity, 9223372036854775808 keeps its last
// digit. Sign, digits without outer zeros, and the power of ten of the last digit; zero has no digits and no sign.
struct Decimal
{
    bool negative = false;
    std::string digits;
    qint64 power = 0;

    // `text` must be a JSON number. Exponents end at 10^12 on both sides.
    static Decimal of(std::string_view text);

    bool isZero() const { return digits.empty(); }
    bool isInteger() const { return power >= 0; }
    bool operator==(const Decimal &) const = default;
    std::strong_ordering operator<=>(const Decimal &o) const;

    // Whether it is a whole number of times `step`, which must have at most StepDigits digits and not be zero.
    static constexpr std::size_t StepDigits = 18;
    bool isMultipleOf(const Decimal &step) const;
};

} // namespace flowbench

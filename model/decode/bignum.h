// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace flowbench {

// The longest number that is written as one, in bytes; the work grows with its square.
constexpr std::size_t LongestNumber = 512;

// Decimal digits of an unsigned big-endian number of at most LongestNumber bytes.
std::string decimalDigits(std::string_view bigEndian);
// Of a signed one in two's complement (Java's BigInteger).
std::string signedDecimalDigits(std::string_view bigEndian);
// With `scale` digits behind the point: "12345", 2 -> "123.45". At most LongestNumber digits are added in front.
std::string withScale(std::string digits, int scale);

} // namespace flowbench

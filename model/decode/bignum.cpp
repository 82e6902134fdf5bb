// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/decode/bignum.h"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace flowbench {

std::string decimalDigits(std::string_view bigEndian)
{
    constexpr std::uint32_t Billion = 1'000'000'000;
    std::vector<std::uint32_t> groups{0}; // nine digits each, least first
    for (const char c : bigEndian) {
        std::uint64_t carry = static_cast<unsigned char>(c);
        for (std::uint32_t &g : groups) {
            carry += std::uint64_t(g) << 8;
            g = std::uint32_t(carry % Billion);
            carry /= Billion;
        }
        if (carry)
            groups.push_back(std::uint32_t(carry));
    }
    std::string out = std::to_string(groups.back());
    for (std::size_t i = groups.size() - 1; i-- > 0;) {
        const std::string nine = std::to_string(groups[i]);
        out.append(9 - nine.size(), '0').append(nine);
    }
    return out;
}

std::string signedDecimalDigits(std::string_view bigEndian)
{
    if (bigEndian.empty() || bigEndian.front() >= 0)
        return decimalDigits(bigEndian);
    std::string magnitude(bigEndian);
    for (char &c : magnitude)
        c = char(~c);
    for (std::size_t i = magnitude.size(); i-- > 0;) {
        if (++reinterpret_cast<unsigned char &>(magnitude[i]) != 0)
            break;
    }
    return '-' + decimalDigits(magnitude);
}

std::string withScale(std::string digits, int scale)
{
    const std::size_t sign = !digits.empty() && digits.front() == '-';
    const std::size_t behind = std::size_t(std::clamp(scale, 0, int(LongestNumber)));
    if (behind == 0)
        return digits;
    if (digits.size() - sign <= behind)
        digits.insert(sign, behind + 1 - (digits.size() - sign), '0');
    digits.insert(digits.size() - behind, 1, '.');
    return digits;
}

} // namespace flowbench

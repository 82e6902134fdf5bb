// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace flowbench {

// Words of a schema for people: what is too long ends with "…".
inline std::string shortWords(std::string words)
{
    constexpr std::size_t Longest = 160;
    if (words.size() <= Longest)
        return words;
    std::size_t end = Longest;
    while (end > 0 && (static_cast<unsigned char>(words[end]) & 0xc0) == 0x80)
        --end;
    words.resize(end);
    return words + "…";
}

} // namespace flowbench

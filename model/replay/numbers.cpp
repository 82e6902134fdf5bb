// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/replay/numbers.h"

#include <algorithm>
#include <charconv>

namespace flowbench {

std::string numbersToText(std::span<const quint64> numbers)
{
    std::vector<quint64> sorted(numbers.begin(), numbers.end());
    std::ranges::sort(sorted);
    std::string out;
    for (std::size_t i = 0; i < sorted.size();) {
        std::size_t end = i + 1;
        while (end < sorted.size() && sorted[end] == sorted[end - 1] + 1)
            ++end;
        if (!out.empty())
            out += ',';
        out += std::to_string(sorted[i]);
        if (end - i > 1)
            out += '-' + std::to_string(sorted[end - 1]);
        i = end;
    }
    return out;
}

std::optional<std::vector<quint64>> numbersFromText(std::string_view text, quint64 most)
{
    std::vector<quint64> out;
    const char *at = text.data(), *const end = at + text.size();
    while (at < end) {
        quint64 first = 0;
        auto read = std::from_chars(at, end, first);
        if (read.ec != std::errc())
            return std::nullopt;
        quint64 last = first;
        if (read.ptr < end && *read.ptr == '-') {
            read = std::from_chars(read.ptr + 1, end, last);
            if (read.ec != std::errc() || last < first)
                return std::nullopt;
        }
        if (last - first >= most - out.size())
            return std::nullopt;
        for (quint64 n = first; n <= last; ++n)
            out.push_back(n);
        at = read.ptr;
        if (at < end && (*at++ != ',' || at == end))
            return std::nullopt;
    }
    return out;
}

} // namespace flowbench

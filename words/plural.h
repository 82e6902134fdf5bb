// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <algorithm>

namespace flowbench::words {

// A count for tr()'s %Ln, which takes an int.
inline int plural(quint64 n)
{
    constexpr quint64 Most = 2'000'000'000;
    return int(std::min(n, Most));
}

} // namespace flowbench::words

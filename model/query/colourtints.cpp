// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/colourrules.h"

#include <algorithm>
#include <array>

namespace flowbench {

namespace {
constexpr std::array<const char *, TintCount> Names = {"red",  "orange", "yellow", "green",
                                                       "teal", "blue",   "violet", "grey"};
} // namespace

const char *tintName(int tint) { return Names[std::size_t(std::clamp(tint, 0, TintCount - 1))]; }

std::optional<int> tintFromName(QStringView name)
{
    for (int i = 0; i < TintCount; ++i) {
        if (name == QLatin1String(Names[std::size_t(i)]))
            return i;
    }
    return std::nullopt;
}

} // namespace flowbench

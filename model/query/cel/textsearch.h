// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstring>
#include <string_view>

namespace flowbench::cel {

// In linear time, whatever the texts are; npos: not there.
inline std::size_t findText(std::string_view in, std::string_view what, std::size_t from = 0)
{
    if (what.empty())
        return from <= in.size() ? from : std::string_view::npos;
    if (from >= in.size() || what.size() > in.size() - from)
        return std::string_view::npos;
    const void *at = memmem(in.data() + from, in.size() - from, what.data(), what.size());
    return at ? std::size_t(static_cast<const char *>(at) - in.data()) : std::string_view::npos;
}

inline bool holds(std::string_view in, std::string_view what) { return findText(in, what) != std::string_view::npos; }

} // namespace flowbench::cel

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace flowbench {

struct JsonFault
{
    std::size_t at = 0; // byte
    const char *what = "";
};

// Whether these bytes are exactly one JSON value (RFC 8259) of at most `depth` levels, in UTF-8; numbers of any size.
// Nothing: they are. Reads each byte once and allocates nothing.
std::optional<JsonFault> checkJson(std::string_view bytes, int depth);

// Without a byte order mark.
std::string_view withoutMark(std::string_view bytes);

} // namespace flowbench

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <cstddef>
#include <optional>
#include <string_view>

namespace flowbench {

// What stands in a JSON string, behind its opening quote: where it ends (the closing quote) and whether an escape is in
// it. npos: it does not end within `text`.
struct JsonStringEnd
{
    std::size_t at = std::string_view::npos;
    bool escapes = false;
};
JsonStringEnd jsonStringEnd(std::string_view text);

// The text of a JSON string's inside. `to` has room for as many bytes as `inside` has: escapes only shrink. A half of a
// surrogate pair becomes U+FFFD. Nothing: an escape that JSON does not have.
std::optional<std::size_t> unescapeJson(std::string_view inside, char *to);
// Whether unescapeJson() would do it.
bool validJsonEscapes(std::string_view inside);

// A JSON number: an integer literal that fits is Int, else UInt, else Double, rounded and possibly infinite.
struct JsonNumber
{
    enum class Kind : quint8 { Int, UInt, Double } kind = Kind::Int;
    union {
        qint64 integer = 0;
        quint64 unsignedInteger;
        double real;
    };
};
std::optional<JsonNumber> readJsonNumber(std::string_view text);

} // namespace flowbench

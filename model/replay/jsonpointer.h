// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/result.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace flowbench {

// A place in a JSON document (RFC 6901): "" is the whole, "/data/items/0" an element, "/data/items/-" behind the last.
class JsonPointer
{
public:
    static constexpr std::size_t MostTokens = 100;

    // BadArgument where it does not begin with '/', has a broken escape or is too deep.
    static Result<JsonPointer> parse(std::string_view text);

    const std::string &text() const { return m_text; }
    const std::vector<std::string> &tokens() const { return m_tokens; } // unescaped
    bool isRoot() const { return m_tokens.empty(); }
    // Whether it names this place or one in it.
    bool contains(const JsonPointer &other) const;
    JsonPointer &leave(); // up to what holds this place; the root stays
    bool operator==(const JsonPointer &o) const { return m_tokens == o.m_tokens; }

private:
    std::string m_text;
    std::vector<std::string> m_tokens;
};

// A token as the index of an element: digits without a leading zero.
std::optional<std::size_t> arrayIndex(std::string_view token);

} // namespace flowbench

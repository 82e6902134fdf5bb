// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/result.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

// JSON text as bytes that lie somewhere: what a reader that builds values cannot tell.
namespace flowbench {

struct JsonLimits
{
    std::size_t bytes = std::size_t(256) << 20;
    int depth = 1000;
};

// Whether these bytes are one JSON value and nothing else (RFC 8259, a byte order mark in front is suffered), within
// the limits. BadJson (position, what), TooLarge. No recursion.
Result<void> checkJson(std::string_view json, const JsonLimits &limits = {});

// Ranges of bytes in text that checkJson() passed.
struct JsonRange
{
    std::size_t begin = 0, end = 0;
    std::size_t size() const { return end - begin; }
};

// One member of an object or element of an array (whose key is empty).
struct JsonMember
{
    JsonRange key; // with its quotes
    JsonRange value;
};

// Goes through the members of the object or array at `begin` (its bracket), in order.
class JsonMembers
{
public:
    JsonMembers(std::string_view json, std::size_t begin);
    bool next(JsonMember &member);
    bool isObject() const { return m_object; }
    std::size_t end() const { return m_at; } // after next() answered false: of its closing bracket

private:
    std::string_view m_json;
    std::size_t m_at;
    bool m_object;
    bool m_first = true;
};

std::size_t skipJsonSpace(std::string_view json, std::size_t at);
std::size_t skipJsonValue(std::string_view json, std::size_t at); // behind it
JsonRange rootValue(std::string_view json);

// Text of a string (with its quotes), escapes read; half a surrogate pair becomes U+FFFD.
std::string jsonStringText(std::string_view quoted);
// Whether a string says `text`.
bool jsonStringIs(std::string_view quoted, std::string_view text);

} // namespace flowbench

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace re2 {
class RE2;
}

namespace flowbench {

// The regular expressions of JSON Schema are ECMAScript's, ours are RE2's, which never backtrack: their syntax as RE2
// understands it. Nothing where RE2 has no such thing (look-around, back references, most \p{...}=...), or where it is
// no pattern at all.
std::optional<std::string> patternForRe2(std::string_view ecma);

// A pattern of a schema, ready to search with. Null: as above, or RE2 finds it too large.
std::shared_ptr<const re2::RE2> compileSchemaPattern(std::string_view ecma);

} // namespace flowbench

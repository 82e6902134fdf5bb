// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/replay/jsonpointer.h"
#include "model/replay/jsonscan.h"

#include <string>
#include <string_view>

// Edits of JSON text that change only the bytes they name: numbers elsewhere keep their literal text (1.10, 1e400,
// 9223372036854775808), and so do escapes, order, duplicates and white space.
//
// Each answers the edited text. Errors: BadJson (position, what) where the text is no JSON, BadJson (pointer, what)
// where the place is not such a one, TooLarge. A name that stands twice in an object on the way to the place is
// refused: readers differ in which of the two they take. `value` must be JSON text. Any thread.
namespace flowbench {

// Replaces the value there, or adds a member behind the last; missing objects on the way are made. In an array, an
// index replaces, "-" or the index behind the last appends.
Result<std::string> jsonSet(std::string_view json, const JsonPointer &at, std::string_view value,
                            const JsonLimits &limits = {});
// Removes a member or element with its comma. Where there is none the text is answered as it is.
Result<std::string> jsonRemove(std::string_view json, const JsonPointer &at, const JsonLimits &limits = {});
// In the same object only the name changes; elsewhere the value moves, as it is written. Refused where there is no such
// value, where the new place is taken, or is inside the old one.
Result<std::string> jsonRename(std::string_view json, const JsonPointer &at, const JsonPointer &to,
                               const JsonLimits &limits = {});
// Adds an element to the array there; where nothing is there, makes one.
Result<std::string> jsonAppend(std::string_view json, const JsonPointer &at, std::string_view value,
                               const JsonLimits &limits = {});

// The text of the value there; nothing where there is none. The text must have passed checkJson().
std::optional<std::string_view> jsonAt(std::string_view json, const JsonPointer &at);

} // namespace flowbench

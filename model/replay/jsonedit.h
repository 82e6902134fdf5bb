// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/replay/jsonpointer.h"
#include "model/replay/jsonscan.h"

#include <optional>
#include <string>
#include <string_view>

namespace flowbench {

// Edits of JSON text that change only the bytes they name: numbers elsewhere keep their literal text (1.10, 1e400,
// 9223372036854775808), and so do escapes, order, duplicates and white space.
//
// Errors: BadJson (position, what) where the text is no JSON, BadJson (pointer, what) where the place is not such a
// one, TooLarge; the text is then as it was. A name that stands twice in an object on the way to the place is refused:
// readers differ in which of the two they take. `value` must be JSON text. One thread.
class EditedJson
{
public:
    static Result<EditedJson> open(std::string json, const JsonLimits &limits = {});

    const std::string &text() const { return m_json; }
    std::string take() { return std::move(m_json); }
    // The text of the value there; nothing where there is none.
    std::optional<std::string_view> at(const JsonPointer &place) const;

    // Replaces the value there, or adds a member behind the last; missing objects on the way are made. In an array, an
    // index replaces, "-" or the index behind the last appends.
    Result<void> set(const JsonPointer &at, std::string_view value);
    // The same, and answers the text of what was there; nothing: there was none.
    Result<std::optional<std::string>> exchange(const JsonPointer &at, std::string_view value);
    // Removes a member or element with its comma. Where there is none nothing happens.
    Result<void> remove(const JsonPointer &at);
    // In the same object only the name changes; elsewhere the value moves, as it is written. Refused where there is no
    // such value, where the new place is taken, or is inside the old one.
    Result<void> rename(const JsonPointer &at, const JsonPointer &to);
    // Adds an element to the array there; where nothing is there, makes one.
    Result<void> append(const JsonPointer &at, std::string_view value);

private:
    EditedJson(std::string json, const JsonLimits &limits) : m_json(std::move(json)), m_limits(limits) {}
    Result<void> become(Result<std::string> edited);

    std::string m_json;
    JsonLimits m_limits;
};

// One edit of a text.
Result<std::string> jsonSet(std::string_view json, const JsonPointer &at, std::string_view value,
                            const JsonLimits &limits = {});
Result<std::string> jsonRemove(std::string_view json, const JsonPointer &at, const JsonLimits &limits = {});
Result<std::string> jsonRename(std::string_view json, const JsonPointer &at, const JsonPointer &to,
                               const JsonLimits &limits = {});
Result<std::string> jsonAppend(std::string_view json, const JsonPointer &at, std::string_view value,
                               const JsonLimits &limits = {});

// The text of the value there; nothing where there is none. The text must have passed checkJson().
std::optional<std::string_view> jsonAt(std::string_view json, const JsonPointer &at);

} // namespace flowbench

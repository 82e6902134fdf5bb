// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/query/jsonindex.h"

#include <string>
#include <string_view>
#include <vector>

namespace flowbench {

// The values of a JSON text in the order they stand there, a member's name before its value. Checks the text while it
// reads it. Reused for text after text; one thread. The text must outlive it.
class JsonTape
{
public:
    enum class Kind : quint8 { Null, False, True, Number, String, Array, Object };
    struct Value
    {
        quint32 begin = 0; // in the text; strings: inside the quotes
        quint32 end = 0;   // scalars
        quint32 next = 0;  // the value behind this one and all that is in it
        quint32 count = 0; // lists and objects: elements, members
        Kind kind = Kind::Null;
        bool escapes = false; // strings
    };

    // Larger texts are not read: a list of a hundred million empty strings would be a gigabyte here.
    static constexpr std::size_t LargestText = std::size_t(64) << 20, MostValues = std::size_t(8) << 20;
    static constexpr int MostDepth = 1000;
    enum class Read : quint8 { Done, NotJson, TooLarge, TooMany, TooDeep };
    // A byte order mark in front is suffered.
    Read read(std::string_view text);

    std::size_t size() const { return m_values.size(); }
    const Value &operator[](quint32 i) const { return m_values[i]; }
    // As it is written: a number's digits, a string's inside with its escapes.
    std::string_view raw(quint32 i) const
    {
        return m_text.substr(m_values[i].begin, m_values[i].end - m_values[i].begin);
    }
    // What a string says; `memory` is used where it has escapes.
    std::string_view text(quint32 i, std::string &memory) const;

    // A member's value, or an element; 0 (the root) where there is none. Of a name that stands twice the last counts.
    quint32 member(quint32 object, std::string_view name) const;
    quint32 element(quint32 list, std::size_t index) const;

    // RFC 6901, of the value at `i`.
    std::string pointerTo(quint32 i) const;
    // Appends text that is the same for what is the same in JSON: 1.0 and 1, members in any order.
    void appendCanonical(quint32 i, std::string &out) const;

    // Gives back what one large text made it take.
    void shrink();

private:
    friend class TapeReader;
    void appendCanonicalObject(quint32 i, std::string &out) const;

    JsonIndex m_index;
    std::string_view m_text;
    std::vector<Value> m_values;
    std::vector<quint32> m_open; // while reading
};

// A token of a JSON pointer.
void appendPointerToken(std::string &pointer, std::string_view token);

} // namespace flowbench

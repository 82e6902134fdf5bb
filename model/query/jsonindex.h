// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <array>
#include <memory>
#include <string_view>

namespace simdjson::internal {
class dom_parser_implementation;
}

namespace flowbench {

// Of brackets: 1 opens, -1 closes.
inline constexpr std::array<signed char, 256> JsonNesting = [] {
    std::array<signed char, 256> table{};
    table['{'] = table['['] = 1;
    table['}'] = table[']'] = -1;
    return table;
}();

// Where the values of a JSON text begin: simdjson's first stage, with the kernel of this processor. Tokens are
// brackets, colons, commas and first bytes of scalars, in order; whoever walks them checks the grammar of what it
// passes. One thread; reused for text after text. Reads no byte outside the text.
class JsonIndex
{
public:
    JsonIndex();
    ~JsonIndex();
    JsonIndex(const JsonIndex &) = delete;
    JsonIndex &operator=(const JsonIndex &) = delete;

    // False: this can be no JSON: not UTF-8, a string without end, control characters in one, an object or list that
    // does not end at the end, too large. `text` must outlive the walk.
    bool read(std::string_view text);

    static constexpr std::size_t Largest = std::size_t(512) << 20;

    std::string_view text() const { return {m_text, m_size}; }
    bool hasEscapes() const { return m_escapes; } // a backslash stands somewhere
    quint32 tokens() const { return m_tokens; }
    quint32 position(quint32 token) const { return m_positions[token]; }
    // The byte a token begins with; 0 behind the last one.
    char at(quint32 token) const { return token < m_tokens ? m_text[m_positions[token]] : '\0'; }
    // The text of a scalar that begins here, without blanks behind it.
    std::string_view scalar(quint32 token) const;
    // The token behind the value that begins here. What is passed is counted in brackets only.
    quint32 skip(quint32 token) const
    {
        int depth = 0;
        const quint32 *at = m_positions + token, *const end = m_positions + m_tokens;
        for (; end - at >= 4; at += 4) {
            if ((depth += nesting(at[0])) <= 0)
                return quint32(at - m_positions) + 1;
            if ((depth += nesting(at[1])) <= 0)
                return quint32(at - m_positions) + 2;
            if ((depth += nesting(at[2])) <= 0)
                return quint32(at - m_positions) + 3;
            if ((depth += nesting(at[3])) <= 0)
                return quint32(at - m_positions) + 4;
        }
        while (at < end && (depth += nesting(*at++)) > 0)
            continue;
        return quint32(at - m_positions);
    }
    // Where the tokens stand.
    const quint32 *positions() const { return m_positions; }
    // The whole value that begins here, as it stands.
    std::string_view span(quint32 token) const;

    // Gives back what one large text made it take.
    void shrink()
    {
        m_tokens = 0;
        if (m_capacity > KeptCapacity)
            drop();
    }

private:
    static constexpr std::size_t KeptCapacity = 1 << 20;
    int nesting(quint32 position) const { return JsonNesting[static_cast<unsigned char>(m_text[position])]; }
    void drop();

    std::unique_ptr<simdjson::internal::dom_parser_implementation> m_parser;
    const char *m_text = nullptr;
    std::size_t m_size = 0;
    const quint32 *m_positions = nullptr;
    quint32 m_tokens = 0;
    std::size_t m_capacity = 0;
    bool m_escapes = false;
};

} // namespace flowbench

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <memory>
#include <string_view>

namespace simdjson::internal {
class dom_parser_implementation;
}

namespace flowbench {

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
    quint32 skip(quint32 token) const;
    // The whole value that begins here, as it stands.
    std::string_view span(quint32 token) const;

    // Gives back what one large text made it take.
    void shrink();

private:
    std::unique_ptr<simdjson::internal::dom_parser_implementation> m_parser;
    const char *m_text = nullptr;
    std::size_t m_size = 0;
    const quint32 *m_positions = nullptr;
    quint32 m_tokens = 0;
    bool m_escapes = false;
};

} // namespace flowbench

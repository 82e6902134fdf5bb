// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <string>
#include <string_view>

namespace flowbench::cel {

enum class Tok : quint8 {
    End,
    Bad, // value says what is wrong
    Identifier,
    Quoted, // `a name`
    Int,
    UInt,
    Double,
    String,
    Bytes,
    LeftParen,
    RightParen,
    LeftBracket,
    RightBracket,
    LeftBrace,
    RightBrace,
    Dot,
    Comma,
    Colon,
    Question,
    Plus,
    Minus,
    Star,
    Slash,
    Percent,
    Not,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    EqualEqual,
    NotEqual,
    And,
    Or
};

struct Token
{
    Tok tok = Tok::End;
    int column = 1;        // in characters
    std::string_view text; // as it is written
    std::string value;     // of strings and bytes: without quotes and escapes; of numbers: without the suffix
};

// Takes an expression apart. `text` is UTF-8 and must outlive it.
class Lexer
{
public:
    explicit Lexer(std::string_view text) : m_text(text) {}
    Token next();

private:
    char peek(std::size_t ahead = 0) const { return m_at + ahead < m_text.size() ? m_text[m_at + ahead] : '\0'; }
    void skipBlanks();
    void advance(std::size_t bytes);
    Token finished(Tok tok, std::size_t begin, int column, std::string value = {});
    Token bad(int column, std::string message);
    Token word();
    Token number();
    Token quotedName();
    Token symbol();
    // `prefix`: bytes of r, b, br before the quote.
    Token string(std::size_t prefix);
    bool escape(std::string &out, bool bytes, std::string &problem);
    bool codePoint(std::string &out, std::size_t digits, int base, bool bytes, std::string &problem);

    std::string_view m_text;
    std::size_t m_at = 0;
    int m_column = 1;
};

} // namespace flowbench::cel

// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/cel/lexer.h"

#include "model/query/cel/utf8.h"

#include <charconv>
#include <optional>

namespace flowbench::cel {

namespace {
bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool isHex(char c) { return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
bool isQuote(char c) { return c == '"' || c == '\''; }

// How many letters before a quote make it a raw string, bytes or both.
std::optional<std::size_t> stringPrefix(std::string_view text)
{
    bool raw = false, bytes = false;
    for (std::size_t i = 0; i < text.size() && i < 3; ++i) {
        const char c = text[i];
        if (isQuote(c))
            return i;
        if ((c == 'r' || c == 'R') && !raw)
            raw = true;
        else if ((c == 'b' || c == 'B') && !bytes)
            bytes = true;
        else
            return {};
    }
    return {};
}

std::optional<char> simpleEscape(char c)
{
    switch (c) {
    case 'a':
        return '\a';
    case 'b':
        return '\b';
    case 'f':
        return '\f';
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case 't':
        return '\t';
    case 'v':
        return '\v';
    case '\\':
    case '?':
    case '"':
    case '\'':
    case '`':
        return c;
    default:
        return {};
    }
}
} // namespace

void Lexer::advance(std::size_t bytes)
{
    for (const std::size_t end = m_at + bytes; m_at < end; ++m_at)
        m_column += !isContinuation(m_text[m_at]);
}

Token Lexer::finished(Tok tok, std::size_t begin, int column, std::string value)
{
    return {tok, column, m_text.substr(begin, m_at - begin), std::move(value)};
}

Token Lexer::bad(int column, std::string message) { return {Tok::Bad, column, {}, std::move(message)}; }

void Lexer::skipBlanks()
{
    while (m_at < m_text.size()) {
        const char c = peek();
        if (c == '/' && peek(1) == '/') {
            const std::size_t end = m_text.find('\n', m_at);
            advance((end == std::string_view::npos ? m_text.size() : end) - m_at);
        } else if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f') {
            advance(1);
        } else {
            return;
        }
    }
}

Token Lexer::next()
{
    skipBlanks();
    if (m_at == m_text.size())
        return finished(Tok::End, m_at, m_column);
    const char c = peek();
    if (const auto prefix = stringPrefix(m_text.substr(m_at)))
        return string(*prefix);
    if (isLetter(c))
        return word();
    if (isDigit(c) || (c == '.' && isDigit(peek(1))))
        return number();
    if (c == '`')
        return quotedName();
    return symbol();
}

Token Lexer::word()
{
    const std::size_t begin = m_at;
    const int column = m_column;
    while (isLetter(peek()) || isDigit(peek()))
        advance(1);
    return finished(Tok::Identifier, begin, column);
}

Token Lexer::quotedName()
{
    const std::size_t begin = m_at;
    const int column = m_column;
    const std::size_t end = m_text.find('`', m_at + 1);
    if (end == std::string_view::npos || end == m_at + 1)
        return bad(column, "the name that begins here has no end: expected `");
    advance(end + 1 - m_at);
    return finished(Tok::Quoted, begin, column, std::string(m_text.substr(begin + 1, end - begin - 1)));
}

Token Lexer::number()
{
    const std::size_t begin = m_at;
    const int column = m_column;
    const auto digits = [this](bool (*is)(char)) {
        while (is(peek()))
            advance(1);
    };
    Tok tok = Tok::Int;
    if (peek() == '0' && (peek(1) == 'x' || peek(1) == 'X') && isHex(peek(2))) {
        advance(2);
        digits(isHex);
    } else {
        digits(isDigit);
        if (peek() == '.' && isDigit(peek(1))) {
            tok = Tok::Double;
            advance(1);
            digits(isDigit);
        }
        const bool sign = peek(1) == '+' || peek(1) == '-';
        if ((peek() == 'e' || peek() == 'E') && isDigit(peek(sign ? 2 : 1))) {
            tok = Tok::Double;
            advance(sign ? 3 : 2);
            digits(isDigit);
        }
    }
    std::string value(m_text.substr(begin, m_at - begin));
    if (tok == Tok::Int && (peek() == 'u' || peek() == 'U')) {
        tok = Tok::UInt;
        advance(1);
    }
    return finished(tok, begin, column, std::move(value));
}

bool Lexer::codePoint(std::string &out, std::size_t digits, int base, bool bytes, std::string &problem)
{
    const std::string_view text = m_text.substr(m_at, digits);
    quint32 code = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), code, base);
    if (text.size() != digits || error != std::errc() || end != text.data() + digits) {
        problem = "an escape needs " + std::to_string(digits) + (base == 8 ? " octal" : " hexadecimal") + " digits";
        return false;
    }
    advance(digits);
    if (bytes) {
        out += char(code);
        return true;
    }
    if (code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) {
        problem = "there is no character with this number";
        return false;
    }
    appendUtf8(out, code);
    return true;
}

bool Lexer::escape(std::string &out, bool bytes, std::string &problem)
{
    advance(1);
    const char c = peek();
    if (const auto simple = simpleEscape(c)) {
        advance(1);
        out += *simple;
        return true;
    }
    if (c >= '0' && c <= '3')
        return codePoint(out, 3, 8, bytes, problem);
    const bool x = c == 'x' || c == 'X';
    if (x || (!bytes && (c == 'u' || c == 'U'))) {
        advance(1);
        return codePoint(out, x ? 2 : c == 'u' ? 4 : 8, 16, bytes, problem);
    }
    problem = "unknown escape: expected \\n, \\t, \\\\, \\\", \\', \\xHH, \\uHHHH or another one of CEL";
    return false;
}

Token Lexer::string(std::size_t prefix)
{
    const std::size_t begin = m_at;
    const int column = m_column;
    bool raw = false, bytes = false;
    for (const char c : m_text.substr(m_at, prefix)) {
        raw |= c == 'r' || c == 'R';
        bytes |= c == 'b' || c == 'B';
    }
    advance(prefix);
    const char quote = peek();
    const bool triple = peek(1) == quote && peek(2) == quote;
    advance(triple ? 3 : 1);
    std::string value, problem;
    while (m_at < m_text.size()) {
        const char c = peek();
        if (c == quote && (!triple || (peek(1) == quote && peek(2) == quote))) {
            advance(triple ? 3 : 1);
            return finished(bytes ? Tok::Bytes : Tok::String, begin, column, std::move(value));
        }
        if (!triple && (c == '\n' || c == '\r'))
            break;
        const int at = m_column;
        if (c == '\\' && !raw) {
            if (!escape(value, bytes, problem))
                return bad(at, std::move(problem));
            continue;
        }
        value += c;
        advance(1);
    }
    return bad(column, std::string("the string that begins here has no end: expected ") +
                           (triple ? std::string(3, quote) : std::string(1, quote)));
}

Token Lexer::symbol()
{
    struct Symbol
    {
        std::string_view text;
        Tok tok;
    };
    static constexpr Symbol symbols[] = {
        {"==", Tok::EqualEqual}, {"!=", Tok::NotEqual},    {"<=", Tok::LessEqual}, {">=", Tok::GreaterEqual},
        {"&&", Tok::And},        {"||", Tok::Or},          {"(", Tok::LeftParen},  {")", Tok::RightParen},
        {"[", Tok::LeftBracket}, {"]", Tok::RightBracket}, {"{", Tok::LeftBrace},  {"}", Tok::RightBrace},
        {".", Tok::Dot},         {",", Tok::Comma},        {":", Tok::Colon},      {"?", Tok::Question},
        {"+", Tok::Plus},        {"-", Tok::Minus},        {"*", Tok::Star},       {"/", Tok::Slash},
        {"%", Tok::Percent},     {"!", Tok::Not},          {"<", Tok::Less},       {">", Tok::Greater},
    };
    const std::size_t begin = m_at;
    const int column = m_column;
    for (const Symbol &s : symbols) {
        if (m_text.substr(m_at).starts_with(s.text)) {
            advance(s.text.size());
            return finished(s.tok, begin, column);
        }
    }
    switch (peek()) {
    case '=':
        return bad(column, "expected '==' to compare, found '='");
    case '&':
        return bad(column, "expected '&&', found '&'");
    case '|':
        return bad(column, "expected '||', found '|'");
    default:
        break;
    }
    std::size_t length = 1;
    while (m_at + length < m_text.size() && isContinuation(m_text[m_at + length]))
        ++length;
    return bad(column, "'" + std::string(m_text.substr(m_at, length)) + "' has no meaning in an expression");
}

} // namespace flowbench::cel

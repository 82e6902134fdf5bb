// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/decode/json.h"

#include "model/base/jsonwriter.h"

#include <cstdint>
#include <cstring>
#include <string>

namespace flowbench {

namespace {
constexpr std::uint64_t Ones = 0x0101010101010101u, Highs = 0x8080808080808080u;

constexpr std::uint64_t zeros(std::uint64_t v) { return (v - Ones) & ~v & Highs; }

// Whether one of eight bytes ends or interrupts a string: a quote, a backslash, a control character.
bool interrupts(const char *at)
{
    std::uint64_t v;
    std::memcpy(&v, at, sizeof v);
    return ((v - Ones * 0x20) & ~v & Highs) | zeros(v ^ Ones * '"') | zeros(v ^ Ones * '\\');
}

bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isHex(char c) { return isDigit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f'); }

// A value after the other; the open brackets are a string, so that no depth costs stack.
class Checker
{
public:
    Checker(std::string_view text, int depth)
        : m_begin(text.data()), m_at(text.data()), m_end(text.data() + text.size()), m_depth(depth)
    {}

    std::optional<JsonFault> check()
    {
        do {
            if (!value())
                return fault();
        } while (!m_open.empty() && !m_what);
        if (m_what)
            return fault();
        space();
        if (m_at != m_end) {
            m_what = "something follows the value";
            return fault();
        }
        return {};
    }

private:
    JsonFault fault() const { return {std::size_t(m_at - m_begin), m_what}; }
    bool fail(const char *what)
    {
        m_what = what;
        return false;
    }
    bool more() const { return m_at != m_end; }

    void space()
    {
        while (m_at != m_end && (*m_at == ' ' || *m_at == '\n' || *m_at == '\r' || *m_at == '\t'))
            ++m_at;
    }

    // One value, or the beginning of one; then everything it closes.
    bool value()
    {
        space();
        if (!more())
            return fail("it ends where a value is expected");
        switch (*m_at) {
        case '{':
        case '[':
            return begin(*m_at);
        case '"':
            return string() && after();
        case 't':
            return literal("true") && after();
        case 'f':
            return literal("false") && after();
        case 'n':
            return literal("null") && after();
        default:
            return number() && after();
        }
    }

    bool begin(char bracket)
    {
        if (m_open.size() >= std::size_t(m_depth))
            return fail("it is nested too deep");
        m_open.push_back(bracket);
        ++m_at;
        space();
        if (more() && *m_at == (bracket == '{' ? '}' : ']')) {
            ++m_at;
            m_open.pop_back();
            return after();
        }
        return bracket == '[' || name();
    }

    bool name()
    {
        space();
        if (!more() || *m_at != '"')
            return fail("a name in quotes is expected");
        if (!string())
            return false;
        space();
        if (!more() || *m_at != ':')
            return fail("a colon is expected");
        ++m_at;
        return true;
    }

    bool after()
    {
        while (!m_open.empty()) {
            space();
            if (!more())
                return fail("it ends before everything is closed");
            const bool object = m_open.back() == '{';
            if (*m_at == ',') {
                ++m_at;
                return !object || name();
            }
            if (*m_at != (object ? '}' : ']'))
                return fail("a comma or the end of a list or object is expected");
            ++m_at;
            m_open.pop_back();
        }
        return true;
    }

    bool string()
    {
        for (++m_at;;) {
            while (m_end - m_at >= 8 && !interrupts(m_at))
                m_at += 8;
            while (more() && *m_at != '"' && *m_at != '\\' && static_cast<unsigned char>(*m_at) >= 0x20)
                ++m_at;
            if (!more())
                return fail("it ends within a string");
            if (*m_at == '"') {
                ++m_at;
                return true;
            }
            if (*m_at != '\\')
                return fail("a control character stands in a string");
            if (!escape())
                return false;
        }
    }

    bool escape()
    {
        ++m_at;
        if (more() && *m_at == 'u') {
            for (int i = 1; i <= 4; ++i) {
                if (m_end - m_at <= i || !isHex(m_at[i]))
                    return fail("\\u is not followed by four hexadecimal digits");
            }
            m_at += 5;
            return true;
        }
        if (!more() || *m_at == 0 || !std::strchr("\"\\/bfnrt", *m_at))
            return fail("an unknown escape stands in a string");
        ++m_at;
        return true;
    }

    bool literal(std::string_view word)
    {
        if (std::size_t(m_end - m_at) < word.size() || std::memcmp(m_at, word.data(), word.size()) != 0)
            return fail("a value is expected");
        m_at += word.size();
        return true;
    }

    bool digits()
    {
        if (!more() || !isDigit(*m_at))
            return false;
        while (more() && isDigit(*m_at))
            ++m_at;
        return true;
    }

    bool number()
    {
        if (*m_at == '-')
            ++m_at;
        if (!more() || !isDigit(*m_at))
            return fail("a value is expected");
        if (*m_at == '0')
            ++m_at;
        else
            digits();
        if (more() && *m_at == '.') {
            ++m_at;
            if (!digits())
                return fail("digits are expected");
        }
        if (more() && (*m_at | 0x20) == 'e') {
            ++m_at;
            if (more() && (*m_at == '+' || *m_at == '-'))
                ++m_at;
            if (!digits())
                return fail("digits are expected");
        }
        return true;
    }

    const char *m_begin, *m_at, *m_end;
    const int m_depth;
    const char *m_what = nullptr;
    std::string m_open; // brackets
};
} // namespace

std::optional<JsonFault> checkJson(std::string_view bytes, int depth)
{
    const auto fault = Checker(bytes, depth).check();
    if (!fault && !isUtf8(bytes))
        return JsonFault{0, "it is not UTF-8"};
    return fault;
}

std::string_view withoutMark(std::string_view bytes)
{
    return bytes.substr(0, 3) == "\xef\xbb\xbf" ? bytes.substr(3) : bytes;
}

} // namespace flowbench

// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/schema/schemapattern.h"

#include "model/query/cel/caches.h"

#include <array>
#include <charconv>
#include <utility>

namespace flowbench {

namespace {
// What stands in brackets for ECMAScript's \s, and for everything else.
constexpr std::string_view
    Blanks = R"(\t\n\v\f\r \x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}\x{feff})",
    NoBlanks =
        R"(\x00-\x08\x0e-\x1f!-\x{9f}\x{a1}-\x{167f}\x{1681}-\x{1fff}\x{200b}-\x{2027}\x{202a}-\x{202e}\x{2030}-\x{205e}\x{2060}-\x{2fff}\x{3001}-\x{fefe}\x{ff00}-\x{10ffff})";

constexpr std::array Categories{
    std::pair{"Letter", "L"},
    std::pair{"Cased_Letter", ""},
    std::pair{"Uppercase_Letter", "Lu"},
    std::pair{"Lowercase_Letter", "Ll"},
    std::pair{"Titlecase_Letter", "Lt"},
    std::pair{"Modifier_Letter", "Lm"},
    std::pair{"Other_Letter", "Lo"},
    std::pair{"Mark", "M"},
    std::pair{"Nonspacing_Mark", "Mn"},
    std::pair{"Spacing_Mark", "Mc"},
    std::pair{"Enclosing_Mark", "Me"},
    std::pair{"Number", "N"},
    std::pair{"Decimal_Number", "Nd"},
    std::pair{"digit", "Nd"},
    std::pair{"Letter_Number", "Nl"},
    std::pair{"Other_Number", "No"},
    std::pair{"Punctuation", "P"},
    std::pair{"punct", "P"},
    std::pair{"Connector_Punctuation", "Pc"},
    std::pair{"Dash_Punctuation", "Pd"},
    std::pair{"Open_Punctuation", "Ps"},
    std::pair{"Close_Punctuation", "Pe"},
    std::pair{"Initial_Punctuation", "Pi"},
    std::pair{"Final_Punctuation", "Pf"},
    std::pair{"Other_Punctuation", "Po"},
    std::pair{"Symbol", "S"},
    std::pair{"Math_Symbol", "Sm"},
    std::pair{"Currency_Symbol", "Sc"},
    std::pair{"Modifier_Symbol", "Sk"},
    std::pair{"Other_Symbol", "So"},
    std::pair{"Separator", "Z"},
    std::pair{"Space_Separator", "Zs"},
    std::pair{"Line_Separator", "Zl"},
    std::pair{"Paragraph_Separator", "Zp"},
};

class Translator
{
public:
    explicit Translator(std::string_view text) : m_text(text) {}

    std::optional<std::string> run()
    {
        while (m_ok && more()) {
            const char c = take();
            if (c == '\\')
                escape(false);
            else if (c == '[')
                brackets();
            else if (c == '(')
                group();
            else if (c == '.')
                m_out += R"([^\n\r\x{2028}\x{2029}])";
            else
                m_out += c;
        }
        return m_ok ? std::optional(std::move(m_out)) : std::nullopt;
    }

private:
    bool more() const { return m_at < m_text.size(); }
    char peek() const { return more() ? m_text[m_at] : '\0'; }
    char take() { return more() ? m_text[m_at++] : '\0'; }
    void refuse() { m_ok = false; }

    // RE2 has flags and names of its own behind "(?".
    void group()
    {
        m_out += '(';
        if (peek() != '?')
            return;
        const std::string_view rest = m_text.substr(m_at);
        if (rest.starts_with("?:")) {
            m_out += "?:";
            m_at += 2;
        } else if (rest.starts_with("?<") && !rest.starts_with("?<=") && !rest.starts_with("?<!")) {
            const std::size_t end = rest.find('>');
            m_at += end == std::string_view::npos ? rest.size() : end + 1;
        } else {
            refuse();
        }
    }

    void brackets()
    {
        m_out += '[';
        if (peek() == '^')
            m_out += take();
        if (peek() == ']') // nothing, or anything: RE2 takes the bracket for a member
            return refuse();
        while (m_ok && peek() != ']') {
            if (!more())
                return refuse();
            const char c = take();
            if (c == '\\')
                escape(true);
            else if (c == '[')
                m_out += "\\["; // RE2 has [:alpha:]
            else
                m_out += c;
        }
        m_out += take();
    }

    void escape(bool inBrackets)
    {
        const char c = take();
        switch (c) {
        case 'd':
        case 'D':
        case 'w':
        case 'W':
        case 't':
        case 'n':
        case 'r':
        case 'f':
        case 'v':
            m_out += {'\\', c};
            return;
        case 's':
            return range(Blanks, inBrackets);
        case 'S':
            return range(NoBlanks, inBrackets);
        case 'b':
        case 'B':
            if (inBrackets)
                return c == 'b' ? codePoint(8) : refuse();
            m_out += {'\\', c};
            return;
        case 'c': {
            const char letter = take();
            const bool known = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z');
            return known ? codePoint(unsigned(letter) & 31) : refuse();
        }
        case 'x':
            return hex(2);
        case 'u':
            return unit();
        case 'p':
        case 'P':
            return property(c);
        case '0':
            return peek() >= '0' && peek() <= '9' ? refuse() : codePoint(0);
        default:
            // A letter or digit is a back reference, or means something to RE2.
            if ((c >= '1' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '\0')
                return refuse();
            if (static_cast<unsigned char>(c) < 0x80 && c != '_')
                m_out += '\\';
            m_out += c;
        }
    }

    void range(std::string_view members, bool inBrackets)
    {
        if (inBrackets)
            m_out += members;
        else
            ((m_out += '[') += members) += ']';
    }

    void codePoint(unsigned c)
    {
        std::array<char, 16> digits{};
        const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), c, 16).ptr;
        ((m_out += "\\x{") += std::string_view(digits.data(), std::size_t(end - digits.data()))) += '}';
    }

    std::optional<unsigned> digits(std::size_t count)
    {
        unsigned n = 0;
        const std::string_view text = m_text.substr(m_at, count);
        const auto r = std::from_chars(text.data(), text.data() + text.size(), n, 16);
        if (text.empty() || r.ec != std::errc() || r.ptr != text.data() + text.size() || n > 0x10ffff)
            return {};
        m_at += text.size();
        return n;
    }

    void hex(std::size_t count)
    {
        const auto n = m_at + count <= m_text.size() ? digits(count) : std::nullopt;
        return n ? codePoint(*n) : refuse();
    }

    void unit()
    {
        if (peek() == '{') {
            const std::size_t end = m_text.find('}', ++m_at);
            const auto n = end == std::string_view::npos ? std::nullopt : digits(end - m_at);
            if (!n)
                return refuse();
            ++m_at;
            return codePoint(*n);
        }
        const auto high = m_at + 4 <= m_text.size() ? digits(4) : std::nullopt;
        if (!high)
            return refuse();
        if (*high < 0xd800 || *high > 0xdfff)
            return codePoint(*high);
        if (*high > 0xdbff || !m_text.substr(m_at).starts_with("\\u"))
            return refuse();
        m_at += 2;
        const auto low = digits(4);
        if (!low || *low < 0xdc00 || *low > 0xdfff)
            return refuse();
        codePoint(0x10000 + ((*high - 0xd800) << 10) + (*low - 0xdc00));
    }

    void property(char c)
    {
        const std::size_t end = peek() == '{' ? m_text.find('}', m_at) : std::string_view::npos;
        if (end == std::string_view::npos)
            return refuse();
        std::string_view name = m_text.substr(m_at + 1, end - m_at - 1);
        m_at = end + 1;
        bool script = false;
        if (const std::size_t equals = name.find('='); equals != std::string_view::npos) {
            const std::string_view key = name.substr(0, equals);
            name = name.substr(equals + 1);
            script = key == "Script" || key == "sc";
            if (!script && key != "General_Category" && key != "gc")
                return refuse();
        }
        for (const auto &[full, brief] : Categories) {
            if (!script && name == full)
                name = brief;
        }
        // A script without its key is no property of ECMAScript.
        if (name.empty() || (!script && name.size() > 2))
            return refuse();
        ((((m_out += '\\') += c) += '{') += name) += '}';
    }

    const std::string_view m_text;
    std::size_t m_at = 0;
    std::string m_out;
    bool m_ok = true;
};
} // namespace

std::optional<std::string> patternForRe2(std::string_view ecma) { return Translator(ecma).run(); }

std::shared_ptr<const re2::RE2> compileSchemaPattern(std::string_view ecma)
{
    const auto pattern = patternForRe2(ecma);
    return pattern ? cel::compilePattern(*pattern) : nullptr;
}

} // namespace flowbench

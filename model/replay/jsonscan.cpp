// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/replay/jsonscan.h"

#include "model/base/jsonwriter.h"

#include <array>
#include <cstring>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {

bool isSpace(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }
bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isHex(char c) { return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

// Checks strictly, one pass, with an explicit stack of one byte a level.
class Checker
{
public:
    Checker(std::string_view json, int depth) : m_json(json), m_depth(std::size_t(depth)) {}

    Result<void> check()
    {
        if (m_json.starts_with("\xEF\xBB\xBF"))
            m_at = 3;
        while (!m_what) {
            space();
            if (value())
                break;
        }
        if (!m_what) {
            space();
            if (m_at != m_json.size())
                m_what = "something follows the value";
        }
        if (!m_what)
            return {};
        return makeError(ErrorCode::BadJson, {QString::number(m_at), QString::fromLatin1(m_what)});
    }

private:
    char peek() const { return m_at < m_json.size() ? m_json[m_at] : '\0'; }
    void space()
    {
        while (m_at < m_json.size() && isSpace(m_json[m_at]))
            ++m_at;
    }

    // One value, or the beginning of a container. True: the whole document has ended.
    bool value()
    {
        switch (peek()) {
        case '{':
        case '[':
            return open();
        case '"':
            string();
            break;
        case 't':
            literal("true");
            break;
        case 'f':
            literal("false");
            break;
        case 'n':
            literal("null");
            break;
        default:
            number();
        }
        return !m_what && after();
    }

    bool open()
    {
        const char c = m_json[m_at];
        if (m_stack.size() >= m_depth) {
            m_what = "nested too deeply";
            return false;
        }
        ++m_at;
        m_stack.push_back(c);
        space();
        if (peek() == (c == '{' ? '}' : ']')) {
            ++m_at;
            m_stack.pop_back();
            return after();
        }
        if (c == '{')
            key();
        return false;
    }

    void key()
    {
        if (peek() != '"') {
            m_what = "a name in quotes is expected";
            return;
        }
        string();
        if (m_what)
            return;
        space();
        if (peek() != ':')
            m_what = "a colon is expected";
        else
            ++m_at;
    }

    // Behind a value: closes what ends here. True: the document has ended.
    bool after()
    {
        while (!m_stack.empty()) {
            space();
            const bool object = m_stack.back() == '{';
            if (peek() == ',') {
                ++m_at;
                space();
                if (object)
                    key();
                return false;
            }
            if (peek() != (object ? '}' : ']') || m_at >= m_json.size()) {
                m_what = "a comma or a closing bracket is expected";
                return false;
            }
            ++m_at;
            m_stack.pop_back();
        }
        return true;
    }

    void string()
    {
        for (++m_at; m_at < m_json.size(); ++m_at) {
            const char c = m_json[m_at];
            if (c == '"') {
                ++m_at;
                return;
            }
            if (static_cast<unsigned char>(c) < 0x20) {
                m_what = "a control character in a string";
                return;
            }
            if (c == '\\' && !escape())
                return;
        }
        m_what = "a string does not end";
    }

    bool escape()
    {
        ++m_at;
        const char c = peek();
        bool ok = m_at < m_json.size() && std::strchr("\"\\/bfnrtu", c) && c;
        if (ok && c == 'u') {
            ok = m_at + 4 < m_json.size();
            for (std::size_t i = 1; ok && i <= 4; ++i)
                ok = isHex(m_json[m_at + i]);
            if (ok)
                m_at += 4;
        }
        if (!ok)
            m_what = "a broken escape in a string";
        return ok;
    }

    void literal(std::string_view word)
    {
        if (m_json.substr(m_at, word.size()) == word)
            m_at += word.size();
        else
            m_what = "a value is expected";
    }

    bool digits()
    {
        const std::size_t begin = m_at;
        while (isDigit(peek()))
            ++m_at;
        return m_at > begin;
    }

    void number()
    {
        const std::size_t begin = m_at;
        if (peek() == '-')
            ++m_at;
        if (peek() == '0')
            ++m_at;
        else if (!digits()) {
            m_at = begin;
            m_what = "a value is expected";
            return;
        }
        if (peek() == '.') {
            ++m_at;
            if (!digits())
                m_what = "a broken number";
        }
        if (!m_what && (peek() == 'e' || peek() == 'E')) {
            ++m_at;
            if (peek() == '+' || peek() == '-')
                ++m_at;
            if (!digits())
                m_what = "a broken number";
        }
    }

    std::string_view m_json;
    std::size_t m_at = 0, m_depth;
    std::string m_stack;
    const char *m_what = nullptr;
};

// Behind the string that begins at `at`. A quote behind an odd number of backslashes is one of its characters.
std::size_t stringEnd(std::string_view json, std::size_t at)
{
    for (std::size_t from = at + 1;;) {
        const std::size_t quote = json.find('"', from);
        std::size_t first = quote;
        while (first > from && json[first - 1] == '\\')
            --first;
        if ((quote - first) % 2 == 0)
            return quote + 1;
        from = quote + 1;
    }
}

// What a reader of a container stops at: everything else is skipped.
enum class Stop : quint8 { None, Quote, Open, Close };

constexpr std::array<Stop, 256> Stops = [] {
    std::array<Stop, 256> stops{};
    stops['"'] = Stop::Quote;
    stops['{'] = stops['['] = Stop::Open;
    stops['}'] = stops[']'] = Stop::Close;
    return stops;
}();

// Behind the object or array that begins at `at`.
std::size_t containerEnd(std::string_view json, std::size_t at)
{
    std::size_t open = 0;
    do {
        switch (Stops[static_cast<unsigned char>(json[at])]) {
        case Stop::None:
            ++at;
            continue;
        case Stop::Quote:
            at = stringEnd(json, at);
            continue;
        case Stop::Open:
            ++open;
            break;
        case Stop::Close:
            --open;
            break;
        }
        ++at;
    } while (open > 0);
    return at;
}

void appendUtf8(std::string &out, char32_t c)
{
    if (c < 0x80) {
        out += char(c);
    } else if (c < 0x800) {
        out += char(0xC0 | (c >> 6));
        out += char(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
        out += char(0xE0 | (c >> 12));
        out += char(0x80 | ((c >> 6) & 0x3F));
        out += char(0x80 | (c & 0x3F));
    } else {
        out += char(0xF0 | (c >> 18));
        out += char(0x80 | ((c >> 12) & 0x3F));
        out += char(0x80 | ((c >> 6) & 0x3F));
        out += char(0x80 | (c & 0x3F));
    }
}

constexpr char32_t Replacement = 0xFFFD; // for half a surrogate pair

char32_t hexAt(std::string_view text, std::size_t at)
{
    char32_t n = 0;
    for (std::size_t i = at; i < at + 4; ++i) {
        const char c = text[i];
        n = n * 16 + char32_t(isDigit(c) ? c - '0' : (c | 0x20) - 'a' + 10);
    }
    return n;
}

} // namespace

Result<void> checkJson(std::string_view json, const JsonLimits &limits)
{
    if (json.size() > limits.bytes)
        return makeError(ErrorCode::TooLarge,
                         {u"the body"_s, QString::number(json.size()), QString::number(limits.bytes)});
    if (!isUtf8(json))
        return makeError(ErrorCode::BadJson, {QString(), u"the bytes are no UTF-8 text"_s});
    return Checker(json, limits.depth).check();
}

std::size_t skipJsonSpace(std::string_view json, std::size_t at)
{
    while (at < json.size() && isSpace(json[at]))
        ++at;
    return at;
}

std::size_t skipJsonValue(std::string_view json, std::size_t at)
{
    if (json[at] == '"')
        return stringEnd(json, at);
    if (json[at] != '{' && json[at] != '[') {
        while (at < json.size() && !isSpace(json[at]) && json[at] != ',' && json[at] != '}' && json[at] != ']')
            ++at;
        return at;
    }
    return containerEnd(json, at);
}

JsonRange rootValue(std::string_view json)
{
    const std::size_t begin = skipJsonSpace(json, json.starts_with("\xEF\xBB\xBF") ? 3 : 0);
    std::size_t end = json.size();
    while (end > begin && isSpace(json[end - 1]))
        --end;
    return {begin, end};
}

JsonMembers::JsonMembers(std::string_view json, std::size_t begin)
    : m_json(json), m_at(begin), m_object(json[begin] == '{')
{}

bool JsonMembers::next(JsonMember &member)
{
    std::size_t at = m_at;
    if (m_first)
        ++at; // the bracket
    at = skipJsonSpace(m_json, at);
    const char closing = m_object ? '}' : ']';
    if (m_json[at] == closing) {
        m_at = at;
        return false;
    }
    if (!m_first)
        at = skipJsonSpace(m_json, at + 1); // the comma
    m_first = false;
    member.key = {at, at};
    if (m_object) {
        member.key.end = stringEnd(m_json, at);
        at = skipJsonSpace(m_json, member.key.end);
        at = skipJsonSpace(m_json, at + 1); // the colon
    }
    member.value = {at, skipJsonValue(m_json, at)};
    m_at = member.value.end;
    return true;
}

std::string jsonStringText(std::string_view quoted)
{
    const std::string_view inner = quoted.substr(1, quoted.size() - 2);
    std::string out;
    out.reserve(inner.size());
    for (std::size_t i = 0; i < inner.size(); ++i) {
        if (inner[i] != '\\') {
            out += inner[i];
            continue;
        }
        const char c = inner[++i];
        if (c != 'u') {
            constexpr std::string_view From = "bfnrt", To = "\b\f\n\r\t";
            const std::size_t at = From.find(c);
            out += at == std::string_view::npos ? c : To[at];
            continue;
        }
        char32_t code = hexAt(inner, i + 1);
        i += 4;
        if (code >= 0xD800 && code < 0xDC00 && inner.substr(i + 1, 2) == "\\u") {
            const char32_t low = hexAt(inner, i + 3);
            if (low >= 0xDC00 && low < 0xE000) {
                code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
                i += 6;
            }
        }
        appendUtf8(out, code >= 0xD800 && code < 0xE000 ? Replacement : code);
    }
    return out;
}

bool jsonStringIs(std::string_view quoted, std::string_view text)
{
    const std::string_view inner = quoted.substr(1, quoted.size() - 2);
    return inner.find('\\') == std::string_view::npos ? inner == text : jsonStringText(quoted) == text;
}

} // namespace flowbench

// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/jsonvalues.h"

#include "model/query/jsontext.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <functional>

namespace flowbench {

using cel::Scratch;
using cel::Value;

namespace {

Value limitReached() { return Value::error(cel::Fault::Limit, "the evaluation takes too much memory"); }

// The inside of a string token; false: it has no end, or something stands behind it.
bool stringInside(const JsonIndex &index, quint32 token, std::string_view &inside, bool &escapes)
{
    const std::string_view text = index.scalar(token);
    if (text.size() < 2 || text.back() != '"')
        return false;
    const std::string_view rest = text.substr(1);
    if (!index.hasEscapes()) {
        inside = rest.substr(0, rest.size() - 1);
        escapes = false;
        return std::memchr(inside.data(), '"', inside.size()) == nullptr;
    }
    const JsonStringEnd end = jsonStringEnd(rest);
    inside = rest.substr(0, std::min(end.at, rest.size()));
    escapes = end.escapes;
    return end.at + 1 == rest.size();
}

bool stringValue(const JsonIndex &index, quint32 token, Scratch &scratch, Value &out)
{
    std::string_view inside;
    bool escapes = false;
    if (!stringInside(index, token, inside, escapes))
        return false;
    if (!scratch.read(inside.size())) {
        out = limitReached();
        return true;
    }
    if (!escapes) {
        out = Value::ofString(inside);
        return true;
    }
    char *to = scratch.array<char>(inside.size());
    if (!to) {
        out = limitReached();
        return true;
    }
    const auto size = unescapeJson(inside, to);
    out = Value::ofString({to, size.value_or(0)});
    return size.has_value();
}

bool validString(const JsonIndex &index, quint32 token)
{
    std::string_view inside;
    bool escapes = false;
    if (!stringInside(index, token, inside, escapes))
        return false;
    return !escapes || validJsonEscapes(inside);
}

bool validScalar(const JsonIndex &index, quint32 token)
{
    const std::string_view text = index.scalar(token);
    switch (text.front()) {
    case '"':
        return validString(index, token);
    case 't':
        return text == "true";
    case 'f':
        return text == "false";
    case 'n':
        return text == "null";
    default:
        return readJsonNumber(text).has_value();
    }
}

// Whether a value is JSON throughout. Open brackets are bits, no recursion.
class Check
{
public:
    Check(const JsonIndex &index, quint32 token) : m_index(index), m_token(token) {}

    quint32 end() const { return m_token; }

    bool run()
    {
        do {
            if (!value())
                return false;
        } while (m_depth > 0);
        return true;
    }

private:
    bool inObject() const { return m_objects[std::size_t(m_depth - 1) / 64] >> (m_depth - 1) % 64 & 1; }

    // A scalar, or what opens; then everything that closes behind it.
    bool value()
    {
        const char c = m_index.at(m_token);
        if (c != '{' && c != '[') {
            if (c == '\0' || !validScalar(m_index, m_token))
                return false;
            ++m_token;
            return after();
        }
        if (m_depth == JsonValueDepth)
            return false;
        const quint64 bit = quint64(1) << m_depth % 64;
        quint64 &word = m_objects[std::size_t(m_depth) / 64];
        word = c == '{' ? word | bit : word & ~bit;
        ++m_depth;
        if (m_index.at(++m_token) != (c == '{' ? '}' : ']'))
            return name();
        ++m_token;
        --m_depth;
        return after();
    }

    bool after()
    {
        while (m_depth > 0) {
            const char c = m_index.at(m_token++);
            if (c == ',')
                return name();
            if (c != (inObject() ? '}' : ']'))
                return false;
            --m_depth;
        }
        return true;
    }

    bool name()
    {
        if (!inObject())
            return true;
        if (m_index.at(m_token) != '"' || m_index.at(m_token + 1) != ':' || !validString(m_index, m_token))
            return false;
        m_token += 2;
        return true;
    }

    const JsonIndex &m_index;
    quint32 m_token;
    int m_depth = 0;
    std::array<quint64, JsonValueDepth / 64> m_objects{};
};

bool passTokens(Scratch &scratch, quint32 tokens) { return scratch.step(1 + tokens / 16); }

// Lists and maps over text that was checked.
Value checkedValue(const JsonIndex &index, quint32 token, Scratch &scratch);

class JsonList final : public cel::List
{
public:
    JsonList(const JsonIndex &index, quint32 token, Scratch &scratch)
        : m_index(index), m_token(token), m_scratch(scratch), m_at(token + 1)
    {}

    std::size_t size() const override
    {
        if (m_size == Unknown) {
            m_size = 0;
            quint32 t = m_token + 1;
            for (; m_index.at(t) != ']'; ++m_size)
                t = behind(t);
            passTokens(m_scratch, t - m_token);
        }
        return m_size;
    }

    cel::Value at(std::size_t index, Scratch &scratch) const override
    {
        if (index < m_atIndex) {
            m_atIndex = 0;
            m_at = m_token + 1;
        }
        const quint32 from = m_at;
        for (; m_atIndex < index; ++m_atIndex)
            m_at = behind(m_at);
        passTokens(scratch, m_at - from);
        return checkedValue(m_index, m_at, scratch);
    }

    std::string_view text() const { return m_index.span(m_token); }

private:
    static constexpr std::size_t Unknown = ~std::size_t(0);
    quint32 behind(quint32 token) const // where the next element begins, or the end
    {
        token = m_index.skip(token);
        return token + (m_index.at(token) == ',');
    }

    const JsonIndex &m_index;
    const quint32 m_token;
    Scratch &m_scratch;
    mutable quint32 m_at; // of the element at m_atIndex: they are read in order
    mutable std::size_t m_atIndex = 0, m_size = Unknown;
};

class JsonMap final : public cel::Map
{
public:
    JsonMap(const JsonIndex &index, quint32 token, Scratch &scratch)
        : m_index(index), m_token(token), m_scratch(scratch)
    {}

    std::size_t size() const override { return members(), m_size; }
    cel::Value key(std::size_t index, Scratch &) const override { return members()[index].name; }
    cel::Value value(std::size_t index, Scratch &scratch) const override
    {
        return checkedValue(m_index, members()[index].token, scratch);
    }

    std::optional<cel::Value> find(const cel::Value &key, Scratch &scratch) const override
    {
        if (key.kind != cel::Kind::String)
            return {};
        quint32 t = m_token + 1;
        while (m_index.at(t) == '"' && !scratch.exhausted()) {
            cel::Value name;
            stringValue(m_index, t, scratch, name);
            if (name.kind == cel::Kind::String && name.view() == key.view()) {
                passTokens(scratch, t - m_token);
                return checkedValue(m_index, t + 2, scratch);
            }
            t = behind(t);
        }
        passTokens(scratch, t - m_token);
        return {};
    }

    std::string_view text() const { return m_index.span(m_token); }

private:
    struct Member
    {
        cel::Value name;
        quint32 token = 0; // of its value
    };

    quint32 behind(quint32 nameToken) const
    {
        const quint32 token = m_index.skip(nameToken + 2);
        return token + (m_index.at(token) == ',');
    }

    // Each name once, in order: made when it is first asked for.
    const Member *members() const
    {
        if (m_read)
            return m_members;
        m_read = true;
        std::size_t count = 0;
        quint32 end = m_token + 1;
        for (; m_index.at(end) == '"'; ++count)
            end = behind(end);
        if (!passTokens(m_scratch, end - m_token))
            return m_members;
        const std::size_t slots = std::bit_ceil(count * 2 + 1);
        auto *members = m_scratch.array<Member>(count);
        auto *table = m_scratch.array<quint32>(slots);
        if (!members || !table)
            return m_members;
        m_members = members;
        std::fill_n(table, slots, 0);
        for (quint32 t = m_token + 1; m_index.at(t) == '"'; t = behind(t)) {
            cel::Value name;
            stringValue(m_index, t, m_scratch, name);
            if (isNew(name.view(), members, table, slots - 1))
                new (members + m_size++) Member{name, t + 2};
        }
        return m_members;
    }

    bool isNew(std::string_view name, const Member *members, quint32 *table, std::size_t mask) const
    {
        std::size_t at = std::hash<std::string_view>{}(name)&mask;
        for (; table[at]; at = (at + 1) & mask) {
            if (members[table[at] - 1].name.view() == name)
                return false;
        }
        table[at] = quint32(m_size + 1);
        return true;
    }

    const JsonIndex &m_index;
    const quint32 m_token;
    Scratch &m_scratch;
    mutable bool m_read = false;
    mutable const Member *m_members = nullptr;
    mutable std::size_t m_size = 0;
};

// Numbers, true, false and null.
bool wordValue(std::string_view text, Value &out)
{
    switch (text.front()) {
    case 'n':
        out = Value::null();
        return text == "null";
    case 't':
        out = Value::ofBool(true);
        return text == "true";
    case 'f':
        out = Value::ofBool(false);
        return text == "false";
    default:
        return jsonNumber(text, out);
    }
}

Value listAt(const JsonIndex &index, quint32 token, Scratch &scratch)
{
    const auto *list = scratch.make<JsonList>(index, token, scratch);
    return list ? Value::ofList(list) : limitReached();
}

Value mapAt(const JsonIndex &index, quint32 token, Scratch &scratch)
{
    const auto *map = scratch.make<JsonMap>(index, token, scratch);
    return map ? Value::ofMap(map) : limitReached();
}

bool valueAt(const JsonIndex &index, quint32 token, Scratch &scratch, Value &out, bool checked)
{
    switch (index.at(token)) {
    case '\0':
        return false;
    case '"':
        return stringValue(index, token, scratch, out);
    case '{':
    case '[':
        if (!checked) {
            Check check(index, token);
            if (!check.run())
                return false;
            passTokens(scratch, check.end() - token);
        }
        out = index.at(token) == '{' ? mapAt(index, token, scratch) : listAt(index, token, scratch);
        return true;
    default:
        return wordValue(index.scalar(token), out);
    }
}

Value checkedValue(const JsonIndex &index, quint32 token, Scratch &scratch)
{
    Value out;
    valueAt(index, token, scratch, out, true);
    return out;
}

} // namespace

bool jsonValue(const JsonIndex &index, quint32 token, Scratch &scratch, Value &out)
{
    return valueAt(index, token, scratch, out, false);
}

bool jsonNumber(std::string_view text, Value &out)
{
    const auto number = readJsonNumber(text);
    if (!number)
        return false;
    switch (number->kind) {
    case JsonNumber::Kind::Int:
        out = Value::ofInt(number->integer);
        break;
    case JsonNumber::Kind::UInt:
        out = Value::ofUInt(number->unsignedInteger);
        break;
    case JsonNumber::Kind::Double:
        out = Value::ofDouble(number->real);
        return true;
    }
    out.fromJson = true;
    return true;
}

std::string_view jsonTextOf(const Value &value)
{
    if (value.kind == cel::Kind::List) {
        const auto *list = dynamic_cast<const JsonList *>(value.list);
        return list ? list->text() : std::string_view();
    }
    if (value.kind == cel::Kind::Map) {
        const auto *map = dynamic_cast<const JsonMap *>(value.map);
        return map ? map->text() : std::string_view();
    }
    return {};
}

} // namespace flowbench

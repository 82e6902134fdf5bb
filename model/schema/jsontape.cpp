// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/schema/jsontape.h"

#include "model/base/decimal.h"
#include "model/decode/json.h"
#include "model/query/jsontext.h"

#include <algorithm>

namespace flowbench {

using Kind = JsonTape::Kind;

namespace {
constexpr std::size_t KeptValues = 1 << 16;
}

// Goes through the tokens of the index and checks the grammar between them. Open lists and objects are a vector.
class TapeReader
{
public:
    explicit TapeReader(JsonTape &tape) : m_tape(tape), m_index(tape.m_index) {}

    JsonTape::Read run()
    {
        do {
            if (!value())
                return m_trouble;
        } while (!m_tape.m_open.empty());
        return m_index.tokens() == m_token ? JsonTape::Read::Done : JsonTape::Read::NotJson;
    }

private:
    bool value()
    {
        if (m_tape.m_values.size() + 2 > JsonTape::MostValues)
            return fail(JsonTape::Read::TooMany);
        const char c = m_index.at(m_token);
        if (c == '{' || c == '[')
            return open(c);
        return c != '\0' && scalar(c) && closed();
    }

    bool open(char bracket)
    {
        if (m_tape.m_open.size() >= std::size_t(JsonTape::MostDepth))
            return fail(JsonTape::Read::TooDeep);
        const bool object = bracket == '{';
        m_tape.m_open.push_back(quint32(m_tape.m_values.size()));
        m_tape.m_values.push_back({m_index.position(m_token), 0, 0, 0, object ? Kind::Object : Kind::Array, false});
        ++m_token;
        if (m_index.at(m_token) == (object ? '}' : ']')) {
            close();
            return closed();
        }
        return !object || name();
    }

    // Behind a value: everything that ends here, and what comes before the next value.
    bool closed()
    {
        while (!m_tape.m_open.empty()) {
            JsonTape::Value &parent = m_tape.m_values[m_tape.m_open.back()];
            ++parent.count;
            const bool object = parent.kind == Kind::Object;
            const char c = m_index.at(m_token);
            if (c == ',') {
                ++m_token;
                return !object || name();
            }
            if (c != (object ? '}' : ']'))
                return false;
            close();
        }
        return true;
    }

    void close()
    {
        ++m_token;
        m_tape.m_values[m_tape.m_open.back()].next = quint32(m_tape.m_values.size());
        m_tape.m_open.pop_back();
    }

    bool name()
    {
        if (m_index.at(m_token) != '"' || !scalar('"') || m_index.at(m_token) != ':')
            return false;
        ++m_token;
        return true;
    }

    bool scalar(char first)
    {
        const std::string_view text = m_index.scalar(m_token);
        JsonTape::Value v;
        v.begin = m_index.position(m_token);
        v.end = v.begin + quint32(text.size());
        v.next = quint32(m_tape.m_values.size()) + 1;
        ++m_token;
        switch (first) {
        case '"':
            if (!string(text, v))
                return false;
            break;
        case 't':
            v.kind = Kind::True;
            if (text != "true")
                return false;
            break;
        case 'f':
            v.kind = Kind::False;
            if (text != "false")
                return false;
            break;
        case 'n':
            if (text != "null")
                return false;
            break;
        default:
            v.kind = Kind::Number;
            if (!readJsonNumber(text))
                return false;
        }
        m_tape.m_values.push_back(v);
        return true;
    }

    bool string(std::string_view text, JsonTape::Value &v) const
    {
        const std::string_view inside = text.substr(1);
        const JsonStringEnd end = jsonStringEnd(inside);
        if (end.at == std::string_view::npos || end.at + 1 != inside.size() ||
            (end.escapes && !validJsonEscapes(inside.substr(0, end.at))))
            return false;
        v.kind = Kind::String;
        v.escapes = end.escapes;
        ++v.begin;
        v.end = v.begin + quint32(end.at);
        return true;
    }

    bool fail(JsonTape::Read trouble)
    {
        m_trouble = trouble;
        return false;
    }

    JsonTape &m_tape;
    const JsonIndex &m_index;
    quint32 m_token = 0;
    JsonTape::Read m_trouble = JsonTape::Read::NotJson;
};

JsonTape::Read JsonTape::read(std::string_view text)
{
    m_values.clear();
    m_open.clear();
    m_text = withoutMark(text);
    if (m_text.size() > LargestText)
        return Read::TooLarge;
    return m_index.read(m_text) ? TapeReader(*this).run() : Read::NotJson;
}

std::string_view JsonTape::text(quint32 i, std::string &memory) const
{
    const std::string_view inside = raw(i);
    if (!m_values[i].escapes)
        return inside;
    memory.resize(inside.size());
    memory.resize(unescapeJson(inside, memory.data()).value_or(0));
    return memory;
}

quint32 JsonTape::member(quint32 object, std::string_view name) const
{
    quint32 found = 0;
    if (m_values[object].kind != Kind::Object)
        return found;
    std::string memory;
    quint32 at = object + 1;
    for (quint32 n = m_values[object].count; n > 0; --n, at = m_values[at + 1].next) {
        if (text(at, memory) == name)
            found = at + 1;
    }
    return found;
}

quint32 JsonTape::element(quint32 list, std::size_t index) const
{
    if (m_values[list].kind != Kind::Array || index >= m_values[list].count)
        return 0;
    quint32 at = list + 1;
    for (; index > 0; --index)
        at = m_values[at].next;
    return at;
}

std::string JsonTape::pointerTo(quint32 i) const
{
    std::string pointer, memory;
    for (quint32 in = 0; in < i;) {
        const bool object = m_values[in].kind == Kind::Object;
        quint32 at = in + 1;
        std::size_t index = 0;
        while (m_values[object ? at + 1 : at].next <= i) {
            at = m_values[object ? at + 1 : at].next;
            ++index;
        }
        appendPointerToken(pointer, object ? text(at, memory) : std::string_view(std::to_string(index)));
        if (object && at == i)
            break; // a name: its member
        in = object ? at + 1 : at;
    }
    return pointer;
}

void JsonTape::appendCanonical(quint32 i, std::string &out) const
{
    const Value &v = m_values[i];
    switch (v.kind) {
    case Kind::Null:
    case Kind::False:
    case Kind::True:
        out += raw(i);
        return;
    case Kind::Number: {
        const Decimal d = Decimal::of(raw(i));
        out += d.negative ? '-' : '+';
        out += d.digits;
        out += 'e';
        out += std::to_string(d.power);
        return;
    }
    case Kind::String: {
        std::string memory;
        const std::string_view said = text(i, memory);
        out += '"';
        out += std::to_string(said.size());
        out += ':';
        out += said;
        return;
    }
    case Kind::Object:
        appendCanonicalObject(i, out);
        return;
    case Kind::Array:
        out += '[';
        for (quint32 n = v.count, at = i + 1; n > 0; --n, at = m_values[at].next) {
            appendCanonical(at, out);
            out += ',';
        }
        out += ']';
    }
}

void JsonTape::appendCanonicalObject(quint32 i, std::string &out) const
{
    std::vector<std::pair<std::string, quint32>> members;
    std::string memory;
    quint32 at = i + 1;
    for (quint32 n = m_values[i].count; n > 0; --n, at = m_values[at + 1].next)
        members.emplace_back(text(at, memory), at);
    std::stable_sort(members.begin(), members.end(), [](const auto &a, const auto &b) { return a.first < b.first; });
    out += '{';
    for (const auto &[name, member] : members) {
        appendCanonical(member, out);
        appendCanonical(member + 1, out);
    }
    out += '}';
}

void JsonTape::shrink()
{
    m_index.shrink();
    if (m_values.capacity() > KeptValues)
        m_values = {};
}

void appendPointerToken(std::string &pointer, std::string_view token)
{
    pointer += '/';
    for (const char c : token) {
        if (c == '~')
            pointer += "~0";
        else if (c == '/')
            pointer += "~1";
        else
            pointer += c;
    }
}

} // namespace flowbench

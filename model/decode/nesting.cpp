// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/decode/nesting.h"

#include "model/base/jsonwriter.h"
#include "model/decode/attempt.h"

namespace flowbench {

using namespace Qt::StringLiterals;

void JsonNesting::begin()
{
    m_started = true;
    if (m_open.empty())
        return;
    Level &top = m_open.back();
    const bool value = top.kind == Kind::Map && !top.key;
    if (top.any && !value)
        m_out.push_back(',');
    top.any = true;
    top.start = m_out.size();
}

namespace {
// A key that is a list or a map is written as text. Each one inside another doubles the backslashes of all inside it,
// so that a few bytes could become gigabytes.
constexpr std::size_t MostKeyText = 64 << 10;
} // namespace

// The innermost level has one value more.
Result<void> JsonNesting::ended()
{
    Level &top = m_open.back();
    if (!top.indefinite)
        --top.left;
    if (top.kind != Kind::Map)
        return {};
    if (top.key) {
        if (m_out[top.start] != '"') {
            if (m_out.size() - top.start > MostKeyText)
                return decodeError(m_encoding, u"a map's key is no text and too large"_s);
            const std::string text = m_out.substr(top.start);
            m_out.resize(top.start);
            appendJsonString(m_out, text);
        }
        m_out.push_back(':');
    }
    top.key = !top.key;
    return {};
}

// Closes every level that is full.
Result<void> JsonNesting::settle()
{
    while (!m_open.empty() && !m_open.back().indefinite && m_open.back().left == 0) {
        m_out.push_back(m_open.back().kind == Kind::Array ? ']' : '}');
        m_open.pop_back();
        if (!m_open.empty()) {
            if (auto ok = ended(); !ok)
                return ok;
        }
        if (m_out.size() > m_limits.bytes)
            break;
    }
    if (m_out.size() > m_limits.bytes)
        return decodedTooLarge(m_limits.bytes);
    return {};
}

Result<void> JsonNesting::end()
{
    if (!m_open.empty()) {
        if (auto ok = ended(); !ok)
            return ok;
    }
    return settle();
}

Result<void> JsonNesting::open(Kind kind, quint64 values, bool indefinite, quint64 tag)
{
    if (m_open.size() >= std::size_t(m_limits.depth))
        return decodeError(m_encoding, u"it is nested deeper than %1 levels"_s.arg(m_limits.depth));
    begin();
    Level level{kind, indefinite};
    level.left = values;
    level.key = kind == Kind::Map;
    m_out.push_back(kind == Kind::Array ? '[' : '{');
    if (kind == Kind::Tag) {
        m_out += "\"tag\":";
        appendJsonUnsigned(m_out, tag);
        m_out += ",\"value\":";
    }
    m_open.push_back(level);
    return settle();
}

Result<bool> JsonNesting::close()
{
    if (m_open.empty())
        return false;
    Level &top = m_open.back();
    if (!top.indefinite || (top.kind == Kind::Map && !top.key))
        return false;
    top.indefinite = false;
    top.left = 0;
    if (auto ok = settle(); !ok)
        return ok.error();
    return true;
}

} // namespace flowbench

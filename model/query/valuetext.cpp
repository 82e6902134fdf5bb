// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/valuetext.h"

#include "model/base/jsonwriter.h"
#include "model/query/cel/numbers.h"
#include "model/query/cel/times.h"

#include <QString>

#include <algorithm>
#include <bit>
#include <cmath>

namespace flowbench {

using cel::Kind;
using cel::Value;

namespace {

constexpr int Deepest = 600;

void appendUtf8(std::string &out, std::string_view text)
{
    if (isUtf8(text))
        appendJsonString(out, text);
    else
        appendJsonString(out, QString::fromUtf8(text.data(), qsizetype(text.size())).toStdString());
}

// What has no nesting, without quotes.
std::string plainText(const Value &value)
{
    switch (value.kind) {
    case Kind::Bool:
        return value.boolean ? "true" : "false";
    case Kind::Int:
        return std::to_string(value.integer);
    case Kind::UInt:
        return std::to_string(value.unsignedInteger);
    case Kind::Double:
        return cel::formatDouble(value.real);
    case Kind::String:
    case Kind::Type:
        return std::string(value.view());
    case Kind::Timestamp:
        return cel::formatTimestamp(value);
    case Kind::Duration:
        return cel::formatDuration(value);
    case Kind::Bytes: {
        std::string out;
        appendBase64(out, value.view());
        return out;
    }
    default:
        return "null";
    }
}

class JsonOf
{
public:
    JsonOf(std::string &out, cel::Scratch &scratch, std::size_t most) : m_out(out), m_scratch(scratch), m_most(most) {}

    bool value(const Value &v, int depth)
    {
        if (v.isError() || depth > Deepest || m_out.size() > m_most || !m_scratch.step())
            return false;
        switch (v.kind) {
        case Kind::List:
            return list(*v.list, depth);
        case Kind::Map:
            return map(*v.map, depth);
        case Kind::String:
            return text(v.view());
        case Kind::Double:
            if (std::isfinite(v.real)) {
                m_out += cel::formatDouble(v.real, true);
                return true;
            }
            break;
        case Kind::Null:
        case Kind::Bool:
        case Kind::Int:
        case Kind::UInt:
            m_out += plainText(v);
            return true;
        default:
            break;
        }
        return text(plainText(v.kind == Kind::Bytes ? Value::ofBytes(v.view().substr(0, m_most)) : v));
    }

private:
    // Of a text that is too long, what makes all of it too long.
    bool text(std::string_view text)
    {
        const std::string_view fits = text.substr(0, m_most - m_out.size());
        if (!m_scratch.read(fits.size()))
            return false;
        appendUtf8(m_out, fits);
        return m_out.size() <= m_most;
    }

    bool list(const cel::List &list, int depth)
    {
        m_out.push_back('[');
        for (std::size_t i = 0, n = list.size(); i < n; ++i) {
            if (i > 0)
                m_out.push_back(',');
            if (!value(list.at(i, m_scratch), depth + 1))
                return false;
        }
        m_out.push_back(']');
        return true;
    }

    bool map(const cel::Map &map, int depth)
    {
        m_out.push_back('{');
        for (std::size_t i = 0, n = map.size(); i < n; ++i) {
            if (i > 0)
                m_out.push_back(',');
            const Value key = map.key(i, m_scratch);
            if (m_out.size() > m_most || !(key.kind == Kind::String ? text(key.view()) : text(plainText(key))))
                return false;
            m_out.push_back(':');
            if (!value(map.value(i, m_scratch), depth + 1))
                return false;
        }
        m_out.push_back('}');
        return true;
    }

    std::string &m_out;
    cel::Scratch &m_scratch;
    const std::size_t m_most;
};

void appendBigEndian(std::string &key, quint64 v)
{
    for (int shift = 56; shift >= 0; shift -= 8)
        key.push_back(char(v >> shift));
}

quint64 orderedBits(double d)
{
    const auto bits = std::bit_cast<quint64>(d == 0 ? 0.0 : d); // -0 is 0
    return bits >> 63 ? ~bits : bits | quint64(1) << 63;
}

// First as the nearest double, then how far it is from that.
template <class T>
void appendNumber(std::string &key, T n)
{
    const auto nearest = double(n);
    appendBigEndian(key, orderedBits(nearest));
    appendBigEndian(key, quint64(qint64((long double)(n) - (long double)(nearest))) ^ quint64(1) << 63);
}

void appendNumberKey(std::string &key, const Value &value)
{
    key.push_back(1);
    if (value.kind == Kind::Int) {
        appendNumber(key, value.integer);
    } else if (value.kind == Kind::UInt) {
        appendNumber(key, value.unsignedInteger);
    } else {
        appendBigEndian(key, std::isnan(value.real) ? ~quint64(0) : orderedBits(value.real));
        appendBigEndian(key, quint64(1) << 63);
    }
}

void appendTimeKey(std::string &key, const Value &value)
{
    key.push_back(value.kind == Kind::Timestamp ? 2 : 3);
    appendBigEndian(key, quint64(value.integer) ^ quint64(1) << 63);
    appendBigEndian(key, quint64(qint64(value.nanos)) ^ quint64(1) << 63);
}

} // namespace

bool appendValueJson(std::string &out, const Value &value, cel::Scratch &scratch, std::size_t most)
{
    return JsonOf(out, scratch, most).value(value, 0);
}

bool appendValueText(std::string &out, const Value &value, cel::Scratch &scratch, std::size_t most)
{
    if (value.kind == Kind::List || value.kind == Kind::Map || value.isError())
        return appendValueJson(out, value, scratch, most);
    if (value.kind == Kind::String)
        out += value.view().substr(0, most + 1);
    else
        out += plainText(value.kind == Kind::Bytes ? Value::ofBytes(value.view().substr(0, most)) : value);
    return out.size() <= most;
}

void appendSortKey(std::string &key, const Value &value, std::size_t limit, cel::Scratch &scratch)
{
    switch (value.kind) {
    case Kind::Error:
        appendNothingKey(key);
        return;
    case Kind::Null:
        key.push_back(9);
        return;
    case Kind::Int:
    case Kind::UInt:
    case Kind::Double:
        appendNumberKey(key, value);
        return;
    case Kind::Timestamp:
    case Kind::Duration:
        appendTimeKey(key, value);
        return;
    case Kind::Bool:
        key.push_back(4);
        key.push_back(value.boolean);
        return;
    case Kind::String:
    case Kind::Bytes:
    case Kind::Type:
        key.push_back(5);
        key += value.view().substr(0, limit);
        return;
    case Kind::List:
    case Kind::Map:
        key.push_back(6);
        std::string text;
        appendValueJson(text, value, scratch, limit);
        key += std::string_view(text).substr(0, limit);
        return;
    }
}

void appendNothingKey(std::string &key) { key.push_back('\xff'); }

} // namespace flowbench

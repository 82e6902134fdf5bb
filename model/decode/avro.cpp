// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/decode/avro.h"

#include "model/base/jsonwriter.h"
#include "model/decode/attempt.h"
#include "model/decode/bignum.h"

#include <bit>
#include <cstdio>
#include <limits>

namespace flowbench {

using namespace Qt::StringLiterals;
using Type = AvroSchema::Type;
using Logical = AvroSchema::Logical;

namespace {
// Nesting is recursion here, bounded by the limits' depth.
class Reader
{
public:
    Reader(const AvroSchema &schema, std::string_view bytes, const DecodeLimits &limits, std::string &out)
        : m_schema(schema), m_in(bytes), m_limits(limits), m_out(out)
    {}

    Result<void> read()
    {
        if (!value(m_schema.root(), 0))
            return m_tooLarge ? decodedTooLarge(m_limits.bytes) : decodeError(Encoding::Avro, m_fault + where());
        if (!m_in.atEnd())
            return decodeError(Encoding::Avro, u"%1 bytes follow the value"_s.arg(m_in.left()));
        return {};
    }

private:
    bool fail(const QString &what)
    {
        m_fault = what;
        return false;
    }
    bool cut() { return fail(u"the bytes end at %1"_s.arg(m_in.at())); }
    QString where() const { return m_path.isEmpty() ? QString() : u" in %1"_s.arg(m_path); }

    bool value(int index, int depth)
    {
        if (depth > m_limits.depth)
            return fail(u"it is nested deeper than %1 levels"_s.arg(m_limits.depth));
        if (m_out.size() > m_limits.bytes) {
            m_tooLarge = true;
            return false;
        }
        const AvroSchema::Node &node = m_schema.node(index);
        switch (node.type) {
        case Type::Null:
            m_out += "null";
            return true;
        case Type::Boolean:
            return boolean();
        case Type::Int:
        case Type::Long:
            return integer(node);
        case Type::Float:
        case Type::Double:
            return floating(node.type);
        case Type::Bytes:
        case Type::String:
            return bytes(node);
        case Type::Fixed:
            return m_in.left() < std::size_t(node.size) ? cut() : binary(node, m_in.take(std::size_t(node.size)));
        case Type::Enum:
            return symbol(node);
        case Type::Union:
            return branch(node, depth);
        case Type::Record:
            return record(node, depth);
        case Type::Array:
        case Type::Map:
            return blocks(node, depth);
        }
        return false;
    }

    std::optional<qint64> zigzag()
    {
        const auto n = m_in.varint();
        if (!n) {
            if (m_in.atEnd())
                cut();
            else
                fail(u"a number is longer than ten bytes at byte %1"_s.arg(m_in.at()));
            return {};
        }
        return qint64(*n >> 1) ^ -qint64(*n & 1);
    }

    bool boolean()
    {
        if (m_in.atEnd())
            return cut();
        const quint8 b = m_in.byte();
        if (b > 1)
            return fail(u"byte %1 is neither true nor false"_s.arg(m_in.at() - 1));
        m_out += b ? "true" : "false";
        return true;
    }

    bool integer(const AvroSchema::Node &node)
    {
        const auto n = zigzag();
        if (!n)
            return false;
        if (node.type == Type::Int &&
            (*n > std::numeric_limits<qint32>::max() || *n < std::numeric_limits<qint32>::min()))
            return fail(u"%1 is no int"_s.arg(*n));
        switch (node.logical) {
        case Logical::Date:
            return date(*n);
        case Logical::TimeMillis:
            return timeOfDay(*n, 1000, 3);
        case Logical::TimeMicros:
            return timeOfDay(*n, 1'000'000, 6);
        case Logical::TimestampMillis:
        case Logical::LocalTimestampMillis:
            return timestamp(*n, 1000, node.logical == Logical::TimestampMillis);
        case Logical::TimestampMicros:
        case Logical::LocalTimestampMicros:
            return timestamp(*n, 1'000'000, node.logical == Logical::TimestampMicros);
        case Logical::TimestampNanos:
        case Logical::LocalTimestampNanos:
            return timestamp(*n, 1'000'000'000, node.logical == Logical::TimestampNanos);
        default:
            appendJsonInteger(m_out, *n);
            return true;
        }
    }

    bool date(qint64 days)
    {
        m_out.push_back('"');
        appendIsoTime(m_out, days * 86'400'000);
        m_out.resize(m_out.size() - sizeof "T00:00:00.000Z" + 1);
        m_out.push_back('"');
        return true;
    }

    bool timeOfDay(qint64 n, qint64 perSecond, int digits)
    {
        if (n < 0 || n >= 86'400 * perSecond) {
            appendJsonInteger(m_out, n);
            return true;
        }
        const qint64 s = n / perSecond;
        char text[40];
        std::snprintf(text, sizeof text, "\"%02d:%02d:%02d.%0*d\"", int(s / 3600), int(s / 60 % 60), int(s % 60),
                      digits, int(n % perSecond));
        m_out += text;
        return true;
    }

    bool timestamp(qint64 n, qint64 perSecond, bool zone)
    {
        qint64 seconds = n / perSecond, rest = n % perSecond;
        if (rest < 0) {
            rest += perSecond;
            --seconds;
        }
        appendJsonTime(m_out, seconds, qint32(rest * (1'000'000'000 / perSecond)), zone);
        return true;
    }

    bool floating(Type type)
    {
        const int width = type == Type::Float ? 4 : 8;
        if (m_in.left() < std::size_t(width))
            return cut();
        const quint64 bits = m_in.littleEndian(width);
        if (type == Type::Float)
            appendJsonFloat(m_out, std::bit_cast<float>(quint32(bits)));
        else
            appendJsonDouble(m_out, std::bit_cast<double>(bits));
        return true;
    }

    std::optional<std::string_view> counted()
    {
        const auto n = zigzag();
        if (!n)
            return {};
        if (*n < 0 || quint64(*n) > m_in.left()) {
            fail(u"a length of %1 bytes, and %2 are left"_s.arg(*n).arg(m_in.left()));
            return {};
        }
        return m_in.take(std::size_t(*n));
    }

    bool bytes(const AvroSchema::Node &node)
    {
        const auto content = counted();
        if (!content)
            return false;
        if (node.type == Type::Bytes)
            return binary(node, *content);
        appendJsonText(m_out, *content);
        return true;
    }

    bool binary(const AvroSchema::Node &node, std::string_view content)
    {
        if (node.logical == Logical::Decimal && !content.empty() && content.size() <= LongestNumber)
            m_out += withScale(signedDecimalDigits(content), node.scale);
        else if (node.logical == Logical::Duration)
            duration(content);
        else
            appendJsonBase64(m_out, content);
        return true;
    }

    void duration(std::string_view content)
    {
        ByteCursor in(content);
        const auto months = unsigned(in.littleEndian(4)), days = unsigned(in.littleEndian(4));
        const auto ms = unsigned(in.littleEndian(4));
        char text[64];
        std::snprintf(text, sizeof text, "\"P%uM%uDT%u.%03uS\"", months, days, ms / 1000, ms % 1000);
        m_out += text;
    }

    bool symbol(const AvroSchema::Node &node)
    {
        const auto n = zigzag();
        if (!n)
            return false;
        if (*n < 0 || quint64(*n) >= node.names.size())
            return fail(u"%1 is none of %2 symbols"_s.arg(*n).arg(node.names.size()));
        m_out += node.names[std::size_t(*n)];
        return true;
    }

    bool branch(const AvroSchema::Node &node, int depth)
    {
        const auto n = zigzag();
        if (!n)
            return false;
        if (*n < 0 || quint64(*n) >= node.children.size())
            return fail(u"%1 is none of a union's %2 types"_s.arg(*n).arg(node.children.size()));
        return value(node.children[std::size_t(*n)], depth + 1);
    }

    bool record(const AvroSchema::Node &node, int depth)
    {
        m_out.push_back('{');
        for (std::size_t i = 0; i < node.children.size(); ++i) {
            if (i)
                m_out.push_back(',');
            m_out += node.names[i];
            m_out.push_back(':');
            if (!value(node.children[i], depth + 1)) {
                if (m_path.size() < 200) {
                    const QString name = QString::fromStdString(node.names[i].substr(1, node.names[i].size() - 2));
                    m_path = m_path.isEmpty() ? name : name + u'.' + m_path;
                }
                return false;
            }
        }
        m_out.push_back('}');
        return true;
    }

    // Arrays and maps come in blocks; a negative count is followed by the block's length in bytes.
    bool blocks(const AvroSchema::Node &node, int depth)
    {
        const bool map = node.type == Type::Map;
        m_out.push_back(map ? '{' : '[');
        bool first = true;
        for (;;) {
            auto count = zigzag();
            if (!count)
                return false;
            if (*count == 0)
                break;
            if (*count < 0) {
                if (!zigzag())
                    return false;
                if (*count == std::numeric_limits<qint64>::min())
                    return fail(u"a block has an impossible count"_s);
                count = -*count;
            }
            for (qint64 i = 0; i < *count; ++i) {
                if (!first)
                    m_out.push_back(',');
                first = false;
                if (map && !name())
                    return false;
                if (!value(node.children.front(), depth + 1))
                    return false;
            }
        }
        m_out.push_back(map ? '}' : ']');
        return true;
    }

    bool name()
    {
        const auto key = counted();
        if (!key)
            return false;
        appendJsonText(m_out, *key);
        m_out.push_back(':');
        return true;
    }

    const AvroSchema &m_schema;
    ByteCursor m_in;
    const DecodeLimits &m_limits;
    std::string &m_out;
    QString m_fault, m_path;
    bool m_tooLarge = false;
};
} // namespace

Result<void> avroToJson(const AvroSchema &schema, std::string_view bytes, const DecodeLimits &limits, std::string &out)
{
    return Reader(schema, bytes, limits, out).read();
}

} // namespace flowbench

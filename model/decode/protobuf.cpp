// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/decode/protobuf.h"

#include "model/base/jsonwriter.h"
#include "model/decode/attempt.h"
#include "model/decode/protobufscalars.h"

#include <algorithm>
#include <set>
#include <span>

namespace flowbench {

using namespace Qt::StringLiterals;
namespace pb = google::protobuf;
using Field = pb::FieldDescriptor;
using Fields = std::vector<WireField>;
using Some = std::span<const WireField>;

namespace {
constexpr std::size_t MostFields = std::size_t(1) << 20; // held at once: 40 bytes each

// Nesting is recursion here, bounded by the limits' depth.
class Writer
{
public:
    Writer(const DecodeLimits &limits, std::string &out) : m_limits(limits), m_out(out) {}

    // The message whose bytes are these, one part behind the other.
    bool message(const pb::Descriptor &type, std::span<const std::string_view> parts, int depth)
    {
        if (depth > m_limits.depth)
            return fail(u"it is nested deeper than %1 levels"_s.arg(m_limits.depth));
        if (full())
            return false;
        Fields fields;
        if (!read(type, parts, fields))
            return false;
        m_held += fields.size();
        const bool ok = known(type, fields, depth);
        m_held -= fields.size();
        return ok;
    }

    QString fault;
    bool tooLarge = false;
    bool allKnown = true;

private:
    bool fail(const QString &what)
    {
        if (fault.isEmpty())
            fault = what;
        return false;
    }

    bool full()
    {
        tooLarge |= m_out.size() > m_limits.bytes;
        return tooLarge;
    }

    // The fields of a message, those of one number behind each other.
    bool read(const pb::Descriptor &type, std::span<const std::string_view> parts, Fields &fields)
    {
        for (const std::string_view part : parts) {
            const QString broken = readWireFields(part, MostFields - std::min(m_held, MostFields), fields);
            if (!broken.isEmpty())
                return fail(u"%1 in %2"_s.arg(broken, QString::fromStdString(type.full_name())));
        }
        const auto less = [](const WireField &a, const WireField &b) { return a.number < b.number; };
        if (!std::is_sorted(fields.begin(), fields.end(), less))
            std::stable_sort(fields.begin(), fields.end(), less);
        return true;
    }

    static Some ofNumber(const Fields &fields, int number)
    {
        const auto less = [](const WireField &f, int n) { return f.number < n; };
        const auto first = std::lower_bound(fields.begin(), fields.end(), number, less);
        const auto last = std::lower_bound(first, fields.end(), number + 1, less);
        return {first, last};
    }

    bool known(const pb::Descriptor &type, const Fields &fields, int depth)
    {
        switch (type.well_known_type()) {
        case pb::Descriptor::WELLKNOWNTYPE_TIMESTAMP:
            appendJsonTime(m_out, qint64(number(fields, 1)), nanoseconds(fields));
            return true;
        case pb::Descriptor::WELLKNOWNTYPE_DURATION:
            return duration(qint64(number(fields, 1)), nanoseconds(fields));
        case pb::Descriptor::WELLKNOWNTYPE_FIELDMASK:
            return mask(fields);
        case pb::Descriptor::WELLKNOWNTYPE_STRUCT:
            return only(type, fields, depth, true);
        case pb::Descriptor::WELLKNOWNTYPE_VALUE:
            return dynamicValue(type, fields, depth);
        case pb::Descriptor::WELLKNOWNTYPE_ANY:
            return any(type, fields, depth);
        case pb::Descriptor::WELLKNOWNTYPE_LISTVALUE:
        case pb::Descriptor::WELLKNOWNTYPE_DOUBLEVALUE:
        case pb::Descriptor::WELLKNOWNTYPE_FLOATVALUE:
        case pb::Descriptor::WELLKNOWNTYPE_INT64VALUE:
        case pb::Descriptor::WELLKNOWNTYPE_UINT64VALUE:
        case pb::Descriptor::WELLKNOWNTYPE_INT32VALUE:
        case pb::Descriptor::WELLKNOWNTYPE_UINT32VALUE:
        case pb::Descriptor::WELLKNOWNTYPE_STRINGVALUE:
        case pb::Descriptor::WELLKNOWNTYPE_BYTESVALUE:
        case pb::Descriptor::WELLKNOWNTYPE_BOOLVALUE:
            return only(type, fields, depth, true);
        default:
            m_out.push_back('{');
            if (bool any = false; !members(type, fields, depth, any))
                return false;
            m_out.push_back('}');
            return true;
        }
    }

    // A wrapper is its one field.
    bool only(const pb::Descriptor &type, const Fields &fields, int depth, bool absent)
    {
        const Field *field = type.field_count() == 1 ? type.field(0) : nullptr;
        return field ? value(*field, ofNumber(fields, field->number()), depth, absent) : fail(u"a strange wrapper"_s);
    }

    bool members(const pb::Descriptor &type, const Fields &fields, int depth, bool &any)
    {
        for (int i = 0; i < type.field_count(); ++i) {
            const Field &field = *type.field(i);
            const Some some = ofNumber(fields, field.number());
            if (!isThere(field, some) && (field.has_presence() || field.containing_oneof()))
                continue;
            name(field.json_name(), any);
            if (!value(field, some, depth, true))
                return false;
        }
        return others(type, fields, depth, any);
    }

    void name(std::string_view text, bool &any)
    {
        if (any)
            m_out.push_back(',');
        any = true;
        appendJsonText(m_out, text); // names of a descriptor set may be any bytes
        m_out.push_back(':');
    }

    // Whether this is how the field is written. Numbers may be packed although the schema does not say so.
    static bool fits(const Field &field, const WireField &f)
    {
        const WireType wire = wireOf(field);
        return f.type == wire || (field.is_repeated() && isScalar(wire) && f.type == WireType::Bytes);
    }
    static bool isThere(const Field &field, Some some)
    {
        return std::any_of(some.begin(), some.end(), [&](const WireField &f) { return fits(field, f); });
    }

    // Of one field: all its occurrences, or its default.
    bool value(const Field &field, Some some, int depth, bool absent)
    {
        if (field.is_map())
            return map(field, some, depth);
        if (field.is_repeated())
            return list(field, some, depth);
        if (field.cpp_type() == Field::CPPTYPE_MESSAGE) {
            std::vector<std::string_view> parts; // of one that comes twice, both count
            for (const WireField &f : some) {
                if (fits(field, f))
                    parts.push_back(f.bytes);
            }
            return message(*field.message_type(), parts, depth + 1);
        }
        for (std::size_t i = some.size(); i-- > 0;) {
            if (fits(field, some[i]))
                return scalar(field, some[i]);
        }
        if (absent)
            appendDefault(m_out, field);
        return true;
    }

    bool list(const Field &field, Some some, int depth)
    {
        m_out.push_back('[');
        bool any = false;
        for (const WireField &f : some) {
            if (!fits(field, f))
                continue;
            if (f.type == WireType::Bytes && isScalar(wireOf(field))) {
                if (!packed(field, f.bytes, any))
                    return false;
                continue;
            }
            separate(any);
            const std::string_view parts[] = {f.bytes};
            const bool nested = field.cpp_type() == Field::CPPTYPE_MESSAGE;
            if (nested ? !message(*field.message_type(), parts, depth + 1) : !scalar(field, f))
                return false;
        }
        m_out.push_back(']');
        return true;
    }

    void separate(bool &any)
    {
        if (any)
            m_out.push_back(',');
        any = true;
    }

    bool packed(const Field &field, std::string_view bytes, bool &any)
    {
        const WireType wire = wireOf(field);
        ByteCursor in(bytes);
        while (!in.atEnd()) {
            WireField f{field.number(), wire, 0, {}};
            if (wire == WireType::Varint) {
                const auto n = in.varint();
                if (!n)
                    return fail(u"the list %1 is cut off"_s.arg(QString::fromStdString(field.name())));
                f.value = *n;
            } else {
                const int width = wire == WireType::Fixed64 ? 8 : 4;
                if (in.left() < std::size_t(width))
                    return fail(u"the list %1 is cut off"_s.arg(QString::fromStdString(field.name())));
                f.value = in.littleEndian(width);
            }
            separate(any);
            if (!scalar(field, f))
                return false;
        }
        return true;
    }

    // A map is a list of messages of key and value; of two with one key the last holds.
    bool map(const Field &field, Some some, int depth)
    {
        const Field &key = *field.message_type()->map_key(), &content = *field.message_type()->map_value();
        std::set<std::string> seen;
        std::vector<std::size_t> last;
        Fields fields;
        for (std::size_t i = some.size(); i-- > 0;) {
            if (!fits(field, some[i]))
                continue;
            if (!entry(field, some[i], fields))
                return false;
            if (seen.insert(keyText(key, fields)).second)
                last.push_back(i);
        }
        m_out.push_back('{');
        bool any = false;
        for (std::size_t i = last.size(); i-- > 0;) {
            if (!entry(field, some[last[i]], fields))
                return false;
            separate(any);
            m_out += keyText(key, fields);
            m_out.push_back(':');
            const Fields mine = fields;
            if (!value(content, ofNumber(mine, 2), depth + 1, true))
                return false;
        }
        m_out.push_back('}');
        return true;
    }

    bool entry(const Field &field, const WireField &f, Fields &fields)
    {
        fields.clear();
        const std::string_view parts[] = {f.bytes};
        return read(*field.message_type(), parts, fields);
    }

    // As a JSON string.
    std::string keyText(const Field &key, const Fields &fields)
    {
        const std::size_t before = m_out.size();
        value(key, ofNumber(fields, 1), 0, true);
        std::string text = m_out.substr(before);
        m_out.resize(before);
        return !text.empty() && text.front() == '"' ? text : '"' + text + '"';
    }

    bool scalar(const Field &field, const WireField &f)
    {
        if (full())
            return false;
        appendScalar(m_out, field, f);
        return true;
    }

    // What the schema does not know, under its number; extensions that it knows under their name.
    bool others(const pb::Descriptor &type, const Fields &fields, int depth, bool &any)
    {
        for (std::size_t i = 0; i < fields.size();) {
            const int number = fields[i].number;
            const Some some = ofNumber(fields, number);
            i += some.size();
            const Field *field = type.FindFieldByNumber(number);
            if (const Field *extension = field ? nullptr : type.file()->pool()->FindExtensionByNumber(&type, number)) {
                name('[' + extension->full_name() + ']', any);
                if (!value(*extension, some, depth, true))
                    return false;
                continue;
            }
            if (!unknown(field, some, any))
                return false;
        }
        return true;
    }

    // Those of one number which are not written as the schema says, if it says anything.
    bool unknown(const Field *field, Some some, bool &any)
    {
        const auto strange = [&](const WireField &f) { return !field || !fits(*field, f); };
        const auto count = std::count_if(some.begin(), some.end(), strange);
        if (count == 0)
            return true;
        allKnown = false;
        name(std::to_string(some.front().number), any);
        if (count > 1)
            m_out.push_back('[');
        bool one = false;
        for (const WireField &f : some) {
            if (!strange(f))
                continue;
            separate(one);
            appendUnknown(m_out, f);
            if (full())
                return false;
        }
        if (count > 1)
            m_out.push_back(']');
        return true;
    }

    static quint64 number(const Fields &fields, int n)
    {
        const Some some = ofNumber(fields, n);
        return some.empty() ? 0 : some.back().value;
    }
    static qint32 nanoseconds(const Fields &fields)
    {
        const auto n = qint32(number(fields, 2));
        return n < 0 || n > 999'999'999 ? 0 : n;
    }

    bool duration(qint64 seconds, qint32 nanoseconds)
    {
        char text[64];
        std::snprintf(text, sizeof text, nanoseconds ? "\"%lld.%09ds\"" : "\"%llds\"", static_cast<long long>(seconds),
                      nanoseconds);
        m_out += text;
        return true;
    }

    bool mask(const Fields &fields)
    {
        std::string paths;
        for (const WireField &f : ofNumber(fields, 1))
            paths.append(paths.empty() ? "" : ",").append(f.bytes);
        appendJsonText(m_out, paths);
        return true;
    }

    // The one field that is set.
    bool dynamicValue(const pb::Descriptor &type, const Fields &fields, int depth)
    {
        for (std::size_t i = fields.size(); i-- > 0;) {
            const Field *field = type.FindFieldByNumber(fields[i].number);
            if (field && fits(*field, fields[i]))
                return value(*field, Some(&fields[i], 1), depth, false);
        }
        m_out += "null";
        return true;
    }

    bool any(const pb::Descriptor &type, const Fields &fields, int depth)
    {
        const Some urls = ofNumber(fields, 1), values = ofNumber(fields, 2);
        const std::string url(urls.empty() ? std::string_view() : urls.back().bytes);
        const std::string_view bytes = values.empty() ? std::string_view() : values.back().bytes;
        m_out += "{\"@type\":";
        appendJsonText(m_out, url);
        const pb::Descriptor *inner = type.file()->pool()->FindMessageTypeByName(url.substr(url.rfind('/') + 1));
        const std::string_view parts[] = {bytes};
        bool some = true;
        if (inner && inner->well_known_type() == pb::Descriptor::WELLKNOWNTYPE_UNSPECIFIED) {
            Fields content;
            if (depth >= m_limits.depth)
                return fail(u"it is nested deeper than %1 levels"_s.arg(m_limits.depth));
            if (!read(*inner, parts, content) || !members(*inner, content, depth + 1, some))
                return false;
        } else {
            name("value", some);
            if (!inner)
                appendJsonBase64(m_out, bytes);
            else if (!message(*inner, parts, depth + 1))
                return false;
        }
        m_out.push_back('}');
        return true;
    }

    const DecodeLimits &m_limits;
    std::string &m_out;
    std::size_t m_held = 0;
};
} // namespace

Result<void> protobufToJson(const pb::Descriptor &message, std::string_view bytes, const DecodeLimits &limits,
                            std::string &out, bool &known)
{
    Writer writer(limits, out);
    const std::string_view parts[] = {bytes};
    const bool ok = writer.message(message, parts, 0);
    known = writer.allKnown;
    if (ok)
        return {};
    return writer.tooLarge ? decodedTooLarge(limits.bytes) : decodeError(Encoding::Protobuf, writer.fault);
}

} // namespace flowbench

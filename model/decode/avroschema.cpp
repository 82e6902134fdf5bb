// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/decode/avroschema.h"

#include "model/base/jsonwriter.h"
#include "model/decode/attempt.h"

#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <array>

namespace flowbench {

using namespace Qt::StringLiterals;
using Type = AvroSchema::Type;
using Logical = AvroSchema::Logical;

namespace {
constexpr int DeepestSchema = 200;
constexpr std::size_t MostNodes = 200'000;
constexpr std::size_t LongestText = std::size_t(8) << 20;

constexpr std::array Primitives{"null", "boolean", "int", "long", "float", "double", "bytes", "string"};

struct LogicalName
{
    const char *name;
    Logical logical;
    Type of;
};
constexpr std::array LogicalNames{
    LogicalName{"date", Logical::Date, Type::Int},
    LogicalName{"time-millis", Logical::TimeMillis, Type::Int},
    LogicalName{"time-micros", Logical::TimeMicros, Type::Long},
    LogicalName{"timestamp-millis", Logical::TimestampMillis, Type::Long},
    LogicalName{"timestamp-micros", Logical::TimestampMicros, Type::Long},
    LogicalName{"timestamp-nanos", Logical::TimestampNanos, Type::Long},
    LogicalName{"local-timestamp-millis", Logical::LocalTimestampMillis, Type::Long},
    LogicalName{"local-timestamp-micros", Logical::LocalTimestampMicros, Type::Long},
    LogicalName{"local-timestamp-nanos", Logical::LocalTimestampNanos, Type::Long},
    LogicalName{"decimal", Logical::Decimal, Type::Bytes},
    LogicalName{"decimal", Logical::Decimal, Type::Fixed},
    LogicalName{"duration", Logical::Duration, Type::Fixed},
};

std::string jsonName(const QString &name)
{
    std::string out;
    appendJsonString(out, name.toStdString());
    return out;
}
} // namespace

// Adds the nodes of one text after the other; full names are known to all that follow. Not in an unnamed namespace
// because AvroSchema names it its friend.
class AvroParser
{
public:
    // The node of the text's type; -1: see fault().
    int text(const std::string &json)
    {
        if (json.size() > LongestText)
            return fail(u"the schema is longer than %1 bytes"_s.arg(LongestText));
        QJsonParseError error;
        // In a list, because a schema may be a bare name.
        const QByteArray wrapped = '[' + QByteArray::fromStdString(json) + ']';
        const QJsonDocument document = QJsonDocument::fromJson(wrapped, &error);
        if (error.error != QJsonParseError::NoError || document.array().size() != 1)
            return fail(u"the schema is no JSON: %1"_s.arg(error.errorString()));
        return any(document.array().at(0), {}, 0);
    }

    AvroSchema take(int root)
    {
        m_schema.m_root = root;
        return std::move(m_schema);
    }
    const QString &fault() const { return m_fault; }

private:
    int fail(const QString &what)
    {
        if (m_fault.isEmpty())
            m_fault = what;
        return -1;
    }

    int add(Type type)
    {
        if (m_schema.m_nodes.size() >= MostNodes)
            return fail(u"the schema has too many parts"_s);
        m_schema.m_nodes.emplace_back().type = type;
        return int(m_schema.m_nodes.size() - 1);
    }
    AvroSchema::Node &at(int i) { return m_schema.m_nodes[std::size_t(i)]; }

    int any(const QJsonValue &value, const QString &space, int depth)
    {
        if (depth > DeepestSchema)
            return fail(u"the schema is nested too deep"_s);
        if (value.isString())
            return named(value.toString(), space);
        if (value.isArray())
            return branches(value.toArray(), space, depth);
        if (value.isObject())
            return object(value.toObject(), space, depth);
        return fail(u"a type is neither name, list nor object"_s);
    }

    int named(const QString &name, const QString &space)
    {
        for (std::size_t i = 0; i < Primitives.size(); ++i) {
            if (name == QLatin1StringView(Primitives[i]))
                return add(Type(i));
        }
        const bool full = name.contains(u'.') || space.isEmpty();
        const auto it = m_named.constFind(full ? name : space + u'.' + name);
        const auto found = it == m_named.constEnd() && !full ? m_named.constFind(name) : it;
        return found == m_named.constEnd() ? fail(u"the type %1 is not known"_s.arg(name)) : *found;
    }

    int branches(const QJsonArray &types, const QString &space, int depth)
    {
        const int i = add(Type::Union);
        for (qsizetype k = 0; i >= 0 && k < types.size(); ++k) {
            const int branch = any(types.at(k), space, depth + 1);
            if (branch < 0)
                return -1;
            at(i).children.push_back(branch);
        }
        return i;
    }

    int object(const QJsonObject &o, const QString &space, int depth)
    {
        const QJsonValue type = o.value("type"_L1);
        const QString name = type.toString();
        if (name == "record"_L1 || name == "error"_L1)
            return record(o, space, depth);
        if (name == "enum"_L1)
            return symbols(o, space);
        if (name == "fixed"_L1)
            return fixed(o, space);
        if (name == "array"_L1)
            return items(Type::Array, o.value("items"_L1), space, depth);
        if (name == "map"_L1)
            return items(Type::Map, o.value("values"_L1), space, depth);
        const int i = any(type, space, depth + 1);
        // What is known by name keeps what its own definition says.
        if (i >= 0 && type.isString() && at(i).type <= Type::String)
            logical(i, o);
        return i;
    }

    void logical(int i, const QJsonObject &o)
    {
        const QString name = o.value("logicalType"_L1).toString();
        for (const LogicalName &l : LogicalNames) {
            if (l.of == at(i).type && name == QLatin1StringView(l.name))
                at(i).logical = l.logical;
        }
        at(i).scale = o.value("scale"_L1).toInt();
        // One that contradicts itself is ignored, as the specification asks for.
        if (at(i).logical == Logical::Decimal && (at(i).scale < 0 || at(i).scale > 500))
            at(i).logical = Logical::None;
        if (at(i).logical == Logical::Duration && at(i).size != 12)
            at(i).logical = Logical::None;
    }

    int items(Type type, const QJsonValue &of, const QString &space, int depth)
    {
        const int i = add(type);
        const int item = i < 0 ? -1 : any(of, space, depth + 1);
        if (item < 0)
            return -1;
        at(i).children.push_back(item);
        return i;
    }

    // Enters the name of a definition; answers the namespace that holds within it.
    QString define(int i, const QJsonObject &o, const QString &outer)
    {
        const QString name = o.value("name"_L1).toString();
        const qsizetype dot = name.lastIndexOf(u'.');
        const QString space = dot >= 0                     ? name.left(dot)
                              : o.contains("namespace"_L1) ? o.value("namespace"_L1).toString()
                                                           : outer;
        const QString simple = name.mid(dot + 1);
        m_named.insert(space.isEmpty() ? simple : space + u'.' + simple, i);
        return space;
    }

    int record(const QJsonObject &o, const QString &outer, int depth)
    {
        const int i = add(Type::Record);
        if (i < 0)
            return -1;
        const QString space = define(i, o, outer);
        if (!o.value("fields"_L1).isArray())
            return fail(u"the record %1 has no fields"_s.arg(o.value("name"_L1).toString()));
        const QJsonArray fields = o.value("fields"_L1).toArray();
        for (const QJsonValue &field : fields) {
            const QString name = field.toObject().value("name"_L1).toString();
            const int type = any(field.toObject().value("type"_L1), space, depth + 1);
            if (type < 0)
                return -1;
            at(i).children.push_back(type);
            at(i).names.push_back(jsonName(name));
        }
        return i;
    }

    int symbols(const QJsonObject &o, const QString &outer)
    {
        const int i = add(Type::Enum);
        if (i < 0)
            return -1;
        define(i, o, outer);
        const QJsonArray all = o.value("symbols"_L1).toArray();
        for (const QJsonValue &symbol : all)
            at(i).names.push_back(jsonName(symbol.toString()));
        return i;
    }

    int fixed(const QJsonObject &o, const QString &outer)
    {
        const int i = add(Type::Fixed);
        if (i < 0)
            return -1;
        define(i, o, outer);
        at(i).size = o.value("size"_L1).toInt(-1);
        if (at(i).size < 0)
            return fail(u"the fixed type %1 has no size"_s.arg(o.value("name"_L1).toString()));
        logical(i, o);
        return i;
    }

    AvroSchema m_schema;
    QHash<QString, int> m_named; // full names
    QString m_fault;
};

Result<std::shared_ptr<const AvroSchema>> AvroSchema::parse(const SchemaText &text)
{
    AvroParser parser;
    int root = 0;
    for (const SchemaText::Reference &reference : text.references) {
        if (root >= 0)
            root = parser.text(reference.text);
    }
    if (root >= 0)
        root = parser.text(text.text);
    if (root < 0)
        return decodeError(Encoding::Avro, parser.fault());
    return std::shared_ptr<const AvroSchema>(std::make_shared<AvroSchema>(parser.take(root)));
}

} // namespace flowbench

// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/cel/typedjson.h"

#include "model/query/cel/containers.h"
#include "model/query/cel/numbers.h"
#include "model/query/cel/times.h"

#include <QJsonArray>
#include <QJsonObject>

#include <cstdlib>

namespace flowbench::cel {

using namespace Qt::StringLiterals;

namespace {
constexpr int MostDepth = 1000;

std::string_view viewOf(const QByteArray &bytes) { return {bytes.constData(), std::size_t(bytes.size())}; }

Error expected(const QString &what, const QJsonValue &found)
{
    return makeError(ErrorCode::BadArgument, {what, found.toVariant().toString().left(60)});
}

Result<Value> readList(const QJsonValue &json, Scratch &scratch)
{
    if (!json.isArray())
        return expected(u"a list of typed values"_s, json);
    ListBuilder list(scratch);
    for (const QJsonValue item : json.toArray()) {
        const auto value = readTyped(item, scratch);
        if (!value)
            return value.error();
        list.add(*value);
    }
    return list.finish();
}

Result<Value> readMap(const QJsonValue &json, Scratch &scratch)
{
    if (!json.isArray())
        return expected(u"a list of [key, value]"_s, json);
    MapBuilder map(scratch);
    for (const QJsonValue entry : json.toArray()) {
        const QJsonArray pair = entry.toArray();
        if (pair.size() != 2)
            return expected(u"[key, value]"_s, entry);
        const auto key = readTyped(pair[0], scratch), value = readTyped(pair[1], scratch);
        if (!key || !value)
            return key ? value.error() : key.error();
        if (const Value added = map.add(*key, *value); added.isError())
            return expected(QString::fromUtf8(added.text, qsizetype(added.size)), pair[0]);
    }
    return map.finish();
}

std::optional<Value> readDuration(std::string_view text)
{
    std::string seconds(text);
    return parseDuration(seconds.ends_with('s') ? seconds : seconds + 's');
}

std::optional<Value> readText(Kind kind, const QByteArray &text, Scratch &scratch)
{
    const std::string_view view = viewOf(text);
    switch (kind) {
    case Kind::Int:
        if (const auto n = parseInt(view))
            return Value::ofInt(*n);
        return {};
    case Kind::UInt:
        if (const auto n = parseUInt(view))
            return Value::ofUInt(*n);
        return {};
    case Kind::Double:
        if (const auto n = parseDouble(view))
            return Value::ofDouble(*n);
        return {};
    case Kind::String:
        return Value::ofString(scratch.keep(view));
    case Kind::Bytes: {
        const auto bytes =
            QByteArray::fromBase64Encoding(text, QByteArray::Base64Encoding | QByteArray::AbortOnBase64DecodingErrors);
        return bytes ? std::optional(Value::ofBytes(scratch.keep(viewOf(bytes.decoded)))) : std::nullopt;
    }
    case Kind::Timestamp:
        return parseTimestamp(view);
    case Kind::Duration:
        return readDuration(view);
    case Kind::Type:
        return Value::ofType(scratch.keep(view));
    default:
        return {};
    }
}

const QString &formOf(Kind kind)
{
    static const QString forms[] = {u"a whole number as a decimal string"_s,
                                    u"a double as a decimal string"_s,
                                    u"base64"_s,
                                    u"a time as RFC 3339"_s,
                                    u"a number of seconds"_s,
                                    u"a string"_s};
    switch (kind) {
    case Kind::Int:
    case Kind::UInt:
        return forms[0];
    case Kind::Double:
        return forms[1];
    case Kind::Bytes:
        return forms[2];
    case Kind::Timestamp:
        return forms[3];
    case Kind::Duration:
        return forms[4];
    default:
        return forms[5];
    }
}

std::optional<Kind> kindNamed(const QString &name)
{
    for (int k = int(Kind::Null); k <= int(Kind::Type); ++k) {
        const std::string_view known = typeName(Kind(k));
        if (name == QLatin1StringView(known.data(), qsizetype(known.size())))
            return Kind(k);
    }
    return {};
}

// Of a text that should be UTF-8: what is none is replaced.
void writeString(JsonWriter &json, std::string_view text)
{
    if (isUtf8(text))
        json.string(text);
    else
        json.string(QString::fromUtf8(text.data(), qsizetype(text.size())).toStdString());
}

std::string base64(std::string_view bytes)
{
    std::string out;
    appendBase64(out, bytes);
    return out;
}

std::string nineDecimals(const Value &duration)
{
    const bool negative = duration.integer < 0 || duration.nanos < 0;
    const std::string nanos = std::to_string(1'000'000'000 + std::abs(duration.nanos)).substr(1);
    return (negative ? "-" : "") + std::to_string(std::abs(duration.integer)) + '.' + nanos;
}

// False: it is a list or a map.
bool writeTypedScalar(JsonWriter &json, const Value &v)
{
    switch (v.kind) {
    case Kind::Error:
    case Kind::List:
    case Kind::Map:
        return false;
    case Kind::Null:
        json.null();
        break;
    case Kind::Bool:
        json.boolean(v.boolean);
        break;
    case Kind::Int:
        json.string(std::to_string(v.integer));
        break;
    case Kind::UInt:
        json.string(std::to_string(v.unsignedInteger));
        break;
    case Kind::Double:
        json.string(formatDouble(v.real, true));
        break;
    case Kind::String:
    case Kind::Type:
        writeString(json, v.view());
        break;
    case Kind::Bytes:
        json.string(base64(v.view()));
        break;
    case Kind::Timestamp:
        json.string(formatTimestamp(v));
        break;
    case Kind::Duration:
        json.string(nineDecimals(v));
        break;
    }
    return true;
}

bool writeTypedWithin(JsonWriter &json, const Value &v, Scratch &scratch, int depth)
{
    if (depth > MostDepth)
        return false;
    json.beginObject();
    json.key("type").string(typeName(v.kind));
    json.key("value");
    bool done = true;
    if (v.kind == Kind::List) {
        json.beginArray();
        for (std::size_t i = 0; done && i < v.list->size(); ++i)
            done = writeTypedWithin(json, v.list->at(i, scratch), scratch, depth + 1);
        json.endArray();
    } else if (v.kind == Kind::Map) {
        json.beginArray();
        for (std::size_t i = 0; done && i < v.map->size(); ++i) {
            json.beginArray();
            done = writeTypedWithin(json, v.map->key(i, scratch), scratch, depth + 1) &&
                   writeTypedWithin(json, v.map->value(i, scratch), scratch, depth + 1);
            json.endArray();
        }
        json.endArray();
    } else {
        done = writeTypedScalar(json, v);
    }
    json.endObject();
    return done;
}

} // namespace

Result<Value> readTyped(const QJsonValue &json, Scratch &scratch)
{
    const QJsonObject object = json.toObject();
    const auto kind = kindNamed(object.value(u"type"_s).toString());
    const QJsonValue value = object.value(u"value"_s);
    if (!kind || !object.contains(u"value"_s))
        return expected(u"an object with a known \"type\" and a \"value\""_s, object.value(u"type"_s));
    switch (*kind) {
    case Kind::List:
        return readList(value, scratch);
    case Kind::Map:
        return readMap(value, scratch);
    case Kind::Null:
        return value.isNull() ? Result<Value>(Value::null()) : expected(u"null"_s, value);
    case Kind::Bool:
        return value.isBool() ? Result<Value>(Value::ofBool(value.toBool())) : expected(u"a bool"_s, value);
    default:
        break;
    }
    if (!value.isString())
        return expected(formOf(*kind), value);
    const auto read = readText(*kind, value.toString().toUtf8(), scratch);
    return read ? Result<Value>(*read) : expected(formOf(*kind), value);
}

bool writeTyped(JsonWriter &json, const Value &value, Scratch &scratch)
{
    return writeTypedWithin(json, value, scratch, 0);
}

} // namespace flowbench::cel

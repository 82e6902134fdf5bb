// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/rabbitmq/tablecodec.h"
#include "model/replay/jsonscan.h"

#include <QJsonDocument>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>

namespace flowbench::rabbitmq {

using namespace Qt::StringLiterals;

namespace {
constexpr std::size_t MaxShortString = 255;

template <class T>
bool parseNumber(std::string_view text, T &out)
{
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    return error == std::errc() && end == text.data() + text.size();
}

template <class T>
bool setNumber(amqp_field_value_t &v, amqp_field_value_kind_t kind, T &place, std::string_view text)
{
    v.kind = std::uint8_t(kind);
    return parseNumber(text, place);
}

// "12.50" as 1250 with two decimals.
bool setDecimal(amqp_field_value_t &v, std::string_view text)
{
    std::string digits(text);
    const std::size_t point = digits.find('.');
    v.kind = AMQP_FIELD_KIND_DECIMAL;
    v.value.decimal.decimals = point == std::string::npos ? 0 : std::uint8_t(digits.size() - point - 1);
    if (point != std::string::npos)
        digits.erase(point, 1);
    return parseNumber(std::string_view(digits), v.value.decimal.value);
}

bool setReal(amqp_field_value_t &v, FieldType type, std::string_view text)
{
    double d = 0;
    if (text == "\"NaN\"")
        d = std::nan("");
    else if (text == "\"Infinity\"" || text == "\"-Infinity\"")
        d = text[1] == '-' ? -std::numeric_limits<double>::infinity() : std::numeric_limits<double>::infinity();
    else if (!parseNumber(text, d))
        return false;
    if (type == FieldType::Float) {
        v.kind = AMQP_FIELD_KIND_F32;
        v.value.f32 = float(d);
    } else {
        v.kind = AMQP_FIELD_KIND_F64;
        v.value.f64 = d;
    }
    return true;
}

bool setScalar(amqp_field_value_t &v, FieldType type, std::string_view text)
{
    auto &x = v.value;
    switch (type) {
    case FieldType::Boolean:
        v.kind = AMQP_FIELD_KIND_BOOLEAN;
        x.boolean = text == "true";
        return text == "true" || text == "false";
    case FieldType::Int8:
        return setNumber(v, AMQP_FIELD_KIND_I8, x.i8, text);
    case FieldType::Int16:
        return setNumber(v, AMQP_FIELD_KIND_I16, x.i16, text);
    case FieldType::Int32:
        return setNumber(v, AMQP_FIELD_KIND_I32, x.i32, text);
    case FieldType::Int64:
        return setNumber(v, AMQP_FIELD_KIND_I64, x.i64, text);
    case FieldType::UInt8:
        return setNumber(v, AMQP_FIELD_KIND_U8, x.u8, text);
    case FieldType::UInt16:
        return setNumber(v, AMQP_FIELD_KIND_U16, x.u16, text);
    case FieldType::UInt32:
        return setNumber(v, AMQP_FIELD_KIND_U32, x.u32, text);
    // RabbitMQ has no unsigned 64-bit integer: its 'l' and 'L' are signed.
    case FieldType::UInt64:
        return setNumber(v, AMQP_FIELD_KIND_I64, x.i64, text);
    case FieldType::Timestamp:
        return setNumber(v, AMQP_FIELD_KIND_TIMESTAMP, x.u64, text);
    case FieldType::Decimal:
        return setDecimal(v, text);
    case FieldType::Float:
    case FieldType::Double:
        return setReal(v, type, text);
    default:
        v.kind = AMQP_FIELD_KIND_VOID;
        return true;
    }
}

std::string_view textOf(std::string_view json, JsonRange range) { return json.substr(range.begin, range.size()); }

// An integer of 64 bits where it is one, however it is written.
void setAnyNumber(amqp_field_value_t &v, std::string_view text)
{
    constexpr double Most = 9223372036854775808.0;
    if (setNumber(v, AMQP_FIELD_KIND_I64, v.value.i64, text))
        return;
    double d = 0;
    if (!parseNumber(text, d)) // too large or too small for a double
        d = QByteArray(text.data(), qsizetype(text.size())).toDouble();
    if (d == std::floor(d) && d >= -Most && d < Most) {
        v.value.i64 = std::int64_t(d);
    } else {
        v.kind = AMQP_FIELD_KIND_F64;
        v.value.f64 = d;
    }
}

// The bytes of {"!base64":"..."}, see appendHeaders().
std::optional<std::string> onlyBase64(std::string_view json)
{
    JsonMembers members(json, 0);
    JsonMember first, other;
    if (!members.next(first) || !jsonStringIs(textOf(json, first.key), "!base64") || members.next(other))
        return {};
    const std::string_view text = textOf(json, first.value);
    if (text.front() != '"')
        return {};
    return QByteArray::fromBase64(QByteArray::fromStdString(jsonStringText(text))).toStdString();
}
} // namespace

amqp_bytes_t TableBuilder::copy(std::string_view s)
{
    if (s.empty())
        return amqp_empty_bytes;
    void *at = amqp_pool_alloc(&m_pool, s.size());
    std::memcpy(at, s.data(), s.size());
    return {s.size(), at};
}

amqp_table_t TableBuilder::entries(const std::vector<amqp_table_entry_t> &list)
{
    if (list.empty())
        return amqp_empty_table;
    const std::size_t size = list.size() * sizeof(amqp_table_entry_t);
    auto *at = static_cast<amqp_table_entry_t *>(amqp_pool_alloc(&m_pool, size));
    std::memcpy(at, list.data(), size);
    return {int(list.size()), at};
}

amqp_table_t TableBuilder::table(const QJsonObject &object)
{
    const QByteArray text = QJsonDocument(object).toJson(QJsonDocument::Compact);
    return table(std::string_view(text.data(), std::size_t(text.size())), 0);
}

// In the order of the text, so that what is sent is what was read.
amqp_table_t TableBuilder::table(std::string_view json, int depth)
{
    std::vector<amqp_table_entry_t> list;
    JsonMembers members(json, skipJsonSpace(json, 0));
    for (JsonMember m; members.next(m);)
        list.push_back({copy(jsonStringText(textOf(json, m.key))), value(textOf(json, m.value), depth + 1)});
    // JSON has no timestamps. The one that matters is the broker's own: the time of a death in x-death.
    const auto has = [&](std::string_view name) {
        return std::ranges::any_of(list, [&](const amqp_table_entry_t &e) { return view(e.key) == name; });
    };
    if (has("queue") && has("reason") && has("count")) {
        for (amqp_table_entry_t &e : list) {
            if (view(e.key) == "time" && e.value.kind == AMQP_FIELD_KIND_I64)
                e.value.kind = AMQP_FIELD_KIND_TIMESTAMP;
        }
    }
    return entries(list);
}

amqp_array_t TableBuilder::array(std::string_view json, int depth)
{
    std::vector<amqp_field_value_t> list;
    JsonMembers members(json, skipJsonSpace(json, 0));
    for (JsonMember m; members.next(m);)
        list.push_back(value(textOf(json, m.value), depth + 1));
    if (list.empty())
        return {0, nullptr};
    const std::size_t size = list.size() * sizeof(amqp_field_value_t);
    auto *at = static_cast<amqp_field_value_t *>(amqp_pool_alloc(&m_pool, size));
    std::memcpy(at, list.data(), size);
    return {int(list.size()), at};
}

// Of text that checkJson() passed.
amqp_field_value_t TableBuilder::value(std::string_view json, int depth)
{
    amqp_field_value_t v{};
    v.kind = AMQP_FIELD_KIND_VOID;
    json = textOf(json, rootValue(json));
    if (depth > MaxTableDepth || json.empty() || json == "null")
        return v;
    if (json == "true" || json == "false") {
        v.kind = AMQP_FIELD_KIND_BOOLEAN;
        v.value.boolean = json == "true";
    } else if (json.front() == '"') {
        v.kind = AMQP_FIELD_KIND_UTF8;
        v.value.bytes = copy(jsonStringText(json));
    } else if (json.front() == '[') {
        v.kind = AMQP_FIELD_KIND_ARRAY;
        v.value.array = array(json, depth);
    } else if (json.front() != '{') {
        setAnyNumber(v, json);
    } else if (const auto bytes = onlyBase64(json)) {
        v.kind = AMQP_FIELD_KIND_UTF8;
        v.value.bytes = copy(*bytes);
    } else {
        v.kind = AMQP_FIELD_KIND_TABLE;
        v.value.table = table(json, depth);
    }
    return v;
}

Result<amqp_field_value_t> TableBuilder::value(const FieldView &field)
{
    amqp_field_value_t v{};
    if (field.null) {
        v.kind = AMQP_FIELD_KIND_VOID;
        return v;
    }
    if (field.type == FieldType::Bytes) {
        v.kind = AMQP_FIELD_KIND_UTF8;
        v.value.bytes = copy(field.value);
        return v;
    }
    bool ok = true;
    if (field.type == FieldType::Array || field.type == FieldType::Table) {
        const std::size_t begin = skipJsonSpace(field.value, 0);
        ok = checkJson(field.value).ok() && field.value[begin] == (field.type == FieldType::Array ? '[' : '{');
        if (ok)
            v = value(field.value, 1);
    } else {
        ok = setScalar(v, field.type, field.value);
    }
    if (!ok)
        return makeError(ErrorCode::BadArgument,
                         {QString::fromUtf8(field.name.data(), qsizetype(field.name.size())),
                          QString::fromUtf8(field.value.data(), qsizetype(field.value.size())).left(200)});
    return v;
}

Result<amqp_table_t> TableBuilder::headers(const FieldList &fields)
{
    std::vector<amqp_table_entry_t> list;
    for (const FieldView &f : fields) {
        if (f.place != FieldPlace::Header)
            continue;
        if (f.name.size() > MaxShortString)
            return makeError(ErrorCode::TooLarge,
                             {u"header name"_s, QString::number(f.name.size()), QString::number(MaxShortString)});
        auto v = value(f);
        if (!v)
            return v.error();
        list.push_back({copy(f.name), *v});
    }
    return entries(list);
}

amqp_table_entry_t entry(const char *name, qint64 value)
{
    amqp_table_entry_t e{amqp_cstring_bytes(name), {}};
    e.value.kind = AMQP_FIELD_KIND_I64;
    e.value.value.i64 = value;
    return e;
}

amqp_table_entry_t entry(const char *name, const char *value)
{
    amqp_table_entry_t e{amqp_cstring_bytes(name), {}};
    e.value.kind = AMQP_FIELD_KIND_UTF8;
    e.value.value.bytes = amqp_cstring_bytes(value);
    return e;
}

amqp_table_entry_t entry(const char *name, bool value)
{
    amqp_table_entry_t e{amqp_cstring_bytes(name), {}};
    e.value.kind = AMQP_FIELD_KIND_BOOLEAN;
    e.value.value.boolean = value;
    return e;
}

} // namespace flowbench::rabbitmq

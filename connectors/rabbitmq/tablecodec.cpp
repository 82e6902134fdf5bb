// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/rabbitmq/tablecodec.h"

#include <QByteArray>
#include <QJsonDocument>
#include <QUtf8StringView>

#include <charconv>
#include <cmath>

namespace flowbench::rabbitmq {

namespace {
template <class T>
void appendNumber(std::string &out, T value)
{
    char buffer[40];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
    out.append(buffer, std::size_t(end - buffer));
}

void appendReal(std::string &out, double value)
{
    if (std::isfinite(value))
        appendNumber(out, value);
    else // JSON has no such numbers
        out += std::isnan(value) ? "\"NaN\"" : value > 0 ? "\"Infinity\"" : "\"-Infinity\"";
}

void appendString(std::string &out, std::string_view s)
{
    if (QUtf8StringView(s.data(), qsizetype(s.size())).isValidUtf8()) {
        appendJsonString(out, s);
        return;
    }
    out += "{\"!base64\":\"";
    out += QByteArray::fromRawData(s.data(), qsizetype(s.size())).toBase64().toStdString();
    out += "\"}";
}

void appendDecimal(std::string &out, const amqp_decimal_t &d)
{
    std::string digits = std::to_string(d.value);
    if (d.decimals > 0) {
        if (digits.size() <= d.decimals)
            digits.insert(0, d.decimals + 1 - digits.size(), '0');
        digits.insert(digits.size() - d.decimals, 1, '.');
    }
    out += digits;
}

void appendValue(std::string &out, const amqp_field_value_t &v, int depth);

void appendTable(std::string &out, const amqp_table_t &table, int depth)
{
    out += '{';
    for (int i = 0; i < table.num_entries; ++i) {
        if (i)
            out += ',';
        const std::string_view key = view(table.entries[i].key);
        if (QUtf8StringView(key.data(), qsizetype(key.size())).isValidUtf8())
            appendJsonString(out, key);
        else
            appendJsonString(out, QString::fromUtf8(key.data(), qsizetype(key.size())).toUtf8().toStdString());
        out += ':';
        appendValue(out, table.entries[i].value, depth + 1);
    }
    out += '}';
}

void appendValue(std::string &out, const amqp_field_value_t &v, int depth)
{
    if (depth > MaxTableDepth) {
        out += "null";
        return;
    }
    switch (v.kind) {
    case AMQP_FIELD_KIND_BOOLEAN:
        out += v.value.boolean ? "true" : "false";
        break;
    case AMQP_FIELD_KIND_I8:
        appendNumber(out, int(v.value.i8));
        break;
    case AMQP_FIELD_KIND_U8:
        appendNumber(out, int(v.value.u8));
        break;
    case AMQP_FIELD_KIND_I16:
        appendNumber(out, v.value.i16);
        break;
    case AMQP_FIELD_KIND_U16:
        appendNumber(out, v.value.u16);
        break;
    case AMQP_FIELD_KIND_I32:
        appendNumber(out, v.value.i32);
        break;
    case AMQP_FIELD_KIND_U32:
        appendNumber(out, v.value.u32);
        break;
    case AMQP_FIELD_KIND_I64:
        appendNumber(out, v.value.i64);
        break;
    case AMQP_FIELD_KIND_U64:
    case AMQP_FIELD_KIND_TIMESTAMP:
        appendNumber(out, v.value.u64);
        break;
    case AMQP_FIELD_KIND_F32:
        appendReal(out, double(v.value.f32));
        break;
    case AMQP_FIELD_KIND_F64:
        appendReal(out, v.value.f64);
        break;
    case AMQP_FIELD_KIND_DECIMAL:
        appendDecimal(out, v.value.decimal);
        break;
    case AMQP_FIELD_KIND_UTF8:
    case AMQP_FIELD_KIND_BYTES:
        appendString(out, view(v.value.bytes));
        break;
    case AMQP_FIELD_KIND_TABLE:
        appendTable(out, v.value.table, depth);
        break;
    case AMQP_FIELD_KIND_ARRAY:
        out += '[';
        for (int i = 0; i < v.value.array.num_entries; ++i) {
            if (i)
                out += ',';
            appendValue(out, v.value.array.entries[i], depth + 1);
        }
        out += ']';
        break;
    default:
        out += "null";
        break;
    }
}

FieldType typeOf(const amqp_field_value_t &v)
{
    switch (v.kind) {
    case AMQP_FIELD_KIND_BOOLEAN:
        return FieldType::Boolean;
    case AMQP_FIELD_KIND_I8:
        return FieldType::Int8;
    case AMQP_FIELD_KIND_U8:
        return FieldType::UInt8;
    case AMQP_FIELD_KIND_I16:
        return FieldType::Int16;
    case AMQP_FIELD_KIND_U16:
        return FieldType::UInt16;
    case AMQP_FIELD_KIND_I32:
        return FieldType::Int32;
    case AMQP_FIELD_KIND_U32:
        return FieldType::UInt32;
    case AMQP_FIELD_KIND_I64:
        return FieldType::Int64;
    case AMQP_FIELD_KIND_U64:
        return FieldType::UInt64;
    case AMQP_FIELD_KIND_F32:
        return FieldType::Float;
    case AMQP_FIELD_KIND_F64:
        return FieldType::Double;
    case AMQP_FIELD_KIND_DECIMAL:
        return FieldType::Decimal;
    case AMQP_FIELD_KIND_TIMESTAMP:
        return FieldType::Timestamp;
    case AMQP_FIELD_KIND_ARRAY:
        return FieldType::Array;
    case AMQP_FIELD_KIND_TABLE:
        return FieldType::Table;
    case AMQP_FIELD_KIND_UTF8:
    case AMQP_FIELD_KIND_BYTES:
        return FieldType::Bytes;
    default:
        return FieldType::Void;
    }
}
} // namespace

void appendJsonString(std::string &out, std::string_view utf8)
{
    static constexpr char Hex[] = "0123456789abcdef";
    out += '"';
    for (const char c : utf8) {
        const auto u = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (u < 0x20 || u == 0x7f) {
            out += "\\u00";
            out += Hex[u >> 4];
            out += Hex[u & 15];
        } else {
            out += c;
        }
    }
    out += '"';
}

void appendHeaders(std::string &packed, const amqp_table_t &table)
{
    std::string json; // its memory serves one header after the other
    for (int i = 0; i < table.num_entries; ++i) {
        const amqp_table_entry_t &e = table.entries[i];
        FieldView f;
        f.name = view(e.key);
        f.type = typeOf(e.value);
        if (f.type == FieldType::Bytes) {
            f.value = view(e.value.value.bytes);
        } else if (f.type == FieldType::Void) {
            f.null = true;
        } else {
            json.clear();
            appendValue(json, e.value, 0);
            f.value = json;
        }
        appendField(packed, f);
    }
}

const amqp_field_value_t *findEntry(const amqp_table_t &table, std::string_view name)
{
    for (int i = 0; i < table.num_entries; ++i) {
        if (view(table.entries[i].key) == name)
            return &table.entries[i].value;
    }
    return nullptr;
}

std::optional<qint64> asInteger(const amqp_field_value_t &v)
{
    switch (v.kind) {
    case AMQP_FIELD_KIND_I8:
        return v.value.i8;
    case AMQP_FIELD_KIND_U8:
        return v.value.u8;
    case AMQP_FIELD_KIND_I16:
        return v.value.i16;
    case AMQP_FIELD_KIND_U16:
        return v.value.u16;
    case AMQP_FIELD_KIND_I32:
        return v.value.i32;
    case AMQP_FIELD_KIND_U32:
        return v.value.u32;
    case AMQP_FIELD_KIND_I64:
        return v.value.i64;
    case AMQP_FIELD_KIND_U64:
    case AMQP_FIELD_KIND_TIMESTAMP:
        return qint64(v.value.u64);
    default:
        return {};
    }
}

} // namespace flowbench::rabbitmq

// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/decode/protobufscalars.h"

#include "model/base/jsonwriter.h"
#include "model/decode/attempt.h"
#include "model/decode/text.h"

#include <bit>

namespace flowbench {

namespace pb = google::protobuf;
using Field = pb::FieldDescriptor;

namespace {
qint64 zigzag(quint64 n) { return qint64(n >> 1) ^ -qint64(n & 1); }

void appendEnum(std::string &out, const Field &field, int n)
{
    if (field.enum_type()->full_name() == "google.protobuf.NullValue")
        out += "null";
    else if (const auto *found = field.enum_type()->FindValueByNumber(n))
        appendJsonText(out, found->name());
    else
        appendJsonInteger(out, n);
}
} // namespace

WireType wireOf(const Field &field)
{
    switch (field.type()) {
    case Field::TYPE_DOUBLE:
    case Field::TYPE_FIXED64:
    case Field::TYPE_SFIXED64:
        return WireType::Fixed64;
    case Field::TYPE_FLOAT:
    case Field::TYPE_FIXED32:
    case Field::TYPE_SFIXED32:
        return WireType::Fixed32;
    case Field::TYPE_STRING:
    case Field::TYPE_BYTES:
    case Field::TYPE_MESSAGE:
        return WireType::Bytes;
    case Field::TYPE_GROUP:
        return WireType::Group;
    default:
        return WireType::Varint;
    }
}

bool isScalar(WireType type) { return type != WireType::Bytes && type != WireType::Group; }

void appendScalar(std::string &out, const Field &field, const WireField &f)
{
    switch (field.type()) {
    case Field::TYPE_DOUBLE:
        appendJsonDouble(out, std::bit_cast<double>(f.value));
        break;
    case Field::TYPE_FLOAT:
        appendJsonFloat(out, std::bit_cast<float>(quint32(f.value)));
        break;
    case Field::TYPE_INT64:
    case Field::TYPE_SFIXED64:
        appendJsonInteger(out, qint64(f.value));
        break;
    case Field::TYPE_UINT64:
    case Field::TYPE_FIXED64:
        appendJsonUnsigned(out, f.value);
        break;
    case Field::TYPE_INT32:
    case Field::TYPE_SFIXED32:
        appendJsonInteger(out, qint32(f.value));
        break;
    case Field::TYPE_UINT32:
    case Field::TYPE_FIXED32:
        appendJsonUnsigned(out, quint32(f.value));
        break;
    case Field::TYPE_SINT32:
    case Field::TYPE_SINT64:
        appendJsonInteger(out, zigzag(f.value));
        break;
    case Field::TYPE_BOOL:
        out += f.value ? "true" : "false";
        break;
    case Field::TYPE_ENUM:
        appendEnum(out, field, qint32(f.value));
        break;
    case Field::TYPE_STRING:
        appendJsonText(out, f.bytes);
        break;
    default:
        appendJsonBase64(out, f.bytes);
    }
}

void appendDefault(std::string &out, const Field &field)
{
    switch (field.cpp_type()) {
    case Field::CPPTYPE_STRING:
        out += "\"\"";
        break;
    case Field::CPPTYPE_BOOL:
        out += "false";
        break;
    case Field::CPPTYPE_ENUM:
        appendEnum(out, field, 0);
        break;
    case Field::CPPTYPE_DOUBLE:
    case Field::CPPTYPE_FLOAT:
        out += "0.0";
        break;
    default:
        out += "0";
    }
}

void appendUnknown(std::string &out, const WireField &f)
{
    if (isScalar(f.type))
        appendJsonUnsigned(out, f.value);
    else if (f.type == WireType::Bytes && textKind(f.bytes) == TextKind::Plain)
        appendJsonString(out, f.bytes);
    else
        appendJsonBase64(out, f.bytes);
}

} // namespace flowbench

// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/event/eventjson.h"

#include "model/event/envelope.h"

#include <array>

namespace flowbench {

namespace {
constexpr std::array<const char *, 17> TypeNames = {"",        "boolean",   "byte",  "short", "int",   "long",
                                                    "ubyte",   "ushort",    "uint",  "ulong", "float", "double",
                                                    "decimal", "timestamp", "array", "table", "void"};

// A name is a JSON string and has no base64 form: bytes that are not UTF-8 are shown as U+FFFD.
void writeName(JsonWriter &out, std::string_view name)
{
    if (isUtf8(name))
        out.string(name);
    else
        out.string(QString::fromUtf8(name.data(), qsizetype(name.size())).toStdString());
}

void writeHeader(JsonWriter &out, const FieldView &f)
{
    out.beginObject();
    out.key("name");
    writeName(out, f.name);
    if (f.type != FieldType::Bytes) {
        out.key("type").string(fieldTypeName(f.type));
        out.key("value").raw(f.value.empty() ? std::string_view("null") : f.value);
    } else if (f.null) {
        out.key("value").null();
    } else {
        out.bytes("value", f.value);
    }
    out.endObject();
}

void writePlain(JsonWriter &out, const FieldView &f)
{
    if (f.type == FieldType::Bytes && !f.null)
        out.bytes(f.name, f.value);
    else if (isUtf8(f.name))
        out.key(f.name).raw(f.null || f.value.empty() ? std::string_view("null") : f.value);
}

void writeFields(JsonWriter &out, const FieldList &fields)
{
    bool headers = false, delivery = false, properties = false;
    for (const FieldView &f : fields) {
        headers |= f.place == FieldPlace::Header;
        delivery |= f.place == FieldPlace::Delivery;
        properties |= f.place == FieldPlace::Property;
    }
    if (headers) {
        out.key("headers").beginArray();
        for (const FieldView &f : fields) {
            if (f.place == FieldPlace::Header)
                writeHeader(out, f);
        }
        out.endArray();
    }
    if (!delivery && !properties)
        return;
    out.key("amqp").beginObject();
    for (const FieldView &f : fields) {
        if (f.place == FieldPlace::Delivery)
            writePlain(out, f);
    }
    if (properties) {
        out.key("properties").beginObject();
        for (const FieldView &f : fields) {
            if (f.place == FieldPlace::Property)
                writePlain(out, f);
        }
        out.endObject();
    }
    out.endObject();
}

void writeEnvelope(JsonWriter &out, const EventView &event)
{
    const Envelope e = recogniseEnvelope(event);
    if (e.empty())
        return;
    out.key("envelope").beginObject();
    if (e.shape != EnvelopeShape::None)
        out.key("shape").string(envelopeShapeName(e.shape));
    const auto field = [&](std::string_view name, const std::string &value) {
        if (!value.empty()) {
            out.key(name);
            writeName(out, value);
        }
    };
    field("id", e.id);
    field("type", e.type);
    field("source", e.source);
    field("time", e.time);
    field("version", e.version);
    field("subject", e.subject);
    field("correlation_id", e.correlationId);
    field("causation_id", e.causationId);
    field("traceparent", e.traceparent);
    field("aggregate_id", e.aggregateId);
    field("aggregate_type", e.aggregateType);
    out.endObject();
}
} // namespace

const char *timeKindName(TimeKind kind)
{
    switch (kind) {
    case TimeKind::Create:
        return "create";
    case TimeKind::Append:
        return "append";
    case TimeKind::Broker:
        return "broker";
    case TimeKind::Received:
        return "received";
    case TimeKind::None:
        break;
    }
    return "";
}

const char *fieldTypeName(FieldType type)
{
    return std::size_t(type) < TypeNames.size() ? TypeNames[std::size_t(type)] : "";
}

std::optional<FieldType> fieldTypeFromName(std::string_view name)
{
    for (std::size_t i = 0; i < TypeNames.size(); ++i) {
        if (name == TypeNames[i])
            return FieldType(i);
    }
    return {};
}

FieldView propertyField(std::string_view name, std::string_view value)
{
    FieldView f;
    f.place = FieldPlace::Property;
    f.name = name;
    f.value = value;
    if (name == "delivery_mode" || name == "priority")
        f.type = FieldType::UInt8;
    else if (name == "timestamp")
        f.type = FieldType::Timestamp;
    return f;
}

void writeEventFields(JsonWriter &out, const EventView &event, bool withEnvelope)
{
    out.key("channel");
    writeName(out, event.channel);
    if (event.partition >= 0)
        out.key("partition").integer(event.partition);
    if (event.offset != EventView::NoOffset)
        out.key("offset").integer(event.offset);
    if (event.timeKind != TimeKind::None) {
        std::string time;
        appendIsoTime(time, event.timeMs);
        out.key("time").string(time);
        out.key("time_kind").string(timeKindName(event.timeKind));
    }
    if (event.hasKey)
        out.bytes("key", event.key);
    else
        out.key("key").null();
    if (event.hasValue)
        out.bytes("value", event.value);
    else
        out.key("value").null();
    if (!event.fields.empty())
        writeFields(out, event.fields);
    if (withEnvelope)
        writeEnvelope(out, event);
    out.key("size").unsignedInteger(event.value.size());
}

void writeEventJson(JsonWriter &out, const EventView &event, bool withEnvelope)
{
    out.beginObject();
    writeEventFields(out, event, withEnvelope);
    out.endObject();
}

} // namespace flowbench

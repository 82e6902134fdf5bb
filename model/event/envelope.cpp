// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/event/envelope.h"

#include <QDateTime>

#include <algorithm>
#include <array>
#include <cstring>
#include <simdjson.h>

namespace flowbench {

namespace {

using simdjson::ondemand::json_type;

// What stands in the first level of a JSON body, and in its "metadata".
struct BodyFields
{
    std::string_view id, name, type, timestamp, time, version, source, subject, specversion;
    std::string_view eventId, eventType, eventVersion, aggregateId, aggregateType;
    std::string_view correlationId, causationId, traceparent;
    bool hasData = false;
};

struct NamedField
{
    std::string_view name;
    std::string_view BodyFields::*field;
};

constexpr std::array TopLevel{
    NamedField{"id", &BodyFields::id},
    NamedField{"name", &BodyFields::name},
    NamedField{"type", &BodyFields::type},
    NamedField{"timestamp", &BodyFields::timestamp},
    NamedField{"time", &BodyFields::time},
    NamedField{"version", &BodyFields::version},
    NamedField{"source", &BodyFields::source},
    NamedField{"subject", &BodyFields::subject},
    NamedField{"specversion", &BodyFields::specversion},
    NamedField{"eventId", &BodyFields::eventId},
    NamedField{"eventType", &BodyFields::eventType},
    NamedField{"eventVersion", &BodyFields::eventVersion},
    NamedField{"aggregateId", &BodyFields::aggregateId},
    NamedField{"aggregateType", &BodyFields::aggregateType},
};

constexpr std::array Links{
    NamedField{"correlationId", &BodyFields::correlationId}, NamedField{"correlation_id", &BodyFields::correlationId},
    NamedField{"correlationid", &BodyFields::correlationId}, NamedField{"causationId", &BodyFields::causationId},
    NamedField{"causation_id", &BodyFields::causationId},    NamedField{"causationid", &BodyFields::causationId},
    NamedField{"traceparent", &BodyFields::traceparent},
};

// Strings unescaped, numbers as written; anything else is no name of anything.
std::string_view scalarText(simdjson::ondemand::value value)
{
    json_type type;
    if (value.type().get(type) != simdjson::SUCCESS)
        return {};
    if (type == json_type::string) {
        std::string_view text;
        return value.get_string().get(text) == simdjson::SUCCESS ? text : std::string_view();
    }
    if (type == json_type::number) {
        std::string_view text = value.raw_json_token();
        while (!text.empty() && std::strchr(" \t\r\n", text.back()))
            text.remove_suffix(1);
        return text;
    }
    return {};
}

template <std::size_t N>
bool takeNamed(const std::array<NamedField, N> &names, std::string_view key, simdjson::ondemand::value value,
               BodyFields &out)
{
    const auto found = std::find_if(names.begin(), names.end(), [&](const NamedField &f) { return f.name == key; });
    if (found == names.end())
        return false;
    out.*(found->field) = scalarText(value);
    return true;
}

bool readFields(simdjson::ondemand::object object, BodyFields &out, bool top)
{
    for (auto field : object) {
        std::string_view key;
        simdjson::ondemand::value value;
        if (field.unescaped_key().get(key) != simdjson::SUCCESS || field.value().get(value) != simdjson::SUCCESS)
            return false;
        if (top && takeNamed(TopLevel, key, value, out))
            continue;
        if (takeNamed(Links, key, value, out) || !top)
            continue;
        if (key == "data") {
            out.hasData = true;
        } else if (key == "metadata") {
            simdjson::ondemand::object inner;
            if (value.get_object().get(inner) == simdjson::SUCCESS && !readFields(inner, out, false))
                return false;
        }
    }
    return true;
}

// A body is hostile: whatever is not an object of a readable first level gives nothing.
bool readBody(std::string_view body, std::size_t limit, simdjson::ondemand::parser &parser, std::string &padded,
              BodyFields &out)
{
    const std::size_t start = body.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
    if (start == std::string_view::npos || body[start] != '{' || body.size() > limit)
        return false;
    padded.assign(body.substr(start));
    const std::size_t size = padded.size();
    padded.append(simdjson::SIMDJSON_PADDING, '\0');
    simdjson::ondemand::document document;
    simdjson::ondemand::object object;
    if (parser.iterate(padded.data(), size, padded.size()).get(document) != simdjson::SUCCESS ||
        document.get_object().get(object) != simdjson::SUCCESS)
        return false;
    return readFields(object, out, true);
}

// A number where a time is meant: seconds, or milliseconds by its size.
std::string timeText(std::string_view written)
{
    std::string text(written);
    const bool number = !text.empty() && text.find_first_not_of("0123456789.") == std::string::npos;
    if (!number)
        return text;
    const double n = std::strtod(text.c_str(), nullptr);
    const double ms = n > 1e11 ? n : n * 1000;
    if (!(ms < 253402300800000.0)) // year 10000
        return text;
    return QDateTime::fromMSecsSinceEpoch(qint64(ms), Qt::UTC).toString(Qt::ISODateWithMs).toStdString();
}

EnvelopeShape shapeOf(const BodyFields &b)
{
    if (!b.specversion.empty() && !b.id.empty() && !b.type.empty() && !b.source.empty())
        return EnvelopeShape::CloudEvents;
    if (!b.eventId.empty() && !b.eventType.empty())
        return EnvelopeShape::EventType;
    if (!b.aggregateId.empty() && !b.type.empty())
        return EnvelopeShape::Aggregate;
    const bool hasTime = !b.timestamp.empty() || !b.time.empty();
    if (!b.id.empty() && !b.type.empty() && (hasTime || b.hasData))
        return EnvelopeShape::TypeData;
    if (!b.id.empty() && !b.name.empty() && hasTime && b.hasData)
        return EnvelopeShape::NameData;
    return EnvelopeShape::None;
}

void fill(std::string_view &to, std::string_view from)
{
    if (to.empty())
        to = from;
}

void takeBody(const BodyFields &b, EnvelopeView &e)
{
    e.correlationId = b.correlationId;
    e.causationId = b.causationId;
    e.traceparent = b.traceparent;
    e.shape = shapeOf(b);
    if (e.shape == EnvelopeShape::None) {
        // No envelope that is known, but what the body calls its type and id is what people search for.
        e.type = b.eventType.empty() ? b.type : b.eventType;
        e.id = b.eventId.empty() ? b.id : b.eventId;
        return;
    }
    const bool named = e.shape == EnvelopeShape::NameData, eventType = e.shape == EnvelopeShape::EventType;
    e.id = eventType ? b.eventId : b.id;
    e.type = eventType ? b.eventType : named ? b.name : b.type;
    e.version = eventType ? b.eventVersion : b.version;
    e.source = b.source;
    e.subject = b.subject;
    e.time = e.shape == EnvelopeShape::CloudEvents || b.timestamp.empty() ? b.time : b.timestamp;
    e.timeOfBody = true;
    e.aggregateId = b.aggregateId;
    e.aggregateType = b.aggregateType;
}

// Text of a header that may be typed: JSON text of a string loses its quotes.
std::string_view fieldText(const FieldView &f)
{
    if (f.type != FieldType::Bytes && f.value.size() >= 2 && f.value.front() == '"')
        return f.value.substr(1, f.value.size() - 2);
    return f.value;
}

constexpr std::array<std::string_view, 4> CloudEventPrefixes{"ce_", "ce-", "cloudEvents_", "cloudEvents:"};

// CloudEvents 1.0, binary mode: all four required attributes stand as headers.
struct BinaryCloudEvent
{
    std::string_view specversion, id, type, source, subject, time, correlation, causation, traceparent, version;
    bool whole() const { return !specversion.empty() && !id.empty() && !type.empty() && !source.empty(); }

    void take(std::string_view name, std::string_view value)
    {
        if (name == "specversion")
            specversion = value;
        else if (name == "id")
            id = value;
        else if (name == "type")
            type = value;
        else if (name == "source")
            source = value;
        else if (name == "subject")
            subject = value;
        else if (name == "time")
            time = value;
        else if (name == "correlationid")
            correlation = value;
        else if (name == "causationid")
            causation = value;
        else if (name == "traceparent")
            traceparent = value;
        else if (name == "dataversion")
            version = value;
    }
};

void takeCloudEvent(const BinaryCloudEvent &c, EnvelopeView &e)
{
    e.shape = EnvelopeShape::CloudEvents;
    e.id = c.id;
    e.type = c.type;
    e.source = c.source;
    e.subject = c.subject;
    e.time = c.time;
    e.timeOfBody = false;
    e.version = c.version;
    fill(e.correlationId, c.correlation);
    fill(e.causationId, c.causation);
    fill(e.traceparent, c.traceparent);
}

// Properties and headers that name what the body does not.
struct Loose
{
    std::string_view id, type, source, correlation, causation, traceparent;

    void take(const FieldView &f)
    {
        const std::string_view v = fieldText(f), n = f.name;
        if (f.place == FieldPlace::Property) {
            if (n == "message_id")
                id = v;
            else if (n == "type")
                type = v;
            else if (n == "correlation_id")
                correlation = v;
            else if (n == "app_id")
                source = v;
            return;
        }
        if (f.place != FieldPlace::Header)
            return;
        if (n == "event-type" || n == "eventType")
            type = v;
        else if (n == "event-source" || n == "eventSource")
            source = v;
        else if (n == "event-id" || n == "eventId")
            id = v;
        else if (n == "traceparent")
            traceparent = v;
        else if (n == "correlation-id" || n == "correlationId" || n == "correlation_id" || n == "x-correlation-id")
            correlation = v;
        else if (n == "causation-id" || n == "causationId" || n == "causation_id" || n == "x-causation-id")
            causation = v;
    }
};

struct HeaderFields
{
    BinaryCloudEvent cloudEvent;
    Loose loose;
};

HeaderFields readHeaders(const FieldList &fields)
{
    HeaderFields h;
    for (const FieldView &f : fields) {
        h.loose.take(f);
        if (f.place != FieldPlace::Header)
            continue;
        for (const std::string_view prefix : CloudEventPrefixes) {
            if (f.name.starts_with(prefix))
                h.cloudEvent.take(f.name.substr(prefix.size()), fieldText(f));
        }
    }
    return h;
}

} // namespace

const char *envelopeShapeName(EnvelopeShape shape)
{
    switch (shape) {
    case EnvelopeShape::None:
        return "none";
    case EnvelopeShape::CloudEvents:
        return "cloudevents";
    case EnvelopeShape::NameData:
        return "name-data";
    case EnvelopeShape::TypeData:
        return "type-data";
    case EnvelopeShape::EventType:
        return "event-type";
    case EnvelopeShape::Aggregate:
        return "aggregate";
    case EnvelopeShape::Properties:
        return "properties";
    }
    return "none";
}

struct EnvelopeReader::Memory
{
    simdjson::ondemand::parser parser;
    std::string padded;
};

EnvelopeReader::EnvelopeReader() : m_memory(std::make_unique<Memory>()) {}
EnvelopeReader::~EnvelopeReader() = default;

void EnvelopeReader::shrink()
{
    if (m_memory->padded.capacity() > (1 << 20))
        m_memory = std::make_unique<Memory>();
}

EnvelopeView EnvelopeReader::read(const EventView &event, std::size_t bodyLimit)
{
    EnvelopeView e;
    const HeaderFields headers = event.fields.empty() ? HeaderFields() : readHeaders(event.fields);
    if (BodyFields body; event.hasValue && readBody(event.value, bodyLimit, m_memory->parser, m_memory->padded, body))
        takeBody(body, e);
    // Binary attributes describe the whole body as data: they win over what the data happens to hold.
    if (headers.cloudEvent.whole() && e.shape != EnvelopeShape::CloudEvents)
        takeCloudEvent(headers.cloudEvent, e);
    const Loose &l = headers.loose;
    fill(e.correlationId, l.correlation);
    fill(e.causationId, l.causation);
    fill(e.traceparent, l.traceparent);
    const bool bare = e.shape == EnvelopeShape::None;
    // The broker's own marks win over what merely looks like a type in an unknown body.
    if (bare && !l.id.empty())
        e.id = l.id;
    if (bare && !l.type.empty())
        e.type = l.type;
    fill(e.id, l.id);
    fill(e.type, l.type);
    fill(e.source, l.source);
    if (bare && (!l.id.empty() || !l.type.empty()))
        e.shape = EnvelopeShape::Properties;
    return e;
}

Envelope recogniseEnvelope(const EventView &event, std::size_t bodyLimit)
{
    thread_local EnvelopeReader reader;
    const EnvelopeView v = reader.read(event, bodyLimit);
    Envelope e;
    e.shape = v.shape;
    e.id = v.id;
    e.type = v.type;
    e.source = v.source;
    e.time = v.timeOfBody ? timeText(v.time) : std::string(v.time);
    e.version = v.version;
    e.subject = v.subject;
    e.correlationId = v.correlationId;
    e.causationId = v.causationId;
    e.traceparent = v.traceparent;
    e.aggregateId = v.aggregateId;
    e.aggregateType = v.aggregateType;
    reader.shrink(); // one large body must not stay for the thread's life
    return e;
}

std::string recogniseType(const EventView &event)
{
    constexpr std::size_t ColumnBodyLimit = 256 << 10; // a table paints this: larger bodies show their header's type
    thread_local EnvelopeReader reader;
    return std::string(reader.read(event, ColumnBodyLimit).type);
}

} // namespace flowbench

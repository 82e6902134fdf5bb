// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/eventactivation.h"

#include "model/base/jsonwriter.h"
#include "model/deadletter/failure.h"
#include "model/decode/headers.h"
#include "model/event/envelope.h"
#include "model/query/cel/containers.h"
#include "model/query/jsonvalues.h"

#include <algorithm>

namespace flowbench {

using cel::Fault;
using cel::Scratch;
using cel::Value;

namespace {
constexpr std::size_t KeptText = 1 << 20, KeptIndexes = 8;
// A longer chain of fields is followed field by field.
constexpr std::size_t LongestPath = 64;

Value noField() { return Value::error(Fault::MissingField, "no such field"); }
Value notTold() { return Value::error(Fault::MissingField, "the event does not tell"); }

Value textOrBytes(std::string_view bytes) { return isUtf8(bytes) ? Value::ofString(bytes) : Value::ofBytes(bytes); }

Value timestampOf(qint64 ms)
{
    const qint64 seconds = ms >= 0 ? ms / 1000 : -((999 - ms) / 1000);
    return Value::ofTimestamp(seconds, qint32(ms - seconds * 1000) * 1'000'000);
}
} // namespace

EventPlan::EventPlan(const cel::Program &program, std::shared_ptr<const EventDecoder> decoder)
    : m_decoder(std::move(decoder))
{
    std::vector<std::vector<std::string>> paths;
    for (const cel::Path &path : program.paths()) {
        Slot slot{EventName(path.variable)};
        if (slot.of == EventName::Value && path.fields.size() <= LongestPath) {
            slot.valuePath = int(paths.size());
            paths.push_back(path.fields);
        }
        if (slot.of == EventName::Headers && path.fields.size() == 1)
            slot.headerPath = int(m_headers++);
        m_slots.push_back(slot);
    }
    m_count = paths.size();
    m_valuePaths = JsonPaths(paths);
}

EventContext &EventContext::fresh()
{
    thread_local EventContext context;
    context.begin();
    return context;
}

void EventContext::begin()
{
    scratch.reset();
    if (decoded.owned.capacity() > KeptText)
        decoded.owned = {};
    if (m_usedIndexes > 0) {
        if (m_indexes.size() > KeptIndexes)
            m_indexes.resize(KeptIndexes);
        for (std::size_t i = 0; i < std::min(m_usedIndexes, m_indexes.size()); ++i)
            m_indexes[i]->shrink();
        m_usedIndexes = 0;
    }
    if (m_recognised) {
        m_envelopes.shrink();
        m_recognised = false;
    }
    if (m_usedTexts > 0) {
        m_texts.resize(1);
        if (m_texts.front()->capacity() > KeptText)
            *m_texts.front() = {};
        m_usedTexts = 0;
    }
}

JsonIndex &EventContext::nextIndex()
{
    if (m_usedIndexes == m_indexes.size())
        m_indexes.push_back(std::make_unique<JsonIndex>());
    return *m_indexes[m_usedIndexes++];
}

std::string &EventContext::nextText()
{
    if (m_usedTexts == m_texts.size())
        m_texts.push_back(std::make_unique<std::string>());
    std::string &text = *m_texts[m_usedTexts++];
    text.clear();
    return text;
}

// ---- the body

bool EventActivation::jsonOfBody(JsonIndex &index)
{
    const std::size_t count = m_plan.valuePathCount();
    if (count > 0 && !m_plan.valuePaths().find(index, m_context.found))
        return false;
    m_context.values.resize(std::max(m_context.values.size(), count));
    m_context.ready.assign(count, 0);
    m_index = &index;
    m_body = Body::Json;
    return true;
}

// What looks like JSON is read as JSON, as far as it is needed; whatever is in doubt is the decoder's.
void EventActivation::readBody()
{
    if (!m_event.hasValue) {
        m_body = Body::Null;
        return;
    }
    if (m_plan.decoder().mayBeJson(m_event)) {
        JsonIndex &index = m_context.nextIndex();
        if (index.read(m_event.value) && jsonOfBody(index))
            return;
    }
    decodeBody();
}

void EventActivation::decodeBody()
{
    m_decoded = true;
    Decoded &decoded = m_context.decoded;
    m_plan.decoder().decode(m_event, decoded);
    if (decoded.pending)
        return failBody("the schema of the body is not there yet");
    if (decoded.failed) {
        const QString why = decoded.tried.empty() ? QString() : decoded.tried.front().error.args.join(u": ");
        return failBody(why.toStdString());
    }
    switch (decoded.encoding) {
    case Encoding::Text:
        m_body = Body::Text;
        return;
    case Encoding::Hex:
        m_body = Body::Bytes;
        return;
    default:
        break;
    }
    JsonIndex &index = m_context.nextIndex();
    if (!index.read(decoded.content) || !jsonOfBody(index))
        failBody("the body's JSON cannot be read");
}

void EventActivation::failBody(std::string_view why)
{
    m_body = Body::Failed;
    const Value message =
        cel::fail(m_context.scratch, Fault::BadValue, {"the body cannot be decoded", why.empty() ? "" : ": ", why});
    m_problem = message.view();
}

Value EventActivation::bodyWithoutFields()
{
    switch (m_body) {
    case Body::Text:
        return Value::ofString(m_context.decoded.content);
    case Body::Bytes:
        return Value::ofBytes(m_context.decoded.content);
    case Body::Failed:
        return Value::error(Fault::BadValue, m_problem);
    default:
        return Value::null();
    }
}

Value EventActivation::body()
{
    if (m_body == Body::Unread)
        readBody();
    if (m_body == Body::Json) {
        Value value;
        if (jsonValue(*m_index, 0, m_context.scratch, value))
            return value;
        if (m_decoded)
            failBody("it is nested too deep");
        else
            decodeBody();
        return m_body == Body::Json ? body() : bodyWithoutFields();
    }
    return bodyWithoutFields();
}

Value EventActivation::wholeBody()
{
    if (!m_whole)
        m_whole = body();
    return *m_whole;
}

Value EventActivation::key()
{
    if (!m_key)
        m_key = m_event.hasKey ? textOrBytes(m_event.key) : Value::null();
    return *m_key;
}

Value EventActivation::valuePath(int path)
{
    if (m_body == Body::Unread)
        readBody();
    if (m_body != Body::Json)
        return m_body == Body::Failed ? bodyWithoutFields() : noField();
    const auto p = std::size_t(path);
    if (m_context.ready[p])
        return m_context.values[p];
    const JsonPaths::Place &place = m_context.found.places[p];
    if (place.state != JsonPaths::Place::State::There)
        return noField();
    if (jsonValue(*m_index, place.token, m_context.scratch, m_context.values[p])) {
        m_context.ready[p] = true;
        return m_context.values[p];
    }
    if (m_decoded) {
        failBody("its JSON cannot be read");
        return bodyWithoutFields();
    }
    decodeBody(); // what looked like JSON is none
    return valuePath(path);
}

Value EventActivation::hasValuePath(int path)
{
    if (m_body == Body::Unread)
        readBody();
    if (m_body != Body::Json)
        return m_body == Body::Failed ? bodyWithoutFields() : noField();
    switch (m_context.found.places[std::size_t(path)].state) {
    case JsonPaths::Place::State::There:
        return Value::ofBool(true);
    case JsonPaths::Place::State::Absent:
        return Value::ofBool(false);
    case JsonPaths::Place::State::Nowhere:
        break;
    }
    return noField();
}

// ---- headers

std::optional<FieldView> EventActivation::header(std::string_view name) const
{
    return m_event.fields.find(FieldPlace::Header, name);
}

Value EventActivation::jsonText(std::string_view text)
{
    JsonIndex &index = m_context.nextIndex();
    Value value;
    if (index.read(text) && jsonValue(index, 0, m_context.scratch, value))
        return value;
    return textOrBytes(text);
}

Value EventActivation::headerValue(const FieldView &field)
{
    if (field.null)
        return Value::null();
    if (field.type == FieldType::Bytes) {
        const auto number = binaryHeaderNumber(field.name, field.value);
        return number ? Value::ofInt(*number) : textOrBytes(field.value);
    }
    if (field.value.empty())
        return Value::null();
    Value value;
    if (!jsonNumber(field.value, value))
        return jsonText(field.value);
    if (field.type == FieldType::Timestamp && value.kind == cel::Kind::Int)
        return Value::ofTimestamp(value.integer, 0);
    if ((field.type == FieldType::Double || field.type == FieldType::Float) && value.kind == cel::Kind::Int)
        return Value::ofDouble(double(value.integer));
    return value;
}

Value EventActivation::headerPath(int path, const std::string &name)
{
    std::optional<Value> &known = m_context.headers[std::size_t(path)];
    if (!known) {
        const auto field = header(name);
        known = field ? headerValue(*field) : noField();
    }
    return *known;
}

// The last of a name counts.
Value EventActivation::headers()
{
    if (m_headers)
        return *m_headers;
    std::size_t count = 0;
    for (const FieldView &f : m_event.fields)
        count += f.place == FieldPlace::Header;
    auto *fields = m_context.scratch.array<FieldView>(count);
    if (!fields)
        return cel::limitReached();
    std::size_t n = 0;
    for (const FieldView &f : m_event.fields) {
        if (f.place == FieldPlace::Header)
            new (fields + n++) FieldView(f);
    }
    cel::MapBuilder last(m_context.scratch), ordered(m_context.scratch);
    for (std::size_t i = n; i-- > 0;)
        last.add(Value::ofString(fields[i].name), Value::ofInt(qint64(i))); // refuses what is there already
    const Value which = last.finish();
    if (which.isError())
        return which;
    for (std::size_t i = which.map->size(); i-- > 0;) {
        const Value at = which.map->value(i, m_context.scratch);
        ordered.add(which.map->key(i, m_context.scratch), headerValue(fields[at.integer]));
    }
    m_headers = ordered.finish();
    return *m_headers;
}

// ---- what others recognise

// Of what the body says once it is decoded: compressed JSON, Avro and the like have an envelope as well.
EventView EventActivation::recognisable()
{
    EventView view = m_event;
    if (m_event.hasValue && !m_plan.decoder().mayBeJson(m_event)) {
        if (m_body == Body::Unread)
            decodeBody();
        if (m_body == Body::Json && m_decoded)
            view.value = m_context.decoded.content;
    }
    return view;
}

Value EventActivation::envelopeText(EventName name)
{
    std::optional<Value> &known = name == EventName::Type ? m_type : m_id;
    if (!known)
        known = readEnvelopeText(name);
    return *known;
}

Value EventActivation::readEnvelopeText(EventName name)
{
    const EnvelopeView e = m_context.recognise(recognisable());
    const std::string_view text = name == EventName::Type ? e.type : e.id;
    if (text.empty())
        return notTold();
    const std::string_view kept = m_context.scratch.keep(text);
    return kept.data() ? textOrBytes(kept) : cel::limitReached();
}

Value EventActivation::envelope()
{
    if (m_envelope)
        return *m_envelope;
    const Envelope e = recogniseEnvelope(recognisable());
    cel::MapBuilder map(m_context.scratch);
    const auto add = [&](std::string_view name, std::string_view text) {
        if (text.empty())
            return;
        const std::string_view kept = m_context.scratch.keep(text);
        if (kept.data())
            map.add(Value::ofString(name), textOrBytes(kept));
    };
    if (e.shape != EnvelopeShape::None)
        add("shape", envelopeShapeName(e.shape));
    add("id", e.id);
    add("type", e.type);
    add("source", e.source);
    add("time", e.time);
    add("version", e.version);
    add("subject", e.subject);
    add("correlation_id", e.correlationId);
    add("causation_id", e.causationId);
    add("traceparent", e.traceparent);
    add("aggregate_id", e.aggregateId);
    add("aggregate_type", e.aggregateType);
    m_envelope = map.finish();
    return *m_envelope;
}

Value EventActivation::failure()
{
    if (m_failure)
        return *m_failure;
    std::string &text = m_context.nextText();
    text = failureJson(m_event);
    m_failure = text.empty() ? notTold() : jsonText(text);
    return *m_failure;
}

// ---- what the engine asks

Value EventActivation::variable(int index, Scratch &)
{
    switch (EventName(index)) {
    case EventName::Key:
        return key();
    case EventName::Value:
        return wholeBody();
    case EventName::Headers:
        return headers();
    case EventName::Type:
    case EventName::Id:
        return envelopeText(EventName(index));
    case EventName::Time:
        return m_event.timeKind == TimeKind::None ? notTold() : timestampOf(m_event.timeMs);
    case EventName::Channel:
        return Value::ofString(m_event.channel);
    case EventName::Partition:
        return m_event.partition < 0 ? notTold() : Value::ofInt(m_event.partition);
    case EventName::Offset:
        return m_event.offset == EventView::NoOffset ? notTold() : Value::ofInt(m_event.offset);
    case EventName::Failure:
        return failure();
    case EventName::Size:
        return Value::ofInt(qint64(m_event.value.size()));
    case EventName::Envelope:
        return envelope();
    }
    return notTold();
}

Value EventActivation::path(const cel::Program &program, int path, Scratch &scratch)
{
    const EventPlan::Slot &slot = m_plan.slot(path);
    if (slot.valuePath >= 0)
        return valuePath(slot.valuePath);
    if (slot.headerPath < 0)
        return Activation::path(program, path, scratch);
    return headerPath(slot.headerPath, program.paths()[std::size_t(path)].fields.front());
}

Value EventActivation::hasPath(const cel::Program &program, int path, Scratch &scratch)
{
    const EventPlan::Slot &slot = m_plan.slot(path);
    if (slot.valuePath >= 0)
        return hasValuePath(slot.valuePath);
    if (slot.headerPath < 0)
        return Activation::hasPath(program, path, scratch);
    if (!scratch.read(m_event.fields.packed().size()))
        return cel::limitReached();
    return Value::ofBool(header(program.paths()[std::size_t(path)].fields.front()).has_value());
}

} // namespace flowbench

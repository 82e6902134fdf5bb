// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/schema/eventschemas.h"

#include "model/decode/attempt.h"
#include "model/decode/compiledschema.h"
#include "model/decode/framing.h"
#include "model/decode/hints.h"
#include "model/event/envelope.h"

namespace flowbench {

using namespace Qt::StringLiterals;
using Kind = SchemaVerdict::Kind;
using State = SchemaSource::Answer::State;

namespace {
constexpr std::size_t MostKnown = 1000;
constexpr auto LateFor = std::chrono::seconds(30);

SchemaVerdict notChecked(std::optional<Error> why, const QString &schema = {})
{
    SchemaVerdict v;
    v.schema = schema;
    v.why = std::move(why);
    return v;
}

// The schema id of the headers, else that of the framing, with what it stands before.
std::optional<Frame> frameOf(const EventView &event)
{
    const std::string_view header = bodyHints(event).schemaId;
    const auto frame = readFrame(header.empty() ? event.value : header);
    if (!frame || !*frame)
        return {};
    Frame f = **frame;
    if (!header.empty())
        f.payload = event.value;
    return f;
}

std::string typeOf(const EventView &event)
{
    thread_local EnvelopeReader reader;
    std::string type(reader.read(event, JsonTape::LargestText).type);
    reader.shrink();
    return type;
}

bool beginsLikeJson(std::string_view body)
{
    const std::size_t first = body.find_first_not_of(" \t\r\n");
    return first != std::string_view::npos && (body[first] == '{' || body[first] == '[');
}
} // namespace

// Memory for one check.
class EventSchemas::Borrowed
{
public:
    explicit Borrowed(const EventSchemas &from) : m_from(from)
    {
        const std::lock_guard lock(m_from.m_memoryMutex);
        if (m_from.m_memory.empty())
            return;
        m_memory = std::move(m_from.m_memory.back());
        m_from.m_memory.pop_back();
    }
    Borrowed(const Borrowed &) = delete;
    Borrowed &operator=(const Borrowed &) = delete;
    ~Borrowed()
    {
        const std::lock_guard lock(m_from.m_memoryMutex);
        m_from.m_memory.push_back(std::move(m_memory));
    }
    JsonSchema::Memory &get()
    {
        if (!m_memory)
            m_memory = std::make_unique<JsonSchema::Memory>();
        return *m_memory;
    }

private:
    const EventSchemas &m_from;
    MemoryPtr m_memory;
};

EventSchemas::EventSchemas(std::shared_ptr<SchemaSource> registry, std::shared_ptr<const SchemaFolder> folder,
                           Milliseconds wait, std::stop_token stop)
    : m_registry(std::move(registry)),
      m_folder(std::move(folder)),
      m_wait(wait),
      m_stop(std::move(stop)),
      m_decoder(m_registry)
{
    m_decoder.setWait(m_wait, m_stop);
}

EventSchemas::~EventSchemas() = default;

SchemaVerdict EventSchemas::check(const QString &channel, const EventView &event) const
{
    if (!event.hasValue)
        return {};
    const std::string name = channel.toStdString();
    EventView view = event;
    view.channel = name;
    const std::optional<Frame> frame = frameOf(view);
    if (frame && m_registry)
        return against(ofRegistry(frame->key), view, frame->payload);
    const bool inBody = frame && frame->payload.size() != view.value.size();
    Decoded memory;
    if (m_folder && !m_folder->isEmpty()) {
        if (const auto found = m_folder->find(typeOf(view), channel)) {
            if (!found->schema)
                return notChecked(found->error, found->label);
            SchemaVerdict v = json(*found->schema, inBody ? frame->payload : jsonOf(view, memory));
            v.schema = found->label;
            return v;
        }
    }
    if (frame) {
        const QString which = frame->key.by == SchemaKey::By::Id ? QString::number(frame->key.id) : u"by GUID"_s;
        return notChecked(
            decodeError(Encoding::Avro, u"it needs schema %1 of a registry, and none is connected"_s.arg(which)));
    }
    if (!m_registry || name.empty() || name.find(':') != std::string::npos)
        return {};
    const Known newest = ofRegistry({SchemaKey::By::Subject, 0, name + "-value"});
    if (newest.error && newest.error->code == ErrorCode::SchemaNotFound)
        return {};
    return against(newest, view, view.value);
}

SchemaVerdict EventSchemas::against(const Known &known, const EventView &event, std::string_view payload) const
{
    const QString label = known.text ? known.text->label : QString();
    if (known.error)
        return notChecked(known.error, label);
    if (!known.json)
        return decoded(known, event);
    Decoded memory;
    const bool whole = payload.size() == event.value.size();
    SchemaVerdict v = json(*known.json, whole ? jsonOf(event, memory) : payload);
    v.schema = label;
    return v;
}

// Avro and Protobuf: what can be read keeps to the schema.
SchemaVerdict EventSchemas::decoded(const Known &known, const EventView &event) const
{
    Decoded out;
    m_decoder.decode(event, out);
    const Encoding expected = encodingOf(known.text->type);
    SchemaVerdict v;
    v.schema = known.text->label;
    v.kind = !out.failed && out.encoding == expected ? Kind::Valid : Kind::Invalid;
    if (v.kind == Kind::Valid)
        return v;
    v.problem = std::string("not ") + encodingName(expected);
    for (const Decoded::Attempt &a : out.tried) {
        if (a.encoding != expected)
            continue;
        // Not the body's fault: the decoder could not have the schema either.
        if (a.error.code != ErrorCode::DecodeFailed)
            return notChecked(a.error, known.text->label);
        v.problem += ": " + a.error.args.value(1).toStdString();
        break;
    }
    return v;
}

SchemaVerdict EventSchemas::json(const JsonSchema &schema, std::string_view body) const
{
    Borrowed memory(*this);
    return schema.check(body, memory.get());
}

// Compressed bodies and other encodings become JSON; what is text stays what it is.
std::string_view EventSchemas::jsonOf(const EventView &event, Decoded &memory) const
{
    if (bodyHints(event).compression == Compression::None && beginsLikeJson(event.value))
        return event.value;
    m_decoder.decode(event, memory);
    return memory.encoding == Encoding::Text || memory.encoding == Encoding::Hex ? event.value : memory.content;
}

SchemaSource::Answer EventSchemas::ask(const SchemaKey &key) const
{
    bool late = false;
    {
        const std::shared_lock lock(m_mutex);
        const auto it = m_late.find(key);
        late = it != m_late.end() && Clock::now() < it->second;
    }
    SchemaSource::Answer answer = late ? m_registry->find(key) : m_registry->wait(key, Cancel::after(m_wait, m_stop));
    if (answer.state == State::Pending)
        return {State::Failed, {}, makeError(ErrorCode::Timeout)};
    if (!late && answer.state == State::Failed) {
        const std::unique_lock lock(m_mutex);
        if (m_late.size() >= MostKnown)
            m_late.clear();
        m_late[key] = Clock::now() + LateFor;
    }
    return answer;
}

EventSchemas::Known EventSchemas::ofRegistry(const SchemaKey &key) const
{
    // A number means one schema for ever; a subject's newest may change.
    const bool fixed = key.by != SchemaKey::By::Subject;
    if (fixed) {
        const std::shared_lock lock(m_mutex);
        if (const auto it = m_known.find(key); it != m_known.end())
            return it->second;
    }
    const SchemaSource::Answer answer = ask(key);
    Known known;
    if (answer.state != State::Ready) {
        known.error = answer.error;
        return known;
    }
    if (!fixed) {
        const std::shared_lock lock(m_mutex);
        if (const auto it = m_known.find(key); it != m_known.end() && it->second.text == answer.schema)
            return it->second;
    }
    known.text = answer.schema;
    if (known.text->type == SchemaType::Json) {
        auto compiled = JsonSchema::compile(known.text->text, known.text->references);
        if (compiled)
            known.json = std::move(*compiled);
        else
            known.error = compiled.error();
    }
    const std::unique_lock lock(m_mutex);
    if (m_known.size() >= MostKnown)
        m_known.clear();
    m_known.insert_or_assign(key, known);
    return known;
}

} // namespace flowbench

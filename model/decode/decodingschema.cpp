// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/decode/attempt.h"
#include "model/decode/avro.h"
#include "model/decode/decoding.h"
#include "model/decode/json.h"
#include "model/decode/protobuf.h"

namespace flowbench {

using namespace Qt::StringLiterals;
using State = SchemaSource::Answer::State;

namespace {
// Which decoder a reason belongs to while the schema, and with it the encoding, is not known.
constexpr Encoding Unknown = Encoding::Avro;

constexpr std::string_view SingleObject = "\xc3\x01"; // Avro's own framing: and eight bytes of fingerprint
constexpr std::size_t SingleObjectLength = 10;

// An error about no decoder in particular names the one that was asked for.
Error forEncoding(Error error, Encoding encoding)
{
    if (error.code == ErrorCode::DecodeFailed && !error.args.isEmpty())
        error.args[0] = QString::fromLatin1(encodingName(encoding));
    return error;
}
} // namespace

// A decoder that was asked for by name, or by a content type.
bool Decoding::bySchema(Encoding as)
{
    if (m_subject.choice && m_subject.choice->schema) {
        const CompiledSchema &schema = m_subject.choice->schema->schema;
        if (encodingOf(schema.type) != as)
            return failed(as, decodeError(as, u"the schema %1 is of another kind"_s.arg(schema.label)));
        return byFile(false);
    }
    const auto frame = m_subject.hints.schemaId.empty() ? readFrame(m_bytes) : readFrame(m_subject.hints.schemaId);
    if (frame && *frame) {
        Frame f = **frame;
        if (!m_subject.hints.schemaId.empty())
            f.payload = m_bytes;
        return framed(f, as);
    }
    if (!frame)
        failed(as, forEncoding(frame.error(), as));
    return bySubject(as);
}

// The schema of a header. What follows the GUID there is Protobuf's path to the message.
bool Decoding::byHeader()
{
    const auto frame = readFrame(m_subject.hints.schemaId);
    if (!frame || !*frame) {
        m_out.failed = true;
        return failed(Unknown,
                      frame ? decodeError(Unknown, u"the schema id in the header cannot be read"_s) : frame.error());
    }
    Frame f = **frame;
    f.payload = m_bytes;
    return framed(f, {});
}

bool Decoding::byFrame(bool &isFramed)
{
    const auto frame = readFrame(m_bytes);
    if (frame && !*frame)
        return false;
    if (!frame)
        return failed(Unknown, frame.error());
    isFramed = true;
    // Without a registry, the schema at hand is the one that is meant.
    if (m_subject.choice && m_subject.choice->schema && !m_schemas.hasSource()) {
        const bool ok = byFile(false);
        m_out.failed |= !ok;
        return ok;
    }
    return framed(**frame, {});
}

// The bytes as they are, and else without what may stand before them.
bool Decoding::byFile(bool strict)
{
    const CompiledSchema &schema = m_subject.choice->schema->schema;
    m_out.schema = schema.label;
    if (with(schema, m_bytes, false, strict))
        return true;
    const auto frame = readFrame(m_bytes);
    if (!strict && frame && *frame && with(schema, (*frame)->payload, true, false))
        return true;
    if (!strict && schema.avro && m_bytes.substr(0, 2) == SingleObject && m_bytes.size() > SingleObjectLength &&
        with(schema, m_bytes.substr(SingleObjectLength), false, false))
        return true;
    m_out.schema.clear();
    return false;
}

// By the name that a topic's schemas have unless somebody chose otherwise.
bool Decoding::bySubject(std::optional<Encoding> as)
{
    const std::string_view channel = m_subject.channel;
    const bool possible = m_schemas.hasSource() && !channel.empty() && channel.find(':') == std::string_view::npos;
    if (!possible)
        return as ? failed(*as, decodeError(*as, u"no schema is known for it"_s)) : false;
    Frame frame;
    frame.key.by = SchemaKey::By::Subject;
    frame.key.name = std::string(channel) + (m_subject.key ? "-key" : "-value");
    frame.payload = m_bytes;
    const auto found = m_schemas.find(frame.key);
    m_out.pending |= found.state == State::Pending;
    if (found.state != State::Ready)
        return found.state == State::Failed ? failed(as.value_or(Unknown), found.error) : false;
    const Encoding its = encodingOf(found.schema->type);
    if (its == Encoding::Json || (as && its != *as))
        return as ? failed(*as, decodeError(*as, u"the schema %1 is of another kind"_s.arg(found.schema->label)))
                  : false;
    m_out.schema = found.schema->label;
    if (with(*found.schema, m_bytes, false, !as))
        return true;
    m_out.schema.clear();
    return false;
}

bool Decoding::framed(const Frame &frame, std::optional<Encoding> as)
{
    const bool inBody = frame.payload.size() != m_bytes.size();
    if (!m_schemas.hasSource()) {
        const Encoding e = as.value_or(Unknown);
        const QString which = frame.key.by == SchemaKey::By::Id ? QString::number(frame.key.id) : u"by GUID"_s;
        failed(e,
               decodeError(
                   e, u"it begins like a body that needs schema %1 of a registry, and none is connected"_s.arg(which)));
    } else {
        const auto found = m_schemas.find(frame.key);
        if (found.state == State::Pending) {
            m_out.pending = true;
            return false;
        }
        if (found.state == State::Ready) {
            const Encoding its = encodingOf(found.schema->type);
            m_out.schema = found.schema->label;
            const bool fits = !as || its == *as;
            if (fits && with(*found.schema, frame.payload, inBody, false)) {
                m_out.plainBytes = frame.payload.size();
                return true;
            }
            if (!fits)
                failed(*as, decodeError(*as, u"the schema %1 is of another kind"_s.arg(found.schema->label)));
            m_out.failed = true;
            return false;
        }
        failed(as.value_or(Unknown), found.error);
    }
    // JSON needs no schema to be read.
    const bool object = inBody && !as && !frame.payload.empty() && (frame.payload[0] == '{' || frame.payload[0] == '[');
    if (object && !checkJson(frame.payload, m_limits.depth)) {
        m_out.plainBytes = frame.payload.size();
        done(Encoding::Json, frame.payload);
        return true;
    }
    m_out.failed = true;
    return false;
}

bool Decoding::with(const CompiledSchema &schema, std::string_view payload, bool indexed, bool strict)
{
    if (schema.avro)
        return made(Encoding::Avro, avroToJson(*schema.avro, payload, m_limits, m_out.owned));
    if (schema.protobuf)
        return protobuf(schema, payload, indexed, strict);
    if (const auto fault = checkJson(payload, m_limits.depth))
        return failed(Encoding::Json, decodeError(Encoding::Json, u"at byte %1: %2"_s.arg(fault->at).arg(
                                                                      QLatin1StringView(fault->what))));
    done(Encoding::Json, payload);
    return true;
}

bool Decoding::protobuf(const CompiledSchema &schema, std::string_view payload, bool indexed, bool strict)
{
    std::optional<std::vector<int>> path;
    std::string_view after = payload, header = m_subject.hints.schemaId;
    if (indexed) {
        path = takeMessageIndexes(after);
        if (!path)
            return failed(Encoding::Protobuf, decodeError(Encoding::Protobuf, u"its message number is cut off"_s));
    } else if (header.size() > 17) {
        header.remove_prefix(17);
        path = takeMessageIndexes(header);
    }
    const bool named = m_subject.choice && !m_subject.choice->message.empty();
    const std::string name = named ? m_subject.choice->message : std::string();
    const auto *message = path && !named ? schema.protobuf->message(*path) : schema.protobuf->message(name);
    if (!message)
        return failed(Encoding::Protobuf, decodeError(Encoding::Protobuf, u"the schema has no such message"_s));
    bool known = true;
    const auto result = protobufToJson(*message, after, m_limits, m_out.owned, known);
    if (result && strict && !known)
        return failed(Encoding::Protobuf,
                      decodeError(Encoding::Protobuf, u"it has fields that the schema does not know"_s));
    return made(Encoding::Protobuf, result);
}

} // namespace flowbench

// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/decode/decoding.h"

#include "model/decode/attempt.h"
#include "model/decode/cbor.h"
#include "model/decode/compression.h"
#include "model/decode/json.h"
#include "model/decode/msgpack.h"
#include "model/decode/text.h"

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {
constexpr std::size_t KeptMemory = std::size_t(16) << 20; // of an `out` that is used again
}

Decoding::Decoding(const DecodeLimits &limits, SchemaCache &schemas, const Subject &subject, Decoded &out)
    : m_limits(limits), m_schemas(schemas), m_subject(subject), m_out(out)
{
    m_out.tried.clear();
    m_out.schema.clear();
    m_out.failed = m_out.pending = false;
    m_out.compression = Compression::None;
    if (m_out.owned.capacity() > KeptMemory)
        m_out.owned = {};
    m_out.owned.clear();
}

void Decoding::run(std::string_view bytes)
{
    const auto as = m_subject.choice ? m_subject.choice->as : std::nullopt;
    m_bytes = bytes;
    if (as != Encoding::Hex)
        unpack();
    m_out.plainBytes = m_bytes.size();
    if (as ? !chosen(*as) : !automatic())
        readable();
    keepPlain();
}

// Takes the body out of its compression. One that cannot be taken out stays as it is.
void Decoding::unpack()
{
    const Compression seen = compressionOf(m_bytes), said = m_subject.hints.compression;
    const Compression c = seen == Compression::None ? said : seen;
    if (c == Compression::None || m_bytes.empty())
        return;
    if (const auto ok = decompress(c, m_bytes, m_limits, m_plain); !ok) {
        m_out.tried.push_back({Encoding::Hex, ok.error(), c});
        // Two bytes of a zlib stream may be the beginning of anything.
        m_out.failed = c != Compression::Deflate || said == c;
        m_plain = {};
        return;
    }
    m_out.compression = c;
    m_bytes = m_plain;
}

// What points into the decompressed bytes must outlive this.
void Decoding::keepPlain()
{
    const char *begin = m_plain.data();
    if (m_plain.empty() || m_out.content.data() < begin || m_out.content.data() > begin + m_plain.size())
        return;
    const std::size_t at = std::size_t(m_out.content.data() - begin), n = m_out.content.size();
    m_out.owned = std::move(m_plain);
    m_out.content = std::string_view(m_out.owned).substr(at, n);
}

void Decoding::readable()
{
    m_out.owned.clear();
    done(textKind(m_bytes) == TextKind::Binary ? Encoding::Hex : Encoding::Text, m_bytes);
}

void Decoding::done(Encoding encoding, std::string_view content)
{
    m_out.encoding = encoding;
    m_out.content = content;
}

bool Decoding::made(Encoding encoding, const Result<void> &result)
{
    if (!result)
        return failed(encoding, result.error());
    done(encoding, m_out.owned);
    return true;
}

bool Decoding::failed(Encoding encoding, const Error &error)
{
    m_out.owned.clear();
    m_out.tried.push_back({encoding, error, Compression::None});
    return false;
}

bool Decoding::chosen(Encoding as)
{
    const bool ok = attempt(as, false);
    m_out.failed |= !ok && !m_out.pending;
    return ok;
}

bool Decoding::attempt(Encoding encoding, bool guess)
{
    switch (encoding) {
    case Encoding::Json:
        return json(m_bytes, guess);
    case Encoding::Text:
        return text(guess);
    case Encoding::MsgPack:
        return made(encoding, msgPackToJson(m_bytes, m_limits, guess, m_out.owned));
    case Encoding::Cbor:
        return made(encoding, cborToJson(m_bytes, m_limits, guess, m_out.owned));
    case Encoding::Hex:
        done(Encoding::Hex, m_bytes);
        return true;
    case Encoding::Avro:
    case Encoding::Protobuf:
        return bySchema(encoding);
    }
    return false;
}

bool Decoding::json(std::string_view bytes, bool guess)
{
    const std::string_view body = withoutMark(bytes);
    // A key of digits is a text to everybody.
    const bool bare = guess && m_subject.key && (body.empty() || std::string_view("{[\"").find(body[0]) == body.npos);
    const auto fault = bare ? JsonFault{0, "it is a bare word"} : checkJson(body, m_limits.depth);
    if (!fault) {
        done(Encoding::Json, body);
        return true;
    }
    // A JSON Schema's serializer puts an id before it.
    if (const auto frame = readFrame(bytes);
        !guess && frame && *frame && !checkJson((*frame)->payload, m_limits.depth)) {
        m_out.plainBytes = (*frame)->payload.size();
        done(Encoding::Json, (*frame)->payload);
        return true;
    }
    return failed(Encoding::Json,
                  decodeError(Encoding::Json, u"at byte %1: %2"_s.arg(fault->at).arg(QLatin1StringView(fault->what))));
}

bool Decoding::text(bool guess)
{
    const TextKind kind = textKind(m_bytes);
    if (kind == TextKind::Binary)
        return failed(Encoding::Text, decodeError(Encoding::Text, u"it is not UTF-8, or has a zero byte"_s));
    if (guess && kind == TextKind::Controls)
        return failed(Encoding::Text, decodeError(Encoding::Text, u"it has control characters"_s));
    done(Encoding::Text, m_bytes);
    return true;
}

// What is read without doubt was no failure, whatever a header said.
bool Decoding::sure(Encoding encoding, bool guess)
{
    const bool ok = attempt(encoding, guess);
    if (ok)
        m_out.failed = m_out.pending = false;
    return ok;
}

bool Decoding::automatic()
{
    if (m_bytes.empty()) {
        done(Encoding::Text, m_bytes);
        return true;
    }
    if (!m_subject.hints.schemaId.empty() && byHeader())
        return true;
    bool isFramed = false;
    if (byFrame(isFramed))
        return true;
    // Nothing else begins so: its own reason would be buried by theirs.
    return !isFramed && guesses();
}

bool Decoding::guesses()
{
    const bool file = m_subject.choice && m_subject.choice->schema;
    if (file && byFile(true))
        return true;
    if (sure(Encoding::Json, true))
        return true;
    const auto type = m_subject.hints.type;
    const bool told = type && *type != Encoding::Json && *type != Encoding::Text;
    if (told && sure(*type, false))
        return true;
    m_out.failed |= (told || type == Encoding::Json) && !m_out.pending;
    if (attempt(Encoding::Text, true))
        return true;
    if (file && byFile(false))
        return true;
    for (const Encoding e : {Encoding::MsgPack, Encoding::Cbor}) {
        if (e != type && sure(e, true))
            return true;
    }
    return !file && !told && textKind(m_bytes) == TextKind::Binary && bySubject({});
}

} // namespace flowbench

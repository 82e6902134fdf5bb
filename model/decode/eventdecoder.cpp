// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/decode/attempt.h"
#include "model/decode/cbor.h"
#include "model/decode/compression.h"
#include "model/decode/hints.h"
#include "model/decode/json.h"
#include "model/decode/msgpack.h"
#include "model/decode/text.h"

#include <map>

namespace flowbench {

using namespace Qt::StringLiterals;

struct EventDecoder::Impl
{
    DecodeLimits limits;
    std::map<std::string, DecodeChoice, std::less<>> choices;

    const DecodeChoice *choiceOf(std::string_view channel) const
    {
        const auto it = choices.find(channel);
        return it == choices.end() ? nullptr : &it->second;
    }
};

namespace {
constexpr std::size_t KeptMemory = std::size_t(16) << 20; // of an `out` that is used again

// One body, or one key, on its way to something readable.
class Decoding
{
public:
    Decoding(const DecodeLimits &limits, const DecodeChoice *choice, const Hints &hints, bool key, Decoded &out)
        : m_limits(limits), m_choice(choice), m_hints(hints), m_key(key), m_out(out)
    {
        m_out.tried.clear();
        m_out.schema.clear();
        m_out.failed = m_out.pending = false;
        m_out.compression = Compression::None;
        if (m_out.owned.capacity() > KeptMemory)
            m_out.owned = {};
        m_out.owned.clear();
    }

    void run(std::string_view bytes)
    {
        const auto as = m_choice ? m_choice->as : std::nullopt;
        m_bytes = bytes;
        if (as != Encoding::Hex)
            unpack();
        m_out.plainBytes = m_bytes.size();
        if (as ? !chosen(*as) : !automatic())
            readable();
        keepPlain();
    }

private:
    // Takes the body out of its compression. One that cannot be taken out stays as it is.
    void unpack()
    {
        const Compression seen = compressionOf(m_bytes);
        const Compression c = seen == Compression::None ? m_hints.compression : seen;
        if (c == Compression::None || m_bytes.empty())
            return;
        if (const auto ok = decompress(c, m_bytes, m_limits, m_plain); !ok) {
            m_out.tried.push_back({Encoding::Hex, ok.error(), c});
            // Two bytes of a zlib stream may be the beginning of anything.
            m_out.failed = c != Compression::Deflate || m_hints.compression == c;
            m_plain = {};
            return;
        }
        m_out.compression = c;
        m_bytes = m_plain;
    }

    void done(Encoding encoding, std::string_view content)
    {
        m_out.encoding = encoding;
        m_out.content = content;
    }

    // What points into the decompressed bytes must outlive this.
    void keepPlain()
    {
        const char *begin = m_plain.data();
        if (m_plain.empty() || m_out.content.data() < begin || m_out.content.data() > begin + m_plain.size())
            return;
        const std::size_t at = std::size_t(m_out.content.data() - begin), n = m_out.content.size();
        m_out.owned = std::move(m_plain);
        m_out.content = std::string_view(m_out.owned).substr(at, n);
    }

    bool failed(Encoding encoding, const Error &error)
    {
        m_out.owned.clear();
        m_out.tried.push_back({encoding, error});
        return false;
    }

    bool chosen(Encoding as)
    {
        m_out.failed |= !attempt(as, false);
        return !m_out.failed;
    }

    // One decoder. With `guess` it must be sure.
    bool attempt(Encoding encoding, bool guess)
    {
        switch (encoding) {
        case Encoding::Json:
            return json(guess);
        case Encoding::Text:
            return text(guess);
        case Encoding::MsgPack:
            return made(encoding, msgPackToJson(m_bytes, m_limits, guess, m_out.owned));
        case Encoding::Cbor:
            return made(encoding, cborToJson(m_bytes, m_limits, guess, m_out.owned));
        case Encoding::Hex:
            done(Encoding::Hex, m_bytes);
            return true;
        default:
            return failed(encoding, decodeError(encoding, u"no schema is known for it"_s));
        }
    }

    bool made(Encoding encoding, const Result<void> &result)
    {
        if (!result)
            return failed(encoding, result.error());
        done(encoding, m_out.owned);
        return true;
    }

    bool json(bool guess)
    {
        const std::string_view body = withoutMark(m_bytes);
        // A key of digits is a text to everybody.
        const bool bare = guess && m_key && (body.empty() || std::string_view("{[\"").find(body[0]) == body.npos);
        const auto fault = bare ? JsonFault{0, "it is a bare word"} : checkJson(body, m_limits.depth);
        if (fault) {
            return failed(Encoding::Json, decodeError(Encoding::Json, u"at byte %1: %2"_s.arg(fault->at).arg(
                                                                          QLatin1StringView(fault->what))));
        }
        done(Encoding::Json, body);
        return true;
    }

    bool text(bool guess)
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
    bool sure(Encoding encoding, bool guess)
    {
        const bool ok = attempt(encoding, guess);
        m_out.failed &= !ok;
        return ok;
    }

    bool automatic()
    {
        if (m_bytes.empty()) {
            done(Encoding::Text, m_bytes);
            return true;
        }
        if (sure(Encoding::Json, true))
            return true;
        const auto type = m_hints.type;
        const bool told = type && *type != Encoding::Json && *type != Encoding::Text;
        if (told && sure(*type, false))
            return true;
        m_out.failed |= told || type == Encoding::Json;
        if (attempt(Encoding::Text, true))
            return true;
        for (const Encoding e : {Encoding::MsgPack, Encoding::Cbor}) {
            if (e != type && sure(e, true))
                return true;
        }
        return false;
    }

    void readable()
    {
        if (textKind(m_bytes) == TextKind::Binary)
            done(Encoding::Hex, m_bytes);
        else
            done(Encoding::Text, m_bytes);
    }

    const DecodeLimits &m_limits;
    const DecodeChoice *m_choice;
    const Hints &m_hints;
    const bool m_key;
    Decoded &m_out;
    std::string m_plain;      // decompressed
    std::string_view m_bytes; // those that came, or m_plain
};
} // namespace

EventDecoder::EventDecoder(std::shared_ptr<SchemaSource> schemas, DecodeLimits limits)
    : m_impl(std::make_unique<Impl>())
{
    Q_UNUSED(schemas)
    m_impl->limits = limits;
}

EventDecoder::~EventDecoder() = default;

void EventDecoder::choose(const std::string &channel, DecodeChoice choice)
{
    m_impl->choices.insert_or_assign(channel, std::move(choice));
}

void EventDecoder::decode(const EventView &event, Decoded &out) const
{
    const Hints hints = bodyHints(event);
    Decoding(m_impl->limits, m_impl->choiceOf(event.channel), hints, false, out).run(event.value);
}

void EventDecoder::decodeKey(const EventView &event, Decoded &out) const
{
    const Hints hints = keyHints(event);
    Decoding(m_impl->limits, nullptr, hints, true, out).run(event.key);
}

void EventDecoder::decodeBytes(std::string_view bytes, const DecodeChoice &choice, Decoded &out) const
{
    Decoding(m_impl->limits, &choice, Hints(), false, out).run(bytes);
}

bool EventDecoder::mayBeJson(const EventView &event) const
{
    const DecodeChoice *choice = m_impl->choiceOf(event.channel);
    if (choice && (choice->schema || (choice->as && *choice->as != Encoding::Json)))
        return false;
    const std::size_t first = event.value.find_first_not_of(" \t\r\n");
    return first != std::string_view::npos && (event.value[first] == '{' || event.value[first] == '[');
}

} // namespace flowbench

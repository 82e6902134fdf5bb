// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/decode/cbor.h"

#include "model/base/jsonwriter.h"
#include "model/decode/attempt.h"
#include "model/decode/bignum.h"
#include "model/decode/nesting.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {
using Kind = JsonNesting::Kind;

enum Major : quint8 { Unsigned, Negative, Bytes, Text, Array, Map, Tag, Other };
enum Meaning : quint64 { EpochTime = 1, Bignum = 2, NegativeBignum = 3, Uuid = 37, SelfDescribed = 55799 };
constexpr quint8 Indefinite = 31;

// Tags whose content says the same without them: date text, encodings expected, embedded CBOR, URIs, base64 text,
// regular expressions, MIME, sets, "this is CBOR".
constexpr std::array<quint64, 12> Silent{0, 21, 22, 23, 24, 32, 33, 34, 35, 36, 258, SelfDescribed};

double halfFloat(quint16 bits)
{
    const int exponent = bits >> 10 & 31, mantissa = bits & 1023;
    double d = exponent == 0    ? std::ldexp(mantissa, -24)
               : exponent != 31 ? std::ldexp(mantissa + 1024, exponent - 25)
               : mantissa == 0  ? INFINITY
                                : NAN;
    return bits & 0x8000 ? -d : d;
}

class Reader
{
public:
    Reader(std::string_view bytes, const DecodeLimits &limits, bool guess, std::string &out)
        : m_in(bytes), m_out(out), m_nesting(Encoding::Cbor, limits, out), m_guess(guess)
    {}

    Result<void> read()
    {
        do {
            if (auto ok = item(); !ok)
                return ok;
        } while (!m_nesting.done());
        if (!m_in.atEnd())
            return fail(u"%1 bytes follow the item"_s.arg(m_in.left()));
        return {};
    }

private:
    struct Head
    {
        quint8 major = 0, info = 0;
        quint64 value = 0;
    };

    Error fail(const QString &what) const { return decodeError(Encoding::Cbor, what); }
    Error cut() const { return fail(u"it ends at byte %1 within an item"_s.arg(m_in.at())); }

    Result<Head> head()
    {
        if (m_in.atEnd())
            return cut();
        const quint8 b = m_in.byte();
        Head h{quint8(b >> 5), quint8(b & 31), quint64(b & 31)};
        if (h.info >= 28 && h.info < Indefinite)
            return fail(u"byte %1 is reserved"_s.arg(m_in.at() - 1));
        if (h.info >= 24 && h.info < 28) {
            const int width = 1 << (h.info - 24);
            if (m_in.left() < std::size_t(width))
                return cut();
            h.value = m_in.bigEndian(width);
        }
        return h;
    }

    Result<void> item()
    {
        const auto h = head();
        if (!h)
            return h.error();
        const bool indefinite = h->info == Indefinite;
        switch (h->major) {
        case Unsigned:
        case Negative:
            return indefinite ? Result<void>(fail(u"a number without end"_s)) : integer(*h);
        case Bytes:
        case Text:
            return string(*h);
        case Array:
            return m_nesting.open(Kind::Array, h->value, indefinite);
        case Map:
            if (!indefinite && h->value > m_in.left())
                return cut();
            return m_nesting.open(Kind::Map, 2 * h->value, indefinite);
        case Tag:
            return indefinite ? Result<void>(fail(u"a tag without number"_s)) : tagged(h->value);
        default:
            return other(*h);
        }
    }

    Result<void> raw(std::string_view json)
    {
        m_nesting.begin();
        m_out += json;
        return m_nesting.end();
    }

    Result<void> integer(const Head &h)
    {
        m_nesting.begin();
        if (h.major == Unsigned) {
            appendJsonUnsigned(m_out, h.value);
        } else if (h.value == ~quint64(0)) {
            m_out += "-18446744073709551616";
        } else {
            m_out.push_back('-');
            appendJsonUnsigned(m_out, h.value + 1);
        }
        return m_nesting.end();
    }

    // The bytes of a text or byte string, put together in m_parts when they come in several.
    Result<std::string_view> content(const Head &h)
    {
        if (h.info != Indefinite) {
            if (m_in.left() < h.value)
                return cut();
            return m_in.take(std::size_t(h.value));
        }
        m_parts.clear();
        for (;;) {
            if (!m_in.atEnd() && m_in.peek() == 0xff) {
                m_in.byte();
                return std::string_view(m_parts);
            }
            const auto part = head();
            if (!part)
                return part.error();
            if (part->major != h.major || part->info == Indefinite)
                return fail(u"a string consists of something else at byte %1"_s.arg(m_in.at() - 1));
            if (m_in.left() < part->value)
                return cut();
            m_parts += m_in.take(std::size_t(part->value));
        }
    }

    Result<void> string(const Head &h)
    {
        const auto bytes = content(h);
        if (!bytes)
            return bytes.error();
        if (h.major == Text && m_guess && !isUtf8(*bytes))
            return fail(u"a text is not UTF-8"_s);
        m_nesting.begin();
        if (h.major == Text)
            appendJsonText(m_out, *bytes);
        else
            appendJsonBase64(m_out, *bytes);
        return m_nesting.end();
    }

    Result<void> tagged(quint64 tag)
    {
        if (std::find(Silent.begin(), Silent.end(), tag) != Silent.end())
            return m_in.atEnd() ? Result<void>(cut()) : Result<void>(); // read() goes on with what it stands before
        if (!m_in.atEnd()) {
            const quint8 next = m_in.peek(), major = next >> 5;
            if (tag == EpochTime && (major <= Negative || (next >= 0xf9 && next <= 0xfb)))
                return epoch();
            if ((tag == Bignum || tag == NegativeBignum) && major == Bytes)
                return bignum(tag == NegativeBignum);
            if (tag == Uuid && next == 0x50 && m_in.left() > 16)
                return uuid();
        }
        return m_nesting.open(Kind::Tag, 1, false, tag);
    }

    Result<void> epoch()
    {
        const auto h = head();
        if (!h)
            return h.error();
        m_nesting.begin();
        if (h->major == Other) {
            const double d = floating(*h);
            constexpr double Most = 1e14;
            if (!(std::fabs(d) < Most)) {
                appendJsonDouble(m_out, d);
            } else {
                const double whole = std::floor(d);
                appendJsonTime(m_out, qint64(whole), qint32(std::floor((d - whole) * 1e6)) * 1000);
            }
        } else if (h->value > quint64(std::numeric_limits<qint64>::max())) {
            appendJsonUnsigned(m_out, h->value);
        } else {
            appendJsonTime(m_out, h->major == Negative ? -1 - qint64(h->value) : qint64(h->value), 0);
        }
        return m_nesting.end();
    }

    Result<void> bignum(bool negative)
    {
        const auto h = head();
        if (!h)
            return h.error();
        const auto bytes = content(*h);
        if (!bytes)
            return bytes.error();
        m_nesting.begin();
        if (bytes->size() > LongestNumber)
            appendJsonBase64(m_out, *bytes);
        else if (negative)
            m_out += negated(*bytes);
        else
            m_out += decimalDigits(*bytes);
        return m_nesting.end();
    }

    // -1 - n: the complement of n, read as a signed number.
    static std::string negated(std::string_view n)
    {
        std::string complement(1, '\xff');
        for (const char c : n)
            complement.push_back(char(~c));
        return signedDecimalDigits(complement);
    }

    Result<void> uuid()
    {
        m_in.byte();
        const std::string_view bytes = m_in.take(16);
        static constexpr char Hex[] = "0123456789abcdef";
        m_nesting.begin();
        m_out.push_back('"');
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            if (i == 4 || i == 6 || i == 8 || i == 10)
                m_out.push_back('-');
            m_out.push_back(Hex[quint8(bytes[i]) >> 4]);
            m_out.push_back(Hex[quint8(bytes[i]) & 15]);
        }
        m_out.push_back('"');
        return m_nesting.end();
    }

    static double floating(const Head &h)
    {
        if (h.info == 25)
            return halfFloat(quint16(h.value));
        return h.info == 26 ? double(std::bit_cast<float>(quint32(h.value))) : std::bit_cast<double>(h.value);
    }

    // Floats, simple values, and the break that ends what has no length.
    Result<void> other(const Head &h)
    {
        switch (h.info) {
        case 20:
            return raw("false");
        case 21:
            return raw("true");
        case 22:
        case 23:
            return raw("null");
        case 25:
        case 26:
        case 27:
            m_nesting.begin();
            if (h.info == 26)
                appendJsonFloat(m_out, std::bit_cast<float>(quint32(h.value)));
            else
                appendJsonDouble(m_out, floating(h));
            return m_nesting.end();
        case Indefinite: {
            const auto closed = m_nesting.close();
            if (!closed)
                return closed.error();
            return *closed ? Result<void>()
                           : Result<void>(fail(u"an end without a beginning at byte %1"_s.arg(m_in.at() - 1)));
        }
        default:
            m_nesting.begin();
            m_out += "{\"simple\":";
            appendJsonUnsigned(m_out, h.value);
            m_out.push_back('}');
            return m_nesting.end();
        }
    }

    ByteCursor m_in;
    std::string &m_out;
    JsonNesting m_nesting;
    const bool m_guess;
    std::string m_parts;
};

bool looksLikeCbor(std::string_view bytes)
{
    if (bytes.size() < 2)
        return false;
    const int major = quint8(bytes.front()) >> 5;
    return major == Array || major == Map || bytes.substr(0, 3) == "\xd9\xd9\xf7";
}
} // namespace

Result<void> cborToJson(std::string_view bytes, const DecodeLimits &limits, bool guess, std::string &out)
{
    if (guess && !looksLikeCbor(bytes))
        return decodeError(Encoding::Cbor, u"it does not begin with a list or a map"_s);
    return Reader(bytes, limits, guess, out).read();
}

} // namespace flowbench

// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/decode/msgpack.h"

#include "model/base/jsonwriter.h"
#include "model/decode/attempt.h"
#include "model/decode/nesting.h"

#include <bit>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {
using Kind = JsonNesting::Kind;

class Reader
{
public:
    Reader(std::string_view bytes, const DecodeLimits &limits, bool guess, std::string &out)
        : m_in(bytes), m_out(out), m_nesting(Encoding::MsgPack, limits, out), m_guess(guess)
    {}

    Result<void> read()
    {
        do {
            if (auto ok = value(); !ok)
                return ok;
        } while (!m_nesting.done());
        if (!m_in.atEnd())
            return fail(u"%1 bytes follow the value"_s.arg(m_in.left()));
        return {};
    }

private:
    Error fail(const QString &what) const { return decodeError(Encoding::MsgPack, what); }
    Error cut() const { return fail(u"it ends at byte %1 within a value"_s.arg(m_in.at())); }

    Result<void> value()
    {
        if (m_in.atEnd())
            return cut();
        const quint8 b = m_in.byte();
        if (b <= 0x7f)
            return integer(b);
        if (b >= 0xe0)
            return integer(qint8(b));
        if (b <= 0x8f)
            return m_nesting.open(Kind::Map, 2 * quint64(b & 15));
        if (b <= 0x9f)
            return m_nesting.open(Kind::Array, b & 15);
        if (b <= 0xbf)
            return string(b & 31);
        if (b >= 0xd4 && b <= 0xd8)
            return extension(std::size_t(1) << (b - 0xd4));
        return sized(b);
    }

    // A byte that says which value follows, in how many bytes.
    Result<void> sized(quint8 b)
    {
        switch (b) {
        case 0xc0:
            return word("null");
        case 0xc2:
            return word("false");
        case 0xc3:
            return word("true");
        case 0xc4:
        case 0xc5:
        case 0xc6:
            return withLength(1 << (b - 0xc4), &Reader::binary);
        case 0xc7:
        case 0xc8:
        case 0xc9:
            return withLength(1 << (b - 0xc7), &Reader::extension);
        case 0xca:
        case 0xcb:
            return floating(b == 0xca ? 4 : 8);
        case 0xd9:
        case 0xda:
        case 0xdb:
            return withLength(1 << (b - 0xd9), &Reader::string);
        case 0xdc:
        case 0xdd:
            return withLength(b == 0xdc ? 2 : 4, &Reader::array);
        case 0xde:
        case 0xdf:
            return withLength(b == 0xde ? 2 : 4, &Reader::map);
        default:
            return b >= 0xcc && b <= 0xd3 ? number(b) : Result<void>(fail(u"byte %1 is no type"_s.arg(m_in.at() - 1)));
        }
    }

    Result<void> withLength(int width, Result<void> (Reader::*then)(std::size_t))
    {
        if (m_in.left() < std::size_t(width))
            return cut();
        return (this->*then)(std::size_t(m_in.bigEndian(width)));
    }
    Result<void> array(std::size_t n) { return m_nesting.open(Kind::Array, n); }
    Result<void> map(std::size_t n) { return m_nesting.open(Kind::Map, 2 * quint64(n)); }

    Result<void> word(std::string_view json)
    {
        m_nesting.begin();
        m_out += json;
        return m_nesting.end();
    }
    Result<void> integer(qint64 n)
    {
        m_nesting.begin();
        appendJsonInteger(m_out, n);
        return m_nesting.end();
    }

    Result<void> number(quint8 b)
    {
        const int width = 1 << ((b - 0xcc) & 3);
        if (m_in.left() < std::size_t(width))
            return cut();
        const quint64 n = m_in.bigEndian(width);
        if (b >= 0xd0) {
            const int unused = 64 - 8 * width;
            return integer(qint64(n << unused) >> unused);
        }
        m_nesting.begin();
        appendJsonUnsigned(m_out, n);
        return m_nesting.end();
    }

    Result<void> floating(int width)
    {
        if (m_in.left() < std::size_t(width))
            return cut();
        const quint64 bits = m_in.bigEndian(width);
        m_nesting.begin();
        if (width == 4)
            appendJsonFloat(m_out, std::bit_cast<float>(quint32(bits)));
        else
            appendJsonDouble(m_out, std::bit_cast<double>(bits));
        return m_nesting.end();
    }

    Result<void> string(std::size_t n)
    {
        if (m_in.left() < n)
            return cut();
        const std::string_view text = m_in.take(n);
        if (m_guess && !isUtf8(text))
            return fail(u"a string is not UTF-8"_s);
        m_nesting.begin();
        appendJsonText(m_out, text);
        return m_nesting.end();
    }

    Result<void> binary(std::size_t n)
    {
        if (m_in.left() < n)
            return cut();
        m_nesting.begin();
        appendJsonBase64(m_out, m_in.take(n));
        return m_nesting.end();
    }

    Result<void> extension(std::size_t n)
    {
        if (m_in.left() <= n)
            return cut();
        const auto type = qint8(m_in.byte());
        const std::string_view data = m_in.take(n);
        m_nesting.begin();
        if (type != -1 || !timestamp(data)) {
            m_out += "{\"ext\":";
            appendJsonInteger(m_out, type);
            m_out += ",\"data\":";
            appendJsonBase64(m_out, data);
            m_out.push_back('}');
        }
        return m_nesting.end();
    }

    bool timestamp(std::string_view data)
    {
        ByteCursor in(data);
        quint32 nanoseconds = 0;
        qint64 seconds = 0;
        if (data.size() == 4) {
            seconds = qint64(in.bigEndian(4));
        } else if (data.size() == 8) {
            const quint64 both = in.bigEndian(8);
            nanoseconds = quint32(both >> 34);
            seconds = qint64(both & 0x3ffffffffu);
        } else if (data.size() == 12) {
            nanoseconds = quint32(in.bigEndian(4));
            seconds = qint64(in.bigEndian(8));
        } else {
            return false;
        }
        if (nanoseconds > 999'999'999)
            return false;
        appendJsonTime(m_out, seconds, qint32(nanoseconds));
        return true;
    }

    ByteCursor m_in;
    std::string &m_out;
    JsonNesting m_nesting;
    const bool m_guess;
};

bool isContainer(std::string_view bytes)
{
    const auto b = bytes.empty() ? quint8(0) : quint8(bytes.front());
    return (b >= 0x80 && b <= 0x9f) || (b >= 0xdc && b <= 0xdf);
}
} // namespace

Result<void> msgPackToJson(std::string_view bytes, const DecodeLimits &limits, bool guess, std::string &out)
{
    if (guess && (bytes.size() < 2 || !isContainer(bytes)))
        return decodeError(Encoding::MsgPack, u"it does not begin with a list or a map"_s);
    return Reader(bytes, limits, guess, out).read();
}

} // namespace flowbench

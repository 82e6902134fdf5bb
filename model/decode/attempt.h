// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/decode/decoder.h"

#include <string>
#include <string_view>

namespace flowbench {

// What the decoders of this room share.

// DecodeFailed with its reason.
Error decodeError(Encoding encoding, const QString &what);
Error decodedTooLarge(std::size_t limit);

// A position in bytes that never leaves them. Whoever takes checks left() before, or takes what is answered as absent.
class ByteCursor
{
public:
    explicit ByteCursor(std::string_view bytes) : m_bytes(bytes) {}

    std::size_t at() const { return m_at; }
    std::size_t left() const { return m_bytes.size() - m_at; }
    bool atEnd() const { return m_at == m_bytes.size(); }
    quint8 peek() const { return quint8(m_bytes[m_at]); } // left() > 0
    quint8 byte() { return quint8(m_bytes[m_at++]); }     // left() > 0
    std::string_view take(std::size_t n)                  // left() >= n
    {
        const std::string_view part = m_bytes.substr(m_at, n);
        m_at += n;
        return part;
    }
    quint64 bigEndian(int n) // left() >= n
    {
        quint64 v = 0;
        for (const char c : take(std::size_t(n)))
            v = v << 8 | quint8(c);
        return v;
    }
    quint64 littleEndian(int n) // left() >= n
    {
        quint64 v = 0;
        const std::string_view part = take(std::size_t(n));
        for (std::size_t i = part.size(); i-- > 0;)
            v = v << 8 | quint8(part[i]);
        return v;
    }
    // Base 128, least significant group first, at most ten bytes (Avro and Protobuf).
    std::optional<quint64> varint();

private:
    std::string_view m_bytes;
    std::size_t m_at = 0;
};

// Pieces of JSON text as decoder.h fixes them.
void appendJsonInteger(std::string &out, qint64 n);
void appendJsonUnsigned(std::string &out, quint64 n);
void appendJsonDouble(std::string &out, double d); // NaN and infinities are strings
void appendJsonFloat(std::string &out, float f);   // the shortest form of 32 bits
void appendJsonBase64(std::string &out, std::string_view bytes);
// A string; bytes that are not UTF-8 become base64.
void appendJsonText(std::string &out, std::string_view text);
// Seconds since 1970 and nanoseconds within one as a JSON string in ISO 8601, with as many digits as are needed of
// three, six or nine. Seconds outside of +-10^14 become a number.
void appendJsonTime(std::string &out, qint64 seconds, qint32 nanoseconds, bool zone = true);

} // namespace flowbench

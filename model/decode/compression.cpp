// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/decode/compression.h"

#include <algorithm>
#include <lz4frame.h>
#include <memory>
#include <zlib.h>
#include <zstd.h>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {
constexpr std::size_t RatioFrom = std::size_t(16) << 20;
constexpr std::size_t Least = 4096;

bool startsWith(std::string_view bytes, std::string_view magic) { return bytes.substr(0, magic.size()) == magic; }

bool isZlib(std::string_view bytes)
{
    if (bytes.size() < 8 || bytes[0] != 'x' || (bytes[1] & 0x20))
        return false;
    return ((quint8(bytes[0]) << 8) | quint8(bytes[1])) % 31 == 0;
}

Error broken(Compression c, const QString &what)
{
    return makeError(ErrorCode::DecodeFailed, {QString::fromLatin1(compressionName(c)), what});
}

// The room that a decompressor writes into: grows by doubling and ends one byte behind the limit, so that a body of
// exactly the limit is taken and one more byte is noticed.
class Room
{
public:
    Room(std::string &out, std::size_t compressed, const DecodeLimits &limits) : m_out(out), m_limits(limits)
    {
        m_out.clear();
        m_out.resize(std::min(limits.bytes + 1, std::max(Least, compressed * 4)));
    }
    ~Room() { m_out.resize(m_used); }

    char *at() { return m_out.data() + m_used; }
    std::size_t left() const { return m_out.size() - m_used; }

    // After `n` bytes more came from the first `consumed` bytes of the input.
    Result<void> wrote(std::size_t n, std::size_t consumed)
    {
        m_used += n;
        const double allowed = m_limits.ratio * double(std::max<std::size_t>(consumed, 1));
        if (m_used > RatioFrom && double(m_used) > allowed)
            return tooLarge(std::size_t(allowed));
        if (m_used > m_limits.bytes)
            return tooLarge(m_limits.bytes);
        if (left() == 0)
            m_out.resize(std::min(m_limits.bytes + 1, m_out.size() * 2));
        return {};
    }
    Error tooLarge(std::size_t limit, std::size_t size = 0) const
    {
        return makeError(ErrorCode::TooLarge,
                         {u"decompressed body"_s, QString::number(std::max(size, m_used)), QString::number(limit)});
    }

private:
    std::string &m_out;
    const DecodeLimits &m_limits;
    std::size_t m_used = 0;
};

struct InflateEnd
{
    void operator()(z_stream *z) const { inflateEnd(z); }
};

// gzip (as many members as there are) and zlib streams.
Result<void> inflateAll(Compression c, std::string_view bytes, Room &room)
{
    z_stream z{};
    const int windowBits = c == Compression::Gzip ? 15 + 16 : 15;
    if (inflateInit2(&z, windowBits) != Z_OK)
        return broken(c, u"no memory"_s);
    const std::unique_ptr<z_stream, InflateEnd> end(&z);
    std::size_t consumed = 0;
    for (;;) {
        const std::size_t in = std::min<std::size_t>(bytes.size() - consumed, 1u << 30);
        const std::size_t space = std::min<std::size_t>(room.left(), 1u << 30);
        z.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(bytes.data() + consumed));
        z.avail_in = uInt(in);
        z.next_out = reinterpret_cast<Bytef *>(room.at());
        z.avail_out = uInt(space);
        const int code = inflate(&z, Z_NO_FLUSH);
        consumed += in - z.avail_in;
        const std::size_t made = space - z.avail_out;
        if (auto ok = room.wrote(made, consumed); !ok)
            return ok;
        if (code == Z_STREAM_END) {
            const std::string_view rest = bytes.substr(consumed);
            if (rest.find_first_not_of('\0') == std::string_view::npos)
                return {};
            if (c != Compression::Gzip || !startsWith(rest, "\x1f\x8b"))
                return broken(c, u"%1 bytes follow the end of the stream"_s.arg(rest.size()));
            inflateReset(&z);
            continue;
        }
        if (code != Z_OK && code != Z_BUF_ERROR)
            return broken(c, z.msg ? QString::fromLatin1(z.msg) : u"the stream is broken"_s);
        if (consumed == bytes.size() && z.avail_out > 0)
            return broken(c, u"the stream is cut off"_s);
    }
}

Result<void> unzstd(std::string_view bytes, const DecodeLimits &limits, Room &room)
{
    constexpr int WindowLog = 26; // 64 MiB: what a body may be in the end
    const auto c = Compression::Zstd;
    const unsigned long long said = ZSTD_getFrameContentSize(bytes.data(), bytes.size());
    if (said != ZSTD_CONTENTSIZE_UNKNOWN && said != ZSTD_CONTENTSIZE_ERROR && said > limits.bytes)
        return room.tooLarge(limits.bytes, said);
    const std::unique_ptr<ZSTD_DCtx, std::size_t (*)(ZSTD_DCtx *)> context(ZSTD_createDCtx(), ZSTD_freeDCtx);
    if (!context)
        return broken(c, u"no memory"_s);
    ZSTD_DCtx_setParameter(context.get(), ZSTD_d_windowLogMax, WindowLog);
    ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
    for (;;) {
        ZSTD_outBuffer out{room.at(), room.left(), 0};
        const std::size_t code = ZSTD_decompressStream(context.get(), &out, &in);
        if (ZSTD_isError(code))
            return broken(c, QString::fromLatin1(ZSTD_getErrorName(code)));
        const bool full = out.pos == out.size;
        if (auto ok = room.wrote(out.pos, in.pos); !ok)
            return ok;
        if (in.pos == in.size && code == 0)
            return {};
        if (in.pos == in.size && !full)
            return broken(c, u"the stream is cut off"_s);
    }
}

Result<void> unlz4(std::string_view bytes, Room &room)
{
    const auto c = Compression::Lz4;
    LZ4F_dctx *made = nullptr;
    if (LZ4F_isError(LZ4F_createDecompressionContext(&made, LZ4F_VERSION)))
        return broken(c, u"no memory"_s);
    const std::unique_ptr<LZ4F_dctx, LZ4F_errorCode_t (*)(LZ4F_dctx *)> context(made, LZ4F_freeDecompressionContext);
    std::size_t consumed = 0;
    for (;;) {
        std::size_t in = bytes.size() - consumed, out = room.left();
        const std::size_t code = LZ4F_decompress(context.get(), room.at(), &out, bytes.data() + consumed, &in, nullptr);
        if (LZ4F_isError(code))
            return broken(c, QString::fromLatin1(LZ4F_getErrorName(code)));
        consumed += in;
        const bool full = out == room.left();
        if (auto ok = room.wrote(out, consumed); !ok)
            return ok;
        if (consumed == bytes.size() && code == 0)
            return {};
        if (consumed == bytes.size() && !full)
            return broken(c, u"the stream is cut off"_s);
    }
}
} // namespace

Compression compressionOf(std::string_view bytes)
{
    if (startsWith(bytes, "\x1f\x8b"))
        return Compression::Gzip;
    if (startsWith(bytes, "\x28\xb5\x2f\xfd"))
        return Compression::Zstd;
    if (startsWith(bytes, "\x04\x22\x4d\x18"))
        return Compression::Lz4;
    return isZlib(bytes) ? Compression::Deflate : Compression::None;
}

Compression compressionFromName(std::string_view name)
{
    if (name == "gzip" || name == "x-gzip")
        return Compression::Gzip;
    if (name == "zstd")
        return Compression::Zstd;
    if (name == "lz4")
        return Compression::Lz4;
    return name == "deflate" || name == "zlib" ? Compression::Deflate : Compression::None;
}

Result<void> decompress(Compression compression, std::string_view bytes, const DecodeLimits &limits, std::string &out)
{
    Room room(out, bytes.size(), limits);
    switch (compression) {
    case Compression::Zstd:
        return unzstd(bytes, limits, room);
    case Compression::Lz4:
        return unlz4(bytes, room);
    default:
        return inflateAll(compression, bytes, room);
    }
}

} // namespace flowbench

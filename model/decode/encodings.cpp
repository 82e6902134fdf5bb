// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/decode/decoder.h"

#include <array>

namespace flowbench {

namespace {
constexpr std::array EncodingNames{"json", "text", "avro", "protobuf", "msgpack", "cbor", "hex"};
constexpr std::array CompressionNames{"none", "gzip", "zstd", "lz4", "deflate"};
} // namespace

const char *encodingName(Encoding encoding) { return EncodingNames[std::size_t(encoding)]; }

std::optional<Encoding> encodingFromName(std::string_view name)
{
    for (std::size_t i = 0; i < EncodingNames.size(); ++i) {
        if (name == EncodingNames[i])
            return Encoding(i);
    }
    return {};
}

const char *compressionName(Compression compression) { return CompressionNames[std::size_t(compression)]; }

} // namespace flowbench

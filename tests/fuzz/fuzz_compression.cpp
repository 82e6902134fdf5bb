// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/decode/compression.h"
#include "tests/fuzz/fuzz.h"

using namespace flowbench;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string_view bytes = fuzz::viewOf(data, size);
    const Compression c = compressionOf(bytes);
    if (c == Compression::None)
        return 0;
    DecodeLimits limits;
    limits.bytes = 1 << 20;
    std::string out;
    const auto ok = decompress(c, bytes, limits, out);
    fuzz::require(out.size() <= limits.bytes + 1, "the output is bounded");
    fuzz::require(!ok || out.size() <= limits.bytes, "what is too large is refused");
    return 0;
}

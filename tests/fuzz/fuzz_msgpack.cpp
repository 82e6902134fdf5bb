// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/decode/msgpack.h"
#include "tests/fuzz/fuzz.h"

using namespace flowbench;

// The first bit of the first byte: whether it is a guess.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size == 0)
        return 0;
    DecodeLimits limits;
    limits.bytes = 1 << 20;
    std::string out;
    if (msgPackToJson(fuzz::viewOf(data + 1, size - 1), limits, data[0] & 1, out))
        fuzz::requireJson(out);
    fuzz::require(out.size() < 8 * (size + limits.bytes), "the output is bounded");
    return 0;
}

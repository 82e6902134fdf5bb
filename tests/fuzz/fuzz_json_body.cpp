// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/decode/decoder.h"
#include "tests/fuzz/fuzz.h"

#include <simdjson.h>

using namespace flowbench;

// Our check of JSON against simdjson's: what differs must be a number that has no place in 64 bits, or half a surrogate
// pair, which the grammar allows.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string_view bytes = fuzz::viewOf(data, size);
    static const EventDecoder decoder;
    static Decoded out;
    decoder.decodeBytes(bytes, {}, out);
    if (out.encoding != Encoding::Text && out.encoding != Encoding::Hex)
        fuzz::requireJson(out.content);

    static simdjson::dom::parser parser(simdjson::SIMDJSON_MAXSIZE_BYTES);
    const auto ours = checkJson(bytes, 1000);
    const simdjson::padded_string padded(bytes);
    const simdjson::error_code theirs = parser.parse(padded).error();
    if (!ours)
        fuzz::require(theirs == simdjson::SUCCESS || theirs == simdjson::NUMBER_ERROR ||
                          theirs == simdjson::STRING_ERROR,
                      "what we take is JSON");
    else
        fuzz::require(theirs != simdjson::SUCCESS ||
                          std::string_view(ours->what).find("deep") != std::string_view::npos,
                      "JSON is taken");
    return 0;
}

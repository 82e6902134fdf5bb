// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/decode/avro.h"
#include "tests/fuzz/fuzz.h"

#include <array>

using namespace flowbench;

namespace {
constexpr std::array Schemas{
    R"({"type":"record","name":"Order","fields":[{"name":"id","type":"long"},{"name":"who","type":"string"},
      {"name":"note","type":["null","string"]},{"name":"state","type":{"type":"enum","name":"State","symbols":["A","B"]}},
      {"name":"tags","type":{"type":"array","items":"string"}},{"name":"stock","type":{"type":"map","values":"int"}},
      {"name":"digest","type":{"type":"fixed","name":"F","size":4}},{"name":"raw","type":"bytes"},
      {"name":"ratio","type":"double"},{"name":"replaces","type":["null","Order"]}]})",
    R"({"type":"array","items":["null","boolean","float",{"type":"int","logicalType":"date"},
      {"type":"int","logicalType":"time-millis"},{"type":"long","logicalType":"time-micros"},
      {"type":"long","logicalType":"timestamp-millis"},{"type":"long","logicalType":"timestamp-nanos"},
      {"type":"bytes","logicalType":"decimal","scale":3},
      {"type":"fixed","name":"D","size":12,"logicalType":"duration"}]})",
    R"({"type":"record","name":"Endless","fields":[{"name":"a","type":"Endless"},{"name":"b","type":"null"}]})",
    R"({"type":"array","items":{"type":"array","items":{"type":"record","name":"Nothing","fields":[]}}})",
};

Result<std::shared_ptr<const AvroSchema>> parsed(std::string_view text)
{
    return AvroSchema::parse(SchemaText{SchemaType::Avro, std::string(text), {}, {}});
}

void read(const AvroSchema &schema, std::string_view bytes)
{
    DecodeLimits limits;
    limits.bytes = 1 << 14; // small, so that a schema of endless nothing is soon over
    std::string out;
    if (avroToJson(schema, bytes, limits, out))
        fuzz::requireJson(out);
}
} // namespace

// The first byte is the number of one of our schemas; any other, and the schema is text up to a zero byte.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    static const std::array ours{parsed(Schemas[0]), parsed(Schemas[1]), parsed(Schemas[2]), parsed(Schemas[3])};
    if (size == 0)
        return 0;
    const std::string_view bytes = fuzz::viewOf(data, size);
    if (data[0] < ours.size()) {
        read(**ours[data[0]], bytes.substr(1));
        return 0;
    }
    const std::size_t end = bytes.find('\0');
    if (const auto schema = parsed(bytes.substr(0, end)))
        read(**schema, end == std::string_view::npos ? std::string_view() : bytes.substr(end + 1));
    return 0;
}

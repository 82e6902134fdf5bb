// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/decode/protobuf.h"
#include "model/decode/protobufschema.h"
#include "tests/fuzz/fuzz.h"

using namespace flowbench;

namespace {
constexpr char Schema[] = R"(syntax = "proto3"; package shop;
import "google/protobuf/timestamp.proto"; import "google/protobuf/duration.proto";
import "google/protobuf/struct.proto"; import "google/protobuf/wrappers.proto";
import "google/protobuf/any.proto"; import "google/protobuf/field_mask.proto";
message Order {
  enum State { UNKNOWN = 0; PAID = 1; }
  int64 id = 1; string who = 2; repeated Order parts = 3; State state = 4; map<string, int64> stock = 5;
  map<int32, Order> by_number = 6; bytes digest = 7; oneof channel { string shop = 8; uint64 partner = 9; }
  google.protobuf.Timestamp placed = 10; google.protobuf.Duration took = 11; google.protobuf.Struct extra = 12;
  google.protobuf.Int64Value points = 13; google.protobuf.Any attached = 14; google.protobuf.FieldMask mask = 15;
  repeated double ratios = 16; repeated sint64 deltas = 17; optional int32 discount = 18; fixed64 hash = 19;
  float weight = 20; bool gift = 21; google.protobuf.Value any_value = 22; map<bool, google.protobuf.Value> m = 23;
})";

std::shared_ptr<const ProtobufSchema> parsed(const std::string &text)
{
    auto schema = ProtobufSchema::parse(text, [](const std::string &) { return std::nullopt; });
    return schema ? *schema : nullptr;
}

void read(const ProtobufSchema &schema, std::string_view bytes)
{
    const auto *message = schema.message(std::string());
    if (!message)
        return;
    DecodeLimits limits;
    limits.bytes = 1 << 18;
    std::string out;
    bool known = true;
    if (protobufToJson(*message, bytes, limits, out, known))
        fuzz::requireJson(out);
}
} // namespace

// The first byte: 0, our schema reads the rest; 1, the rest is a descriptor set; else the schema is text up to a zero
// byte.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    static const auto ours = parsed(Schema);
    if (size == 0)
        return 0;
    const std::string_view bytes = fuzz::viewOf(data, size);
    if (data[0] == 0) {
        read(*ours, bytes.substr(1));
    } else if (data[0] == 1) {
        if (const auto set = ProtobufSchema::parseDescriptorSet(bytes.substr(1)))
            read(**set, bytes.substr(1));
    } else {
        const std::size_t end = bytes.find('\0');
        if (const auto schema = parsed(std::string(bytes.substr(0, end))))
            read(*schema, end == std::string_view::npos ? std::string_view() : bytes.substr(end + 1));
    }
    return 0;
}

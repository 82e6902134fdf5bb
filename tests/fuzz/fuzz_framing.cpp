// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/decode/decoder.h"
#include "model/decode/framing.h"
#include "model/decode/headers.h"
#include "tests/fuzz/fuzz.h"

using namespace flowbench;

namespace {
class Registry final : public SchemaSource
{
public:
    Answer find(const SchemaKey &key) override
    {
        static const auto avro = std::make_shared<const SchemaText>(SchemaText{
            SchemaType::Avro,
            R"({"type":"record","name":"O","fields":[{"name":"id","type":"long"},{"name":"w","type":["null","string"]}]})",
            {},
            {}});
        static const auto proto = std::make_shared<const SchemaText>(
            SchemaText{SchemaType::Protobuf,
                       "syntax = \"proto3\"; message O { int64 id = 1; message I { string w = 1; } repeated I i = 2; }",
                       {},
                       {}});
        static const auto json = std::make_shared<const SchemaText>(SchemaText{SchemaType::Json, "{}", {}, {}});
        if (key.by == SchemaKey::By::Subject || key.id == 7)
            return {Answer::State::Ready, avro, {}};
        if (key.by == SchemaKey::By::Guid || key.id == 8)
            return {Answer::State::Ready, proto, {}};
        if (key.id == 9)
            return {Answer::State::Pending, {}, {}};
        if (key.id == 10)
            return {Answer::State::Ready, json, {}};
        return {Answer::State::Failed, {}, makeError(ErrorCode::SchemaNotFound, {QString::number(key.id)})};
    }
    Answer wait(const SchemaKey &key, const Cancel &) override { return find(key); }
    void setListener(std::function<void()>) override {}
};

constexpr const char *Types[] = {"application/json",
                                 "application/x-avro",
                                 "application/x-protobuf",
                                 "application/msgpack",
                                 "application/cbor",
                                 "text/plain",
                                 "\"",
                                 ""};
} // namespace

// Two bytes say which headers there are, the next how long the schema's header is; the rest is header and body.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size < 3)
        return 0;
    DecodeLimits limits;
    limits.bytes = 1 << 18;
    static const EventDecoder decoder(std::make_shared<Registry>(), limits);
    const std::string_view rest = fuzz::viewOf(data + 3, size - 3);
    const std::string_view header = rest.substr(0, data[2] % 32), body = rest.substr(header.size());
    Event event;
    event.channel = data[0] & 1 ? "orders" : "queue:orders";
    event.key = event.value = std::string(body);
    if (data[0] & 2)
        event.addHeader("__value_schema_id", header);
    if (data[0] & 4)
        event.addHeader("__key_schema_id", header);
    if (data[0] & 8)
        event.addHeader("content-type", Types[data[1] & 7]);
    if (data[0] & 16)
        event.addHeader("contentEncoding", header);
    static Decoded out;
    for (const bool key : {false, true}) {
        const EventView view = event.view();
        key ? decoder.decodeKey(view, out) : decoder.decode(view, out);
        if (out.encoding != Encoding::Text && out.encoding != Encoding::Hex)
            fuzz::requireJson(out.content);
        fuzz::require(!out.failed || !out.tried.empty(), "a failure has a reason");
    }
    DecodeChoice choice;
    choice.as = Encoding(data[1] % 7);
    decoder.decodeBytes(body, choice, out);
    fuzz::require(out.failed || out.pending || out.encoding == *choice.as, "what was chosen is what came");
    binaryHeaderNumber("x-original-offset", header);
    return 0;
}

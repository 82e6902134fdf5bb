// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/schema/jsonschema.h"
#include "tests/fuzz/fuzz.h"

using namespace flowbench;
using Kind = SchemaVerdict::Kind;

namespace {
std::optional<SchemaVerdict> verdictOf(const std::string &schema, std::string_view body)
{
    static JsonSchema::Memory memory;
    const auto compiled = JsonSchema::compile(schema);
    if (!compiled)
        return {};
    return (*compiled)->check(body, memory);
}
} // namespace

// A schema, a line feed, a body. Whatever they are, the check ends; "not" turns its verdict round, "allOf" keeps it,
// and a value is what it is.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string_view input = fuzz::viewOf(data, size);
    const std::size_t line = std::min(input.find('\n'), input.size());
    const std::string schema(input.substr(0, line));
    const std::string_view body = input.substr(std::min(line + 1, input.size()));
    const auto verdict = verdictOf(schema, body);
    const bool isJson = !checkJson(withoutMark(body), JsonTape::MostDepth);
    if (verdict)
        fuzz::require(isJson || verdict->kind != Kind::Valid, "only JSON is valid");
    if (isJson) {
        const auto same = verdictOf("{\"const\":" + std::string(withoutMark(body)) + '}', body);
        fuzz::require(!same || same->kind == Kind::Valid, "a value is what it is");
    }
    // Addresses mean something else in another schema.
    if (!verdict || !isJson || schema.find('$') != std::string::npos || schema.find("id") != std::string::npos ||
        schema.find('\\') != std::string::npos)
        return 0;
    const auto turned = verdictOf("{\"not\":" + schema + '}', body);
    const auto kept = verdictOf("{\"allOf\":[" + schema + "]}", body);
    if (!turned || !kept || turned->kind == Kind::NotChecked || kept->kind == Kind::NotChecked)
        return 0; // one level more may be too much
    fuzz::require(turned->kind != verdict->kind, "what is valid is not valid for \"not\"");
    fuzz::require(kept->kind == verdict->kind && kept->path == verdict->path, "\"allOf\" of one schema is that schema");
    return 0;
}

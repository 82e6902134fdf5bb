// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/jsonwriter.h"
#include "model/base/result.h"
#include "model/event/event.h"

#include <memory>
#include <string_view>

namespace flowbench {

struct Outgoing;

// The event object of the command line (its page fixes every name), lossless: bytes that are not UTF-8 come as
// NAME_base64, header order and duplicates are kept, headers that are not bytes have their type.
// Appends one object to the writer, without a line end. `withEnvelope` false leaves out what costs a look into the
// body.
void writeEventJson(JsonWriter &out, const EventView &event, bool withEnvelope = true);
// Its members without the braces, for objects that say more.
void writeEventFields(JsonWriter &out, const EventView &event, bool withEnvelope = true);

const char *timeKindName(TimeKind kind); // "create", "append", ...; empty for None

// "long", "double", "boolean", "timestamp", "array", "table", ...; empty for Bytes.
const char *fieldTypeName(FieldType type);
std::optional<FieldType> fieldTypeFromName(std::string_view name);

// An AMQP message property with the type that the property of that name has; `value` is text ("2", "m1").
FieldView propertyField(std::string_view name, std::string_view value);

// Reads event objects back, one a line: key, value, headers, partition and amqp.properties count, the rest is ignored.
// Keeps its memory from line to line. One thread.
class EventJsonReader
{
public:
    EventJsonReader();
    ~EventJsonReader();
    // BadJson with the reason in args[1]: no JSON, neither value nor value_base64, broken base64, wrong types.
    Result<Outgoing> read(std::string_view line);

private:
    struct Parser;
    std::unique_ptr<Parser> m_parser;
};

} // namespace flowbench

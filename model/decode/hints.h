// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/decode/decoder.h"

namespace flowbench {

// What an event's headers and properties say of its body (or of its key: only the schema).
struct Hints
{
    std::optional<Encoding> type;                // content type
    Compression compression = Compression::None; // content encoding
    std::string_view schemaId;                   // __value_schema_id or __key_schema_id: a framing's bytes
};
Hints bodyHints(const EventView &event);
Hints keyHints(const EventView &event);

// "application/json; charset=utf-8", "application/vnd.orders.v1+avro", "\"text/plain\"", ...; nothing: says nothing.
std::optional<Encoding> encodingOfContentType(std::string_view type);

} // namespace flowbench

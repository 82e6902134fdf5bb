// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/result.h"
#include "model/decode/schemasource.h"

#include <optional>
#include <string_view>
#include <vector>

namespace flowbench {

// What stands before a body that a schema registry's serializer wrote: 0x00 and four bytes of id, or 0x01 and sixteen
// of a GUID.
struct Frame
{
    SchemaKey key;
    std::string_view payload;
};

// Nothing: the first byte is no framing's. DecodeFailed (encoding "avro", why): it begins like one, but cannot be one.
Result<std::optional<Frame>> readFrame(std::string_view bytes);

// Protobuf's path to the message within its file, which stands before the payload and is taken off it: [0] is one zero
// byte. Nothing: there is none.
std::optional<std::vector<int>> takeMessageIndexes(std::string_view &payload);

} // namespace flowbench

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/decode/avroschema.h"
#include "model/decode/decoder.h"

namespace flowbench {

// Appends the JSON of one value of this schema that takes all the bytes.
Result<void> avroToJson(const AvroSchema &schema, std::string_view bytes, const DecodeLimits &limits, std::string &out);

} // namespace flowbench

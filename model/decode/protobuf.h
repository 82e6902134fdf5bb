// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/decode/decoder.h"

namespace google::protobuf {
class Descriptor;
}

namespace flowbench {

// Appends the JSON of one message that takes all the bytes, with the names of protobuf's JSON mapping and its forms of
// the well-known types; 64-bit integers are integers. Fields without presence that are not there have their default, as
// they do for every reader of the message. Fields that the schema does not know stand under their number; `known` false
// says that there were some. The bytes are walked here and not given to a DynamicMessage, whose objects can be thirty
// times larger than the bytes they come from.
Result<void> protobufToJson(const google::protobuf::Descriptor &message, std::string_view bytes,
                            const DecodeLimits &limits, std::string &out, bool &known);

} // namespace flowbench

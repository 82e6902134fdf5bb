// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/decode/decoder.h"

namespace flowbench {

// Appends the JSON of one MsgPack value that takes all the bytes. Timestamps are ISO 8601, other extension types
// {"ext":TYPE,"data":BASE64}. With `guess` only what is hardly anything else: a list or map of more than one byte whose
// strings are UTF-8. Read by hand: thirty types of one byte each, and the libraries build a tree that hostile bytes can
// make many times larger than themselves.
Result<void> msgPackToJson(std::string_view bytes, const DecodeLimits &limits, bool guess, std::string &out);

} // namespace flowbench

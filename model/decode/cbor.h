// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/decode/decoder.h"

namespace flowbench {

// Appends the JSON of one CBOR item (RFC 8949) that takes all the bytes: every length form, half floats, bignums as
// exact integers, UUIDs as text, epoch times as ISO 8601; tags that only say how a text or bytes
// are meant are left out, others become {"tag":N,"value":...}, simple values {"simple":N}. With `guess` only what is
// hardly anything else: a list or map of more than one byte, or what begins with the tag "this is CBOR". Read by hand,
// without recursion: Qt's reader has no such limits on what it builds.
Result<void> cborToJson(std::string_view bytes, const DecodeLimits &limits, bool guess, std::string &out);

} // namespace flowbench

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/query/cel/value.h"

#include <string>

namespace flowbench {

// Values as other programs and people read them. False: nested too deep, the evaluation's limits are reached, or the
// text is longer than `most`: then what stands there is its beginning, a little more than `most` bytes of it. A list
// may hold one large text many times: what is written is not bounded by what was made.
constexpr std::size_t LongestValueText = std::size_t(64) << 20;

// JSON: 64-bit integers exact, doubles with a point or exponent, NaN and infinities as strings, bytes as base64, times
// as RFC 3339, durations as "1.5s", keys of maps as text.
bool appendValueJson(std::string &out, const cel::Value &value, cel::Scratch &scratch,
                     std::size_t most = LongestValueText);
// The same, but strings, times and bytes without quotes and numbers in shortest form.
bool appendValueText(std::string &out, const cel::Value &value, cel::Scratch &scratch,
                     std::size_t most = LongestValueText);

// A key that memcmp orders: numbers of every kind by their value, then times, durations, bools, text, lists and maps,
// null. About `limit` bytes.
void appendSortKey(std::string &key, const cel::Value &value, std::size_t limit, cel::Scratch &scratch);
// Behind all of them.
void appendNothingKey(std::string &key);

} // namespace flowbench

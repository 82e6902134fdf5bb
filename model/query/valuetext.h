// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/query/cel/value.h"

#include <string>

namespace flowbench {

// Values as other programs and people read them. False: nested too deep, or the evaluation's limits are reached.

// JSON: 64-bit integers exact, doubles with a point or exponent, NaN and infinities as strings, bytes as base64, times
// as RFC 3339, durations as "1.5s", keys of maps as text.
bool appendValueJson(std::string &out, const cel::Value &value, cel::Scratch &scratch);
// The same, but strings, times and bytes without quotes and numbers in shortest form.
bool appendValueText(std::string &out, const cel::Value &value, cel::Scratch &scratch);

// A key that memcmp orders: numbers of every kind by their value, then times, durations, bools, text, lists and maps,
// null. About `limit` bytes.
void appendSortKey(std::string &key, const cel::Value &value, std::size_t limit, cel::Scratch &scratch);
// Behind all of them.
void appendNothingKey(std::string &key);

} // namespace flowbench

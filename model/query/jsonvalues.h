// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/query/cel/value.h"
#include "model/query/jsonindex.h"

namespace flowbench {

// Nesting below a value that is asked for.
constexpr int JsonValueDepth = 512;

// The value that begins at a token: an integer literal is int, else uint, else double; with fraction or exponent
// double. Strings without escapes, lists and maps point into the text, which must live as long as the value does; the
// index too. Of a name that stands twice, the first one counts. False: it is no JSON, or nested too deep.
bool jsonValue(const JsonIndex &index, quint32 token, cel::Scratch &scratch, cel::Value &out);

// A JSON number as written; false: it is none.
bool jsonNumber(std::string_view text, cel::Value &out);

// The text that a list or map was made of, where it came from jsonValue(); empty otherwise.
std::string_view jsonTextOf(const cel::Value &value);

} // namespace flowbench

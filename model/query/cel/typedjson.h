// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/jsonwriter.h"
#include "model/base/result.h"
#include "model/query/cel/value.h"

#include <QJsonValue>

namespace flowbench::cel {

// Typed values as the command line has them: {"type":"int","value":"42"}. Whole numbers are decimal strings, doubles
// their shortest decimal string (NaN, Infinity, -Infinity), bytes base64, a list typed values, a map [key, value]
// pairs of them, a timestamp RFC 3339, a duration seconds.

// Strict. The value lives in the scratch. BadArgument (args: what was expected, what stands there).
Result<Value> readTyped(const QJsonValue &json, Scratch &scratch);

// False: nested too deeply, or a list or map behind it failed; `json` is cut off then. `value` is no Error.
bool writeTyped(JsonWriter &json, const Value &value, Scratch &scratch);

} // namespace flowbench::cel

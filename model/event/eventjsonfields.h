// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/result.h"
#include "model/event/event.h"

#include <optional>
#include <simdjson.h>
#include <string>

// What the readers of event objects have in common. Errors are BadJson: where, what.
namespace flowbench::eventjson {

using simdjson::ondemand::json_type;
using simdjson::ondemand::object;
using simdjson::ondemand::value;

Error bad(const QString &what, const QString &where = {});
Error badJson(simdjson::error_code code);

// A string, or null, or base64 text: what stands for bytes.
Result<std::optional<std::string>> bytesOf(value v, bool base64, const QString &where);
// The JSON text of a value, as it was written.
Result<std::string> rawOf(value v);
// "headers": appended to a packed list.
Result<void> readHeaders(value v, std::string &fields);
// "amqp": its properties, and with `delivery` what the broker said of the delivery, too.
Result<void> readAmqp(value v, std::string &fields, bool delivery);

} // namespace flowbench::eventjson

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/deadletter/failure.h"

#include <optional>
#include <string_view>

namespace flowbench {

// A dead letter that a service wrote itself as JSON: {"originalQueue":"orders","originalMessage":{…},"error":"…",
// "failedAt":…,"retryCount":3,"lastRetryAt":…} and spellings alike. Names of the first level are looked at: it takes
// where or what the event was, and that it failed. Nothing for any other bytes, or more than `limit` of them.
std::optional<Failure> failureOfBody(std::string_view body, std::size_t limit);

} // namespace flowbench

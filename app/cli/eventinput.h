// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/result.h"
#include "model/event/event.h"
#include "model/event/eventjson.h"

#include <string_view>

namespace flowbench::cli {

// One event object as a person hands it over, perhaps typed by hand: what it leaves out is not there. BadJson.
Result<Event> readEventObject(std::string_view json);
// The same, of many: the reader keeps its memory.
Result<Event> readEventObject(std::string_view json, EventJsonReader &reader);

} // namespace flowbench::cli

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/event/event.h"

#include <string>
#include <string_view>

// Which headers tell of a failure and are no part of the event: a replay leaves them out unless it is told to keep
// them. Headers of the event itself are never touched, whatever they are called.
namespace flowbench {

// By its name alone. `retry-count` is one only beside others: see stripFailureHeaders().
bool isFailureHeader(std::string_view name);

// The packed list without failure headers; everything else byte by byte, in order, with duplicates. Properties and
// delivery fields stay.
std::string stripFailureHeaders(const FieldList &fields);

} // namespace flowbench

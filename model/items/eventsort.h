// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/items/eventcolumn.h"
#include "model/query/sortjob.h"

namespace flowbench {

// By what a fixed column is sorted: numbers and times as such, the rest by its bytes; the preview by the body's. Of
// bodies above 4 MiB no type and id are known.
std::shared_ptr<const SortKey> sortKeyOf(EventColumn column);

} // namespace flowbench

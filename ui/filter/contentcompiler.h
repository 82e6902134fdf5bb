// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/query/eventfilter.h"
#include "ui/table/eventcolumns.h"

namespace flowbench {

/// What makes a column of an expression: its texts and what it is sorted by.
ContentCompiler contentCompiler(const FilterOptions &options);

/// The condition that holds of events which have in that column what this one has; empty where there is none (bodies,
/// values that are not scalars). `contents` are the table's columns from content.
QString cellCondition(const EventView &event, EventColumn column, const std::vector<EventColumns::Content> &contents,
                      const FilterOptions &options);

} // namespace flowbench

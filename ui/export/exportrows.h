// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/query/filterjob.h"
#include "model/store/eventstore.h"
#include "ui/table/eventselection.h"

#include <utility>
#include <vector>

namespace flowbench {

/// Rows of a store frozen for a worker: their chunks stay as long as this does, whatever the store evicts meanwhile.
struct ExportRows
{
    using Range = std::pair<quint64, quint64>; ///< numbers, inclusive
    std::vector<EventStore::Entry> entries;    ///< ascending
    std::vector<Range> ranges;                 ///< ascending, disjoint
    quint64 count = 0;
    bool every = false; ///< all rows of the entries: ranges need not be looked at
};

/// All of them, those shown, or those of a selection that are shown. GUI thread; copies no event.
ExportRows everyRow(const EventStore &store);
ExportRows shownRows(const EventStore &store, const FilteredRows &rows);
ExportRows selectedRows(const EventStore &store, const FilteredRows &rows, const EventSelection &selection);

} // namespace flowbench

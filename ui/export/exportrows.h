// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/cancel.h"
#include "model/query/filterjob.h"
#include "model/query/sortjob.h"
#include "model/store/eventstore.h"
#include "ui/table/eventselection.h"

#include <memory>
#include <optional>
#include <vector>

namespace flowbench {

/// Rows of a store frozen for a worker: their chunks stay as long as this does, whatever the store evicts meanwhile.
/// Freezing copies no event and no list of rows, however many there are.
struct ExportRows
{
    std::vector<EventStore::Entry> entries;  ///< ascending
    std::optional<RowList> filtered;         ///< only these
    std::shared_ptr<const SortedRows> order; ///< only those it holds, as it says
    std::optional<EventSelection> selected;  ///< only these
    quint64 count = 0;                       ///< some may be evicted already
};

/// All of them, those shown, or those of a selection that are shown: in the order on screen (`order` null: as they
/// arrived). GUI thread.
ExportRows everyRow(const EventStore &store);
ExportRows shownRows(const EventStore &store, FilteredRows &rows, std::shared_ptr<const SortedRows> order = {});
ExportRows selectedRows(const EventStore &store, FilteredRows &rows, EventSelection selection, quint64 count,
                        std::shared_ptr<const SortedRows> order = {});

/// Their numbers in the order they are written; nothing: every row of the entries. Any thread, may take a while;
/// incomplete where it was cancelled.
std::optional<std::vector<quint64>> rowNumbers(const ExportRows &rows, const Cancel &cancel);

} // namespace flowbench

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
};

/// All of them, those shown, or those of a selection that are shown. GUI thread; copies no event.
ExportRows everyRow(const EventStore &store);
ExportRows shownRows(const EventStore &store, const FilteredRows &rows);
ExportRows selectedRows(const EventStore &store, const FilteredRows &rows, const EventSelection &selection);

/// Each row in the order it arrived in; `take` answers whether to go on. Any thread.
template <class Take>
void forEachRow(const ExportRows &rows, Take take)
{
    auto entry = rows.entries.begin();
    for (const auto &[from, to] : rows.ranges) {
        for (quint64 number = from; number <= to;) {
            while (entry != rows.entries.end() && number >= entry->first + entry->chunk->rows())
                ++entry;
            if (entry == rows.entries.end())
                return;
            number = std::max(number, entry->first);
            const quint64 end = std::min(to + 1, entry->first + entry->chunk->rows());
            for (; number < end; ++number) {
                if (!take(entry->chunk->row(std::size_t(number - entry->first))))
                    return;
            }
        }
    }
}

} // namespace flowbench

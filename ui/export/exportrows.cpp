// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/export/exportrows.h"

namespace flowbench {

namespace {
constexpr quint64 LookEvery = 65536; // rows between two looks at whether to stop
}

ExportRows everyRow(const EventStore &store)
{
    ExportRows rows;
    rows.entries.assign(store.entries().begin(), store.entries().end());
    rows.count = store.rows();
    return rows;
}

ExportRows shownRows(const EventStore &store, FilteredRows &shown, std::shared_ptr<const SortedRows> order)
{
    ExportRows rows = everyRow(store);
    rows.count = order ? order->count() : shown.count();
    if (order)
        rows.order = std::move(order); // it holds what passed the filter
    else if (shown.active())
        rows.filtered = shown.snapshot();
    return rows;
}

ExportRows selectedRows(const EventStore &store, FilteredRows &shown, EventSelection selection, quint64 count,
                        std::shared_ptr<const SortedRows> order)
{
    ExportRows rows = shownRows(store, shown, std::move(order));
    rows.selected = std::move(selection);
    rows.count = count;
    return rows;
}

std::optional<std::vector<quint64>> rowNumbers(const ExportRows &rows, const Cancel &cancel)
{
    std::vector<quint64> numbers;
    if (!rows.order && !rows.filtered && !rows.selected)
        return std::nullopt;
    const auto wanted = [&](quint64 number) { return !rows.selected || rows.selected->contains(number); };
    const auto all = [&](quint64 count, auto number) {
        for (quint64 i = 0; i < count && !(i % LookEvery == 0 && cancel.requested()); ++i) {
            if (const quint64 n = number(i); wanted(n))
                numbers.push_back(n);
        }
    };
    if (rows.order)
        all(rows.order->count(), [&](quint64 i) { return rows.order->sequence(i); });
    else if (rows.filtered)
        all(rows.filtered->size(), [&](quint64 i) { return rows.filtered->at(i); });
    else
        for (const EventStore::Entry &e : rows.entries)
            all(e.chunk->rows(), [&](quint64 i) { return e.first + i; });
    return numbers;
}

} // namespace flowbench

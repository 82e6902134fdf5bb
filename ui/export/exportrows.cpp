// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/export/exportrows.h"

namespace flowbench {

namespace {

void add(ExportRows &rows, quint64 number)
{
    if (!rows.ranges.empty() && rows.ranges.back().second + 1 == number)
        rows.ranges.back().second = number;
    else
        rows.ranges.emplace_back(number, number);
    ++rows.count;
}

ExportRows frozen(const EventStore &store)
{
    ExportRows rows;
    rows.entries.assign(store.entries().begin(), store.entries().end());
    return rows;
}

} // namespace

ExportRows everyRow(const EventStore &store)
{
    ExportRows rows = frozen(store);
    rows.count = store.rows();
    rows.every = true;
    if (rows.count > 0)
        rows.ranges.emplace_back(store.first(), store.end() - 1);
    return rows;
}

ExportRows shownRows(const EventStore &store, const FilteredRows &shown)
{
    if (!shown.active())
        return everyRow(store);
    ExportRows rows = frozen(store);
    for (quint64 i = 0; i < shown.count(); ++i)
        add(rows, shown.sequence(i));
    return rows;
}

ExportRows selectedRows(const EventStore &store, const FilteredRows &shown, const EventSelection &selection)
{
    ExportRows rows = frozen(store);
    for (const auto &[from, to] : selection.ranges()) {
        if (!shown.active()) {
            const quint64 begin = std::max(from, store.first()), end = std::min(to + 1, store.end());
            if (begin < end) {
                rows.ranges.emplace_back(begin, end - 1);
                rows.count += end - begin;
            }
            continue;
        }
        for (quint64 i = shown.indexOf(from); i < shown.count() && shown.sequence(i) <= to; ++i)
            add(rows, shown.sequence(i));
    }
    return rows;
}

} // namespace flowbench

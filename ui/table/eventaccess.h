// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

namespace flowbench {

class EventTable;

/// What a screen reader meets: a table of all rows, not of the window's few. Its children are the visible cells only;
/// any cell of any row is made when asked for, and the last 4096 of them are kept.
void installEventTableAccess();
/// Tells where the current row is now. Costs nothing while nobody listens.
void announceEventRow(EventTable &table, qint64 index);

} // namespace flowbench

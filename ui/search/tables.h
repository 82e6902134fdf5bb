// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QTableView;

namespace flowbench {

/// A plain list as look.md wants tables: rows of 25, no grid, whole rows selected, columns as wide as their content;
/// `stretched` takes the rest.
void dressTable(QTableView &table, int stretched);

} // namespace flowbench

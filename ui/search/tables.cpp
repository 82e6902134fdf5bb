// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/search/tables.h"

#include "ui/look/style.h"

#include <QHeaderView>
#include <QTableView>

namespace flowbench {

void dressTable(QTableView &table, int stretched)
{
    table.setShowGrid(false);
    table.setAlternatingRowColors(true);
    table.setSelectionBehavior(QAbstractItemView::SelectRows);
    table.setSelectionMode(QAbstractItemView::SingleSelection);
    table.setEditTriggers(QAbstractItemView::NoEditTriggers);
    table.setTabKeyNavigation(false);
    table.setWordWrap(false);
    table.verticalHeader()->hide();
    table.verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    table.verticalHeader()->setDefaultSectionSize(measure::Row);
    QHeaderView *header = table.horizontalHeader();
    header->setHighlightSections(false);
    header->setResizeContentsPrecision(200);
    header->setSectionResizeMode(QHeaderView::ResizeToContents);
    header->setSectionResizeMode(stretched, QHeaderView::Stretch);
}

} // namespace flowbench

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/live/coverage.h"

#include <QAbstractTableModel>

#include <vector>

namespace flowbench {

/// The partitions of a coverage, one a row.
class CoverageModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Channel, Partition, From, To, Next, End, Gaps, Withheld, ColumnCount };

    explicit CoverageModel(const Coverage &coverage, QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    struct Row
    {
        QString channel;
        PartitionCoverage partition;
    };
    std::vector<Row> m_rows;
};

} // namespace flowbench

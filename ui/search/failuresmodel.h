// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/query/failurelog.h"

#include <QAbstractTableModel>

#include <vector>

namespace flowbench {

/// Events that could not be decoded or evaluated, with the reason, one a row.
class FailuresModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Time, Position, Stage, Reason, ColumnCount };

    FailuresModel(std::vector<FailedEvent> failures, bool utc, QObject *parent = nullptr);

    const FailedEvent &failure(int row) const { return m_failures[std::size_t(row)]; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    std::vector<FailedEvent> m_failures;
    bool m_utc;
};

} // namespace flowbench

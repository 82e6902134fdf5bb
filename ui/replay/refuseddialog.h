// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/replay/plansummary.h"

#include <QAbstractTableModel>
#include <QDialog>

#include <vector>

namespace flowbench {

/// Events that a plan refuses, with the reason, one a row.
class RefusedModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Id, Reason, ColumnCount };

    explicit RefusedModel(std::vector<RefusedEvent> events, QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    std::vector<RefusedEvent> m_events;
};

/// The events of a plan that will not be sent, and why. Not modal; deletes itself when closed.
class RefusedDialog : public QDialog
{
    Q_OBJECT

public:
    /// `all` is how many there are; only the first are kept.
    RefusedDialog(std::vector<RefusedEvent> events, quint64 all, QWidget *parent);
};

} // namespace flowbench

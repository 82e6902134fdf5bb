// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/replay/journal.h"

#include <QAbstractTableModel>

#include <vector>

namespace flowbench {

/// Jobs of the journal, newest first, those that a text is found in. Some hundreds: filtered at once.
class JobsModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column {
        Started,
        Kind,
        Connection,
        Channel,
        Target,
        Selected,
        Success,
        Failed,
        Unknown,
        Skipped,
        Pending,
        State,
        ColumnCount
    };
    static constexpr int TintRole = Qt::UserRole; ///< Of State: the Tint of its chip.

    explicit JobsModel(QObject *parent = nullptr);

    /// What is there keeps its place where the same jobs come again.
    void setJobs(std::vector<Job> jobs);
    void setText(const QString &text); ///< In any column, any case.
    const Job *job(int row) const;
    int rowOf(const QString &job) const; ///< -1: not shown.

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    void choose();
    static QString text(const Job &job, int column);

    std::vector<Job> m_jobs;
    std::vector<std::size_t> m_shown;
    QString m_text;
};

} // namespace flowbench

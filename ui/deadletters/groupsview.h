// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/sparkline.h"
#include "ui/deadletters/deadanalysis.h"

#include <QAbstractListModel>
#include <QListView>

#include <optional>
#include <vector>

namespace flowbench {

/// Groups as cards, the largest first, under a row for all of them.
class GroupsModel : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role { DetailRole = Qt::UserRole + 1, CountRole, SeenRole };

    using QAbstractListModel::QAbstractListModel;

    void setGroups(const DeadGroups &groups, quint64 all);
    /// Of DeadGroups::groups; nothing for the row of all.
    std::optional<std::size_t> groupAt(int row) const;
    const FailureGroup *group(int row) const;
    const std::vector<float> &line(int row) const;
    SparkScale scale() const { return m_scale; }
    int rowOf(quint64 fingerprint) const; ///< -1: there is none

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;

private:
    DeadGroups m_groups;
    std::vector<std::vector<float>> m_lines;
    std::vector<std::size_t> m_order;
    SparkScale m_scale;
    quint64 m_all = 0;
};

/// The list "Groups". The chosen group stays chosen while groups come and change their places. GUI thread.
class GroupsView : public QListView
{
    Q_OBJECT

public:
    explicit GroupsView(QWidget *parent = nullptr);

    void setGroups(const DeadGroups &groups, quint64 all);
    GroupsModel &groups() { return *m_model; }
    std::optional<quint64> fingerprint() const { return m_chosen; } ///< nothing: all
    std::optional<std::size_t> chosen() const;                      ///< of DeadGroups::groups
    QString chosenTitle() const;
    void choose(std::optional<quint64> fingerprint);

signals:
    void groupChosen();

protected:
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;

private:
    GroupsModel *m_model;
    std::optional<quint64> m_chosen;
    bool m_placing = false;
};

} // namespace flowbench

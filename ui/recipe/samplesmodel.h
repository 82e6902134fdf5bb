// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/recipe/recipetrial.h"

#include <QAbstractTableModel>

namespace flowbench {

/// The samples of a trial as a table. Rows stay where they are while a trial goes on.
class SamplesModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { IdColumn, OutcomeColumn, BeforeColumn, AfterColumn, ColumnCount };

    SamplesModel(const RecipeTrial &trial, std::shared_ptr<const RecipeEvents> events, QObject *parent);

    /// Nothing where there is no such row.
    const TrialSample *sample(int row) const;
    void update(); ///< The trial has changed.

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    static QString outcomeText(const TrialSample &sample);

private:
    const RecipeTrial &m_trial;
    std::shared_ptr<const RecipeEvents> m_events;
    std::vector<TrialSample> m_rows;
};

} // namespace flowbench

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/cancel.h"
#include "model/replay/journal.h"
#include "ui/jobs/jobwords.h"

#include <QAbstractTableModel>

#include <memory>
#include <optional>
#include <vector>

namespace flowbench {

/// The fate of every event of one job, those shown that a filter left. Texts are made when asked for.
class FatesModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Id, State, Target, Reason, Outcome, ReplayId, ColumnCount };
    using Report = std::shared_ptr<const std::vector<EventReport>>;
    using Rows = std::vector<quint32>;

    explicit FatesModel(QObject *parent = nullptr);

    /// `rows`: those shown, ascending. Where the same ones come again they keep their place.
    void setReport(Report report, Rows rows, jobwords::Handling handling = jobwords::Handling::Move);
    const Report &report() const { return m_report; }
    const EventReport *event(int row) const;

    /// Those in that state (nothing: in any) in which the text is found, in any case. Any thread.
    static Rows choose(const std::vector<EventReport> &report, std::optional<EventState> state, const QString &text,
                       const Cancel &cancel);
    /// The shown rows with a header line, cells separated by tabs, at most `most` of them; cells as in our CSV:
    /// harmless in a spreadsheet.
    QString copied(int most) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    QString text(const EventReport &event, int column) const;

    Report m_report;
    Rows m_rows;
    jobwords::Handling m_handling = jobwords::Handling::Move;
};

} // namespace flowbench

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/live/port.h"
#include "ui/look/theme.h"
#include "ui/publish/publishjob.h"

#include <QAbstractTableModel>
#include <QPointer>
#include <QTableView>

#include <deque>

namespace flowbench {

/// What was published, where to, and what the broker said of it.
struct PublishRecord
{
    qint64 timeMs = 0;
    QPointer<Session> session;
    QString connection; ///< Its name, also when it is gone.
    QString channel;    ///< As ChannelInfo::name.
    Outgoing event;
    PublishOutcome outcome;
};

/// "Confirmed", "Returned", "Failed", "Not known", "Refused": one word, and its colour.
QString outcomeWord(const PublishOutcome &outcome);
Tint outcomeTint(const PublishOutcome &outcome);
/// The word and where it went or why not: "Confirmed: orders, partition 2, offset 1,834".
QString outcomeSentence(const PublishRecord &record);
/// What to try; empty where it was confirmed.
QString outcomeHint(const PublishOutcome &outcome);

/// The newest first; at most Kept of them, and at most KeptBytes of events.
class ReceiptsModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    static constexpr std::size_t Kept = 200;
    static constexpr std::size_t KeptBytes = std::size_t(32) << 20;
    enum Column { TimeColumn, OutcomeColumn, WhereColumn, ColumnCount };
    enum Role { TintRole = Qt::UserRole + 1 };

    using QAbstractTableModel::QAbstractTableModel;

    void add(PublishRecord record);
    const PublishRecord &record(int row) const { return m_records[std::size_t(row)]; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::deque<PublishRecord> m_records;
    std::size_t m_bytes = 0;
};

/// The table "Results": a click or Enter on a row asks for its event again.
class ReceiptsView : public QTableView
{
    Q_OBJECT

public:
    explicit ReceiptsView(ReceiptsModel &model, QWidget *parent);

signals:
    void recordChosen(int row);

protected:
    void keyPressEvent(QKeyEvent *event) override;
};

} // namespace flowbench

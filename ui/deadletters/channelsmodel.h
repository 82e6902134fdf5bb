// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/deadletters/channelfinder.h"
#include "ui/look/theme.h"

#include <QAbstractTableModel>

#include <optional>
#include <vector>

namespace flowbench {

/// One dead-letter channel as the list shows it.
struct ChannelRow
{
    QString connection, connectionName, channel; ///< id, name; as ChannelInfo::name
    std::optional<qint64> holds;                 ///< what alerts count: open ones, else the depth
    std::optional<qint64> depth, open, retention;
    QStringList sources;
    FoundBy foundBy = FoundBy::Name;
    bool isSource = false;
    std::vector<DeadLetterLint> lint;
    int limit = 0;
    bool isOver() const { return !isSource && holds && *holds > limit; }
    bool operator==(const ChannelRow &) const = default;
};

/// "orders.dlq holds 512, limit 100"; empty: it is not over its limit.
QString overLimit(const ChannelRow &row);
/// Without "queue:" or "exchange:".
QString bareChannel(const QString &channel);
QString foundByWords(FoundBy by);
Tint lintTint(LintLevel level);
QString lintLevelWord(LintLevel level);

/// All dead-letter channels that the finder knows, worst first.
class ChannelsModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Channel, Connection, Holds, Sources, Found, Loss, Setup, ColumnCount };
    enum Role { TintRole = Qt::UserRole + 1 }; ///< int(Tint) of a chip or a text; invalid: the text's

    using QAbstractTableModel::QAbstractTableModel;

    void setRows(std::vector<ChannelRow> rows);
    const std::vector<ChannelRow> &rows() const { return m_rows; }
    static std::vector<ChannelRow> rowsOf(const ChannelFinder &finder);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<ChannelRow> m_rows;
};

} // namespace flowbench

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/search/coveragemodel.h"

#include "words/units.h"
#include "words/visible.h"

namespace flowbench {

namespace {

qint64 figure(const PartitionCoverage &p, int column)
{
    switch (column) {
    case CoverageModel::Partition:
        return p.partition;
    case CoverageModel::From:
        return p.from;
    case CoverageModel::To:
        return p.to;
    case CoverageModel::Next:
        return p.next;
    case CoverageModel::End:
        return p.high;
    case CoverageModel::Gaps:
        return p.gaps;
    default:
        return p.withheld;
    }
}

} // namespace

CoverageModel::CoverageModel(const Coverage &coverage, QObject *parent) : QAbstractTableModel(parent)
{
    for (const ChannelCoverage &c : coverage.channels) {
        for (const PartitionCoverage &p : c.partitions)
            m_rows.push_back({visibleText(c.channel), p});
    }
}

int CoverageModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(m_rows.size()); }

int CoverageModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : ColumnCount; }

QVariant CoverageModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const Row &row = m_rows[std::size_t(index.row())];
    if (role == Qt::TextAlignmentRole && index.column() != Channel)
        return int(Qt::AlignRight | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    return index.column() == Channel ? row.channel : words::count(figure(row.partition, index.column()));
}

QVariant CoverageModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((section == Channel ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole) {
        switch (section) {
        case From:
            return tr("The first offset that was asked for");
        case To:
            return tr("Where reading was to end: the first offset behind it");
        case Next:
            return tr("Everything before this offset was seen");
        case End:
            return tr("Where the partition ended at the broker");
        case Gaps:
            return tr("Offsets that hold no event: compacted away, or marks of transactions");
        case Withheld:
            return tr("Offsets that an open transaction holds back from committed readers");
        default:
            return {};
        }
    }
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Channel:
        return tr("Channel");
    case Partition:
        return tr("Partition");
    case From:
        return tr("From");
    case To:
        return tr("To");
    case Next:
        return tr("Next");
    case End:
        return tr("End");
    case Gaps:
        return tr("Gaps");
    case Withheld:
        return tr("Withheld");
    default:
        return {};
    }
}

} // namespace flowbench

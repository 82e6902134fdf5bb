// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/search/failuresmodel.h"

#include "words/units.h"
#include "words/visible.h"

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {

QString positionText(const Event &event)
{
    QString text = visibleText(QString::fromStdString(event.channel));
    if (event.partition >= 0)
        text += u" / %1"_s.arg(event.partition);
    if (event.offset != EventView::NoOffset)
        text += u" @ "_s + words::count(event.offset);
    return text;
}

} // namespace

FailuresModel::FailuresModel(std::vector<FailedEvent> failures, bool utc, QObject *parent)
    : QAbstractTableModel(parent), m_failures(std::move(failures)), m_utc(utc)
{}

int FailuresModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(m_failures.size()); }

int FailuresModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : ColumnCount; }

QVariant FailuresModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || role != Qt::DisplayRole)
        return {};
    const FailedEvent &f = failure(index.row());
    switch (index.column()) {
    case Time:
        return f.event.timeKind == TimeKind::None ? QString()
               : m_utc                            ? words::utcTime(f.event.timeMs)
                                                  : words::localTime(f.event.timeMs);
    case Position:
        return positionText(f.event);
    case Stage:
        return f.failure.stage == EventFailure::Stage::Decode ? tr("decoding") : tr("evaluating");
    default:
        return visibleText(f.failure.message);
    }
}

QVariant FailuresModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int(Qt::AlignLeft | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Time:
        return tr("Time");
    case Position:
        return tr("Position");
    case Stage:
        return tr("Failed in");
    default:
        return tr("Reason");
    }
}

} // namespace flowbench

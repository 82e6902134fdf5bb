// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jobs/fatesmodel.h"

#include "model/export/csv.h"
#include "model/live/channel.h"
#include "ui/jobs/jobwords.h"
#include "words/visible.h"

#include <algorithm>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {
constexpr std::size_t LookForStop = 4096; // rows between two looks at the Cancel
}

FatesModel::FatesModel(QObject *parent) : QAbstractTableModel(parent) {}

void FatesModel::setReport(Report report, Rows rows, jobwords::Handling handling)
{
    m_handling = handling;
    const bool same = report && m_report && report->size() == m_report->size() && rows == m_rows;
    if (same) {
        m_report = std::move(report);
        if (!m_rows.empty())
            emit dataChanged(index(0, 0), index(int(m_rows.size()) - 1, ColumnCount - 1));
        return;
    }
    beginResetModel();
    m_report = std::move(report);
    m_rows = std::move(rows);
    endResetModel();
}

const EventReport *FatesModel::event(int row) const
{
    return m_report && row >= 0 && std::size_t(row) < m_rows.size() ? &(*m_report)[m_rows[std::size_t(row)]] : nullptr;
}

FatesModel::Rows FatesModel::choose(const std::vector<EventReport> &report, std::optional<EventState> state,
                                    const QString &text, const Cancel &cancel)
{
    Rows rows;
    for (std::size_t i = 0; i < report.size(); ++i) {
        if (i % LookForStop == 0 && cancel.requested())
            break;
        const EventReport &e = report[i];
        if (state && e.state != *state)
            continue;
        const bool found = text.isEmpty() || e.reason.contains(text, Qt::CaseInsensitive) ||
                           e.target.contains(text, Qt::CaseInsensitive) ||
                           e.replayId.contains(text, Qt::CaseInsensitive) ||
                           QString::fromStdString(e.id).contains(text, Qt::CaseInsensitive);
        if (found)
            rows.push_back(quint32(i));
    }
    return rows;
}

QString FatesModel::copied(int most) const
{
    std::string copy;
    const auto line = [&copy](const auto &cell) {
        for (int column = 0; column < ColumnCount; ++column) {
            if (column > 0)
                copy += '\t';
            appendCsvCell(copy, cell(column).toStdString());
        }
        copy += '\n';
    };
    line([this](int column) { return headerData(column, Qt::Horizontal).toString(); });
    for (int row = 0; row < std::min(rowCount(), most); ++row)
        line([this, row](int column) { return text(*event(row), column); });
    return QString::fromStdString(copy);
}

int FatesModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(m_rows.size()); }
int FatesModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : ColumnCount; }

QString FatesModel::text(const EventReport &event, int column) const
{
    switch (column) {
    case Id:
        return visibleText(QString::fromStdString(event.id));
    case State:
        return jobwords::fate(event.state, m_handling);
    case Target:
        return visibleText(ChannelAddress::parse(event.target).bare());
    case Reason:
        return visibleText(event.reason);
    case Outcome:
        return jobwords::outcome(event.outcome);
    default:
        return event.replayId;
    }
}

QVariant FatesModel::data(const QModelIndex &index, int role) const
{
    const EventReport *e = index.isValid() ? event(index.row()) : nullptr;
    if (!e || role != Qt::DisplayRole)
        return {};
    const QString said = text(*e, index.column());
    return said.isEmpty() ? u"–"_s : said; // a sign is read out, too
}

QVariant FatesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int(Qt::AlignLeft | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Id:
        return tr("Id");
    case State:
        return tr("What became of it");
    case Target:
        return tr("Target");
    case Reason:
        return tr("Reason");
    case Outcome:
        return tr("Outcome");
    case ReplayId:
        return tr("Replay id");
    default:
        return {};
    }
}

} // namespace flowbench

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jobs/jobsmodel.h"

#include "model/live/channel.h"
#include "ui/jobs/jobwords.h"
#include "ui/look/labels.h"
#include "words/units.h"
#include "words/visible.h"

#include <algorithm>

namespace flowbench {

JobsModel::JobsModel(QObject *parent) : QAbstractTableModel(parent) {}

void JobsModel::setJobs(std::vector<Job> jobs)
{
    const bool same = std::ranges::equal(jobs, m_jobs, {}, &Job::id, &Job::id);
    if (same) {
        m_jobs = std::move(jobs);
        if (!m_shown.empty())
            emit dataChanged(index(0, 0), index(int(m_shown.size()) - 1, ColumnCount - 1));
        return;
    }
    beginResetModel();
    m_jobs = std::move(jobs);
    choose();
    endResetModel();
}

void JobsModel::setText(const QString &text)
{
    beginResetModel();
    m_text = text.trimmed();
    choose();
    endResetModel();
}

void JobsModel::choose()
{
    m_shown.clear();
    for (std::size_t i = 0; i < m_jobs.size(); ++i) {
        bool found = m_text.isEmpty() || m_jobs[i].id.contains(m_text, Qt::CaseInsensitive) ||
                     m_jobs[i].spec.note.contains(m_text, Qt::CaseInsensitive);
        for (int column = 0; column < ColumnCount && !found; ++column)
            found = text(m_jobs[i], column).contains(m_text, Qt::CaseInsensitive);
        if (found)
            m_shown.push_back(i);
    }
}

const Job *JobsModel::job(int row) const
{
    return row >= 0 && std::size_t(row) < m_shown.size() ? &m_jobs[m_shown[std::size_t(row)]] : nullptr;
}

int JobsModel::rowOf(const QString &job) const
{
    const auto at = std::ranges::find(m_shown, job, [this](std::size_t i) { return m_jobs[i].id; });
    return at == m_shown.end() ? -1 : int(at - m_shown.begin());
}

int JobsModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(m_shown.size()); }
int JobsModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : ColumnCount; }

QString JobsModel::text(const Job &job, int column)
{
    const auto number = [](quint64 n) { return words::count(qint64(n)); };
    switch (column) {
    case Started:
        return words::localTime(job.startedMs);
    case Kind:
        return job.spec.kind == JobSpec::Kind::Discard ? tr("discard") : tr("replay");
    case Connection:
        return visibleText(job.spec.connection);
    case Channel:
        return visibleText(ChannelAddress::parse(job.spec.channel).bare());
    case Target:
        return jobwords::target(job);
    case Selected:
        return number(job.counts.selected);
    case Success:
        return number(job.counts.success);
    case Failed:
        return number(job.counts.failed);
    case Unknown:
        return number(job.counts.unknown);
    case Skipped:
        return number(job.counts.skipped);
    case Pending:
        return number(job.counts.pending);
    default:
        return jobwords::state(job);
    }
}

QVariant JobsModel::data(const QModelIndex &index, int role) const
{
    const Job *j = index.isValid() ? job(index.row()) : nullptr;
    if (!j)
        return {};
    const bool isNumber = index.column() >= Selected && index.column() <= Pending;
    if (role == Qt::TextAlignmentRole)
        return int((isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role == TintRole && index.column() == State)
        return int(jobwords::stateTint(*j));
    const bool isName = index.column() >= Connection && index.column() <= Target;
    if (role == Qt::ToolTipRole && isName)
        return escapedToolTip(text(*j, index.column()));
    return role == Qt::DisplayRole ? QVariant(text(*j, index.column())) : QVariant();
}

QVariant JobsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((section >= Selected && section <= Pending ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Started:
        return tr("Started");
    case Kind:
        return tr("Kind");
    case Connection:
        return tr("Connection");
    case Channel:
        return tr("Channel");
    case Target:
        return tr("Target");
    case Selected:
        return tr("Selected");
    case Success:
        return tr("Done");
    case Failed:
        return tr("Failed");
    case Unknown:
        return tr("Unknown");
    case Skipped:
        return tr("Skipped");
    case Pending:
        return tr("Not sent");
    case State:
        return tr("State");
    default:
        return {};
    }
}

} // namespace flowbench

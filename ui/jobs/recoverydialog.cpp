// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jobs/recoverydialog.h"

#include "ui/jobs/jobsmodel.h"
#include "ui/jobs/jobwords.h"
#include "ui/jobs/resumequestion.h"
#include "ui/look/buttons.h"
#include "ui/look/chipdelegate.h"
#include "ui/look/labels.h"
#include "ui/look/names.h"
#include "ui/look/noticebar.h"
#include "ui/look/style.h"
#include "ui/search/tables.h"
#include "words/sentence.h"
#include "words/visible.h"

#include <QHBoxLayout>
#include <QItemSelectionModel>
#include <QLabel>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace flowbench {

using namespace Qt::StringLiterals;

RecoveryDialog::RecoveryDialog(ReplayDesk &desk, std::vector<Job> jobs, QWidget *parent)
    : QDialog(parent),
      m_desk(desk),
      m_left(std::move(jobs)),
      m_notice(new NoticeBar(this)),
      m_table(new QTableView(this)),
      m_model(new JobsModel(m_table)),
      m_resume(makeButton(u"Resume…"_s, tr("Resume…"), ButtonKind::Primary, this)),
      m_report(makeButton(u"Report…"_s, tr("Report…"), ButtonKind::Plain, this))
{
    setObjectName(u"Recovery"_s);
    setWindowTitle(tr("Unfinished jobs"));
    setAttribute(Qt::WA_DeleteOnClose);
    resize(900, 380);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(20, 16, 20, 16);
    layout->setSpacing(measure::Gap);
    layout->addWidget(
        makeLabel(tr("%Ln job(s) did not come to an end", nullptr, int(m_left.size())), TextRole::Title, this));
    QLabel *said = makeLabel(
        tr("Nothing was lost: what was not confirmed is still in its source. Nothing goes on by itself. A job "
           "that is resumed first looks for what may have arrived; what stays unknown is left unless you say "
           "otherwise."),
        TextRole::Normal, this);
    said->setWordWrap(true);
    layout->addWidget(said);
    layout->addWidget(m_notice);
    setNames(m_table, u"Unfinished jobs"_s, tr("Unfinished jobs"));
    m_table->setModel(m_model);
    dressTable(*m_table, JobsModel::Target);
    m_table->setItemDelegateForColumn(JobsModel::State, new ChipDelegate(JobsModel::TintRole, m_table));
    m_table->setColumnHidden(JobsModel::Skipped, true);
    m_model->setJobs(m_left);
    layout->addWidget(m_table, 1);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(measure::Gap);
    buttons->addStretch(1);
    QPushButton *later = makeButton(u"Not now"_s, tr("Not now"), ButtonKind::Plain, this);
    later->setToolTip(tr("They stay in the history of jobs"));
    for (QPushButton *b : {m_report, later, m_resume})
        buttons->addWidget(b);
    layout->addLayout(buttons);
    connect(later, &QPushButton::clicked, this, &QDialog::close);
    connect(m_resume, &QPushButton::clicked, this, &RecoveryDialog::resume);
    connect(m_report, &QPushButton::clicked, this, [this] {
        if (const Job *job = chosen())
            emit reportAsked(job->id);
    });
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &RecoveryDialog::choose);
    m_table->selectRow(0);
    choose();
}

std::vector<Job> RecoveryDialog::unfinished(const std::vector<Job> &jobs)
{
    std::vector<Job> out;
    std::ranges::copy_if(jobs, std::back_inserter(out), [](const Job &job) { return jobwords::isOpen(job); });
    return out;
}

const Job *RecoveryDialog::chosen() const { return m_model->job(m_table->currentIndex().row()); }

void RecoveryDialog::choose()
{
    const bool any = chosen() != nullptr;
    m_resume->setEnabled(any);
    m_report->setEnabled(any);
}

void RecoveryDialog::resume()
{
    const Job *job = chosen();
    if (!job)
        return;
    askResume(this, *job, [this, job = *job](ReplayRun::Unknown unknown) {
        m_resume->setEnabled(false);
        m_notice->showNotice(
            Tint::Accent,
            tr("%1 is gone on with once %2 is connected.").arg(jobwords::title(job), visibleText(job.spec.connection)));
        resumeJob(this, m_desk, job, unknown, m_unlock,
                  [this, job](const Result<QString> &started) { tellResumed(job, started); });
    });
}

void RecoveryDialog::tellResumed(const Job &job, const Result<QString> &started)
{
    m_notice->dismiss();
    if (started)
        std::erase_if(m_left, [&](const Job &j) { return j.id == job.id; });
    else if (started.error().code != ErrorCode::Cancelled)
        m_notice->showNotice(Tint::Error, tr("%1 was not resumed: %2 %3")
                                              .arg(jobwords::title(job), sentence(started.error()).message,
                                                   sentence(started.error()).hint));
    if (started) {
        m_model->setJobs(m_left);
        m_table->selectRow(0);
    }
    choose();
    if (m_left.empty())
        close();
}

} // namespace flowbench

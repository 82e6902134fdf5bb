// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jobs/resumequestion.h"

#include "ui/jobs/jobwords.h"
#include "words/units.h"

#include <QCoreApplication>
#include <QMessageBox>
#include <QPointer>
#include <QPushButton>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {
struct Said
{
    Q_DECLARE_TR_FUNCTIONS(flowbench::ResumeQuestion)
};
} // namespace

void askResume(QWidget *parent, const Job &job, std::function<void(ReplayRun::Unknown)> then)
{
    // (What an archive has is looked up.)
    if (job.counts.unknown == 0 || job.spec.kind == JobSpec::Kind::Discard) {
        then(ReplayRun::Unknown::Leave);
        return;
    }
    auto *box = new QMessageBox(parent);
    box->setObjectName(u"Resume"_s);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setTextFormat(Qt::PlainText);
    box->setIcon(QMessageBox::Question);
    box->setWindowTitle(Said::tr("Resume a job"));
    box->setText(jobwords::title(job));
    box->setInformativeText(
        Said::tr("%Ln event(s) may have arrived: they were sent, and no answer came.", nullptr,
                 int(job.counts.unknown)) +
        u' ' +
        Said::tr("A topic is looked into, and what is found there is settled; a queue cannot be asked. What stays "
                 "unknown is left where it is and listed, or sent again; sent again it may be there twice."));
    QPushButton *leave = box->addButton(Said::tr("Resume, leave unknown ones"), QMessageBox::AcceptRole);
    QPushButton *resend = box->addButton(Said::tr("Resume, send them again"), QMessageBox::DestructiveRole);
    box->addButton(QMessageBox::Cancel);
    leave->setObjectName(u"Leave"_s);
    resend->setObjectName(u"Send again"_s);
    box->setDefaultButton(leave);
    QObject::connect(leave, &QPushButton::clicked, box, [then] { then(ReplayRun::Unknown::Leave); });
    QObject::connect(resend, &QPushButton::clicked, box, [then] { then(ReplayRun::Unknown::Resend); });
    box->open();
}

void resumeJob(QObject *context, ReplayDesk &desk, const Job &job, ReplayRun::Unknown unknown,
               const ReplayUnlock &unlock, std::function<void(Result<QString>)> done)
{
    GuardedCall call;
    call.act = [desk = QPointer<ReplayDesk>(&desk), context = QPointer(context), id = job.id,
                unknown](std::function<void(Result<QString>)> answer) {
        if (desk && context)
            desk->resume(context, id, unknown, std::move(answer));
    };
    call.connectionOf = [source = job.spec.connection, target = job.spec.targetConnection](const Error &error) {
        return !target.isEmpty() && error.connection == target ? target : source;
    };
    call.what = Said::tr("Resume: %1", "Replay from queue orders.dlq to queue orders").arg(jobwords::title(job));
    call.unlock = unlock;
    runGuarded(context, std::move(call), std::move(done));
}

} // namespace flowbench

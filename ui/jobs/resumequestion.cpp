// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jobs/resumequestion.h"

#include "ui/jobs/jobwords.h"
#include "words/units.h"

#include <QCoreApplication>
#include <QMessageBox>
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
    if (job.counts.unknown == 0) {
        then(ReplayRun::Unknown::Leave);
        return;
    }
    auto *box = new QMessageBox(parent);
    box->setObjectName(u"Resume"_s);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setTextFormat(Qt::PlainText);
    box->setIcon(QMessageBox::Question);
    box->setWindowTitle(Said::tr("Resume a job"));
    box->setText(jobwords::title(job.spec));
    box->setInformativeText(
        Said::tr("%n event(s) may have arrived: they were sent, and no answer came.", nullptr,
                 int(job.counts.unknown)) +
        u' ' +
        Said::tr("Those that are found at the target are settled. What stays unknown is left where it is and listed, "
                 "or sent again; sent again it may be there twice."));
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

} // namespace flowbench

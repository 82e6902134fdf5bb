// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jobs/closingquestion.h"

#include "ui/jobs/jobwords.h"

#include <QCoreApplication>
#include <QMessageBox>
#include <QPushButton>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {
struct Said
{
    Q_DECLARE_TR_FUNCTIONS(flowbench::ClosingQuestion)
};

constexpr int MostNamed = 5;
} // namespace

void askClosing(QWidget *parent, const ReplayDesk &desk, std::function<void(ClosingChoice)> then)
{
    QStringList named;
    for (const auto &[id, job] : desk.running()) {
        if (named.size() < MostNamed)
            named.append(jobwords::title(job.job));
    }
    const int more = int(desk.running().size()) - MostNamed;
    if (more > 0)
        named.append(Said::tr("and %Ln more", nullptr, more));
    auto *box = new QMessageBox(parent);
    box->setObjectName(u"Closing"_s);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setTextFormat(Qt::PlainText);
    box->setIcon(QMessageBox::Question);
    box->setWindowTitle(Said::tr("A job is running"));
    box->setText(Said::tr("%Ln job(s) are running:", nullptr, int(desk.running().size())) + u'\n' + named.join(u'\n'));
    box->setInformativeText(
        Said::tr("In the background they go on without a window, and Flowbench ends with the last of them. Paused, "
                 "what is in flight is finished, the rest stays where it is, and the next start offers to go on."));
    QPushButton *keep = box->addButton(Said::tr("Keep in background"), QMessageBox::AcceptRole);
    QPushButton *pause = box->addButton(Said::tr("Pause and quit"), QMessageBox::DestructiveRole);
    QPushButton *stay = box->addButton(Said::tr("Stay"), QMessageBox::RejectRole);
    keep->setObjectName(u"Keep in background"_s);
    pause->setObjectName(u"Pause and quit"_s);
    stay->setObjectName(u"Stay"_s);
    box->setDefaultButton(stay);
    box->setEscapeButton(stay);
    QObject::connect(box, &QMessageBox::finished, box, [box, keep, pause, then = std::move(then)] {
        then(box->clickedButton() == keep    ? ClosingChoice::KeepInBackground
             : box->clickedButton() == pause ? ClosingChoice::PauseAndQuit
                                             : ClosingChoice::Stay);
    });
    box->open();
}

} // namespace flowbench

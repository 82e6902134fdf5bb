// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jobs/restorequestion.h"

#include "ui/jobs/jobwords.h"
#include "ui/replay/planwords.h"
#include "words/plural.h"
#include "words/visible.h"

#include <QCoreApplication>
#include <QMessageBox>
#include <QPushButton>

#include <algorithm>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {
struct Said
{
    Q_DECLARE_TR_FUNCTIONS(flowbench::RestoreQuestion)
};

} // namespace

void askRestore(QWidget *parent, const Job &discard, const std::optional<RestoreJob::Kept> &kept,
                std::function<void(RestoreJob::Unknown)> then)
{
    const quint64 unknown = kept ? kept->unknown : 0;
    const quint64 left = kept ? kept->events - kept->restored - unknown : discard.counts.success;
    const QString channel = planwords::channelWords(discard.spec.channel);
    const QString connection = visibleText(discard.spec.connection);
    auto *box = new QMessageBox(parent);
    box->setObjectName(u"Restore"_s);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setTextFormat(Qt::PlainText);
    box->setIcon(QMessageBox::Question);
    box->setWindowTitle(Said::tr("Put back a discard"));
    box->setText(
        left > 0 || unknown == 0
            ? Said::tr("Put %Ln event(s) back into %1 on %2?", nullptr, words::plural(left)).arg(channel, connection)
            : Said::tr("Send %Ln event(s) to %1 on %2 again?", nullptr, words::plural(unknown))
                  .arg(channel, connection));
    QString more =
        Said::tr("From %1. What was put back before is not put back again.").arg(visibleText(discard.spec.target));
    if (jobwords::isOpen(discard))
        more += u"\n\n"_s +
                Said::tr("This discard was broken off: what it took last may still be in %1, and is there twice then. "
                         "Resume it first.")
                    .arg(channel);
    if (unknown > 0)
        more += u"\n\n"_s +
                Said::tr("%Ln event(s) may be back already: putting them back was broken off before an answer came. "
                         "They stay in the archive, or are sent again; sent again they may be there twice.",
                         nullptr, words::plural(unknown));
    box->setInformativeText(more);
    const auto offer = [&](const QString &name, const QString &text, QMessageBox::ButtonRole role,
                           RestoreJob::Unknown choice) {
        QPushButton *button = box->addButton(text, role);
        button->setObjectName(name);
        QObject::connect(button, &QPushButton::clicked, box, [then, choice] { then(choice); });
    };
    if (left > 0 || unknown == 0)
        offer(u"Put back"_s, unknown > 0 ? Said::tr("Put back, leave unknown ones") : Said::tr("Put back"),
              QMessageBox::AcceptRole, RestoreJob::Unknown::Leave);
    if (unknown > 0)
        offer(u"Send again"_s, left > 0 ? Said::tr("Put back, send unknown ones again") : Said::tr("Send them again"),
              QMessageBox::DestructiveRole, RestoreJob::Unknown::Resend);
    box->addButton(QMessageBox::Cancel);
    box->setDefaultButton(QMessageBox::Cancel);
    box->open();
}

} // namespace flowbench

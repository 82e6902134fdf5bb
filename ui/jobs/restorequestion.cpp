// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jobs/restorequestion.h"

#include "model/live/channel.h"
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

constexpr quint64 MostCounted = 2'000'000'000;
} // namespace

void askRestore(QWidget *parent, const Job &discard, std::function<void()> then)
{
    auto *box = new QMessageBox(parent);
    box->setObjectName(u"Restore"_s);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setTextFormat(Qt::PlainText);
    box->setIcon(QMessageBox::Question);
    box->setWindowTitle(Said::tr("Put back a discard"));
    box->setText(
        Said::tr("Put %n event(s) back into %1 on %2?", nullptr, int(std::min(discard.counts.success, MostCounted)))
            .arg(visibleText(ChannelAddress::parse(discard.spec.channel).bare()),
                 visibleText(discard.spec.connection)));
    box->setInformativeText(
        Said::tr("From %1. What was put back before is not put back again.").arg(visibleText(discard.spec.target)));
    QPushButton *yes = box->addButton(Said::tr("Put back"), QMessageBox::AcceptRole);
    yes->setObjectName(u"Put back"_s);
    box->addButton(QMessageBox::Cancel);
    box->setDefaultButton(QMessageBox::Cancel);
    QObject::connect(yes, &QPushButton::clicked, box, [then = std::move(then)] { then(); });
    box->open();
}

} // namespace flowbench

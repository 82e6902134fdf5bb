// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/recipe/closequestion.h"

#include <QCoreApplication>
#include <QMessageBox>
#include <QPushButton>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {
struct Said
{
    Q_DECLARE_TR_FUNCTIONS(flowbench::CloseQuestion)
};
} // namespace

void askBeforeClosing(QWidget *dialog, const QString &question, std::function<void()> drop)
{
    auto *box = new QMessageBox(dialog);
    box->setObjectName(u"Drop changes"_s);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setTextFormat(Qt::PlainText);
    box->setIcon(QMessageBox::Question);
    box->setWindowTitle(dialog->windowTitle());
    box->setText(question);
    QPushButton *dropped = box->addButton(Said::tr("Drop the changes"), QMessageBox::DestructiveRole);
    dropped->setObjectName(u"Drop the changes"_s);
    QPushButton *kept = box->addButton(Said::tr("Go on editing"), QMessageBox::RejectRole);
    kept->setObjectName(u"Go on editing"_s);
    box->setDefaultButton(kept);
    box->setEscapeButton(kept);
    QObject::connect(dropped, &QPushButton::clicked, dialog, std::move(drop));
    box->open();
}

} // namespace flowbench

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connections/prompts.h"

#include "ui/look/buttons.h"
#include "ui/look/labels.h"
#include "ui/look/names.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace flowbench {

using namespace Qt::StringLiterals;

PromptDialog::PromptDialog(const QString &title, const QString &text, const QString &button, bool danger,
                           QWidget *parent)
    : QDialog(parent), m_layout(new QVBoxLayout(this))
{
    setWindowTitle(title);
    setObjectName(u"Prompt"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    setMinimumWidth(440);
    m_layout->setContentsMargins(20, 16, 20, 16);
    m_layout->setSpacing(12);
    auto *label = makeLabel(text, TextRole::Normal, this);
    label->setWordWrap(true);
    m_layout->addWidget(label);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch();
    auto *cancel = makeButton(u"Cancel"_s, tr("Cancel"), ButtonKind::Plain, this);
    m_accept = makeButton(u"Accept"_s, button, danger ? ButtonKind::Danger : ButtonKind::Primary, this);
    m_accept->setDefault(true);
    buttons->addWidget(cancel);
    buttons->addWidget(m_accept);
    m_layout->addLayout(buttons);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_accept, &QPushButton::clicked, this, &QDialog::accept);
}

QLineEdit *PromptDialog::addField(const QString &objectName, const QString &name)
{
    m_edit = new QLineEdit(this);
    setNames(m_edit, objectName, name);
    m_layout->insertWidget(1, m_edit);
    m_edit->setFocus();
    return m_edit;
}

QString PromptDialog::text() const { return m_edit ? m_edit->text() : QString(); }

PromptDialog *PromptDialog::unlock(const QString &connection, const QString &what, QWidget *parent)
{
    auto *d = new PromptDialog(
        tr("%1 is production").arg(connection),
        tr("%1\n\nType the connection's name, %2, to allow writing to it for 15 minutes.").arg(what, connection),
        tr("Unlock writing"), true, parent);
    QLineEdit *edit = d->addField(u"Connection name"_s, tr("Connection name"));
    d->m_accept->setEnabled(false);
    connect(edit, &QLineEdit::textChanged, d,
            [d, connection](const QString &typed) { d->m_accept->setEnabled(typed == connection); });
    return d;
}

PromptDialog *PromptDialog::password(const QString &user, const QString &address, QWidget *parent)
{
    auto *d = new PromptDialog(
        tr("Password"), tr("Password of %1 at %2. It is used for this connection and not stored.").arg(user, address),
        tr("Connect"), false, parent);
    d->addField(u"Password"_s, tr("Password"))->setEchoMode(QLineEdit::Password);
    return d;
}

PromptDialog *PromptDialog::confirm(const QString &title, const QString &text, const QString &button, QWidget *parent)
{
    return new PromptDialog(title, text, button, true, parent);
}

} // namespace flowbench

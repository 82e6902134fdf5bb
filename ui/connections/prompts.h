// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QLineEdit;
class QPushButton;
class QVBoxLayout;

namespace flowbench {

/// One question with one line to answer it: a password, or the name of a production connection before it may be
/// written to. The button is enabled once the answer can be right.
class PromptDialog : public QDialog
{
    Q_OBJECT

public:
    /// Asks for the name of a production connection: accepted only when it was typed exactly.
    static PromptDialog *unlock(const QString &connection, const QString &what, QWidget *parent);
    static PromptDialog *password(const QString &user, const QString &address, QWidget *parent);
    /// A yes that is not given in passing: what is lost is said in `text`.
    static PromptDialog *confirm(const QString &title, const QString &text, const QString &button, QWidget *parent);

    QString text() const;

private:
    PromptDialog(const QString &title, const QString &text, const QString &button, bool danger, QWidget *parent);
    QLineEdit *addField(const QString &objectName, const QString &name);

    QLineEdit *m_edit = nullptr;
    QPushButton *m_accept;
    QVBoxLayout *m_layout;
};

} // namespace flowbench

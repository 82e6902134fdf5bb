// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/filter/filterfield.h"

#include <QDialog>

#include <functional>
#include <optional>

class QLabel;
class QLineEdit;
class QPushButton;

namespace flowbench {

/// Asks for a column from content: an expression or a path, and its title. Deletes itself when closed.
class ColumnDialog : public QDialog
{
    Q_OBJECT

public:
    /// `mistakeOf` says what is wrong with an expression; nothing: it can be a column. With `expression` given only
    /// the title is asked for.
    ColumnDialog(const QString &expression, const QString &title,
                 std::function<std::optional<QString>(const QString &)> mistakeOf, QWidget *parent);

    void setCompletions(FilterField::Completer completions);

signals:
    void chosen(const QString &expression, const QString &title);

private:
    void edited();

    FilterField *m_expression;
    QLineEdit *m_title;
    QLabel *m_mistake;
    QPushButton *m_add;
    std::function<std::optional<QString>(const QString &)> m_mistakeOf;
};

} // namespace flowbench

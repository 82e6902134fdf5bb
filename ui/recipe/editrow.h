// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/filter/filterfield.h"
#include "ui/recipe/recipedraft.h"

#include <QFrame>

class QComboBox;
class QLabel;
class QLineEdit;
class QStringListModel;
class QToolButton;

namespace flowbench {

/// One edit of a recipe in the form: what it does, where, and with what. GUI thread.
class EditRow : public QFrame
{
    Q_OBJECT

public:
    /// What the fields offer; they must outlive this.
    struct Offers
    {
        QStringListModel *pointers = nullptr;
        QStringListModel *headers = nullptr;
        FilterField::Completer expressions;
    };
    EditRow(const Offers &offers, QWidget *parent);

    void setNumber(int number, int count); ///< From 1: names its fields, and says which moves are possible.
    void setEdit(const RecipeDraft::Edit &edit);
    RecipeDraft::Edit edit() const;
    void setTarget(const QString &pointer);               ///< As a person would type it.
    void setMistake(const QString &sentence, int column); ///< Empty: none. `column` from 1; 0: not in the expression.
    bool takesPointer() const;
    void focusFirst();
    QWidget *chainTabOrder(QWidget *before); ///< Its fields behind `before`; returns its last one.

signals:
    void edited();
    void removeRequested();
    void moveRequested(int by);
    void entered(); ///< The focus came into one of its fields.

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void showKind();
    RecipeEdit::Kind kind() const;

    Offers m_offers;
    QComboBox *m_kind;
    QLineEdit *m_target;
    QLabel *m_arrow;
    FilterField *m_value;
    QLineEdit *m_to;
    QToolButton *m_up, *m_down, *m_remove;
    QLabel *m_mistake;
    QString m_whole; ///< The expression as it was given; the field shows it on one line.
};

} // namespace flowbench

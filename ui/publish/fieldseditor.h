// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/look/card.h"
#include "ui/publish/fieldsmodel.h"

class QKeySequence;
class QTableView;
class QToolButton;
class QUndoStack;

namespace flowbench {

/// The card "Headers" or "Properties": a table to edit in, and buttons to add, remove, move, undo.
class FieldsEditor : public Card
{
    Q_OBJECT

public:
    FieldsEditor(FieldPlace place, QUndoStack &undo, QWidget *parent);

    FieldsModel &model() const { return *m_model; }
    QTableView *table() const { return m_table; }

public slots:
    void add();
    void remove();
    void moveUp() { move(-1); }
    void moveDown() { move(1); }

private:
    QToolButton *addButton(const QString &name, const QString &icon, const QString &words);
    void addKey(const QKeySequence &keys, void (FieldsEditor::*slot)());
    void addUndo(QUndoStack &undo);
    void move(int by);
    void updateButtons();
    void updateCount();

    FieldsModel *m_model;
    QTableView *m_table;
    QToolButton *m_remove, *m_up, *m_down;
};

} // namespace flowbench

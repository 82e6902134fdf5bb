// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/workspace/recipes.h"
#include "ui/look/surface.h"

class QLabel;
class QListWidget;
class QToolButton;

namespace flowbench {

/// The recipes of the workspace: a list, and buttons that make, copy and remove. Reads and writes nothing itself.
class SavedRecipes : public Surface
{
    Q_OBJECT

public:
    explicit SavedRecipes(QWidget *parent);

    void setList(const RecipeList &list);
    /// Why there is none ("No workspace is open"), in place of the list.
    void setUnavailable(const QString &sentence);
    void select(const QString &name); ///< Emits nothing; empty or unknown: none.
    QString current() const;

signals:
    void chosen(const QString &name);
    void newRequested();
    void copyRequested();
    void removeRequested(const QString &name);

private:
    void say(const QString &sentence);

    QListWidget *m_list;
    QToolButton *m_remove;
    QLabel *m_note;
};

} // namespace flowbench

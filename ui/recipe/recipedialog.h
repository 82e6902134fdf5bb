// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/workspace/recipes.h"
#include "ui/recipe/recipeevents.h"

#include <QDialog>

#include <memory>

namespace flowbench {

/// "Edit recipe…": makes and keeps recipes, and shows what one does to the chosen dead letters before it is used. Saved
/// recipes are at the left, the recipe in the middle (as a form, and as the text that it is), its effect at the right.
/// Reads, writes and evaluates on workers only; sends nothing. Accepted by "Use recipe", and then deletes itself: ask
/// recipeText() in the slot of accepted(). GUI thread only.
class RecipeDialog : public QDialog
{
    Q_OBJECT

public:
    /// A store without folder: there is no workspace, recipes can be used but not kept.
    RecipeDialog(RecipeStore store, RecipeEvents events, QWidget *parent);
    ~RecipeDialog() override;

    void setRecipeText(const QString &text); ///< Starts with this one; empty: with a new one.
    QString recipeText() const;              ///< As written; a recipe without a mistake once accepted.
    bool isUnsaved() const;                  ///< The text is not what is kept under its name.
    QString recipeName() const;              ///< "fix-currency version 3"; empty while the text is no recipe.

    void reject() override; ///< Asks first where something would be lost.

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace flowbench

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/replay/recipe.h"

#include <QString>

#include <vector>

namespace flowbench {

/// A recipe as a person is writing it: nothing in it has to be right yet.
struct RecipeDraft
{
    struct Edit
    {
        RecipeEdit::Kind kind = RecipeEdit::Kind::Set;
        QString target; ///< A JSON pointer, or a header's name.
        QString value;  ///< An expression; the new pointer of Rename.
        bool operator==(const Edit &) const = default;
    };
    QString name;
    int version = 1;
    QString appliesTo, from, to, when, description;
    std::vector<Edit> edits;
    std::vector<RecipeExample> examples;
};

RecipeDraft draftOf(const RecipeText &recipe);

enum class RecipeFormat { Json, Yaml };
RecipeFormat formatOf(const QString &source); ///< What begins with '{' is JSON.

/// Written anew, laid out for reading; ends with a line feed.
QString recipeSource(const RecipeDraft &draft, RecipeFormat format);

/// `source`, which says `was`, so that it says `now`: of JSON only what differs is changed; YAML is written anew, and
/// loses its comments.
QString rewrittenSource(const QString &source, const RecipeDraft &was, const RecipeDraft &now);

/// Whether rewriting would lose comments.
bool hasYamlComments(const QString &source);

} // namespace flowbench

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/replay/recipe.h"

#include <QString>

#include <memory>
#include <optional>

namespace flowbench {

/// What a recipe's text is, or what is wrong with it and where.
struct SourceCheck
{
    std::optional<RecipeText> text;       ///< Where it can be read.
    std::shared_ptr<const Recipe> recipe; ///< Where everything in it is right.
    QString mistake;                      ///< A sentence; empty: none.
    int edit = -1;                        ///< The edit that the mistake is in, from 0.
    bool inWhen = false;                  ///< It is in `when`.
    int column = 0;                       ///< Of the expression, from 1; 0: the mistake is not in one.
    int at = -1;                          ///< Place in the text, in UTF-16 units; -1: not known.
    bool hasComments = false;             ///< Of YAML: the form would lose them.
    bool hasHidden = false;               ///< Characters in it can't be seen, or turn what is read around.
};

/// What is said of an error of a recipe: which edit it is in comes first.
QString recipeSentence(const Error &error);

/// Reads and compiles. Any thread; may take a moment for large texts.
SourceCheck checkSource(const QString &source, const FilterOptions &options);

} // namespace flowbench

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/replay/recipe.h"

#include <QString>

namespace flowbench {

// A recipe file (the command line's page says its fields): JSON, or YAML where it does not begin with '{'. Whatever
// stands there is checked: unknown fields, kinds of edits and broken pointers are refused, since a misspelt `when`
// would edit everything. BadJson (field, what), TooLarge. Expressions are checked by Recipe::compile().
// Its errors have a last argument "recipe". Nothing but white space is refused: no recipe would send events unedited.
constexpr qint64 RecipeFileLimit = 4 << 20;
Result<RecipeText> readRecipe(std::string_view text);

// What stands in a recipe's file: FileFailed, TooLarge.
Result<QByteArray> readRecipeFile(const QString &path);
// A recipe of a file, compiled: FileFailed besides.
Result<std::shared_ptr<const Recipe>> openRecipe(const QString &path, FilterOptions options = {});

// The same text with the next version in it: JSON byte by byte otherwise.
Result<std::string> withVersion(std::string_view json, int version);

// YAML as JSON text, by YAML 1.2's core schema: a plain scalar that is written like a JSON number, true, false or null
// is one, everything else is text. One document, without tags of its own kinds; aliases are copied, within limits.
// BadJson (line:column, what), TooLarge.
Result<std::string> yamlToJson(std::string_view yaml);

} // namespace flowbench

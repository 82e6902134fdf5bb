// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/query/seenfields.h"
#include "ui/recipe/recipeevents.h"
#include "ui/viewers/jsontree.h"

#include <QStringList>

#include <memory>
#include <stop_token>

namespace flowbench {

/// What can be offered to a person who writes a recipe for these events: taken from some of them.
struct RecipeSuggestions
{
    QStringList pointers; ///< As they come in bodies; of lists the first element's.
    QStringList headers, types, versions;
    std::shared_ptr<SeenFields> fields; ///< For completing expressions; one thread.
};

/// Any thread; bounded whatever the events hold.
RecipeSuggestions suggestionsFrom(const RecipeEvents &events, const std::stop_token &stop);

/// The JSON pointer of a value.
QString jsonPointerOf(const JsonNodes &nodes, quint32 node);

} // namespace flowbench

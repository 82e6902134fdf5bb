// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/query/eventfilter.h"
#include "model/replay/deadset.h"
#include "model/schema/schemacheck.h"

#include <memory>
#include <vector>

namespace flowbench {

/// The dead letters that a recipe is for. Copied into workers; any thread.
struct RecipeEvents
{
    std::shared_ptr<const DeadSet> set;        ///< May be null: recipes can be written without events.
    std::vector<std::size_t> selection;        ///< Indexes of the set.
    std::shared_ptr<const SchemaCheck> schema; ///< Null: nothing is checked.
    QString channel;                           ///< That the schema is asked for.
    FilterOptions options;                     ///< How expressions see bodies.

    std::size_t size() const { return set ? selection.size() : 0; }
    EventView event(std::size_t number) const { return set->event(selection[number]); }
    QString id(std::size_t number) const { return QString::fromStdString(set->id(selection[number])); }
};

/// Larger bodies are left out of what is shown while a recipe is written.
inline constexpr std::size_t LargestTried = std::size_t(8) << 20;

} // namespace flowbench

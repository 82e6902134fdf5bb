// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/event/event.h"
#include "model/replay/recipe.h"
#include "ui/recipe/linediff.h"

namespace flowbench {

/// What differs between two states of one event: key, headers, body. JSON bodies are laid out to be compared, their
/// literals stay as they are. No line: nothing differs. Any thread; bounded whatever the events hold.
std::vector<DiffLine> diffEvents(const EventView &before, const EventView &after, const std::stop_token &stop = {});

/// The edits that made it, as notes: "set /data/currency".
std::vector<DiffLine> changeNotes(const std::vector<RecipeChange> &changes);

} // namespace flowbench

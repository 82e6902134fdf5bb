// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/context.h"
#include "model/live/sink.h"

#include <memory>
#include <optional>
#include <string>

// What scan, tail and capture have in common: the options of the table, and what their values mean.
namespace flowbench::cli {

// --key, --text, ...: which events are wanted.
std::vector<OptionSpec> selectionOptions();
// --from, --to, --last, ...: where reading begins and ends.
std::vector<OptionSpec> boundsOptions();
std::vector<OptionSpec> joined(std::initializer_list<std::vector<OptionSpec>> groups);

// Which events are wanted: every condition must hold.
struct Selection
{
    std::optional<std::string> key;              // exact
    std::shared_ptr<const EventMatcher> matcher; // what else must hold; null: nothing

    // The same as one matcher, for what cannot look for a key by itself; null: everything is wanted.
    std::shared_ptr<const EventMatcher> whole() const;
};

// Of the command line. BadExpression, BadArgument, BadUrl: nothing is read yet, nobody is asked.
Result<Selection> selectionOf(const Context &context, const Opened &opened);

} // namespace flowbench::cli

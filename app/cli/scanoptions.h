// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/context.h"
#include "app/cli/failurematcher.h"
#include "model/live/coverage.h"

#include <memory>
#include <optional>
#include <string>

// What scan, tail and capture have in common: the options of the table, and what their values mean.
namespace flowbench::cli {

// --key, --text, --filter, ...: which events are wanted.
std::vector<OptionSpec> selectionOptions();
// --from, --to, --last, ...: where reading begins and ends.
std::vector<OptionSpec> boundsOptions();
// --failures, --columns: how what was found is printed.
std::vector<OptionSpec> printOptions();
// --registry: where schemas come from.
OptionSpec registryOption();
std::vector<OptionSpec> joined(std::initializer_list<std::vector<OptionSpec>> groups);

// Which events are wanted: every condition must hold.
struct Selection
{
    std::optional<std::string> key;                 // exact
    std::shared_ptr<const EventMatcher> matcher;    // what else must hold; null: nothing
    std::shared_ptr<const EventDecoder> decoder;    // of bodies, with the connection's registry; never null
    std::shared_ptr<const EventFilter> filter;      // of --filter, a part of `matcher`; may be null
    std::shared_ptr<const FailureMatcher> failures; // of --failures: it is the matcher then

    // All of it as one matcher, for what cannot look for a key by itself; null: everything is wanted.
    std::shared_ptr<const EventMatcher> whole() const;
    // Says apart what connectors count as one: events that could not be decoded, and failed evaluations. Once.
    void account(Coverage &coverage) const;
};

// Of the command line. BadExpression, BadArgument, BadUrl: nothing is read yet, nobody is asked.
Result<Selection> selectionOf(const Context &context, const Opened &opened);

// Decodes with the registry of --registry or of the connection; waits for its schemas, but not after Ctrl+C.
Result<std::shared_ptr<const EventDecoder>> decoderOf(const Context &context, const PreparedConnection &prepared);

} // namespace flowbench::cli

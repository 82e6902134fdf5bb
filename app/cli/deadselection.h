// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/context.h"
#include "model/replay/deadset.h"
#include "model/replay/options.h"

#include <optional>
#include <vector>

// What replay, discard and dead have in common: which dead letters are meant.
namespace flowbench::cli {

// --all, --select, --ids, --group and --refresh.
std::vector<OptionSpec> deadSelectionOptions();

// Which of them were named; checked before anything is read. A sentence where the command line is wrong.
std::optional<QString> deadSelectionProblem(const Context &context);

struct DeadSelection
{
    std::shared_ptr<const DeadSet> set;
    std::vector<std::size_t> chosen;  // indexes
    std::vector<std::string> missing; // ids that are not there
    quint64 failed = 0;               // events on which --select could not be evaluated
    QString words;                    // as asked for, for people and the journal
};

// Reads the channel and evaluates the selection once. BadExpression comes before anything is read.
Result<DeadSelection> selectDeadLetters(const Context &context, const Opened &opened, const ChannelAddress &channel);
Result<std::shared_ptr<const DeadSet>> readDeadSet(const Context &context, const Opened &opened,
                                                   const ChannelAddress &channel);
// Says so where messages of a queue have no delivery left: what a run does not take is published anew then.
void warnOfLastDeliveries(const Context &context, const Opened &opened, const DeadSet &set, const RunOptions &options);

} // namespace flowbench::cli

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/replay/deadset.h"
#include "model/replay/plan.h"
#include "model/replay/run.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <vector>

// What stands between a plan or a journal and a ReplayRun, the same for window and command line.
namespace flowbench {

// The edit that a recipe makes; null: the text is empty. What Recipe::compile() refuses.
Result<EditEvent> editOfRecipe(const QString &text);

// What a person made of the one event of a job: kept whole in its options.
void setEdited(JobSpec &spec, const Event &edited);
// The edit of a job: what a person made of its one event, or its recipe. Null: bodies stay byte for byte.
Result<EditEvent> editOfJob(const JobSpec &spec);

// How many identical ones of an event were looked at and not chosen, by hash: kept in a job's options, as they lie in
// the source like those that were chosen, and are not to be taken for them.
void setUnselectedTwins(JobSpec &spec, const DeadSet &set, std::span<const std::size_t> selection);
std::map<std::string, int> unselectedTwins(const QJsonObject &options);

// What the journal says about events in words; the model has none.
struct JobWords
{
    std::function<QString(const Error &)> sentence;
    QString replayedBefore; // why one is skipped
};

// Puts a planned job into the journal: who is frozen, who is left out and why, who goes where. Answers its id.
Result<QString> createJob(Journal &journal, const JobSpec &spec, std::span<const FrozenEvent> frozen, const Plan &plan,
                          const JobWords &words);

// What a run needs beside its connections.
struct JobParts
{
    ReplayRun::Prepare prepare;
    LogSource::Fetch fetch; // of a log
    quint64 meanBytes = 1024;
};

// Of a job that was just created. The set stays alive with it.
JobParts partsOfPlan(const QString &job, const JobSpec &spec, std::span<const FrozenEvent> frozen,
                     std::span<const int> replays, EditEvent edit, std::shared_ptr<const DeadSet> set,
                     std::vector<std::size_t> selection, TargetFamily target);

// Of a job that takes events into an archive.
JobParts partsOfDiscard(std::shared_ptr<const DeadSet> set, std::vector<std::size_t> selection);

// Of a job that goes on where the journal ends. A log is read again; its events are known by their places, and that
// they are still the same by their hash. What other jobs sent meanwhile, or may have sent, is left out, and that is
// written down. BadArgument while it runs; NotSupported for a discard: what it did not take is still there.
Result<JobParts> partsOfResume(Journal &journal, const Job &job, Connector &source, TargetFamily target,
                               const JobWords &words, const Cancel &cancel);

} // namespace flowbench

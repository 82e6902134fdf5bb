// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/context.h"
#include "model/replay/jobparts.h"

namespace flowbench::cli {

// Runs a job of the journal in the foreground: progress and warnings to standard error, one object at its end.
class JobRun
{
public:
    JobRun(Context &context, Journal &journal) : m_c(context), m_journal(journal) {}

    Connector *source = nullptr, *target = nullptr;
    Guard *sourceGuard = nullptr, *targetGuard = nullptr;
    JobParts parts;
    std::unique_ptr<Carrier> carrier; // null: to the target
    bool quietEnd = false;            // the caller says how it ended

    std::optional<RunResult> result; // after run(): what is known; where the run broke, what the journal says

    // Answers the exit code.
    int run(const QString &job, ReplayRun::Unknown unknown);

private:
    void tellProgress(const RunProgress &progress);
    void tellEnd(const QString &job, const RunResult &result, const char *ended);
    void explain(const QString &job, const RunResult &result);
    int broken(const QString &job, const Error &error, double seconds);
    int codeOf(const RunResult &result) const;

    Context &m_c;
    Journal &m_journal;
    JobCounts m_counts; // last known
};

// What a journal is told in.
JobWords wordsOfJobs();

// The edits of a recipe file. `text` gets the file's text. BadJson (also where it is empty), BadExpression, TooLarge,
// FileFailed.
Result<EditEvent> recipeOf(const QString &file, QString &text);

} // namespace flowbench::cli

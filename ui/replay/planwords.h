// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/look/theme.h"
#include "ui/replay/plansummary.h"

namespace flowbench {

/// What is said of a plan. Plain texts, translated; names in them are as the broker says them.
namespace planwords {

/// A value of the plan and what is added to it in muted letters.
struct Line
{
    QString text, note;
    Tint tint = Tint::Neutral;
};

/// "queue orders", "exchange events", "topic orders"
QString channelWords(const QString &channel);
/// Where a job sends: `only`, where that is the one channel of all its events, else "the original queues", as asked
/// for.
QString destination(const JobSpec &spec, const QString &only);
Line selected(const DeskAsk &ask);
Line target(const PlannedJob &job, const PlanSummary &plan);
/// Where what says no queue of its own could go; empty: nothing is left out for that.
Line exchange(const PlanSummary &plan);
/// What an earlier job may have sent already.
Line unanswered(const DeskAsk &ask, const PlanSummary &plan);
Line reached(const PlanSummary &plan);
Line recipe(const PlannedJob &job, const PlanSummary &plan);
Line changes(const PlanSummary &plan);
Line alreadyReplayed(const PlanSummary &plan);
Line newer(const PlanSummary &plan);
Line refused(const PlanSummary &plan);
/// "first 5, then up to 200/s, stop if 3 come back"; no first ones where nothing comes after them.
QString pace(const RunOptions &options, quint64 count);
/// What becomes of the dead letters of a job.
Line afterwards(const PlannedJob &job);
/// What taking them out would risk where their messages have no delivery left; empty: nothing.
QString limitWarning(const PlannedJob &job);

} // namespace planwords

/// How the window runs a replay where nobody chose otherwise: a few first, slowly, with a look at what becomes of them.
RunOptions usualRunOptions();

} // namespace flowbench

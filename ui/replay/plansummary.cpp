// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/replay/plansummary.h"

#include "model/deadletter/failure.h"
#include "model/replay/recipefile.h"

#include <set>

namespace flowbench {

namespace {
constexpr std::size_t MostLookedAt = 20'000; // events whose failure is read again, for who had it

// Who had the selected events when they failed: what is sent is meant for them.
std::set<QString> failedConsumers(const PlannedJob &job, const std::stop_token &stop)
{
    std::set<QString> out;
    std::size_t looked = 0;
    for (const PlannedEvent &e : job.plan.events) {
        if (stop.stop_requested() || looked == MostLookedAt)
            break;
        if (e.skipped || e.refused)
            continue;
        ++looked;
        const auto failure = recogniseFailure(job.ask.set->event(e.index));
        if (!failure)
            continue;
        out.insert(QString::fromStdString(failure->origin.channel));
        out.insert(QString::fromStdString(failure->origin.group));
    }
    return out;
}

void countReached(PlanSummary &out, const PlannedJob &job, const std::stop_token &stop)
{
    for (const auto &[target, count] : job.plan.targets) {
        out.targets.emplace_back(target, count);
        out.onlyTarget = out.onlyTarget && target.startsWith(QLatin1String("queue:"));
    }
    if (out.onlyTarget)
        return;
    const std::set<QString> failed = failedConsumers(job, stop);
    std::set<QString> names;
    for (const QStringList &list : job.plan.reaches) {
        for (const QString &name : list) {
            if (!failed.contains(name) && !job.plan.targets.contains(name))
                names.insert(name);
        }
    }
    for (const QString &name : names) {
        if (out.alsoReached.size() < PlanSummary::MostNames)
            out.alsoReached.append(name);
        else
            ++out.alsoReachedMore;
    }
}

void countKeys(PlanSummary &out, const Plan &plan, const std::stop_token &stop)
{
    std::set<std::string> keys;
    for (const PlannedEvent &e : plan.events) {
        if (stop.stop_requested())
            return;
        if (!e.skipped && !e.refused && e.target.key && e.target.channel.startsWith(QLatin1String("exchange:")))
            keys.insert(*e.target.key);
    }
    for (const std::string &key : keys) {
        if (out.keys.size() < PlanSummary::MostNames)
            out.keys.append(QString::fromStdString(key));
        else
            ++out.keysMore;
    }
}

// What "origin-queue" has no answer for and "origin-exchange" has.
void countExchange(PlanSummary &out, const PlannedJob &job, const PlannedEvent &e)
{
    if (job.ask.target != u"origin-queue" || !e.target.channel.isEmpty())
        return;
    const auto origin = originOf(job.ask.set->event(e.index));
    if (!origin || !origin->channel.empty() || !origin->exchange || origin->routingKeys.empty())
        return;
    ++out.exchangeKnown;
    const QString name = QStringLiteral("exchange:") + QString::fromStdString(*origin->exchange);
    if (!origin->exchange->empty() && out.exchanges.size() < PlanSummary::MostNames && !out.exchanges.contains(name))
        out.exchanges.append(name);
}

void countEvent(PlanSummary &out, const PlannedJob &job, const PlannedEvent &e)
{
    out.replayedOnce += e.alreadyReplayed == 1;
    out.replayedMore += e.alreadyReplayed > 1;
    if (e.refused && out.refusedEvents.size() < PlanSummary::MostRefused)
        out.refusedEvents.push_back({QString::fromStdString(job.ask.set->id(e.index)), *e.refused});
    if (!e.unknownIn.isEmpty()) {
        ++out.unanswered;
        if (out.unansweredJobs.size() < PlanSummary::MostNames && !out.unansweredJobs.contains(e.unknownIn))
            out.unansweredJobs.append(e.unknownIn);
    }
    out.nowhere += e.refused && e.target.channel.isEmpty();
    if (e.refused)
        countExchange(out, job, e);
    if (e.refused || e.skipped)
        return;
    out.valid += e.verdict.kind == SchemaVerdict::Kind::Valid;
    out.invalid += e.verdict.kind == SchemaVerdict::Kind::Invalid;
    out.unchecked += e.verdict.kind == SchemaVerdict::Kind::NotChecked;
    out.changed += !e.changes.empty();
    if (!out.sample && !e.changes.empty() && !e.changes.front().cut)
        out.sample = e.changes.front();
    ++(!e.newer ? out.newerUnknown : *e.newer ? out.newer : out.notNewer);
}
} // namespace

PlanSummary summarise(const PlannedJob &job, const std::stop_token &stop)
{
    PlanSummary out;
    out.selected = job.plan.events.size();
    out.toSend = job.plan.toSend();
    out.skipped = job.plan.skipped;
    out.refused = job.plan.refused;
    out.newerLooked = job.plan.newerLook.has_value();
    for (const PlannedEvent &e : job.plan.events) {
        if (stop.stop_requested())
            return out;
        countEvent(out, job, e);
    }
    countReached(out, job, stop);
    countKeys(out, job.plan, stop);
    if (!job.ask.recipe.isEmpty()) {
        if (const auto recipe = readRecipe(job.ask.recipe.toStdString())) {
            out.recipeName = recipe->name;
            out.recipeVersion = recipe->version;
        }
    }
    return out;
}

} // namespace flowbench

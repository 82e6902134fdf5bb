// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/replay/startreplay.h"

#include "ui/replay/planwords.h"
#include "words/plural.h"

#include <QCoreApplication>
#include <QPointer>

#include <algorithm>

namespace flowbench {

namespace {
struct Say
{
    Q_DECLARE_TR_FUNCTIONS(flowbench::StartReplay)
};
} // namespace

ReplayQuestion::Facts questionFacts(const PlannedJob &job, const PlanSummary &plan, const TargetChoices &targets)
{
    const JobSpec &spec = job.spec;
    const QString &to = job.ask.targetConnection.isEmpty() ? job.ask.connection : job.ask.targetConnection;
    ReplayQuestion::Facts f;
    f.count = plan.toSend;
    f.from = planwords::channelWords(spec.channel);
    f.fromConnection = spec.connection;
    f.to = planwords::destination(spec, plan.targets.size() == 1 ? plan.targets.front().first : QString());
    f.toConnection = spec.targetConnection.isEmpty() ? spec.connection : spec.targetConnection;
    if (const auto at = std::ranges::find(targets, to, &TargetChoice::connection); at != targets.end())
        f.environment = at->environment;
    if (job.ask.resendUnknown)
        f.unanswered = planwords::unanswered(job.ask, plan).text;
    f.recipe = planwords::recipe(job, plan).text;
    f.pace = planwords::pace(job.ask.options, plan.toSend);
    f.afterwards = planwords::afterwards(job).text;
    return f;
}

void startReplay(QObject *context, ReplayDesk &desk, const ReplayDesk::Planned &what, const ReplayUnlock &unlock,
                 std::function<void(Result<QString>)> done)
{
    GuardedCall call;
    call.act = [desk = QPointer<ReplayDesk>(&desk), what](std::function<void(Result<QString>)> answer) {
        if (desk)
            desk->start(what, std::move(answer));
    };
    call.connectionOf = [what](const Error &error) {
        const bool target = !what->spec.targetConnection.isEmpty() && error.connection == what->spec.targetConnection;
        return target ? what->ask.targetConnection : what->ask.connection;
    };
    call.what = Say::tr("Replay %Ln event(s) of %1", nullptr, words::plural(what->plan.toSend()))
                    .arg(planwords::channelWords(what->spec.channel));
    call.unlock = unlock;
    runGuarded(context, std::move(call), std::move(done));
}

} // namespace flowbench

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jobs/jobwords.h"

#include "model/replay/options.h"
#include "ui/replay/planwords.h"
#include "words/sentence.h"
#include "words/units.h"
#include "words/visible.h"

#include <QCoreApplication>
#include <QFileInfo>

#include <algorithm>
#include <cmath>

namespace flowbench::jobwords {

using namespace Qt::StringLiterals;

namespace {
struct Said
{
    Q_DECLARE_TR_FUNCTIONS(flowbench::jobwords)
};

QString number(quint64 n) { return words::count(qint64(n)); }
} // namespace

QString target(const Job &job)
{
    const JobSpec &spec = job.spec;
    if (spec.kind == JobSpec::Kind::Discard)
        return visibleText(QFileInfo(spec.target).fileName());
    const QString where = planwords::destination(spec, job.onlyTarget);
    return spec.targetConnection.isEmpty() ? where
                                           : Said::tr("%1 on %2").arg(where, visibleText(spec.targetConnection));
}

QString title(const Job &job)
{
    const QString from = planwords::channelWords(job.spec.channel);
    return job.spec.kind == JobSpec::Kind::Discard ? Said::tr("Discard from %1").arg(from)
                                                   : Said::tr("Replay from %1 to %2").arg(from, target(job));
}

bool isOpen(const Job &job)
{
    return (job.state == JobState::Paused || job.state == JobState::Interrupted) && !job.complete;
}

QString state(const Job &job)
{
    if (job.state == JobState::Running)
        return Said::tr("running");
    if (!isOpen(job))
        return Said::tr("done");
    return job.state == JobState::Paused ? Said::tr("paused") : Said::tr("broken off");
}

Tint stateTint(const Job &job)
{
    if (job.state == JobState::Running)
        return Tint::Accent;
    if (isOpen(job) || job.counts.unknown > 0)
        return Tint::Warning;
    return job.counts.failed > 0 ? Tint::Error : Tint::Ok;
}

quint64 withoutOutcome(const RunResult &result)
{
    const quint64 known = result.consumed + result.leftQueue + result.cameBack;
    return result.counts.success > known ? result.counts.success - known : 0;
}

namespace {
QStringList outcomes(const RunResult &result)
{
    QStringList parts;
    if (result.consumed > 0)
        parts.append(Said::tr("%1 consumed").arg(number(result.consumed)));
    if (result.leftQueue > 0)
        parts.append(Said::tr("%1 left the queue").arg(number(result.leftQueue)));
    if (result.cameBack > 0)
        parts.append(Said::tr("%1 came back").arg(number(result.cameBack)));
    if (const quint64 rest = withoutOutcome(result); rest > 0)
        parts.append(parts.isEmpty() ? Said::tr("outcome not known")
                                     : Said::tr("outcome of %1 not known", "number of events").arg(number(rest)));
    return parts;
}
} // namespace

QString figures(JobSpec::Kind kind, quint64 sent, const RunResult &result)
{
    const JobCounts &c = result.counts;
    QStringList parts;
    if (kind == JobSpec::Kind::Discard)
        parts.append(Said::tr("%1 discarded").arg(number(c.success)));
    else
        parts << Said::tr("%1 sent").arg(number(sent)) << Said::tr("%1 confirmed").arg(number(c.success))
              << outcomes(result);
    parts.append(Said::tr("%1 failed").arg(number(c.failed)));
    parts.append(Said::tr("%1 unknown").arg(number(c.unknown)));
    if (c.skipped > 0)
        parts.append(Said::tr("%1 skipped").arg(number(c.skipped)));
    if (c.pending > 0)
        parts.append(Said::tr("%1 not sent").arg(number(c.pending)));
    return parts.join(u", "_s);
}

QString ending(const RunResult &result)
{
    switch (result.end) {
    case RunEnd::Finished:
        return {};
    case RunEnd::Cancelled:
        return Said::tr("Cancelled.");
    case RunEnd::Paused:
        return Said::tr("Paused.");
    case RunEnd::CanaryFailed:
        return Said::tr("Stopped after the first ones: not all of them arrived and stayed away.");
    case RunEnd::Returning:
        return Said::tr("Stopped: too many came back with the same failure.");
    case RunEnd::BrokerAway:
        break;
    }
    return result.error ? Said::tr("Stopped: %1").arg(sentence(*result.error).message)
                        : Said::tr("Stopped: the broker is away.");
}

bool resumable(RunEnd end) { return end != RunEnd::Finished && end != RunEnd::Cancelled; }

QString doing(const RunningJob &job)
{
    if (job.wish == u"pause")
        return Said::tr("pausing…");
    if (job.wish == u"cancel")
        return Said::tr("cancelling…");
    if (job.trouble)
        return sentence(*job.trouble).message;
    const RunProgress &p = job.progress;
    const double rate = RunOptions::fromJson(job.job.spec.options).rate;
    switch (p.doing) {
    case RunProgress::Doing::Sending:
    case RunProgress::Doing::Pacing:
        if (job.job.spec.kind == JobSpec::Kind::Discard)
            return Said::tr("discarding");
        return rate > 0 ? Said::tr("sending, paced at %1", "50/s").arg(words::rate(rate)) : Said::tr("sending");
    case RunProgress::Doing::Waiting:
        return Said::tr("waiting");
    case RunProgress::Doing::Paused:
        return Said::tr("paused");
    case RunProgress::Doing::Watching:
        break;
    }
    const QString left = words::duration(std::max(1.0, std::ceil(p.secondsLeft)));
    return p.counts.pending > 0 ? Said::tr("watching what becomes of the first ones, %1 left", "24 s").arg(left)
                                : Said::tr("watching what comes back, %1 left", "24 s").arg(left);
}

QString remaining(const RunProgress &progress)
{
    const bool sends = progress.doing == RunProgress::Doing::Sending || progress.doing == RunProgress::Doing::Pacing;
    if (!sends || progress.ratePerSecond <= 0 || progress.counts.pending == 0)
        return {};
    return Said::tr("%1 left").arg(words::duration(double(progress.counts.pending) / progress.ratePerSecond));
}

QString instead(const Job &job)
{
    if (job.state != JobState::Interrupted || !job.complete)
        return {};
    return job.spec.kind == JobSpec::Kind::Discard
               ? Said::tr("everything was taken; only the end was not written down")
               : Said::tr("everything was sent; only the watch on what comes back was cut");
}

Handling handling(const JobSpec &spec)
{
    if (spec.kind == JobSpec::Kind::Discard)
        return Handling::Discard;
    return spec.takesOut() ? Handling::Move : Handling::Copy;
}

QString fate(EventState state, Handling handling)
{
    const bool discard = handling == Handling::Discard;
    // Where the source keeps everything, that it is still there is no news, and that it was taken out is not so.
    if (handling == Handling::Copy && state == EventState::Confirmed)
        return Said::tr("at the target");
    if (handling == Handling::Copy && state == EventState::Settled)
        return Said::tr("at the target, marked as replayed");
    switch (state) {
    case EventState::Pending:
        return discard ? Said::tr("not taken, in its source") : Said::tr("not sent, in its source");
    case EventState::Unknown:
        return discard ? Said::tr("in its source, may be in the archive too") : Said::tr("may have arrived");
    case EventState::Confirmed:
        return discard ? Said::tr("in the archive, still in its source")
                       : Said::tr("at the target, still in its source");
    case EventState::Settled:
        return discard ? Said::tr("in the archive, taken out of its source")
                       : Said::tr("at the target, taken out of its source");
    case EventState::Failed:
        return Said::tr("failed, in its source");
    case EventState::Skipped:
        break;
    }
    return Said::tr("skipped, in its source");
}

QString outcome(const QString &name)
{
    if (name == u"consumed")
        return Said::tr("consumed");
    if (name == u"came_back")
        return Said::tr("came back");
    return name == u"left_queue" ? Said::tr("left the queue") : QString();
}

} // namespace flowbench::jobwords

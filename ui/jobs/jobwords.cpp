// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jobs/jobwords.h"

#include "model/live/channel.h"
#include "words/sentence.h"
#include "words/units.h"
#include "words/visible.h"

#include <QCoreApplication>
#include <QFileInfo>

namespace flowbench::jobwords {

using namespace Qt::StringLiterals;

namespace {
struct Said
{
    Q_DECLARE_TR_FUNCTIONS(flowbench::jobwords)
};

QString bare(const QString &channel) { return visibleText(ChannelAddress::parse(channel).bare()); }

QString number(quint64 n) { return words::count(qint64(n)); }
} // namespace

QString target(const JobSpec &spec)
{
    if (spec.kind == JobSpec::Kind::Discard)
        return visibleText(QFileInfo(spec.target).fileName());
    QString where = spec.target == u"origin-queue"      ? Said::tr("the original queues")
                    : spec.target == u"origin-exchange" ? Said::tr("the original exchanges")
                    : spec.target == u"origin"          ? Said::tr("the original topics")
                                                        : bare(spec.target);
    return spec.targetConnection.isEmpty() ? where
                                           : Said::tr("%1 on %2").arg(where, visibleText(spec.targetConnection));
}

QString title(const JobSpec &spec)
{
    return spec.kind == JobSpec::Kind::Discard ? Said::tr("Discard from %1").arg(bare(spec.channel))
                                               : Said::tr("Replay from %1 to %2").arg(bare(spec.channel), target(spec));
}

QString state(JobState state)
{
    switch (state) {
    case JobState::Running:
        return Said::tr("running");
    case JobState::Paused:
        return Said::tr("paused");
    case JobState::Interrupted:
        return Said::tr("broken off");
    case JobState::Done:
        break;
    }
    return Said::tr("done");
}

Tint stateTint(const Job &job)
{
    if (job.state == JobState::Running)
        return Tint::Accent;
    if (job.state != JobState::Done || job.counts.unknown > 0)
        return Tint::Warning;
    return job.counts.failed > 0 ? Tint::Error : Tint::Ok;
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
    if (parts.isEmpty() && result.counts.success > 0)
        parts.append(Said::tr("outcome not known"));
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

bool resumable(JobSpec::Kind kind, RunEnd end)
{
    return kind == JobSpec::Kind::Replay && end != RunEnd::Finished && end != RunEnd::Cancelled;
}

QString doing(const RunningJob &job)
{
    if (job.wish == u"pause")
        return Said::tr("pausing…");
    if (job.wish == u"cancel")
        return Said::tr("cancelling…");
    if (job.trouble)
        return sentence(*job.trouble).message;
    switch (job.progress.doing) {
    case RunProgress::Doing::Sending:
        return job.job.spec.kind == JobSpec::Kind::Discard ? Said::tr("discarding") : Said::tr("sending");
    case RunProgress::Doing::Waiting:
        return Said::tr("waiting");
    case RunProgress::Doing::Paused:
        return Said::tr("paused");
    case RunProgress::Doing::Watching:
        break;
    }
    return Said::tr("watching the outcome");
}

QString remaining(const RunProgress &progress)
{
    if (progress.doing != RunProgress::Doing::Sending || progress.ratePerSecond <= 0 || progress.counts.pending == 0)
        return {};
    return Said::tr("%1 left").arg(words::duration(double(progress.counts.pending) / progress.ratePerSecond));
}

QString fate(EventState state)
{
    switch (state) {
    case EventState::Pending:
        return Said::tr("not sent, in its source");
    case EventState::Unknown:
        return Said::tr("may have arrived");
    case EventState::Confirmed:
        return Said::tr("at the target, still in its source");
    case EventState::Settled:
        return Said::tr("at the target, taken out of its source");
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

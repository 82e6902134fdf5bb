// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/replay/planwords.h"

#include "model/replay/source.h"
#include "words/plural.h"
#include "words/units.h"
#include "words/visible.h"

#include <QCoreApplication>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {
struct Say
{
    Q_DECLARE_TR_FUNCTIONS(flowbench::PlanWords)
};

constexpr qsizetype ShownNames = 4;
constexpr qsizetype ShownLetters = 80;

QString number(quint64 n) { return words::count(qint64(n)); }

// A name, a value of a body: whoever wrote it may have written a lot.
QString cut(const QString &text)
{
    const QString shown = visibleText(QStringView(text).left(ShownLetters));
    return text.size() > ShownLetters ? shown + u'…' : shown;
}
QString cut(const std::string &text)
{
    const QString shown = QString::fromUtf8(text.data(), qsizetype(std::min<std::size_t>(text.size(), 400)));
    return cut(shown);
}

// "audit, billing and 3 more"
QString list(const QStringList &names, quint64 more)
{
    QStringList shown;
    for (const QString &name : names.mid(0, ShownNames))
        shown.append(cut(ChannelAddress::parse(name).bare()));
    more += quint64(names.size() - shown.size());
    const QString text = shown.join(u", "_s);
    return more == 0 ? text : Say::tr("%1 and %Ln more", nullptr, words::plural(more)).arg(text);
}

QString targetNote(const PlannedJob &job)
{
    const QString &asked = job.ask.target;
    QString note = asked == u"origin-queue"      ? Say::tr("only the failed consumer")
                   : asked == u"origin-exchange" ? Say::tr("as it was first published")
                   : asked == u"origin"          ? Say::tr("where they failed")
                                                 : QString();
    if (!job.spec.targetConnection.isEmpty()) {
        const QString where = Say::tr("on %1").arg(cut(job.spec.targetConnection));
        note = note.isEmpty() ? where : note + u", "_s + where;
    }
    return note;
}

QString manyTargets(const PlanSummary &plan)
{
    QStringList names;
    for (const auto &[channel, count] : plan.targets) {
        if (names.size() < ShownNames)
            names.append(Say::tr("%1: %2", "queue orders: 12").arg(planwords::channelWords(channel), number(count)));
    }
    const quint64 more = plan.targets.size() - quint64(names.size());
    const QString text = names.join(u", "_s);
    return more == 0 ? text : Say::tr("%1 and %Ln more", nullptr, words::plural(more)).arg(text);
}

QString sampleText(const RecipeChange &change)
{
    const QString where = cut(change.where);
    switch (change.kind) {
    case RecipeEdit::Kind::Rename:
        return Say::tr("%1 becomes %2", "/data/sum becomes /data/total").arg(where, cut(change.to));
    case RecipeEdit::Kind::Remove:
    case RecipeEdit::Kind::RemoveHeader:
        return Say::tr("%1 is removed").arg(where);
    case RecipeEdit::Kind::Append:
        return Say::tr("%1 gets %2 added").arg(where, cut(change.after.value_or(std::string())));
    case RecipeEdit::Kind::Set:
    case RecipeEdit::Kind::Header:
        break;
    }
    const QString after = cut(change.after.value_or(std::string()));
    return change.before ? Say::tr("%1: %2 → %3").arg(where, cut(*change.before), after)
                         : Say::tr("%1: %2, new").arg(where, after);
}
} // namespace

namespace planwords {

QString channelWords(const QString &channel)
{
    const QString name = cut(ChannelAddress::parse(channel).bare());
    if (channel.startsWith(u"queue:"))
        return Say::tr("queue %1").arg(name);
    if (channel.startsWith(u"exchange:"))
        return Say::tr("exchange %1").arg(name);
    return Say::tr("topic %1").arg(name);
}

QString destination(const JobSpec &spec, const QString &only)
{
    if (!only.isEmpty())
        return channelWords(only);
    return spec.target == u"origin-queue"      ? Say::tr("the original queues")
           : spec.target == u"origin-exchange" ? Say::tr("the original exchanges")
           : spec.target == u"origin"          ? Say::tr("the original topics")
                                               : channelWords(spec.target);
}

Line selected(const DeskAsk &ask)
{
    const QString text = Say::tr("%1 of %2", "312 of 512").arg(number(ask.selection.size()), number(ask.set->size()));
    return {ask.selectionWords.isEmpty() ? text : text + u", "_s + cut(ask.selectionWords), {}, Tint::Neutral};
}

Line target(const PlannedJob &job, const PlanSummary &plan)
{
    Line line;
    if (plan.targets.empty()) {
        line.text = plan.nowhere > 0 || plan.refused == 0 ? Say::tr("nowhere: nothing can be sent")
                                                          : Say::tr("nothing can be sent: see Refused");
        line.tint = Tint::Warning;
    } else if (plan.targets.size() > 1) {
        line.text = manyTargets(plan);
    } else {
        const QString &channel = plan.targets.front().first;
        line.text = channel.startsWith(u"queue:") ? Say::tr("%1 directly", "queue orders").arg(channelWords(channel))
                                                  : channelWords(channel);
    }
    if (!plan.keys.isEmpty())
        line.text += u", "_s + (plan.keys.size() == 1 && plan.keysMore == 0
                                    ? Say::tr("key %1").arg(cut(plan.keys.front()))
                                    : Say::tr("keys %1").arg(list(plan.keys, plan.keysMore)));
    line.note = targetNote(job);
    return line;
}

Line exchange(const PlanSummary &plan)
{
    if (plan.exchangeKnown == 0)
        return {};
    return {Say::tr("%Ln event(s) name it, but not their queue", nullptr, words::plural(plan.exchangeKnown)),
            list(plan.exchanges, 0), Tint::Warning};
}

Line unanswered(const DeskAsk &ask, const PlanSummary &plan)
{
    if (plan.unanswered == 0)
        return {};
    const QString events = Say::tr("%Ln event(s)", nullptr, words::plural(plan.unanswered));
    const QString jobs = Say::tr("sent by %1, broken off before the answer", "tp88").arg(list(plan.unansweredJobs, 0));
    return {ask.resendUnknown ? Say::tr("%1 are sent again, and may be there twice", "3 events").arg(events)
                              : Say::tr("%1, left where they are", "3 events").arg(events),
            jobs, Tint::Warning};
}

Line reached(const PlanSummary &plan)
{
    if (plan.targets.empty())
        return {Say::tr("nobody"), {}, Tint::Neutral};
    if (plan.onlyTarget)
        return {Say::tr("nobody: what is sent to a queue stays in it"), {}, Tint::Neutral};
    if (plan.alsoReached.isEmpty())
        return {Say::tr("nobody else that is known"), {}, Tint::Neutral};
    return {list(plan.alsoReached, plan.alsoReachedMore), {}, Tint::Warning};
}

Line recipe(const PlannedJob &job, const PlanSummary &plan)
{
    if (job.ask.edited)
        return {Say::tr("edited by hand"), {}, Tint::Neutral};
    if (job.ask.recipe.isEmpty())
        return {Say::tr("none, bodies stay byte for byte"), {}, Tint::Neutral};
    const QString name = Say::tr("%1, version %2").arg(cut(plan.recipeName)).arg(plan.recipeVersion);
    return {job.ask.recipeUnsaved ? Say::tr("%1, edited and not saved", "fix, version 1").arg(name) : name,
            {},
            Tint::Neutral};
}

Line changes(const PlanSummary &plan)
{
    Line line;
    line.text = Say::tr("%Ln event(s) are changed", nullptr, words::plural(plan.changed));
    if (plan.changed < plan.toSend)
        line.note = Say::tr("%Ln event(s) go out as they are", nullptr, words::plural(plan.toSend - plan.changed));
    if (plan.sample)
        line.note = Say::tr("for example %1").arg(sampleText(*plan.sample)) +
                    (line.note.isEmpty() ? QString() : u"; "_s + line.note);
    return line;
}

Line alreadyReplayed(const PlanSummary &plan)
{
    if (plan.replayedOnce + plan.replayedMore == 0)
        return {Say::tr("none that is known"), {}, Tint::Neutral};
    QStringList parts;
    if (plan.replayedOnce > 0)
        parts.append(Say::tr("%1 once").arg(number(plan.replayedOnce)));
    if (plan.replayedMore > 0)
        parts.append(Say::tr("%1 more often").arg(number(plan.replayedMore)));
    const quint64 again = plan.replayedOnce + plan.replayedMore - plan.skipped;
    parts.append(again == 0          ? Say::tr("will be skipped")
                 : plan.skipped == 0 ? Say::tr("will be sent again")
                                     : Say::tr("%1 will be skipped").arg(number(plan.skipped)));
    return {parts.join(u", "_s), {}, Tint::Warning};
}

Line newer(const PlanSummary &plan)
{
    const quint64 looked = plan.newer + plan.notNewer;
    if (!plan.newerLooked || looked == 0)
        return {Say::tr("not checked"), {}, Tint::Neutral};
    const QString unknown =
        plan.newerUnknown == 0 ? QString() : Say::tr("%1 not checked", "events").arg(number(plan.newerUnknown));
    if (plan.newer > 0)
        return {Say::tr("the key of %Ln event(s) has newer ones", nullptr, words::plural(plan.newer)), unknown,
                Tint::Warning};
    return {Say::tr("none for the keys of %Ln event(s)", nullptr, words::plural(plan.notNewer)), unknown,
            Tint::Neutral};
}

Line refused(const PlanSummary &plan)
{
    if (plan.refused == 0)
        return {Say::tr("none"), {}, Tint::Neutral};
    return {Say::tr("%Ln stay where they are", nullptr, words::plural(plan.refused)), {}, Tint::Error};
}

QString pace(const RunOptions &options, quint64 count)
{
    QStringList parts;
    const QString rest =
        options.rate > 0 ? Say::tr("up to %1", "200/s").arg(words::rate(options.rate)) : Say::tr("as fast as it goes");
    if (options.canary > 0 && quint64(options.canary) < count) {
        parts.append(Say::tr("first %1", "first 5").arg(number(quint64(options.canary))));
        parts.append(Say::tr("then %1", "then up to 200/s").arg(rest));
    } else {
        parts.append(rest);
    }
    if (options.stopAfterReturns > 0)
        parts.append(Say::tr("stop if %Ln come back", nullptr, options.stopAfterReturns));
    return parts.join(u", "_s);
}

Line afterwards(const PlannedJob &job)
{
    const DeadSet &set = *job.ask.set;
    const QString name = cut(ChannelAddress::parse(set.channel()).bare());
    if (!set.isQueue())
        return {Say::tr("stays in the topic, marked as replayed"), {}, Tint::Neutral};
    if (job.ask.options.keep)
        return {Say::tr("copies are sent, the dead letters stay in %1").arg(name), {}, Tint::Neutral};
    return {Say::tr("taken out of %1 after the target confirmed").arg(name), {}, Tint::Neutral};
}

QString limitWarning(const PlannedJob &job)
{
    const DeadSet &set = *job.ask.set;
    if (!job.limitReached || !set.isQueue() || job.ask.options.keep)
        return {};
    return Say::tr("The messages of %1 have no delivery left (the limit is %2): what is not taken is published anew at "
                   "the end of the queue, a crash could lose up to %3. Raise the limit by a policy to avoid that.")
        .arg(cut(ChannelAddress::parse(set.channel()).bare()), number(quint64(*job.limitReached)),
             number(QueueSource::heldAtLimit(job.ask.options, set)));
}

} // namespace planwords

RunOptions usualRunOptions()
{
    RunOptions options;
    options.rate = 200;
    options.canary = 5;
    options.stopAfterReturns = 3;
    options.watch = Milliseconds(30'000);
    return options;
}

} // namespace flowbench

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/search/searchwords.h"

#include "words/coverage.h"
#include "words/sentence.h"
#include "words/units.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace flowbench::searchwords {

using namespace Qt::StringLiterals;

namespace {

struct Say
{
    Q_DECLARE_TR_FUNCTIONS(flowbench::Search)
};

const auto Dot = u" · "_s;

QString number(quint64 n) { return words::count(qint64(n)); }

template <class F>
qint64 sum(const Coverage &coverage, F of)
{
    qint64 all = 0;
    for (const ChannelCoverage &c : coverage.channels) {
        for (const PartitionCoverage &p : c.partitions)
            all += of(p);
    }
    return all;
}

int partitionCount(const Coverage &coverage)
{
    return int(sum(coverage, [](const PartitionCoverage &) { return 1; }));
}

QString howItEnded(const Coverage &c, bool budgetReached)
{
    switch (c.ended) {
    case ScanEnd::Cancelled:
        return Say::tr("cancelled");
    case ScanEnd::Limit:
        return budgetReached ? Say::tr("stopped: the memory budget is full") : Say::tr("stopped at the limit");
    case ScanEnd::Error:
        return c.error ? Say::tr("ended by an error: %1").arg(sentence(*c.error).message)
                       : Say::tr("ended by an error");
    case ScanEnd::End:
        break;
    }
    if (c.complete)
        return Say::tr("complete");
    const qint64 held = withheld(c);
    return held > 0 ? Say::tr("not complete: an open transaction holds back %1").arg(words::count(held))
                    : Say::tr("not complete");
}

} // namespace

QString progressLine(const SearchJob &job)
{
    const ScanProgress &p = job.progress();
    QStringList parts;
    parts += p.total > 0 ? Say::tr("%1 of %2 read").arg(number(p.scanned), number(std::max(p.total, p.scanned)))
                         : Say::tr("%1 read").arg(number(p.scanned));
    parts += Say::tr("%1 found").arg(number(p.matched));
    if (job.eventsPerSecond() > 0)
        parts += words::rate(std::round(job.eventsPerSecond()));
    if (const auto left = job.secondsLeft())
        parts += Say::tr("%1 left").arg(words::duration(std::ceil(*left)));
    if (job.letGo() > 0)
        parts += letGoText(job.letGo());
    return parts.join(Dot);
}

QString letGoText(quint64 matches)
{
    return matches > 0 ? Say::tr("the first %1 made room and are not shown").arg(number(matches)) : QString();
}

qint64 unread(const Coverage &coverage)
{
    return sum(coverage, [](const PartitionCoverage &p) { return std::max<qint64>(0, p.to - p.next); });
}

qint64 withheld(const Coverage &coverage)
{
    return sum(coverage, [](const PartitionCoverage &p) { return p.withheld; });
}

CoverageLine coverageLine(const Coverage &c, bool budgetReached)
{
    const qint64 read = qint64(c.scanned);
    const QString numbers = Say::tr("Read %1 of %2 events").arg(words::count(read), words::count(read + unread(c)));
    const int partitions = partitionCount(c);
    QStringList parts;
    parts +=
        partitions > 0 ? Say::tr("%1 in %Ln partition(s)", "%1: Read 5 of 5 events", partitions).arg(numbers) : numbers;
    parts += Say::tr("%1 found").arg(number(c.matched));
    parts += howItEnded(c, budgetReached);
    const Tint tint = c.ended == ScanEnd::Error ? Tint::Error : c.complete ? Tint::Ok : Tint::Warning;
    return {parts.join(Dot), tint};
}

Nothing nothingFound(const Coverage &c)
{
    const QString read = number(c.scanned);
    if (c.complete && c.decodeFailures + c.evaluationFailures == 0)
        return {Say::tr("Nothing matches"), Say::tr("All %1 events were read.").arg(read)};
    QStringList next;
    if (c.complete) {
        next += Say::tr("All %1 events were read.").arg(read);
    } else {
        const qint64 left = unread(c);
        next += left > 0 ? Say::tr("%1 events were read, %2 were not.").arg(read, words::count(left))
                         : Say::tr("%1 events were read.").arg(read);
        if (const qint64 held = withheld(c); held > 0)
            next += Say::tr("An open transaction holds back %1.").arg(words::count(held));
    }
    if (const QString failed = failuresText(c); !failed.isEmpty())
        next += failed + u'.';
    return {c.complete ? Say::tr("Nothing matches among what could be evaluated") : Say::tr("Nothing found so far"),
            next.join(u' ')};
}

QString failuresText(const Coverage &c)
{
    QStringList parts;
    if (c.decodeFailures > 0)
        parts += Say::tr("%1 could not be decoded").arg(number(c.decodeFailures));
    if (c.evaluationFailures > 0)
        parts += Say::tr("%1 could not be evaluated").arg(number(c.evaluationFailures));
    return parts.join(u", "_s);
}

QStringList notes(const Coverage &coverage)
{
    QStringList all;
    for (const ChannelCoverage &c : coverage.channels) {
        for (const QString &note : c.notes)
            all += words::coverageNote(note);
        for (const PartitionCoverage &p : c.partitions) {
            if (const QString held = words::withheldNote(c.channel, p); !held.isEmpty())
                all += held;
        }
    }
    if (coverage.error) {
        const Sentence s = sentence(*coverage.error);
        all += s.hint.isEmpty() ? s.message : s.message + u' ' + s.hint;
    }
    return all;
}

} // namespace flowbench::searchwords

// SPDX-License-Identifier: GPL-3.0-or-later
#include "words/coverage.h"

#include "words/units.h"
#include "words/visible.h"

#include <QCoreApplication>
#include <QDateTime>

namespace flowbench::words {

using namespace Qt::StringLiterals;

namespace {
struct CoverageWords
{
    Q_DECLARE_TR_FUNCTIONS(flowbench::Coverage)
public:
    static QString ended(const Coverage &c)
    {
        switch (c.ended) {
        case ScanEnd::Limit:
            return tr("ended at the limit");
        case ScanEnd::Cancelled:
            return tr("cancelled");
        case ScanEnd::Error:
            return tr("ended by an error");
        case ScanEnd::End:
            break;
        }
        return c.complete ? tr("complete") : tr("not complete");
    }
};

constexpr auto SnapshotOf = "snapshot-of:"_L1;
} // namespace

std::optional<qint64> copyTime(const QString &note)
{
    if (!note.startsWith(SnapshotOf))
        return std::nullopt;
    const QDateTime time = QDateTime::fromString(note.mid(SnapshotOf.size()), Qt::ISODateWithMs);
    return time.isValid() ? std::optional(time.toMSecsSinceEpoch()) : std::nullopt;
}

QString coverageNote(const QString &note)
{
    const qsizetype colon = note.indexOf(u':');
    const QString id = colon < 0 ? note : note.left(colon);
    const QString argument = colon < 0 ? QString() : visibleText(note.mid(colon + 1));
    if (id == u"bound-key")
        return CoverageWords::tr("The key “%1” was bound when it began; keys bound later are not seen.").arg(argument);
    if (id == u"direct-sends-not-seen")
        return CoverageWords::tr(
            "Messages sent straight to the queue are not seen, only what comes through its bindings.");
    if (id == u"alternate-exchange-bypassed")
        return CoverageWords::tr(
            "While this runs, messages that nobody else is bound for do not go to the alternate exchange.");
    if (id == u"snapshot-of")
        return CoverageWords::tr("This is the copy of a look at %1; the queue was not touched again.")
            .arg(copyTime(note) ? localTime(*copyTime(note)) : argument);
    if (id == u"rescued")
        return CoverageWords::tr("Messages at their delivery limit that were sent anew, so that none is dropped: %1.")
            .arg(argument);
    if (id == u"only-partition")
        return CoverageWords::tr("Only this partition was read, as the partitioner puts the key nowhere else: %1.")
            .arg(argument);
    return visibleText(note);
}

bool isWarning(const QString &note)
{
    return note.startsWith(u"direct-sends-not-seen") || note.startsWith(u"alternate-exchange-bypassed") ||
           note.startsWith(u"rescued");
}

QString withheldNote(const QString &channel, const PartitionCoverage &partition)
{
    if (partition.withheld <= 0)
        return {};
    return CoverageWords::tr(
               "An open transaction withholds %1 offsets of %2, partition %3: they are not committed yet.")
        .arg(count(partition.withheld), visibleText(channel), QString::number(partition.partition));
}

QString coverageSummary(const Coverage &c)
{
    return CoverageWords::tr("%1 events read, %2 matched, %3 in %4; %5.")
        .arg(count(qint64(c.scanned)), count(qint64(c.matched)), bytes(qint64(c.bytes)), duration(c.seconds),
             CoverageWords::ended(c));
}

} // namespace flowbench::words

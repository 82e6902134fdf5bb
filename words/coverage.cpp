// SPDX-License-Identifier: GPL-3.0-or-later
#include "words/coverage.h"

#include "words/units.h"
#include "words/visible.h"

#include <QCoreApplication>

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
} // namespace

QString coverageNote(const QString &note)
{
    const qsizetype colon = note.indexOf(u':');
    const QString id = colon < 0 ? note : note.left(colon);
    const QString argument = colon < 0 ? QString() : visibleText(note.mid(colon + 1));
    if (id == u"bound-keys")
        return CoverageWords::tr("Keys bound when it began: %1. A key bound later is not seen.").arg(argument);
    if (id == u"direct-unseen")
        return CoverageWords::tr("Messages sent straight to the queue are not seen.");
    if (id == u"snapshot")
        return CoverageWords::tr("This is the copy of an earlier look; --refresh fetches again.");
    if (id == u"reordered")
        return CoverageWords::tr("The broker may have changed the order of the messages.");
    if (id == u"redelivered")
        return CoverageWords::tr("The messages are marked as redelivered now.");
    return visibleText(note);
}

QString coverageSummary(const Coverage &c)
{
    return CoverageWords::tr("%1 events read, %2 matched, %3 in %4; %5.")
        .arg(count(qint64(c.scanned)), count(qint64(c.matched)), bytes(qint64(c.bytes)), duration(c.seconds),
             CoverageWords::ended(c));
}

} // namespace flowbench::words

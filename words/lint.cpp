// SPDX-License-Identifier: GPL-3.0-or-later
#include "words/lint.h"

#include "words/units.h"
#include "words/visible.h"

#include <QCoreApplication>

namespace flowbench::words {

namespace {
struct Said
{
    Q_DECLARE_TR_FUNCTIONS(flowbench::Lint)
};

QString time(const QString &ms)
{
    bool ok = false;
    const qint64 n = ms.toLongLong(&ok);
    return ok ? duration(double(n) / 1000) : visibleText(ms);
}
} // namespace

QString lintSentence(const DeadLetterLint &lint)
{
    const auto arg = [&](int i) { return visibleText(lint.args.value(i)); };
    switch (lint.rule) {
    case DeadLetterRule::MissingExchange:
        return Said::tr("Dead letters of %1 are dropped: its dead-letter exchange “%2” does not exist.")
            .arg(arg(0), arg(1));
    case DeadLetterRule::Unroutable:
        return lint.args.value(2).isEmpty()
                   ? Said::tr("Dead letters of %1 are dropped: nothing is bound to “%2” for their routing keys.")
                         .arg(arg(0), arg(1))
                   : Said::tr("Dead letters of %1 are dropped: nothing is bound to “%2” for the routing key “%3”.")
                         .arg(arg(0), arg(1), arg(2));
    case DeadLetterRule::AtMostOnce:
        return Said::tr("Dead letters of %1 travel at most once: a broker that crashes may lose some on the way.")
            .arg(arg(0));
    case DeadLetterRule::FallsBack:
        return Said::tr(
                   "%1 asks for at-least-once dead-lettering, which needs the overflow reject-publish: it falls back "
                   "to at most once.")
            .arg(arg(0));
    case DeadLetterRule::DeadLetterOfDead:
        return Said::tr("Dead letters of %1 die again and go to %2.").arg(arg(0), arg(1));
    case DeadLetterRule::FewerPartitions:
        return Said::tr(
                   "%1 has %2 partitions, %3 has %4: not every dead letter can stand in the partition it came from.")
            .arg(arg(0), arg(1), arg(2), arg(3));
    case DeadLetterRule::ShorterRetention:
        return Said::tr("%1 keeps events for %2, %3 for %4: dead letters are gone before their originals.")
            .arg(arg(0), time(lint.args.value(1)), arg(2), time(lint.args.value(3)));
    case DeadLetterRule::Expires:
        return Said::tr("Dead letters in %1 are dropped after %2.").arg(arg(0), time(lint.args.value(1)));
    case DeadLetterRule::Bounded:
        return Said::tr("%1 holds at most %2: the oldest dead letters are dropped when it is full.")
            .arg(arg(0), arg(1));
    case DeadLetterRule::Compacted:
        return Said::tr("%1 is compacted: a later dead letter with the same key replaces an earlier one.").arg(arg(0));
    }
    return {};
}

} // namespace flowbench::words

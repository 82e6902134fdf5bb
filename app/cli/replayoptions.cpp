// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/replayoptions.h"

#include "app/cli/values.h"
#include "app/cli/verbs.h"

#include <QCoreApplication>

namespace flowbench::cli {

std::vector<OptionSpec> replayOptions()
{
    return {
        {"--to", ValueKind::Text, "TARGET",
         QT_TRANSLATE_NOOP("cli", "origin-queue, origin-exchange, origin, or a channel.")},
        {"--to-connection", ValueKind::Text, "CONN", QT_TRANSLATE_NOOP("cli", "Another broker than the source's.")},
        {"--recipe", ValueKind::File, "FILE", QT_TRANSLATE_NOOP("cli", "Edit each event by this recipe first.")},
        {"--keep", ValueKind::Flag, "", QT_TRANSLATE_NOOP("cli", "Send copies; the dead letters stay where they are.")},
        {"--dry-run", ValueKind::Flag, "", QT_TRANSLATE_NOOP("cli", "Only show the plan; nothing is changed.")},
        {"--rate", ValueKind::Number, "N", QT_TRANSLATE_NOOP("cli", "At most N events a second."), false, {}, 1},
        {"--window",
         ValueKind::Number,
         "N",
         QT_TRANSLATE_NOOP("cli", "Events between two writes of the journal: the bound of duplicates after a crash "
                                  "(default 1000, at most 1,000,000)."),
         false,
         {},
         1,
         1'000'000},
        {"--canary",
         ValueKind::Number,
         "N",
         QT_TRANSLATE_NOOP("cli", "Send N first and wait for what becomes of them."),
         false,
         {},
         1},
        {"--stop-after-returns",
         ValueKind::Number,
         "N",
         QT_TRANSLATE_NOOP("cli", "Stop when N of them died again."),
         false,
         {},
         1},
        {"--max-replays",
         ValueKind::Number,
         "N",
         QT_TRANSLATE_NOOP("cli", "Skip events that were replayed N times already (default 1)."),
         false,
         {},
         1},
        {"--attempts",
         ValueKind::Number,
         "N",
         QT_TRANSLATE_NOOP("cli", "Try an event so often while its target refuses (default 10)."),
         false,
         {},
         1},
        {"--transaction", ValueKind::Flag, "",
         QT_TRANSLATE_NOOP("cli", "Kafka: each window arrives as one transaction or not at all.")},
        {"--watch", ValueKind::Duration, "DURATION",
         QT_TRANSLATE_NOOP("cli", "Follow what becomes of them for so long after the last was sent.")},
        {"--keep-failure-headers", ValueKind::Flag, "",
         QT_TRANSLATE_NOOP("cli", "Send the headers that tell of the failure along.")},
        {"--unknown",
         ValueKind::Choice,
         "WHAT",
         QT_TRANSLATE_NOOP("cli", "What to do with events of which an earlier run does not know whether they arrived "
                                  "(default leave, and list)."),
         false,
         {"leave", "resend"}},
        {"--yes", ValueKind::Flag, "", QT_TRANSLATE_NOOP("cli", "Do not ask.")},
    };
}

RunOptions runOptionsOf(const Context &c)
{
    const auto number = [&](const char *option, int fallback) {
        const auto n = c.args.number(option);
        return n ? int(std::min<qint64>(*n, 1'000'000)) : fallback;
    };
    RunOptions o;
    o.rate = number("--rate", 0);
    o.window = std::min(number("--window", o.window), 100'000);
    o.canary = number("--canary", 0);
    o.stopAfterReturns = number("--stop-after-returns", 0);
    o.maxReplays = number("--max-replays", o.maxReplays);
    o.attempts = number("--attempts", o.attempts);
    o.transaction = c.args.has("--transaction");
    o.keep = c.args.has("--keep");
    o.keepFailureHeaders = c.args.has("--keep-failure-headers");
    if (c.args.has("--watch"))
        o.watch = parseDuration(c.args.text("--watch")).value_or(o.watch);
    o.patience = c.timeout();
    return o;
}

} // namespace flowbench::cli

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/deadselection.h"
#include "app/cli/replayoptions.h"
#include "app/cli/scanoptions.h"
#include "app/cli/verbs.h"

#include <QCoreApplication>

// The part of the verb table that repairs: dead letters, replay, discard, and the channels they need.
namespace flowbench::cli {

namespace {
OptionSpec yesOption() { return {"--yes", ValueKind::Flag, "", QT_TRANSLATE_NOOP("cli", "Do not ask.")}; }

VerbSpec deadVerb()
{
    return {"dead",
            "list CONN | groups|show|export|mark|unmark CONN CHANNEL",
            QT_TRANSLATE_NOOP("cli", "Find dead letters, group them by what went wrong, and look at them."),
            QT_TRANSLATE_NOOP(
                "cli", "Looking takes nothing away: a queue's messages are held for a moment, copied, and given back "
                       "together. A queue with a delivery limit is fetched once, later looks use that copy."),
            2,
            3,
            joined({deadSelectionOptions(),
                    {{"--id", ValueKind::Text, "ID", QT_TRANSLATE_NOOP("cli", "show: which event.")},
                     {"--out", ValueKind::File, "CAPTURE",
                      QT_TRANSLATE_NOOP("cli", "export: the capture file to write.")}}}),
            {{"flowbench-cli dead list shop", QT_TRANSLATE_NOOP("cli", "Where dead letters lie, and what feeds them.")},
             {"flowbench-cli dead groups shop queue:orders.dlq",
              QT_TRANSLATE_NOOP("cli", "What went wrong, and how often.")},
             {"flowbench-cli dead export shop queue:orders.dlq --out dead.capture --select \"failure.reason == "
              "'rejected'\"",
              QT_TRANSLATE_NOOP("cli", "Keep a copy of some of them.")}},
            runDead};
}

VerbSpec replayVerb()
{
    return {
        "replay",
        "CONN CHANNEL | jobs | report JOB | resume JOB [CONN] | pause JOB | cancel JOB",
        QT_TRANSLATE_NOOP("cli", "Send dead letters again without losing one, and go on with a replay that broke off."),
        QT_TRANSLATE_NOOP(
            "cli",
            "Each window of events is written to a journal, sent, confirmed by the broker, written down, and only then "
            "taken out of its source. Exit code 0 only if everything was replayed or skipped. Without --yes it asks "
            "at a terminal and refuses elsewhere (4)."),
        1,
        3,
        joined({deadSelectionOptions(), replayOptions()}),
        {{"flowbench-cli replay shop queue:orders.dlq --all --dry-run",
          QT_TRANSLATE_NOOP("cli", "What would be sent where, and who would receive it.")},
         {"flowbench-cli replay shop queue:orders.dlq --group 7f3c2a1b9d0e4f56 --recipe fix.json --canary 5 --yes",
          QT_TRANSLATE_NOOP("cli", "One group, edited, five first.")},
         {"flowbench-cli replay resume k3x9a2b7cq shop", QT_TRANSLATE_NOOP("cli", "Go on where it broke off.")}},
        runReplay};
}

VerbSpec discardVerb()
{
    return {"discard",
            "CONN CHANNEL",
            QT_TRANSLATE_NOOP("cli", "Take dead letters away into an archive from which they can be put back."),
            QT_TRANSLATE_NOOP("cli", "On Kafka they are marked as discarded; --truncate with --older-than deletes the "
                                     "records and shows the offsets."),
            2,
            2,
            joined({deadSelectionOptions(),
                    {{"--older-than", ValueKind::Duration, "DURATION",
                      QT_TRANSLATE_NOOP("cli", "Only those that died longer ago than this.")},
                     {"--archive", ValueKind::File, "FILE",
                      QT_TRANSLATE_NOOP("cli", "The capture file that keeps them; it must not be there yet.")},
                     {"--truncate", ValueKind::Flag, "",
                      QT_TRANSLATE_NOOP("cli", "Kafka, with --older-than: delete the records for good.")},
                     yesOption()}}),
            {{"flowbench-cli discard shop queue:orders.dlq --older-than 30d --archive old.capture",
              QT_TRANSLATE_NOOP("cli", "Everything that died more than a month ago.")}},
            runDiscard};
}

VerbSpec restoreVerb()
{
    return {
        "restore",
        "ARCHIVE CONN",
        QT_TRANSLATE_NOOP("cli", "Put discarded dead letters back to where they were, once."),
        "",
        2,
        2,
        {{"--unknown",
          ValueKind::Choice,
          "WHAT",
          QT_TRANSLATE_NOOP("cli", "What to do with events that may be back already, because an earlier restore was "
                                   "broken off (default leave)."),
          false,
          {"leave", "resend"}},
         yesOption()},
        {{"flowbench-cli restore old.capture shop", QT_TRANSLATE_NOOP("cli", "Put everything back.")}},
        runRestore};
}

VerbSpec declareVerb()
{
    return {
        "declare",
        "CONN CHANNEL",
        QT_TRANSLATE_NOOP("cli", "Make a topic, queue or exchange."),
        QT_TRANSLATE_NOOP("cli", "RabbitMQ: write queue:NAME or exchange:NAME."),
        2,
        2,
        {{"--partitions", ValueKind::Number, "N", QT_TRANSLATE_NOOP("cli", "Of a topic (default 1)."), false, {}, 1},
         {"--type", ValueKind::Text, "TYPE",
          QT_TRANSLATE_NOOP("cli", "Of an exchange: topic, direct, fanout or headers (default topic).")},
         {"--argument", ValueKind::Text, "NAME=VALUE",
          QT_TRANSLATE_NOOP("cli", "An argument of a queue or exchange, or the configuration of a topic."), true},
         yesOption()},
        {{"flowbench-cli declare shop queue:orders.dlq --argument x-queue-type=quorum",
          QT_TRANSLATE_NOOP("cli", "A quorum queue.")}},
        runDeclare};
}

VerbSpec deleteVerb()
{
    return {"delete",
            "CONN CHANNEL",
            QT_TRANSLATE_NOOP("cli", "Delete a topic, queue or exchange with everything in it."),
            "",
            2,
            2,
            {yesOption()},
            {{"flowbench-cli delete shop queue:old", QT_TRANSLATE_NOOP("cli", "Delete a queue.")}},
            runDelete};
}
} // namespace

std::vector<VerbSpec> deadLetterVerbs()
{
    return {deadVerb(), replayVerb(), discardVerb(), restoreVerb(), declareVerb(), deleteVerb()};
}

} // namespace flowbench::cli

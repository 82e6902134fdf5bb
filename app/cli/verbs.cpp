// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/verbs.h"

#include "app/cli/commands.h"
#include "app/cli/scanoptions.h"

#include <QCoreApplication>

#include <algorithm>
#include <iterator>

namespace flowbench::cli {

namespace {
const std::vector<OptionSpec> &global()
{
    static const std::vector<OptionSpec> options = {
        {"--json", ValueKind::Flag, "",
         QT_TRANSLATE_NOOP("cli", "Print NDJSON, one object a line; standard error is NDJSON too.")},
        {"--csv", ValueKind::Flag, "",
         QT_TRANSLATE_NOOP("cli", "Print CSV; cells that look like formulas get an apostrophe.")},
        {"--quiet", ValueKind::Flag, "", QT_TRANSLATE_NOOP("cli", "No progress and no summary.")},
        {"--workspace", ValueKind::Folder, "DIR",
         QT_TRANSLATE_NOOP("cli", "The folder of saved connections, instead of the personal one.")},
        {"--timeout", ValueKind::Seconds, "S",
         QT_TRANSLATE_NOOP("cli", "How long to wait for a broker that does not answer (default 30 s).")},
        {"--password-file", ValueKind::File, "F",
         QT_TRANSLATE_NOOP("cli", "Read the password from a file that only you may read.")},
        {"--confirm", ValueKind::Text, "NAME",
         QT_TRANSLATE_NOOP("cli", "Write to the production connection of this name.")},
        {"--help", ValueKind::Flag, "", QT_TRANSLATE_NOOP("cli", "Show help of the program or of a verb.")},
        {"--version", ValueKind::Flag, "", QT_TRANSLATE_NOOP("cli", "Show the version.")},
    };
    return options;
}

VerbSpec connectionsVerb()
{
    return {
        "connections",
        "[add NAME URL | remove NAME]",
        QT_TRANSLATE_NOOP("cli", "List, add and remove saved connections."),
        QT_TRANSLATE_NOOP("cli", "Passwords go to the system's keychain or are not stored; never to a file."),
        0,
        3,
        {{"--environment",
          ValueKind::Choice,
          "ENV",
          QT_TRANSLATE_NOOP("cli", "What the broker is for; production is read-only until confirmed."),
          false,
          {"production", "test", "development"}},
         {"--read-only", ValueKind::Flag, "", QT_TRANSLATE_NOOP("cli", "Refuse every write through this connection.")},
         {"--registry", ValueKind::Text, "URL", QT_TRANSLATE_NOOP("cli", "The schema registry that belongs to it.")}},
        {{"flowbench-cli connections add shop kafka://localhost:9092 --environment development",
          QT_TRANSLATE_NOOP("cli", "Save a broker under a name.")},
         {"flowbench-cli connections --json", QT_TRANSLATE_NOOP("cli", "List what is saved.")}},
        runConnections};
}

VerbSpec testVerb()
{
    return {
        "test-connection",
        "CONN",
        QT_TRANSLATE_NOOP("cli", "Connect step by step and say what worked."),
        QT_TRANSLATE_NOOP(
            "cli",
            "The steps are resolve, connect, tls, authenticate and list. Exit code 3 when the broker cannot be used."),
        1,
        1,
        {},
        {{"flowbench-cli test-connection amqp://guest@localhost:5672/",
          QT_TRANSLATE_NOOP("cli", "Try a broker; the password comes from FLOWBENCH_PASSWORD.")}},
        runTestConnection};
}

VerbSpec channelsVerb()
{
    return {"channels",
            "CONN [PATTERN]",
            QT_TRANSLATE_NOOP("cli", "List topics, queues, exchanges and streams."),
            QT_TRANSLATE_NOOP("cli", "PATTERN is a glob such as 'order*'."),
            1,
            2,
            {{"--details", ValueKind::Text, "NAME",
              QT_TRANSLATE_NOOP("cli", "Show one channel: partitions, bindings, configuration.")}},
            {{"flowbench-cli channels kafka://localhost:9092 'order*'",
              QT_TRANSLATE_NOOP("cli", "List the topics whose names begin with order.")},
             {"flowbench-cli channels shop --details orders", QT_TRANSLATE_NOOP("cli", "Everything about one topic.")}},
            runChannels};
}

VerbSpec tailVerb()
{
    return {
        "tail",
        "CONN CHANNEL...",
        QT_TRANSLATE_NOOP("cli", "Show events as they arrive."),
        QT_TRANSLATE_NOOP(
            "cli",
            "Takes nothing from anybody. An exchange may be followed by #PATTERN. Ends with Ctrl+C, --limit or --for."),
        2,
        -1,
        joined({selectionOptions(),
                printOptions(),
                {{"--last", ValueKind::Number, "N",
                  QT_TRANSLATE_NOOP("cli", "Show the newest N events of all channels together first.")},
                 {"--limit", ValueKind::Number, "N", QT_TRANSLATE_NOOP("cli", "End after N events."), false, {}, 1},
                 {"--for", ValueKind::Duration, "DURATION",
                  QT_TRANSLATE_NOOP("cli", "End after this time: 30s, 5m, 1h.")}}}),
        {{"flowbench-cli tail shop orders --last 10",
          QT_TRANSLATE_NOOP("cli", "The newest ten events, then what comes.")},
         {"flowbench-cli tail amqp://guest:guest@localhost/ 'exchange:events#order.*' --for 30s",
          QT_TRANSLATE_NOOP("cli", "Half a minute of an exchange.")}},
        runTail};
}

VerbSpec scanVerb()
{
    return {
        "scan",
        "CONN CHANNEL...",
        QT_TRANSLATE_NOOP("cli", "Read what is there, from WHERE to WHERE, and say what was covered."),
        QT_TRANSLATE_NOOP(
            "cli",
            "WHERE is earliest, latest, an offset, an ISO time, a time ago such as -15m, or group:NAME. Without --to "
            "it ends at the "
            "end as it was at the start. Looking into a queue holds its messages for a moment and gives them back."),
        2,
        -1,
        joined({boundsOptions(),
                selectionOptions(),
                printOptions(),
                {{"--count", ValueKind::Flag, "", QT_TRANSLATE_NOOP("cli", "Print only how many there are.")}}}),
        {{"flowbench-cli scan shop orders --filter 'value.data.total > 100 && type == \"order.placed\"'",
          QT_TRANSLATE_NOOP("cli", "The events for which an expression is true, and what was covered.")},
         {"flowbench-cli scan shop orders --csv --columns offset,key,value.data.total",
          QT_TRANSLATE_NOOP("cli", "A table for a spreadsheet.")},
         {"flowbench-cli scan shop orders --from -15m --text refund",
          QT_TRANSLATE_NOOP("cli", "The last quarter of an hour, only events with that word.")},
         {"flowbench-cli scan kafka://localhost:9092 orders --count",
          QT_TRANSLATE_NOOP("cli", "How many events there are.")},
         {"flowbench-cli scan shop queue:orders.dlq --json > copy.ndjson",
          QT_TRANSLATE_NOOP("cli", "Copy a queue to a file; nothing is taken out of it.")}},
        runScan};
}

VerbSpec captureVerb()
{
    return {
        "capture",
        "CONN CHANNEL...",
        QT_TRANSLATE_NOOP("cli", "Keep events in a capture file, byte for byte."),
        QT_TRANSLATE_NOOP("cli", "Reads like scan, or with --for like tail. A capture is one SQLite file; open it with "
                                 "file:PATH. A file that "
                                 "exists already is never overwritten."),
        2,
        -1,
        joined({{{"--out", ValueKind::File, "FILE", QT_TRANSLATE_NOOP("cli", "The capture to write; must not exist.")}},
                boundsOptions(),
                selectionOptions(),
                {{"--for", ValueKind::Duration, "DURATION",
                  QT_TRANSLATE_NOOP("cli", "Keep what arrives during this time: 30s, 5m, 1h.")}}}),
        {{"flowbench-cli capture shop orders --from -1h --out orders.capture",
          QT_TRANSLATE_NOOP("cli", "The last hour of a topic.")},
         {"flowbench-cli scan file:orders.capture orders --text refund",
          QT_TRANSLATE_NOOP("cli", "Search in it, without the broker.")}},
        runCapture};
}

VerbSpec importVerb()
{
    return {"import",
            "FILE",
            QT_TRANSLATE_NOOP("cli", "Make a capture of event objects, one a line."),
            QT_TRANSLATE_NOOP(
                "cli", "Takes what scan --json and tail --json print, and what kcat -J prints; - is standard input. "
                       "A line that is no event is told with its number and makes the exit code 1."),
            1,
            1,
            {{"--out", ValueKind::File, "CAPTURE", QT_TRANSLATE_NOOP("cli", "The capture to write; must not exist.")}},
            {{"kcat -C -b localhost:9092 -t orders -e -J | flowbench-cli import - --out orders.capture",
              QT_TRANSLATE_NOOP("cli", "What kcat read.")}},
            runImport};
}

VerbSpec publishVerb()
{
    return {"publish",
            "CONN CHANNEL",
            QT_TRANSLATE_NOOP("cli", "Publish events and print a receipt for each."),
            QT_TRANSLATE_NOOP(
                "cli",
                "Without --value or --file, bodies or events are read from standard input as they come. Exit code 1 "
                "unless all are confirmed."),
            2,
            2,
            {{"--value", ValueKind::Text, "TEXT", QT_TRANSLATE_NOOP("cli", "The body.")},
             {"--file", ValueKind::File, "F", QT_TRANSLATE_NOOP("cli", "The body is what stands in this file.")},
             {"--lines", ValueKind::File, "F", QT_TRANSLATE_NOOP("cli", "One body a line; - is standard input.")},
             {"--from-json", ValueKind::Flag, "",
              QT_TRANSLATE_NOOP("cli", "Event objects, one a line, as scan --json prints them.")},
             {"--key", ValueKind::Text, "K", QT_TRANSLATE_NOOP("cli", "The key.")},
             {"--partition", ValueKind::Number, "P", QT_TRANSLATE_NOOP("cli", "The partition.")},
             {"--routing-key", ValueKind::Text, "R", QT_TRANSLATE_NOOP("cli", "The routing key (RabbitMQ).")},
             {"--header", ValueKind::Text, "NAME=VALUE",
              QT_TRANSLATE_NOOP("cli", "A header; order and duplicates are kept."), true},
             {"--property", ValueKind::Text, "NAME=VALUE", QT_TRANSLATE_NOOP("cli", "A message property (RabbitMQ)."),
              true}},
            {{"flowbench-cli publish shop orders --key o-1 --value '{\"id\":\"o-1\"}'",
              QT_TRANSLATE_NOOP("cli", "One event.")},
             {"flowbench-cli scan shop orders --json | flowbench-cli publish shop orders.copy --from-json",
              QT_TRANSLATE_NOOP("cli", "Copy a topic.")}},
            runPublish};
}

VerbSpec evalVerb()
{
    return {"eval",
            "[EXPR]",
            QT_TRANSLATE_NOOP("cli", "Evaluate an expression, of an event or with named values."),
            QT_TRANSLATE_NOOP("cli",
                              "Expressions are CEL, as in --filter. Exit code 1 when the expression is wrong or fails; "
                              "the column of the mistake is told."),
            0,
            1,
            {{"--with", ValueKind::Text, "JSON",
              QT_TRANSLATE_NOOP("cli", "Names and their typed values: {\"x\":{\"type\":\"int\",\"value\":\"1\"}}.")},
             {"--event", ValueKind::File, "FILE",
              QT_TRANSLATE_NOOP("cli", "An event object, as scan --json prints them; - is standard input.")},
             {"--typed", ValueKind::Flag, "", QT_TRANSLATE_NOOP("cli", "Print the value with its type.")},
             {"--batch", ValueKind::Flag, "",
              QT_TRANSLATE_NOOP("cli", "Read {\"id\",\"expr\",\"bindings\"}, one a line, from standard input.")}},
            {{"flowbench-cli eval '[1, 2, 3].map(x, x * 2)'", QT_TRANSLATE_NOOP("cli", "A list made of another one.")},
             {"flowbench-cli scan shop orders --json --limit 1 | flowbench-cli eval 'value.data.total * 2' --event -",
              QT_TRANSLATE_NOOP("cli", "What it is for one event.")},
             {"flowbench-cli eval 'duration(\"90m\") > duration(\"1h\")' --typed",
              QT_TRANSLATE_NOOP("cli", "A value with its type.")}},
            runEval};
}

VerbSpec auditVerb()
{
    return {"audit",
            "show | verify",
            QT_TRANSLATE_NOOP("cli", "Show the log of all writes, or check that nobody changed it."),
            QT_TRANSLATE_NOOP("cli", "Exit code 1 when the chain of the log does not hold."),
            1,
            1,
            {},
            {{"flowbench-cli audit verify", QT_TRANSLATE_NOOP("cli", "Check the log.")}},
            runAudit};
}

VerbSpec decodeVerb()
{
    return {
        "decode",
        "FILE",
        QT_TRANSLATE_NOOP("cli", "Show what the bytes of a file are: JSON, Avro, Protobuf, MsgPack, CBOR, text."),
        QT_TRANSLATE_NOOP("cli",
                          "FILE is one event's body; - is standard input. gzip, zlib, zstd and lz4 are unpacked, "
                          "the framing of a schema registry is understood. Exit code 1 when it cannot be read; "
                          "what was tried is told with each reason."),
        1,
        1,
        {{"--as",
          ValueKind::Choice,
          "ENCODING",
          QT_TRANSLATE_NOOP("cli", "Read it as this, instead of by its looks."),
          false,
          {"auto", "avro", "protobuf", "msgpack", "cbor", "json", "text", "hex"}},
         {"--schema", ValueKind::File, "F",
          QT_TRANSLATE_NOOP("cli", "The schema: an .avsc, a .proto (imports beside it), or a descriptor set.")},
         {"--message", ValueKind::Text, "NAME",
          QT_TRANSLATE_NOOP("cli", "The Protobuf message (default the schema's first).")},
         {"--registry", ValueKind::Text, "URL", QT_TRANSLATE_NOOP("cli", "The schema registry that knows the ids.")}},
        {{"flowbench-cli decode body.bin --registry http://localhost:8081",
          QT_TRANSLATE_NOOP("cli", "A body with a schema id in front.")},
         {"flowbench-cli decode order.bin --as protobuf --schema order.proto --message shop.Order",
          QT_TRANSLATE_NOOP("cli", "A bare Protobuf message.")}},
        runDecode};
}
VerbSpec recipeVerb()
{
    return {"recipe",
            "test|apply FILE",
            QT_TRANSLATE_NOOP("cli", "Test a recipe by its examples, or edit events with it."),
            QT_TRANSLATE_NOOP(
                "cli", "FILE is JSON or YAML: edits of bodies and headers with values by expressions. test runs its "
                       "examples; exit code 1 when one comes out differently. apply reads event objects, one a "
                       "line, and prints them edited; those on which it fails are left out and told, exit code 1."),
            2,
            2,
            {},
            {{"flowbench-cli recipe test fix-currency.json", QT_TRANSLATE_NOOP("cli", "Do the examples hold?")},
             {"flowbench-cli scan shop orders --json | flowbench-cli recipe apply fix-currency.json --json",
              QT_TRANSLATE_NOOP("cli", "See what a recipe makes of the events of a topic.")}},
            runRecipe};
}
} // namespace

std::span<const VerbSpec> verbs()
{
    static const std::vector<VerbSpec> all = [] {
        std::vector<VerbSpec> list = {connectionsVerb(), testVerb(),    channelsVerb(), tailVerb(),
                                      scanVerb(),        captureVerb(), importVerb(),   publishVerb(),
                                      evalVerb(),        decodeVerb(),  recipeVerb(),   auditVerb()};
        std::ranges::move(deadLetterVerbs(), std::back_inserter(list));
        return list;
    }();
    return all;
}

const VerbSpec *findVerb(std::string_view name)
{
    for (const VerbSpec &v : verbs()) {
        if (name == v.name)
            return &v;
    }
    return nullptr;
}

std::span<const OptionSpec> globalOptions() { return global(); }

QString translated(const char *text) { return QCoreApplication::translate("cli", text); }

} // namespace flowbench::cli

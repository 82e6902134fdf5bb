// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/channelscan.h"
#include "app/cli/eventsinks.h"

namespace flowbench::cli {

namespace {
Result<void> count(Context &c, ChannelScan &scan)
{
    CountingSink sink;
    auto done = scan.read(sink);
    if (scan.any() && scan.coverage().ended != ScanEnd::Error) {
        const std::string events = std::to_string(sink.events());
        c.out.write(c.out.json() ? "{\"count\":" + events + "}\n" : events + '\n');
    }
    return done;
}

Result<void> print(Context &c, ChannelScan &scan, PrintOptions options)
{
    const bool listed = bool(options.failure);
    PrintingSink sink(c.out, std::move(options), quint64(c.args.number("--limit").value_or(0)), false);
    auto done = scan.read(sink);
    // Those of --failures were counted where they were found.
    if (!listed)
        scan.coverage().decodeFailures += sink.decodeFailures();
    return done;
}
} // namespace

int runScan(Context &c)
{
    auto opened = open(c, c.args.argument(0));
    if (!opened)
        return c.fail(opened.error());
    auto selection = selectionOf(c, *opened);
    if (!selection)
        return c.fail(selection.error(), opened->name());
    auto options = printOptionsOf(c, *selection, 1);
    if (!options)
        return c.fail(options.error(), opened->name());
    ChannelScan scan(c, *opened, std::move(*selection));
    if (const auto code = scan.prepare(c.args.argumentsFrom(1)))
        return *code;
    return scan.finish(c.args.has("--count") ? count(c, scan) : print(c, scan, std::move(*options)));
}

} // namespace flowbench::cli

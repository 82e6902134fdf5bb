// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/context.h"
#include "app/cli/eventsinks.h"
#include "app/cli/tailwatch.h"
#include "app/cli/values.h"

namespace flowbench::cli {

namespace {
constexpr Milliseconds LastWords{3000};

int ended(Context &c, const Opened &opened, const RunningTail &tail, const PrintingSink &sink,
          const Selection &selection, const std::optional<Error> &error)
{
    Coverage coverage = tail.coverage();
    if (c.interrupt.happened()) {
        coverage.ended = ScanEnd::Cancelled;
        coverage.complete = false;
    } else if (sink.full()) {
        coverage.ended = ScanEnd::Limit;
    } else if (error) {
        coverage.ended = ScanEnd::Error;
        coverage.complete = false;
        coverage.error = error;
    } else {
        coverage.ended = ScanEnd::End;
    }
    coverage.matched = sink.printed();
    if (!selection.failures)
        coverage.decodeFailures += sink.decodeFailures();
    selection.account(coverage);
    c.out.flush();
    c.out.coverage(coverage);
    if (c.interrupt.happened())
        return Interrupted;
    return error && !sink.full() ? c.fail(*error, opened.name()) : Done;
}
} // namespace

int runTail(Context &c)
{
    auto opened = open(c, c.args.argument(0));
    if (!opened)
        return c.fail(opened.error());
    const auto selection = selectionOf(c, *opened);
    if (!selection)
        return c.fail(selection.error(), opened->name());
    auto options = printOptionsOf(c, *selection, 1);
    if (!options)
        return c.fail(options.error(), opened->name());
    const auto offer = opened->connector->tail();
    if (!offer)
        return c.fail(offer.reason, opened->name());
    auto channels = resolve(c, *opened->connector, c.args.argumentsFrom(1));
    if (!channels)
        return c.fail(channels.error(), opened->name());
    TailWatch watch(c.out);
    const auto sink =
        std::make_shared<PrintingSink>(c.out, std::move(*options), quint64(c.args.number("--limit").value_or(0)), true);
    sink->setWake([&watch] { watch.wake(); });
    auto running = offer->tail(
        tailRequest(c, std::move(*channels), *selection), sink, [&watch](const TailNotice &n) { watch.notice(n); },
        c.cancel());
    if (!running)
        return c.fail(running.error(), opened->name());
    warnOfNotes(c, (*running)->coverage());
    const auto lasting = c.args.has("--for") ? parseDuration(c.args.text("--for")) : std::nullopt;
    const auto deadline = lasting ? Clock::now() + *lasting : Clock::time_point::max();
    watch.until([&] { return c.interrupt.happened() || sink->full() || c.out.closed() || Clock::now() >= deadline; });
    RunningTail &tail = **running;
    tail.stop();
    const auto patience = Clock::now() + LastWords;
    watch.until([&] { return Clock::now() >= patience; });
    const int code = ended(c, *opened, tail, *sink, *selection, watch.error());
    running->reset();
    return code;
}

} // namespace flowbench::cli

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/context.h"
#include "app/cli/eventsinks.h"
#include "app/cli/scanoptions.h"
#include "app/cli/values.h"
#include "words/coverage.h"
#include "words/units.h"
#include "words/visible.h"

#include <QCoreApplication>

#include <condition_variable>

namespace flowbench::cli {

using namespace Qt::StringLiterals;

namespace {
struct Said
{
    Q_DECLARE_TR_FUNCTIONS(cli)
};

constexpr Milliseconds Look{200};
constexpr Milliseconds LastWords{3000};

// What the tail's threads tell the main thread.
class Watch
{
public:
    explicit Watch(Output &out) : m_out(out) {}

    void wake() { m_wake.notify_all(); }

    void notice(const TailNotice &n)
    {
        switch (n.kind) {
        case TailNotice::Kind::Lost:
        case TailNotice::Kind::Warning:
            m_out.warning(n.error);
            break;
        case TailNotice::Kind::Back:
            m_out.warning(Said::tr("Connected again; going on where it was."));
            break;
        case TailNotice::Kind::Gap:
            m_out.warning(n.events ? Said::tr("The broker dropped %1 events.").arg(words::count(qint64(n.events)))
                                   : Said::tr("The broker dropped events; how many is not known."));
            break;
        case TailNotice::Kind::Ended: {
            const std::lock_guard lock(m_mutex);
            m_ended = true;
            if (n.error.code != ErrorCode::Cancelled)
                m_error = n.error;
            break;
        }
        }
        wake();
    }

    // Until it ended or `done` says so.
    template <class F>
    void until(F done)
    {
        std::unique_lock lock(m_mutex);
        while (!m_ended && !done())
            m_wake.wait_for(lock, Look);
    }
    std::optional<Error> error()
    {
        const std::lock_guard lock(m_mutex);
        return m_error;
    }

private:
    Output &m_out;
    std::mutex m_mutex;
    std::condition_variable m_wake;
    bool m_ended = false;         // guarded by m_mutex
    std::optional<Error> m_error; // guarded by m_mutex
};

TailRequest requestOf(const Context &c, std::vector<ChannelAddress> channels, const Selection &selection)
{
    TailRequest r;
    r.channels = std::move(channels);
    r.last = quint64(c.args.number("--last").value_or(0));
    r.lostAfter = c.timeout();
    if (const auto p = c.args.number("--partition"))
        r.partition = int(*p);
    r.matcher = selection.whole();
    return r;
}

void warnOfNotes(Context &c, const Coverage &coverage)
{
    for (const ChannelCoverage &channel : coverage.channels) {
        for (const QString &note : channel.notes) {
            if (words::isWarning(note))
                c.out.warning(
                    Said::tr("%1: %2", "channel, note").arg(visibleText(channel.channel), words::coverageNote(note)));
        }
    }
}

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
    Watch watch(c.out);
    const auto sink =
        std::make_shared<PrintingSink>(c.out, std::move(*options), quint64(c.args.number("--limit").value_or(0)), true);
    sink->setWake([&watch] { watch.wake(); });
    auto running = offer->tail(
        requestOf(c, std::move(*channels), *selection), sink, [&watch](const TailNotice &n) { watch.notice(n); },
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

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/captureresult.h"
#include "app/cli/channelscan.h"
#include "app/cli/tailwatch.h"
#include "app/cli/values.h"
#include "model/store/capturewriter.h"
#include "words/units.h"
#include "words/visible.h"

#include <QCoreApplication>

#include <mutex>

namespace flowbench::cli {

using namespace Qt::StringLiterals;

namespace {
struct Said
{
    Q_DECLARE_TR_FUNCTIONS(cli)
};

constexpr Milliseconds LastWords{3000};

// Writes what comes into a capture, at most `limit` events (0: all). What it was asked last by a connector's thread is
// over before the main thread finishes the file; only the regular commit of a tail needs the lock.
class CaptureSink final : public EventSink
{
public:
    CaptureSink(CaptureWriter &writer, quint64 limit) : m_writer(writer), m_limit(limit) {}

    bool take(ChunkPtr chunk) override
    {
        const std::lock_guard lock(m_mutex);
        if (m_error || full())
            return false;
        const quint64 room = m_limit ? m_limit - m_writer.events() : chunk->rows();
        keep(chunk->rows() <= room ? m_writer.append(*chunk) : beginning(*chunk, room));
        const bool more = !m_error && !full();
        if (!more && m_wake)
            m_wake();
        return more;
    }
    // Of a slow tail: what came is in the file soon.
    void commit()
    {
        const std::lock_guard lock(m_mutex);
        if (!m_error)
            keep(m_writer.commit());
    }
    bool ended() const
    {
        const std::lock_guard lock(m_mutex);
        return m_error || full();
    }
    std::optional<Error> error() const
    {
        const std::lock_guard lock(m_mutex);
        return m_error;
    }
    void setWake(std::function<void()> wake) { m_wake = std::move(wake); }

private:
    bool full() const { return m_limit && m_writer.events() >= m_limit; }
    void keep(const Result<void> &done)
    {
        if (!done)
            m_error = done.error();
    }
    Result<void> beginning(const Chunk &chunk, quint64 rows)
    {
        for (std::size_t i = 0; i < rows; ++i) {
            if (auto done = m_writer.append(chunk.row(i)); !done)
                return done;
        }
        return {};
    }

    CaptureWriter &m_writer;
    const quint64 m_limit;
    mutable std::mutex m_mutex;
    std::optional<Error> m_error; // guarded by m_mutex
    std::function<void()> m_wake; // set before the first event
};

// What was asked for, as the capture tells it later.
QString filterOf(const Arguments &args)
{
    QStringList parts;
    if (args.has("--filter"))
        parts.append(args.text("--filter"));
    for (const char *option : {"--key", "--text"}) {
        if (args.has(option))
            parts.append(QLatin1StringView(option) + u' ' + args.text(option));
    }
    return parts.join(u"; "_s);
}

class CaptureCommand
{
public:
    CaptureCommand(Context &context, Opened &opened, Selection selection)
        : m_c(context), m_opened(opened), m_selection(std::move(selection))
    {}
    int run();

private:
    int scan();
    int tail();
    Result<Coverage> follow(Tail &tail, std::vector<ChannelAddress> channels, const std::shared_ptr<CaptureSink> &sink);
    Result<void> create();
    // The file's end, after what went wrong was said. `broken`: it could not be written. The exit code.
    int finish(const Coverage &coverage, bool broken, int code);
    Result<void> close(const Coverage &coverage);
    quint64 limit() const { return quint64(m_c.args.number("--limit").value_or(0)); }

    Context &m_c;
    Opened &m_opened;
    Selection m_selection;
    std::optional<CaptureWriter> m_writer;
};

Result<void> CaptureCommand::create()
{
    auto writer =
        CaptureWriter::create(m_c.args.text("--out"), {m_opened.prepared.config.url.toString(), filterOf(m_c.args)});
    if (!writer)
        return writer.error();
    m_writer.emplace(std::move(*writer));
    return {};
}

int CaptureCommand::scan()
{
    ChannelScan scan(m_c, m_opened, m_selection);
    if (const auto code = scan.prepare(m_c.args.argumentsFrom(1)))
        return *code;
    if (auto created = create(); !created)
        return m_c.fail(created.error());
    CaptureSink sink(*m_writer, limit());
    const auto done = scan.read(sink);
    if (const auto error = sink.error()) {
        scan.coverage().ended = ScanEnd::Error;
        scan.coverage().complete = false;
        scan.coverage().error = error;
    }
    const int code = scan.finish(done);
    return finish(scan.coverage(), sink.error().has_value(), code);
}

Result<Coverage> CaptureCommand::follow(Tail &tail, std::vector<ChannelAddress> channels,
                                        const std::shared_ptr<CaptureSink> &sink)
{
    TailWatch watch(m_c.out);
    sink->setWake([&watch] { watch.wake(); });
    auto running = tail.tail(
        tailRequest(m_c, std::move(channels), m_selection), sink, [&watch](const TailNotice &n) { watch.notice(n); },
        m_c.cancel());
    if (!running)
        return running.error();
    warnOfNotes(m_c, (*running)->coverage());
    const auto deadline = Clock::now() + *parseDuration(m_c.args.text("--for"));
    watch.until([&] {
        sink->commit();
        return m_c.interrupt.happened() || sink->ended() || Clock::now() >= deadline;
    });
    (*running)->stop();
    const auto patience = Clock::now() + LastWords;
    watch.until([&] { return Clock::now() >= patience; });
    Coverage coverage = (*running)->coverage();
    running->reset(); // from here on nothing comes
    coverage.error = sink->error() ? sink->error() : watch.error();
    coverage.ended = m_c.interrupt.happened() ? ScanEnd::Cancelled
                     : coverage.error         ? ScanEnd::Error
                     : sink->ended()          ? ScanEnd::Limit
                                              : ScanEnd::End;
    coverage.complete = coverage.ended == ScanEnd::End || coverage.ended == ScanEnd::Limit;
    coverage.matched = m_writer->events();
    m_selection.account(coverage);
    return coverage;
}

int CaptureCommand::tail()
{
    for (const char *option : {"--from", "--to", "--newest-first", "--isolation", "--resume"}) {
        if (m_c.args.has(option))
            return m_c.misused(Said::tr("%1 and --for exclude each other.").arg(QLatin1StringView(option)));
    }
    const auto offer = m_opened.connector->tail();
    if (!offer)
        return m_c.fail(offer.reason, m_opened.name());
    auto channels = resolve(m_c, *m_opened.connector, m_c.args.argumentsFrom(1));
    if (!channels)
        return m_c.fail(channels.error(), m_opened.name());
    if (auto created = create(); !created)
        return m_c.fail(created.error());
    const auto sink = std::make_shared<CaptureSink>(*m_writer, limit());
    const auto coverage = follow(*offer.part, std::move(*channels), sink);
    if (!coverage)
        return finish({}, false, m_c.fail(coverage.error(), m_opened.name()));
    m_c.out.coverage(*coverage);
    const int code = m_c.interrupt.happened() ? int(Interrupted)
                     : coverage->error        ? m_c.fail(*coverage->error, m_opened.name())
                                              : int(Done);
    return finish(*coverage, sink->error().has_value(), code);
}

Result<void> CaptureCommand::close(const Coverage &coverage)
{
    for (const ChannelCoverage &channel : coverage.channels) {
        for (const PartitionCoverage &p : channel.partitions) {
            if (auto known = m_writer->know(channel.channel.toStdString(), p.partition); !known)
                return known;
        }
    }
    JsonWriter json;
    writeCoverage(json, coverage);
    return m_writer->finish(json.text());
}

int CaptureCommand::finish(const Coverage &coverage, bool broken, int code)
{
    if (broken) {
        tellCapture(m_c.out, *m_writer);
        return code;
    }
    // Nothing came of it, and why was said: an empty file would look like an answer.
    if (code != Done && m_writer->events() == 0) {
        m_writer->discard();
        return code;
    }
    if (auto closed = close(coverage); !closed) {
        tellCapture(m_c.out, *m_writer);
        return m_c.fail(closed.error());
    }
    tellCapture(m_c.out, *m_writer);
    return code;
}

int CaptureCommand::run()
{
    if (!m_c.args.has("--out"))
        return m_c.misused(Said::tr("Say where to: --out FILE."));
    return m_c.args.has("--for") ? tail() : scan();
}
} // namespace

void tellCapture(Output &out, const CaptureWriter &writer, quint64 failed)
{
    if (out.json()) {
        JsonWriter json;
        json.beginObject();
        json.key("capture").string(writer.path().toStdString());
        json.key("events").unsignedInteger(writer.events());
        json.key("bytes").unsignedInteger(writer.bytes());
        if (failed)
            json.key("failed").unsignedInteger(failed);
        json.endObject();
        json.newline();
        out.write(json.text());
    } else {
        out.write((Said::tr("%1 events (%2) in %3")
                       .arg(words::count(qint64(writer.events())), words::bytes(qint64(writer.bytes())),
                            visibleText(writer.path())) +
                   u'\n')
                      .toStdString());
    }
    out.flush();
}

int runCapture(Context &c)
{
    auto opened = open(c, c.args.argument(0));
    if (!opened)
        return c.fail(opened.error());
    auto selection = selectionOf(c, *opened);
    if (!selection)
        return c.fail(selection.error(), opened->name());
    return CaptureCommand(c, *opened, std::move(*selection)).run();
}

} // namespace flowbench::cli

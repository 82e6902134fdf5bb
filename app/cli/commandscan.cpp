// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/context.h"
#include "app/cli/eventsinks.h"
#include "app/cli/values.h"
#include "model/query/textmatch.h"
#include "words/coverage.h"

#include <QCoreApplication>
#include <QDateTime>

namespace flowbench::cli {

using namespace Qt::StringLiterals;

namespace {
struct Said
{
    Q_DECLARE_TR_FUNCTIONS(cli)
};

// Exactly this key, and what `inner` wants.
class KeyMatcher final : public EventMatcher
{
public:
    KeyMatcher(std::string key, std::shared_ptr<const EventMatcher> inner)
        : m_key(std::move(key)), m_inner(std::move(inner))
    {}
    Verdict matches(const EventView &event) const override
    {
        if (!event.hasKey || event.key != m_key)
            return Verdict::NoMatch;
        return m_inner ? m_inner->matches(event) : Verdict::Match;
    }

private:
    std::string m_key;
    std::shared_ptr<const EventMatcher> m_inner;
};

// One command: topics by the scanner, queues by a look into each, one coverage over all.
class ScanCommand
{
public:
    ScanCommand(Context &context, Opened &opened) : m_c(context), m_opened(opened) {}
    int run();

private:
    Result<void> sort();
    bool isQueue(const ChannelAddress &address);
    QString unfitForQueues() const;
    Result<ScanRequest> request() const;
    Result<void> scanTopics(EventSink &sink);
    Result<void> lookInto(const ChannelAddress &queue, EventSink &sink);
    Result<void> readAll();
    Result<void> read(EventSink &sink);
    Result<void> readNewest();
    void add(const Coverage &coverage);
    bool enough() const { return m_limit && m_total.matched >= m_limit; }
    bool stopped() const
    {
        return m_total.ended == ScanEnd::Cancelled || m_total.ended == ScanEnd::Error || m_c.out.closed();
    }
    int finish(const Result<void> &result);

    Context &m_c;
    Opened &m_opened;
    std::vector<ChannelAddress> m_topics, m_queues;
    std::shared_ptr<const EventMatcher> m_matcher;
    quint64 m_limit = 0;
    Coverage m_total;
    bool m_any = false; // something was read
    quint64 m_counted = 0;
};

bool ScanCommand::isQueue(const ChannelAddress &address)
{
    if (!address.name.startsWith(u"queue:"))
        return false;
    if (!m_opened.connector->scan())
        return true;
    // A stream queue is read like a topic, without side effects. Who may not ask for its kind looks into it.
    const auto details = m_opened.connector->catalog()->details(address.name, m_c.cancel());
    return !details || details->info.kind != ChannelKind::Stream;
}

Result<void> ScanCommand::sort()
{
    auto channels = resolve(m_c, *m_opened.connector, m_c.args.argumentsFrom(1));
    if (!channels)
        return channels.error();
    for (ChannelAddress &a : *channels) {
        if (a.name.startsWith(u"exchange:"))
            return makeError(ErrorCode::NotSupported,
                             {Said::tr("scan of %1: an exchange keeps nothing, tail it instead").arg(a.name)});
        (isQueue(a) ? m_queues : m_topics).push_back(std::move(a));
    }
    return {};
}

QString ScanCommand::unfitForQueues() const
{
    const Arguments &args = m_c.args;
    if (args.has("--from") && args.text("--from") != u"earliest")
        return u"--from"_s;
    if (args.has("--to") && args.text("--to") != u"latest")
        return u"--to"_s;
    for (const char *option : {"--partition", "--newest-first", "--isolation", "--resume"}) {
        if (args.has(option))
            return QString::fromLatin1(option);
    }
    return {};
}

Result<ScanRequest> ScanCommand::request() const
{
    const Arguments &args = m_c.args;
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    ScanRequest r;
    r.channels = m_topics;
    if (args.has("--from"))
        r.from = *parseWhere(args.text("--from"), now);
    if (args.has("--to"))
        r.to = *parseWhere(args.text("--to"), now);
    if (const auto p = args.number("--partition"))
        r.partition = int(*p);
    r.last = quint64(args.number("--last").value_or(0));
    r.limit = m_limit;
    r.newestFirst = args.has("--newest-first");
    r.committed = args.text("--isolation") != u"uncommitted";
    if (args.has("--key"))
        r.key = args.bytes("--key").toStdString();
    r.matcher = m_matcher;
    r.lostAfter = m_c.timeout();
    r.progress = [out = &m_c.out](const ScanProgress &p) { out->progress(p); };
    r.warning = [out = &m_c.out](const Error &e) { out->warning(e); };
    if (args.has("--resume")) {
        auto points = parseResumeToken(args.text("--resume"));
        if (!points)
            return points.error();
        r.resume = std::move(*points);
    }
    return r;
}

void ScanCommand::add(const Coverage &c)
{
    const bool first = !m_any;
    m_any = true;
    m_total.complete = (first || m_total.complete) && c.complete;
    m_total.scanned += c.scanned;
    m_total.matched += c.matched;
    m_total.bytes += c.bytes;
    m_total.seconds += c.seconds;
    m_total.decodeFailures += c.decodeFailures;
    m_total.evaluationFailures += c.evaluationFailures;
    if (!c.isolation.isEmpty())
        m_total.isolation = c.isolation;
    m_total.channels.insert(m_total.channels.end(), c.channels.begin(), c.channels.end());
    if (c.ended != ScanEnd::End)
        m_total.ended = c.ended;
    if (c.error)
        m_total.error = c.error;
}

Result<void> ScanCommand::scanTopics(EventSink &sink)
{
    const auto scan = m_opened.connector->scan();
    if (!scan)
        return scan.reason;
    auto wanted = request();
    if (!wanted)
        return wanted.error();
    auto coverage = scan->scan(*wanted, sink, Cancel{m_c.interrupt.token()});
    if (!coverage)
        return coverage.error();
    add(*coverage);
    return {};
}

Result<void> ScanCommand::lookInto(const ChannelAddress &queue, EventSink &sink)
{
    const auto browse = m_opened.connector->browse();
    if (!browse)
        return browse.reason;
    Browse::Request r;
    r.queue = queue.name;
    r.first = 0;
    r.limit = m_limit ? m_limit - m_total.matched : 0;
    r.matcher = m_c.args.has("--key") ? std::make_shared<KeyMatcher>(m_c.args.bytes("--key").toStdString(), m_matcher)
                                      : m_matcher;
    auto coverage = browse->look(r, sink, Cancel{m_c.interrupt.token()});
    if (!coverage)
        return coverage.error();
    add(*coverage);
    return {};
}

Result<void> ScanCommand::read(EventSink &sink)
{
    if (!m_topics.empty()) {
        if (auto done = scanTopics(sink); !done)
            return done;
    }
    for (const ChannelAddress &queue : m_queues) {
        if (stopped())
            break;
        if (enough()) {
            m_total.ended = ScanEnd::Limit;
            m_total.complete = false;
            break;
        }
        if (auto done = lookInto(queue, sink); !done)
            return done;
    }
    return {};
}

// A queue can only be read from its beginning: the newest are what is left at its end.
Result<void> ScanCommand::readNewest()
{
    NewestSink newest(quint64(m_c.args.number("--last").value_or(0)));
    auto done = read(newest);
    EventPrinter printer(m_c.out, m_c.args.argumentsFrom(1));
    quint64 left = m_limit ? m_limit : newest.kept();
    newest.handOn([&](const EventView &event) {
        if (left == 0)
            return;
        --left;
        ++m_counted;
        if (!m_c.args.has("--count"))
            printer.print(event);
    });
    return done;
}

Result<void> ScanCommand::readAll()
{
    if (!m_queues.empty() && m_c.args.number("--last").value_or(0) > 0)
        return readNewest();
    if (m_c.args.has("--count")) {
        CountingSink sink;
        auto done = read(sink);
        m_counted = sink.events();
        return done;
    }
    PrintingSink sink(m_c.out, m_c.args.argumentsFrom(1), m_limit, false);
    return read(sink);
}

int ScanCommand::finish(const Result<void> &result)
{
    if (m_any && m_c.args.has("--count") && m_total.ended != ScanEnd::Error) {
        if (m_c.out.json())
            m_c.out.write("{\"count\":" + std::to_string(m_counted) + "}\n");
        else
            m_c.out.write(std::to_string(m_counted) + "\n");
    }
    m_c.out.flush();
    if (m_c.interrupt.happened()) {
        m_total.ended = ScanEnd::Cancelled;
        m_total.complete = false;
    }
    for (const ChannelCoverage &channel : m_total.channels) {
        for (const PartitionCoverage &p : channel.partitions) {
            if (p.withheld > 0)
                m_c.out.warning(words::withheldNote(channel.channel, p));
        }
    }
    if (m_any || m_c.interrupt.happened())
        m_c.out.coverage(m_total);
    if (m_c.interrupt.happened())
        return Interrupted;
    if (!result)
        return m_c.fail(result.error(), m_opened.name());
    if (m_total.ended == ScanEnd::Error) {
        const Error error =
            m_total.error.value_or(makeError(ErrorCode::ConnectionLost, {m_opened.prepared.config.url.address()}));
        const int code = m_c.fail(error, m_opened.name());
        return code == Done ? int(Unreachable) : code;
    }
    return Done;
}

int ScanCommand::run()
{
    m_limit = quint64(m_c.args.number("--limit").value_or(0));
    if (m_c.args.has("--text"))
        m_matcher = std::make_shared<TextMatcher>(m_c.args.bytes("--text").toStdString());
    if (m_c.args.has("--resume")) {
        if (const auto points = parseResumeToken(m_c.args.text("--resume")); !points)
            return m_c.fail(points.error());
    }
    if (auto sorted = sort(); !sorted)
        return m_c.fail(sorted.error(), m_opened.name());
    if (!m_queues.empty()) {
        if (const QString option = unfitForQueues(); !option.isEmpty())
            return m_c.misused(Said::tr("%1 cannot be served by a queue.").arg(option));
    }
    return finish(readAll());
}
} // namespace

int runScan(Context &c)
{
    auto opened = open(c, c.args.argument(0));
    if (!opened)
        return c.fail(opened.error());
    return ScanCommand(c, *opened).run();
}

} // namespace flowbench::cli

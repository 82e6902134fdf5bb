// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/channelscan.h"

#include "app/cli/eventsinks.h"
#include "app/cli/values.h"
#include "connectors/kafka/partitioner.h"
#include "model/store/chunkbuilder.h"
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
} // namespace

ChannelScan::ChannelScan(Context &context, Opened &opened, Selection selection)
    : m_c(context),
      m_opened(opened),
      m_selection(std::move(selection)),
      m_limit(quint64(context.args.number("--limit").value_or(0)))
{}

bool ChannelScan::isQueue(const ChannelAddress &address)
{
    if (!address.name.startsWith(u"queue:") || !m_opened.connector->browse())
        return false;
    if (!m_opened.connector->scan())
        return true;
    // A stream queue is read like a topic, without side effects. Who may not ask for its kind looks into it.
    const auto details = m_opened.connector->catalog()->details(address.name, m_c.cancel());
    return !details || details->info.kind != ChannelKind::Stream;
}

Result<void> ChannelScan::sort(const QStringList &typed)
{
    auto channels = resolve(m_c, *m_opened.connector, typed);
    if (!channels)
        return channels.error();
    // Where nothing is looked into (a capture), every channel is a log.
    const bool onlyLogs = !m_opened.connector->browse();
    for (ChannelAddress &a : *channels) {
        if (a.name.startsWith(u"exchange:") && !onlyLogs)
            return makeError(ErrorCode::NotSupported,
                             {Said::tr("scan of %1: an exchange keeps nothing, tail it instead").arg(a.name)});
        (isQueue(a) ? m_queues : m_topics).push_back(std::move(a));
    }
    return {};
}

QString ChannelScan::unfitForQueues() const
{
    const Arguments &args = m_c.args;
    if (args.has("--from") && args.text("--from") != u"earliest")
        return u"--from"_s;
    if (args.has("--to") && args.text("--to") != u"latest")
        return u"--to"_s;
    for (const char *option : {"--partition", "--partitioner", "--newest-first", "--isolation", "--resume"}) {
        if (args.has(option))
            return QString::fromLatin1(option);
    }
    return {};
}

std::optional<int> ChannelScan::prepare(const QStringList &channels)
{
    if (m_c.args.has("--resume")) {
        if (const auto points = parseResumeToken(m_c.args.text("--resume")); !points)
            return m_c.fail(points.error());
    }
    if (m_c.args.has("--partitioner") && (!m_selection.key || m_c.args.has("--partition")))
        return m_c.misused(Said::tr("--partitioner says where the key of --key is: it needs one, and no --partition."));
    if (auto sorted = sort(channels); !sorted)
        return m_c.fail(sorted.error(), m_opened.name());
    if (!m_queues.empty()) {
        if (const QString option = unfitForQueues(); !option.isEmpty())
            return m_c.misused(Said::tr("%1 cannot be served by a queue.").arg(option));
    }
    return {};
}

Result<ScanRequest> ChannelScan::request(std::vector<ChannelAddress> topics) const
{
    const Arguments &args = m_c.args;
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    ScanRequest r;
    r.channels = std::move(topics);
    if (args.has("--from"))
        r.from = *parseWhere(args.text("--from"), now);
    if (args.has("--to"))
        r.to = *parseWhere(args.text("--to"), now);
    if (const auto p = args.number("--partition"))
        r.partition = int(*p);
    r.last = quint64(args.number("--last").value_or(0));
    r.limit = m_limit ? m_limit - m_total.matched : 0;
    r.newestFirst = args.has("--newest-first");
    r.committed = args.text("--isolation") != u"uncommitted";
    r.key = m_selection.key;
    r.matcher = m_selection.matcher;
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

void ChannelScan::add(const Coverage &c)
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

bool ChannelScan::newestOfQueue() const { return !m_queues.empty() && m_c.args.number("--last").value_or(0) > 0; }

bool ChannelScan::stopped() const
{
    return m_total.ended == ScanEnd::Cancelled || m_total.ended == ScanEnd::Error || m_c.out.closed();
}

Result<void> ChannelScan::scanTopics(EventSink &sink)
{
    const auto scan = m_opened.connector->scan();
    if (!scan)
        return scan.reason;
    if (m_c.args.has("--partitioner"))
        return scanCertain(sink);
    auto wanted = request(m_topics);
    return wanted ? scanTopic(*wanted, sink) : wanted.error();
}

Result<void> ChannelScan::scanTopic(const ScanRequest &wanted, EventSink &sink)
{
    auto coverage = m_opened.connector->scan()->scan(wanted, sink, Cancel{m_c.interrupt.token()});
    if (!coverage)
        return coverage.error();
    add(*coverage);
    return {};
}

Result<std::optional<int>> ChannelScan::certainPartition(const ChannelAddress &topic) const
{
    const auto details = m_opened.connector->catalog()->details(topic.name, m_c.cancel());
    if (!details)
        return details.error();
    return partitionOf(m_c.args.text("--partitioner"), *m_selection.key, int(details->partitions.size()));
}

// Topics have partitions of their own numbers: one after the other.
Result<void> ChannelScan::scanCertain(EventSink &sink)
{
    for (const ChannelAddress &topic : m_topics) {
        if (stopped())
            break;
        if (enough()) {
            m_total.ended = ScanEnd::Limit;
            m_total.complete = false;
            break;
        }
        const auto partition = certainPartition(topic);
        if (!partition)
            return partition.error();
        auto wanted = request({topic});
        if (!wanted)
            return wanted.error();
        if (*partition)
            wanted->partition = *partition;
        if (auto done = scanTopic(*wanted, sink); !done)
            return done;
        if (*partition)
            m_total.channels.back().notes.append(
                u"only-partition:%1 (%2)"_s.arg(QString::number(**partition), m_c.args.text("--partitioner")));
    }
    return {};
}

Result<void> ChannelScan::lookInto(const ChannelAddress &queue, EventSink &sink)
{
    const auto browse = m_opened.connector->browse();
    if (!browse)
        return browse.reason;
    Browse::Request r;
    r.queue = queue.name;
    r.first = 0;
    r.limit = m_limit && !newestOfQueue() ? m_limit - m_total.matched : 0;
    r.matcher = m_selection.whole();
    auto coverage = browse->look(r, sink, Cancel{m_c.interrupt.token()});
    if (!coverage)
        return coverage.error();
    add(*coverage);
    return {};
}

Result<void> ChannelScan::readAll(EventSink &sink)
{
    if (!m_topics.empty()) {
        if (auto done = scanTopics(sink); !done)
            return done;
    }
    for (const ChannelAddress &queue : m_queues) {
        if (stopped())
            break;
        if (enough() && !newestOfQueue()) {
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
Result<void> ChannelScan::readNewest(EventSink &sink)
{
    NewestSink newest(quint64(m_c.args.number("--last").value_or(0)));
    auto done = readAll(newest);
    quint64 left = m_limit ? m_limit : newest.kept();
    if (left < newest.kept() && m_total.ended == ScanEnd::End) {
        m_total.ended = ScanEnd::Limit;
        m_total.complete = false;
    }
    ChunkBuilder builder(m_opened.prepared.config.arenas);
    bool more = true;
    const auto handOn = [&] {
        while (ChunkPtr chunk = builder.finish())
            more = more && sink.take(std::move(chunk));
    };
    newest.handOn([&](const EventView &event) {
        if (left == 0 || !more)
            return;
        --left;
        if (!sink.wantsEvents())
            return sink.count(1, event.bytes());
        builder.append(builder.source(event.channel, event.partition), event);
        if (builder.nearlyFull())
            handOn();
    });
    handOn();
    return done;
}

Result<void> ChannelScan::read(EventSink &sink) { return newestOfQueue() ? readNewest(sink) : readAll(sink); }

int ChannelScan::finish(const Result<void> &result)
{
    m_c.out.flush();
    m_selection.account(m_total);
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

} // namespace flowbench::cli

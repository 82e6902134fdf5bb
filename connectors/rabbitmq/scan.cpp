// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/rabbitmq/scan.h"

#include "connectors/rabbitmq/bigthread.h"
#include "connectors/rabbitmq/feed.h"
#include "connectors/rabbitmq/ledger.h"
#include "connectors/rabbitmq/look.h"
#include "connectors/rabbitmq/stream.h"

#include <algorithm>

namespace flowbench::rabbitmq {

using namespace Qt::StringLiterals;

namespace {
constexpr Milliseconds ProgressEvery{200};

Error badArgument(const QString &what, const QString &value)
{
    return makeError(ErrorCode::BadArgument, {what, value});
}

// A queue has no offsets or times to begin at: saying nothing and answering something else would be a lie.
Result<void> checkQueueRequest(const ScanRequest &r)
{
    if (!std::holds_alternative<Earliest>(r.from))
        return badArgument(u"from"_s, u"a queue has no positions"_s);
    if (!std::holds_alternative<Latest>(r.to))
        return badArgument(u"to"_s, u"a queue has no positions"_s);
    if (r.partition && *r.partition != 0)
        return badArgument(u"partition"_s, QString::number(*r.partition));
    if (!r.resume.empty())
        return badArgument(u"resume"_s, u"a queue has no positions"_s);
    return {};
}

// One scan over all its channels.
class Scanner
{
public:
    Scanner(Context &context, const ScanRequest &request, EventSink &sink, bool refresh, quint64 firstOfQueue,
            const Cancel &cancel)
        : m_context(context),
          m_request(request),
          m_refresh(refresh),
          m_firstOfQueue(firstOfQueue),
          m_cancel(cancel),
          m_feed(context.arenas, sink, request.matcher, request.key, request.limit)
    {}
    Result<Coverage> run();

private:
    struct Pick
    {
        std::size_t queue;
        qint64 index;
        qint64 timeMs;
    };
    struct Queue
    {
        QString name;
        std::string channel;
        std::unique_ptr<Snapshot> snapshot;
    };
    std::optional<Error> one(const ChannelAddress &address);
    std::optional<Error> stream(const ChannelAddress &address);
    std::optional<Error> emitQueue(Queue &queue);
    void emitPicks();
    void progress();
    void end(ScanEnd how, std::optional<Error> error = {});

    Context &m_context;
    const ScanRequest &m_request;
    const bool m_refresh;
    const quint64 m_firstOfQueue;
    const Cancel &m_cancel;
    Feed m_feed;
    Coverage m_coverage;
    bool m_ended = false;
    std::vector<Queue> m_queues; // kept for picks only
    std::vector<Pick> m_picks;   // matches, where only the newest or the reverse order is wanted
    const Clock::time_point m_start = Clock::now();
    Clock::time_point m_told = m_start;
    quint64 m_total = 0;
};

void Scanner::progress()
{
    const auto now = Clock::now();
    if (!m_request.progress || now - m_told < ProgressEvery)
        return;
    m_told = now;
    m_request.progress({m_feed.scanned(), m_feed.matched(), m_feed.bytes(), m_total,
                        std::chrono::duration<double>(now - m_start).count()});
}

void Scanner::end(ScanEnd how, std::optional<Error> error)
{
    m_ended = true;
    m_coverage.complete = false;
    m_coverage.ended = how;
    if (error) {
        error->connection = m_context.settings.address;
        m_coverage.error = std::move(error);
    }
}

std::optional<Error> Scanner::emitQueue(Queue &queue)
{
    const bool pick = m_request.last > 0 || m_request.newestFirst;
    for (qint64 i = 0; i < queue.snapshot->size(); ++i) {
        if (m_cancel.requested()) {
            end(ScanEnd::Cancelled);
            m_coverage.channels.back().partitions.front().next = i;
            return {};
        }
        const auto event = queue.snapshot->read(i, queue.channel);
        if (!event)
            return event.error();
        if (pick) {
            if (m_feed.judge(*event) == Feed::Verdict::Match)
                m_picks.push_back({m_queues.size(), i, event->timeMs});
        } else if (!m_feed.offer(*event)) {
            end(m_feed.limitReached() ? ScanEnd::Limit : ScanEnd::Cancelled);
            m_coverage.channels.back().partitions.front().next = i + 1;
            return {};
        }
        progress();
    }
    if (pick)
        m_queues.push_back(std::move(queue));
    return {};
}

std::optional<Error> Scanner::one(const ChannelAddress &address)
{
    if (const auto ok = checkName(address); !ok)
        return ok.error();
    if (!isQueue(address))
        return makeError(ErrorCode::NotSupported, {u"scan of an exchange"_s, address.name});
    LookPlan plan;
    plan.queue = address.bare();
    plan.refresh = m_refresh;
    plan.first = m_firstOfQueue;
    // Without a condition the first N are enough, and only they are taken off the queue for a moment.
    if (plan.first == 0 && m_request.limit > 0 && !m_request.matcher && !m_request.key && m_request.last == 0 &&
        !m_request.newestFirst)
        plan.first = m_request.limit;
    // A stream takes offsets and times: whether it is one is known only after asking.
    const auto refused = checkQueueRequest(m_request);
    if (!refused) {
        auto connection = connectTo(m_context, m_cancel);
        if (!connection)
            return connection.error();
        if (const auto there = (*connection)->queueState(1, plan.queue.toUtf8().toStdString(), m_cancel); !there)
            return there.error();
        const auto nature = natureOf(m_context, **connection, plan.queue, m_cancel);
        if (!nature)
            return nature.error();
        return nature->type == QueueType::Stream ? stream(address) : refused.error();
    }
    auto looked = lookAtQueue(m_context, plan, m_cancel);
    if (!looked)
        return looked.error();
    if (looked->stream)
        return stream(address);
    ChannelCoverage covered;
    covered.channel = address.name;
    covered.notes = looked->notes;
    const qint64 size = looked->snapshot->size();
    covered.partitions.push_back({0, 0, looked->ready, size, looked->ready, 0, 0});
    m_coverage.channels.push_back(covered);
    m_total += quint64(size);
    Queue queue{address.name, address.name.toUtf8().toStdString(), std::move(looked->snapshot)};
    if (const auto failed = emitQueue(queue))
        return failed;
    if (m_ended)
        return {};
    if (looked->cancelled)
        end(ScanEnd::Cancelled);
    else if (looked->trouble)
        end(ScanEnd::Error, looked->trouble);
    else if (size < looked->ready && plan.first > 0 && quint64(size) >= plan.first)
        end(ScanEnd::Limit);
    else if (size != looked->ready)
        m_coverage.complete = false; // taken by consumers meanwhile, or a snapshot of another moment
    return {};
}

std::optional<Error> Scanner::stream(const ChannelAddress &address)
{
    const std::string name = amqpName(address), channel = address.name.toUtf8().toStdString();
    StreamBounds bounds;
    {
        auto connection = connectTo(m_context, m_cancel);
        if (!connection)
            return connection.error();
        const auto known = streamBounds(**connection, name, m_cancel);
        if (!known)
            return known.error();
        bounds = *known;
    }
    qint64 from = bounds.first, to = bounds.end;
    StreamStart start{StreamStart::Kind::Offset, from};
    if (const auto *at = std::get_if<AtOffset>(&m_request.from))
        from = start.value = std::clamp(at->offset, bounds.first, bounds.end);
    else if (const auto *time = std::get_if<AtTime>(&m_request.from))
        start = {StreamStart::Kind::Time, time->timeMs};
    else if (std::holds_alternative<Latest>(m_request.from))
        from = start.value = bounds.end;
    else if (!std::holds_alternative<Earliest>(m_request.from))
        return badArgument(u"from"_s, u"a stream has no groups"_s);
    if (const auto *at = std::get_if<AtOffset>(&m_request.to))
        to = std::clamp(at->offset, bounds.first, bounds.end);
    else if (!std::holds_alternative<Latest>(m_request.to))
        return badArgument(u"to"_s, u"a stream has no end at a time"_s);
    for (const ResumePoint &p : m_request.resume) {
        if (p.channel == address.name) {
            from = start.value = std::max(p.next, bounds.first);
            start.kind = StreamStart::Kind::Offset;
            to = std::min(p.to, bounds.end);
        }
    }
    if (m_request.newestFirst)
        return badArgument(u"newest-first"_s, u"a stream is read from its beginning"_s);
    if (m_request.last > 0 && (m_request.matcher || m_request.key))
        return badArgument(u"last"_s, u"of a stream, together with a filter"_s);
    if (m_request.last > 0) {
        from = start.value = std::max(from, to - qint64(m_request.last));
        start.kind = StreamStart::Kind::Offset;
    }
    ChannelCoverage covered;
    covered.channel = address.name;
    covered.partitions.push_back({0, from, to, from, bounds.end, 0, 0});
    m_total += quint64(std::max<qint64>(0, to - from));
    if (from < to) {
        const StreamRead read = readStream(
            m_context, name, channel, start, from, to, m_feed, [this] { progress(); }, m_cancel);
        covered.partitions.back().next = read.next;
        covered.partitions.back().gaps = read.gaps;
        if (read.ended != ScanEnd::End)
            end(read.ended, read.error);
    }
    m_coverage.channels.push_back(covered);
    return {};
}

void Scanner::emitPicks()
{
    // One queue keeps its order; several are merged by time, where that is all there is.
    if (m_queues.size() > 1)
        std::stable_sort(m_picks.begin(), m_picks.end(),
                         [](const Pick &a, const Pick &b) { return a.timeMs < b.timeMs; });
    if (m_request.last > 0 && m_picks.size() > m_request.last)
        m_picks.erase(m_picks.begin(), m_picks.end() - std::ptrdiff_t(m_request.last));
    if (m_request.newestFirst)
        std::reverse(m_picks.begin(), m_picks.end());
    for (const Pick &p : m_picks) {
        Queue &q = m_queues[p.queue];
        const auto event = q.snapshot->read(p.index, q.channel);
        if (!event || m_cancel.requested() || !m_feed.put(*event)) {
            if (!m_ended && (&p != &m_picks.back() || m_cancel.requested()))
                end(m_feed.limitReached() ? ScanEnd::Limit : ScanEnd::Cancelled);
            return;
        }
    }
}

Result<Coverage> Scanner::run()
{
    m_coverage.complete = true;
    for (const ChannelAddress &address : m_request.channels) {
        if (const auto error = one(address)) {
            if (m_coverage.channels.empty())
                return *error;
            end(error->code == ErrorCode::Cancelled ? ScanEnd::Cancelled : ScanEnd::Error, error);
        }
        if (m_ended)
            break;
    }
    emitPicks();
    m_feed.flush();
    m_feed.addTo(m_coverage);
    m_coverage.seconds = std::chrono::duration<double>(Clock::now() - m_start).count();
    return m_coverage;
}
} // namespace

Result<Coverage> scanChannels(Context &context, const ScanRequest &request, EventSink &sink, bool refresh,
                              quint64 firstOfQueue, const Cancel &cancel)
{
    return Scanner(context, request, sink, refresh, firstOfQueue, cancel).run();
}

Result<Coverage> RabbitScan::scan(const ScanRequest &request, EventSink &sink, const Cancel &cancel)
{
    return onBigStack([&] { return scanChannels(*m_context, request, sink, false, 0, cancel); });
}

Result<Coverage> RabbitBrowse::look(const Request &request, EventSink &sink, const Cancel &cancel)
{
    ScanRequest scan;
    scan.channels = {{request.queue.startsWith(u"queue:") ? request.queue : queueName(request.queue), {}}};
    scan.matcher = request.matcher;
    scan.limit = request.limit;
    return onBigStack([&] { return scanChannels(*m_context, scan, sink, request.refresh, request.first, cancel); });
}

Result<LookEffects> RabbitBrowse::effects(const QString &queue, const Cancel &cancel)
{
    return onBigStack([&]() -> Result<LookEffects> {
        const QString name = ChannelAddress{queue, {}}.bare();
        auto connection = connectTo(*m_context, cancel);
        if (!connection)
            return connection.error();
        const auto state = (*connection)->queueState(1, name.toUtf8().toStdString(), cancel);
        if (!state)
            return state.error();
        const auto nature = natureOf(*m_context, **connection, name, cancel);
        if (!nature)
            return nature.error();
        LookEffects e;
        e.depth = state->ready;
        e.consumers = state->consumers;
        e.changesNothing = nature->type == QueueType::Stream;
        e.marksRedelivered = !e.changesNothing;
        // While we hold them, consumers get what comes behind.
        e.mayReorder = !e.changesNothing && state->consumers > 0;
        e.deliveryLimit = nature->deliveryLimit;
        e.countsAsDelivery = nature->deliveryLimit.has_value();
        if (nature->deliveryLimit) {
            const auto entry = m_context->ledger->entry(name);
            e.deliveriesLeft = std::max(0, *nature->deliveryLimit - (entry ? entry->highest : 0));
        }
        return e;
    });
}

} // namespace flowbench::rabbitmq

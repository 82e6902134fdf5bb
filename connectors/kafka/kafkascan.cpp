// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/kafka/kafkascan.h"

#include "connectors/kafka/kafkaprogress.h"
#include "connectors/kafka/partitioner.h"

#include <algorithm>
#include <atomic>

namespace flowbench::kafka {

using namespace Qt::StringLiterals;

namespace {

constexpr auto ProgressEvery = std::chrono::milliseconds(250);
constexpr int BatchPatience = 20; // ms
constexpr QStringView Usual[] = {u"murmur2", u"consistent"};

// One scan under way. Runs on the caller's thread.
class Run
{
public:
    Run(Client &client, const ScanRequest &request, EventSink &sink, const Cancel &cancel)
        : m_client(client),
          m_request(request),
          m_cancel(cancel),
          m_emitter(sink, client.arenas(), {request.matcher, request.key, request.limit})
    {}
    ~Run()
    {
        if (m_watched)
            m_client.unwatch(m_watch);
    }

    Result<Coverage> run();

private:
    Result<void> begin();
    void watch();
    void forwards();
    void likelyFirst();
    void readAll();
    void newestEvents();
    void newestFirst();
    void takeBatch(std::size_t n);
    void takeError(const rd_kafka_message_t &message, Progress &progress);
    void reachEnd(Progress &progress);
    bool shouldEnd();
    void end(ScanEnd how, std::optional<Error> error = {});
    void tellProgress();
    Coverage coverage();

    Client &m_client;
    const ScanRequest &m_request;
    const Cancel &m_cancel;
    Emitter m_emitter;
    std::unique_ptr<Reader> m_reader;
    std::vector<Progress> m_progress;
    std::size_t m_open = 0; // partitions that are not done and do not wait
    quint64 m_total = 0;
    const Clock::time_point m_started = Clock::now();
    Clock::time_point m_told = m_started;
    std::atomic<qint64> m_lostAt{0}; // steady ms, 0: not lost
    bool m_watched = false;
    Client::WatcherId m_watch;
    bool m_ended = false;
    ScanEnd m_how = ScanEnd::End;
    std::optional<Error> m_error;
};

qint64 steadyMs()
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now().time_since_epoch()).count();
}

Result<void> Run::begin()
{
    auto reader =
        Reader::create(m_client, m_request.newestFirst ? Role::Backwards : Role::Reader, m_request.committed, true);
    if (!reader)
        return reader.error();
    m_reader = std::move(*reader);
    const BoundsRequest bounds{m_request.channels,  m_request.from,      m_request.to,
                               m_request.partition, m_request.committed, &m_request.resume};
    const Cancel patience = bounded(m_cancel, m_request.lostAfter);
    auto ranges = findBounds(m_client, m_reader->handle(), bounds, patience);
    if (!ranges)
        return ranges.error();
    m_progress = progressOf(std::move(*ranges));
    for (Progress &p : m_progress) {
        m_total += quint64(p.range.to - p.range.from);
        m_open += !p.done;
    }
    return {};
}

void Run::watch()
{
    Client::Watcher w;
    w.lost = [this](const Error &e) {
        m_lostAt = steadyMs();
        if (m_request.warning)
            m_request.warning(e);
    };
    w.back = [this] { m_lostAt = 0; };
    w.goneFor = [](const Error &) {};
    m_watch = m_client.watch(std::move(w));
    m_watched = true;
}

Result<Coverage> Run::run()
{
    if (auto r = begin(); !r) {
        if (r.error().code == ErrorCode::Cancelled && !m_progress.empty())
            return coverage();
        return r.error();
    }
    watch();
    if (m_request.newestFirst)
        newestFirst();
    else if (m_request.last > 0)
        newestEvents();
    else
        forwards();
    m_emitter.flush(true);
    if (m_request.progress)
        tellProgress();
    return coverage();
}

void Run::end(ScanEnd how, std::optional<Error> error)
{
    if (m_ended)
        return;
    m_ended = true;
    m_how = how;
    m_error = std::move(error);
}

bool Run::shouldEnd()
{
    if (m_ended)
        return true;
    if (m_emitter.limitReached())
        end(ScanEnd::Limit);
    else if (m_emitter.stopped() || m_cancel.requested())
        end(ScanEnd::Cancelled);
    else if (m_cancel.expired())
        end(ScanEnd::Error, makeError(ErrorCode::Timeout));
    const qint64 lost = m_lostAt;
    if (lost && m_request.lostAfter.count() >= 0 && steadyMs() - lost > m_request.lostAfter.count()) {
        Error e = makeError(ErrorCode::ConnectionLost, {m_client.config().address});
        e.connection = m_client.config().address;
        if (const auto why = m_reader->handle().trouble().last())
            e.detail = why->detail;
        end(ScanEnd::Error, std::move(e));
    }
    return m_ended;
}

void Run::reachEnd(Progress &p)
{
    if (p.done)
        return;
    p.done = true;
    p.next = p.range.to;
    --m_open;
    // What lies behind is not fetched for nothing.
    if (m_open > 0 && p.range.to < p.range.high)
        m_reader->pause(p);
}

void Run::takeError(const rd_kafka_message_t &m, Progress &p)
{
    if (m.err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
        if (m.offset >= p.range.to)
            reachEnd(p);
        return;
    }
    if (mayRetry(m.err)) {
        m_client.suspect();
        return;
    }
    if (m.err == RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET || m.err == RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE) {
        // Deleted while we read: go on where the broker begins now; what is missing counts as a gap.
        const Cancel patience = bounded(m_cancel, m_request.lostAfter);
        auto asking = m_client.asking();
        auto low =
            asking ? offsetsAt(m_client, **asking, {{p.range.at, AskLow}}, patience) : Result<Offsets>(asking.error());
        if (!low)
            return end(ScanEnd::Error, low.error());
        const qint64 begin = low->begin()->second;
        if (begin >= p.range.to)
            return reachEnd(p);
        if (begin > p.next) {
            if (auto r = m_reader->seek(m_client, p, begin, patience); !r)
                end(ScanEnd::Error, r.error());
            return;
        }
    }
    Error e = m.err == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART || m.err == RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC
                  ? topicNotFound(m_client, QString::fromStdString(p.range.at.topic))
                  : errorOf(m.err, QString::fromUtf8(rd_kafka_message_errstr(&m)), m_reader->handle().trouble());
    end(ScanEnd::Error, std::move(e));
}

void Run::takeBatch(std::size_t n)
{
    for (std::size_t i = 0; i < n && !m_ended; ++i) {
        if (m_request.matcher)
            m_reader->fetchAhead(i);
        // A batch is long and a matcher may be slow: what was not looked at was not seen.
        if (m_cancel.requested())
            break;
        const rd_kafka_message_t &m = m_reader->message(i);
        Progress *p = m_reader->progressOf(m);
        if (!p || p->done)
            continue;
        if (m.err) {
            takeError(m, *p);
            continue;
        }
        if (m.offset < p->next)
            continue;
        if (m.offset >= p->range.to) {
            reachEnd(*p);
            continue;
        }
        ++p->seen;
        p->next = m.offset + 1;
        m_emitter.take(m, *p);
        if (p->next >= p->range.to)
            reachEnd(*p);
        if (m_emitter.limitReached())
            break;
    }
}

// A key is looked for first where the usual partitioners put it, and then everywhere else: a guess that is wrong must
// not hide an event.
void Run::likelyFirst()
{
    const auto likely = [&](const Range &r) {
        return std::any_of(std::begin(Usual), std::end(Usual), [&](QStringView partitioner) {
            return partitionOf(partitioner, *m_request.key, r.partitions) == r.at.partition;
        });
    };
    for (Progress &p : m_progress) {
        p.waits = !p.done && !likely(p.range);
        m_open -= p.waits;
    }
    readAll();
    for (Progress &p : m_progress) {
        m_open += p.waits;
        p.waits = false;
    }
}

void Run::forwards()
{
    if (m_request.key && m_progress.size() > 1)
        likelyFirst();
    if (!shouldEnd())
        readAll();
}

void Run::readAll()
{
    if (m_open > 0) {
        if (auto r = m_reader->assign(m_progress); !r)
            return end(ScanEnd::Error, r.error());
    }
    while (m_open > 0 && !shouldEnd()) {
        // No more than can still come: a batch that waits to be full would wait for nothing at the end.
        quint64 left = 0;
        for (const Progress &p : m_progress)
            left += p.done || p.waits ? 0 : quint64(p.range.to - p.next);
        const std::size_t n =
            m_reader->batch(BatchPatience, std::min<quint64>(Reader::BatchSize, std::max<quint64>(left, 1)));
        takeBatch(n);
        m_emitter.flush(false);
        if (n == 0) {
            m_emitter.flush(true);
            const auto why = m_reader->handle().trouble().last();
            if (why && why->code == ErrorCode::TooLarge)
                end(ScanEnd::Error, why);
        }
        tellProgress();
    }
    shouldEnd();
    m_reader->release();
}

// The newest N, oldest of them first.
void Run::newestEvents()
{
    auto reader = Reader::create(m_client, Role::Backwards, m_request.committed, true);
    if (!reader)
        return end(ScanEnd::Error, reader.error());
    if (auto r = learnLeaders(m_client, **reader, m_progress, m_cancel); !r)
        return end(ScanEnd::Error, r.error());
    auto rows = newest(m_client, **reader, m_progress, m_request.last, m_cancel, m_request.lostAfter);
    if (!rows)
        return end(rows.error().code == ErrorCode::Cancelled ? ScanEnd::Cancelled : ScanEnd::Error, rows.error());
    m_open = std::size_t(std::count_if(m_progress.begin(), m_progress.end(), [](const auto &p) { return !p.done; }));
    if (m_request.last > KeptNewest)
        return forwards();
    for (const Row &row : *rows) {
        if (shouldEnd())
            break;
        Progress &p = m_progress[row.progress];
        ++p.seen;
        p.next = row.offset + 1;
        m_emitter.take(row.view(), p);
        m_emitter.flush(false);
    }
    if (shouldEnd())
        return;
    for (Progress &p : m_progress)
        p.next = p.range.to;
}

void Run::newestFirst()
{
    const quint64 hint = m_request.last ? m_request.last : m_request.matcher || m_request.key ? 0 : m_request.limit;
    Backwards backwards(m_client, *m_reader, m_progress, hint, true);
    quint64 visited = 0;
    const auto r = backwards.run(
        [&](const Row &row) {
            Progress &p = m_progress[row.progress];
            ++p.seen;
            m_emitter.take(row.view(), p);
            m_emitter.flush(false);
            tellProgress();
            return !shouldEnd() && (m_request.last == 0 || ++visited < m_request.last);
        },
        m_cancel, m_request.lostAfter);
    if (!r)
        end(r.error().code == ErrorCode::Cancelled ? ScanEnd::Cancelled : ScanEnd::Error, r.error());
    const bool all = r.ok() && !m_ended;
    for (std::size_t i = 0; i < m_progress.size(); ++i) {
        Progress &p = m_progress[i];
        if (all) {
            if (m_request.last > 0)
                p.range.from = backwards.reached(i);
            p.next = p.range.to;
        } else {
            // What is left lies before: the token's [next, to) is exactly that.
            p.next = p.range.from;
            p.range.to = backwards.reached(i);
        }
    }
}

void Run::tellProgress()
{
    const auto now = Clock::now();
    if (!m_request.progress || (now - m_told < ProgressEvery && m_open > 0))
        return;
    m_told = now;
    m_request.progress({m_emitter.scanned(), m_emitter.matched(), m_emitter.bytes(), m_total,
                        std::chrono::duration<double>(now - m_started).count()});
}

Coverage Run::coverage()
{
    Coverage c;
    c.ended = m_how;
    c.error = m_how == ScanEnd::Error ? m_error : std::nullopt;
    c.scanned = m_emitter.scanned();
    c.matched = m_emitter.matched();
    c.bytes = m_emitter.bytes();
    c.evaluationFailures = m_emitter.failures();
    c.seconds = std::chrono::duration<double>(Clock::now() - m_started).count();
    c.isolation = m_request.committed ? u"committed"_s : u"uncommitted"_s;
    c.channels = coverageOf(m_progress);
    c.complete = m_how == ScanEnd::End;
    for (const ChannelCoverage &channel : c.channels) {
        for (const PartitionCoverage &p : channel.partitions)
            c.complete = c.complete && p.withheld == 0;
    }
    return c;
}

} // namespace

Result<Coverage> KafkaScan::scan(const ScanRequest &request, EventSink &sink, const Cancel &cancel)
{
    Run run(m_client, request, sink, cancel);
    return run.run();
}

} // namespace flowbench::kafka

// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/kafka/kafkatail.h"

#include "connectors/kafka/kafkaprogress.h"
#include "model/live/inbox.h"

#include <set>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace flowbench::kafka {

using namespace Qt::StringLiterals;

namespace {

constexpr int IdleWait = 200, GatherWait = 15; // ms
constexpr std::size_t Flood = 200;             // events of one batch from which gathering pays
constexpr int WorkerNice = 10;                 // the window's thread goes first

void stepBack() { ::setpriority(PRIO_PROCESS, id_t(::syscall(SYS_gettid)), WorkerNice); }

// Owns its thread, which alone reads. What follows is read by one handle from the places fixed at the start; the past
// (`last`) by another before that.
class Running final : public RunningTail
{
public:
    Running(Client &client, const TailRequest &request, std::shared_ptr<EventSink> sink, TailListener listener)
        : m_client(client),
          m_request(request),
          m_sink(std::move(sink)),
          m_listener(std::move(listener)),
          m_emitter(*m_sink, client.arenas(), {request.matcher, {}, 0})
    {}
    ~Running() override
    {
        stop();
        if (m_thread.joinable())
            m_thread.join();
    }

    Result<void> begin(const Cancel &cancel);
    void stop() override;
    void setPaused(bool paused) override;
    Coverage coverage() const override;

private:
    void run(std::stop_token stop);
    void readPast();
    void follow();
    bool wait();
    std::size_t gather();
    void takeBatch(std::size_t n);
    void takeError(const rd_kafka_message_t &message, Progress &progress);
    void moveOn(Progress &progress);
    void watch();
    void say(TailNotice::Kind kind, Error error = {}, quint64 events = 0);
    void finish(std::optional<Error> why);
    Cancel cancelNow(Milliseconds most) const { return {m_stop.get_token(), Clock::now() + most}; }

    Client &m_client;
    const TailRequest m_request;
    const std::shared_ptr<EventSink> m_sink;
    const TailListener m_listener;
    std::unique_ptr<Reader> m_reader;
    Client::WatcherId m_watch;

    // Held while a batch is taken, never while the sink is: it may block until the thread that asks for coverage
    // drains.
    mutable std::mutex m_mutex;
    Emitter m_emitter;                // its counters guarded by m_mutex, the rest is the thread's
    std::vector<Progress> m_progress; // guarded by m_mutex
    std::optional<Error> m_error;     // guarded by m_mutex; why it ends
    const Clock::time_point m_started = Clock::now();

    std::mutex m_pauseMutex;
    std::condition_variable m_pauseWake;
    bool m_paused = false; // guarded by m_pauseMutex
    std::set<rd_kafka_resp_err_t> m_warned;
    std::vector<Progress *> m_cutOff; // what they were to read next is not there any more
    std::size_t m_lastBatch = 0;
    std::stop_source m_stop;
    std::jthread m_thread;
};

Result<void> Running::begin(const Cancel &cancel)
{
    auto reader = Reader::create(m_client, Role::Reader, {}, false);
    if (!reader)
        return reader.error();
    m_reader = std::move(*reader);
    const Position from = m_request.last > 0 ? Position(Latest{}) : m_request.from;
    const BoundsRequest bounds{m_request.channels, from, Latest{}, m_request.partition, m_reader->committed(), nullptr};
    auto ranges = findBounds(m_client, m_reader->handle(), bounds, bounded(cancel, m_request.lostAfter));
    if (!ranges)
        return ranges.error();
    m_progress = progressOf(std::move(*ranges));
    for (Progress &p : m_progress)
        p.done = false;
    if (auto r = m_reader->assign(m_progress); !r)
        return r;
    m_thread = std::jthread([this] { run(m_stop.get_token()); });
    return {};
}

void Running::stop()
{
    m_stop.request_stop();
    m_pauseWake.notify_all();
    if (m_reader)
        m_reader->yield();
}

void Running::setPaused(bool paused)
{
    {
        const std::lock_guard lock(m_pauseMutex);
        m_paused = paused;
    }
    m_pauseWake.notify_all();
}

void Running::say(TailNotice::Kind kind, Error error, quint64 events)
{
    if (m_listener)
        m_listener({kind, std::move(error), events});
}

void Running::finish(std::optional<Error> why)
{
    {
        const std::lock_guard lock(m_mutex);
        if (!m_error && why)
            m_error = std::move(why);
    }
    stop();
}

void Running::watch()
{
    const auto lostAt = std::make_shared<Clock::time_point>();
    Client::Watcher w;
    w.lost = [this, lostAt](const Error &e) {
        *lostAt = Clock::now();
        say(TailNotice::Kind::Lost, e);
    };
    w.back = [this] { say(TailNotice::Kind::Back); };
    w.goneFor = [this, lostAt](const Error &e) {
        if (m_request.lostAfter.count() < 0 || Clock::now() - *lostAt < m_request.lostAfter)
            return;
        Error gone = makeError(ErrorCode::ConnectionLost, {m_client.config().address}, e.detail);
        gone.connection = m_client.config().address;
        finish(std::move(gone));
    };
    m_watch = m_client.watch(std::move(w));
}

void Running::run(std::stop_token)
{
    if (dynamic_cast<const Inbox *>(m_sink.get()))
        stepBack(); // it feeds a window
    watch();
    readPast();
    follow();
    m_client.unwatch(m_watch);
    Error why = makeError(ErrorCode::Cancelled);
    m_emitter.flush(true);
    {
        const std::lock_guard lock(m_mutex);
        if (m_error)
            why = *m_error;
    }
    m_reader->release();
    say(TailNotice::Kind::Ended, why);
}

// The newest N of all channels together, oldest first; then what comes joins without a seam.
void Running::readPast()
{
    if (m_request.last == 0)
        return;
    auto reader = Reader::create(m_client, Role::Backwards, {}, true);
    if (!reader)
        return finish(reader.error());
    std::vector<Progress> past = m_progress;
    for (Progress &p : past) {
        p.range.from = p.range.low;
        p.range.to = p.next;
    }
    Cancel cancel{m_stop.get_token()};
    Result<std::vector<Row>> rows = std::vector<Row>();
    if (auto r = learnLeaders(m_client, **reader, past, bounded(cancel, m_request.lostAfter)); !r)
        return finish(r.error());
    rows = newest(m_client, **reader, past, m_request.last, cancel, m_request.lostAfter);
    if (!rows)
        return finish(rows.error());
    const bool kept = m_request.last <= KeptNewest;
    {
        const std::lock_guard lock(m_mutex);
        for (std::size_t i = 0; i < past.size(); ++i) {
            m_progress[i].range.from = past[i].range.from;
            if (!kept) // too many to be put in order of time: they are read where they begin
                m_progress[i].next = past[i].range.from;
        }
    }
    if (!kept) {
        if (auto r = m_reader->assign(m_progress); !r)
            finish(r.error());
        return;
    }
    for (const Row &row : *rows) {
        {
            const std::lock_guard lock(m_mutex);
            Progress &p = m_progress[row.progress];
            ++p.seen;
            m_emitter.take(row.view(), p);
        }
        m_emitter.flush(false);
        if (m_emitter.stopped())
            break;
    }
    m_emitter.flush(true);
}

// False: it is time to end. Nothing is taken from librdkafka while paused: its queue fills to its limit, then it stops
// fetching.
bool Running::wait()
{
    std::unique_lock lock(m_pauseMutex);
    if (m_paused) {
        lock.unlock();
        m_emitter.flush(true);
        lock.lock();
        m_pauseWake.wait(lock, [this] { return !m_paused || m_stop.stop_requested(); });
    }
    return !m_stop.stop_requested();
}

// One wake-up for the first event, then what came with it: an idle tail costs nothing, a single event does not wait
// for others, and a flood comes in full batches.
std::size_t Running::gather()
{
    if (m_lastBatch >= Flood)
        return m_reader->batch(GatherWait, Reader::BatchSize);
    const std::size_t first = m_reader->batch(m_emitter.pending() ? GatherWait : IdleWait, 1);
    return first == 0 ? 0 : m_reader->batch(0, Reader::BatchSize, true);
}

void Running::follow()
{
    while (wait()) {
        const std::size_t n = gather();
        {
            const std::lock_guard lock(m_mutex);
            takeBatch(n);
        }
        for (Progress *p : std::exchange(m_cutOff, {}))
            moveOn(*p);
        m_emitter.flush(n == 0 || m_lastBatch == 0);
        m_lastBatch = n;
        if (m_emitter.stopped())
            return;
    }
}

void Running::takeBatch(std::size_t n)
{
    for (std::size_t i = 0; i < n && !m_stop.stop_requested(); ++i) {
        const rd_kafka_message_t &m = m_reader->message(i);
        Progress *p = m_reader->progressOf(m);
        if (!p)
            continue;
        if (m.err) {
            takeError(m, *p);
            continue;
        }
        if (m.offset < p->next)
            continue;
        ++p->seen;
        p->next = m.offset + 1;
        m_emitter.take(m, *p);
    }
}

void Running::takeError(const rd_kafka_message_t &m, Progress &p)
{
    if (m.err == RD_KAFKA_RESP_ERR__PARTITION_EOF)
        return;
    if (mayRetry(m.err))
        return m_client.suspect();
    if (m.err == RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET || m.err == RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE)
        return m_cutOff.push_back(&p);
    if (!m_warned.insert(m.err).second)
        return;
    const bool gone = m.err == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART || m.err == RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC;
    say(TailNotice::Kind::Warning,
        gone ? topicNotFound(m_client, QString::fromStdString(p.range.at.topic))
             : errorOf(m.err, QString::fromUtf8(rd_kafka_message_errstr(&m)), m_reader->handle().trouble()));
}

// Deleted by age (a gap), or cut off by an unclean election.
void Running::moveOn(Progress &p)
{
    auto asking = m_client.asking();
    auto marks = asking ? watermarks(m_client, **asking, {p.range.at}, cancelNow(Milliseconds(5000)))
                        : Result<std::map<TopicPartition, Watermarks>>(asking.error());
    if (!marks)
        return m_client.suspect();
    const Watermarks now = marks->begin()->second;
    const qint64 to = std::clamp(p.next, now.low, now.high);
    if (auto r = m_reader->seek(m_client, p, to, cancelNow(Milliseconds(5000))); !r)
        return say(TailNotice::Kind::Warning, r.error());
    say(TailNotice::Kind::Gap,
        makeError(ErrorCode::OffsetOutOfRange, {QString::fromStdString(p.range.at.topic),
                                                QString::number(p.range.at.partition), QString::number(p.next)}),
        quint64(std::max<qint64>(to - p.next, 0)));
    const std::lock_guard lock(m_mutex);
    p.next = to;
}

Coverage Running::coverage() const
{
    const std::lock_guard lock(m_mutex);
    Coverage c;
    c.scanned = m_emitter.scanned();
    c.matched = m_emitter.matched();
    c.bytes = m_emitter.bytes();
    c.evaluationFailures = m_emitter.failures();
    c.seconds = std::chrono::duration<double>(Clock::now() - m_started).count();
    c.isolation = m_reader->committed() ? u"committed"_s : u"uncommitted"_s;
    std::vector<Progress> progress = m_progress;
    for (Progress &p : progress) {
        p.range.to = p.next; // a tail has no end of its own
        p.range.high = std::max(p.range.high, p.next);
        p.range.visible = p.range.high;
    }
    c.channels = coverageOf(progress);
    c.error = m_error;
    c.ended = m_error ? ScanEnd::Error : m_stop.stop_requested() ? ScanEnd::Cancelled : ScanEnd::End;
    c.complete = !m_error;
    return c;
}

} // namespace

Result<std::unique_ptr<RunningTail>> KafkaTail::tail(const TailRequest &request, std::shared_ptr<EventSink> sink,
                                                     TailListener listener, const Cancel &cancel)
{
    auto running = std::make_unique<Running>(m_client, request, std::move(sink), std::move(listener));
    if (auto r = running->begin(cancel); !r)
        return r.error();
    return std::unique_ptr<RunningTail>(std::move(running));
}

} // namespace flowbench::kafka

// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/live/livefeed.h"

#include <QDateTime>

#include <map>

namespace flowbench {

namespace {
constexpr Milliseconds StartTimeout{30000};
constexpr Milliseconds LoadTimeout{60000};
// A drain links chunks only; the bound keeps one frame's work bounded when a pause ends.
constexpr std::size_t DrainBytes = std::size_t(64) << 20;

// Chunks into a list, for one screenful of older events.
class ListSink final : public EventSink
{
public:
    bool take(ChunkPtr chunk) override
    {
        chunks.push_back(std::move(chunk));
        return true;
    }
    std::vector<ChunkPtr> chunks;
};

using TailStart = Result<std::shared_ptr<std::unique_ptr<RunningTail>>>;
struct Older
{
    std::vector<ChunkPtr> chunks;
    QString reason;
};

// The oldest offset shown of each partition: what lies before it is older.
std::map<std::pair<QString, int>, qint64> oldestOffsets(const EventStore &store)
{
    std::map<std::pair<QString, int>, qint64> oldest;
    for (const EventStore::Entry &e : store.entries()) {
        for (std::size_t i = 0; i < e.chunk->rows(); ++i) {
            const EventView v = e.chunk->row(i);
            if (v.offset == EventView::NoOffset)
                continue;
            const auto key =
                std::pair(QString::fromUtf8(v.channel.data(), qsizetype(v.channel.size())), int(v.partition));
            const auto [it, fresh] = oldest.emplace(key, v.offset);
            if (!fresh && v.offset < it->second)
                it->second = v.offset;
        }
        if (oldest.size() > 0 && e.first > store.first() + 200000) // partitions repeat long before
            break;
    }
    return oldest;
}

// Asks for the `count` events before those offsets, evenly over the partitions.
ScanRequest olderRequest(const TailRequest &tail, const std::map<std::pair<QString, int>, qint64> &oldest,
                         quint64 count)
{
    ScanRequest r;
    r.channels = tail.channels;
    const qint64 each = std::max<qint64>(1, qint64(count) / std::max<qint64>(1, qint64(oldest.size())));
    for (const auto &[at, offset] : oldest)
        r.resume.push_back({at.first, at.second, std::max<qint64>(0, offset - each), offset});
    return r;
}
} // namespace

LiveFeed::LiveFeed(Session &session, EventStore &store, QObject *parent)
    : QObject(parent), m_session(session), m_store(store)
{
    m_timer.setTimerType(Qt::PreciseTimer);
    m_timer.setInterval(DrainEveryMs);
    connect(&m_timer, &QTimer::timeout, this, &LiveFeed::drain);
}

LiveFeed::~LiveFeed() { stop(); }

void LiveFeed::start(TailRequest request)
{
    stop();
    m_request = std::move(request);
    m_store.clear();
    m_buckets.clear();
    m_rate = {};
    m_received = m_dropped = 0;
    m_error.reset();
    m_lost = m_paused = false;
    emit advanced();
    setPhase(Phase::Starting);
    m_inbox = std::make_shared<Inbox>();
    // The first events after an idle time need not wait for the timer.
    m_inbox->setWake([this, post = m_relay.poster()] {
        post([this] {
            if (!m_sinceDrain.isValid() || m_sinceDrain.elapsed() > DrainEveryMs)
                drain();
        });
    });
    const quint64 generation = ++m_generation;
    const auto listener = [this, generation, post = m_relay.poster()](const TailNotice &notice) {
        post([this, notice, generation] { takeNotice(notice, generation); });
    };
    m_timer.start();
    m_starting = m_session.run(
        this, StartTimeout,
        [request = m_request, inbox = m_inbox, listener](Connector &connector, const Cancel &cancel) -> TailStart {
            const auto part = connector.tail();
            if (!part)
                return part.reason;
            auto tail = part->tail(request, inbox, listener, cancel);
            if (!tail)
                return tail.error();
            return std::make_shared<std::unique_ptr<RunningTail>>(std::move(*tail));
        },
        [this](TailStart started) {
            if (!started) {
                m_error = started.error();
                m_timer.stop();
                setPhase(Phase::Ended);
                return;
            }
            m_tail = std::move(**started);
            m_tail->setPaused(m_paused);
            setPhase(m_paused ? Phase::Paused : Phase::Live);
        });
}

void LiveFeed::stop()
{
    ++m_generation;
    m_starting = JobHandle();
    m_loading = JobHandle();
    m_timer.stop();
    if (m_inbox) {
        m_inbox->setWake({});
        m_inbox->close();
    }
    if (m_tail) {
        m_tail->stop();
        // Its destructor waits for its thread: not here.
        auto tail = std::make_shared<std::unique_ptr<RunningTail>>(std::move(m_tail));
        m_session.jobs()
            .run(
                this, Milliseconds(0),
                [tail](const Cancel &) {
                    tail->reset();
                    return true;
                },
                [](bool) {})
            .detach();
    }
    m_inbox.reset();
    if (m_phase != Phase::Stopped)
        setPhase(Phase::Stopped);
}

void LiveFeed::setPaused(bool paused)
{
    if (m_paused == paused)
        return;
    m_paused = paused;
    if (m_tail)
        m_tail->setPaused(paused);
    if (m_phase == Phase::Live || m_phase == Phase::Paused)
        setPhase(paused ? Phase::Paused : Phase::Live);
}

double LiveFeed::ratePerSecond() const { return m_rate.perSecond(QDateTime::currentMSecsSinceEpoch()); }

void LiveFeed::drain()
{
    if (m_paused || !m_inbox)
        return;
    m_sinceDrain.start();
    std::vector<ChunkPtr> chunks = m_inbox->drain(DrainBytes);
    if (!chunks.empty())
        take(std::move(chunks));
}

void LiveFeed::take(std::vector<ChunkPtr> chunks)
{
    quint64 rows = 0;
    for (const ChunkPtr &c : chunks) {
        rows += c->rows();
        m_buckets.add(*c);
    }
    m_received += rows;
    m_rate.add(QDateTime::currentMSecsSinceEpoch(), rows);
    m_store.append(chunks);
    emit advanced();
}

void LiveFeed::takeNotice(const TailNotice &notice, quint64 generation)
{
    if (generation != m_generation)
        return;
    switch (notice.kind) {
    case TailNotice::Kind::Lost:
        m_lost = true;
        m_error = notice.error;
        break;
    case TailNotice::Kind::Back:
        m_lost = false;
        m_error.reset();
        break;
    case TailNotice::Kind::Gap:
        m_dropped += notice.events;
        break;
    case TailNotice::Kind::Warning:
        m_error = notice.error;
        break;
    case TailNotice::Kind::Ended:
        if (notice.error.code != ErrorCode::Cancelled)
            m_error = notice.error;
        drain();
        setPhase(Phase::Ended);
        break;
    }
    emit noticed();
}

void LiveFeed::loadOlder(quint64 count)
{
    ScanRequest request = olderRequest(m_request, oldestOffsets(m_store), count);
    if (request.resume.empty()) {
        emit olderLoaded(false, {});
        return;
    }
    m_loading = m_session.run(
        this, LoadTimeout,
        [request = std::move(request)](Connector &connector, const Cancel &cancel) -> Result<Older> {
            const auto part = connector.scan();
            if (!part)
                return part.reason;
            ListSink sink;
            const auto coverage = part->scan(request, sink, cancel);
            if (!coverage)
                return coverage.error();
            return Older{std::move(sink.chunks), {}};
        },
        [this](Result<Older> older) {
            const bool any = older.ok() && !older->chunks.empty();
            const bool fits = any && m_store.prepend(older->chunks);
            if (fits) {
                for (const ChunkPtr &c : older->chunks)
                    m_buckets.add(*c);
                emit advanced();
            }
            emit olderLoaded(fits, any && !fits ? QStringLiteral("budget") : QString());
        });
}

void LiveFeed::setPhase(Phase phase)
{
    m_phase = phase;
    emit phaseChanged();
}

} // namespace flowbench

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/traffic/trafficsource.h"

#include <algorithm>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {

constexpr Milliseconds EffectsTimeout{20000};
constexpr Milliseconds LookTimeout{600000};

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

struct Look
{
    std::vector<ChunkPtr> chunks;
    Result<Coverage> coverage;
};

} // namespace

TrafficSource::TrafficSource(QObject *parent) : QObject(parent), m_rows(m_store, m_filterJobs)
{
    connect(this, &TrafficSource::advanced, &m_rows, &FilteredRows::storeChanged);
    connect(this, &TrafficSource::advanced, &m_undecodable, &UndecodableCount::storeChanged);
}

TrafficSource::~TrafficSource() { letGo(); }

bool TrafficSource::isQueue(const ChannelAddress &channel) const
{
    const ChannelInfo *info = m_session->channel(channel.name);
    return info ? info->kind == ChannelKind::Queue : channel.name.startsWith("queue:"_L1);
}

bool TrafficSource::keepsHistory(const ChannelAddress &channel) const
{
    const ChannelInfo *info = m_session->channel(channel.name);
    if (info)
        return info->kind == ChannelKind::Topic || info->kind == ChannelKind::Stream;
    return !channel.name.startsWith("queue:"_L1) && !channel.name.startsWith("exchange:"_L1);
}

void TrafficSource::open(Session &session, std::vector<ChannelAddress> channels)
{
    close();
    m_session = &session;
    m_connection = session.identity().name;
    m_channels = std::move(channels);
    m_hasHistory =
        std::all_of(m_channels.begin(), m_channels.end(), [this](const ChannelAddress &c) { return keepsHistory(c); });
    connect(&session, &Session::sessionClosing, this, &TrafficSource::sessionClosing);
    connect(&session, &Session::stateChanged, this, &TrafficSource::stateChanged);
    if (m_channels.size() == 1 && isQueue(m_channels.front()) && session.connector().browse()) {
        m_mode = Mode::Question;
        emit opened();
        askEffects();
        return;
    }
    TailRequest first;
    first.last = m_hasHistory ? FirstLast : 0;
    if (session.identity().recorded) {
        readWhole();
        return;
    }
    m_mode = Mode::Live;
    emit opened();
    start(first);
}

void TrafficSource::letGo()
{
    m_asking = JobHandle();
    m_looking = JobHandle();
    if (m_feed)
        m_feed->disconnect(this); // its stop is ours
    m_feed.reset();
    if (m_search && m_search->isRunning())
        m_search.reset();
    if (m_session)
        disconnect(m_session, nullptr, this, nullptr);
    m_session = nullptr;
}

void TrafficSource::close()
{
    letGo();
    m_search.reset();
    m_lookMatcher.reset();
    m_request = {};
    m_channels.clear();
    m_mode = Mode::None;
    m_wasClosed = false;
    m_effects.reset();
    m_effectsError.reset();
    m_lookError.reset();
    m_lookBuckets.clear();
    m_store.clear();
    emit advanced();
    emit opened();
}

// The session ends while its events are looked at: they stay, only nothing more comes.
void TrafficSource::sessionClosing()
{
    letGo();
    m_wasClosed = true;
    if (m_mode == Mode::Question || m_mode == Mode::Looking)
        m_mode = Mode::Looked;
    else if (m_mode == Mode::Searching)
        m_mode = Mode::Found;
    emit stateChanged();
}

void TrafficSource::start(const TailRequest &from)
{
    if (!m_session)
        return;
    m_request = from;
    m_request.channels = m_channels;
    m_request.lostAfter = Milliseconds(-1); // a window waits for its broker
    m_mode = Mode::Live;
    m_looking = JobHandle();
    m_search.reset();
    m_lookMatcher.reset();
    if (!m_feed) {
        m_feed = std::make_unique<LiveFeed>(*m_session, m_store);
        connect(m_feed.get(), &LiveFeed::advanced, this, &TrafficSource::advanced);
        connect(m_feed.get(), &LiveFeed::phaseChanged, this, &TrafficSource::stateChanged);
        connect(m_feed.get(), &LiveFeed::noticed, this, &TrafficSource::stateChanged);
        connect(m_feed.get(), &LiveFeed::olderLoaded, this, &TrafficSource::olderLoaded);
    }
    m_feed->start(m_request);
    emit stateChanged();
}

void TrafficSource::restart()
{
    if (!m_session)
        return;
    if (m_mode == Mode::Live) {
        start(m_request);
    } else if (m_mode == Mode::Found && m_search) {
        startSearch(m_search->request(), m_search->matcher(), {});
    } else if (m_mode == Mode::Question || m_mode == Mode::Looked) {
        m_mode = Mode::Question; // another look is asked about anew
        askEffects();
    }
}

void TrafficSource::askEffects()
{
    m_effects.reset();
    m_effectsError.reset();
    emit stateChanged();
    m_asking = m_session->run(
        this, EffectsTimeout,
        [queue = m_channels.front().name](Connector &connector, const Cancel &cancel) -> Result<LookEffects> {
            const auto part = connector.browse();
            return part ? part->effects(queue, cancel) : Result<LookEffects>(part.reason);
        },
        [this](Result<LookEffects> answer) {
            if (answer)
                m_effects = answer.value();
            else
                m_effectsError = answer.error();
            emit stateChanged();
        });
}

void TrafficSource::look(quint64 first, bool refresh)
{
    if (!m_session || m_channels.empty())
        return;
    m_feed.reset();
    m_mode = Mode::Looking;
    m_lookError.reset();
    emit stateChanged();
    Browse::Request request;
    request.queue = m_channels.front().name;
    request.first = first;
    request.refresh = refresh;
    request.matcher = m_lookMatcher;
    m_looking = m_session->run(
        this, LookTimeout,
        [request](Connector &connector, const Cancel &cancel) -> Look {
            const auto part = connector.browse();
            if (!part)
                return {{}, part.reason};
            ListSink sink;
            auto coverage = part->look(request, sink, cancel);
            return {std::move(sink.chunks), std::move(coverage)};
        },
        [this](Look look) { takeLook(std::move(look.chunks), look.coverage); });
}

void TrafficSource::takeLook(std::vector<ChunkPtr> chunks, const Result<Coverage> &coverage)
{
    m_mode = Mode::Looked;
    m_lookedAt = QDateTime::currentDateTime();
    m_store.clear();
    m_lookBuckets.clear();
    if (coverage && coverage.value().error)
        m_lookError = coverage.value().error;
    else if (!coverage)
        m_lookError = coverage.error();
    for (const ChunkPtr &c : chunks)
        m_lookBuckets.add(*c);
    m_store.append(chunks);
    emit advanced();
    emit stateChanged();
    if (coverage)
        emit looked(coverage.value());
}

void TrafficSource::setPaused(bool paused)
{
    if (m_feed)
        m_feed->setPaused(paused);
}

void TrafficSource::loadOlder(quint64 count)
{
    if (m_feed)
        m_feed->loadOlder(count);
}

void TrafficSource::setBudget(std::size_t bytes)
{
    m_store.setBudget(bytes);
    emit advanced();
}

std::optional<Error> TrafficSource::error() const
{
    if (m_mode == Mode::Looked)
        return m_lookError;
    if (m_search)
        return m_search->error();
    return m_feed ? m_feed->error() : std::nullopt;
}

QString TrafficSource::title() const
{
    if (m_channels.size() == 1)
        return m_channels.front().toString();
    if (m_channels.size() == 2)
        return tr("%1 and %2").arg(m_channels[0].toString(), m_channels[1].toString());
    return m_channels.empty() ? QString() : tr("%Ln channel(s)", nullptr, int(m_channels.size()));
}

TrafficSource::Place TrafficSource::locate(quint64 number) const
{
    if (!m_store.contains(number))
        return {};
    const auto &entries = m_store.entries();
    const auto after = std::upper_bound(entries.begin(), entries.end(), number,
                                        [](quint64 n, const EventStore::Entry &e) { return n < e.first; });
    const EventStore::Entry &entry = *std::prev(after);
    return {entry.chunk, std::size_t(number - entry.first)};
}

} // namespace flowbench

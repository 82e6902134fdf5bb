// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/live/session.h"

#include <QDateTime>

#include <algorithm>

namespace flowbench {

namespace {
constexpr int LookEveryMs = 2000;
constexpr int LookEveryMsIdle = 5000; // many channels, or nothing answered
constexpr Milliseconds LookTimeout{20000};
constexpr std::size_t ManyChannels = 500;
constexpr Milliseconds SchemaPatience{10000}; // of a scan, once a schema
} // namespace

Session::Session(Identity identity, std::unique_ptr<Connector> connector, std::shared_ptr<Guard> guard,
                 std::shared_ptr<ArenaPool> arenas, QObject *parent)
    : QObject(parent),
      m_identity(std::move(identity)),
      m_arenas(std::move(arenas)),
      m_guard(std::move(guard)),
      m_connector(std::move(connector))
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &Session::refresh);
    m_connector->setStateListener(
        [this, post = m_relay.poster()](const ConnectionState &state) { post([this, state] { takeState(state); }); });
    m_state = m_connector->state();
    makeDecoders();
}

Session::~Session()
{
    emit sessionClosing();
    m_connector->setStateListener({});
    if (m_schemas)
        m_schemas->setListener({});
}

void Session::setSchemas(std::shared_ptr<SchemaSource> schemas)
{
    if (m_schemas)
        m_schemas->setListener({});
    m_schemas = std::move(schemas);
    if (m_schemas)
        m_schemas->setListener([this, post = m_relay.poster()] { post([this] { emit decodingChanged(); }); });
    makeDecoders();
    emit decodingChanged();
}

void Session::chooseDecoding(const QString &channel, DecodeChoice choice)
{
    if (!choice.as && !choice.schema)
        m_choices.erase(channel);
    else
        m_choices[channel] = std::move(choice);
    makeDecoders();
    emit decodingChanged();
}

const DecodeChoice *Session::decoding(const QString &channel) const
{
    const auto it = m_choices.find(channel);
    return it == m_choices.end() ? nullptr : &it->second;
}

// A decoder is shared with workers and never changed under them: another choice makes another one.
void Session::makeDecoders()
{
    const auto decoder = std::make_shared<EventDecoder>(m_schemas);
    const auto waiting = std::make_shared<EventDecoder>(m_schemas);
    waiting->setWait(SchemaPatience);
    for (const auto &[channel, choice] : m_choices) {
        decoder->choose(channel.toStdString(), choice);
        waiting->choose(channel.toStdString(), choice);
    }
    m_decoder = decoder;
    m_scanDecoder = waiting;
}

const ChannelInfo *Session::channel(const QString &name) const
{
    const auto it =
        std::find_if(m_channels.begin(), m_channels.end(), [&](const ChannelInfo &c) { return c.name == name; });
    return it == m_channels.end() ? nullptr : &*it;
}

void Session::watch()
{
    if (!m_looking)
        refresh();
}

void Session::unwatch()
{
    m_timer.stop();
    m_look = JobHandle();
    m_looking = false;
}

void Session::refresh()
{
    m_timer.stop();
    m_looking = true;
    m_look = run(
        this, LookTimeout,
        [](Connector &connector, const Cancel &cancel) -> Result<std::vector<ChannelInfo>> {
            const auto catalog = connector.catalog();
            return catalog ? catalog->channels(cancel) : Result<std::vector<ChannelInfo>>(catalog.reason);
        },
        [this](Result<std::vector<ChannelInfo>> channels) { takeChannels(std::move(channels)); });
}

void Session::takeState(const ConnectionState &state)
{
    m_state = state;
    emit stateChanged();
}

void Session::takeChannels(Result<std::vector<ChannelInfo>> channels)
{
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    const bool answered = channels.ok();
    if (answered) {
        fillRates(*channels, now);
        m_channels = std::move(*channels);
        m_channelsKnown = true;
        m_channelsAt = now;
        m_channelsError.reset();
    } else {
        m_channelsError = channels.error();
    }
    m_timer.start(answered && m_channels.size() < ManyChannels ? LookEveryMs : LookEveryMsIdle);
    emit channelsChanged();
}

// What a broker only counts becomes a rate by two looks.
void Session::fillRates(std::vector<ChannelInfo> &channels, qint64 nowMs)
{
    std::map<QString, Count> counts;
    for (ChannelInfo &c : channels) {
        if (!c.produced)
            continue;
        const auto before = m_counts.find(c.name);
        if (!c.ratePerSecond && before != m_counts.end() && nowMs > before->second.atMs)
            c.ratePerSecond = std::max(0.0, double(*c.produced - before->second.events) * 1000.0 /
                                                double(nowMs - before->second.atMs));
        counts[c.name] = {nowMs, *c.produced};
    }
    m_counts = std::move(counts);
}

} // namespace flowbench

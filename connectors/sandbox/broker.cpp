// SPDX-License-Identifier: GPL-3.0-or-later
// Time, what is declared, and who waits for changes.
#include "connectors/sandbox/broker.h"

#include <QDateTime>

#include <algorithm>

namespace flowbench::sandbox {

using namespace Qt::StringLiterals;

namespace {

constexpr std::size_t PartitionBytes = std::size_t(64) << 20, PartitionMessages = 200000;
constexpr std::size_t PassedBytes = std::size_t(16) << 20, PassedMessages = 5000;
constexpr int MostPartitions = 1000;

Error notFound(const QString &channel) { return makeError(ErrorCode::ChannelNotFound, {channel}); }

bool knownExchangeType(const QString &type)
{
    return type == u"direct" || type == u"topic" || type == u"fanout" || type == u"headers";
}

Error inequivalent(const QString &name)
{
    return makeError(ErrorCode::Broker, {}, u"PRECONDITION_FAILED: '%1' exists with other arguments"_s.arg(name));
}

} // namespace

void Broker::setClock(std::optional<qint64> nowMs, qint64 contentShiftMs)
{
    const std::lock_guard lock(m_mutex);
    m_now = nowMs;
    m_contentShift = contentShiftMs;
    if (nowMs)
        m_lastMs = *nowMs;
}

// Never goes back: the times of a log are searched by halving.
qint64 Broker::now() const { return m_now ? *m_now : std::max(m_lastMs, QDateTime::currentMSecsSinceEpoch()); }

qint64 Broker::nowMs() const
{
    const std::lock_guard lock(m_mutex);
    return now();
}

qint64 Broker::contentMs() const
{
    const std::lock_guard lock(m_mutex);
    return now() + m_contentShift;
}

bool Broker::exists(const QString &name) const
{
    const std::lock_guard lock(m_mutex);
    return m_topics.contains(name) || m_queues.contains(name) || m_exchanges.contains(name);
}

QString Broker::exchangeType(const QString &name) const
{
    const std::lock_guard lock(m_mutex);
    const auto at = m_exchanges.find(name);
    return at == m_exchanges.end() ? QString() : at->second.type;
}

std::vector<BindingInfo> Broker::bindings() const
{
    const std::lock_guard lock(m_mutex);
    return m_bindings;
}

Result<void> Broker::declare(const ChannelSpec &spec)
{
    const std::lock_guard lock(m_mutex);
    if (ChannelAddress{spec.name, {}}.bare().isEmpty())
        return makeError(ErrorCode::BadArgument, {u"name"_s, spec.name});
    if (spec.name.startsWith(u"queue:"_s)) {
        const auto [at, fresh] = m_queues.try_emplace(spec.name, spec.arguments);
        if (!fresh && at->second.arguments() != spec.arguments)
            return inequivalent(spec.name);
    } else if (spec.name.startsWith(u"exchange:"_s)) {
        if (!knownExchangeType(spec.exchangeType))
            return makeError(ErrorCode::BadArgument, {u"type"_s, spec.exchangeType});
        const auto [at, fresh] = m_exchanges.try_emplace(
            spec.name, Exchange{spec.exchangeType, spec.arguments, Log(PassedBytes, PassedMessages), 0});
        if (!fresh && at->second.type != spec.exchangeType)
            return inequivalent(spec.name);
    } else {
        if (spec.partitions < 1 || spec.partitions > MostPartitions)
            return makeError(ErrorCode::BadArgument, {u"partitions"_s, QString::number(spec.partitions)});
        const auto [at, fresh] = m_topics.try_emplace(spec.name);
        if (!fresh)
            return makeError(ErrorCode::Broker, {}, u"TOPIC_ALREADY_EXISTS: '%1'"_s.arg(spec.name));
        at->second.partitions.assign(std::size_t(spec.partitions), Log(PartitionBytes, PartitionMessages));
        at->second.config = spec.arguments;
    }
    changed();
    return {};
}

Result<void> Broker::remove(const QString &name)
{
    const std::lock_guard lock(m_mutex);
    if (m_topics.erase(name) + m_queues.erase(name) + m_exchanges.erase(name) == 0)
        return notFound(name);
    std::erase_if(m_bindings, [&](const BindingInfo &b) { return b.source == name || b.destination == name; });
    std::erase_if(m_consumers, [&](const auto &c) { return c.second.queue == name; });
    for (auto &[group, g] : m_groups)
        std::erase_if(g.positions, [&](const auto &p) { return p.first.first == name; });
    changed();
    return {};
}

Result<void> Broker::bind(const BindingInfo &binding)
{
    const std::lock_guard lock(m_mutex);
    if (!m_exchanges.contains(binding.source))
        return notFound(binding.source);
    if (!m_queues.contains(binding.destination) && !m_exchanges.contains(binding.destination))
        return notFound(binding.destination);
    const bool there = std::any_of(m_bindings.begin(), m_bindings.end(), [&](const BindingInfo &b) {
        return b.source == binding.source && b.destination == binding.destination &&
               b.routingKey == binding.routingKey && b.arguments == binding.arguments;
    });
    if (!there)
        m_bindings.push_back(binding);
    changed();
    return {};
}

// ---- lists

ChannelInfo Broker::topicInfo(const QString &name, const Topic &topic) const
{
    ChannelInfo info;
    info.name = name;
    info.kind = ChannelKind::Topic;
    info.partitions = int(topic.partitions.size());
    qint64 events = 0, produced = 0;
    for (const Log &p : topic.partitions) {
        events += p.high() - p.low();
        produced += p.high();
    }
    info.events = events;
    info.produced = produced;
    info.deadLetter = name.endsWith(u".DLT"_s, Qt::CaseInsensitive) || name.endsWith(u"-dlt"_s, Qt::CaseInsensitive);
    return info;
}

// A queue is one for dead letters where another's rules lead to it, or where its name says so.
bool Broker::isDeadLetterQueue(const QString &name) const
{
    if (name.endsWith(u".dlq"_s, Qt::CaseInsensitive) || name.endsWith(u"-dlq"_s, Qt::CaseInsensitive))
        return true;
    const QString bare = ChannelAddress{name, {}}.bare();
    for (const auto &[other, queue] : m_queues) {
        const auto &exchange = queue.rules().deadLetterExchange;
        if (!exchange)
            continue;
        if (exchange->isEmpty()) {
            if (queue.rules().deadLetterKey == bare)
                return true;
            continue;
        }
        const QString source = u"exchange:"_s + *exchange;
        if (std::any_of(m_bindings.begin(), m_bindings.end(),
                        [&](const BindingInfo &b) { return b.source == source && b.destination == name; }))
            return true;
    }
    return false;
}

ChannelInfo Broker::queueInfo(const QString &name, const Queue &queue) const
{
    ChannelInfo info;
    info.name = name;
    info.kind = ChannelKind::Queue;
    info.depth = qint64(queue.ready.size());
    info.unacked = qint64(queue.held.size());
    info.produced = queue.published;
    info.consumers = int(
        std::count_if(m_consumers.begin(), m_consumers.end(), [&](const auto &c) { return c.second.queue == name; }));
    info.deadLetter = isDeadLetterQueue(name);
    return info;
}

std::vector<ChannelInfo> Broker::channels() const
{
    const std::lock_guard lock(m_mutex);
    std::vector<ChannelInfo> out;
    for (const auto &[name, exchange] : m_exchanges) {
        ChannelInfo info;
        info.name = name;
        info.kind = ChannelKind::Exchange;
        info.exchangeType = exchange.type;
        info.produced = exchange.published;
        out.push_back(std::move(info));
    }
    for (const auto &[name, topic] : m_topics)
        out.push_back(topicInfo(name, topic));
    for (const auto &[name, queue] : m_queues)
        out.push_back(queueInfo(name, queue));
    std::sort(out.begin(), out.end(), [](const ChannelInfo &a, const ChannelInfo &b) { return a.name < b.name; });
    return out;
}

Result<ChannelDetails> Broker::details(const QString &name) const
{
    const auto all = channels();
    const auto info = std::find_if(all.begin(), all.end(), [&](const ChannelInfo &c) { return c.name == name; });
    if (info == all.end())
        return notFound(name);
    ChannelDetails d;
    d.info = *info;
    const std::lock_guard lock(m_mutex);
    if (const auto topic = m_topics.find(name); topic != m_topics.end()) {
        int number = 0;
        for (const Log &p : topic->second.partitions)
            d.partitions.push_back({number++, 0, {0}, {0}, p.low(), p.high()});
        d.config = topic->second.config;
    }
    if (const auto queue = m_queues.find(name); queue != m_queues.end())
        d.arguments = queue->second.arguments();
    if (const auto exchange = m_exchanges.find(name); exchange != m_exchanges.end())
        d.arguments = exchange->second.arguments;
    std::copy_if(m_bindings.begin(), m_bindings.end(), std::back_inserter(d.bindings),
                 [&](const BindingInfo &b) { return b.source == name || b.destination == name; });
    return d;
}

// ---- changes

void Broker::changed()
{
    ++m_version;
    m_changed.notify_all();
}

void Broker::poke()
{
    const std::lock_guard lock(m_mutex);
    changed();
}

quint64 Broker::version() const
{
    const std::lock_guard lock(m_mutex);
    return m_version;
}

quint64 Broker::waitForChange(quint64 seen, const std::stop_token &stop, Clock::time_point until) const
{
    std::unique_lock lock(m_mutex);
    const auto differs = [&] { return m_version != seen; };
    if (until == Clock::time_point::max())
        m_changed.wait(lock, stop, differs);
    else
        m_changed.wait_until(lock, stop, until, differs);
    return m_version;
}

void Broker::rest(const std::stop_token &stop, Clock::time_point until) const
{
    std::unique_lock lock(m_mutex);
    m_changed.wait_until(lock, stop, until, [] { return false; });
}

} // namespace flowbench::sandbox

// SPDX-License-Identifier: GPL-3.0-or-later
// Reading logs, and the groups that do so.
#include "connectors/sandbox/broker.h"

#include <algorithm>

namespace flowbench::sandbox {

using namespace Qt::StringLiterals;

namespace {
Error notFound(const QString &channel) { return makeError(ErrorCode::ChannelNotFound, {channel}); }
} // namespace

const Log *Broker::log(const QString &channel, int partition) const
{
    if (const auto t = m_topics.find(channel); t != m_topics.end()) {
        const auto &logs = t->second.partitions;
        return partition >= 0 && partition < int(logs.size()) ? &logs[std::size_t(partition)] : nullptr;
    }
    if (const auto q = m_queues.find(channel); q != m_queues.end())
        return &q->second.passed;
    if (const auto x = m_exchanges.find(channel); x != m_exchanges.end())
        return &x->second.passed;
    return nullptr;
}

Result<std::vector<std::vector<Broker::Bounds>>> Broker::bounds(const std::vector<QString> &channels) const
{
    const std::lock_guard lock(m_mutex);
    std::vector<std::vector<Bounds>> out;
    for (const QString &channel : channels) {
        std::vector<Bounds> of;
        if (const auto t = m_topics.find(channel); t != m_topics.end()) {
            for (std::size_t p = 0; p < t->second.partitions.size(); ++p)
                of.push_back({int(p), t->second.partitions[p].low(), t->second.partitions[p].high()});
        } else if (const Log *l = log(channel, -1)) {
            of.push_back({-1, l->low(), l->high()});
        } else {
            return notFound(channel);
        }
        out.push_back(std::move(of));
    }
    return out;
}

Result<std::vector<Broker::Bounds>> Broker::bounds(const QString &channel) const
{
    auto all = bounds(std::vector<QString>{channel});
    if (!all)
        return all.error();
    return std::move(all->front());
}

qint64 Broker::offsetAtTime(const QString &channel, int partition, qint64 timeMs) const
{
    const std::lock_guard lock(m_mutex);
    const Log *l = log(channel, partition);
    return l ? l->atTime(timeMs) : 0;
}

std::vector<MessagePtr> Broker::read(const QString &channel, int partition, qint64 from, qint64 to,
                                     std::size_t most) const
{
    const std::lock_guard lock(m_mutex);
    std::vector<MessagePtr> out;
    const Log *l = log(channel, partition);
    if (!l || from < l->low())
        return out;
    const qint64 end = std::min({to, l->high(), from + qint64(most)});
    for (qint64 at = from; at < end; ++at)
        out.push_back(l->at(at));
    return out;
}

// ---- groups

std::vector<GroupInfo> Broker::groups() const
{
    const std::lock_guard lock(m_mutex);
    std::vector<GroupInfo> out;
    for (const auto &[name, g] : m_groups) {
        GroupInfo info;
        info.group = name;
        info.state = g.members > 0 ? u"Stable"_s : u"Empty"_s;
        info.protocol = g.protocol;
        info.members = g.members;
        out.push_back(std::move(info));
    }
    return out;
}

Result<GroupInfo> Broker::positions(const QString &group) const
{
    for (GroupInfo &info : groups()) {
        if (info.group != group)
            continue;
        const std::lock_guard lock(m_mutex);
        const auto g = m_groups.find(group);
        if (g == m_groups.end())
            break;
        for (const auto &[place, position] : g->second.positions) {
            const Log *l = log(place.first, place.second);
            info.positions.push_back({place.first, place.second, position, l ? l->high() : position});
        }
        return std::move(info);
    }
    return makeError(ErrorCode::BadArgument, {u"group"_s, group});
}

Result<void> Broker::setPositions(const QString &group, std::span<const GroupPosition> to)
{
    const std::lock_guard lock(m_mutex);
    if (const auto g = m_groups.find(group); g != m_groups.end() && g->second.members > 0)
        return makeError(ErrorCode::HasConsumers, {group, QString::number(g->second.members)},
                         u"NON_EMPTY_GROUP: the group has members"_s);
    for (const GroupPosition &p : to) {
        const auto t = m_topics.find(p.channel);
        if (t == m_topics.end())
            return notFound(p.channel);
        const Log *l = log(p.channel, p.partition);
        const qint64 position = p.position.value_or(0);
        if (!l || position < 0 || position > l->high())
            return makeError(ErrorCode::OffsetOutOfRange,
                             {p.channel, QString::number(p.partition), QString::number(position)});
    }
    Group &g = m_groups[group];
    for (const GroupPosition &p : to) {
        if (p.position)
            g.positions[{p.channel, p.partition}] = *p.position;
        else
            g.positions.erase({p.channel, p.partition});
    }
    changed();
    return {};
}

void Broker::setMembers(const QString &group, int members, const QString &protocol)
{
    const std::lock_guard lock(m_mutex);
    Group &g = m_groups[group];
    g.members = members;
    g.protocol = protocol;
}

void Broker::follow(const QString &group, const QString &topic, qint64 lag)
{
    const std::lock_guard lock(m_mutex);
    const auto t = m_topics.find(topic);
    if (t == m_topics.end())
        return;
    Group &g = m_groups[group];
    for (std::size_t p = 0; p < t->second.partitions.size(); ++p) {
        qint64 &at = g.positions[{topic, int(p)}];
        at = std::max(at, t->second.partitions[p].high() - lag);
    }
}

} // namespace flowbench::sandbox

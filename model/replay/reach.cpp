// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/replay/reach.h"

#include "model/live/routing.h"
#include "model/replay/sender.h"

#include <set>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {
constexpr std::size_t MostGroups = 200;
}

Result<void> Reach::exists(const QString &channel, const Cancel &cancel)
{
    const auto known = m_exists.find(channel);
    if (known != m_exists.end())
        return known->second;
    const auto details = m_connector.catalog()->details(channel, cancel);
    Result<void> result;
    if (!details) {
        // Only that it is not there is worth remembering; anything else may pass.
        if (details.error().code != ErrorCode::ChannelNotFound)
            return details.error();
        result = details.error();
    } else {
        m_types[channel] = details->info.exchangeType;
    }
    m_exists.emplace(channel, result);
    return result;
}

Result<QStringList> Reach::groupsOf(const QString &topic, const Cancel &cancel)
{
    const auto positions = m_connector.positions();
    if (!positions)
        return QStringList();
    if (!m_groups) {
        const auto groups = positions->groups(cancel);
        if (!groups)
            return groups.error();
        m_groups.emplace();
        for (const GroupInfo &g : *groups) {
            if (m_groups->size() >= MostGroups)
                break;
            if (g.group.startsWith(ReplayTransactionPrefix))
                continue; // keeps our own notes
            if (auto one = positions->positions(g.group, cancel))
                m_groups->push_back(std::move(*one));
        }
    }
    QStringList out;
    for (const GroupInfo &g : *m_groups) {
        for (const GroupPosition &p : g.positions) {
            if (p.channel == topic && !out.contains(g.group))
                out.append(g.group);
        }
    }
    return out;
}

// Through exchanges bound to exchanges as well; each is gone through once.
Result<QStringList> Reach::queuesOf(const QString &exchange, const std::string &key, const Cancel &cancel)
{
    if (!m_bindings) {
        const auto topology = m_connector.topology();
        if (!topology)
            return topology.reason;
        auto bindings = topology->bindings(cancel);
        if (!bindings)
            return bindings.error();
        m_bindings = std::move(*bindings);
    }
    std::set<QString> queues;
    std::set<QString> seen{exchange};
    std::vector<QString> open{exchange};
    while (!open.empty()) {
        const QString at = open.back();
        open.pop_back();
        if (auto there = exists(at, cancel); !there)
            return there.error();
        for (const BindingInfo &b : *m_bindings) {
            if (b.source != at || !bindingMatches(m_types[at], b, key, FieldList()))
                continue;
            if (!b.destination.startsWith(u"exchange:"))
                queues.insert(b.destination);
            else if (seen.insert(b.destination).second)
                open.push_back(b.destination);
        }
    }
    return QStringList(queues.begin(), queues.end());
}

Result<QStringList> Reach::of(const QString &channel, const std::optional<std::string> &key, const Cancel &cancel)
{
    const auto known = m_reached.find({channel, key.value_or(std::string())});
    if (known != m_reached.end())
        return known->second;
    if (auto there = exists(channel, cancel); !there)
        return there.error();
    Result<QStringList> reached = QStringList{channel};
    if (channel.startsWith(u"exchange:"))
        reached = queuesOf(channel, key.value_or(std::string()), cancel);
    else if (!channel.startsWith(u"queue:"))
        reached = groupsOf(channel, cancel);
    // Who may not ask (no management rights) does not know, which is not the same as nobody.
    if (!reached &&
        (reached.error().code == ErrorCode::ManagementUnavailable || reached.error().code == ErrorCode::NotPermitted ||
         reached.error().code == ErrorCode::NotSupported))
        reached = QStringList();
    if (reached && m_reached.size() < 100000)
        m_reached.emplace(std::pair(channel, key.value_or(std::string())), *reached);
    return reached;
}

} // namespace flowbench

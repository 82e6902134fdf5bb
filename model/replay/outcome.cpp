// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/replay/outcome.h"

#include "model/replay/sender.h"

#include <algorithm>
#include <limits>

namespace flowbench {

namespace {
constexpr std::size_t MostGroups = 500; // more are not asked one by one, and nothing is claimed
// A management API counts unacknowledged messages every few seconds: what it says sooner may be of before the confirm.
constexpr Milliseconds CountsAge{6000};
} // namespace

void OutcomeWatch::sent(quint64 number, const QString &channel, std::optional<int> partition,
                        std::optional<qint64> offset)
{
    Channel &c = m_channels[channel];
    c.sent.push_back({number, partition.value_or(-1), offset.value_or(-1)});
    c.last = Clock::now();
    c.empty = false;
}

void OutcomeWatch::lookAtQueue(const QString &name, Channel &channel, const Cancel &cancel)
{
    if (channel.empty || Clock::now() - channel.last < CountsAge)
        return;
    const auto details = m_target.catalog()->details(name, cancel);
    channel.empty = details && details->info.depth == 0 && details->info.unacked == 0;
}

void OutcomeWatch::lookAtGroups(const Cancel &cancel)
{
    const auto positions = m_target.positions();
    const auto groups = positions ? positions->groups(cancel) : Result<std::vector<GroupInfo>>(positions.reason);
    if (!groups || groups->size() > MostGroups)
        return;
    std::map<QString, std::map<int, qint64>> passed;
    for (const GroupInfo &group : *groups) {
        if (group.group.startsWith(ReplayTransactionPrefix))
            continue; // keeps our own notes
        const auto info = positions->positions(group.group, cancel);
        if (!info)
            return; // one that may read it is not known
        for (const GroupPosition &p : info->positions) {
            if (!m_channels.contains(p.channel))
                continue;
            const auto [at, added] = passed[p.channel].try_emplace(p.partition, std::numeric_limits<qint64>::max());
            at->second = std::min(at->second, p.position.value_or(-1));
        }
    }
    for (auto &[name, channel] : m_channels) {
        if (const auto found = passed.find(name); found != passed.end())
            channel.passed = std::move(found->second);
    }
}

void OutcomeWatch::look(const Cancel &cancel)
{
    bool logs = false;
    for (auto &[name, channel] : m_channels) {
        if (name.startsWith(QLatin1String("queue:")))
            lookAtQueue(name, channel, cancel);
        else
            logs = logs || std::ranges::any_of(channel.sent, [](const Place &p) { return p.offset >= 0; });
    }
    if (logs)
        lookAtGroups(cancel);
}

std::vector<quint64> OutcomeWatch::consumed() const
{
    std::vector<quint64> out;
    for (const auto &[name, channel] : m_channels) {
        for (const Place &p : channel.sent) {
            const auto passed = channel.passed.find(p.partition);
            if (p.offset >= 0 && passed != channel.passed.end() && passed->second > p.offset)
                out.push_back(p.number);
        }
    }
    return out;
}

std::vector<quint64> OutcomeWatch::leftQueue() const
{
    std::vector<quint64> out;
    for (const auto &[name, channel] : m_channels) {
        for (const Place &p : channel.sent) {
            if (channel.empty)
                out.push_back(p.number);
        }
    }
    return out;
}

} // namespace flowbench

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/overview/figures.h"

#include <QCoreApplication>

#include <algorithm>

namespace flowbench {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(flowbench::Figures)
};

void addChannel(Figures &figures, Session &session, const ChannelInfo &c)
{
    if (c.deadLetter && c.kind != ChannelKind::Exchange) {
        // A broker lists its channels before it counts what they hold: not known is not none.
        if (!c.depth && !c.events)
            return;
        figures.deadLetters.push_back({&session, c.name, depthOf(c)});
        figures.dead = figures.dead.value_or(0) + depthOf(c);
    } else if (c.kind == ChannelKind::Queue) {
        figures.waiting = figures.waiting.value_or(0) + c.depth.value_or(0);
        figures.queues += c.depth.value_or(0) > 0;
    }
    // A broker's own exchanges carry the applications' traffic too (amq.topic); its own topics don't.
    if (c.kind == ChannelKind::Queue || !c.ratePerSecond || (c.internal && c.kind != ChannelKind::Exchange))
        return;
    figures.throughput = figures.throughput.value_or(0) + *c.ratePerSecond;
    figures.flows.push_back({&session, c.name, *c.ratePerSecond});
}

} // namespace

bool isConnected(const Session &session)
{
    const LinkState link = session.state().link;
    return link == LinkState::Connected || link == LinkState::Blocked;
}

qint64 depthOf(const ChannelInfo &channel) { return channel.depth ? *channel.depth : channel.events.value_or(0); }

Figures gatherFigures(const std::vector<Session *> &sessions, qint64 nowMs)
{
    Figures figures;
    figures.total = int(sessions.size());
    for (Session *s : sessions) {
        figures.connected += isConnected(*s);
        if (!s->channelsKnown() || !isConnected(*s) || nowMs - s->channelsAtMs() > FreshForMs)
            continue;
        if (!figures.oldestMs || s->channelsAtMs() < figures.oldestMs)
            figures.oldestMs = s->channelsAtMs();
        figures.dead = figures.dead.value_or(0);
        for (const ChannelInfo &c : s->channels())
            addChannel(figures, *s, c);
    }
    std::stable_sort(figures.flows.begin(), figures.flows.end(),
                     [](const FlowFigure &a, const FlowFigure &b) { return a.rate > b.rate; });
    std::stable_sort(figures.deadLetters.begin(), figures.deadLetters.end(),
                     [](const DeadFigure &a, const DeadFigure &b) { return a.depth > b.depth; });
    return figures;
}

QString stateWords(const ConnectionState &state, qint64 nowMs)
{
    switch (state.link) {
    case LinkState::Idle:
        return Words::tr("not connected");
    case LinkState::Connecting:
        return Words::tr("connecting");
    case LinkState::Connected:
        return Words::tr("connected");
    case LinkState::Reconnecting: {
        const qint64 left = state.retryInMs - std::max<qint64>(0, nowMs - state.sinceMs);
        return left < 1000 ? Words::tr("retrying") : Words::tr("retry in %1 s").arg(left / 1000);
    }
    case LinkState::Blocked:
        return Words::tr("blocked");
    case LinkState::Failed:
        return Words::tr("failed");
    }
    return {};
}

} // namespace flowbench

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/live/session.h"

#include <optional>
#include <vector>

namespace flowbench {

/// A channel that events are published to, with its rate. Topics, streams and exchanges: a queue behind an exchange
/// would count the same events twice.
struct FlowFigure
{
    Session *session = nullptr;
    QString channel; ///< As ChannelInfo::name.
    double rate = 0; ///< Events per second.
};

struct DeadFigure
{
    Session *session = nullptr;
    QString channel;
    qint64 depth = 0;
};

/// What the open connections say together, at one moment. Absent: nobody knows.
struct Figures
{
    std::optional<double> throughput;    ///< Events per second.
    std::optional<qint64> dead;          ///< In all dead-letter channels.
    std::optional<qint64> waiting;       ///< In all other queues; absent where there is no queue.
    int queues = 0;                      ///< How many of them are not empty.
    std::vector<FlowFigure> flows;       ///< Highest rate first.
    std::vector<DeadFigure> deadLetters; ///< Deepest first.
    int connected = 0, total = 0;
    qint64 oldestMs = 0; ///< Unix time of the oldest figures shown; 0: none yet.
};

/// Figures of a connection that is away, or older than this, are no longer counted.
inline constexpr qint64 FreshForMs = 15'000;

bool isConnected(const Session &session);
/// What waits in a channel: a queue's depth, or what a topic keeps.
qint64 depthOf(const ChannelInfo &channel);
Figures gatherFigures(const std::vector<Session *> &sessions, qint64 nowMs);

/// "connected", "retry in 4 s": with what is left of the wait at `nowMs`.
QString stateWords(const ConnectionState &state, qint64 nowMs);

} // namespace flowbench

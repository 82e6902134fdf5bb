// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/deadletter/failure.h"
#include "model/live/port.h"
#include "model/replay/options.h"

#include <optional>
#include <string>
#include <vector>

namespace flowbench {

// Where one event goes.
struct ResolvedTarget
{
    QString channel;                // "queue:orders", "exchange:events", a topic
    std::optional<std::string> key; // routing key of an exchange, key of a topic
    std::optional<int> partition;
    std::vector<std::string> cc; // further routing keys (RabbitMQ's CC)
};

// What a broker of the target understands.
enum class TargetFamily : quint8 { Amqp, Log };

// "origin-queue", "origin-exchange", "origin" or a channel. NotSupported where the event does not say where it came
// from: an origin is never guessed. `sourceByName`: the channel that the dead-letter channel's name tells; empty: none.
Result<ResolvedTarget> resolveTarget(const EventView &event, const std::optional<Failure> &failure,
                                     const QString &target, TargetFamily source, TargetFamily family,
                                     const QString &sourceByName);

// An event as it will be sent.
struct Prepared
{
    ResolvedTarget target;
    Outgoing event;
    std::optional<Event> whole; // with its coordinates, for an archive
};

// Its own headers. The id tells a copy from its twins, the count ends loops.
inline constexpr std::string_view ReplayIdHeader = "flowbench-replay-id";
inline constexpr std::string_view ReplayOfHeader = "flowbench-replay-of";
inline constexpr std::string_view ReplayCountHeader = "flowbench-replay-count";

struct OutgoingMarks
{
    std::string replayId;
    std::string of; // coordinates of the dead letter: "queue:orders.dlq m-3", "orders.DLT:0:17"
    int count = 1;  // how often the event will have been replayed
};

// The body, key and headers of `event` as they are, in their order, without what must not come along: failure headers
// (unless kept), the broker's own marks, expiration, a foreign user_id, earlier own headers. Own headers come last.
Outgoing makeOutgoing(const EventView &event, const ResolvedTarget &target, TargetFamily family,
                      bool keepFailureHeaders, const OutgoingMarks &marks);

// How often an event says it was replayed; 0: never.
int replayCountOf(const EventView &event);

} // namespace flowbench

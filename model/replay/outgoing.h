// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/deadletter/failure.h"
#include "model/live/port.h"
#include "model/replay/options.h"

#include <memory>
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

// Where the events of one dead-letter channel go. One thread at a time.
class Routes
{
public:
    // `target`: "origin-queue", "origin-exchange", "origin" or a channel.
    Routes(const QString &target, TargetFamily source, TargetFamily family, const QString &deadLetterChannel);
    // NotSupported where the event does not say where it came from: an origin is never guessed.
    Result<void> resolve(const EventView &event, ResolvedTarget &to) const;

    const QString target;
    const TargetFamily source, family;

private:
    Result<void> originQueue(const std::optional<FailureOrigin> &origin, ResolvedTarget &to) const;
    Result<void> originExchange(const std::optional<FailureOrigin> &origin, ResolvedTarget &to) const;
    Result<void> originTopic(const EventView &event, const std::optional<FailureOrigin> &origin,
                             ResolvedTarget &to) const;
    const QString &named(const std::string &name) const;
    const QString &queueNamed(const std::string &name) const;

    QString m_sourceByName;              // what the dead-letter channel's name tells; empty: nothing
    mutable std::string m_lastName;      // most events come from where the one before came from
    mutable QString m_last, m_lastQueue; // of m_lastName, as a channel and as a queue
};

// An event as it will be sent.
struct Prepared
{
    ResolvedTarget target;                 // its key and partition are the event's
    std::optional<std::string_view> value; // lies in the source, or in `own`
    std::string fields;                    // packed FieldList
    std::unique_ptr<Event> own;            // an edited one; or a whole one with its coordinates, for an archive

    void clear(); // its memory is kept
    OutgoingView outgoing(quint64 tag) const;
};

// Its own headers. The id tells a copy from its twins, the count ends loops.
inline constexpr std::string_view ReplayIdHeader = "flowbench-replay-id";
inline constexpr std::string_view ReplayOfHeader = "flowbench-replay-of";
inline constexpr std::string_view ReplayCountHeader = "flowbench-replay-count";

struct OutgoingMarks
{
    std::string replayId;
    std::string of;  // coordinates of the dead letter: "queue:orders.dlq m-3", "orders.DLT:0:17"
    int replays = 0; // how often the event was replayed before, if its own headers do not say more
};

// The body, key and headers of `event` as they are, in their order, without what must not come along: failure headers
// (unless kept), the broker's own marks, expiration, a foreign user_id, earlier own headers. Own headers come last. The
// value stays where it lies. `to` has its target.
void prepare(const EventView &event, TargetFamily family, bool keepFailureHeaders, const OutgoingMarks &marks,
             Prepared &to);

// How often an event says it was replayed; 0: never.
int replayCountOf(const EventView &event);
// The job that sent it, by its own header; empty: none says so. Bytes of the event: hostile.
std::string_view replayJobOf(const EventView &event);

} // namespace flowbench

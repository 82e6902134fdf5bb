// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/jsonwriter.h"
#include "model/event/event.h"

#include <optional>
#include <string>
#include <vector>

namespace flowbench {

// Who wrote the account of a failure.
enum class FailureDialect : quint8 {
    XDeath,       // RabbitMQ itself
    Spring,       // Spring Kafka, DeadLetterPublishingRecoverer
    SpringRetry,  // Spring Kafka, @RetryableTopic
    SpringStream, // Spring Cloud Stream
    SpringAmqp,   // Spring AMQP, RepublishMessageRecoverer
    Connect,      // Kafka Connect
    Streams,      // Kafka Streams (KIP-1034)
    ShareGroup,   // Kafka share groups (KIP-1191)
    SmallRye,
    NServiceBus,
    MassTransit,
    Rebus,
    Cap,
    Headers, // headers that services write themselves (x-original-topic, x-error, ...)
    Json     // a body that services write themselves ({originalQueue, originalMessage, error, failedAt, ...})
};
const char *failureDialectName(FailureDialect dialect); // "x-death", "spring", "connect", ...

// Where the event was when it failed. Texts are bytes of the event: hostile, and UTF-8 only if it was.
struct FailureOrigin
{
    std::string channel; // as ChannelInfo::name ("queue:orders", "orders"); empty: not told
    std::optional<std::int32_t> partition;
    std::optional<qint64> offset;
    std::optional<std::string> exchange; // empty: the default exchange
    std::vector<std::string> routingKeys;
    std::string group; // the consumer that failed

    bool operator==(const FailureOrigin &) const = default;
};

// One account of a failure over all dialects. What the event does not tell is empty.
struct Failure
{
    FailureDialect dialect = FailureDialect::XDeath;
    FailureOrigin origin;
    std::string reason; // "rejected", "expired", "maxlen", "delivery_limit", "exception", "error", or the dialect's own
    std::string exception; // what failed; a framework's wrapper around it is not it
    std::string wrapper;   // the wrapper, where there was one
    std::string cause;     // the innermost exception of the stack trace, where that is another one
    std::string message, stack;
    std::optional<qint64> attempts;
    std::optional<qint64> first, last; // Unix time in ms of the first and the last death
    bool pointer = false;              // only tells where the event was: its body has to be fetched from there

    const std::string &rootCause() const { return cause.empty() ? exception : cause; }
    bool operator==(const Failure &) const = default;
};

// Recognises a dead letter by headers, else by a JSON body up to `bodyLimit` bytes. Made for traffic: an event that is
// none costs a look at its headers' names and the first level of its body, and no allocation. Any thread; does not
// throw; hostile events give nothing or what could be read of them.
std::optional<Failure> recogniseFailure(const EventView &event, std::size_t bodyLimit = 4 << 20);

// The same's origin, without reading the rest: what a replay asks of every event.
std::optional<FailureOrigin> originOf(const EventView &event);

// {"dialect":…,"origin":{"channel":…,"partition":…,"offset":…,"exchange":…,"routing_keys":[…],"group":…},"reason":…,
//  "exception":…,"wrapper":…,"cause":…,"message":…,"stack":…,"attempts":…,"first":ISO,"last":ISO,"pointer":true};
// what is not known is left out, bytes that are not UTF-8 become U+FFFD.
void writeFailureJson(JsonWriter &out, const Failure &failure);
// Every chain of names it can have: {"reason"}, {"origin"}, {"origin", "channel"}, ...
std::vector<std::vector<std::string>> failureFields();
// The same as text, for `failure` in expressions; empty: the event is no dead letter.
std::string failureJson(const EventView &event);

} // namespace flowbench

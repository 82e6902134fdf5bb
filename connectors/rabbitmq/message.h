// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/rabbitmq/tablecodec.h"

namespace flowbench::rabbitmq {

inline constexpr std::uint64_t MaxBody = std::uint64_t(512)
                                         << 20; // RabbitMQ's own limit; a peer that announces more lies

// One whole message as it came from the broker; owns its bytes.
struct Incoming
{
    amqp_channel_t channel = 0;
    std::uint64_t tag = 0;
    bool redelivered = false;
    std::string consumer;
    std::string exchange, routingKey;
    std::string fields; // packed: exchange, routing_key, redelivered; properties; headers
    std::string body;
    qint64 timeMs = 0;
    TimeKind timeKind = TimeKind::Received;
    std::optional<qint64> streamOffset;  // x-stream-offset, taken out of the headers
    std::optional<qint64> deliveryCount; // x-delivery-count of a quorum queue

    // Points into this message; key is the routing key.
    EventView view(std::string_view channelName, qint64 offset) const;
};

// Fills in what the content header says: properties, headers, time.
void readProperties(Incoming &message, const amqp_basic_properties_t &properties);

// The properties and headers of a packed list, for publishing; points into `fields` and the builder.
// BadArgument {name, value} for a property that there is not, or whose value is not of its type.
Result<amqp_basic_properties_t> writeProperties(TableBuilder &builder, const FieldList &fields);

} // namespace flowbench::rabbitmq

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/rabbitmq/amqpconnection.h"
#include "connectors/rabbitmq/context.h"

#include <functional>

namespace flowbench::rabbitmq {

// Why none of a queue's messages is fetched: those at its limit could not be published anew, for that reason.
Error notReturnable(const QString &queue, int limit, const Error &why);

// Sends messages to the end of their queue once more, confirmed, instead of returning them: they are at their delivery
// limit and the next return would destroy them. Whoever holds one acks it once its copy is confirmed, never before.
// Connects when it is needed; on a connection of its own, as a publisher that the broker blocks must not hold up
// anything else. One thread with a big stack.
class Rescue
{
public:
    // Of `context`, which outlives it; the queue's bare name.
    Rescue(Context &context, const QString &queue);

    // Whether messages could be published to it by this user, now: asked before any is held that must not be returned.
    // Sends one that no queue takes.
    Result<void> check(const Cancel &cancel);
    // The message of that place; it is used before the next one is asked for.
    using Message = std::function<Result<EventView>(std::size_t place)>;
    // In their order. True for each that the broker has; after one that it did not confirm the rest is not tried. One
    // whose headers outgrew a frame goes without its x-death.
    std::vector<bool> publish(std::size_t count, const Message &message, const Cancel &cancel);

private:
    Result<void> ready(const Cancel &cancel);
    Result<void> send(const EventView &event, TableBuilder &builder);

    Context &m_context;
    const std::string m_queue, m_user;
    std::unique_ptr<AmqpConnection> m_connection;
    Clock::time_point m_used{};
    std::uint64_t m_next = 1; // the channel's number of the next message
};

} // namespace flowbench::rabbitmq

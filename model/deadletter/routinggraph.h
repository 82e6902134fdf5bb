// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/live/channel.h"

#include <QHash>
#include <QStringList>

#include <optional>
#include <span>

// Where RabbitMQ would take a message: by the rules of AMQP 0-9-1, over a picture of the broker.
namespace flowbench {

// '.' separates words, '*' is one word, '#' any number of words. Whether there is a key that both patterns take; a
// key without wildcards is a pattern that takes itself. Time is the product of their words.
bool topicPatternsMeet(const QString &a, const QString &b);

// Queues that a message reaches. Immutable once made; any thread.
class RoutingGraph
{
public:
    // Names with their kinds: "queue:orders", "exchange:events".
    RoutingGraph(std::span<const ChannelDetails> channels, std::span<const BindingInfo> bindings);

    bool has(const QString &channel) const { return m_channels.contains(channel); }
    const ChannelDetails *channel(const QString &name) const { return m_channels.value(name); }

    // A message that is known has its headers, and keys as they are. Of one that is not known yet, the keys are
    // patterns that its key may be one of ("#": any), and whatever may be reached is.
    struct Message
    {
        QStringList keys;
        std::optional<FieldList> headers;
    };
    // Sorted names of queues. `exchange` bare; empty: the default exchange, which knows every queue by its name.
    QStringList reached(const QString &exchange, const Message &message) const;
    // Patterns of the keys with which messages come into a queue: of its bindings, and its name.
    QStringList keysOf(const QString &queue) const;

private:
    QHash<QString, const ChannelDetails *> m_channels;
    QHash<QString, std::vector<const BindingInfo *>> m_bySource, m_byDestination;
};

// An argument of a queue, else what its policies say of it ("x-dead-letter-exchange" is "dead-letter-exchange" there).
struct QueueSetting
{
    QJsonValue value; // undefined: neither
    bool byPolicy = false;
};
QueueSetting queueSetting(const ChannelDetails &queue, const QString &argument);

} // namespace flowbench

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/rabbitmq/amqpconnection.h"
#include "connectors/rabbitmq/context.h"

#include <QJsonObject>

namespace flowbench::rabbitmq {

// One binding that a tail's own queue gets.
struct OwnBinding
{
    std::string exchange, key;
    QJsonObject arguments;
};

// What following a channel means, found out before anything is declared.
struct TailTarget
{
    ChannelAddress address;
    std::string channel;              // address.name in UTF-8
    std::vector<OwnBinding> bindings; // of our own queue; empty: a stream, which is read itself
    QString pattern;                  // for the coverage
    QStringList notes;                // "bound-key:KEY", "direct-sends-not-seen", "alternate-exchange-bypassed"
};

// Resolves a channel of a tail. ChannelNotFound, NoBindings, NotSupported (the default exchange, exchange types that
// share out instead of copying), ManagementUnavailable where only the API could tell what to bind.
Result<TailTarget> tailTarget(Context &context, AmqpConnection &connection, const ChannelAddress &address,
                              const Cancel &cancel);

// A queue of our own: exclusive, auto-delete, bounded at the broker. Gone with its connection.
class OwnQueue
{
public:
    static constexpr qint64 MaxBytes = qint64(64) << 20;
    static constexpr qint64 ExpiresMs = 60000;

    explicit OwnQueue(std::vector<OwnBinding> bindings) : m_bindings(std::move(bindings)) {}
    // Declares and binds; on channel 1.
    Result<void> declare(AmqpConnection &connection, const Cancel &cancel);
    Result<void> bind(AmqpConnection &connection, const Cancel &cancel);
    Result<void> unbind(AmqpConnection &connection, const Cancel &cancel);
    // Whether the broker dropped something of it since the last time; the marker is a second queue that keeps one
    // dead letter. False where the rights did not allow one.
    Result<bool> dropped(AmqpConnection &connection, const Cancel &cancel);
    const std::string &name() const { return m_name; }

private:
    Result<void> declareQueue(AmqpConnection &connection, const std::string &name, const std::string &marker,
                              const Cancel &cancel);
    std::vector<OwnBinding> m_bindings;
    std::string m_name, m_marker;
};

} // namespace flowbench::rabbitmq

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/rabbitmq/amqpconnection.h"
#include "connectors/rabbitmq/context.h"

namespace flowbench::rabbitmq {

enum class QueueType : quint8 { Classic, Quorum, Stream };

// What a queue is, as far as looking at it depends on that.
struct QueueNature
{
    QueueType type = QueueType::Classic;
    std::optional<int> deliveryLimit; // a message returned more often than this is gone
    bool limitGuessed = false;        // without the management API the limit is not known
};

// By the management API, else by asking the queue what it refuses. Never makes a queue and takes nothing for good.
Result<QueueNature> natureOf(Context &context, const AmqpConnection &connection, const QString &queue,
                             const Cancel &cancel);
// Of what the management API says of a queue.
QueueNature natureOf(const QJsonObject &queue, int serverMajor);

} // namespace flowbench::rabbitmq

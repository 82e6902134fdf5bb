// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/rabbitmq/amqpconnection.h"
#include "connectors/rabbitmq/context.h"
#include "connectors/rabbitmq/feed.h"

namespace flowbench::rabbitmq {

// Bounds of a stream queue: [first, end). An empty stream that never held anything is [0, 0).
struct StreamBounds
{
    qint64 first = 0, end = 0;
};

// Where a consumer of a stream begins.
struct StreamStart
{
    enum class Kind : quint8 { First, Next, Offset, Time } kind = Kind::First;
    qint64 value = 0; // an offset, or Unix milliseconds
};

inline constexpr int StreamPrefetch = 1000; // a stream gives nothing to a consumer without one

// Consumer arguments for a stream; lives in the builder.
amqp_table_t streamArguments(TableBuilder &builder, const StreamStart &start);
// Reads one message to know where the stream begins; on a channel of its own. Changes nothing.
Result<StreamBounds> streamBounds(AmqpConnection &connection, const std::string &queue, const Cancel &cancel);

// Reads [from, to) of a stream into the feed and says how far it came. No side effects.
struct StreamRead
{
    qint64 next = 0;
    qint64 gaps = 0;
    ScanEnd ended = ScanEnd::End;
    std::optional<Error> error;
};
StreamRead readStream(Context &context, const std::string &queue, std::string_view channel, const StreamStart &start,
                      qint64 from, qint64 to, Feed &feed, const std::function<void()> &progress, const Cancel &cancel);

} // namespace flowbench::rabbitmq

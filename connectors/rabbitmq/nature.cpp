// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/rabbitmq/nature.h"

#include "connectors/rabbitmq/management.h"

namespace flowbench::rabbitmq {

using namespace Qt::StringLiterals;

namespace {
constexpr int DefaultLimitSince4 = 20;
// Where a limit cannot be asked for: one look is safe with any limit that makes sense, a second is not taken.
constexpr int GuessedLimit = 1;
constexpr Milliseconds ProbeWait{300};

// A quorum queue refuses a channel-wide prefetch, and a stream a consumer without one; a classic queue takes both. The
// connection is thrown away, as a refusal closes it. A classic queue may hand out one message, which goes back.
Result<QueueNature> probe(Context &context, const QString &queue, const Cancel &cancel)
{
    class Returns : public AmqpEvents
    {
    public:
        std::uint64_t tag = 0;
        void delivered(Incoming &&message) override { tag = message.tag; }
    } returns;
    auto connection = connectTo(context, cancel);
    if (!connection)
        return connection.error();
    AmqpConnection &c = **connection;
    c.setEvents(&returns);
    if (const auto ok = c.qos(1, 1, true, cancel); !ok)
        return ok.error();
    const std::string name = queue.toUtf8().toStdString();
    const auto consumer = c.consume(1, name, amqp_empty_table, false, cancel);
    QueueNature nature;
    if (consumer) {
        (void)c.pump(ProbeWait).ok();
        (void)c.cancelConsumer(1, *consumer, cancel).ok();
        if (returns.tag)
            (void)c.nack(1, 0, true, true).ok();
        (void)c.queueState(1, name, cancel).ok();
        return nature;
    }
    const Error &e = consumer.error();
    if (e.code == ErrorCode::Cancelled || e.code == ErrorCode::Timeout || e.code == ErrorCode::ChannelNotFound ||
        e.code == ErrorCode::NotPermitted)
        return e;
    nature.type = e.code == ErrorCode::NotSupported ? QueueType::Quorum : QueueType::Stream;
    if (nature.type == QueueType::Quorum) {
        nature.deliveryLimit = GuessedLimit;
        nature.limitGuessed = true;
    }
    return nature;
}
} // namespace

QueueNature natureOf(const QJsonObject &queue, int serverMajor)
{
    QueueNature n;
    const QJsonObject arguments = queue[u"arguments"].toObject();
    const QString type = queue[u"type"].toString(arguments[u"x-queue-type"].toString());
    n.type = type == u"quorum" ? QueueType::Quorum : type == u"stream" ? QueueType::Stream : QueueType::Classic;
    if (n.type != QueueType::Quorum)
        return n;
    // Of argument and policy the lower one counts; none is 20 since 4.0. A negative one is none since then; before
    // (seen with 3.10) the first return is already one too many.
    std::optional<int> limit;
    const QJsonValue byArgument = arguments[u"x-delivery-limit"];
    const QJsonValue byPolicy = queue[u"effective_policy_definition"].toObject()[u"delivery-limit"];
    for (const QJsonValue &v : {byArgument, byPolicy}) {
        if (v.isDouble())
            limit = std::min(limit.value_or(v.toInt()), v.toInt());
    }
    if (!limit && serverMajor >= 4)
        limit = DefaultLimitSince4;
    if (limit && *limit < 0)
        limit = serverMajor >= 4 ? std::nullopt : std::optional(0);
    n.deliveryLimit = limit;
    return n;
}

Result<QueueNature> natureOf(Context &context, const AmqpConnection &connection, const QString &queue,
                             const Cancel &cancel)
{
    const auto known = context.management->queue(queue, cancel);
    if (known)
        return natureOf(*known, connection.serverMajor());
    if (known.error().code == ErrorCode::ManagementUnavailable)
        return probe(context, queue, cancel);
    return known.error();
}

} // namespace flowbench::rabbitmq

// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/rabbitmq/catalog.h"

#include "connectors/rabbitmq/bigthread.h"
#include "connectors/rabbitmq/management.h"

#include <algorithm>

namespace flowbench::rabbitmq {

using namespace Qt::StringLiterals;

namespace {
// The API's figures are seconds old; asking each queue itself is exact, but not for thousands.
constexpr int AskedAtMost = 300;
constexpr Milliseconds AskingTakesAtMost{1500};

template <class T>
std::optional<T> number(const QJsonValue &v)
{
    return v.isDouble() ? std::optional<T>(T(v.toInteger())) : std::nullopt;
}

std::optional<double> rate(const QJsonObject &o, const QString &details)
{
    const QJsonValue flat = o[u"message_stats"].toObject()[details].toObject()[u"rate"];
    return flat.isDouble() ? std::optional<double>(flat.toDouble()) : std::nullopt;
}

ChannelInfo queueInfo(const QJsonObject &q)
{
    ChannelInfo i;
    const QString name = q[u"name"].toString();
    i.name = queueName(name);
    const QString type = q[u"type"].toString(q[u"arguments"].toObject()[u"x-queue-type"].toString());
    i.kind = type == u"stream" ? ChannelKind::Stream : ChannelKind::Queue;
    i.depth = number<qint64>(q[u"messages_ready"]);
    i.unacked = number<qint64>(q[u"messages_unacknowledged"]);
    i.consumers = number<int>(q[u"consumers"]);
    i.ratePerSecond = rate(q, u"publish_details"_s);
    if (i.kind == ChannelKind::Stream)
        i.events = number<qint64>(q[u"messages"]);
    i.internal = name.startsWith(u"amq.") || name.startsWith(u"flowbench.tail.");
    return i;
}

ChannelInfo exchangeInfo(const QJsonObject &e)
{
    ChannelInfo i;
    const QString name = e[u"name"].toString();
    i.name = exchangeName(name);
    i.kind = ChannelKind::Exchange;
    i.exchangeType = e[u"type"].toString();
    i.ratePerSecond = rate(e, u"publish_in_details"_s);
    i.internal = name.isEmpty() || name.startsWith(u"amq.") || e[u"internal"].toBool();
    return i;
}

// What differs from a durable channel that stays.
QJsonObject configOf(const QJsonObject &o)
{
    QJsonObject config;
    if (!o[u"durable"].toBool(true))
        config[u"durable"_s] = false;
    for (const QString &key : {u"auto_delete"_s, u"exclusive"_s, u"internal"_s}) {
        if (o[key].toBool())
            config[key] = true;
    }
    if (const QJsonObject policy = o[u"effective_policy_definition"].toObject(); !policy.isEmpty())
        config[u"effective_policy"_s] = policy;
    if (const QString type = o[u"type"].toString(); type == u"quorum" || type == u"stream")
        config[u"type"_s] = type;
    return config;
}

bool notThere(const Error &e) { return e.code == ErrorCode::ChannelNotFound; }
} // namespace

BindingInfo bindingOf(const QJsonObject &b)
{
    BindingInfo i;
    i.source = exchangeName(b[u"source"].toString());
    const QString destination = b[u"destination"].toString();
    i.destination =
        b[u"destination_type"].toString() == u"exchange" ? exchangeName(destination) : queueName(destination);
    i.routingKey = b[u"routing_key"].toString();
    i.arguments = b[u"arguments"].toObject();
    return i;
}

namespace {
ChannelDetails detailsOf(ChannelInfo info, const QJsonObject &o)
{
    ChannelDetails d;
    d.info = std::move(info);
    d.config = configOf(o);
    d.arguments = o[u"arguments"].toObject();
    d.policy = o[u"policy"].toString();
    d.policyDefinition = o[u"effective_policy_definition"].toObject();
    return d;
}
} // namespace

ChannelDetails queueDetailsOf(const QJsonObject &queue) { return detailsOf(queueInfo(queue), queue); }
ChannelDetails exchangeDetailsOf(const QJsonObject &exchange) { return detailsOf(exchangeInfo(exchange), exchange); }

Result<std::vector<ChannelInfo>> RabbitCatalog::channels(const Cancel &cancel)
{
    const auto exchanges = m_context->management->exchanges(cancel);
    if (!exchanges)
        return exchanges.error();
    const auto queues = m_context->management->queues(cancel);
    if (!queues)
        return queues.error();
    // Without the right to see bindings nothing is a dead-letter queue by its bindings.
    const auto bindings = m_context->management->bindings(cancel);
    const QStringList dead = deadLetterQueues(*queues, *exchanges, bindings ? *bindings : QJsonArray());
    std::vector<ChannelInfo> out;
    QStringList exclusive;
    for (const auto &e : *exchanges)
        out.push_back(exchangeInfo(e.toObject()));
    for (const auto &q : *queues) {
        out.push_back(queueInfo(q.toObject()));
        out.back().deadLetter = dead.contains(q[u"name"_s].toString());
        if (q[u"exclusive"_s].toBool())
            exclusive.append(out.back().name);
    }
    onBigStack([&] {
        correctDepths(out, exclusive, cancel);
        return 0;
    });
    std::sort(out.begin(), out.end(), [](const ChannelInfo &a, const ChannelInfo &b) { return a.name < b.name; });
    m_context->board.connected();
    return out;
}

void RabbitCatalog::correctDepths(std::vector<ChannelInfo> &channels, const QStringList &exclusive,
                                  const Cancel &cancel)
{
    const auto count = std::count_if(channels.begin(), channels.end(),
                                     [](const ChannelInfo &c) { return c.kind != ChannelKind::Exchange; });
    if (count == 0)
        return;
    const Cancel bounded{cancel.token, std::min(cancel.deadline, Clock::now() + AskingTakesAtMost)};
    auto connection = connectTo(*m_context, bounded);
    if (!connection)
        return;
    for (ChannelInfo &c : channels) {
        if (bounded.done())
            return;
        const bool missing = !c.depth || !c.consumers;
        if (c.kind == ChannelKind::Exchange || exclusive.contains(c.name) || (count > AskedAtMost && !missing))
            continue;
        const auto state = (*connection)->queueState(1, amqpName({c.name, {}}), bounded);
        if (!state) {
            if ((*connection)->broken())
                return;
            continue;
        }
        c.depth = state->ready;
        c.consumers = state->consumers;
        if (c.kind == ChannelKind::Stream)
            c.events = state->ready;
    }
}

Result<ChannelAddress> RabbitCatalog::resolve(const QString &typed, const Cancel &cancel)
{
    return onBigStack([&]() -> Result<ChannelAddress> {
        auto connection = connectTo(*m_context, cancel);
        return connection ? resolveOn(**connection, typed, cancel) : Result<ChannelAddress>(connection.error());
    });
}

Result<ChannelAddress> RabbitCatalog::resolveOn(AmqpConnection &connection, const QString &typed, const Cancel &cancel)
{
    const ChannelAddress address = ChannelAddress::parse(typed);
    if (isQueue(address) || isExchange(address)) {
        if (const auto ok = checkName(address); !ok)
            return ok.error();
        Result<void> there;
        if (isExchange(address))
            there = connection.exchangeExists(1, amqpName(address), cancel);
        else if (const auto state = connection.queueState(1, amqpName(address), cancel); !state)
            there = state.error();
        // Somebody's exclusive queue is there, though it may not be asked.
        if (!there && there.error().code != ErrorCode::NotPermitted)
            return there.error();
        return address;
    }
    const ChannelAddress queue{queueName(typed), {}};
    ChannelAddress exchange{exchangeName(typed), {}};
    if (typed.isEmpty() || !checkName(queue))
        return makeError(ErrorCode::BadArgument, {u"channel"_s, typed});
    const auto asQueue = connection.queueState(1, amqpName(queue), cancel);
    if (!asQueue && !notThere(asQueue.error()) && asQueue.error().code != ErrorCode::NotPermitted)
        return asQueue.error();
    auto asExchange = connection.exchangeExists(1, amqpName(exchange), cancel);
    const bool isThere = asQueue || asQueue.error().code == ErrorCode::NotPermitted;
    if (!asExchange && notThere(asExchange.error()) && !isThere && typed.contains(u'#')) {
        exchange = ChannelAddress::parse(exchange.name);
        asExchange = connection.exchangeExists(1, amqpName(exchange), cancel);
    }
    if (!asExchange && !notThere(asExchange.error()))
        return asExchange.error();
    if (isThere && asExchange)
        return makeError(ErrorCode::AmbiguousChannel, {typed, queue.name + u", "_s + exchange.name});
    if (isThere)
        return queue;
    if (asExchange)
        return exchange;
    return makeError(ErrorCode::ChannelNotFound, {typed});
}

Result<ChannelDetails> RabbitCatalog::details(const QString &channel, const Cancel &cancel)
{
    return onBigStack([&]() -> Result<ChannelDetails> {
        auto connection = connectTo(*m_context, cancel);
        if (!connection)
            return connection.error();
        const auto address = resolveOn(**connection, channel, cancel);
        if (!address)
            return address.error();
        if (isQueue(*address))
            return queueDetails(**connection, address->bare(), cancel);
        const std::string name = amqpName(*address);
        return exchangeDetails(**connection, QString::fromUtf8(name.data(), qsizetype(name.size())), cancel);
    });
}

Result<ChannelDetails> RabbitCatalog::queueDetails(AmqpConnection &connection, const QString &queue,
                                                   const Cancel &cancel)
{
    ChannelDetails d;
    d.info.name = queueName(queue);
    d.info.kind = ChannelKind::Queue;
    const auto known = m_context->management->queue(queue, cancel);
    if (known) {
        d = queueDetailsOf(*known);
    } else if (known.error().code != ErrorCode::ManagementUnavailable && !notThere(known.error())) {
        return known.error();
    }
    if (const auto bindings = m_context->management->queueBindings(queue, cancel)) {
        for (const auto &b : *bindings)
            d.bindings.push_back(bindingOf(b.toObject()));
    }
    // The API lags by seconds.
    if (const auto state = connection.queueState(1, queue.toUtf8().toStdString(), cancel)) {
        d.info.depth = state->ready;
        d.info.consumers = state->consumers;
    }
    const auto queues = m_context->management->queues(cancel);
    const auto exchanges = m_context->management->exchanges(cancel);
    const auto bindings = m_context->management->bindings(cancel);
    if (queues && exchanges && bindings)
        d.info.deadLetter = deadLetterQueues(*queues, *exchanges, *bindings).contains(queue);
    return d;
}

Result<ChannelDetails> RabbitCatalog::exchangeDetails(AmqpConnection &, const QString &exchange, const Cancel &cancel)
{
    ChannelDetails d;
    d.info.name = exchangeName(exchange);
    d.info.kind = ChannelKind::Exchange;
    const auto known = m_context->management->exchange(exchange, cancel);
    if (known) {
        d = exchangeDetailsOf(*known);
    } else if (known.error().code != ErrorCode::ManagementUnavailable && !notThere(known.error())) {
        return known.error();
    }
    if (const auto bindings = m_context->management->exchangeBindings(exchange, cancel)) {
        for (const auto &b : *bindings)
            d.bindings.push_back(bindingOf(b.toObject()));
    }
    return d;
}

} // namespace flowbench::rabbitmq

// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/rabbitmq/topology.h"

#include "connectors/rabbitmq/amqpconnection.h"
#include "connectors/rabbitmq/bigthread.h"
#include "connectors/rabbitmq/catalog.h"
#include "connectors/rabbitmq/management.h"

#include <QRegularExpression>

#include <limits>

namespace flowbench::rabbitmq {

using namespace Qt::StringLiterals;

namespace {
// Runs one change on a connection of its own: a refused one closes the channel.
template <class Work>
Result<void> change(Context &context, const Cancel &cancel, Work work)
{
    return onBigStack([&]() -> Result<void> {
        auto connection = connectTo(context, cancel);
        if (!connection)
            return connection.error();
        const Result<void *> r = work(**connection);
        if (r)
            return {};
        Error e = r.error();
        e.connection = context.settings.address;
        return e;
    });
}

Result<void *> declareQueue(AmqpConnection &c, const ChannelSpec &spec, const std::string &name, const Cancel &cancel)
{
    TableBuilder builder;
    amqp_queue_declare_t request{};
    request.queue = bytes(name);
    request.durable = spec.durable;
    request.auto_delete = spec.autoDelete;
    request.arguments = builder.table(spec.arguments);
    return c.call(1, AMQP_QUEUE_DECLARE_METHOD, &request, AMQP_QUEUE_DECLARE_OK_METHOD, spec.name, cancel);
}

Result<void *> declareExchange(AmqpConnection &c, const ChannelSpec &spec, const std::string &name,
                               const Cancel &cancel)
{
    TableBuilder builder;
    const std::string type = spec.exchangeType.toUtf8().toStdString();
    amqp_exchange_declare_t request{};
    request.exchange = bytes(name);
    request.type = bytes(type);
    request.durable = spec.durable;
    request.auto_delete = spec.autoDelete;
    request.arguments = builder.table(spec.arguments);
    return c.call(1, AMQP_EXCHANGE_DECLARE_METHOD, &request, AMQP_EXCHANGE_DECLARE_OK_METHOD, spec.name, cancel);
}
} // namespace

Result<std::vector<BindingInfo>> RabbitTopology::bindings(const Cancel &cancel)
{
    const auto all = m_context->management->bindings(cancel);
    if (!all)
        return all.error();
    std::vector<BindingInfo> out;
    for (const auto &b : *all)
        out.push_back(bindingOf(b.toObject()));
    return out;
}

namespace {
bool appliesTo(const QString &what, const ChannelDetails &d)
{
    const bool exchange = d.info.kind == ChannelKind::Exchange;
    if (what == u"all")
        return true;
    if (what == u"exchanges" || exchange)
        return what == u"exchanges" && exchange;
    const QString type = d.config.value(u"type"_s).toString();
    return what == u"queues" || (what == u"quorum_queues" && type == u"quorum") ||
           (what == u"streams" && type == u"stream") || (what == u"classic_queues" && type.isEmpty());
}

// The API tells a channel's policy some seconds after it began to apply; until then it is worked out as the broker
// does: of those that match, the one of the highest priority.
void addPolicy(ChannelDetails &d, const QJsonArray &policies)
{
    const QString name = ChannelAddress{d.info.name, {}}.bare();
    qint64 best = std::numeric_limits<qint64>::min();
    for (const auto &p : policies) {
        const QRegularExpression pattern(p[u"pattern"_s].toString());
        const qint64 priority = p[u"priority"_s].toInteger();
        if (priority <= best || !appliesTo(p[u"apply-to"_s].toString(u"all"_s), d) || !pattern.match(name).hasMatch())
            continue;
        best = priority;
        d.policy = p[u"name"_s].toString();
        d.policyDefinition = p[u"definition"_s].toObject();
    }
}
} // namespace

Result<std::vector<ChannelDetails>> RabbitTopology::everything(const Cancel &cancel)
{
    const auto queues = m_context->management->queues(cancel);
    if (!queues)
        return queues.error();
    const auto exchanges = m_context->management->exchanges(cancel);
    if (!exchanges)
        return exchanges.error();
    // Who may not see policies sees what the API made of them.
    const auto policies = m_context->management->policies(cancel);
    std::vector<ChannelDetails> out;
    const auto add = [&](ChannelDetails d, const QJsonValue &told) {
        if (policies && told.isUndefined())
            addPolicy(d, *policies);
        out.push_back(std::move(d));
    };
    for (const auto &q : *queues)
        add(queueDetailsOf(q.toObject()), q[u"effective_policy_definition"_s]);
    for (const auto &e : *exchanges)
        add(exchangeDetailsOf(e.toObject()), e[u"policy"_s]);
    return out;
}

Result<void> RabbitTopology::declare(const WriteGrant &grant, const ChannelSpec &spec, const Cancel &cancel)
{
    if (const auto ok = grant.allows(WriteOperation::Declare); !ok)
        return ok;
    const ChannelAddress address{spec.name, {}};
    if (const auto ok = checkName(address); !ok)
        return ok;
    return change(*m_context, cancel, [&](AmqpConnection &c) {
        return isQueue(address) ? declareQueue(c, spec, amqpName(address), cancel)
                                : declareExchange(c, spec, amqpName(address), cancel);
    });
}

Result<void> RabbitTopology::remove(const WriteGrant &grant, const QString &channel, const Cancel &cancel)
{
    if (const auto ok = grant.allows(WriteOperation::Delete); !ok)
        return ok;
    const ChannelAddress address{channel, {}};
    if (const auto ok = checkName(address); !ok)
        return ok;
    const std::string name = amqpName(address);
    return change(*m_context, cancel, [&](AmqpConnection &c) -> Result<void *> {
        // The broker says yes to deleting what is not there; a person should know.
        if (isQueue(address)) {
            if (const auto there = c.queueState(1, name, cancel); !there)
                return there.error();
            amqp_queue_delete_t request{};
            request.queue = bytes(name);
            return c.call(1, AMQP_QUEUE_DELETE_METHOD, &request, AMQP_QUEUE_DELETE_OK_METHOD, channel, cancel);
        }
        if (const auto there = c.exchangeExists(1, name, cancel); !there)
            return there.error();
        amqp_exchange_delete_t request{};
        request.exchange = bytes(name);
        return c.call(1, AMQP_EXCHANGE_DELETE_METHOD, &request, AMQP_EXCHANGE_DELETE_OK_METHOD, channel, cancel);
    });
}

Result<void> RabbitTopology::bind(const WriteGrant &grant, const BindingInfo &binding, const Cancel &cancel)
{
    if (const auto ok = grant.allows(WriteOperation::Declare); !ok)
        return ok;
    const ChannelAddress source{binding.source, {}}, destination{binding.destination, {}};
    for (const ChannelAddress &a : {source, destination}) {
        if (const auto ok = checkName(a); !ok)
            return ok;
    }
    if (!isExchange(source))
        return makeError(ErrorCode::BadArgument, {u"source"_s, binding.source});
    const std::string from = amqpName(source), to = amqpName(destination),
                      key = binding.routingKey.toUtf8().toStdString();
    return change(*m_context, cancel, [&](AmqpConnection &c) {
        TableBuilder builder;
        if (isQueue(destination)) {
            amqp_queue_bind_t request{};
            request.queue = bytes(to);
            request.exchange = bytes(from);
            request.routing_key = bytes(key);
            request.arguments = builder.table(binding.arguments);
            return c.call(1, AMQP_QUEUE_BIND_METHOD, &request, AMQP_QUEUE_BIND_OK_METHOD, binding.source, cancel);
        }
        amqp_exchange_bind_t request{};
        request.destination = bytes(to);
        request.source = bytes(from);
        request.routing_key = bytes(key);
        request.arguments = builder.table(binding.arguments);
        return c.call(1, AMQP_EXCHANGE_BIND_METHOD, &request, AMQP_EXCHANGE_BIND_OK_METHOD, binding.source, cancel);
    });
}

} // namespace flowbench::rabbitmq

// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/rabbitmq/ownqueue.h"

#include "connectors/rabbitmq/management.h"
#include "connectors/rabbitmq/nature.h"

#include <QUuid>

namespace flowbench::rabbitmq {

using namespace Qt::StringLiterals;

namespace {
std::string utf8(const QString &s) { return s.toUtf8().toStdString(); }

bool hasAlternate(const QJsonObject &exchange)
{
    return exchange[u"arguments"].toObject().contains(u"alternate-exchange") ||
           !exchange[u"policy"].toString().isEmpty();
}

// Every key that is bound now: a direct exchange knows no wildcard.
Result<void> bindEveryKey(Context &context, const QString &exchange, TailTarget &target, const Cancel &cancel)
{
    const auto bindings = context.management->exchangeBindings(exchange, cancel);
    if (!bindings)
        return bindings.error();
    QStringList keys;
    for (const auto &b : *bindings) {
        const QJsonObject o = b.toObject();
        if (o[u"source"].toString() == exchange && !keys.contains(o[u"routing_key"].toString()))
            keys.append(o[u"routing_key"].toString());
    }
    if (keys.isEmpty())
        return makeError(ErrorCode::NoBindings, {target.address.name});
    keys.sort();
    for (const QString &key : keys) {
        target.bindings.push_back({utf8(exchange), utf8(key), {}});
        target.notes.append(u"bound-key:"_s + key);
    }
    return {};
}

Result<void> exchangeTarget(Context &context, AmqpConnection &connection, TailTarget &target, const Cancel &cancel)
{
    const std::string name = amqpName(target.address);
    const QString exchange = QString::fromUtf8(name.data(), qsizetype(name.size()));
    if (name.empty())
        return makeError(ErrorCode::NotSupported, {u"tail of the default exchange"_s, u"nothing can be bound to it"_s});
    if (const auto there = connection.exchangeExists(1, name, cancel); !there)
        return there;
    const auto known = context.management->exchange(exchange, cancel);
    const bool asked = !target.address.pattern.isNull();
    if (!known && !(asked && known.error().code == ErrorCode::ManagementUnavailable))
        return known.error();
    QString type = known ? (*known)[u"type"].toString() : u"topic"_s;
    if (type == u"x-delayed-message")
        type = (*known)[u"arguments"].toObject()[u"x-delayed-type"].toString();
    if (known && hasAlternate(*known))
        target.notes.append(u"alternate-exchange-bypassed"_s);
    // Of an exchange that shares out, our queue would take events away from the others.
    if (type != u"topic" && type != u"fanout" && type != u"direct" && type != u"headers" && type != u"x-recent-history")
        return makeError(ErrorCode::NotSupported, {u"tail of an exchange of type "_s + type, target.address.name});
    if (asked) {
        target.pattern = target.address.pattern;
        target.bindings.push_back({name, utf8(target.pattern), {}});
        return {};
    }
    if (type == u"direct")
        return bindEveryKey(context, exchange, target, cancel);
    target.pattern = type == u"topic" ? u"#"_s : QString();
    target.bindings.push_back({name, utf8(target.pattern), {}});
    return {};
}

Result<void> queueTarget(Context &context, AmqpConnection &connection, TailTarget &target, const Cancel &cancel)
{
    const std::string name = amqpName(target.address);
    const QString queue = target.address.bare();
    if (const auto there = connection.queueState(1, name, cancel); !there)
        return there.error();
    const auto known = context.management->queue(queue, cancel);
    if (!known)
        return known.error();
    if (natureOf(*known, connection.serverMajor()).type == QueueType::Stream)
        return {};
    const auto bindings = context.management->queueBindings(queue, cancel);
    if (!bindings)
        return bindings.error();
    QStringList patterns;
    for (const auto &b : *bindings) {
        const QJsonObject o = b.toObject();
        if (o[u"source"].toString().isEmpty())
            continue; // the default exchange's, which every queue has and nobody else can
        target.bindings.push_back(
            {utf8(o[u"source"].toString()), utf8(o[u"routing_key"].toString()), o[u"arguments"].toObject()});
        patterns.append(o[u"source"].toString() + u'#' + o[u"routing_key"].toString());
    }
    if (target.bindings.empty())
        return makeError(ErrorCode::NoBindings, {target.address.name});
    target.pattern = patterns.join(u", "_s);
    target.notes.append(u"direct-sends-not-seen"_s);
    return {};
}
} // namespace

Result<TailTarget> tailTarget(Context &context, AmqpConnection &connection, const ChannelAddress &address,
                              const Cancel &cancel)
{
    TailTarget target;
    target.address = address;
    target.channel = utf8(address.name);
    if (const auto ok = checkName(address); !ok)
        return ok.error();
    const auto ok = isQueue(address) ? queueTarget(context, connection, target, cancel)
                                     : exchangeTarget(context, connection, target, cancel);
    return ok ? Result<TailTarget>(std::move(target)) : Result<TailTarget>(ok.error());
}

Result<void> OwnQueue::declareQueue(AmqpConnection &connection, const std::string &name, const std::string &marker,
                                    const Cancel &cancel)
{
    TableBuilder builder;
    std::vector<amqp_table_entry_t> arguments{entry("x-max-length-bytes", MaxBytes), entry("x-overflow", "drop-head"),
                                              entry("x-expires", ExpiresMs)};
    if (!marker.empty()) {
        arguments.push_back(entry("x-dead-letter-exchange", ""));
        arguments.push_back(entry("x-dead-letter-routing-key", marker.c_str()));
    }
    amqp_queue_declare_t request{};
    request.queue = bytes(name);
    request.exclusive = 1;
    request.auto_delete = 1;
    request.arguments = builder.entries(arguments);
    const auto r =
        connection.ask<amqp_queue_declare_ok_t>(1, AMQP_QUEUE_DECLARE_METHOD, &request, AMQP_QUEUE_DECLARE_OK_METHOD,
                                                u"queue:"_s + QString::fromStdString(name), cancel);
    if (r) {
        m_name = view((*r)->queue);
        return {};
    }
    // The broker closed the channel for it.
    if (!connection.broken() && r.error().code != ErrorCode::Cancelled && r.error().code != ErrorCode::Timeout) {
        if (const auto open = connection.openChannel(1, cancel); !open)
            return open;
    }
    return r.error();
}

Result<void> OwnQueue::declare(AmqpConnection &connection, const Cancel &cancel)
{
    const std::string name = "flowbench.tail." + utf8(QUuid::createUuid().toString(QUuid::WithoutBraces));
    m_marker = name + ".dropped";
    amqp_queue_declare_t request{};
    TableBuilder builder;
    request.queue = bytes(m_marker);
    request.exclusive = 1;
    request.arguments = builder.entries({entry("x-max-length", qint64(1)), entry("x-overflow", "drop-head")});
    const auto marker =
        connection.call(1, AMQP_QUEUE_DECLARE_METHOD, &request, AMQP_QUEUE_DECLARE_OK_METHOD, {}, cancel);
    if (!marker) {
        m_marker.clear();
        if (connection.broken() || marker.error().code != ErrorCode::NotPermitted)
            return marker.error();
        if (const auto open = connection.openChannel(1, cancel); !open)
            return open;
    }
    Result<void> ok = declareQueue(connection, name, m_marker, cancel);
    if (!ok && ok.error().code == ErrorCode::NotPermitted && !m_marker.empty()) {
        m_marker.clear();
        ok = declareQueue(connection, name, {}, cancel);
    }
    // A name of the broker's own is what rights are usually given for.
    if (!ok && ok.error().code == ErrorCode::NotPermitted)
        ok = declareQueue(connection, {}, {}, cancel);
    return ok ? bind(connection, cancel) : ok;
}

Result<void> OwnQueue::bind(AmqpConnection &connection, const Cancel &cancel)
{
    for (const OwnBinding &b : m_bindings) {
        TableBuilder builder;
        amqp_queue_bind_t request{};
        request.queue = bytes(m_name);
        request.exchange = bytes(b.exchange);
        request.routing_key = bytes(b.key);
        request.arguments = builder.table(b.arguments);
        const auto ok = connection.call(
            1, AMQP_QUEUE_BIND_METHOD, &request, AMQP_QUEUE_BIND_OK_METHOD,
            u"exchange:"_s + QString::fromUtf8(b.exchange.data(), qsizetype(b.exchange.size())), cancel);
        if (!ok)
            return ok.error();
    }
    return {};
}

Result<void> OwnQueue::unbind(AmqpConnection &connection, const Cancel &cancel)
{
    for (const OwnBinding &b : m_bindings) {
        TableBuilder builder;
        amqp_queue_unbind_t request{};
        request.queue = bytes(m_name);
        request.exchange = bytes(b.exchange);
        request.routing_key = bytes(b.key);
        request.arguments = builder.table(b.arguments);
        const auto ok = connection.call(1, AMQP_QUEUE_UNBIND_METHOD, &request, AMQP_QUEUE_UNBIND_OK_METHOD, {}, cancel);
        if (!ok)
            return ok.error();
    }
    return {};
}

Result<bool> OwnQueue::dropped(AmqpConnection &connection, const Cancel &cancel)
{
    if (m_marker.empty())
        return false;
    const auto state = connection.queueState(1, m_marker, cancel);
    if (!state)
        return state.error();
    if (state->ready == 0)
        return false;
    amqp_queue_purge_t request{};
    request.queue = bytes(m_marker);
    const auto ok = connection.call(1, AMQP_QUEUE_PURGE_METHOD, &request, AMQP_QUEUE_PURGE_OK_METHOD, {}, cancel);
    return ok ? Result<bool>(true) : Result<bool>(ok.error());
}

} // namespace flowbench::rabbitmq

// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/deadletter/routinggraph.h"

#include "model/live/routing.h"

#include <QSet>

#include <algorithm>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype MostWords = 300; // an AMQP key has 255 bytes

QString exchangeChannel(const QString &bare) { return u"exchange:"_s + bare; }

bool takes(const QString &type, const BindingInfo &binding, const RoutingGraph::Message &message)
{
    const bool known = type == u"topic" || type == u"direct" || type == u"headers" || type == u"fanout";
    if (!known) // of a plugin: nobody knows
        return !message.headers;
    if (message.headers)
        return std::any_of(message.keys.begin(), message.keys.end(), [&](const QString &key) {
            return bindingMatches(type, binding, key.toStdString(), *message.headers);
        });
    if (type == u"fanout" || type == u"headers")
        return true;
    return std::any_of(message.keys.begin(), message.keys.end(), [&](const QString &key) {
        if (type == u"topic")
            return topicPatternsMeet(binding.routingKey, key);
        // A direct binding's key is text, whatever stands in it.
        const bool pattern = key.contains(u'#') || key.contains(u'*');
        return binding.routingKey == key ||
               (pattern && topicMatches(key.toStdString(), binding.routingKey.toStdString()));
    });
}

} // namespace

bool topicPatternsMeet(const QString &a, const QString &b)
{
    const auto words = [](const QString &s) { return s.isEmpty() ? QStringList() : s.split(u'.'); };
    const QStringList p = words(a), q = words(b);
    if (p.size() > MostWords || q.size() > MostWords)
        return true;
    // meets[j]: the words of p so far and the first j of q can be the same key.
    std::vector<char> meets(std::size_t(q.size()) + 1), next(meets.size());
    meets[0] = 1;
    for (std::size_t j = 1; j < meets.size(); ++j)
        meets[j] = meets[j - 1] && q[qsizetype(j) - 1] == u"#";
    for (const QString &word : p) {
        const bool many = word == u"#";
        next[0] = many && meets[0];
        for (std::size_t j = 1; j < meets.size(); ++j) {
            const QString &other = q[qsizetype(j) - 1];
            const bool otherMany = other == u"#";
            bool can = false;
            if (many)
                can = meets[j] || next[j - 1];
            if (otherMany)
                can = can || meets[j] || next[j - 1];
            if (!many && !otherMany)
                can = meets[j - 1] && (word == other || word == u"*" || other == u"*");
            next[j] = can;
        }
        std::swap(meets, next);
    }
    return meets.back();
}

RoutingGraph::RoutingGraph(std::span<const ChannelDetails> channels, std::span<const BindingInfo> bindings)
{
    for (const ChannelDetails &c : channels)
        m_channels.insert(c.info.name, &c);
    for (const BindingInfo &b : bindings) {
        m_bySource[b.source].push_back(&b);
        m_byDestination[b.destination].push_back(&b);
    }
}

QStringList RoutingGraph::reached(const QString &exchange, const Message &message) const
{
    QSet<QString> queues, seen;
    QStringList open;
    if (exchange.isEmpty()) {
        for (const QString &key : message.keys) {
            if (has(u"queue:"_s + key))
                queues.insert(u"queue:"_s + key);
        }
    } else {
        open.append(exchangeChannel(exchange));
    }
    while (!open.isEmpty()) {
        const QString at = open.takeLast();
        if (seen.contains(at))
            continue;
        seen.insert(at);
        const ChannelDetails *details = channel(at);
        const QString type = details ? details->info.exchangeType : QString();
        bool taken = false;
        for (const BindingInfo *b : m_bySource.value(at)) {
            if (!takes(type, *b, message))
                continue;
            taken = true;
            if (b->destination.startsWith(u"exchange:"_s))
                open.append(b->destination);
            else
                queues.insert(b->destination);
        }
        if (taken || !details)
            continue;
        const QJsonValue alternate = queueSetting(*details, u"alternate-exchange"_s).value;
        if (alternate.isString() && !alternate.toString().isEmpty())
            open.append(exchangeChannel(alternate.toString()));
    }
    QStringList sorted(queues.begin(), queues.end());
    sorted.sort();
    return sorted;
}

QStringList RoutingGraph::keysOf(const QString &queue) const
{
    QStringList keys = {ChannelAddress{queue, {}}.bare()};
    for (const BindingInfo *b : m_byDestination.value(queue)) {
        const ChannelDetails *source = channel(b->source);
        const QString type = source ? source->info.exchangeType : QString();
        // A fanout takes any key, and so does what hands on from another exchange.
        const bool named = type == u"topic" || type == u"direct";
        const QString key = named && m_byDestination.value(b->source).empty() ? b->routingKey : u"#"_s;
        if (!keys.contains(key))
            keys.append(key);
    }
    return keys;
}

QueueSetting queueSetting(const ChannelDetails &queue, const QString &argument)
{
    if (const QJsonValue own = queue.arguments.value(argument); !own.isUndefined() && !own.isNull())
        return {own, false};
    const QString name = argument.startsWith(u"x-"_s) ? argument.mid(2) : argument;
    const QJsonValue policy = queue.policyDefinition.value(name);
    return policy.isUndefined() || policy.isNull() ? QueueSetting{QJsonValue(QJsonValue::Undefined), false}
                                                   : QueueSetting{policy, true};
}

} // namespace flowbench

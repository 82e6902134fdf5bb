// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/rabbitmq/catalog.h"
#include "model/live/routing.h"

#include <QHash>
#include <QRegularExpression>
#include <QSet>

namespace flowbench::rabbitmq {

using namespace Qt::StringLiterals;

namespace {
// Without a key of its own a dead letter keeps its first one, which may be any: every binding counts then.
bool reaches(const QString &type, const QString &pattern, const std::optional<QString> &key)
{
    if (!key || type == u"fanout" || type == u"headers")
        return true;
    return type == u"topic" ? topicMatches(pattern.toStdString(), key->toStdString()) : pattern == *key;
}

struct Graph
{
    QHash<QString, QString> types;             // of exchanges
    QMultiHash<QString, QJsonObject> bySource; // bindings

    void collect(const QString &exchange, const std::optional<QString> &key, QSet<QString> &found,
                 QSet<QString> &seen) const
    {
        if (seen.contains(exchange))
            return;
        seen.insert(exchange);
        const QString type = types.value(exchange, u"direct"_s);
        for (auto it = bySource.find(exchange); it != bySource.end() && it.key() == exchange; ++it) {
            if (!reaches(type, (*it)[u"routing_key"].toString(), key))
                continue;
            const QString destination = (*it)[u"destination"].toString();
            if ((*it)[u"destination_type"].toString() == u"queue")
                found.insert(destination);
            else
                collect(destination, key, found, seen);
        }
    }
};

bool namedLikeOne(const QString &name)
{
    static const QRegularExpression like(
        u"(^|[._:-])(dlq|dlt|dead|dead[._-]?letters?|errors?|failed|failures?|parked|parking[._-]?lot|poison)$"_s,
        QRegularExpression::CaseInsensitiveOption);
    return like.match(name).hasMatch();
}
} // namespace

QStringList deadLetterQueues(const QJsonArray &queues, const QJsonArray &exchanges, const QJsonArray &bindings)
{
    Graph graph;
    for (const auto &e : exchanges)
        graph.types.insert(e[u"name"_s].toString(), e[u"type"_s].toString());
    for (const auto &b : bindings)
        graph.bySource.insert(b[u"source"_s].toString(), b.toObject());
    QSet<QString> found;
    for (const auto &q : queues) {
        const QString name = q[u"name"_s].toString();
        if (namedLikeOne(name))
            found.insert(name);
        // The argument wins over the policy.
        const QJsonObject arguments = q[u"arguments"_s].toObject(),
                          policy = q[u"effective_policy_definition"_s].toObject();
        const QJsonValue exchange = arguments.value(u"x-dead-letter-exchange"_s).isString()
                                        ? arguments[u"x-dead-letter-exchange"]
                                        : policy[u"dead-letter-exchange"];
        if (!exchange.isString())
            continue;
        const QJsonValue own = arguments.value(u"x-dead-letter-routing-key"_s).isString()
                                   ? arguments[u"x-dead-letter-routing-key"]
                                   : policy[u"dead-letter-routing-key"];
        const std::optional<QString> key = own.isString() ? std::optional(own.toString()) : std::nullopt;
        if (exchange.toString().isEmpty()) {
            if (key)
                found.insert(*key);
            continue;
        }
        QSet<QString> seen;
        graph.collect(exchange.toString(), key, found, seen);
    }
    return QStringList(found.begin(), found.end());
}

} // namespace flowbench::rabbitmq

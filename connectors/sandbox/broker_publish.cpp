// SPDX-License-Identifier: GPL-3.0-or-later
// The way of a message into the broker: partitions, routing, and what becomes of dead letters.
#include "connectors/sandbox/broker.h"
#include "model/live/routing.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace flowbench::sandbox {

using namespace Qt::StringLiterals;

namespace {

constexpr std::size_t QueueBytes = std::size_t(256) << 20;
constexpr int MostHops = 8;

// FNV-1a: the partition of a key is the same on every machine.
quint32 hashOf(std::string_view key)
{
    quint32 h = 2166136261u;
    for (const char c : key)
        h = (h ^ quint8(c)) * 16777619u;
    return h;
}

std::string onlyHeaders(const std::string &packed)
{
    std::string out;
    for (const FieldView &f : FieldList(packed)) {
        if (f.place == FieldPlace::Header)
            appendField(out, f);
    }
    return out;
}

// What the sender named as the broker's own words is not his to say.
std::string withoutDelivery(const std::string &packed)
{
    std::string out;
    for (const FieldView &f : FieldList(packed)) {
        if (f.place != FieldPlace::Delivery)
            appendField(out, f);
    }
    return out;
}

void addHeader(std::string &packed, std::string_view name, std::string_view value, FieldType type = FieldType::Bytes)
{
    FieldView f;
    f.type = type;
    f.name = name;
    f.value = value;
    appendField(packed, f);
}

QJsonArray deathsOf(const FieldList &fields)
{
    const auto x = fields.find(FieldPlace::Header, "x-death");
    return x ? QJsonDocument::fromJson(QByteArray(x->value.data(), qsizetype(x->value.size()))).array() : QJsonArray();
}

// Most recent first, compressed by queue and reason.
QJsonArray withDeath(QJsonArray deaths, const QString &queue, const QString &reason, const Message &message,
                     qint64 seconds, const std::optional<QString> &expiration)
{
    QJsonObject entry{{u"count"_s, 1},
                      {u"reason"_s, reason},
                      {u"queue"_s, queue},
                      {u"time"_s, seconds},
                      {u"exchange"_s, QString::fromStdString(message.exchange)},
                      {u"routing-keys"_s, QJsonArray{QString::fromStdString(message.key.value_or(""))}}};
    if (expiration)
        entry[u"original-expiration"_s] = *expiration;
    for (qsizetype i = 0; i < deaths.size(); ++i) {
        QJsonObject old = deaths[i].toObject();
        if (old[u"queue"_s] == queue && old[u"reason"_s] == reason) {
            old[u"count"_s] = old[u"count"_s].toInt() + 1;
            entry = old;
            deaths.removeAt(i);
            break;
        }
    }
    deaths.prepend(entry);
    return deaths;
}

struct Death
{
    QString queue, reason;
    qint64 seconds = 0;
};

// The fields of a dead letter: the broker's account of the death in front of nothing, behind what the sender wrote.
std::string fieldsOfDead(const Message &message, const Death &death)
{
    const FieldList old(message.fields);
    std::optional<QString> expiration;
    std::string out;
    bool first = true;
    for (const FieldView &f : old) {
        if (f.place == FieldPlace::Property && f.name == "expiration") {
            expiration = QString::fromUtf8(f.value.data(), qsizetype(f.value.size()));
            continue; // or it would expire again
        }
        if (f.place == FieldPlace::Header && (f.name == "x-death" || f.name == "x-delivery-count"))
            continue;
        first = first && f.name != "x-first-death-reason";
        appendField(out, f);
    }
    const QJsonArray deaths = withDeath(deathsOf(old), death.queue, death.reason, message, death.seconds, expiration);
    addHeader(out, "x-death", QJsonDocument(deaths).toJson(QJsonDocument::Compact).toStdString(), FieldType::Array);
    if (first) {
        addHeader(out, "x-first-death-exchange", message.exchange);
        addHeader(out, "x-first-death-queue", death.queue.toStdString());
        addHeader(out, "x-first-death-reason", death.reason.toStdString());
    }
    return out;
}

// A loop in which nobody ever rejected anything would go round for ever.
bool isCycle(const Message &message, const QString &queue)
{
    bool been = false;
    for (const QJsonValue &v : deathsOf(FieldList(message.fields))) {
        const QJsonObject d = v.toObject();
        if (d[u"reason"_s] == u"rejected"_s)
            return false;
        been = been || d[u"queue"_s] == queue;
    }
    return been;
}

} // namespace

Result<Broker::Placed> Broker::publish(const QString &channel, Message message, std::optional<int> partition)
{
    if (message.bytes() > LargestMessage)
        return makeError(ErrorCode::TooLarge,
                         {u"message"_s, QString::number(message.bytes()), QString::number(LargestMessage)});
    const std::lock_guard lock(m_mutex);
    message.timeMs = m_lastMs = now();
    message.sequence = m_nextSequence++;
    if (const auto topic = m_topics.find(channel); topic != m_topics.end())
        return append(topic->second, std::move(message), partition);
    return publishRouted(channel, std::move(message));
}

Result<Broker::Placed> Broker::append(Topic &topic, Message message, std::optional<int> partition)
{
    const int count = int(topic.partitions.size());
    const int p = partition     ? *partition
                  : message.key ? int(hashOf(*message.key) % quint32(count))
                                : int(topic.next++ % count);
    if (p < 0 || p >= count)
        return makeError(ErrorCode::BadArgument, {u"partition"_s, QString::number(p)});
    message.queued = false;
    message.fields = onlyHeaders(message.fields);
    const qint64 offset = topic.partitions[std::size_t(p)].append(std::make_shared<const Message>(std::move(message)));
    changed();
    return Placed{p, offset, true};
}

Result<Broker::Placed> Broker::publishRouted(const QString &channel, Message message)
{
    const bool toQueue = m_queues.contains(channel);
    if (!toQueue && !m_exchanges.contains(channel))
        return makeError(ErrorCode::ChannelNotFound, {channel});
    const QString bare = ChannelAddress{channel, {}}.bare();
    message.queued = true;
    message.fields = withoutDelivery(message.fields);
    message.exchange = toQueue ? std::string() : bare.toStdString();
    if (toQueue)
        message.key = bare.toStdString();
    else if (!message.key)
        message.key.emplace();
    if (!message.value)
        message.value.emplace(); // AMQP has no null body
    const auto shared = std::make_shared<const Message>(std::move(message));
    std::set<QString> queues, visited;
    if (toQueue)
        queues.insert(channel);
    else
        route(channel, shared, queues, visited);
    bool taken = true;
    for (const QString &q : queues)
        taken = enqueue(q, shared, 0) && taken;
    changed();
    if (!taken)
        return makeError(ErrorCode::NotPersisted, {u"queue is full"_s});
    return Placed{-1, -1, !queues.empty()};
}

void Broker::route(const QString &exchange, const MessagePtr &message, std::set<QString> &queues,
                   std::set<QString> &visited)
{
    const auto x = m_exchanges.find(exchange);
    if (x == m_exchanges.end() || !visited.insert(exchange).second)
        return;
    x->second.passed.append(message);
    ++x->second.published;
    const FieldList fields(message->fields);
    for (const BindingInfo &b : m_bindings) {
        if (b.source != exchange || !bindingMatches(x->second.type, b, *message->key, fields))
            continue;
        if (m_queues.contains(b.destination))
            queues.insert(b.destination);
        else
            route(b.destination, message, queues, visited);
    }
}

bool Broker::enqueue(const QString &name, const MessagePtr &message, int depth)
{
    const auto at = m_queues.find(name);
    if (at == m_queues.end() || depth > MostHops)
        return false;
    Queue &queue = at->second;
    const bool full = queue.rules().maxLength && qint64(queue.ready.size()) >= *queue.rules().maxLength;
    if (queue.readyBytes + message->bytes() > QueueBytes || (full && queue.rules().rejectPublish))
        return false;
    queue.push(message, now());
    shorten(name, queue, depth);
    return true;
}

// drop-head: the oldest makes room.
void Broker::shorten(const QString &name, Queue &queue, int depth)
{
    const QueueRules &r = queue.rules();
    while (!queue.ready.empty() && ((r.maxLength && qint64(queue.ready.size()) > *r.maxLength) ||
                                    (r.maxBytes && qint64(queue.readyBytes) > *r.maxBytes)))
        deadLetter(name, queue.pop(), "maxlen", depth + 1);
}

void Broker::deadLetter(const QString &queue, const Entry &entry, const char *reason, int depth)
{
    const auto at = m_queues.find(queue);
    if (at == m_queues.end() || !at->second.rules().deadLetterExchange || depth > MostHops)
        return;
    const QueueRules &rules = at->second.rules();
    const Death death{ChannelAddress{queue, {}}.bare(), QString::fromLatin1(reason), (now() + m_contentShift) / 1000};
    Message dead = *entry.message;
    dead.fields = fieldsOfDead(*entry.message, death);
    dead.exchange = rules.deadLetterExchange->toStdString();
    if (rules.deadLetterKey)
        dead.key = rules.deadLetterKey->toStdString();
    dead.timeMs = m_lastMs = now();
    dead.sequence = m_nextSequence++;
    const auto shared = std::make_shared<const Message>(std::move(dead));
    std::set<QString> queues, visited;
    if (rules.deadLetterExchange->isEmpty())
        queues.insert(u"queue:"_s + QString::fromStdString(*shared->key));
    else
        route(u"exchange:"_s + *rules.deadLetterExchange, shared, queues, visited);
    for (const QString &q : queues) {
        if (!isCycle(*shared, ChannelAddress{q, {}}.bare()))
            enqueue(q, shared, depth);
    }
}

qint64 Broker::expire()
{
    const std::lock_guard lock(m_mutex);
    const qint64 at = now();
    qint64 next = 0;
    bool any = false;
    for (auto &[name, queue] : m_queues) {
        while (!queue.ready.empty() && queue.ready.front().expiresMs && queue.ready.front().expiresMs <= at) {
            deadLetter(name, queue.pop(), "expired", 0);
            any = true;
        }
    }
    for (const auto &[name, queue] : m_queues) {
        if (const qint64 t = queue.ready.empty() ? 0 : queue.ready.front().expiresMs; t && (!next || t < next))
            next = t;
    }
    if (any)
        changed();
    return next;
}

void Broker::renewTimes()
{
    const std::lock_guard lock(m_mutex);
    for (auto &[name, queue] : m_queues) {
        for (Entry &e : queue.ready) {
            if (e.expiresMs && queue.rules().ttlMs)
                e.expiresMs = now() + *queue.rules().ttlMs;
        }
    }
}

} // namespace flowbench::sandbox

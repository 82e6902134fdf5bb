// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/sandbox/queue.h"

#include <algorithm>
#include <cstdlib>

namespace flowbench::sandbox {

using namespace Qt::StringLiterals;

namespace {

constexpr std::size_t PassedBytes = std::size_t(16) << 20, PassedMessages = 5000;

std::optional<qint64> number(const QJsonObject &arguments, const QString &name)
{
    const QJsonValue v = arguments.value(name);
    return v.isDouble() ? std::optional(v.toInteger()) : std::nullopt;
}

std::optional<QString> text(const QJsonObject &arguments, const QString &name)
{
    const QJsonValue v = arguments.value(name);
    return v.isString() ? std::optional(v.toString()) : std::nullopt;
}

// The message's own time to live, a decimal string as AMQP has it.
std::optional<qint64> ownTtl(const Message &message)
{
    const auto field = FieldList(message.fields).find(FieldPlace::Property, "expiration");
    if (!field || field->value.empty())
        return {};
    const std::string digits(field->value);
    char *end = nullptr;
    const long long ms = std::strtoll(digits.c_str(), &end, 10);
    return *end == '\0' && ms >= 0 ? std::optional<qint64>(ms) : std::nullopt;
}

} // namespace

QueueRules QueueRules::of(const QJsonObject &arguments)
{
    QueueRules r;
    r.ttlMs = number(arguments, u"x-message-ttl"_s);
    r.deadLetterExchange = text(arguments, u"x-dead-letter-exchange"_s);
    r.deadLetterKey = text(arguments, u"x-dead-letter-routing-key"_s);
    if (const auto limit = number(arguments, u"x-delivery-limit"_s))
        r.deliveryLimit = int(*limit);
    r.maxLength = number(arguments, u"x-max-length"_s);
    r.maxBytes = number(arguments, u"x-max-length-bytes"_s);
    r.rejectPublish = text(arguments, u"x-overflow"_s).value_or(QString()) == u"reject-publish"_s;
    return r;
}

Queue::Queue(QJsonObject declared)
    : passed(PassedBytes, PassedMessages), m_arguments(std::move(declared)), m_rules(QueueRules::of(m_arguments))
{}

void Queue::push(MessagePtr message, qint64 nowMs)
{
    Entry e;
    e.place = m_nextPlace++;
    const auto own = ownTtl(*message);
    if (own || m_rules.ttlMs)
        e.expiresMs = nowMs + std::min(own.value_or(INT64_MAX / 4), m_rules.ttlMs.value_or(INT64_MAX / 4));
    readyBytes += message->bytes();
    passed.append(message);
    ++published;
    e.message = std::move(message);
    ready.push_back(std::move(e));
}

Entry Queue::pop()
{
    Entry e = std::move(ready.front());
    ready.pop_front();
    readyBytes -= e.message->bytes();
    return e;
}

void Queue::giveBack(Entry entry)
{
    readyBytes += entry.message->bytes();
    const auto at = std::lower_bound(ready.begin(), ready.end(), entry.place,
                                     [](const Entry &e, quint64 place) { return e.place < place; });
    ready.insert(at, std::move(entry));
}

} // namespace flowbench::sandbox

// SPDX-License-Identifier: GPL-3.0-or-later
// Handing out and settling.
#include "connectors/sandbox/broker.h"

#include <algorithm>

namespace flowbench::sandbox {

using namespace Qt::StringLiterals;

namespace {

Error notFound(const QString &channel) { return makeError(ErrorCode::ChannelNotFound, {channel}); }

// A return that reaches the limit is the last one there is: looking stops before it.
bool couldReachLimit(const Queue &queue, std::size_t first)
{
    const auto limit = queue.rules().deliveryLimit;
    return limit && std::any_of(queue.ready.begin(), queue.ready.begin() + qsizetype(first),
                                [&](const Entry &e) { return e.deliveries + 1 >= *limit; });
}

std::size_t firstOf(const Queue &queue, quint64 first)
{
    return first == 0 ? queue.ready.size() : std::min<std::size_t>(first, queue.ready.size());
}

} // namespace

qint64 Broker::depth(const QString &queue) const
{
    const std::lock_guard lock(m_mutex);
    const auto at = m_queues.find(queue);
    return at == m_queues.end() ? 0 : qint64(at->second.ready.size());
}

Result<LookEffects> Broker::lookEffects(const QString &queue) const
{
    const std::lock_guard lock(m_mutex);
    const auto at = m_queues.find(queue);
    if (at == m_queues.end())
        return notFound(queue);
    const ChannelInfo info = queueInfo(queue, at->second);
    LookEffects e;
    e.consumers = info.consumers.value_or(0);
    e.depth = info.depth.value_or(0);
    e.deliveryLimit = at->second.rules().deliveryLimit;
    if (!e.deliveryLimit)
        return e; // in this process a queue can be read without taking anything out
    e.changesNothing = false;
    e.marksRedelivered = e.countsAsDelivery = true;
    int most = 0;
    for (const Entry &entry : at->second.ready)
        most = std::max(most, entry.deliveries);
    e.deliveriesLeft = std::max(0, *e.deliveryLimit - most);
    return e;
}

Result<std::vector<Entry>> Broker::look(const QString &queue, quint64 first)
{
    const std::lock_guard lock(m_mutex);
    const auto at = m_queues.find(queue);
    if (at == m_queues.end())
        return notFound(queue);
    Queue &q = at->second;
    const std::size_t count = firstOf(q, first);
    if (couldReachLimit(q, count))
        return makeError(ErrorCode::DeliveryLimit, {queue, QString::number(*q.rules().deliveryLimit)});
    std::vector<Entry> out(q.ready.begin(), q.ready.begin() + qsizetype(count));
    if (q.rules().deliveryLimit) {
        for (std::size_t i = 0; i < count; ++i) {
            ++q.ready[i].deliveries;
            q.ready[i].redelivered = true;
        }
        changed();
    }
    return out;
}

Result<quint64> Broker::addConsumer(const QString &queue, int prefetch, bool service)
{
    const std::lock_guard lock(m_mutex);
    if (!m_queues.contains(queue))
        return notFound(queue);
    const quint64 id = m_nextConsumer++;
    m_consumers[id] = {queue, prefetch > 0 ? std::size_t(prefetch) : SIZE_MAX, {}, service};
    changed();
    return id;
}

void Broker::removeConsumer(quint64 consumer)
{
    const std::lock_guard lock(m_mutex);
    const auto at = m_consumers.find(consumer);
    if (at == m_consumers.end())
        return;
    const Consumer c = std::move(at->second);
    m_consumers.erase(at);
    if (const auto queue = m_queues.find(c.queue); queue != m_queues.end()) {
        for (const quint64 tag : c.tags)
            release(queue->second, tag, Settlement::Requeue, c.queue);
    }
    changed();
}

void Broker::dropConsumers()
{
    std::vector<quint64> ids;
    {
        const std::lock_guard lock(m_mutex);
        for (const auto &[id, c] : m_consumers) {
            if (!c.service)
                ids.push_back(id);
        }
    }
    for (const quint64 id : ids)
        removeConsumer(id);
}

Broker::Asked Broker::handOut(quint64 consumer, Handed &to)
{
    const std::lock_guard lock(m_mutex);
    const auto at = m_consumers.find(consumer);
    if (at == m_consumers.end())
        return Asked::Gone;
    const auto queue = m_queues.find(at->second.queue);
    if (queue == m_queues.end())
        return Asked::Gone;
    if (queue->second.ready.empty() || at->second.tags.size() >= at->second.prefetch)
        return Asked::Nothing;
    to.tag = m_nextTag++;
    to.entry = queue->second.pop();
    queue->second.held[to.tag] = {to.entry, consumer};
    at->second.tags.insert(to.tag);
    changed();
    return Asked::Got;
}

Result<void> Broker::settle(quint64 consumer, quint64 tag, bool upTo, Settlement how)
{
    const std::lock_guard lock(m_mutex);
    const auto at = m_consumers.find(consumer);
    if (at == m_consumers.end())
        return makeError(ErrorCode::ConnectionLost, {u"sandbox"_s});
    const auto queue = m_queues.find(at->second.queue);
    std::set<quint64> &tags = at->second.tags;
    if (queue == m_queues.end() || !tags.contains(tag))
        return makeError(ErrorCode::Broker, {}, u"PRECONDITION_FAILED: unknown delivery tag %1"_s.arg(tag));
    // Returned in order, so that several keep theirs.
    while (!tags.empty()) {
        const quint64 first = upTo ? *tags.begin() : tag;
        if (first > tag)
            break;
        tags.erase(first);
        release(queue->second, first, how, at->second.queue);
        if (!upTo)
            break;
    }
    changed();
    return {};
}

void Broker::release(Queue &queue, quint64 tag, Settlement how, const QString &name)
{
    const auto held = queue.held.find(tag);
    if (held == queue.held.end())
        return;
    Entry entry = std::move(held->second.entry);
    queue.held.erase(held);
    if (how == Settlement::Ack)
        return;
    if (how == Settlement::Reject) {
        deadLetter(name, entry, "rejected", 0);
        return;
    }
    ++entry.deliveries;
    entry.redelivered = true;
    if (queue.rules().deliveryLimit && entry.deliveries > *queue.rules().deliveryLimit) {
        deadLetter(name, entry, "delivery_limit", 0);
        return;
    }
    queue.giveBack(std::move(entry));
}

} // namespace flowbench::sandbox

// SPDX-License-Identifier: GPL-3.0-or-later
// The shop's services: they consume with lag, fail, fall behind and catch up.
#include "connectors/sandbox/shop.h"

namespace flowbench::sandbox {

using namespace Qt::StringLiterals;

namespace {

struct Follower
{
    QString group;
    QStringList topics;
    int members;
};

const std::vector<Follower> &followers()
{
    static const std::vector<Follower> all{
        {u"payment-service"_s, {u"orders"_s}, 3},
        {u"inventory-service"_s, {u"payments"_s}, 2},
        {u"shipping-service"_s, {u"inventory"_s}, 2},
        {u"analytics"_s, {u"orders"_s, u"payments"_s, u"inventory"_s, u"shipments"_s}, 1},
        {u"nightly-report"_s, {u"orders"_s, u"shipments"_s}, 0},
    };
    return all;
}

// Falls behind for most of its round, then catches up faster than events come.
qint64 analyticsLag(quint64 step)
{
    const auto at = qint64(step % 1200);
    return at < 900 ? at / 4 : (1200 - at) * 3 / 4;
}

qint64 lagOf(const Follower &f, quint64 step)
{
    if (f.group == u"analytics")
        return analyticsLag(step);
    if (f.members == 0)
        return step % 1500 == 0 ? 0 : INT64_MAX / 4; // runs once in a while
    return qint64((step / 16 * 2654435761u) % 4);
}

void addHeader(std::string &packed, std::string_view name, std::string_view value)
{
    FieldView f;
    f.name = name;
    f.value = value;
    appendField(packed, f);
}

} // namespace

void Shop::hire(const QString &queue, int prefetch, void (Shop::*handle)(const Worker &, const Broker::Handed &),
                int period, int asleep)
{
    const auto consumer = m_broker.addConsumer(queue, prefetch, true);
    if (!consumer)
        return;
    m_workers.push_back({queue, *consumer, m_seed * 31 + m_workers.size(), handle, period, asleep});
    if (m_workers.size() == 1) {
        for (const Follower &f : followers()) {
            m_broker.setMembers(f.group, f.members, f.members > 0 ? u"range"_s : QString());
            for (const QString &t : f.topics)
                m_broker.follow(f.group, t, 0);
        }
    }
}

void Shop::workQueues()
{
    for (const Worker &w : m_workers) {
        if (int(m_step % quint64(w.period)) < w.asleep)
            continue;
        // A few a step, so that what piled up goes down in minutes, not at once; a few always wait.
        for (int i = 0; i < 3 && m_broker.depth(w.queue) > 3; ++i) {
            Broker::Handed handed;
            if (m_broker.handOut(w.consumer, handed) != Broker::Asked::Got)
                break;
            (this->*w.handle)(w, handed);
        }
    }
}

void Shop::moveGroups()
{
    for (const Follower &f : followers()) {
        for (const QString &topic : f.topics)
            m_broker.follow(f.group, topic, lagOf(f, m_step));
    }
}

// What becomes of a message hangs on the message alone, not on when it is consumed.
Random Shop::dice(const Worker &worker, const Broker::Handed &handed) const
{
    return Random(worker.seed ^ (handed.entry.message->sequence * 0x9e3779b97f4a7c15ull));
}

void Shop::accept(const Worker &worker, const Broker::Handed &handed)
{
    (void)m_broker.settle(worker.consumer, handed.tag, false, Broker::Settlement::Ack).ok();
}

void Shop::acceptOrReject(const Worker &worker, const Broker::Handed &handed)
{
    const auto how = dice(worker, handed).chance(0.08) ? Broker::Settlement::Reject : Broker::Settlement::Ack;
    (void)m_broker.settle(worker.consumer, handed.tag, false, how).ok();
}

// A message that kills its consumer comes back until the limit says that it is enough.
void Shop::acceptOrRequeue(const Worker &worker, const Broker::Handed &handed)
{
    const auto how = dice(worker, handed).chance(0.06) ? Broker::Settlement::Requeue : Broker::Settlement::Ack;
    (void)m_broker.settle(worker.consumer, handed.tag, false, how).ok();
}

// As Spring AMQP does it: published again with the exception in its headers, the original acked.
void Shop::acceptOrRepublish(const Worker &worker, const Broker::Handed &handed)
{
    if (dice(worker, handed).chance(0.06)) {
        Message failed = *handed.entry.message;
        addHeader(failed.fields, "x-original-exchange", failed.exchange);
        addHeader(failed.fields, "x-original-routingKey", failed.key.value_or(""));
        addHeader(failed.fields, "x-exception-message", "no bin for this item in warehouse LEJ-1");
        addHeader(failed.fields, "x-exception-stacktrace",
                  "shop.stock.NoBinException: no bin for this item in warehouse LEJ-1\n\tat "
                  "shop.stock.Bins.find(Bins.java:41)");
        failed.key = "error." + failed.key.value_or("");
        (void)m_broker.publish(u"exchange:orders.dlx"_s, std::move(failed)).ok();
    }
    accept(worker, handed);
}

} // namespace flowbench::sandbox

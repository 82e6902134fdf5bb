// SPDX-License-Identifier: GPL-3.0-or-later
// Queues: looking changes nothing, settling does exactly what was asked.
#include "tests/connectors/conformance.h"
#include "tests/connectors/conformance_compare.h"

#include <QTest>

#include <thread>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {

Cancel soon() { return Cancel::after(Milliseconds(20000)); }
Cancel shortly() { return Cancel::after(Milliseconds(400)); }

QJsonObject deadLettersTo(const QString &queue)
{
    return {{u"x-dead-letter-exchange"_s, QString(u""_s)},
            {u"x-dead-letter-routing-key"_s, ChannelAddress{queue, {}}.bare()}};
}

Browse::Request lookAt(const QString &queue, quint64 first = 0)
{
    Browse::Request request;
    request.queue = queue;
    request.first = first;
    request.refresh = true;
    return request;
}

std::unique_ptr<Consumption> consume(Connector &c, const QString &queue, int prefetch = 100)
{
    auto k = c.settle()->consume(anyGrant(WriteOperation::Settle, queue), queue, prefetch, soon());
    return k ? std::move(*k) : nullptr;
}

std::optional<Delivery> next(Consumption &k, const Cancel &cancel)
{
    auto d = k.next(cancel);
    return d ? std::move(*d) : std::nullopt;
}

} // namespace

void Conformance::queueIsListed()
{
    if (!m_subject.queue)
        return;
    const auto c = make();
    const QString q = m_subject.queue(*c, {{u"x-message-ttl"_s, 600000}});
    QVERIFY(q.startsWith(u"queue:"));
    QVERIFY(publishAll(*c, q, numbered("v", 5)).confirmed());
    QVERIFY(eventually([&] { return infoOf(*c, q) && infoOf(*c, q)->depth.value_or(-1) == 5; }, m_subject.patience));
    const auto info = infoOf(*c, q);
    QCOMPARE(info->kind, ChannelKind::Queue);
    QCOMPARE(info->consumers.value_or(0), 0);
    const auto details = c->catalog()->details(q, soon());
    QVERIFY(details);
    QCOMPARE(details->info.name, q);
    QCOMPARE(details->arguments.value(u"x-message-ttl"_s).toInt(), 600000);
}

void Conformance::bareNameIsResolved()
{
    if (!m_subject.queue)
        return;
    const auto c = make();
    const QString q = m_subject.queue(*c, {});
    const QString bare = ChannelAddress{q, {}}.bare();
    auto resolved = c->catalog()->resolve(bare, soon());
    QVERIFY(resolved);
    QCOMPARE(resolved->name, q);
    QVERIFY(c->catalog()->details(bare, soon()));
    if (!c->topology())
        return;
    ChannelSpec spec;
    spec.name = u"exchange:"_s + bare;
    spec.exchangeType = u"fanout"_s;
    QVERIFY(c->topology()->declare(anyGrant(WriteOperation::Declare), spec, soon()));
    resolved = c->catalog()->resolve(bare, soon());
    QVERIFY(!resolved);
    QCOMPARE(resolved.error().code, ErrorCode::AmbiguousChannel);
    QCOMPARE(c->catalog()->resolve(q, soon()).value().name, q);
    QCOMPARE(c->catalog()->resolve(spec.name + u"#a.*"_s, soon()).value().pattern, u"a.*"_s);
    QVERIFY(c->topology()->remove(anyGrant(WriteOperation::Delete), spec.name, soon()));
    QVERIFY(c->catalog()->resolve(bare, soon()));
}

void Conformance::queueKeepsBytes()
{
    if (!m_subject.queue)
        return;
    const auto c = make();
    const QString q = m_subject.queue(*c, {});
    std::vector<Outgoing> events = oddMessages(m_subject);
    events.push_back(outgoing(largeBody(m_subject.largest)));
    for (Outgoing &o : events)
        o.key.reset(); // a queue is addressed by its name, not by a key
    const std::vector<Outgoing> kept = events;
    QVERIFY(publishAll(*c, q, std::move(events)).confirmed());
    QVERIFY(eventually([&] { return infoOf(*c, q)->depth == qint64(kept.size()); }, m_subject.patience));
    const Scanned looked = lookAll(*c, lookAt(q));
    QVERIFY(!looked.error);
    QCOMPARE(looked.events.size(), kept.size());
    for (std::size_t i = 0; i < kept.size(); ++i) {
        const Event &e = looked.events[i];
        QVERIFY2(e.value.value_or("") == kept[i].value.value_or(""), qPrintable(u"value of %1"_s.arg(i)));
        QVERIFY2(headersOf(e.fields) == headersOf(kept[i].fields), qPrintable(u"headers of %1"_s.arg(i)));
        QCOMPARE(QString::fromStdString(e.channel), q);
        QCOMPARE(e.offset, qint64(i));
    }
    QVERIFY(looked.coverage.complete);
    QCOMPARE(looked.coverage.matched, quint64(kept.size()));
}

void Conformance::lookLeavesQueueAsItWas()
{
    if (!m_subject.queue)
        return;
    const auto c = make();
    const QString q = m_subject.queue(*c, {});
    QVERIFY(publishAll(*c, q, numbered("v", 30)).confirmed());
    QVERIFY(eventually([&] { return infoOf(*c, q)->depth.value_or(-1) == 30; }, m_subject.patience));
    const auto effects = c->browse()->effects(q, soon());
    QVERIFY(effects);
    QCOMPARE(effects->depth, qint64(30));
    QCOMPARE(effects->consumers, 0);
    QVERIFY(!effects->countsAsDelivery);
    const auto first = lookAll(*c, lookAt(q));
    QCOMPARE(first.events.size(), std::size_t(30));
    QCOMPARE(lookAll(*c, lookAt(q, 7)).events.size(), std::size_t(7));
    QCOMPARE(lookAll(*c, lookAt(q)).values(), first.values());
    QVERIFY(eventually(
        [&] {
            const auto i = infoOf(*c, q);
            return i->depth.value_or(-1) == 30 && i->unacked.value_or(0) == 0 && i->consumers.value_or(0) == 0;
        },
        m_subject.patience));
    Browse::Request missing = lookAt(u"queue:no.such.queue"_s);
    QCOMPARE(lookAll(*c, missing).error.value_or(Error()).code, ErrorCode::ChannelNotFound);
}

void Conformance::lookRefusesAtDeliveryLimit()
{
    if (!m_subject.queue)
        return;
    const auto c = make();
    const QString q = m_subject.queue(*c, {{u"x-queue-type"_s, u"quorum"_s}, {u"x-delivery-limit"_s, 2}});
    QVERIFY(publishAll(*c, q, numbered("v", 3)).confirmed());
    QVERIFY(eventually([&] { return infoOf(*c, q)->depth.value_or(-1) == 3; }, m_subject.patience));
    const auto effects = c->browse()->effects(q, soon());
    QVERIFY(effects);
    QVERIFY(effects->countsAsDelivery);
    QCOMPARE(effects->deliveryLimit.value_or(-1), 2);
    bool refused = false;
    for (int i = 0; i < 6 && !refused; ++i) {
        const Scanned looked = lookAll(*c, lookAt(q));
        refused = looked.error && looked.error->code == ErrorCode::DeliveryLimit;
        QVERIFY(refused || !looked.error);
    }
    QVERIFY(refused);
    const auto k = consume(*c, q); // all of them are still there
    QVERIFY(k);
    for (int i = 0; i < 3; ++i)
        QVERIFY(next(*k, soon()));
    QVERIFY(!next(*k, shortly()));
}

void Conformance::consumeAndAck()
{
    if (!m_subject.queue)
        return;
    const auto c = make();
    const QString q = m_subject.queue(*c, {});
    QVERIFY(publishAll(*c, q, numbered("v", 10)).confirmed());
    auto k = consume(*c, q);
    QVERIFY(k);
    std::vector<quint64> tags;
    for (int i = 0; i < 10; ++i) {
        const auto d = next(*k, soon());
        QVERIFY(d);
        QCOMPARE(QByteArray::fromStdString(*d->event.value), QByteArray("v") + QByteArray::number(i));
        QVERIFY(!d->redelivered);
        tags.push_back(d->tag);
    }
    QVERIFY(!next(*k, shortly()));
    QVERIFY(eventually(
        [&] {
            const auto i = infoOf(*c, q);
            return i->depth.value_or(-1) == 0 && i->unacked.value_or(10) == 10 && i->consumers.value_or(1) == 1;
        },
        m_subject.patience));
    QVERIFY(k->ack(tags[0], false));
    QVERIFY(k->ack(tags[6], true)); // and everything before it
    QVERIFY(k->fence(soon()));
    QVERIFY(eventually([&] { return infoOf(*c, q)->unacked.value_or(3) == 3; }, m_subject.patience));
    QVERIFY(k->nack(tags[9], true, true));
    QVERIFY(k->fence(soon()));
    int again = 0;
    while (const auto d = next(*k, again < 3 ? soon() : shortly())) {
        QVERIFY(d->redelivered);
        QVERIFY(k->ack(d->tag, false));
        ++again;
    }
    QCOMPARE(again, 3);
    QVERIFY(k->fence(soon()));
    k.reset();
    QVERIFY(eventually(
        [&] {
            const auto i = infoOf(*c, q);
            return i->depth.value_or(-1) == 0 && i->unacked.value_or(0) == 0 && i->consumers.value_or(0) == 0;
        },
        m_subject.patience));
}

void Conformance::nackRequeuesOrDeadLetters()
{
    if (!m_subject.queue)
        return;
    const auto c = make();
    const QString dead = m_subject.queue(*c, {});
    const QString q = m_subject.queue(*c, deadLettersTo(dead));
    QVERIFY(publishAll(*c, q, numbered("v", 2)).confirmed());
    auto k = consume(*c, q);
    QVERIFY(k);
    const auto first = next(*k, soon()), second = next(*k, soon());
    QVERIFY(first && second);
    QVERIFY(k->nack(first->tag, false, false));
    QVERIFY(k->nack(second->tag, false, true));
    QVERIFY(k->fence(soon()));
    const auto back = next(*k, soon());
    QVERIFY(back);
    QVERIFY(back->redelivered);
    QCOMPARE(back->event.value, second->event.value);
    if (back->deliveryCount)
        QVERIFY(*back->deliveryCount >= 1);
    QVERIFY(k->ack(back->tag, false));
    QVERIFY(k->fence(soon()));
    QVERIFY(!next(*k, shortly()));
    auto d = consume(*c, dead);
    QVERIFY(d);
    const auto letter = next(*d, soon());
    QVERIFY(letter);
    QCOMPARE(letter->event.value, first->event.value);
    const FieldList fields(letter->event.fields);
    QVERIFY(fields.find(FieldPlace::Header, "x-death"));
    const auto reason = fields.find(FieldPlace::Header, "x-first-death-reason");
    QVERIFY(reason);
    QVERIFY(reason->value.find("rejected") != std::string_view::npos);
    QVERIFY(d->ack(letter->tag, false));
    QVERIFY(d->fence(soon()));
}

void Conformance::prefetchBounds()
{
    if (!m_subject.queue)
        return;
    const auto c = make();
    const QString q = m_subject.queue(*c, {});
    QVERIFY(publishAll(*c, q, numbered("v", 10)).confirmed());
    const auto k = consume(*c, q, 3);
    QVERIFY(k);
    std::vector<Delivery> held;
    for (int i = 0; i < 3; ++i) {
        auto d = next(*k, soon());
        QVERIFY(d);
        held.push_back(std::move(*d));
    }
    QVERIFY(!next(*k, shortly()));
    QVERIFY(k->ack(held[0].tag, false));
    QVERIFY(next(*k, soon()));
    QVERIFY(!next(*k, shortly()));
}

void Conformance::unsettledGoesBack()
{
    if (!m_subject.queue)
        return;
    const auto c = make();
    const QString q = m_subject.queue(*c, {});
    QVERIFY(publishAll(*c, q, numbered("v", 5)).confirmed());
    auto k = consume(*c, q);
    QVERIFY(k);
    for (int i = 0; i < 5; ++i)
        QVERIFY(next(*k, soon()));
    k.reset();
    QVERIFY(eventually([&] { return infoOf(*c, q)->depth.value_or(-1) == 5; }, m_subject.patience));
    k = consume(*c, q);
    QVERIFY(k);
    for (int i = 0; i < 5; ++i) {
        const auto d = next(*k, soon());
        QVERIFY(d);
        QVERIFY(d->redelivered);
        QCOMPARE(QByteArray::fromStdString(*d->event.value), QByteArray("v") + QByteArray::number(i));
    }
}

void Conformance::timeToLive()
{
    if (!m_subject.queue)
        return;
    const auto c = make();
    const QString dead = m_subject.queue(*c, {});
    QJsonObject arguments = deadLettersTo(dead);
    arguments[u"x-message-ttl"_s] = 150;
    const QString q = m_subject.queue(*c, arguments);
    QVERIFY(publishAll(*c, q, numbered("v", 3)).confirmed());
    const auto k = consume(*c, dead);
    QVERIFY(k);
    for (int i = 0; i < 3; ++i) {
        const auto d = next(*k, soon());
        QVERIFY(d);
        const auto reason = FieldList(d->event.fields).find(FieldPlace::Header, "x-first-death-reason");
        QVERIFY(reason);
        QVERIFY(reason->value.find("expired") != std::string_view::npos);
    }
    QVERIFY(eventually([&] { return infoOf(*c, q)->depth.value_or(-1) == 0; }, m_subject.patience));
}

void Conformance::deliveryLimit()
{
    if (!m_subject.queue)
        return;
    const auto c = make();
    const QString dead = m_subject.queue(*c, {});
    QJsonObject arguments = deadLettersTo(dead);
    arguments[u"x-queue-type"_s] = u"quorum"_s;
    arguments[u"x-delivery-limit"_s] = 2;
    const QString q = m_subject.queue(*c, arguments);
    QVERIFY(publishAll(*c, q, {outgoing("poison")}).confirmed());
    const auto k = consume(*c, q);
    QVERIFY(k);
    int deliveries = 0;
    std::optional<int> count;
    while (const auto d = next(*k, deliveries < 2 ? soon() : Cancel::after(Milliseconds(1500)))) {
        ++deliveries;
        if (!m_subject.dropsAtLimit && count && d->deliveryCount.value_or(0) < *count)
            break; // it begins again
        if (d->deliveryCount)
            QVERIFY(!count || *d->deliveryCount > *count);
        count = d->deliveryCount;
        QVERIFY(deliveries <= 3);
        QVERIFY(k->nack(d->tag, false, true));
    }
    QVERIFY(deliveries >= 2);
    QVERIFY(count && *count >= 1);
    if (!m_subject.dropsAtLimit) {
        QCOMPARE(deliveries, 4);
        QCOMPARE(infoOf(*c, dead)->depth.value_or(0), qint64(0));
        return;
    }
    const auto l = consume(*c, dead);
    QVERIFY(l);
    const auto letter = next(*l, soon());
    QVERIFY(letter);
    QCOMPARE(letter->event.value.value_or(""), std::string("poison"));
    const auto reason = FieldList(letter->event.fields).find(FieldPlace::Header, "x-first-death-reason");
    QVERIFY(reason);
    QVERIFY(reason->value.find("delivery_limit") != std::string_view::npos);
}

} // namespace flowbench

// SPDX-License-Identifier: GPL-3.0-or-later
// What happens in RabbitMQ while one watches or writes: bounded queues of our own, alarms, a broker that is killed.
#include "tests/connectors/rabbitmq_help.h"

#include <QTest>

using namespace flowbench;
using namespace flowbench::test;
using namespace Qt::StringLiterals;

class tst_RabbitMqLive : public QObject
{
    Q_OBJECT
    Rabbit m_rabbit;
    bool m_alarmed = false;

    QString watermark(const QString &fraction)
    {
        m_alarmed = true;
        return m_rabbit.brokers.rabbitmqctl({u"set_vm_memory_high_watermark"_s, fraction});
    }

private slots:
    void initTestCase() { QVERIFY2(m_rabbit.brokers.problem().isEmpty(), qPrintable(m_rabbit.brokers.problem())); }
    void cleanup()
    {
        if (m_alarmed)
            QCOMPARE(watermark(u"0.4"_s), QString());
        m_alarmed = false;
    }
    void streamIsTailed();
    void tailSaysWhatItBinds();
    void tailRefuses();
    void newestOfAQueueFirst();
    void droppedByTheBrokerIsSaid();
    void longPauseUnbinds();
    void memoryAlarm();
    void destructorEndsAWriteThatIsBlocked();
    void exchangeGoneMeanwhile();
    void killedBrokerInATail();
};

void tst_RabbitMqLive::streamIsTailed()
{
    const auto c = m_rabbit.connect();
    const QString s = newQueue(*c, {{u"x-queue-type"_s, u"stream"_s}});
    QVERIFY(publishAll(*c, s, numbered("v", 10)).confirmed());
    QVERIFY(eventually([&] { return depthOf(*c, s) == 10; }, Milliseconds(10000)));
    const auto sink = std::make_shared<CollectSink>();
    TailRequest request;
    request.channels = {{s, {}}};
    request.last = 2;
    auto tail = c->tail()->tail(request, sink, {}, within(10000));
    QVERIFY(tail);
    QVERIFY(sink->waitFor(2));
    QVERIFY(publishAll(*c, s, numbered("w", 3)).confirmed());
    QVERIFY(sink->waitFor(5));
    QCOMPARE(sink->values(), (std::vector<std::string>{"v8", "v9", "w0", "w1", "w2"}));
    QCOMPARE(sink->events().back().offset, qint64(12));
}

void tst_RabbitMqLive::tailSaysWhatItBinds()
{
    const auto c = m_rabbit.connect();
    const QString direct = newExchange(*c, u"direct"_s), headers = newExchange(*c, u"headers"_s), q = newQueue(*c);
    bindTo(*c, direct, q, u"a"_s);
    bindTo(*c, direct, q, u"b"_s);
    const auto sink = std::make_shared<CollectSink>();
    TailRequest request;
    request.channels = {{direct, {}}, {headers, {}}};
    auto tail = c->tail()->tail(request, sink, {}, within(10000));
    QVERIFY(tail);
    QCOMPARE((*tail)->coverage().channels.at(0).notes, (QStringList{u"bound-key:a"_s, u"bound-key:b"_s}));
    QVERIFY(publishAll(*c, direct, {outgoing("1", "a"), outgoing("2", "b")}).confirmed());
    QVERIFY(publishAll(*c, headers, {outgoing("3", "any", {{"x", "y"}})}).confirmed());
    QVERIFY(sink->waitFor(3));
    request.channels = {{q, {}}};
    auto ofQueue = c->tail()->tail(request, std::make_shared<CollectSink>(), {}, within(10000));
    QVERIFY(ofQueue);
    QVERIFY((*ofQueue)->coverage().channels.at(0).notes.contains(u"direct-sends-not-seen"_s));
}

void tst_RabbitMqLive::tailRefuses()
{
    const auto c = m_rabbit.connect();
    const auto refused = [&](const QString &channel) {
        TailRequest request;
        request.channels = {ChannelAddress::parse(channel)};
        const auto tail = c->tail()->tail(request, std::make_shared<CollectSink>(), {}, within(10000));
        return tail ? ErrorCode::Internal : tail.error().code;
    };
    QCOMPARE(refused(u"exchange:(default)"_s), ErrorCode::NotSupported);
    QCOMPARE(refused(u"exchange:"_s), ErrorCode::NotSupported);
    QCOMPARE(refused(newQueue(*c)), ErrorCode::NoBindings);
    QCOMPARE(refused(newExchange(*c, u"direct"_s)), ErrorCode::NoBindings);
}

void tst_RabbitMqLive::newestOfAQueueFirst()
{
    const auto c = m_rabbit.connect();
    const QString x = newExchange(*c, u"fanout"_s), q = newQueue(*c);
    bindTo(*c, x, q, u""_s);
    QVERIFY(publishAll(*c, x, numbered("v", 10)).confirmed());
    const auto sink = std::make_shared<CollectSink>();
    TailRequest request;
    request.channels = {{q, {}}};
    request.last = 3;
    auto tail = c->tail()->tail(request, sink, {}, within(10000));
    QVERIFY(tail);
    QVERIFY(sink->waitFor(3));
    QVERIFY(publishAll(*c, x, {outgoing("new")}).confirmed());
    QVERIFY(sink->waitFor(4));
    QCOMPARE(sink->values(), (std::vector<std::string>{"v7", "v8", "v9", "new"}));
    QCOMPARE(depthOf(*c, q), qint64(11));
}

void tst_RabbitMqLive::droppedByTheBrokerIsSaid()
{
    const auto c = m_rabbit.connect();
    const QString x = newExchange(*c, u"fanout"_s);
    const auto sink = std::make_shared<CollectSink>();
    Notices notices;
    TailRequest request;
    request.channels = {{x, {}}};
    auto tail = c->tail()->tail(request, sink, notices.listener(), within(10000));
    QVERIFY(tail);
    (*tail)->setPaused(true);
    std::this_thread::sleep_for(Milliseconds(400));
    // More than our queue keeps, and more than may be handed out before it is acked.
    std::vector<Outgoing> flood;
    for (int i = 0; i < 2200; ++i)
        flood.push_back(outgoing(std::string(64 << 10, 'x')));
    QVERIFY(publishAll(*c, x, std::move(flood), Milliseconds(60000)).confirmed());
    (*tail)->setPaused(false);
    QVERIFY(notices.waitFor(TailNotice::Kind::Gap, Milliseconds(10000)));
    QVERIFY(eventually([&] { return (*tail)->coverage().channels.at(0).dropped >= 1; }, Milliseconds(5000)));
    QVERIFY(publishAll(*c, x, {outgoing("after")}).confirmed());
    QVERIFY(eventually([&] { return sink->size() > 0 && sink->events().back().value == std::string("after"); },
                       Milliseconds(20000)));
    QVERIFY(sink->size() < 2201);
}

void tst_RabbitMqLive::longPauseUnbinds()
{
    const auto c = m_rabbit.connect();
    const QString x = newExchange(*c, u"fanout"_s);
    const auto sink = std::make_shared<CollectSink>();
    Notices notices;
    TailRequest request;
    request.channels = {{x, {}}};
    auto tail = c->tail()->tail(request, sink, notices.listener(), within(10000));
    QVERIFY(tail);
    (*tail)->setPaused(true);
    QVERIFY(eventually([&] { return c->catalog()->details(x, within(5000)).value().bindings.empty(); },
                       Milliseconds(20000)));
    QCOMPARE(publishAll(*c, x, {outgoing("missed")}).receipts.at(0).status, Receipt::Status::Returned);
    (*tail)->setPaused(false);
    QVERIFY(notices.waitFor(TailNotice::Kind::Gap));
    QVERIFY(publishAll(*c, x, {outgoing("seen")}).confirmed());
    QVERIFY(sink->waitFor(1));
    QCOMPARE(sink->values(), std::vector<std::string>{"seen"});
}

void tst_RabbitMqLive::memoryAlarm()
{
    const auto c = m_rabbit.connect();
    const QString q = newQueue(*c);
    QCOMPARE(watermark(u"0.00001"_s), QString());
    std::vector<Receipt> receipts;
    Publish::Options options;
    options.channel = {q, {}};
    options.timeout = Milliseconds(3000);
    auto p = c->publish()->publisher(
        anyGrant(WriteOperation::Publish), options, [&](const Receipt &r) { receipts.push_back(r); }, within(10000));
    QVERIFY(p);
    Outgoing first = outgoing("first"), second = outgoing("second");
    second.tag = 1;
    QVERIFY((*p)->send(first, within(1000)));
    QVERIFY(eventually([&] { return c->state().link == LinkState::Blocked; }, Milliseconds(5000)));
    QVERIFY(c->state().error->args.value(0).contains(u"memory"));
    QVERIFY((*p)->send(second, within(1000)));
    const auto start = Clock::now();
    (*p)->finish(within(1500));
    QVERIFY(Clock::now() - start < Milliseconds(2600));
    p->reset();
    QCOMPARE(receipts.size(), std::size_t(2));
    std::sort(receipts.begin(), receipts.end(), [](const Receipt &a, const Receipt &b) { return a.tag < b.tag; });
    QCOMPARE(receipts[0].status, Receipt::Status::Unknown); // it was written before the broker said anything
    QCOMPARE(receipts[0].error.code, ErrorCode::BlockedByBroker);
    QCOMPARE(receipts[1].status, Receipt::Status::Failed); // it never left
    QCOMPARE(watermark(u"0.4"_s), QString());
    QVERIFY(eventually([&] { return publishAll(*c, q, {outgoing("free")}, Milliseconds(5000)).confirmed(); },
                       Milliseconds(20000)));
    const auto there = drained(*c, q);
    QCOMPARE(std::count(there.begin(), there.end(), "second"), 0);
    QCOMPARE(c->state().link, LinkState::Connected);
}

void tst_RabbitMqLive::destructorEndsAWriteThatIsBlocked()
{
    const auto c = m_rabbit.connect();
    const QString q = newQueue(*c);
    QCOMPARE(watermark(u"0.00001"_s), QString());
    int receipts = 0;
    Publish::Options options;
    options.channel = {q, {}};
    auto p = c->publish()->publisher(
        anyGrant(WriteOperation::Publish), options,
        [&](const Receipt &r) { receipts += r.status != Receipt::Status::Confirmed; }, within(10000));
    QVERIFY(p);
    QVERIFY((*p)->send(outgoing(std::string(std::size_t(40) << 20, 'x')), within(1000)));
    std::this_thread::sleep_for(Milliseconds(500));
    const auto start = Clock::now();
    p->reset();
    QVERIFY(Clock::now() - start < Milliseconds(1000));
    QCOMPARE(receipts, 1);
}

void tst_RabbitMqLive::exchangeGoneMeanwhile()
{
    const auto c = m_rabbit.connect();
    const QString x = newExchange(*c, u"fanout"_s), q = newQueue(*c);
    bindTo(*c, x, q, u""_s);
    std::vector<Receipt> receipts;
    Publish::Options options;
    options.channel = {x, {}};
    auto p = c->publish()->publisher(
        anyGrant(WriteOperation::Publish), options, [&](const Receipt &r) { receipts.push_back(r); }, within(10000));
    QVERIFY(p);
    QVERIFY((*p)->send(outgoing("there"), within(1000)));
    (*p)->finish(within(5000));
    QVERIFY(c->topology()->remove(anyGrant(WriteOperation::Delete), x, within(10000)));
    QVERIFY((*p)->send(outgoing("gone"), within(1000)));
    (*p)->finish(within(5000));
    p->reset();
    QCOMPARE(receipts.size(), std::size_t(2));
    QCOMPARE(receipts[0].status, Receipt::Status::Confirmed);
    QCOMPARE(receipts[1].status, Receipt::Status::Failed);
    QCOMPARE(receipts[1].error.code, ErrorCode::ChannelNotFound);
}

void tst_RabbitMqLive::killedBrokerInATail()
{
    const auto c = m_rabbit.connect();
    // The broker's own exchange and not a new one: what was declared in the two seconds before a kill -9 may be gone
    // after it (the log of its metadata is written behind), and a tail waits for an exchange that is missing.
    const QString x = u"exchange:amq.topic"_s;
    const std::string key = Rabbit::unique(u"tail."_s).toStdString();
    const auto sink = std::make_shared<CollectSink>();
    Notices notices;
    TailRequest request;
    request.channels = {{x, QString::fromStdString(key)}};
    request.lostAfter = Milliseconds(120000);
    auto tail = c->tail()->tail(request, sink, notices.listener(), within(10000));
    QVERIFY(tail);
    QVERIFY(publishAll(*c, x, {outgoing("before", key)}).confirmed());
    QVERIFY(sink->waitFor(1));
    QCOMPARE(m_rabbit.brokers.kill(u"rabbitmq"_s), QString());
    QVERIFY(notices.waitFor(TailNotice::Kind::Lost, Milliseconds(15000)));
    QVERIFY(eventually([&] { return c->state().link == LinkState::Reconnecting && c->state().retryInMs > 0; },
                       Milliseconds(5000)));
    QCOMPARE(m_rabbit.brokers.start(u"rabbitmq"_s), QString());
    QVERIFY(notices.waitFor(TailNotice::Kind::Back, Milliseconds(60000)));
    QVERIFY(notices.last(TailNotice::Kind::Gap));
    QVERIFY(publishAll(*c, x, {outgoing("after", key)}).confirmed());
    QVERIFY(sink->waitFor(2));
    QCOMPARE(sink->values(), (std::vector<std::string>{"before", "after"}));
    QCOMPARE(c->state().link, LinkState::Connected);
}

QTEST_GUILESS_MAIN(tst_RabbitMqLive)
#include "tst_rabbitmq_live.moc"

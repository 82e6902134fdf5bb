// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/deadletter/routinggraph.h"
#include "model/deadletter/setup.h"
#include "tests/model/deadletter/deadevents.h"

#include <QTest>

using namespace flowbench;
using namespace flowbench::tests;
using namespace Qt::StringLiterals;

namespace {
// A picture of a broker.
struct Picture
{
    std::vector<ChannelDetails> channels;
    std::vector<BindingInfo> bindings;
    DeadLetterHints hints;

    ChannelDetails &queue(const QString &name, const QJsonObject &arguments = {}, const QJsonObject &policy = {})
    {
        ChannelDetails d;
        d.info.name = u"queue:"_s + name;
        d.info.kind = ChannelKind::Queue;
        d.info.depth = 1;
        d.info.consumers = 0;
        d.arguments = arguments;
        d.policyDefinition = policy;
        channels.push_back(d);
        return channels.back();
    }
    ChannelDetails &exchange(const QString &name, const QString &type)
    {
        ChannelDetails d;
        d.info.name = u"exchange:"_s + name;
        d.info.kind = ChannelKind::Exchange;
        d.info.exchangeType = type;
        channels.push_back(d);
        return channels.back();
    }
    ChannelDetails &topic(const QString &name, int partitions = 1, const QJsonObject &config = {})
    {
        ChannelDetails d;
        d.info.name = name;
        d.info.partitions = partitions;
        d.info.events = 5;
        d.config = config;
        channels.push_back(d);
        return channels.back();
    }
    void bind(const QString &source, const QString &destination, const QString &key = {},
              const QJsonObject &arguments = {})
    {
        bindings.push_back({u"exchange:"_s + source, destination, key, arguments});
    }
    std::vector<DeadLetterChannel> setup() const { return deadLetterSetup(channels, bindings, hints); }
};

QStringList summary(const std::vector<DeadLetterChannel> &all)
{
    QStringList out;
    for (const DeadLetterChannel &d : all)
        out.append(d.channel + u' ' + QString::fromLatin1(d.isSource ? "broken" : foundByName(d.foundBy)) + u' ' +
                   d.sources.join(u','));
    return out;
}

bool hasLint(const std::vector<DeadLetterChannel> &all, const QString &channel, DeadLetterRule rule,
             const QStringList &args)
{
    for (const DeadLetterChannel &d : all) {
        if (d.channel == channel && std::find(d.lint.begin(), d.lint.end(), DeadLetterLint{rule, args}) != d.lint.end())
            return true;
    }
    return false;
}

bool hasRule(const std::vector<DeadLetterChannel> &all, DeadLetterRule rule)
{
    for (const DeadLetterChannel &d : all) {
        for (const DeadLetterLint &l : d.lint) {
            if (l.rule == rule)
                return true;
        }
    }
    return false;
}

QJsonObject deadTo(const QString &exchange, const QString &key = {})
{
    QJsonObject o{{u"x-dead-letter-exchange"_s, exchange}};
    if (!key.isNull())
        o[u"x-dead-letter-routing-key"_s] = key;
    return o;
}
} // namespace

class TestSetup : public QObject
{
    Q_OBJECT

private slots:
    void names_data();
    void names();
    void sources();
    void ownPatterns();
    void patternsMeet_data();
    void patternsMeet();
    void knownMessages();
    void rabbit();
    void argumentWins();
    void byBindings();
    void alternateExchange();
    void retriesAreNoDeadLetters();
    void rabbitLints();
    void kafka();
    void kafkaLints();
    void byHand();
    void hostile();
};

void TestSetup::names_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<bool>("dead");
    for (const char *name : {"orders.DLT",
                             "orders-dlt",
                             "orders-dlq",
                             "orders.dlq",
                             "orders_dlq",
                             "orders.error",
                             "orders_error",
                             "error",
                             "orders-failed",
                             "orders_parked",
                             "payments.parked",
                             "orders.dead",
                             "orders.dead-letter",
                             "deadletters",
                             "orders.deadletter.queue",
                             "ordersDLQ",
                             "OrdersDeadLetterQueue",
                             "error.orders.shop",
                             "dlq.orders",
                             "dead-letter-topic-orders",
                             "orders:poison",
                             "orders.parking-lot",
                             "orders_skipped"})
        QTest::newRow(name) << QString::fromLatin1(name) << true;
    for (const char *name : {"orders", "orders.retry", "deadline", "terror", "errorsome", "orders.parkedcars",
                             "order.failed.events", "dlqs", "mydlq.processor", "plain", "", "undead"})
        QTest::newRow(*name ? name : "empty") << QString::fromLatin1(name) << false;
}

void TestSetup::names()
{
    QFETCH(QString, name);
    QFETCH(bool, dead);
    QCOMPARE(DeadLetterNames().matches(name), dead);
}

void TestSetup::sources()
{
    const DeadLetterNames names;
    QCOMPARE(names.sourcesOf(u"shop.orders.DLT"_s), QStringList{u"shop.orders"_s});
    QCOMPARE(names.sourcesOf(u"billing-dlt"_s), QStringList{u"billing"_s});
    QCOMPARE(names.sourcesOf(u"ordersDLQ"_s), QStringList{u"orders"_s});
    QCOMPARE(names.sourcesOf(u"dlq.orders"_s), QStringList{u"orders"_s});
    QCOMPARE(names.sourcesOf(u"error.shop.orders.group.a"_s),
             (QStringList{u"shop.orders.group.a"_s, u"shop.orders.group"_s, u"shop.orders"_s, u"shop"_s}));
    QVERIFY(names.sourcesOf(u"error"_s).isEmpty());
    QVERIFY(names.sourcesOf(u"orders"_s).isEmpty());
}

void TestSetup::ownPatterns()
{
    const DeadLetterNames names({u"*.graveyard"_s, u"x?"_s, u""_s, u"[broken"_s});
    QVERIFY(names.matches(u"orders.graveyard"_s));
    QVERIFY(names.matches(u"a/b.graveyard"_s));
    QVERIFY(!names.matches(u"orders.graveyards"_s));
    QVERIFY(names.matches(u"x1"_s));
    QVERIFY(!names.matches(u"ax1"_s));
    QVERIFY(names.matches(u"orders.dlq"_s));
}

void TestSetup::patternsMeet_data()
{
    QTest::addColumn<QString>("a");
    QTest::addColumn<QString>("b");
    QTest::addColumn<bool>("meet");
    const auto row = [](const char *a, const char *b, bool meet) {
        QTest::newRow(qPrintable(QString::fromLatin1("%1 | %2").arg(QLatin1StringView(a), QLatin1StringView(b))))
            << QString::fromLatin1(a) << QString::fromLatin1(b) << meet;
    };
    row("order.placed", "order.placed", true);
    row("order.placed", "order.*", true);
    row("order.placed", "order.#", true);
    row("order.placed", "#", true);
    row("order", "order.#", true);
    row("order.*", "*.placed", true);
    row("order.*", "invoice.*", false);
    row("order.#", "#.placed", true);
    row("order.#.x", "#.placed", false);
    row("a.*.c", "a.b", false);
    row("#.a", "b.#", true);
    row("*", "", false);
    row("#", "", true);
    row("", "", true);
    row("*.*", "#", true);
    row("*.*", "a.#.b.c", false);
}

void TestSetup::patternsMeet()
{
    QFETCH(QString, a);
    QFETCH(QString, b);
    QFETCH(bool, meet);
    QCOMPARE(topicPatternsMeet(a, b), meet);
    QCOMPARE(topicPatternsMeet(b, a), meet);
}

void TestSetup::knownMessages()
{
    Picture p;
    p.exchange(u"events"_s, u"topic"_s);
    p.exchange(u"byHeader"_s, u"headers"_s);
    for (const char *q : {"orders", "audit", "invoices", "red"})
        p.queue(QString::fromLatin1(q));
    p.bind(u"events"_s, u"queue:orders"_s, u"order.*"_s);
    p.bind(u"events"_s, u"queue:audit"_s, u"#"_s);
    p.bind(u"events"_s, u"queue:invoices"_s, u"invoice.*"_s);
    p.bind(u"events"_s, u"exchange:byHeader"_s, u"#"_s);
    p.bind(u"byHeader"_s, u"queue:red"_s, {}, {{u"x-match"_s, u"all"_s}, {u"colour"_s, u"red"_s}});
    p.bind(u"byHeader"_s, u"exchange:events"_s, {}, {}); // a circle
    const RoutingGraph graph(p.channels, p.bindings);
    Event e = eventWith("x");
    QCOMPARE(graph.reached(u"events"_s, {{u"order.placed"_s}, e.view().fields}),
             (QStringList{u"queue:audit"_s, u"queue:orders"_s}));
    e.addHeader("colour", "red");
    QCOMPARE(graph.reached(u"events"_s, {{u"other"_s}, e.view().fields}),
             (QStringList{u"queue:audit"_s, u"queue:red"_s}));
    QCOMPARE(graph.reached(u""_s, {{u"orders"_s}, e.view().fields}), QStringList{u"queue:orders"_s});
    QVERIFY(graph.reached(u""_s, {{u"gone"_s}, e.view().fields}).isEmpty());
    QVERIFY(graph.reached(u"gone"_s, {{u"orders"_s}, e.view().fields}).isEmpty());
}

// The classic set-up, and the one of policies.
void TestSetup::rabbit()
{
    Picture p;
    p.exchange(u"events"_s, u"topic"_s);
    p.exchange(u"dlx"_s, u"fanout"_s);
    p.queue(u"orders"_s, deadTo(u"dlx"_s));
    p.queue(u"more"_s, deadTo(u"dlx"_s, u"more.dead"_s));
    p.queue(u"orders.dlq"_s);
    const QJsonObject policy{{u"dead-letter-exchange"_s, u""_s}, {u"dead-letter-routing-key"_s, u"payments.parked"_s}};
    p.queue(u"payments"_s, {}, policy);
    p.queue(u"refunds"_s, {}, policy);
    p.queue(u"payments.parked"_s);
    p.queue(u"app.dlq"_s);
    p.queue(u"broken"_s, deadTo(u"nowhere"_s));
    p.queue(u"lost"_s, deadTo(u"events"_s, u"nobody.listens"_s));
    p.queue(u"plain"_s);
    p.bind(u"events"_s, u"queue:orders"_s, u"order.*"_s);
    p.bind(u"dlx"_s, u"queue:orders.dlq"_s);
    const auto all = p.setup();
    QCOMPARE(summary(all), (QStringList{u"queue:app.dlq name "_s, u"queue:broken broken "_s, u"queue:lost broken "_s,
                                        u"queue:orders.dlq argument queue:more,queue:orders"_s,
                                        u"queue:payments.parked policy queue:payments,queue:refunds"_s}));
    QVERIFY(hasLint(all, u"queue:broken"_s, DeadLetterRule::MissingExchange, {u"queue:broken"_s, u"nowhere"_s}));
    QVERIFY(
        hasLint(all, u"queue:lost"_s, DeadLetterRule::Unroutable, {u"queue:lost"_s, u"events"_s, u"nobody.listens"_s}));
    QCOMPARE(*all[3].depth, 1);
}

void TestSetup::argumentWins()
{
    Picture p;
    p.exchange(u"a"_s, u"fanout"_s);
    p.exchange(u"b"_s, u"fanout"_s);
    p.queue(u"q"_s, deadTo(u"a"_s), {{u"dead-letter-exchange"_s, u"b"_s}});
    p.queue(u"qa"_s);
    p.queue(u"qb"_s);
    p.bind(u"a"_s, u"queue:qa"_s);
    p.bind(u"b"_s, u"queue:qb"_s);
    QCOMPARE(summary(p.setup()), QStringList{u"queue:qa argument queue:q"_s});
}

void TestSetup::byBindings()
{
    Picture p;
    p.exchange(u"events"_s, u"topic"_s);
    p.exchange(u"dead"_s, u"topic"_s);
    p.exchange(u"deeper"_s, u"direct"_s);
    p.queue(u"orders"_s, deadTo(u"dead"_s));
    p.queue(u"invoices"_s, deadTo(u"dead"_s));
    p.queue(u"d.orders"_s);
    p.queue(u"d.invoices"_s);
    p.queue(u"d.all"_s);
    p.queue(u"d.direct"_s);
    p.bind(u"events"_s, u"queue:orders"_s, u"order.*"_s);
    p.bind(u"events"_s, u"queue:invoices"_s, u"invoice.paid"_s);
    p.bind(u"dead"_s, u"queue:d.orders"_s, u"order.#"_s);
    p.bind(u"dead"_s, u"queue:d.invoices"_s, u"invoice.*"_s);
    p.bind(u"dead"_s, u"queue:d.all"_s, u"#"_s);
    p.bind(u"dead"_s, u"exchange:deeper"_s, u"#"_s);
    p.bind(u"deeper"_s, u"queue:d.direct"_s, u"invoice.paid"_s);
    QCOMPARE(
        summary(p.setup()),
        (QStringList{u"queue:d.all argument queue:invoices,queue:orders"_s, u"queue:d.direct argument queue:invoices"_s,
                     u"queue:d.invoices argument queue:invoices"_s, u"queue:d.orders argument queue:orders"_s}));
}

void TestSetup::alternateExchange()
{
    Picture p;
    p.exchange(u"dead"_s, u"direct"_s).arguments = {{u"alternate-exchange"_s, u"rest"_s}};
    p.exchange(u"rest"_s, u"fanout"_s);
    p.queue(u"q"_s, deadTo(u"dead"_s, u"k"_s));
    p.queue(u"fallback"_s);
    p.bind(u"rest"_s, u"queue:fallback"_s);
    QCOMPARE(summary(p.setup()), QStringList{u"queue:fallback argument queue:q"_s});
}

void TestSetup::retriesAreNoDeadLetters()
{
    Picture p;
    p.exchange(u"retry"_s, u"fanout"_s);
    p.queue(u"orders"_s, deadTo(u"retry"_s));
    QJsonObject back = deadTo(u""_s, u"orders"_s);
    back[u"x-message-ttl"_s] = 5000;
    p.queue(u"orders.wait"_s, back);
    p.bind(u"retry"_s, u"queue:orders.wait"_s);
    // A delay: what expires in it goes on to a queue that is served.
    QJsonObject delay = deadTo(u""_s, u"mails"_s);
    delay[u"x-message-ttl"_s] = 1000;
    p.queue(u"mails.later"_s, delay);
    p.queue(u"mails"_s).info.consumers = 2;
    QVERIFY(summary(p.setup()).isEmpty());
    // A circle of which one is called so.
    p.queue(u"x"_s, deadTo(u""_s, u"x.dlq"_s));
    p.queue(u"x.dlq"_s, deadTo(u""_s, u"x"_s));
    QCOMPARE(summary(p.setup()), QStringList{u"queue:x.dlq argument queue:x"_s});
    QVERIFY(hasLint(p.setup(), u"queue:x.dlq"_s, DeadLetterRule::DeadLetterOfDead, {u"queue:x.dlq"_s, u"queue:x"_s}));
}

void TestSetup::rabbitLints()
{
    Picture p;
    p.queue(u"classic"_s, deadTo(u""_s, u"a.dlq"_s));
    QJsonObject safe = deadTo(u""_s, u"b.dlq"_s);
    safe[u"x-queue-type"_s] = u"quorum"_s;
    safe[u"x-dead-letter-strategy"_s] = u"at-least-once"_s;
    QJsonObject unsafe = safe;
    safe[u"x-overflow"_s] = u"reject-publish"_s;
    p.queue(u"safe"_s, safe);
    p.queue(u"unsafe"_s, unsafe);
    p.queue(u"a.dlq"_s, {{u"x-message-ttl"_s, 86400000}}, {{u"max-length"_s, 1000}});
    p.queue(u"b.dlq"_s, {{u"x-max-length"_s, 10}, {u"x-overflow"_s, u"reject-publish"_s}});
    const auto all = p.setup();
    QVERIFY(hasLint(all, u"queue:a.dlq"_s, DeadLetterRule::AtMostOnce, {u"queue:classic"_s}));
    QVERIFY(hasLint(all, u"queue:a.dlq"_s, DeadLetterRule::Expires, {u"queue:a.dlq"_s, u"86400000"_s}));
    QVERIFY(hasLint(all, u"queue:a.dlq"_s, DeadLetterRule::Bounded, {u"queue:a.dlq"_s, u"1000"_s}));
    QVERIFY(hasLint(all, u"queue:b.dlq"_s, DeadLetterRule::FallsBack, {u"queue:unsafe"_s}));
    QVERIFY(!hasLint(all, u"queue:b.dlq"_s, DeadLetterRule::AtMostOnce, {u"queue:safe"_s}));
    QVERIFY(!hasLint(all, u"queue:b.dlq"_s, DeadLetterRule::Bounded, {u"queue:b.dlq"_s, u"10"_s}));
    QCOMPARE(lintLevel(DeadLetterRule::MissingExchange), LintLevel::Broken);
}

void TestSetup::kafka()
{
    Picture p;
    p.topic(u"orders"_s, 2);
    p.topic(u"orders.DLT"_s, 2);
    p.topic(u"billing"_s);
    p.topic(u"billing-dlt"_s);
    p.topic(u"ship-dlq"_s);
    p.topic(u"plain"_s);
    p.topic(u"__consumer_offsets"_s).info.internal = true;
    p.hints.byHeaders = {u"strange"_s};
    p.topic(u"strange"_s);
    const auto all = p.setup();
    QCOMPARE(summary(all), (QStringList{u"billing-dlt name billing"_s, u"orders.DLT name orders"_s, u"ship-dlq name "_s,
                                        u"strange header "_s}));
    QCOMPARE(*all[1].depth, 5);
    QVERIFY(!hasRule(all, DeadLetterRule::FewerPartitions) && !hasRule(all, DeadLetterRule::ShorterRetention));
}

void TestSetup::kafkaLints()
{
    Picture p;
    p.topic(u"orders"_s, 6, {{u"retention.ms"_s, u"1209600000"_s}});
    p.topic(u"orders.DLT"_s, 3, {{u"cleanup.policy"_s, u"compact,delete"_s}});
    p.topic(u"keep"_s, 1, {{u"retention.ms"_s, u"-1"_s}});
    p.topic(u"keep.DLT"_s, 1);
    p.topic(u"short"_s, 1, {{u"retention.ms"_s, u"1000"_s}});
    p.topic(u"short.DLT"_s, 1);
    const auto all = p.setup();
    QVERIFY(
        hasLint(all, u"orders.DLT"_s, DeadLetterRule::FewerPartitions, {u"orders.DLT"_s, u"3"_s, u"orders"_s, u"6"_s}));
    QVERIFY(hasLint(all, u"orders.DLT"_s, DeadLetterRule::ShorterRetention,
                    {u"orders.DLT"_s, u"604800000"_s, u"orders"_s, u"1209600000"_s}));
    QVERIFY(hasLint(all, u"orders.DLT"_s, DeadLetterRule::Compacted, {u"orders.DLT"_s}));
    QVERIFY(hasLint(all, u"keep.DLT"_s, DeadLetterRule::ShorterRetention,
                    {u"keep.DLT"_s, u"604800000"_s, u"keep"_s, u"-1"_s}));
    for (const DeadLetterChannel &d : all)
        QVERIFY(d.channel != u"short.DLT" || d.lint.empty());
}

void TestSetup::byHand()
{
    Picture p;
    p.queue(u"orders"_s);
    p.queue(u"orders.dlq"_s);
    p.hints.marked = {u"queue:orders"_s, u"queue:gone"_s};
    p.hints.unmarked = {u"queue:orders.dlq"_s};
    QCOMPARE(summary(p.setup()), QStringList{u"queue:orders marked "_s});
}

void TestSetup::hostile()
{
    Picture p;
    // Everything dead-letters to everything, through circles of exchanges.
    for (int i = 0; i < 60; ++i) {
        p.exchange(u"e%1"_s.arg(i), u"topic"_s);
        p.queue(u"q%1"_s.arg(i), deadTo(u"e%1"_s.arg(i)));
    }
    for (int i = 0; i < 60; ++i) {
        p.bind(u"e%1"_s.arg(i), u"exchange:e%1"_s.arg((i + 1) % 60), u"#.#.#.#.*.#"_s);
        p.bind(u"e%1"_s.arg(i), u"queue:q%1"_s.arg((i + 7) % 60), u"#"_s);
    }
    p.queue(u"odd"_s, {{u"x-dead-letter-exchange"_s, 17}, {u"x-message-ttl"_s, u"soon"_s}});
    p.queue(QString(5000, u'x'), deadTo(QString(5000, u'.')));
    QVERIFY(p.setup().size() <= 62);
    QVERIFY(deadLetterSetup({}, {}, DeadLetterHints()).empty());
}

QTEST_APPLESS_MAIN(TestSetup)
#include "tst_setup.moc"

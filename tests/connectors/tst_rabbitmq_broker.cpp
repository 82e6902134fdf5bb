// SPDX-License-Identifier: GPL-3.0-or-later
// What stands in RabbitMQ: typed headers, hostile names, dead letters, looks that change nothing, delivery limits,
// streams.
#include "connectors/rabbitmq/nature.h"
#include "model/replay/source.h"
#include "tests/connectors/rabbitmq_help.h"

#include <QTemporaryDir>
#include <QTest>

#include <set>

using namespace flowbench;
using namespace flowbench::test;
using namespace Qt::StringLiterals;

namespace {

FieldView field(FieldPlace place, std::string_view name, std::string_view value, FieldType type = FieldType::Bytes)
{
    FieldView f;
    f.place = place;
    f.name = name;
    f.value = value;
    f.type = type;
    return f;
}

QStringList notesOf(const Coverage &c) { return c.channels.empty() ? QStringList() : c.channels.front().notes; }

} // namespace

class tst_RabbitMqBroker : public QObject
{
    Q_OBJECT
    Rabbit m_rabbit;

private slots:
    void initTestCase() { QVERIFY2(m_rabbit.brokers.problem().isEmpty(), qPrintable(m_rabbit.brokers.problem())); }
    void typedHeadersAndProperties();
    void timestamps_data();
    void timestamps();
    void badEventsAreNotTaken();
    void hostileNames();
    void largeBody();
    void smallAndLargeTogether();
    void headersThatOutgrewTheirFrame();
    void deadLettersAreRecognised();
    void partialLookKeepsOrder_data();
    void partialLookKeepsOrder();
    void queuePositionsAreRefused();
    void lookIsCancelled();
    void limitedQueueIsFetchedOnce();
    void messageAtItsLimitIsRescued();
    void outgrownMessageAtItsLimitIsRescued();
    void whoMayNotPublishFetchesNothing();
    void negativeLimits();
    void lastDeliveryIsPublishedAnew();
    void streamIsRead();
};

void tst_RabbitMqBroker::typedHeadersAndProperties()
{
    const auto c = m_rabbit.connect();
    const QString q = newQueue(*c);
    const std::vector<FieldView> fields{
        field(FieldPlace::Property, "content_type", "application/json"),
        field(FieldPlace::Property, "delivery_mode", "2", FieldType::UInt8),
        field(FieldPlace::Property, "priority", "7"),
        field(FieldPlace::Property, "correlation_id", "c\xc3\xa9"),
        field(FieldPlace::Property, "message_id", "m1"),
        field(FieldPlace::Property, "timestamp", "1700000000", FieldType::Timestamp),
        field(FieldPlace::Property, "type", "order.placed"),
        field(FieldPlace::Property, "user_id", "guest"),
        field(FieldPlace::Property, "app_id", "a"),
        field(FieldPlace::Property, "expiration", "600000"),
        field(FieldPlace::Header, "text", "\xff\0x"),
        field(FieldPlace::Header, "yes", "true", FieldType::Boolean),
        field(FieldPlace::Header, "big", "-9007199254740993", FieldType::Int64),
        field(FieldPlace::Header, "small", "-5", FieldType::Int8),
        field(FieldPlace::Header, "half", "0.5", FieldType::Double),
        field(FieldPlace::Header, "when", "1700000001", FieldType::Timestamp),
        field(FieldPlace::Header, "list", R"([1,"two",null,{"a":[true]}])", FieldType::Array),
        field(FieldPlace::Header, "table", R"({"a":1,"b":"\u0001"})", FieldType::Table),
        field(FieldPlace::Header, "price", "12.50", FieldType::Decimal)};
    Outgoing o = outgoing("{}");
    for (const FieldView &f : fields)
        appendField(o.fields, f);
    QVERIFY(publishAll(*c, q, {o}).confirmed());
    const Scanned read = scanAll(*c, scanOf(q));
    QCOMPARE(read.events.size(), std::size_t(1));
    const Event &e = read.events.front();
    QCOMPARE(e.timeMs, qint64(1700000000000));
    QCOMPARE(e.timeKind, TimeKind::Create);
    const FieldList got(e.fields);
    for (const FieldView &f : fields) {
        const auto g = got.find(f.place, f.name);
        const QByteArray name(f.name.data(), qsizetype(f.name.size()));
        QVERIFY2(g, name);
        QVERIFY2(g->value == f.value, name);
        if (f.place == FieldPlace::Header)
            QVERIFY2(g->type == f.type, name);
    }
    QCOMPARE(got.count(FieldPlace::Header), std::size_t(9));
    QCOMPARE(QByteArray::fromStdString(std::string(got.find(FieldPlace::Delivery, "routing_key")->value)),
             ChannelAddress({q, {}}).bare().toUtf8());
    QVERIFY(got.find(FieldPlace::Delivery, "exchange"));
}

void tst_RabbitMqBroker::timestamps_data()
{
    QTest::addColumn<QByteArray>("written");
    QTest::addColumn<qint64>("ms");
    QTest::addColumn<bool>("create");
    QTest::newRow("seconds") << QByteArray("1795255692") << qint64(1795255692000) << true;
    QTest::newRow("milliseconds, as amqplib's users write")
        << QByteArray("1795255692356") << qint64(1795255692356) << true;
    QTest::newRow("microseconds") << QByteArray("1795255692356789") << qint64(1795255692356) << true;
    QTest::newRow("zero") << QByteArray("0") << qint64(0) << false;
    QTest::newRow("nonsense") << QByteArray("18446744073709551615") << qint64(0) << false;
    QTest::newRow("ISO") << QByteArray("2026-07-01T12:00:00Z") << qint64(1782907200000) << true;
}

void tst_RabbitMqBroker::timestamps()
{
    QFETCH(QByteArray, written);
    QFETCH(qint64, ms);
    QFETCH(bool, create);
    const auto c = m_rabbit.connect();
    const QString q = newQueue(*c);
    Outgoing o = outgoing("x");
    appendField(o.fields, field(FieldPlace::Property, "timestamp", written.toStdString()));
    QVERIFY(publishAll(*c, q, {o}).confirmed());
    const Scanned read = scanAll(*c, scanOf(q));
    QCOMPARE(read.events.at(0).timeKind, create ? TimeKind::Create : TimeKind::Received);
    if (create)
        QCOMPARE(read.events.at(0).timeMs, ms);
}

void tst_RabbitMqBroker::badEventsAreNotTaken()
{
    const auto c = m_rabbit.connect();
    const QString x = newExchange(*c, u"fanout"_s);
    const auto refused = [&](const Outgoing &o) {
        const Published p = publishAll(*c, x, {o});
        return p.error ? p.error->code : ErrorCode::Internal;
    };
    Outgoing o = outgoing("x");
    appendField(o.fields, field(FieldPlace::Property, "no_such_property", "1"));
    QCOMPARE(refused(o), ErrorCode::BadArgument);
    o = outgoing("x");
    appendField(o.fields, field(FieldPlace::Property, "delivery_mode", "much"));
    QCOMPARE(refused(o), ErrorCode::BadArgument);
    o = outgoing("x");
    appendField(o.fields, field(FieldPlace::Header, "t", "{", FieldType::Table));
    QCOMPARE(refused(o), ErrorCode::BadArgument);
    QCOMPARE(refused(outgoing("x", std::string(256, 'k'))), ErrorCode::TooLarge);
    QCOMPARE(refused(outgoing("x", "k", {{std::string(256, 'h'), "v"}})), ErrorCode::TooLarge);
    // The broker refuses a foreign user id by closing the channel: that event failed, and the next goes through.
    const QString q = newQueue(*c);
    o = outgoing("foreign");
    appendField(o.fields, field(FieldPlace::Property, "user_id", "somebody"));
    const Published p = publishAll(*c, q, {o});
    QCOMPARE(p.receipts.at(0).status, Receipt::Status::Failed);
    QVERIFY(p.receipts.at(0).error.detail.contains(u"user_id"));
    QVERIFY(publishAll(*c, q, {outgoing("own")}).confirmed());
    QCOMPARE(drained(*c, q), std::vector<std::string>{"own"});
}

void tst_RabbitMqBroker::hostileNames()
{
    const auto c = m_rabbit.connect();
    for (const QString &name : {u"\u001b[31mred\u0007"_s, u"a b%2Fc?x=1#frag&y"_s, u"../../etc/passwd"_s,
                                u"<b>\u202e</b>"_s, u"\u00e9\u4e2d\U0001f600"_s, QString(u"x"_s).repeated(255)}) {
        const QString unique = name.size() > 200 ? name.left(235) + Rabbit::unique({}) : name + Rabbit::unique({});
        const QString q = declared(*c, u"queue:"_s + unique), x = declared(*c, u"exchange:"_s + unique);
        QVERIFY(!q.isEmpty() && !x.isEmpty());
        QVERIFY(publishAll(*c, q, numbered("v", 2)).confirmed());
        QVERIFY(eventually([&] { return infoOf(*c, q) && infoOf(*c, x); }, Milliseconds(10000)));
        QCOMPARE(scanAll(*c, scanOf(q)).events.size(), std::size_t(2));
        QCOMPARE(c->catalog()->details(q, within(10000)).value().info.name, q);
        QVERIFY(c->topology()->remove(anyGrant(WriteOperation::Delete), q, within(10000)));
        QVERIFY(c->topology()->remove(anyGrant(WriteOperation::Delete), x, within(10000)));
        QCOMPARE(c->topology()->remove(anyGrant(WriteOperation::Delete), x, within(10000)).error().code,
                 ErrorCode::ChannelNotFound);
    }
}

void tst_RabbitMqBroker::largeBody()
{
    const auto c = m_rabbit.connect();
    const QString q = newQueue(*c);
    std::string body(std::size_t(60) << 20, '\0');
    for (std::size_t i = 0; i < body.size(); i += 4099)
        body[i] = char(i);
    QVERIFY(publishAll(*c, q, {outgoing(body)}, Milliseconds(60000)).confirmed());
    const Scanned read = scanAll(*c, scanOf(q));
    QCOMPARE(read.events.size(), std::size_t(1));
    QVERIFY(read.events.front().value == body);
    QVERIFY(c->topology()->remove(anyGrant(WriteOperation::Delete), q, within(10000)));
}

// Small ones leave together, large ones by themselves: all arrive, whole and in their order.
void tst_RabbitMqBroker::smallAndLargeTogether()
{
    const auto c = m_rabbit.connect();
    const QString q = newQueue(*c);
    std::vector<Outgoing> sent;
    for (int round = 0; round < 12; ++round) {
        for (const std::size_t size : {0, 1, 300, 8191, 8192, 8193, 4000, 4000, 200000}) {
            for (const std::size_t header : {0, 255, 256, 8000, 8200, 60000}) {
                std::string body(size, char('a' + round));
                if (size > 0)
                    body[size / 2] = '\0';
                Outgoing e = outgoing(body, {}, {{"n", std::to_string(sent.size())}});
                if (header > 0)
                    appendField(e.fields, field(FieldPlace::Header, "large", std::string(header, 'h')));
                sent.push_back(std::move(e));
            }
        }
    }
    QVERIFY(publishAll(*c, q, sent, Milliseconds(60000)).confirmed());
    const Scanned read = scanAll(*c, scanOf(q));
    QCOMPARE(read.events.size(), sent.size());
    for (std::size_t i = 0; i < sent.size(); ++i) {
        const FieldList fields(read.events[i].fields), was(sent[i].fields);
        QVERIFY(read.events[i].value.value_or("") == *sent[i].value);
        QVERIFY(fields.find(FieldPlace::Header, "n")->value == was.find(FieldPlace::Header, "n")->value);
        const auto large = was.find(FieldPlace::Header, "large");
        QCOMPARE(fields.find(FieldPlace::Header, "large").has_value(), large.has_value());
        QVERIFY(!large || fields.find(FieldPlace::Header, "large")->value == large->value);
    }
    QVERIFY(c->topology()->remove(anyGrant(WriteOperation::Delete), q, within(10000)));
}

// A message that fitted into a frame does not any more with the x-death of its broker: it is read all the same, beside
// the others; sent again as it is, it is refused, and nothing else is.
void tst_RabbitMqBroker::headersThatOutgrewTheirFrame()
{
    const auto c = m_rabbit.connect();
    const QString dead = newQueue(*c);
    const QString q = newQueue(*c, {{u"x-message-ttl"_s, 1},
                                    {u"x-dead-letter-exchange"_s, u""_s},
                                    {u"x-dead-letter-routing-key"_s, ChannelAddress({dead, {}}).bare()}});
    constexpr std::size_t Large = 130900;
    std::vector<Outgoing> sent{outgoing("before"), outgoing("large", {}, {{"big", std::string(Large, 'x')}}),
                               outgoing("after")};
    QVERIFY(publishAll(*c, q, sent).confirmed());
    QVERIFY(eventually([&] { return depthOf(*c, dead) == 3; }, Milliseconds(10000)));
    const Scanned read = scanAll(*c, scanOf(dead));
    QCOMPARE(read.events.size(), std::size_t(3));
    QCOMPARE(FieldList(read.events[1].fields).find(FieldPlace::Header, "big")->value.size(), Large);
    QVERIFY(FieldList(read.events[1].fields).packed().size() > Large + 100);

    for (std::size_t i = 0; i < 3; ++i) {
        sent[i].fields = read.events[i].fields;
        appendField(sent[i].fields, field(FieldPlace::Header, "more", std::string(500, 'y')));
    }
    const Published again = publishAll(*c, newQueue(*c), sent);
    QCOMPARE(again.receipts.size(), std::size_t(3));
    QCOMPARE(again.receipts[0].status, Receipt::Status::Confirmed);
    QCOMPARE(again.receipts[1].status, Receipt::Status::Failed);
    QCOMPARE(again.receipts[1].error.code, ErrorCode::TooLarge);
    QCOMPARE(again.receipts[2].status, Receipt::Status::Confirmed);
    QCOMPARE(drained(*c, dead), (std::vector<std::string>{"before", "large", "after"}));
}

void tst_RabbitMqBroker::deadLettersAreRecognised()
{
    const auto c = m_rabbit.connect();
    const QString dlx = newExchange(*c, u"topic"_s), hop = newExchange(*c, u"fanout"_s);
    const QString byBinding = newQueue(*c), other = newQueue(*c), byPolicy = newQueue(*c);
    const QString named = declared(*c, u"queue:"_s + Rabbit::unique(u"own."_s) + u".dlq"_s);
    bindTo(*c, dlx, hop, u"dead.#"_s);
    bindTo(*c, hop, byBinding, u""_s);
    bindTo(*c, dlx, other, u"alive.#"_s);
    newQueue(*c, {{u"x-dead-letter-exchange"_s, ChannelAddress({dlx, {}}).bare()},
                  {u"x-dead-letter-routing-key"_s, u"dead.order"_s}});
    const QString source = newQueue(*c), bare = ChannelAddress({source, {}}).bare();
    QCOMPARE(m_rabbit.brokers.rabbitmqctl({u"set_policy"_s, bare, u"^"_s + bare + u"$"_s,
                                           uR"({"dead-letter-exchange":"","dead-letter-routing-key":"%1"})"_s.arg(
                                               ChannelAddress({byPolicy, {}}).bare())}),
             QString());
    QVERIFY(eventually([&] { return infoOf(*c, byPolicy)->deadLetter; }, Milliseconds(10000)));
    QVERIFY(infoOf(*c, byBinding)->deadLetter);
    QVERIFY(infoOf(*c, named)->deadLetter);
    QVERIFY(!infoOf(*c, other)->deadLetter);
    QVERIFY(!infoOf(*c, source)->deadLetter);
    const auto details = c->catalog()->details(source, within(10000));
    QCOMPARE(details->policy, bare);
    QVERIFY(infoOf(*c, u"exchange:(default)"_s)->internal);
    QVERIFY(infoOf(*c, u"exchange:amq.topic"_s)->internal);
    QCOMPARE(m_rabbit.brokers.rabbitmqctl({u"clear_policy"_s, bare}), QString());
}

void tst_RabbitMqBroker::partialLookKeepsOrder_data()
{
    QTest::addColumn<QString>("type");
    QTest::newRow("classic") << u"classic"_s;
    QTest::newRow("quorum without a limit") << u"quorum"_s;
}

void tst_RabbitMqBroker::partialLookKeepsOrder()
{
    QFETCH(QString, type);
    const auto c = m_rabbit.connect();
    const QString q = newQueue(*c, {{u"x-queue-type"_s, type}});
    QVERIFY(publishAll(*c, q, numbered("v", 3000)).confirmed());
    std::vector<std::string> all;
    for (int i = 0; i < 3000; ++i)
        all.push_back("v" + std::to_string(i));
    Browse::Request request;
    request.queue = q;
    request.first = 4;
    for (int i = 0; i < 3; ++i) {
        const Scanned looked = lookAll(*c, request);
        QVERIFY(!looked.error);
        const std::size_t expected = type == u"quorum" ? 3000 : 4;
        QCOMPARE(looked.events.size(), expected);
        QCOMPARE(looked.coverage.complete, expected == 3000);
    }
    ScanRequest limited = scanOf(q);
    limited.limit = 5;
    const Scanned five = scanAll(*c, limited);
    QCOMPARE(five.values(), (std::vector<std::string>{"v0", "v1", "v2", "v3", "v4"}));
    QCOMPARE(five.coverage.ended, ScanEnd::Limit);
    ScanRequest last = scanOf(q);
    last.last = 2;
    QCOMPARE(scanAll(*c, last).values(), (std::vector<std::string>{"v2998", "v2999"}));
    last.newestFirst = true;
    QCOMPARE(scanAll(*c, last).values(), (std::vector<std::string>{"v2999", "v2998"}));
    QVERIFY(eventually([&] { return depthOf(*c, q) == 3000; }, Milliseconds(10000)));
    QCOMPARE(drained(*c, q), all);
}

void tst_RabbitMqBroker::queuePositionsAreRefused()
{
    const auto c = m_rabbit.connect();
    const QString q = newQueue(*c);
    ScanRequest request = scanOf(q);
    request.from = AtOffset{1};
    QCOMPARE(scanAll(*c, request).error.value_or(Error()).code, ErrorCode::BadArgument);
    request.from = Earliest{};
    request.to = AtTime{1};
    QCOMPARE(scanAll(*c, request).error.value_or(Error()).code, ErrorCode::BadArgument);
    QCOMPARE(scanAll(*c, scanOf(u"exchange:amq.topic"_s)).error.value_or(Error()).code, ErrorCode::NotSupported);
}

void tst_RabbitMqBroker::lookIsCancelled()
{
    const auto c = m_rabbit.connect();
    const QString q = newQueue(*c);
    QVERIFY(publishAll(*c, q, numbered("v", 20000)).confirmed());
    std::stop_source stop;
    std::jthread later([&] {
        std::this_thread::sleep_for(Milliseconds(60));
        stop.request_stop();
    });
    const auto start = Clock::now();
    const Scanned read = scanAll(*c, scanOf(q), Cancel::after(Milliseconds(20000), stop.get_token()));
    QVERIFY(Clock::now() - start < Milliseconds(1500));
    QVERIFY(read.error ? read.error->code == ErrorCode::Cancelled : read.coverage.ended == ScanEnd::Cancelled);
    QVERIFY(eventually([&] { return depthOf(*c, q) == 20000; }, Milliseconds(10000)));
    const auto all = drained(*c, q);
    QCOMPARE(all.size(), std::size_t(20000));
    QCOMPARE(all.front(), std::string("v0"));
}

void tst_RabbitMqBroker::limitedQueueIsFetchedOnce()
{
    QTemporaryDir state;
    auto c = m_rabbit.connect(m_rabbit.url(), state.path());
    const QString q = newQueue(*c, {{u"x-queue-type"_s, u"quorum"_s}, {u"x-delivery-limit"_s, 2}});
    QVERIFY(publishAll(*c, q, numbered("v", 4)).confirmed());
    for (int i = 0; i < 6; ++i) {
        const Scanned read = scanAll(*c, scanOf(q));
        QVERIFY(!read.error);
        QCOMPARE(read.events.size(), std::size_t(4));
        QVERIFY(read.coverage.complete);
        QCOMPARE(notesOf(read.coverage).filter(u"snapshot-of:"_s).size(), i > 0 ? 1 : 0);
        c = m_rabbit.connect(m_rabbit.url(), state.path()); // as another start of the program
    }
    QCOMPARE(c->browse()->effects(q, within(10000)).value().deliveriesLeft.value_or(-1), 1);
    // What came since is not in the snapshot, and that is said.
    QVERIFY(publishAll(*c, q, {outgoing("late")}).confirmed());
    QVERIFY(!scanAll(*c, scanOf(q)).coverage.complete);
    Browse::Request fresh;
    fresh.queue = q;
    fresh.refresh = true;
    QCOMPARE(lookAll(*c, fresh).events.size(), std::size_t(5));
    const Scanned refused = lookAll(*c, fresh);
    QVERIFY(refused.error);
    QCOMPARE(refused.error->code, ErrorCode::DeliveryLimit);
    QVERIFY(refused.error->args.contains(u"2"_s));
    QCOMPARE(scanAll(*c, scanOf(q)).events.size(), std::size_t(5)); // the snapshot still answers
    QCOMPARE(QFile::permissions(state.path() + u"/rabbitmq"_s) & (QFile::ReadGroup | QFile::ReadOther),
             QFile::Permissions());
    QCOMPARE(drained(*c, q).size(), std::size_t(5));
    // An empty queue may be looked at again.
    QVERIFY(!lookAll(*c, fresh).error);
}

void tst_RabbitMqBroker::messageAtItsLimitIsRescued()
{
    QTemporaryDir state;
    const auto c = m_rabbit.connect(m_rabbit.url(), state.path());
    const QString q = newQueue(*c, {{u"x-queue-type"_s, u"quorum"_s}, {u"x-delivery-limit"_s, 2}});
    Outgoing poison = outgoing("poison", {}, {{"h", "1"}});
    appendField(poison.fields, field(FieldPlace::Property, "message_id", "m"));
    QVERIFY(publishAll(*c, q, {poison}).confirmed());
    {
        const auto somebody = m_rabbit.connect(); // whose returns our ledger does not know
        auto k = somebody->settle()->consume(anyGrant(WriteOperation::Settle), q, 1, within(10000));
        QVERIFY(k);
        for (int i = 0; i < 2; ++i) {
            const auto d = (*k)->next(within(10000));
            QVERIFY(d && *d);
            if (i == 0)
                QVERIFY((*k)->nack((*d)->tag, false, true));
        }
    } // the second goes back with the consumer: the message is at its limit
    QVERIFY(publishAll(*c, q, {outgoing("healthy")}).confirmed());
    const Scanned read = scanAll(*c, scanOf(q));
    QVERIFY(!read.error);
    QCOMPARE(read.events.size(), std::size_t(2));
    QVERIFY(notesOf(read.coverage).contains(u"rescued:1"_s));
    QVERIFY(eventually([&] { return depthOf(*c, q) == 2; }, Milliseconds(10000)));
    auto k = c->settle()->consume(anyGrant(WriteOperation::Settle), q, 10, within(10000));
    QVERIFY(k);
    std::map<std::string, Event> there;
    for (int i = 0; i < 2; ++i) {
        auto d = (*k)->next(within(10000));
        QVERIFY(d && *d);
        there[(*d)->event.value.value_or("")] = (*d)->event;
    }
    QCOMPARE(there.size(), std::size_t(2));
    const FieldList fields(there.at("poison").fields);
    QVERIFY(fields.find(FieldPlace::Property, "message_id")->value == "m");
    QVERIFY(fields.find(FieldPlace::Header, "h")->value == "1");
    QVERIFY(!fields.find(FieldPlace::Header, "x-delivery-count"));
}

// Nobody else looked, and yet the second time is the last one: what is not acked is in the queue as it was.
// Its headers do not fit into a frame any more: it goes without its x-death, and takes no other with it.
void tst_RabbitMqBroker::outgrownMessageAtItsLimitIsRescued()
{
    QTemporaryDir state;
    const auto c = m_rabbit.connect(m_rabbit.url(), state.path());
    const QString dead = newQueue(*c, {{u"x-queue-type"_s, u"quorum"_s}, {u"x-delivery-limit"_s, 1}});
    const QString q = newQueue(*c, {{u"x-message-ttl"_s, 1},
                                    {u"x-dead-letter-exchange"_s, u""_s},
                                    {u"x-dead-letter-routing-key"_s, ChannelAddress({dead, {}}).bare()}});
    const std::vector<Outgoing> sent{outgoing("a"), outgoing("large", {}, {{"big", std::string(131000, 'x')}}),
                                     outgoing("b"), outgoing("c")};
    QVERIFY(publishAll(*c, q, sent).confirmed());
    QVERIFY(eventually([&] { return depthOf(*c, dead) == 4; }, Milliseconds(10000)));
    {
        const auto somebody = m_rabbit.connect();
        auto k = somebody->settle()->consume(anyGrant(WriteOperation::Settle), dead, 10, within(10000));
        QVERIFY(k);
        for (int i = 0; i < 4; ++i) {
            const auto d = (*k)->next(within(10000));
            QVERIFY(d && *d);
        }
    } // all are at their limit
    QVERIFY(eventually([&] { return depthOf(*c, dead) == 4; }, Milliseconds(10000)));
    const Scanned read = scanAll(*c, scanOf(dead));
    QVERIFY(!read.error);
    QVERIFY(notesOf(read.coverage).contains(u"rescued:4"_s));
    QVERIFY(eventually([&] { return depthOf(*c, dead) == 4; }, Milliseconds(10000)));
    auto k = c->settle()->consume(anyGrant(WriteOperation::Settle), dead, 10, within(10000));
    QVERIFY(k);
    std::map<std::string, Event> there;
    for (int i = 0; i < 4; ++i) {
        auto d = (*k)->next(within(10000));
        QVERIFY(d && *d);
        there[(*d)->event.value.value_or("")] = (*d)->event;
    }
    QCOMPARE(there.size(), std::size_t(4));
    QCOMPARE(FieldList(there.at("large").fields).find(FieldPlace::Header, "big")->value.size(), std::size_t(131000));
    QVERIFY(!FieldList(there.at("large").fields).find(FieldPlace::Header, "x-death"));
    QVERIFY(FieldList(there.at("a").fields).find(FieldPlace::Header, "x-death"));
}

// What must not be returned could not be published anew either: nothing is held at all.
void tst_RabbitMqBroker::whoMayNotPublishFetchesNothing()
{
    const auto c = m_rabbit.connect();
    const QString user = Rabbit::unique(u"reader"_s);
    QCOMPARE(m_rabbit.brokers.rabbitmqctl({u"add_user"_s, user, u"secret"_s}), QString());
    QCOMPARE(m_rabbit.brokers.rabbitmqctl({u"set_user_tags"_s, user, u"monitoring"_s}), QString());
    QCOMPARE(m_rabbit.brokers.rabbitmqctl({u"set_permissions"_s, user, u"^$"_s, u"^$"_s, u".*"_s}), QString());
    const QString q = newQueue(*c, {{u"x-queue-type"_s, u"quorum"_s}, {u"x-delivery-limit"_s, 2}});
    QVERIFY(publishAll(*c, q, {outgoing("one")}).confirmed());
    QVERIFY(eventually([&] { return depthOf(*c, q) == 1; }, Milliseconds(10000)));
    QTemporaryDir state;
    const auto reader = m_rabbit.connect(m_rabbit.url(user + u":secret"_s), state.path());
    const Scanned read = scanAll(*reader, scanOf(q));
    QVERIFY(read.error);
    QCOMPARE(read.error->code, ErrorCode::DeliveryLimit);
    QVERIFY(read.events.empty());
    const auto k = reader->settle()->consume(anyGrant(WriteOperation::Settle), q, 10, within(10000));
    QVERIFY(!k);
    QCOMPARE(k.error().code, ErrorCode::DeliveryLimit);
    QVERIFY(scanAll(*reader, scanOf(newQueue(*c))).coverage.complete); // of a queue without a limit
    QCOMPARE(drained(*c, q), (std::vector<std::string>{"one"}));
    QCOMPARE(m_rabbit.brokers.rabbitmqctl({u"delete_user"_s, user}), QString());
}

void tst_RabbitMqBroker::negativeLimits()
{
    const QJsonObject queue{{u"type"_s, u"quorum"_s}, {u"arguments"_s, QJsonObject{{u"x-delivery-limit"_s, -1}}}};
    QCOMPARE(rabbitmq::natureOf(queue, 3).deliveryLimit, std::optional(0));
    QVERIFY(!rabbitmq::natureOf(queue, 4).deliveryLimit);
}

void tst_RabbitMqBroker::lastDeliveryIsPublishedAnew()
{
    QTemporaryDir state;
    const auto c = m_rabbit.connect(m_rabbit.url(), state.path());
    const QString q = newQueue(*c, {{u"x-queue-type"_s, u"quorum"_s}, {u"x-delivery-limit"_s, 1}});
    const std::string nested =
        R"([{"queue":"q","reason":"rejected","count":2,"exchange":"","a":[1,{"z":1.5,"b":null}]}])";
    std::vector<Outgoing> sent;
    for (int i = 0; i < 60; ++i) {
        Outgoing e = outgoing("v" + std::to_string(i), {}, {{"h", "1"}});
        appendField(e.fields, {FieldPlace::Header, FieldType::Array, false, "x-death", nested});
        appendField(e.fields, field(FieldPlace::Property, "message_id", "m"));
        sent.push_back(std::move(e));
    }
    QVERIFY(publishAll(*c, q, sent).confirmed());
    const auto consumed = [&](std::size_t acked) {
        auto k = c->settle()->consume(anyGrant(WriteOperation::Settle), q, 50, within(10000));
        QVERIFY(k);
        for (std::size_t i = 0; i < 50; ++i) {
            const auto d = (*k)->next(within(10000));
            QVERIFY(d && *d);
            if (i < acked)
                QVERIFY((*k)->ack((*d)->tag, false));
            else if (i % 2)
                QVERIFY((*k)->nack((*d)->tag, false, true));
        }
        QVERIFY((*k)->fence(within(10000)));
    };
    consumed(0);
    QVERIFY(eventually([&] { return depthOf(*c, q) == 60; }, Milliseconds(10000)));
    consumed(5);
    consumed(5);
    QVERIFY(eventually([&] { return depthOf(*c, q) == 50; }, Milliseconds(10000)));
    QCOMPARE(c->browse()->effects(q, within(10000)).value().deliveriesLeft, std::optional<int>(0));
    QCOMPARE(QueueSource::limitReached(*c, ChannelAddress::parse(q), within(10000)), std::optional<int>(1));
    auto k = c->settle()->consume(anyGrant(WriteOperation::Settle), q, 100, within(10000));
    QVERIFY(k);
    std::set<std::string> there;
    for (int i = 0; i < 50; ++i) {
        auto d = (*k)->next(within(10000));
        QVERIFY(d && *d);
        there.insert((*d)->event.value.value_or(""));
        const FieldList fields((*d)->event.fields);
        QVERIFY(fields.find(FieldPlace::Property, "message_id")->value == "m");
        QVERIFY(fields.find(FieldPlace::Header, "h")->value == "1");
        QCOMPARE(std::string(fields.find(FieldPlace::Header, "x-death")->value), nested);
        QVERIFY((*k)->ack((*d)->tag, false));
    }
    QCOMPARE(there.size(), std::size_t(50));
    k->reset();
    QCOMPARE(c->browse()->effects(q, within(10000)).value().deliveriesLeft, std::optional<int>(1));
    QVERIFY(!QueueSource::limitReached(*c, ChannelAddress::parse(q), within(10000)));
}

void tst_RabbitMqBroker::streamIsRead()
{
    const auto c = m_rabbit.connect();
    const QString s = newQueue(*c, {{u"x-queue-type"_s, u"stream"_s}});
    QVERIFY(publishAll(*c, s, numbered("v", 1200)).confirmed());
    QVERIFY(eventually([&] { return depthOf(*c, s) == 1200; }, Milliseconds(10000)));
    QCOMPARE(infoOf(*c, s)->kind, ChannelKind::Stream);
    QVERIFY(c->browse()->effects(s, within(10000)).value().changesNothing);
    for (int i = 0; i < 2; ++i) {
        const Scanned read = scanAll(*c, scanOf(s));
        QVERIFY(!read.error);
        QCOMPARE(read.events.size(), std::size_t(1200));
        QVERIFY(read.coverage.complete);
        QCOMPARE(read.events.front().offset, qint64(0));
        QCOMPARE(read.events.back().offset, qint64(1199));
        QVERIFY(!FieldList(read.events.front().fields).find(FieldPlace::Header, "x-stream-offset"));
    }
    ScanRequest part = scanOf(s);
    part.from = AtOffset{700};
    part.to = AtOffset{710};
    QCOMPARE(scanAll(*c, part).values().front(), std::string("v700"));
    QCOMPARE(scanAll(*c, part).events.size(), std::size_t(10));
    ScanRequest last = scanOf(s);
    last.last = 3;
    QCOMPARE(scanAll(*c, last).values(), (std::vector<std::string>{"v1197", "v1198", "v1199"}));
    ScanRequest limited = scanOf(s);
    limited.limit = 500;
    const Scanned first = scanAll(*c, limited);
    QCOMPARE(first.coverage.ended, ScanEnd::Limit);
    ScanRequest rest = scanOf(s);
    rest.resume = *parseResumeToken(first.coverage.resumeToken());
    QCOMPARE(scanAll(*c, rest).events.size(), std::size_t(700));
}

QTEST_GUILESS_MAIN(tst_RabbitMqBroker)
#include "tst_rabbitmq_broker.moc"

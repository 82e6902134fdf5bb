// SPDX-License-Identifier: GPL-3.0-or-later
// Getting in, and being kept out: TLS, passwords, rights, and what a URL may say.
#include "connectors/rabbitmq/settings.h"
#include "tests/connectors/rabbitmq_help.h"

#include <QTest>

using namespace flowbench;
using namespace flowbench::test;
using namespace Qt::StringLiterals;

class tst_RabbitMqSecurity : public QObject
{
    Q_OBJECT
    Rabbit m_rabbit;

    QString tlsUrl(const QString &address, const QString &ca, const QString &more = {}) const
    {
        return u"amqps://guest:guest@%1/?management=http://%2"_s.arg(address, m_rabbit.brokers.rabbitMqManagement()) +
               (ca.isEmpty() ? QString() : u"&cacertfile="_s + ca) + more;
    }
    // The last step and its error.
    std::vector<TestStep> steps(const QString &url) const
    {
        const auto c = m_rabbit.connect(url);
        return c ? c->test({}, within(20000)) : std::vector<TestStep>();
    }
    static QString portOf(const QString &address) { return address.section(u':', 1); }

private slots:
    void initTestCase() { QVERIFY2(m_rabbit.brokers.problem().isEmpty(), qPrintable(m_rabbit.brokers.problem())); }
    void tls_data();
    void tls();
    void tlsCarriesTraffic();
    void connecting_data();
    void connecting();
    void withoutManagementRights();
    void withoutWriteRights();
    void urls_data();
    void urls();
    void managementIsLookedFor();
    void cancelledConnectEndsSoon();
};

void tst_RabbitMqSecurity::tls_data()
{
    QTest::addColumn<QString>("address");
    QTest::addColumn<QString>("ca");
    QTest::addColumn<int>("error"); // -1: gets in
    const Brokers &b = m_rabbit.brokers;
    QTest::newRow("by address, with an IP in the certificate") << b.amqps() << b.ca() << -1;
    QTest::newRow("by name") << u"localhost:"_s + portOf(b.amqps()) << b.ca() << -1;
    QTest::newRow("wrong host") << b.amqpsWrongHost() << b.ca() << int(ErrorCode::TlsWrongHost);
    QTest::newRow("wrong host by name") << u"localhost:"_s + portOf(b.amqpsWrongHost()) << b.ca()
                                        << int(ErrorCode::TlsWrongHost);
    QTest::newRow("expired") << b.amqpsExpired() << b.ca() << int(ErrorCode::TlsExpired);
    QTest::newRow("another authority") << b.amqps() << b.unknownCa() << int(ErrorCode::TlsUnknownAuthority);
    QTest::newRow("the system's trust store") << b.amqps() << QString() << int(ErrorCode::TlsUnknownAuthority);
    QTest::newRow("no such CA file") << b.amqps() << u"/nowhere/ca.pem"_s << int(ErrorCode::FileFailed);
    QTest::newRow("TLS to a plain port") << b.rabbitMq() << b.ca() << int(ErrorCode::TlsNotSpoken);
}

void tst_RabbitMqSecurity::tls()
{
    QFETCH(QString, address);
    QFETCH(QString, ca);
    QFETCH(int, error);
    const auto all = steps(tlsUrl(address, ca));
    QVERIFY(all.size() >= 3);
    QCOMPARE(all[2].step, StepName::Tls);
    if (error < 0) {
        QVERIFY2(all[2].ok, qPrintable(all[2].detail));
        QVERIFY(all[2].detail.startsWith(u"TLSv1."));
        QCOMPARE(all.back().step, StepName::List);
        QVERIFY2(all.back().ok, qPrintable(all.back().detail));
        return;
    }
    QCOMPARE(all.size(), std::size_t(3)); // nothing is said to who is not trusted
    QVERIFY(!all[2].ok && all[2].error);
    QCOMPARE(int(all[2].error->code), error);
    QVERIFY(all[2].error->connection.contains(portOf(address)));
}

void tst_RabbitMqSecurity::tlsCarriesTraffic()
{
    const Brokers &b = m_rabbit.brokers;
    const auto c = m_rabbit.connect(
        tlsUrl(b.amqps(), b.ca(), u"&certfile=%1&keyfile=%2"_s.arg(b.clientCertificate(), b.clientKey())));
    QVERIFY(c);
    const QString q = declared(*c, u"queue:"_s + Rabbit::unique(u"tls."_s));
    QVERIFY(!q.isEmpty());
    std::vector<Outgoing> events = numbered("v", 50);
    events.push_back(outgoing(std::string(3 << 20, 'x')));
    QVERIFY(publishAll(*c, q, std::move(events)).confirmed());
    const Scanned read = scanAll(*c, scanOf(q));
    QVERIFY(!read.error);
    QCOMPARE(read.events.size(), std::size_t(51));
    QCOMPARE(read.events.back().value->size(), std::size_t(3 << 20));
}

void tst_RabbitMqSecurity::connecting_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<int>("step");
    QTest::addColumn<int>("error");
    const QString address = m_rabbit.brokers.rabbitMq();
    QTest::newRow("wrong password") << u"amqp://guest:wrong@"_s + address << int(StepName::Authenticate)
                                    << int(ErrorCode::AuthenticationFailed);
    QTest::newRow("no such vhost") << u"amqp://guest:guest@"_s + address + u"/nowhere"_s << int(StepName::Authenticate)
                                   << int(ErrorCode::NotPermitted);
    QTest::newRow("refused") << u"amqp://guest:guest@127.0.0.1:1/"_s << int(StepName::Connect)
                             << int(ErrorCode::ConnectRefused);
    QTest::newRow("no such host") << u"amqp://guest:guest@no-such-host.invalid/"_s << int(StepName::Resolve)
                                  << int(ErrorCode::ResolveFailed);
    QTest::newRow("HTTP answers") << u"amqp://guest:guest@"_s + m_rabbit.brokers.rabbitMqManagement()
                                  << int(StepName::Authenticate) << int(ErrorCode::ConnectFailed);
    QTest::newRow("TLS answers") << u"amqp://guest:guest@"_s + m_rabbit.brokers.amqps() << int(StepName::Authenticate)
                                 << int(ErrorCode::ConnectFailed);
}

void tst_RabbitMqSecurity::connecting()
{
    QFETCH(QString, url);
    QFETCH(int, step);
    QFETCH(int, error);
    const auto all = steps(url);
    QVERIFY(!all.empty());
    QCOMPARE(int(all.back().step), step);
    QVERIFY(all.back().error);
    QCOMPARE(int(all.back().error->code), error);
    for (const TestStep &s : all)
        QVERIFY(!s.detail.contains(u"wrong") || error != int(ErrorCode::AuthenticationFailed));
}

void tst_RabbitMqSecurity::withoutManagementRights()
{
    const QString user = Rabbit::unique(u"plain"_s);
    QCOMPARE(m_rabbit.brokers.rabbitmqctl({u"add_user"_s, user, u"secret"_s}), QString());
    QCOMPARE(m_rabbit.brokers.rabbitmqctl({u"set_permissions"_s, user, u".*"_s, u".*"_s, u".*"_s}), QString());
    const auto c = m_rabbit.connect(m_rabbit.url(user + u":secret"_s));
    const auto all = c->test({}, within(20000));
    QCOMPARE(all.back().step, StepName::List);
    QVERIFY(!all.back().ok);
    QCOMPARE(all.back().error->code, ErrorCode::ManagementUnavailable);
    const auto listed = c->catalog()->channels(within(10000));
    QVERIFY(!listed);
    QCOMPARE(listed.error().code, ErrorCode::ManagementUnavailable);
    QVERIFY(!listed.error().detail.isEmpty());

    // Named queues still work, and are not harmed by what cannot be asked.
    const QString q = declared(*c, u"queue:"_s + Rabbit::unique(u"named."_s));
    QVERIFY(publishAll(*c, q, numbered("v", 5)).confirmed());
    QCOMPARE(c->catalog()->resolve(ChannelAddress{q, {}}.bare(), within(10000)).value().name, q);
    QCOMPARE(c->catalog()->details(q, within(10000)).value().info.depth.value_or(-1), qint64(5));
    QCOMPARE(scanAll(*c, scanOf(q)).values(), (std::vector<std::string>{"v0", "v1", "v2", "v3", "v4"}));
    QCOMPARE(scanAll(*c, scanOf(q)).events.size(), std::size_t(5));
    const QString limited = declared(*c, u"queue:"_s + Rabbit::unique(u"named."_s),
                                     {{u"x-queue-type"_s, u"quorum"_s}, {u"x-delivery-limit"_s, 1}});
    QVERIFY(publishAll(*c, limited, numbered("v", 3)).confirmed());
    for (int i = 0; i < 4; ++i)
        QCOMPARE(scanAll(*c, scanOf(limited)).events.size(), std::size_t(3));
    QCOMPARE(c->catalog()->details(limited, within(10000)).value().info.depth.value_or(-1), qint64(3));
    const QString x = declared(*c, u"exchange:"_s + Rabbit::unique(u"named."_s));
    TailRequest request;
    request.channels = {{x, {}}};
    const auto blind = c->tail()->tail(request, std::make_shared<CollectSink>(), {}, within(10000));
    QVERIFY(!blind);
    QCOMPARE(blind.error().code, ErrorCode::ManagementUnavailable);
    request.channels = {{x, u"#"_s}};
    QVERIFY(c->tail()->tail(request, std::make_shared<CollectSink>(), {}, within(10000)));
}

void tst_RabbitMqSecurity::withoutWriteRights()
{
    const auto admin = m_rabbit.connect();
    const QString x = declared(*admin, u"exchange:"_s + Rabbit::unique(u"forbidden."_s), {}, u"fanout"_s);
    const QString user = Rabbit::unique(u"reader"_s);
    QCOMPARE(m_rabbit.brokers.rabbitmqctl({u"add_user"_s, user, u"secret"_s}), QString());
    QCOMPARE(m_rabbit.brokers.rabbitmqctl({u"set_permissions"_s, user, u"^flowbench.*"_s, u"^$"_s, u".*"_s}),
             QString());
    QCOMPARE(m_rabbit.brokers.rabbitmqctl({u"set_user_tags"_s, user, u"management"_s}), QString());
    const auto c = m_rabbit.connect(m_rabbit.url(user + u":secret"_s));
    const Published sent = publishAll(*c, x, numbered("v", 3), Milliseconds(5000));
    QVERIFY(!sent.error);
    for (const Receipt &r : sent.receipts) {
        QCOMPARE(r.status, Receipt::Status::Failed);
        QCOMPARE(r.error.code, ErrorCode::NotPermitted);
        QVERIFY(r.error.args.contains(x));
    }
}

void tst_RabbitMqSecurity::urls_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("vhost"); // null: refused
    QTest::addColumn<int>("error");
    QTest::newRow("no vhost") << u"amqp://h"_s << u"/"_s << 0;
    QTest::newRow("slash") << u"amqp://h/"_s << u"/"_s << 0;
    QTest::newRow("%2F") << u"amqp://h/%2F"_s << u"/"_s << 0;
    QTest::newRow("named") << u"amqp://h/shop%2Feu"_s << u"shop/eu"_s << 0;
    QTest::newRow("verify off") << u"amqps://h/?verify=verify_none"_s << QString() << int(ErrorCode::RefusedProperty);
    QTest::newRow("verify on") << u"amqps://h/?verify=verify_peer"_s << u"/"_s << 0;
    QTest::newRow("unknown option") << u"amqp://h/?colour=red"_s << QString() << int(ErrorCode::BadArgument);
    QTest::newRow("management with a password")
        << u"amqp://h/?management=http://u:p@h:1"_s << QString() << int(ErrorCode::BadArgument);
    QTest::newRow("management of a file")
        << u"amqp://h/?management=file:///etc/passwd"_s << QString() << int(ErrorCode::BadArgument);
    QTest::newRow("key without certificate")
        << u"amqps://h/?keyfile=k.pem"_s << QString() << int(ErrorCode::BadArgument);
    QTest::newRow("heartbeat") << u"amqp://h/?heartbeat=0"_s << QString() << int(ErrorCode::BadArgument);
}

void tst_RabbitMqSecurity::urls()
{
    QFETCH(QString, url);
    QFETCH(QString, vhost);
    QFETCH(int, error);
    const auto parsed = ConnectionUrl::parse(url);
    QVERIFY(parsed);
    const auto checked = rabbitmqType().check(*parsed);
    QCOMPARE(checked.ok(), !vhost.isNull());
    if (checked)
        QCOMPARE(rabbitmq::settingsOf(*parsed).value().vhost, vhost);
    else
        QCOMPARE(int(checked.error().code), error);
}

void tst_RabbitMqSecurity::managementIsLookedFor()
{
    const auto urls = [](const QString &url) {
        return rabbitmq::settingsOf(*ConnectionUrl::parse(url)).value().managementUrls();
    };
    QCOMPARE(urls(u"amqp://h"_s), QStringList{u"http://h:15672"_s});
    QCOMPARE(urls(u"amqp://h:5673"_s), (QStringList{u"http://h:15673"_s, u"http://h:15672"_s}));
    QCOMPARE(urls(u"amqps://h"_s), QStringList{u"https://h:15671"_s}); // never in the clear
    QCOMPARE(urls(u"amqp://h?management=http://m:1/"_s), QStringList{u"http://m:1"_s});
}

void tst_RabbitMqSecurity::cancelledConnectEndsSoon()
{
    // Nobody reads what comes to this port: the handshake waits.
    const int silent = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in a{};
    a.sin_family = AF_INET;
    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    QCOMPARE(bind(silent, reinterpret_cast<sockaddr *>(&a), sizeof a), 0);
    socklen_t size = sizeof a;
    getsockname(silent, reinterpret_cast<sockaddr *>(&a), &size);
    listen(silent, 8);
    for (const QString &scheme : {u"amqp"_s, u"amqps"_s}) {
        const auto c = m_rabbit.connect(scheme + u"://guest:guest@127.0.0.1:%1/"_s.arg(ntohs(a.sin_port)));
        std::stop_source stop;
        std::jthread later([&] {
            std::this_thread::sleep_for(Milliseconds(300));
            stop.request_stop();
        });
        const auto start = Clock::now();
        const auto resolved = c->catalog()->resolve(u"queue:q"_s, Cancel::after(Milliseconds(20000), stop.get_token()));
        const auto took = Clock::now() - start;
        QVERIFY(!resolved);
        QCOMPARE(resolved.error().code, ErrorCode::Cancelled);
        QVERIFY2(took < Milliseconds(900), qPrintable(scheme));
    }
    ::close(silent);
}

QTEST_GUILESS_MAIN(tst_RabbitMqSecurity)
#include "tst_rabbitmq_security.moc"

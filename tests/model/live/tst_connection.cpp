// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/live/connection.h"

#include <QTest>

using namespace flowbench;
using namespace Qt::StringLiterals;

class tst_Connection : public QObject
{
    Q_OBJECT

private slots:
    void takesUrlsApart();
    void refusesWhatIsNone_data();
    void refusesWhatIsNone();
    void neverShowsThePassword();
    void vhostsOfOneMeaning();
    void knowsTheSameBroker();
};

void tst_Connection::takesUrlsApart()
{
    const auto k =
        ConnectionUrl::parse(u"kafka://a:9092,[::1]:9093?security.protocol=ssl&ssl.ca.location=%2Ftmp%2Fca"_s);
    QVERIFY(k.ok());
    QCOMPARE(k->hosts, (std::vector<HostPort>{{u"a"_s, 9092}, {u"::1"_s, 9093}}));
    QCOMPARE(k->option(u"ssl.ca.location"), u"/tmp/ca"_s);
    QCOMPARE(k->address(), u"a:9092,[::1]:9093"_s);
    const auto r = ConnectionUrl::parse(u"amqp://u%40x:p%3A%2F@h:5672/my%2Fhost?management=http://h:15672"_s);
    QCOMPARE(r->user, u"u@x"_s);
    QCOMPARE(r->password, u"p:/"_s);
    QCOMPARE(r->path, u"my/host"_s);
    QCOMPARE(r->option(u"management"), u"http://h:15672"_s);
    QVERIFY(ConnectionUrl::parse(u"sandbox:?seed=1&rate=0"_s).ok());
    QCOMPARE(ConnectionUrl::parse(u"file:/a b"_s)->path, u"/a b"_s);
}

void tst_Connection::refusesWhatIsNone_data()
{
    QTest::addColumn<QString>("url");
    for (const char *u :
         {"kafka://", "kafka://host:notaport", "kafka://host:99999", "amqp://u:s3cret-x@:::/", "nosuch://host:1", "",
          ":", "kafka:host", "kafka://host:", "kafka://a,,b", "kafka://a b", "amqp://[::1", "file:"})
        QTest::newRow(u) << QString::fromLatin1(u);
}

void tst_Connection::refusesWhatIsNone()
{
    QFETCH(QString, url);
    const auto r = ConnectionUrl::parse(url);
    QVERIFY(!r.ok());
    QVERIFY(!r.error().args.join(u' ').contains(u"s3cret"));
}

void tst_Connection::neverShowsThePassword()
{
    const auto r =
        ConnectionUrl::parse(u"kafka://u:Tr0ub4dor@h:1?sasl.password=Tr0ub4dor&ssl.key.password=Tr0ub4dor"_s);
    QVERIFY(!r->toString().contains(u"Tr0ub4dor"));
    QVERIFY(r->toString().contains(u"u@h:1"));
}

void tst_Connection::vhostsOfOneMeaning()
{
    for (const QString &u : {u"amqp://h"_s, u"amqp://h/"_s, u"amqp://h/%2F"_s, u"amqp://h//"_s})
        QCOMPARE(ConnectionUrl::parse(u)->path, u"/"_s);
}

void tst_Connection::knowsTheSameBroker()
{
    const auto url = [](const QString &s) { return *ConnectionUrl::parse(s); };
    QVERIFY(url(u"kafka://a:1,b:2"_s).sameBroker(url(u"kafka://x@B:2"_s)));
    QVERIFY(url(u"amqp://localhost/"_s).sameBroker(url(u"amqp://g:g@127.0.0.1:5672"_s)));
    QVERIFY(!url(u"amqp://h/a"_s).sameBroker(url(u"amqp://h/b"_s)));
    QVERIFY(!url(u"kafka://a:1"_s).sameBroker(url(u"kafka://a:2"_s)));
}

QTEST_APPLESS_MAIN(tst_Connection)
#include "tst_connection.moc"

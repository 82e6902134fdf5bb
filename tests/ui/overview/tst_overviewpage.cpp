// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/sandbox/sandbox.h"
#include "tests/ui/publish/fakeshop.h"
#include "ui/look/card.h"
#include "ui/look/names.h"
#include "ui/overview/cardtable.h"
#include "ui/overview/overviewpage.h"

#include <QPushButton>
#include <QSignalSpy>

using namespace flowbench;
using namespace fakeshop;
using namespace Qt::StringLiterals;

class TestOverviewPage : public QObject
{
    Q_OBJECT

    static QString number(const OverviewPage &page, const QString &title)
    {
        for (const auto *card : page.findChildren<NumberCard *>()) {
            if (card->accessibleName() == title)
                return card->accessibleDescription();
        }
        return {};
    }
    static CardTable *table(const OverviewPage &page, const QString &name) { return page.findChild<CardTable *>(name); }
    static QString cell(const CardTable *t, int row, int column)
    {
        return t->model()->index(row, column).data().toString();
    }

private slots:
    void emptySaysWhatToDo()
    {
        OverviewPage page;
        page.show();
        QSignalSpy add(&page, &OverviewPage::addAsked), sandbox(&page, &OverviewPage::sandboxAsked);
        QTest::mouseClick(page.findChild<QPushButton *>(u"Add connection…"_s), Qt::LeftButton);
        QTest::mouseClick(page.findChild<QPushButton *>(u"Open the sandbox"_s), Qt::LeftButton);
        QCOMPARE(add.size(), 1);
        QCOMPARE(sandbox.size(), 1);
        QCOMPARE(namelessWidgets(&page), QStringList());
        QCOMPARE(page.status().connections, QString());
    }

    void figuresOfTwoConnections()
    {
        auto kafka = std::make_shared<Broker>(), rabbit = std::make_shared<Broker>();
        kafka->setChannels({topic(u"orders"_s, 3000), deadLetter(topic(u"orders.DLT"_s, 0, 214))});
        rabbit->setChannels({exchange(u"events"_s, 482), queue(u"orders"_s, 12), queue(u"mail"_s, 3),
                             deadLetter(queue(u"orders.dlq"_s, 512))});
        auto a = makeSession(kafka, {u"shop-kafka"_s}), b = makeSession(rabbit, {u"rabbit-eu"_s});
        OverviewPage page;
        page.resize(980, 730);
        page.setSessions({a.get(), b.get()});
        page.show();
        QVERIFY(look(*a) && look(*b));
        QTRY_COMPARE(number(page, u"Throughput"_s), u"3,482 events/s"_s);
        QVERIFY(number(page, u"Dead letters"_s).startsWith(u"726"_s));
        QCOMPARE(number(page, u"Waiting in queues"_s), u"15 in 2 queues"_s);
        QCOMPARE(number(page, u"Connections"_s), u"2 of 2 connected"_s);
        QCOMPARE(page.status().connections, u"2 of 2 connected"_s);
        QVERIFY(page.status().age.startsWith(u"figures"_s));
        QCOMPARE(cell(table(page, u"Dead letters"_s), 0, 0), u"orders.dlq rabbit-eu"_s);
        QCOMPARE(cell(table(page, u"Dead letters"_s), 0, 1), u"512"_s);
        QCOMPARE(cell(table(page, u"Needs attention"_s), 0, 0),
                 u"over limit orders.DLT holds 214, limit 100 shop-kafka"_s);
        QCOMPARE(cell(table(page, u"Open connections"_s), 1, 1), u"connected"_s);
        QCOMPARE(namelessWidgets(&page), QStringList());
    }

    void aClickOpensTheChannel()
    {
        auto broker = std::make_shared<Broker>();
        broker->setChannels({deadLetter(queue(u"orders.dlq"_s, 512)), queue(u"orders"_s, 0)});
        auto session = makeSession(broker);
        OverviewPage page;
        page.resize(980, 730);
        page.setSessions({session.get()});
        page.show();
        QVERIFY(look(*session));
        CardTable *dead = table(page, u"Dead letters"_s);
        QTRY_COMPARE(dead->rows().size(), 1u);
        QSignalSpy channel(&page, &OverviewPage::channelChosen), connection(&page, &OverviewPage::connectionChosen);
        QTest::mouseClick(dead->viewport(), Qt::LeftButton, {}, dead->visualRect(dead->model()->index(0, 0)).center());
        QCOMPARE(channel.size(), 1);
        QCOMPARE(channel[0][1].toString(), u"queue:orders.dlq"_s);
        CardTable *attention = table(page, u"Needs attention"_s);
        attention->setCurrentIndex(attention->model()->index(0, 0));
        QTest::keyClick(attention, Qt::Key_Return);
        QCOMPARE(channel.size(), 2);
        CardTable *connections = table(page, u"Open connections"_s);
        connections->setCurrentIndex(connections->model()->index(0, 0));
        QTest::keyClick(connections, Qt::Key_Return);
        QCOMPARE(connection.size(), 1);
        QCOMPARE(connection[0][0].value<Session *>(), session.get());
    }

    void onlyTilesThatHaveData()
    {
        auto broker = std::make_shared<Broker>();
        broker->setChannels({topic(u"orders"_s, 10)});
        auto session = makeSession(broker);
        OverviewPage page;
        page.setSessions({session.get()});
        page.show();
        QVERIFY(look(*session));
        QTRY_COMPARE(number(page, u"Throughput"_s), u"10 events/s"_s);
        for (const auto *card : page.findChildren<NumberCard *>())
            QCOMPARE(card->isVisible(), card->accessibleName() != u"Waiting in queues"_s);
        QVERIFY(!table(page, u"Dead letters"_s)->isVisible());
        QVERIFY(!table(page, u"Needs attention"_s)->isVisible());
    }

    void aConnectionThatIsAwayIsSaid()
    {
        auto broker = std::make_shared<Broker>();
        broker->setChannels({topic(u"orders"_s, 10)});
        auto session = makeSession(broker, {u"staging"_s});
        OverviewPage page;
        page.setSessions({session.get()});
        page.show();
        QVERIFY(look(*session));
        broker->setState(LinkState::Reconnecting, makeError(ErrorCode::ConnectRefused, {u"127.0.0.1:9092"_s}), 5000);
        QTRY_COMPARE(number(page, u"Connections"_s), u"0 of 1 connected"_s);
        QTRY_VERIFY(cell(table(page, u"Needs attention"_s), 0, 0).startsWith(u"away staging: "_s));
        QVERIFY(cell(table(page, u"Open connections"_s), 0, 1).startsWith(u"retry in "_s));
        QTRY_VERIFY(number(page, u"Throughput"_s).startsWith(u"–"_s));
    }

    void sessionsMayDie()
    {
        auto broker = std::make_shared<Broker>();
        broker->setChannels({topic(u"orders"_s, 10), deadLetter(queue(u"dlq"_s, 500))});
        auto session = makeSession(broker);
        OverviewPage page;
        page.setSessions({session.get()});
        page.show();
        QVERIFY(look(*session));
        QTRY_COMPARE(number(page, u"Throughput"_s), u"10 events/s"_s);
        session.reset();
        QTRY_VERIFY(page.findChild<QPushButton *>(u"Add connection…"_s)->isVisible());
        QTest::qWait(1100); // a tick with nothing open
        page.setSessions({});
        page.hide();
        page.show();
    }

    void narrowPagesStandBelowEachOther()
    {
        auto session = makeSession(std::make_shared<Broker>());
        OverviewPage page;
        page.setSessions({session.get()});
        page.resize(980, 730);
        page.show();
        QVERIFY(QTest::qWaitForWindowExposed(&page));
        QWidget *chart = page.findChild<QWidget *>(u"Events per second"_s);
        QWidget *connections = table(page, u"Open connections"_s);
        const auto left = [&](QWidget *w) { return w->mapTo(&page, QPoint()).x(); };
        QTRY_VERIFY(left(connections) > left(chart) + 200);
        page.resize(600, 730);
        QTRY_VERIFY(left(connections) < left(chart) + 200);
    }

    void theSandboxLivesInIt()
    {
        const ConnectorType type = sandboxType();
        ConnectionConfig config;
        config.name = u"Sandbox"_s;
        config.url = ConnectionUrl::parse(u"sandbox:?seed=1&rate=200"_s).value();
        config.arenas = ArenaPool::create(0);
        auto connector = type.create(config);
        QVERIFY(connector.ok());
        Session::Identity identity;
        identity.name = config.name;
        Session session(identity, std::move(*connector),
                        std::make_shared<Guard>(GuardPolicy{config.name, Environment::None, false}, nullptr),
                        config.arenas);
        OverviewPage page;
        page.resize(980, 730);
        page.setSessions({&session});
        page.show();
        session.watch();
        QTRY_VERIFY_WITH_TIMEOUT(number(page, u"Throughput"_s).contains(u"events/s"_s) &&
                                     !number(page, u"Throughput"_s).startsWith(u"–"_s) &&
                                     !number(page, u"Throughput"_s).startsWith(u"0 "_s),
                                 10000);
        QTRY_VERIFY(!table(page, u"Dead letters"_s)->rows().empty());
        QVERIFY(!page.status().since.isEmpty());
    }
};

QTEST_MAIN(TestOverviewPage)
#include "tst_overviewpage.moc"

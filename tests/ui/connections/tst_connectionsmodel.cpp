// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/publish/fakeshop.h"
#include "ui/connections/connectionsmodel.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>

using namespace flowbench;
using namespace fakeshop;
using namespace Qt::StringLiterals;

class TestConnectionsModel : public QObject
{
    Q_OBJECT

    static ConnectionItem item(const QString &name, Session *session = nullptr)
    {
        ConnectionItem i;
        i.id = i.name = name;
        i.typeName = u"Kafka"_s;
        i.session = session;
        return i;
    }
    static QStringList channels(const ConnectionsModel &model, int connection)
    {
        QStringList names;
        const QModelIndex parent = model.index(connection, 0);
        for (int i = 0; i < model.rowCount(parent); ++i)
            names.append(model.index(i, 0, parent).data().toString());
        return names;
    }

private slots:
    void channelsByKindWithFigures()
    {
        auto broker = std::make_shared<Broker>();
        ChannelInfo own = topic(u"__offsets"_s);
        own.internal = true;
        broker->setChannels({own, exchange(u"events"_s, 620), topic(u"orders"_s, 1214), queue(u"billing"_s, 1200),
                             deadLetter(queue(u"orders.dlq"_s, 512)), topic(u"quiet"_s, 0, 25000)});
        auto session = makeSession(broker);
        ConnectionsModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setConnections({item(u"shop"_s, session.get()), item(u"closed"_s)});
        QVERIFY(look(*session));
        QCOMPARE(channels(model, 0),
                 QStringList({u"orders"_s, u"quiet"_s, u"events"_s, u"billing"_s, u"orders.dlq"_s}));
        const auto data = [&](const QString &channel, int role) {
            return model.indexOf(u"shop"_s, channel).data(role);
        };
        QCOMPARE(data(u"orders"_s, ConnectionsModel::FigureRole).toString(), u"1.2k/s"_s);
        QCOMPARE(data(u"quiet"_s, ConnectionsModel::FigureRole).toString(), u"25k"_s);
        QCOMPARE(data(u"queue:orders.dlq"_s, ConnectionsModel::FigureRole).toString(), u"512"_s);
        QVERIFY(data(u"queue:orders.dlq"_s, ConnectionsModel::DeadLetterRole).toBool());
        QVERIFY(!data(u"queue:billing"_s, ConnectionsModel::DeadLetterRole).toBool());
        QCOMPARE(model.index(0, 0).data(ConnectionsModel::LinkRole).toInt(), int(LinkState::Connected));
        QCOMPARE(model.index(1, 0).data(ConnectionsModel::LinkRole).toInt(), -1);
        QCOMPARE(model.rowCount(model.index(1, 0)), 0);
        model.setShowInternal(true);
        QVERIFY(model.indexOf(u"shop"_s, u"__offsets"_s).isValid());
    }

    void figuresChangeInPlaceAndRowsComeAndGo()
    {
        auto broker = std::make_shared<Broker>();
        broker->setChannels({topic(u"a"_s, 1), topic(u"b"_s, 2), topic(u"c"_s, 3)});
        auto session = makeSession(broker);
        ConnectionsModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setConnections({item(u"shop"_s, session.get())});
        QVERIFY(look(*session));
        const QPersistentModelIndex c = model.indexOf(u"shop"_s, u"c"_s);
        QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted),
            removed(&model, &QAbstractItemModel::rowsRemoved);
        broker->setChannels({topic(u"a"_s, 1), topic(u"b"_s, 20), topic(u"c"_s, 3)});
        QVERIFY(look(*session));
        QCOMPARE(inserted.size() + removed.size(), 0);
        QCOMPARE(model.indexOf(u"shop"_s, u"b"_s).data(ConnectionsModel::FigureRole).toString(), u"20/s"_s);
        // One goes, one comes, and the others' figures are told as changed too.
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        broker->setChannels({topic(u"a"_s, 1), topic(u"b2"_s, 2), topic(u"c"_s, 33)});
        QVERIFY(look(*session));
        QCOMPARE(inserted.size(), 1);
        QCOMPARE(removed.size(), 1);
        QVERIFY(c.isValid());
        QCOMPARE(c.data(ConnectionsModel::FigureRole).toString(), u"33/s"_s);
        bool told = false;
        for (const auto &args : changed) {
            const auto from = args[0].toModelIndex(), to = args[1].toModelIndex();
            told = told || (from.parent().isValid() && from.row() <= c.row() && to.row() >= c.row());
        }
        QVERIFY(told);
    }

    void favouritesComeFirst()
    {
        auto broker = std::make_shared<Broker>();
        broker->setChannels({topic(u"a"_s), topic(u"b"_s), queue(u"q"_s, 1)});
        auto session = makeSession(broker);
        ConnectionItem i = item(u"shop"_s, session.get());
        i.favourites = {u"queue:q"_s};
        ConnectionsModel model;
        model.setConnections({i});
        QVERIFY(look(*session));
        QCOMPARE(channels(model, 0), QStringList({u"q"_s, u"a"_s, u"b"_s}));
        QVERIFY(model.index(0, 0, model.index(0, 0)).data(ConnectionsModel::FavouriteRole).toBool());
    }

    void filterKeepsConnections()
    {
        auto broker = std::make_shared<Broker>();
        broker->setChannels({topic(u"orders.placed"_s), topic(u"payments"_s), topic(u"Orders.old"_s)});
        auto session = makeSession(broker);
        ConnectionsModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setConnections({item(u"shop"_s, session.get()), item(u"other"_s)});
        QVERIFY(look(*session));
        model.setFilter(u" orders "_s);
        QCOMPARE(channels(model, 0).size(), 2);
        QCOMPARE(model.rowCount(), 2);
        model.setFilter({});
        QCOMPARE(channels(model, 0).size(), 3);
    }

    void aNoteSaysWhyThereIsNothing()
    {
        auto broker = std::make_shared<Broker>();
        broker->setChannels({topic(u"a"_s)});
        auto session = makeSession(broker);
        ConnectionsModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setConnections({item(u"shop"_s, session.get())});
        broker->setState(LinkState::Reconnecting, {}, 4500);
        QTRY_COMPARE(channels(model, 0), QStringList{u"reconnecting in 4 s"_s});
        QVERIFY(model.index(0, 0, model.index(0, 0)).data(ConnectionsModel::NoteRole).toBool());
        QVERIFY(!model.index(0, 0, model.index(0, 0)).data(ConnectionsModel::ChannelNameRole).isValid());
        broker->setState(LinkState::Connected);
        QTRY_COMPARE(channels(model, 0), QStringList());
        broker->setChannelsError(makeError(ErrorCode::NotPermitted, {u"list"_s}));
        QVERIFY(look(*session));
        QCOMPARE(channels(model, 0).size(), 1);
        broker->setChannelsError({});
        QVERIFY(look(*session));
        QCOMPARE(channels(model, 0), QStringList{u"a"_s});
    }

    void aSessionMayDie()
    {
        auto broker = std::make_shared<Broker>();
        broker->setChannels({topic(u"a"_s)});
        auto session = makeSession(broker);
        ConnectionsModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setConnections({item(u"shop"_s, session.get())});
        QVERIFY(look(*session));
        QCOMPARE(channels(model, 0).size(), 1);
        session.reset();
        QCOMPARE(channels(model, 0).size(), 0);
        QCOMPARE(model.index(0, 0).data(ConnectionsModel::LinkRole).toInt(), -1);
    }

    void hostileNamesAreMadeVisible()
    {
        auto broker = std::make_shared<Broker>();
        broker->setChannels({topic(u"<b>a\u202eb</b>"_s)});
        auto session = makeSession(broker);
        ConnectionsModel model;
        model.setConnections({item(u"shop\u202e"_s, session.get())});
        QVERIFY(look(*session));
        const QModelIndex channel = model.index(0, 0, model.index(0, 0));
        QVERIFY(!channel.data().toString().contains(QChar(0x202e)));
        QVERIFY(!channel.data(Qt::ToolTipRole).toString().contains(u"<b>"_s));
        QVERIFY(!model.index(0, 0).data().toString().contains(QChar(0x202e)));
        QCOMPARE(channel.data(ConnectionsModel::ChannelNameRole).toString(), u"<b>a\u202eb</b>"_s);
    }
};

QTEST_MAIN(TestConnectionsModel)
#include "tst_connectionsmodel.moc"

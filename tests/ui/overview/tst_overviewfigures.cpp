// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/publish/fakeshop.h"
#include "ui/overview/attention.h"
#include "ui/overview/cardtable.h"
#include "ui/overview/flowhistory.h"
#include "ui/overview/overviewrows.h"

#include <QAbstractItemModelTester>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>

#include <cmath>

using namespace flowbench;
using namespace fakeshop;
using namespace Qt::StringLiterals;

class TestOverviewFigures : public QObject
{
    Q_OBJECT

    static qint64 now() { return QDateTime::currentMSecsSinceEpoch(); }
    static CardRow row(const QString &id, const QString &text)
    {
        CardCell cell;
        cell.text = text;
        return {id, {cell}, text};
    }
    static Figures flows(const Session *s, std::vector<std::pair<QString, double>> rates)
    {
        Figures f;
        f.total = f.connected = 1;
        for (const auto &[name, rate] : rates)
            f.flows.push_back({const_cast<Session *>(s), name, rate});
        std::sort(f.flows.begin(), f.flows.end(), [](const auto &a, const auto &b) { return a.rate > b.rate; });
        return f;
    }

private slots:
    void nothingIsCountedTwice()
    {
        auto broker = std::make_shared<Broker>();
        ChannelInfo queued = queue(u"orders"_s, 12);
        queued.ratePerSecond = 100; // behind the exchange: the same events
        ChannelInfo own = topic(u"__consumer_offsets"_s, 50);
        own.internal = true;
        ChannelInfo amq = exchange(u"amq.topic"_s, 5);
        amq.internal = true;
        broker->setChannels({exchange(u"events"_s, 100), queued, topic(u"a"_s, 10), own, amq,
                             deadLetter(queue(u"orders.dlq"_s, 512)), deadLetter(topic(u"a.DLT"_s, 1, 214)),
                             queue(u"mail"_s, 0)});
        auto session = makeSession(broker);
        QVERIFY(look(*session));
        const Figures f = gatherFigures({session.get()}, now());
        QCOMPARE(*f.throughput, 116.0);
        QCOMPARE(*f.dead, 726);
        QCOMPARE(*f.waiting, 12);
        QCOMPARE(f.queues, 1);
        QCOMPARE(f.flows.front().channel, u"exchange:events"_s);
        QCOMPARE(f.deadLetters.size(), 2u);
        QCOMPARE(f.deadLetters.front().depth, 512);
        QCOMPARE(f.connected, 1);
    }

    void whatIsOldOrAwayIsNotCounted()
    {
        auto broker = std::make_shared<Broker>();
        broker->setChannels({topic(u"a"_s, 10)});
        auto session = makeSession(broker);
        QVERIFY(!gatherFigures({session.get()}, now()).throughput);
        QVERIFY(look(*session));
        session->unwatch();
        QVERIFY(gatherFigures({session.get()}, now()).throughput);
        QVERIFY(!gatherFigures({session.get()}, now() + FreshForMs + 1000).throughput);
        broker->setState(LinkState::Reconnecting);
        QTRY_VERIFY(session->state().link == LinkState::Reconnecting);
        const Figures f = gatherFigures({session.get()}, now());
        QVERIFY(!f.throughput);
        QVERIFY(!f.dead);
        QCOMPARE(f.connected, 0);
        QCOMPARE(f.total, 1);
    }

    void stateIsSaidWithWhatIsLeftOfTheWait()
    {
        ConnectionState state{LinkState::Reconnecting, {}, 1, 5000, 1'000'000};
        QCOMPARE(stateWords(state, 1'000'900), u"retry in 4 s"_s);
        QCOMPARE(stateWords(state, 1'010'000), u"retrying"_s);
    }

    void historyIsAlignedAndHasGaps()
    {
        auto session = makeSession(std::make_shared<Broker>());
        FlowHistory history;
        history.add(1000, flows(session.get(), {{u"a"_s, 5}}));
        history.add(2000, flows(session.get(), {{u"a"_s, 6}, {u"b"_s, 1}}));
        history.add(3000, Figures());
        const auto *a = history.flow(session.get(), u"a"_s);
        const auto *b = history.flow(session.get(), u"b"_s);
        QCOMPARE(a->values.size(), 3u);
        QCOMPARE(b->values.size(), 2u);
        QCOMPARE(a->values.values()[1], 6.f);
        QVERIFY(std::isnan(a->values.values()[2]));
        QVERIFY(std::isnan(history.throughput()[2]));
        history.forget(session.get());
        QVERIFY(history.flows().empty());
    }

    void theBusiestDoNotFlicker()
    {
        auto session = makeSession(std::make_shared<Broker>());
        FlowHistory history;
        for (int i = 0; i < 60; ++i)
            history.add(i * 1000, flows(session.get(), {{u"a"_s, 100}, {u"b"_s, 101 + i % 3}, {u"c"_s, 1}}));
        std::vector<std::pair<const Session *, QString>> shown = {{session.get(), u"a"_s}};
        QCOMPARE(history.busiest(1, shown).front()->channel, u"a"_s); // b is hardly busier
        QCOMPARE(history.busiest(1, {}).front()->channel, u"b"_s);
        for (int i = 60; i < 120; ++i)
            history.add(i * 1000, flows(session.get(), {{u"a"_s, 100}, {u"b"_s, 200}, {u"c"_s, 1}}));
        QCOMPARE(history.busiest(1, shown).front()->channel, u"b"_s);
        QCOMPARE(history.busiest(10, shown).size(), 3u);
    }

    void historyIsBounded()
    {
        auto session = makeSession(std::make_shared<Broker>());
        FlowHistory history;
        for (int i = 0; i < 3000; ++i) {
            std::vector<std::pair<QString, double>> rates;
            for (int k = 0; k < 40; ++k)
                rates.emplace_back(u"c%1"_s.arg(i / 10 + k), 100 - k);
            history.add(i * 1000LL, flows(session.get(), rates));
        }
        QCOMPARE(history.times().size(), FlowHistory::Samples);
        // Those of the last ten minutes: one newcomer every ten seconds, and those beside it.
        QVERIFY2(history.flows().size() < 60 + 2 * FlowHistory::Followed,
                 qPrintable(QString::number(history.flows().size())));
    }

    void growthCountsFromWhenAChannelWasFirstSeen()
    {
        auto session = makeSession(std::make_shared<Broker>());
        FlowHistory history;
        Figures f;
        f.deadLetters = {{session.get(), u"queue:a.dlq"_s, 100}};
        history.add(0, f);
        QCOMPARE(deadGrowth(f, history), QString());
        f.deadLetters = {{session.get(), u"queue:a.dlq"_s, 110}, {session.get(), u"queue:b.dlq"_s, 500}};
        history.add(60'000, f);
        f.deadLetters = {{session.get(), u"queue:a.dlq"_s, 120}, {session.get(), u"queue:b.dlq"_s, 511}};
        history.add(600'000, f);
        QCOMPARE(deadGrowth(f, history), u"+31 in 10 min"_s);
        f.deadLetters = {{session.get(), u"queue:a.dlq"_s, 90}, {session.get(), u"queue:b.dlq"_s, 500}};
        QCOMPARE(deadGrowth(f, history), u"−10 in 10 min"_s);
        f.deadLetters = {{session.get(), u"queue:a.dlq"_s, 100}, {session.get(), u"queue:b.dlq"_s, 500}};
        QCOMPARE(deadGrowth(f, history), u"none new in 10 min"_s);
    }

    void aBrokerThatWasJustConnectedIsNoGrowth()
    {
        auto session = makeSession(std::make_shared<Broker>()), late = makeSession(std::make_shared<Broker>());
        FlowHistory history;
        const auto add = [&](qint64 ms, std::vector<DeadFigure> dead) {
            Figures f;
            f.dead = 0;
            for (const DeadFigure &d : dead)
                *f.dead += d.depth;
            f.deadLetters = std::move(dead);
            history.add(ms, f);
            return f;
        };
        add(0, {{session.get(), u"queue:a.dlq"_s, 100}});
        add(60'000, {{session.get(), u"queue:a.dlq"_s, 110}});
        const Figures f = add(120'000, {{late.get(), u"queue:a.dlq"_s, 5000}, {session.get(), u"queue:a.dlq"_s, 110}});
        QCOMPARE(deadGrowth(f, history), u"+10 in 2 min"_s);
        QCOMPARE(history.deadGrown(), (std::vector<float>{5100, 5110, 5110}));
        add(180'000,
            {{late.get(), u"queue:a.dlq"_s, 5001}}); // the other one is away: nothing is known, so nothing ended
        QCOMPARE(history.deadGrown().back(), 5111.f);
        history.forget(late.get());
        QCOMPARE(history.deadGrown(), (std::vector<float>{100, 110, 110, 110}));
    }

    void whatIsNotCountedYetIsNotNone()
    {
        auto broker = std::make_shared<Broker>();
        auto session = makeSession(broker);
        ChannelInfo dlq = deadLetter(queue(u"orders.dlq"_s, 0));
        dlq.depth.reset();
        broker->setChannels({dlq});
        QVERIFY(look(*session));
        QVERIFY(gatherFigures({session.get()}, now()).deadLetters.empty());
    }

    void aLimitOfOnesOwnCounts()
    {
        QTemporaryDir folder;
        QSettings settings(folder.filePath(u"s.ini"_s), QSettings::IniFormat);
        DeadLetterLimits limits(&settings);
        limits.set(u"rabbit-eu"_s, u"queue:a/b.dlq"_s, 500);
        auto session = makeSession(std::make_shared<Broker>(), {u"rabbit-eu"_s, Environment::None});
        Figures f;
        f.deadLetters = {{session.get(), u"queue:a/b.dlq"_s, 400}, {session.get(), u"queue:b.dlq"_s, 400}};
        Attention attention;
        attention.setLimits(limits);
        attention.update(0, {session.get()}, f);
        QCOMPARE(attention.items().size(), 1u);
        QCOMPARE(attention.items()[0].channel, u"queue:b.dlq"_s);
        f.deadLetters[0].depth = 501;
        attention.update(1, {session.get()}, f);
        QCOMPARE(attention.items().size(), 2u);
    }

    void attentionSaysWhatAndForHowLong()
    {
        auto broker = std::make_shared<Broker>();
        auto session = makeSession(broker, {u"rabbit-eu"_s, Environment::Production});
        Figures f;
        f.deadLetters = {{session.get(), u"queue:orders.dlq"_s, 512}, {session.get(), u"queue:few.dlq"_s, 100}};
        Attention attention;
        attention.update(0, {session.get()}, f);
        QCOMPARE(attention.items().size(), 1u);
        QCOMPARE(attention.items()[0].sentence, u"orders.dlq holds 512, limit 100"_s);
        QCOMPARE(attention.items()[0].channel, u"queue:orders.dlq"_s);
        const auto rows = attentionRows(attention.items(), 360'000);
        QCOMPARE(rows[0].cells[0].chip, u"over limit 6 min"_s);
        QVERIFY(rows[0].cells[0].chipOutlined);
        QVERIFY(rows[0].cells[0].note.isEmpty());
        QVERIFY(rows[0].description.endsWith("on rabbit-eu"_L1));
        QCOMPARE(attentionRows(attention.items(), 360'000, true)[0].cells[0].note, u"rabbit-eu"_s);

        QVERIFY(session->guard().unlock(u"rabbit-eu"_s));
        broker->setState(LinkState::Blocked, makeError(ErrorCode::BlockedByBroker, {u"low on disk"_s}));
        QTRY_VERIFY(session->state().link == LinkState::Blocked);
        attention.update(360'000, {session.get()}, f);
        QCOMPARE(attention.items().size(), 3u);
        QCOMPARE(attention.items()[0].sinceMs, 0); // the same as before, and worse than the others
        QCOMPARE(attention.items()[1].sentence, u"rabbit-eu blocks publishers: low on disk"_s);

        // What is over stays for a while, and of a connection that is away nothing is over.
        session->guard().lock();
        broker->setState(LinkState::Reconnecting, makeError(ErrorCode::ConnectRefused, {u"h:1"_s}));
        QTRY_VERIFY(session->state().link == LinkState::Reconnecting);
        attention.update(400'000, {session.get()}, Figures());
        QStringList words;
        for (const AttentionItem &i : attention.items())
            words.append(i.word);
        QCOMPARE(words, QStringList({u"over limit"_s, u"away"_s, u"resolved"_s, u"resolved"_s}));
        broker->setState(LinkState::Connected);
        QTRY_VERIFY(session->state().link == LinkState::Connected);
        attention.update(410'000, {session.get()}, Figures());
        QVERIFY(attention.items()[0].resolvedMs > 0);
        attention.update(410'000 + Attention::ResolvedShownMs + 1, {session.get()}, Figures());
        QVERIFY(attention.items().empty());
    }

    void rowsComeGoAndChangeInPlace()
    {
        CardTableModel model({{u"A"_s, false}}, nullptr);
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QSignalSpy removed(&model, &QAbstractItemModel::rowsRemoved);
        QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        model.setRows({row(u"1"_s, u"a"_s), row(u"2"_s, u"b"_s), row(u"3"_s, u"c"_s)});
        QPersistentModelIndex last = model.index(2, 0);
        model.setRows({row(u"1"_s, u"a"_s), row(u"2"_s, u"changed"_s), row(u"3"_s, u"c"_s)});
        QCOMPARE(changed.size(), 1);
        QCOMPARE(inserted.size(), 1);
        model.setRows({row(u"1"_s, u"a"_s), row(u"4"_s, u"d"_s), row(u"3"_s, u"c"_s)});
        QVERIFY(last.isValid());
        QCOMPARE(last.data().toString(), u"c"_s);
        QCOMPARE(removed.size(), 1);
        model.setRows({});
        QCOMPARE(model.rowCount(), 0);
        QVERIFY(!last.isValid());
    }

    void sparksGrowFromTheRight()
    {
        const std::vector<float> two = {1, 2};
        const auto values = sparkValues(two);
        QCOMPARE(values.size(), 30u);
        QVERIFY(std::isnan(values.front()));
        QCOMPARE(values.back(), 2.f);
        QCOMPARE(sparkValues(std::vector<float>(600, 1)).size(), 600u);
    }
};

QTEST_MAIN(TestOverviewFigures)
#include "tst_overviewfigures.moc"

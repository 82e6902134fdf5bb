// SPDX-License-Identifier: GPL-3.0-or-later
// Groups that grow while their set is read.
#include "model/replay/deadgroups.h"
#include "tests/model/deadletter/deadevents.h"
#include "tests/support/fakeconnector.h"

#include <QTest>

using namespace flowbench;
using namespace Qt::StringLiterals;

namespace {

const ChannelAddress Topic = ChannelAddress::parse(u"orders.DLT"_s);
constexpr Milliseconds Wait{20'000};

// For three reasons, now and then as nobody would know it; of `partitions` in turns.
std::vector<Event> letters(int count, int partitions)
{
    static const char *Reasons[] = {"rejected", "expired", "maxlen"};
    std::vector<Event> all;
    for (int i = 0; i < count; ++i) {
        Event e = i % 50 == 49 ? tests::eventWith(tests::orderBody(i)) : tests::rejected(i, Reasons[i % 7 % 3]);
        e.channel = Topic.name.toStdString();
        e.partition = i % partitions;
        e.offset = i / partitions;
        e.timeKind = TimeKind::Create;
        e.timeMs = 1'782'907'471'000 + qint64(i) * 977 % 100'000;
        all.push_back(std::move(e));
    }
    return all;
}

struct Whole
{
    DeadGroups groups;
    DeadFacts facts;
    // In one pass over a set that is there.
    explicit Whole(const DeadSet &set) : facts(set.size())
    {
        DeadLearner learner;
        for (std::size_t i = 0; i < set.size(); ++i)
            facts.set(i, learner.learn(set.event(i), i));
        groups = learner.groups();
        groups.complete = true;
    }
};

struct Reading
{
    std::shared_ptr<fake::Broker> broker = std::make_shared<fake::Broker>();
    std::vector<DeadGroups> told;
    std::function<void()> onTold;

    Result<GroupedSet> read(const Cancel &cancel = Cancel::after(Wait), DeadSet::Options options = {})
    {
        fake::Connector connector(broker);
        return readGrouped(
            connector, Topic, std::move(options),
            [this](DeadGroups groups) {
                told.push_back(std::move(groups));
                if (onTold)
                    onTold();
            },
            cancel);
    }
};

} // namespace

class TestDeadGroups : public QObject
{
    Q_OBJECT

private slots:
    void groupsComeBeforeTheEnd();
    void theEndIsThatOfAWholePass_data();
    void theEndIsThatOfAWholePass();
    void anotherOrderIsGroupedOnceMore();
    void aQueueIsInOrder();
    void nothingIsToldAfterAnEnd();
};

// The reader stands still until somebody was told: were the groups made at the end, it would stand forever.
void TestDeadGroups::groupsComeBeforeTheEnd()
{
    Reading r;
    r.broker->history = letters(5000, 1);
    r.broker->scanning.held = true;
    r.broker->scanning.holdAt = 2000;
    r.onTold = [&] { r.broker->scanning.held = false; };
    const auto grouped = r.read();
    QVERIFY(grouped);
    QVERIFY(r.told.size() >= 1);
    QVERIFY(r.told.front().reading && !r.told.front().complete);
    QVERIFY(r.told.front().total > 0 && r.told.front().total <= 2000);
    QVERIFY(!r.told.front().groups.empty());
    for (std::size_t i = 1; i < r.told.size(); ++i)
        QVERIFY(r.told[i].total >= r.told[i - 1].total);
    QCOMPARE(grouped->groups.total, 5000u);
    QVERIFY(grouped->groups.complete && !grouped->groups.reading);
}

void TestDeadGroups::theEndIsThatOfAWholePass_data()
{
    QTest::addColumn<int>("count");
    for (const int count : {0, 1, 255, 256, 1000, 3001})
        QTest::addRow("%d", count) << count;
}

void TestDeadGroups::theEndIsThatOfAWholePass()
{
    QFETCH(int, count);
    Reading r;
    r.broker->history = letters(count, 1);
    const auto grouped = r.read();
    QVERIFY(grouped);
    QVERIFY(grouped->facts);
    const Whole whole(*grouped->set);
    QCOMPARE(whole.groups.total, quint64(count));
    QVERIFY(grouped->groups == whole.groups);
    QCOMPARE(grouped->facts->known.load(), std::size_t(count));
    QCOMPARE(grouped->facts->died, whole.facts.died);
    QCOMPARE(grouped->facts->attempts, whole.facts.attempts);
    QCOMPARE(grouped->facts->group, whole.facts.group);
}

// Partitions come in turns, a set has them one after the other.
void TestDeadGroups::anotherOrderIsGroupedOnceMore()
{
    Reading r;
    r.broker->history = letters(3000, 3);
    const auto grouped = r.read();
    QVERIFY(grouped);
    QVERIFY(!grouped->facts);
    QVERIFY(grouped->groups.reading && !grouped->groups.complete);
    QCOMPARE(grouped->groups.total, 3000u);
    const auto counts = [](const DeadGroups &all) {
        std::map<quint64, quint64> by;
        for (const FailureGroup &g : all.groups)
            by[g.fingerprint] = g.count;
        return by;
    };
    QCOMPARE(counts(grouped->groups), counts(Whole(*grouped->set).groups));
}

void TestDeadGroups::aQueueIsInOrder()
{
    Reading r;
    r.broker->held = letters(2000, 1);
    fake::Connector connector(r.broker);
    const auto grouped =
        readGrouped(connector, ChannelAddress::parse(u"queue:orders.dlq"_s), {}, {}, Cancel::after(Wait));
    QVERIFY(grouped);
    QVERIFY(grouped->set->isQueue());
    QVERIFY(grouped->facts);
    QVERIFY(grouped->groups == Whole(*grouped->set).groups);
}

void TestDeadGroups::nothingIsToldAfterAnEnd()
{
    Reading r;
    r.broker->history = letters(4000, 1);
    r.broker->scanning.held = true;
    r.broker->scanning.holdAt = 2000;
    std::stop_source stop;
    r.onTold = [&] { stop.request_stop(); };
    const auto cancelled = r.read(Cancel{stop.get_token()});
    QVERIFY(!cancelled);
    QCOMPARE(cancelled.error().code, ErrorCode::Cancelled);
    const std::size_t said = r.told.size();
    QTest::qWait(150);
    QCOMPARE(r.told.size(), said);
    r.broker->scanning.held = false;
    r.onTold = {};
    DeadSet::Options small;
    small.mostBytes = 1000;
    const auto large = r.read(Cancel::after(Wait), small);
    QVERIFY(!large);
    QCOMPARE(large.error().code, ErrorCode::TooLarge);
    r.broker->scanError = makeError(ErrorCode::ChannelNotFound, {Topic.name});
    const auto gone = r.read();
    QVERIFY(!gone);
    QCOMPARE(gone.error().code, ErrorCode::ChannelNotFound);
}

QTEST_GUILESS_MAIN(TestDeadGroups)
#include "tst_deadgroups.moc"

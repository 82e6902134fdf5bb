// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/eventtext.h"
#include "model/items/eventwindowmodel.h"
#include "model/query/textmatch.h"
#include "tests/support/sampleevents.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace flowbench;
using namespace Qt::StringLiterals;

namespace {

EventWords words()
{
    EventWords w;
    w.visible = [](QStringView t) { return t.toString().replace(QChar(0x202e), u"<RLO>"_s); };
    w.count = [](qint64 n) { return QLocale(QLocale::English).toString(n); };
    w.bytes = [](qint64 n) { return QString::number(n) + u" B"_s; };
    w.noValue = u"none"_s;
    for (int i = 0; i < EventColumnCount; ++i)
        w.headers[std::size_t(i)] = QString::fromLatin1(eventColumnName(EventColumn(i)));
    return w;
}

} // namespace

class tst_EventWindowModel : public QObject
{
    Q_OBJECT

private slots:
    void isAModelAtEveryStep();
    void textsOfAnEvent();
    void rawValues();
    void followsTheNewest();
    void staysWhereItIs();
    void keepsItsPlaceOverAFilter();
    void olderEventsInFront();
    void stripesTravel();
    void noRowsForTraffic();
    void hostileText();
    void columnNames();

private:
    struct Bench
    {
        explicit Bench(std::size_t budget = EventStore::DefaultBudget)
            : store(budget), rows(store, runner), model(store, rows, words())
        {
            model.setUtc(true);
        }
        void add(int count)
        {
            store.append(sample::chunks(builder, next, count));
            next += count;
            rows.storeChanged();
        }
        QString key(int row) const { return model.index(row, int(EventColumn::Key)).data().toString(); }
        ChunkBuilder builder{ArenaPool::create(0)};
        JobRunner runner{2};
        EventStore store;
        FilteredRows rows;
        EventWindowModel model;
        int next = 0;
    };
    static QString keyOf(int i) { return QString::fromStdString(*sample::event(i, 0).key); }
};

void tst_EventWindowModel::isAModelAtEveryStep()
{
    Bench b;
    QAbstractItemModelTester tester(&b.model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    b.model.setViewRows(10);
    QCOMPARE(b.model.rowCount(), 0);
    b.add(3);
    QCOMPARE(b.model.rowCount(), 3);
    b.add(30);
    QCOMPARE(b.model.rowCount(), 10);
    b.model.setFollowing(false);
    b.model.setFirst(5);
    QCOMPARE(b.model.rowCount(), 11); // the part of a row at the bottom
    b.model.setViewRows(4);
    QCOMPARE(b.model.rowCount(), 5);
    b.model.setViewRows(100);
    QCOMPARE(b.model.rowCount(), 33);
    b.store.clear();
    b.rows.storeChanged();
    QCOMPARE(b.model.rowCount(), 0);
}

void tst_EventWindowModel::textsOfAnEvent()
{
    Bench b;
    b.model.setViewRows(10);
    b.add(3);
    const auto text = [&](EventColumn c) { return b.model.index(1, int(c)).data().toString(); };
    QVERIFY(text(EventColumn::Time).endsWith(u"12:04:31.007"_s));
    QCOMPARE(text(EventColumn::Channel), u"orders.placed"_s);
    QCOMPARE(text(EventColumn::Partition), u"1"_s);
    QCOMPARE(text(EventColumn::Offset), u"1,834,147"_s);
    QCOMPARE(text(EventColumn::Key), keyOf(1));
    QCOMPARE(text(EventColumn::Type), u"payment.processed"_s);
    QCOMPARE(text(EventColumn::Id), u"7f3c-1"_s);
    const Event e = sample::event(1, 0);
    QCOMPARE(text(EventColumn::Size), QString::number(e.key->size() + e.value->size()) + u" B"_s);
    QVERIFY(text(EventColumn::Preview).startsWith(u"{\"id\":\"7f3c-1\""_s));
    QCOMPARE(text(EventColumn::Preview).size(), 200);
    QCOMPARE(b.model.index(1, int(EventColumn::Offset)).data(Qt::TextAlignmentRole).toInt(),
             int(Qt::AlignRight | Qt::AlignVCenter));
}

void tst_EventWindowModel::rawValues()
{
    Bench b;
    b.model.setViewRows(10);
    b.add(3);
    const auto raw = [&](EventColumn c) { return b.model.index(2, int(c)).data(EventWindowModel::RawRole); };
    QCOMPARE(raw(EventColumn::Time).toLongLong(), sample::StartMs + 14);
    QCOMPARE(raw(EventColumn::Partition).toInt(), 2);
    QCOMPARE(raw(EventColumn::Key).toByteArray(), keyOf(2).toUtf8());
    QCOMPARE(raw(EventColumn::Type).toByteArray(), QByteArray("inventory.reserved"));
    QCOMPARE(b.model.index(2, 0).data(EventWindowModel::SequenceRole).toULongLong(), b.store.first() + 2);
    QCOMPARE(b.model.index(2, 0).data(EventWindowModel::DeadRole).toBool(), false);
    b.model.setDeadChannels({"orders.placed"});
    QCOMPARE(b.model.index(2, 0).data(EventWindowModel::DeadRole).toBool(), true);
}

void tst_EventWindowModel::followsTheNewest()
{
    Bench b;
    b.model.setViewRows(10);
    QSignalSpy counts(&b.model, &EventWindowModel::countChanged);
    b.add(100);
    b.add(100);
    QCOMPARE(counts.size(), 2);
    QCOMPARE(counts.last().at(0).toLongLong(), 200);
    QCOMPARE(b.model.first(), 190);
    QCOMPARE(b.key(9), keyOf(199));
}

void tst_EventWindowModel::staysWhereItIs()
{
    Bench b(400000);
    b.model.setViewRows(10);
    b.add(200);
    b.model.setFollowing(false);
    b.model.setFirst(150);
    const QString top = b.key(0);
    const quint64 evictedBefore = b.store.evicted();
    while (b.store.evicted() == evictedBefore && b.next < 100000)
        b.add(100);
    QVERIFY(b.store.evicted() > 0);
    if (b.store.evicted() <= 150) {
        QCOMPARE(b.key(0), top);
    } else {
        QCOMPARE(b.model.first(), 0); // the row itself is gone: the oldest there is
    }
}

void tst_EventWindowModel::keepsItsPlaceOverAFilter()
{
    Bench b;
    b.model.setViewRows(10);
    b.add(1000);
    b.model.setFollowing(false);
    b.model.setFirst(500); // an order.placed
    b.rows.setMatcher(std::make_shared<TextMatcher>("order.placed"));
    QTRY_COMPARE(b.model.total(), 250);
    QCOMPARE(b.key(0), keyOf(500));
    b.rows.setMatcher(nullptr);
    QCOMPARE(b.model.total(), 1000);
    QCOMPARE(b.key(0), keyOf(500));
}

void tst_EventWindowModel::olderEventsInFront()
{
    Bench b;
    b.model.setViewRows(10);
    b.next = 50;
    b.add(100);
    b.model.setFollowing(false);
    b.model.setFirst(20);
    QCOMPARE(b.key(0), keyOf(70));
    QVERIFY(b.store.prepend(sample::chunks(b.builder, 0, 50)));
    b.rows.storeChanged();
    QCOMPARE(b.model.total(), 150);
    QCOMPARE(b.model.first(), 70);
    QCOMPARE(b.key(0), keyOf(70));
    b.model.setFirst(0);
    QCOMPARE(b.key(0), keyOf(0));
}

void tst_EventWindowModel::stripesTravel()
{
    Bench b;
    b.model.setViewRows(10);
    b.next = 7;
    b.add(101);
    b.model.setFollowing(false);
    b.model.setFirst(20);
    const bool striped = b.model.isStriped(20);
    QVERIFY(b.store.prepend(sample::chunks(b.builder, 0, 7)));
    b.rows.storeChanged();
    QCOMPARE(b.model.first(), 27);
    QCOMPARE(b.model.isStriped(27), striped);
    QCOMPARE(b.model.isStriped(28), !striped);
}

void tst_EventWindowModel::noRowsForTraffic()
{
    Bench b;
    b.model.setViewRows(10);
    b.add(100);
    QSignalSpy inserted(&b.model, &QAbstractItemModel::rowsInserted);
    QSignalSpy removed(&b.model, &QAbstractItemModel::rowsRemoved);
    QSignalSpy changed(&b.model, &QAbstractItemModel::dataChanged);
    for (int i = 0; i < 20; ++i)
        b.add(50);
    QCOMPARE(inserted.size() + removed.size() + changed.size(), 0);
}

void tst_EventWindowModel::hostileText()
{
    const auto visible = words().visible;
    QCOMPARE(shortText("a\xe2\x80\xae"
                       "b",
                       200, visible),
             u"a<RLO>b"_s);
    QCOMPARE(shortText("\xff\x01", 200, visible), u"ff 01"_s);
    QCOMPARE(shortText(std::string(5000, 'x'), 200, visible).size(), 200);
    // 200 characters of three bytes and one of four at the cut
    std::string wide;
    for (int i = 0; i < 400; ++i)
        wide += "\xf0\x9f\x98\x80";
    QVERIFY(shortText(wide, 200, visible).size() <= 200);
    QVERIFY(shortText(wide, 201, visible).isValidUtf16());
    QCOMPARE(previewText("{\n    \"a\": 1,\r\n\t\"b\": 2\n}", 200, visible), u"{ \"a\": 1, \"b\": 2 }"_s);
    QCOMPARE(previewText(std::string(100000, '\xfe'), 200, visible).size(), 200);
    QCOMPARE(eventTimeText(std::numeric_limits<qint64>::max(), true, QDate(2026, 7, 1)),
             QString::number(std::numeric_limits<qint64>::max()));
    QCOMPARE(eventTimeText(sample::StartMs, true, QDate(2026, 7, 1)), u"12:04:31.000"_s);
    QCOMPARE(eventTimeText(sample::StartMs, true, QDate(2026, 7, 2)), u"2026-07-01 12:04:31.000"_s);
}

void tst_EventWindowModel::columnNames()
{
    for (int i = 0; i < EventColumnCount; ++i)
        QCOMPARE(eventColumnFromName(QString::fromLatin1(eventColumnName(EventColumn(i)))), EventColumn(i));
    QVERIFY(!eventColumnFromName(u"nonsense"));
}

QTEST_GUILESS_MAIN(tst_EventWindowModel)
#include "tst_eventwindowmodel.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/textmatch.h"
#include "tests/support/sampleevents.h"
#include "ui/look/look.h"
#include "ui/table/eventsorting.h"
#include "ui/table/eventtable.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QTest>

using namespace flowbench;
using namespace Qt::StringLiterals;

class tst_EventSorting : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void keepsItsOrderWhileTheStoreEvicts();
    void anOrderCountsInTheBudget();
    void hugeSpansAreSelectedAtOnce();
    void aSpanLosesWhatIsEvicted();

private:
    struct Bench
    {
        explicit Bench(int count, int perChunk = 1000)
        {
            add(count, perChunk);
            table.resize(900, 400);
            table.show();
            (void)QTest::qWaitForWindowExposed(&table);
            table.setSource(store, rows);
        }
        void add(int count, int perChunk = 1000)
        {
            ChunkBuilder builder(ArenaPool::create(0));
            std::vector<ChunkPtr> chunks;
            for (int i = 0; i < count; i += perChunk) {
                for (ChunkPtr &c : sample::chunks(builder, int(made) + i, std::min(perChunk, count - i)))
                    chunks.push_back(std::move(c));
            }
            made += quint64(count);
            store.append(chunks);
            rows.storeChanged();
        }
        void sort(EventColumn column, Qt::SortOrder order = Qt::AscendingOrder)
        {
            table.sorting().sortBy(column, order);
            (void)QTest::qWaitFor([&] { return table.events()->sorted() && !table.sorting().isRunning(); }, 20000);
        }
        EventStore store;
        JobRunner jobs{1};
        FilteredRows rows{store, jobs};
        EventTable table{nullptr, u"t"_s};
        quint64 made = 0;
    };
    std::unique_ptr<Look> m_look;
};

void tst_EventSorting::initTestCase()
{
    QLocale::setDefault(QLocale(QLocale::English));
    m_look = std::make_unique<Look>(*qApp, ThemeChoice::Light, false);
}

void tst_EventSorting::keepsItsOrderWhileTheStoreEvicts()
{
    Bench b(20000);
    b.sort(EventColumn::Key);
    QCOMPARE(b.table.events()->total(), 20000);
    b.table.setCurrent(b.store.end() - 5);
    b.store.setBudget(b.store.bytes() * 3 / 4); // of the oldest
    b.rows.storeChanged();
    const quint64 kept = b.store.rows();
    QVERIFY(kept < 18000 && kept > 8000);
    QTRY_COMPARE(quint64(b.table.events()->total()), kept);
    QCOMPARE(b.table.current(), std::optional(b.store.end() - 5));
    std::string last;
    for (qint64 i = 0; i < b.table.events()->total(); ++i) {
        const auto event = b.table.events()->eventAt(i);
        QVERIFY(event);
        QVERIFY(std::string(event->key) >= last);
        last = event->key;
    }
    b.add(5000); // more goes, and what came is not in the order
    QVERIFY(b.table.sorting().isStale());
    QTRY_VERIFY(quint64(b.table.events()->total()) < kept);
    b.table.sorting().again();
    QTRY_COMPARE(quint64(b.table.events()->total()), b.store.rows());
    b.store.clear();
    b.rows.storeChanged();
    QTRY_VERIFY(!b.table.sorting().isActive()); // nothing of it is kept
}

void tst_EventSorting::anOrderCountsInTheBudget()
{
    Bench b(20000);
    const std::size_t before = b.store.bytes();
    b.sort(EventColumn::Key);
    QVERIFY(b.store.bytes() >= before + 20000 * 2 * sizeof(quint32));
    b.table.sorting().clear();
    QCOMPARE(b.store.bytes(), before);
}

void tst_EventSorting::hugeSpansAreSelectedAtOnce()
{
    constexpr int Rows = 200'000;
    Bench b(Rows, 10000);
    b.sort(EventColumn::Key, Qt::DescendingOrder);
    QCOMPARE(b.table.events()->total(), Rows);
    b.table.setFocus();
    QTest::keyClick(&b.table, Qt::Key_Home);
    QTest::keyClick(&b.table, Qt::Key_Down);
    QElapsedTimer time;
    time.start();
    QTest::keyClick(&b.table, Qt::Key_End, Qt::ShiftModifier);
    QCOMPARE(b.table.selectedCount(), quint64(Rows - 1));
    const qint64 took = time.elapsed();
    qInfo("%lld ms", took);
    QVERIFY(took < 100);
    QVERIFY(b.table.selection().span());
    QVERIFY(!b.table.selection().contains(*b.table.events()->sequenceAt(0)));
    QVERIFY(b.table.selection().contains(*b.table.events()->sequenceAt(1)));
    QVERIFY(b.table.selection().contains(*b.table.events()->sequenceAt(Rows - 1)));
    // One out, one back, and what is selected besides.
    EventSelection selection = b.table.selection();
    const quint64 out = *b.table.events()->sequenceAt(7), besides = *b.table.events()->sequenceAt(0);
    selection.toggle(out);
    QVERIFY(!selection.contains(out));
    QCOMPARE(selection.span()->count(), quint64(Rows - 2));
    selection.toggle(out);
    QVERIFY(selection.contains(out));
    selection.toggle(besides);
    QVERIFY(selection.contains(besides));
    selection.toggle(besides);
    QVERIFY(!selection.contains(besides));
    // Copied is what a clipboard takes, said as such.
    QString said;
    connect(&b.table, &EventTable::copied, this, [&](const QString &text) { said = text; });
    b.table.copySelected(EventTable::CopyAs::Json);
    QVERIFY2(said.startsWith(u"Copied the first "_s) && said.endsWith(u"of 199,999 events"_s), qPrintable(said));
    // Another selection lets it go.
    QTest::keyClick(&b.table, Qt::Key_Home);
    QVERIFY(!b.table.selection().span());
    QCOMPARE(b.table.selectedCount(), quint64(1));
}

void tst_EventSorting::aSpanLosesWhatIsEvicted()
{
    constexpr int Rows = 120'000;
    Bench b(Rows, 10000);
    b.sort(EventColumn::Offset); // as old as they are
    QTest::keyClick(&b.table, Qt::Key_Home);
    QTest::keyClick(&b.table, Qt::Key_End, Qt::ShiftModifier);
    QCOMPARE(b.table.selectedCount(), quint64(Rows));
    b.store.setBudget(b.store.bytes() / 2);
    b.rows.storeChanged();
    QTRY_COMPARE(quint64(b.table.events()->total()), b.store.rows());
    QCOMPARE(b.table.selectedCount(), b.store.rows());
    QVERIFY(b.table.selection().contains(b.store.first()));
    QVERIFY(!b.table.selection().contains(b.store.first() - 1));
}

QTEST_MAIN(tst_EventSorting)
#include "tst_eventsorting.moc"

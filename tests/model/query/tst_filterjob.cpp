// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/filterjob.h"
#include "model/query/textmatch.h"
#include "model/store/chunkbuilder.h"

#include <QSignalSpy>
#include <QTest>

using namespace flowbench;

class tst_FilterJob : public QObject
{
    Q_OBJECT

private slots:
    void everyRowWithoutAMatcher();
    void matchesWhatIsThereAndWhatComes();
    void dropsWhatWasEvicted();
    void aNewMatcherForgetsTheOld();
    void timeRangeNarrows();

private:
    void grow(EventStore &store, FilteredRows &rows, int from, int count)
    {
        const auto s = m_builder.source("t", 0);
        for (int i = from; i < from + count; ++i) {
            Event e;
            e.value = i % 10 == 0 ? "ten" : "no";
            e.offset = i;
            e.timeMs = i;
            m_builder.append(s, e.view());
        }
        store.append(std::vector{m_builder.finish()});
        rows.storeChanged();
    }
    ChunkBuilder m_builder{ArenaPool::create(0)};
    JobRunner m_runner{2};
};

void tst_FilterJob::everyRowWithoutAMatcher()
{
    EventStore store;
    FilteredRows rows(store, m_runner);
    grow(store, rows, 0, 100);
    QCOMPARE(rows.count(), quint64(100));
    QCOMPARE(store.row(rows.sequence(42)).offset, 42);
    QCOMPARE(rows.indexOf(store.first() + 42), quint64(42));
}

void tst_FilterJob::matchesWhatIsThereAndWhatComes()
{
    EventStore store;
    FilteredRows rows(store, m_runner);
    grow(store, rows, 0, 1000);
    rows.setMatcher(std::make_shared<TextMatcher>("ten"));
    QTRY_COMPARE(rows.count(), quint64(100));
    grow(store, rows, 1000, 500);
    QTRY_COMPARE(rows.count(), quint64(150));
    for (quint64 i = 0; i < rows.count(); ++i)
        QCOMPARE(store.row(rows.sequence(i)).offset, qint64(i * 10));
    QCOMPARE(rows.indexOf(rows.sequence(70) - 3), quint64(70));
}

void tst_FilterJob::dropsWhatWasEvicted()
{
    EventStore store(60000);
    FilteredRows rows(store, m_runner);
    rows.setMatcher(std::make_shared<TextMatcher>("ten"));
    QSignalSpy changed(&rows, &FilteredRows::changed);
    for (int i = 0; i < 40; ++i)
        grow(store, rows, i * 100, 100);
    QTRY_VERIFY(!rows.busy());
    QVERIFY(store.evicted() > 0);
    QTRY_COMPARE(rows.count(), store.rows() / 10);
    QVERIFY(rows.sequence(0) >= store.first());
}

void tst_FilterJob::aNewMatcherForgetsTheOld()
{
    EventStore store;
    FilteredRows rows(store, m_runner);
    grow(store, rows, 0, 100000);
    rows.setMatcher(std::make_shared<TextMatcher>("no"));
    rows.setMatcher(std::make_shared<TextMatcher>("ten"));
    QTRY_COMPARE(rows.count(), quint64(10000));
    QTest::qWait(50);
    QCOMPARE(rows.count(), quint64(10000));
    rows.setMatcher(nullptr);
    QCOMPARE(rows.count(), quint64(100000));
}

void tst_FilterJob::timeRangeNarrows()
{
    EventStore store;
    FilteredRows rows(store, m_runner);
    grow(store, rows, 0, 1000);
    rows.setTimeRange(100, 199);
    QTRY_COMPARE(rows.count(), quint64(100));
    QCOMPARE(store.row(rows.sequence(0)).offset, 100);
    rows.setMatcher(std::make_shared<TextMatcher>("ten"));
    QTRY_COMPARE(rows.count(), quint64(10));
    rows.clearTimeRange();
    QTRY_COMPARE(rows.count(), quint64(100));
}

QTEST_GUILESS_MAIN(tst_FilterJob)
#include "tst_filterjob.moc"

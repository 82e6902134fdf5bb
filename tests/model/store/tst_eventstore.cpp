// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/chunkbuilder.h"
#include "model/store/eventstore.h"

#include <QTest>

using namespace flowbench;

class tst_EventStore : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_builder = std::make_unique<ChunkBuilder>(ArenaPool::create(0)); }
    void numbersRowsForItsLife();
    void evictsWholeChunksAndNeverTheNewest();
    void prependsBelowWhatIsThere();
    void refusesToPrependPastTheBudget();
    void findsEntriesFromARow();

private:
    ChunkPtr chunk(int from, int rows, std::size_t bodySize = 100)
    {
        const auto s = m_builder->source("t", 0);
        const std::string body(bodySize, 'x');
        for (int i = 0; i < rows; ++i) {
            Event e;
            e.value = body;
            e.offset = from + i;
            m_builder->append(s, e.view());
        }
        return m_builder->finish();
    }
    std::unique_ptr<ChunkBuilder> m_builder;
};

void tst_EventStore::numbersRowsForItsLife()
{
    EventStore s;
    const quint64 base = s.first();
    s.append(std::vector{chunk(0, 10), chunk(10, 5)});
    QCOMPARE(s.rows(), quint64(15));
    for (quint64 i = 0; i < 15; ++i)
        QCOMPARE(s.row(base + i).offset, qint64(i));
    QCOMPARE(s.row(base + 3).offset, 3); // backwards too
    s.clear();
    QCOMPARE(s.rows(), quint64(0));
    QVERIFY(!s.contains(base));
    s.append(std::vector{chunk(100, 1)});
    QCOMPARE(s.first(), base + 15); // old numbers never come back
}

void tst_EventStore::evictsWholeChunksAndNeverTheNewest()
{
    EventStore s(30000);
    for (int i = 0; i < 10; ++i)
        s.append(std::vector{chunk(i * 50, 50)}); // about 7 kB each
    QVERIFY(s.bytes() <= 30000);
    QCOMPARE(s.evicted() % 50, quint64(0));
    QVERIFY(s.evicted() > 0);
    QCOMPARE(s.row(s.first()).offset, qint64(s.evicted()));
    QCOMPARE(s.row(s.end() - 1).offset, 499);
    s.append(std::vector{chunk(500, 1, 100000)}); // larger than the budget: shown all the same
    QCOMPARE(s.rows(), quint64(1));
    QCOMPARE(s.row(s.first()).value.size(), std::size_t(100000));
}

void tst_EventStore::prependsBelowWhatIsThere()
{
    EventStore s;
    s.append(std::vector{chunk(10, 5)});
    const quint64 first = s.first();
    QVERIFY(s.prepend(std::vector{chunk(0, 4), chunk(4, 6)}));
    QCOMPARE(s.first(), first - 10);
    for (quint64 i = 0; i < 15; ++i)
        QCOMPARE(s.row(s.first() + i).offset, qint64(i));
}

void tst_EventStore::refusesToPrependPastTheBudget()
{
    EventStore s(10000);
    s.append(std::vector{chunk(50, 50)});
    QVERIFY(!s.prepend(std::vector{chunk(0, 50)}));
    QCOMPARE(s.rows(), quint64(50));
}

void tst_EventStore::findsEntriesFromARow()
{
    EventStore s;
    s.append(std::vector{chunk(0, 10), chunk(10, 10), chunk(20, 10)});
    QCOMPARE(s.entriesFrom(s.first() + 15).size(), std::size_t(2));
    QCOMPARE(s.entriesFrom(s.first()).size(), std::size_t(3));
    QCOMPARE(s.entriesFrom(s.end()).size(), std::size_t(0));
}

QTEST_APPLESS_MAIN(tst_EventStore)
#include "tst_eventstore.moc"

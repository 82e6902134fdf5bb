// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/chunkbuilder.h"

#include <QTest>

#include <numeric>

using namespace flowbench;

class tst_Chunk : public QObject
{
    Q_OBJECT

private slots:
    void keepsEveryByte();
    void keepsNullApartFromEmpty();
    void keepsNegativeTimesAndKinds();
    void spillsIntoFurtherArenas();
    void takesOneEventLargerThanAnArena();
    void countsSecondsAndSources();
    void sourcesOfAFinishedChunkStay();
    void costsLittleBesideItsBytes();
};

namespace {
Event made(std::string value, std::optional<std::string> key = {})
{
    Event e;
    e.value = std::move(value);
    e.key = std::move(key);
    return e;
}
} // namespace

void tst_Chunk::keepsEveryByte()
{
    ChunkBuilder b(ArenaPool::create(0));
    std::string all(256, '\0');
    std::iota(all.begin(), all.end(), char(0));
    Event e = made(all, std::string("\xff\x00k", 3));
    e.offset = 17;
    e.timeMs = 1795255692356;
    e.timeKind = TimeKind::Append;
    e.addHeader("h", "1");
    e.addHeader("h", std::nullopt);
    e.addHeader("h", "");
    b.append(b.source("orders", 3), e.view());
    const ChunkPtr c = b.finish();
    QVERIFY(c);
    QVERIFY(!b.finish());
    const EventView v = c->row(0);
    QCOMPARE(v.channel, std::string_view("orders"));
    QCOMPARE(v.partition, 3);
    QCOMPARE(v.offset, 17);
    QCOMPARE(v.timeMs, 1795255692356);
    QCOMPARE(v.timeKind, TimeKind::Append);
    QVERIFY(v.value == all);
    QVERIFY(v.key == std::string_view("\xff\x00k", 3));
    std::vector<FieldView> fields(v.fields.begin(), v.fields.end());
    QCOMPARE(fields.size(), std::size_t(3));
    QVERIFY(!fields[0].null && fields[0].value == "1");
    QVERIFY(fields[1].null);
    QVERIFY(!fields[2].null && fields[2].value.empty());
}

void tst_Chunk::keepsNullApartFromEmpty()
{
    ChunkBuilder b(ArenaPool::create(0));
    const auto s = b.source("t", 0);
    b.append(s, made("").view());
    Event tombstone;
    tombstone.key = "";
    b.append(s, tombstone.view());
    const ChunkPtr c = b.finish();
    QVERIFY(c->row(0).hasValue && !c->row(0).hasKey);
    QVERIFY(!c->row(1).hasValue && c->row(1).hasKey);
}

void tst_Chunk::keepsNegativeTimesAndKinds()
{
    ChunkBuilder b(ArenaPool::create(0));
    const auto s = b.source("t", 0);
    for (const qint64 t : {qint64(-1), qint64(0), qint64(-62135596800000), qint64(253402300799999)}) {
        Event e = made("x");
        e.timeMs = t;
        e.timeKind = TimeKind::Received;
        b.append(s, e.view());
        const ChunkPtr c = b.finish();
        QCOMPARE(c->row(0).timeMs, t);
        QCOMPARE(c->row(0).timeKind, TimeKind::Received);
        QVERIFY(c->row(0).hasValue);
    }
}

void tst_Chunk::spillsIntoFurtherArenas()
{
    ChunkBuilder b(ArenaPool::create(1, 2));
    const auto s = b.source("t", 0);
    const std::string body(100000, 'x');
    for (int i = 0; i < 500; ++i) { // 50 MB: several arenas
        Event e = made(body);
        e.offset = i;
        b.append(s, e.view());
    }
    qint64 next = 0;
    while (const ChunkPtr c = b.finish()) {
        for (std::size_t i = 0; i < c->rows(); ++i) {
            QCOMPARE(c->row(i).offset, next++);
            QVERIFY(c->row(i).value == body);
        }
    }
    QCOMPARE(next, 500);
}

void tst_Chunk::takesOneEventLargerThanAnArena()
{
    ChunkBuilder b(ArenaPool::create(0));
    const auto s = b.source("t", 0);
    const std::string huge(40 << 20, 'h');
    b.append(s, made("before").view());
    b.append(s, made(huge).view());
    b.append(s, made("after").view());
    std::vector<std::size_t> sizes;
    while (const ChunkPtr c = b.finish()) {
        for (std::size_t i = 0; i < c->rows(); ++i)
            sizes.push_back(c->row(i).value.size());
    }
    QCOMPARE(sizes, (std::vector<std::size_t>{6, huge.size(), 5}));
}

void tst_Chunk::countsSecondsAndSources()
{
    ChunkBuilder b(ArenaPool::create(0));
    const auto s0 = b.source("t", 0), s1 = b.source("t", 1);
    for (const auto &[source, ms] :
         {std::pair(s0, 1000), std::pair(s1, 2500), std::pair(s0, 1999), std::pair(s0, -1)}) {
        Event e = made("x");
        e.timeMs = ms;
        b.append(source, e.view());
    }
    const ChunkPtr c = b.finish();
    QCOMPARE(c->minTimeMs(), -1);
    QCOMPARE(c->maxTimeMs(), 2500);
    QCOMPARE(c->sourceCounts()[0], 3u);
    QCOMPARE(c->sourceCounts()[1], 1u);
    std::map<qint64, quint32> seconds;
    for (const SecondCount &n : c->seconds())
        seconds[n.second] += n.events;
    QCOMPARE(seconds, (std::map<qint64, quint32>{{-1, 1}, {1, 2}, {2, 1}}));
}

void tst_Chunk::sourcesOfAFinishedChunkStay()
{
    ChunkBuilder b(ArenaPool::create(0));
    b.append(b.source("a", 0), made("1").view());
    const ChunkPtr first = b.finish();
    b.append(b.source("b", 7), made("2").view());
    const ChunkPtr second = b.finish();
    QCOMPARE(first->sources().size(), std::size_t(1));
    QCOMPARE(second->row(0).channel, std::string_view("b"));
    QCOMPARE(second->row(0).partition, 7);
}

void tst_Chunk::costsLittleBesideItsBytes()
{
    ChunkBuilder b(ArenaPool::create(0));
    const auto s = b.source("t", 0);
    const std::string body(613, 'x');
    for (int i = 0; i < 10000; ++i)
        b.append(s, made(body).view());
    const ChunkPtr c = b.finish();
    QVERIFY(double(c->bytes()) <= 1.07 * double(c->payloadBytes()));
}

QTEST_APPLESS_MAIN(tst_Chunk)
#include "tst_chunk.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/base/sqlite.h"
#include "model/store/capturereader.h"
#include "model/store/capturescan.h"
#include "model/store/capturewriter.h"
#include "tests/support/sampleevents.h"

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace flowbench;
using namespace Qt::StringLiterals;

namespace {

class ListSink final : public EventSink
{
public:
    bool take(ChunkPtr chunk) override
    {
        rows += chunk->rows();
        chunks.push_back(std::move(chunk));
        return rows < stopAfter;
    }
    std::vector<Event> events() const
    {
        std::vector<Event> out;
        for (const ChunkPtr &c : chunks) {
            for (std::size_t i = 0; i < c->rows(); ++i)
                out.emplace_back(c->row(i));
        }
        return out;
    }
    std::vector<ChunkPtr> chunks;
    std::size_t rows = 0, stopAfter = ~std::size_t(0);
};

bool same(const Event &a, const Event &b)
{
    return a.channel == b.channel && a.partition == b.partition && a.offset == b.offset && a.timeMs == b.timeMs &&
           a.timeKind == b.timeKind && a.key == b.key && a.value == b.value && a.fields == b.fields;
}

Event plain(qint64 offset, std::int32_t partition = 0, const std::string &channel = "orders")
{
    Event e;
    e.channel = channel;
    e.partition = partition;
    e.offset = offset;
    e.timeMs = 1'782'907'471'000 + offset % 1'000'000'000; // offsets go up to the largest
    e.timeKind = TimeKind::Append;
    e.value = "v" + std::to_string(offset);
    return e;
}

// Everything that an event can be.
std::vector<Event> oddEvents()
{
    std::string all;
    for (int i = 0; i < 256; ++i)
        all.push_back(char(i));
    std::vector<Event> out;
    Event e = plain(0);
    e.key = all;
    e.value = all + all;
    e.addHeader("a", "1");
    e.addHeader("a", "2");
    e.addHeader("null", {});
    e.addHeader("empty", "");
    e.addHeader(all, all);
    out.push_back(e);
    e = plain(1);
    e.value.reset(); // tombstone
    e.key = "";
    out.push_back(e);
    e = plain(2);
    e.value = "";
    e.key.reset();
    out.push_back(e);
    e = plain(EventView::NoOffset, -1, "queue:orders");
    e.timeKind = TimeKind::None;
    e.timeMs = 0;
    e.addField({FieldPlace::Delivery, FieldType::Boolean, false, "redelivered", "true"});
    e.addField({FieldPlace::Property, FieldType::UInt8, false, "delivery_mode", "2"});
    e.addField({FieldPlace::Header, FieldType::Table, false, "x-death", R"([{"count":1,"queue":"a"}])"});
    e.addField({FieldPlace::Header, FieldType::Void, false, "void", ""});
    out.push_back(e);
    e = plain(std::numeric_limits<qint64>::max() - 2, 1'000'000);
    e.timeMs = -5;
    e.timeKind = TimeKind::Create;
    out.push_back(e);
    e = plain(7, 3);
    e.value = std::string(3 << 20, 'x');
    out.push_back(e);
    return out;
}

struct Scanned
{
    ListSink sink;
    CaptureTotals totals;
    CaptureEnd ended = CaptureEnd::End;
    std::vector<CaptureCursor> cursors;
    Result<void> done;
};

Scanned scanned(const QString &path, const std::function<void(CaptureScan &)> &change = {}, std::size_t stop = 0)
{
    Scanned s;
    const auto info = openCapture(path);
    if (!info) {
        s.done = info.error();
        return s;
    }
    CaptureScan scan{.info = *info, .arenas = ArenaPool::create()};
    for (std::uint32_t i = 0; i < info->sources.size(); ++i)
        scan.cursors.push_back(wholeCursor(*info, i));
    if (change)
        change(scan);
    if (stop)
        s.sink.stopAfter = stop;
    s.done = scanCapture(scan, s.sink, {});
    s.totals = scan.totals;
    s.ended = scan.ended;
    s.cursors = scan.cursors;
    return s;
}

std::vector<qint64> offsets(const Scanned &s)
{
    std::vector<qint64> out;
    for (const Event &e : s.sink.events())
        out.push_back(e.offset);
    return out;
}

class OffsetMatcher final : public EventMatcher
{
public:
    Verdict matches(const EventView &e) const override
    {
        return e.offset % 10 == 9 ? Verdict::Failed : e.offset % 10 == 3 ? Verdict::Match : Verdict::NoMatch;
    }
};

} // namespace

class tst_Capture : public QObject
{
    Q_OBJECT

    QTemporaryDir m_dir;
    QString path(const char *name) const { return m_dir.filePath(QString::fromLatin1(name)); }
    QString write(const char *name, const std::vector<Event> &events) const
    {
        const QString p = path(name);
        auto writer = CaptureWriter::create(p, {u"kafka://h:9092"_s, {}});
        if (!writer)
            qFatal("%s", qPrintable(writer.error().args.join(u' ')));
        for (const Event &e : events) {
            if (!writer->append(e.view()))
                qFatal("append");
        }
        if (auto finished = writer->finish(R"({"complete":true})"); !finished)
            qFatal("%s", qPrintable(finished.error().detail));
        return p;
    }
    QString numbered(const char *name, int count, int partitions = 1) const
    {
        std::vector<Event> events;
        for (int i = 0; i < count; ++i)
            events.push_back(plain(i / partitions, i % partitions));
        return write(name, events);
    }
    // SQL on a copy of a good capture, as somebody with bad intentions would.
    QString spoiled(const char *name, const char *sql) const
    {
        const QString p = numbered(name, 100);
        QProcess shell;
        shell.start(u"sqlite3"_s, {p, QString::fromLatin1(sql)});
        if (!shell.waitForFinished() || shell.exitCode() != 0)
            qFatal("%s", shell.readAllStandardError().constData());
        return p;
    }

private slots:
    void everythingComesBack();
    void saysWhereItCameFrom();
    void notesAreKept();
    void isOneFileOfItsOwner();
    void nothingIsOverwritten();
    void isReadableWhileItIsWritten();
    void killedKeepsWholeBatches();
    void fullDiskIsTold();
    void discardLeavesNothing();
    void knowsEmptyPartitions();

    void orderIsKeptByManyThreads();
    void limitIsExact();
    void matcherAndFailures();
    void lastAndNewestFirst();
    void backwardsCapturesAreTurned();
    void sinkEndsIt();
    void countsOnly();
    void timesAreFound();

    void shellReadsIt();
    void truncatedEverywhere();
    void foreignFiles_data();
    void foreignFiles();
    void spoiledRows_data();
    void spoiledRows();
};

void tst_Capture::everythingComesBack()
{
    const std::vector<Event> events = oddEvents();
    const QString p = write("odd", events);
    const Scanned s = scanned(p);
    QVERIFY(s.done);
    const auto back = s.sink.events();
    QCOMPARE(back.size(), events.size());
    for (std::size_t i = 0; i < events.size(); ++i)
        QVERIFY2(same(back[i], events[i]), qPrintable(QString::number(i)));
    QCOMPARE(s.totals.scanned, quint64(events.size()));
}

void tst_Capture::saysWhereItCameFrom()
{
    const QString p = path("about");
    auto writer = CaptureWriter::create(p, {u"amqp://me@h:5672/"_s, u"value.n > 3"_s});
    QVERIFY(writer && writer->append(plain(4).view()) && writer->append(plain(9).view()));
    QVERIFY(writer->append(plain(2, -1, "queue:q").view()));
    QVERIFY(writer->finish(R"({"complete":true})"));
    const auto info = openCapture(p);
    QVERIFY(info);
    QVERIFY(info->complete);
    QCOMPARE(info->version, 1);
    QCOMPARE(info->connection, u"amqp://me@h:5672/"_s);
    QCOMPARE(info->filter, u"value.n > 3"_s);
    QCOMPARE(info->coverage, std::string(R"({"complete":true})"));
    QVERIFY(!info->created.isEmpty() && info->created <= info->finished);
    QCOMPARE(info->events, 3);
    QCOMPARE(info->sources.size(), std::size_t(2));
    QCOMPARE(info->sources[0].channel, std::string("orders"));
    QCOMPARE(*info->sources[0].first, 4);
    QCOMPARE(*info->sources[0].last, 9);
    QCOMPARE(info->sources[1].partition, -1);
}

void tst_Capture::notesAreKept()
{
    const QString p = path("notes");
    {
        auto writer = CaptureWriter::create(p, {.durable = true});
        QVERIFY(writer);
        QVERIFY(writer->append(plain(0).view(), R"({"why":"poison"})"));
        QVERIFY(writer->append(plain(1).view()));
        QVERIFY(writer->finish());
    }
    const auto info = openCapture(p);
    QVERIFY(info);
    auto reader = CaptureReader::open(*info);
    QVERIFY(reader);
    reader->seek(info->firstRow, info->lastRow);
    auto row = reader->next();
    QVERIFY(row && *row && (*row)->note);
    QVERIFY(*(*row)->note == R"({"why":"poison"})");
    row = reader->next();
    QVERIFY(row && *row && !(*row)->note);
    row = reader->next();
    QVERIFY(row && !*row);
}

void tst_Capture::isOneFileOfItsOwner()
{
    const QString p = numbered("owner", 10);
    QVERIFY(!(QFile::permissions(p) & (QFile::ReadGroup | QFile::ReadOther | QFile::WriteOther)));
    for (const char *tail : {"-wal", "-shm", "-journal"})
        QVERIFY2(!QFile::exists(p + QLatin1StringView(tail)), tail);
}

void tst_Capture::nothingIsOverwritten()
{
    const QString p = numbered("there", 10);
    const auto refused = CaptureWriter::create(p, {});
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::FileFailed);
    QCOMPARE(openCapture(p)->events, 10);
    QFile empty(path("empty"));
    QVERIFY(empty.open(QFile::WriteOnly));
    empty.close();
    auto taken = CaptureWriter::create(empty.fileName(), {});
    QVERIFY(taken && taken->finish());
    QVERIFY(QFile::link(path("nowhere"), path("link")));
    QVERIFY(!CaptureWriter::create(path("link"), {}));
}

void tst_Capture::isReadableWhileItIsWritten()
{
    const QString p = path("growing");
    auto writer = CaptureWriter::create(p, {});
    QVERIFY(writer);
    for (int i = 0; i < 100; ++i)
        QVERIFY(writer->append(plain(i).view()));
    QVERIFY(writer->commit());
    QVERIFY(writer->append(plain(100).view()));
    const Scanned s = scanned(p);
    QVERIFY(s.done);
    QCOMPARE(s.sink.rows, std::size_t(100));
    QVERIFY(!openCapture(p)->complete);
    QVERIFY(writer->finish());
    QCOMPARE(scanned(p).sink.rows, std::size_t(101));
}

void tst_Capture::killedKeepsWholeBatches()
{
    const QString p = path("killed");
    const pid_t child = ::fork();
    if (child == 0) {
        auto writer = CaptureWriter::create(p, {});
        for (int i = 0; i < 70'000; ++i) {
            if (!writer->append(plain(i).view()))
                ::_exit(1);
        }
        ::raise(SIGKILL);
    }
    int status = 0;
    QCOMPARE(::waitpid(child, &status, 0), child);
    QVERIFY(WIFSIGNALED(status));
    const auto info = openCapture(p);
    QVERIFY(info);
    QVERIFY(!info->complete);
    QCOMPARE(info->events, 50'000);
    const Scanned s = scanned(p);
    QVERIFY(s.done);
    QCOMPARE(s.sink.rows, std::size_t(50'000));
    QCOMPARE(s.sink.events().back().offset, 49'999);
}

void tst_Capture::fullDiskIsTold()
{
    // A limit on the size of files is the full disk that a test can have.
    const QString p = path("full");
    const pid_t child = ::fork();
    if (child == 0) {
        ::signal(SIGXFSZ, SIG_IGN);
        const rlimit limit{4 << 20, 4 << 20};
        ::setrlimit(RLIMIT_FSIZE, &limit);
        auto writer = CaptureWriter::create(p, {});
        Event e = plain(0);
        e.value = std::string(100'000, 'x');
        for (int i = 0; i < 1000; ++i) {
            e.offset = i;
            auto done = writer->append(e.view());
            if (done && i % 10 == 9)
                done = writer->commit();
            if (!done)
                ::_exit(done.error().code == ErrorCode::FileFailed && !writer->append(e.view()) && !writer->finish()
                            ? 7
                            : 2);
        }
        ::_exit(1);
    }
    int status = 0;
    QCOMPARE(::waitpid(child, &status, 0), child);
    QCOMPARE(WEXITSTATUS(status), 7);
    const auto info = openCapture(p);
    QVERIFY2(info, info ? "" : qPrintable(info.error().args.join(u' ')));
    QVERIFY(!info->complete);
    QVERIFY(info->events >= 10 && info->events < 100);
    QCOMPARE(scanned(p).sink.rows, std::size_t(info->events));
}

void tst_Capture::discardLeavesNothing()
{
    const QString p = path("discarded");
    auto writer = CaptureWriter::create(p, {});
    QVERIFY(writer && writer->append(plain(1).view()) && writer->commit());
    writer->discard();
    for (const char *tail : {"", "-wal", "-shm"})
        QVERIFY(!QFile::exists(p + QLatin1StringView(tail)));
}

void tst_Capture::knowsEmptyPartitions()
{
    const QString p = path("known");
    auto writer = CaptureWriter::create(p, {});
    QVERIFY(writer && writer->know("orders", 0) && writer->know("orders", 1) && writer->append(plain(0).view()));
    QVERIFY(writer->finish());
    const auto info = openCapture(p);
    QCOMPARE(info->sources.size(), std::size_t(2));
    QCOMPARE(info->sources[1].events, 0);
    QCOMPARE(wholeCursor(*info, 1).high, 0);
}

void tst_Capture::orderIsKeptByManyThreads()
{
    const QString p = numbered("many", 50'000, 3);
    for (int threads : {1, 2, 4}) {
        const Scanned s = scanned(p, [&](CaptureScan &scan) { scan.threads = threads; });
        QVERIFY(s.done);
        QCOMPARE(s.sink.rows, std::size_t(50'000));
        std::map<int, qint64> next;
        for (const Event &e : s.sink.events())
            QCOMPARE(e.offset, next[e.partition]++);
        for (const CaptureCursor &c : s.cursors) {
            QCOMPARE(c.next, c.to);
            QCOMPARE(c.seen, c.to - c.from);
        }
    }
}

void tst_Capture::limitIsExact()
{
    const QString p = numbered("limit", 20'000, 2);
    std::vector<CaptureCursor> left;
    const Scanned s = scanned(p, [](CaptureScan &scan) { scan.limit = 5001; });
    QCOMPARE(s.sink.rows, std::size_t(5001));
    QCOMPARE(s.ended, CaptureEnd::Limit);
    QCOMPARE(s.cursors[0].next, 2501);
    QCOMPARE(s.cursors[1].next, 2500);
    const Scanned rest = scanned(p, [&](CaptureScan &scan) {
        for (std::size_t i = 0; i < 2; ++i)
            scan.cursors[i].from = scan.cursors[i].next = s.cursors[i].next;
    });
    QCOMPARE(rest.sink.rows, std::size_t(20'000 - 5001));
    QCOMPARE(rest.ended, CaptureEnd::End);
}

void tst_Capture::matcherAndFailures()
{
    const QString p = numbered("matcher", 10'000);
    const Scanned s = scanned(p, [](CaptureScan &scan) { scan.matcher = std::make_shared<OffsetMatcher>(); });
    QCOMPARE(s.totals.scanned, quint64(10'000));
    QCOMPARE(s.totals.matched, quint64(1000));
    QCOMPARE(s.totals.failures, quint64(1000));
    QCOMPARE(s.sink.rows, std::size_t(1000));
}

void tst_Capture::lastAndNewestFirst()
{
    const QString p = numbered("last", 1000, 2);
    Scanned s = scanned(p, [](CaptureScan &scan) { scan.last = 3; });
    QCOMPARE(offsets(s), (std::vector<qint64>{498, 499, 499}));
    s = scanned(p, [](CaptureScan &scan) { scan.newestFirst = true; });
    QCOMPARE(s.sink.rows, std::size_t(1000));
    QCOMPARE(s.sink.events().front().offset, 499);
    QCOMPARE(s.sink.events().back().offset, 0);
    s = scanned(p, [](CaptureScan &scan) {
        scan.newestFirst = true;
        scan.limit = 5;
    });
    QCOMPARE(offsets(s), (std::vector<qint64>{499, 499, 498, 498, 497}));
    QCOMPARE(s.ended, CaptureEnd::Limit);
    // What is left, [next, to), of both.
    QCOMPARE(std::min(s.cursors[0].to, s.cursors[1].to), 497);
    QCOMPARE(std::max(s.cursors[0].to, s.cursors[1].to), 498);
}

void tst_Capture::backwardsCapturesAreTurned()
{
    std::vector<Event> events;
    for (int i = 999; i >= 0; --i)
        events.push_back(plain(i));
    const Scanned s = scanned(write("backwards", events));
    QVERIFY(s.done);
    QCOMPARE(s.sink.rows, std::size_t(1000));
    qint64 next = 0;
    for (const Event &e : s.sink.events())
        QCOMPARE(e.offset, next++);
}

void tst_Capture::sinkEndsIt()
{
    const Scanned s = scanned(numbered("sink", 50'000), {}, 1);
    QVERIFY(s.done);
    QCOMPARE(s.ended, CaptureEnd::Cancelled);
    QVERIFY(s.sink.rows < 50'000);
    QCOMPARE(s.cursors[0].next, qint64(s.sink.rows));
}

void tst_Capture::countsOnly()
{
    class Counter final : public EventSink
    {
    public:
        bool wantsEvents() const override { return false; }
        bool take(ChunkPtr) override { return false; }
        void count(quint64 events, quint64) override { counted += events; }
        quint64 counted = 0;
    } counter;
    const auto info = openCapture(numbered("count", 30'000));
    CaptureScan scan{.info = *info, .cursors = {wholeCursor(*info, 0)}};
    QVERIFY(scanCapture(scan, counter, {}));
    QCOMPARE(counter.counted, quint64(30'000));
}

void tst_Capture::timesAreFound()
{
    const auto info = openCapture(numbered("times", 1000));
    const auto found = positionsAtTime(*info, 1'782'907'471'000 + 600, {});
    QVERIFY(found);
    QCOMPARE((*found)[0].next, 600);
    QCOMPARE((*positionsAtTime(*info, 1'882'907'471'000, {}))[0].next, 1000);
}

void tst_Capture::shellReadsIt()
{
    const QString p = write("shell", oddEvents());
    const auto ask = [&p](const char *sql) {
        QProcess shell;
        shell.start(u"sqlite3"_s, {u"-readonly"_s, p, QString::fromLatin1(sql)});
        shell.waitForFinished();
        return QString::fromUtf8(shell.readAllStandardOutput() + shell.readAllStandardError()).trimmed();
    };
    QCOMPARE(ask("SELECT count(*) FROM event_list"), u"6"_s);
    QCOMPARE(ask("SELECT time, time_kind FROM event_list WHERE id = 1"), u"2026-07-01T12:04:31.000Z|append"_s);
    QCOMPARE(ask("SELECT name, CAST(value AS TEXT), value IS NULL FROM headers WHERE event = 1 AND position < 4"),
             u"a|1|0\na|2|0\nnull||1\nempty||0"_s);
    QCOMPARE(ask("SELECT length(value) FROM headers WHERE event = 1 AND position = 4"), u"256"_s);
    QCOMPARE(ask("SELECT place, type, name, CAST(value AS TEXT) FROM headers WHERE event = 4 ORDER BY position"),
             u"delivery|boolean|redelivered|true\nproperty|ubyte|delivery_mode|2\n"
             "header|table|x-death|[{\"count\":1,\"queue\":\"a\"}]\nheader|void|void|"_s);
    QCOMPARE(ask("SELECT value IS NULL, key IS NULL, length(key) FROM events WHERE id = 2"), u"1|0|0"_s);
}

void tst_Capture::truncatedEverywhere()
{
    const QString whole = numbered("whole", 3000);
    const qint64 size = QFile(whole).size();
    for (qint64 cut :
         {qint64(0), qint64(1), qint64(50), qint64(100), qint64(5000), size / 2, size - 20'000, size - 1}) {
        const QString p = path("cut");
        QFile::remove(p);
        QVERIFY(QFile::copy(whole, p) && QFile::resize(p, cut));
        const Scanned s = scanned(p);
        QVERIFY2(!s.done, qPrintable(QString::number(cut)));
        QCOMPARE(s.done.error().code, ErrorCode::BadCapture);
        QVERIFY(!s.done.error().args.value(1).isEmpty());
    }
}

void tst_Capture::foreignFiles_data()
{
    QTest::addColumn<QString>("path");
    QTest::newRow("missing") << path("nothing");
    QTest::newRow("folder") << m_dir.path();
    QTest::newRow("fifo") << path("fifo");
    QTest::newRow("text") << path("text");
    QTest::newRow("another database") << path("another");
    QTest::newRow("a newer version") << spoiled("newer", "PRAGMA user_version=2");
    QTest::newRow("no tables") << spoiled("bare", "DROP TABLE events");
    QTest::newRow("events is a view") << spoiled("view", "ALTER TABLE events RENAME TO e; CREATE VIEW events AS SELECT "
                                                         "* FROM e");
    QTest::newRow("summary of nonsense") << spoiled("nonsense", "UPDATE partitions SET last_offset = -3");
    QTest::newRow("rows at the end of numbers")
        << spoiled("ends", "UPDATE events SET id = 9223372036854775807 WHERE id = 100");
}

void tst_Capture::foreignFiles()
{
    QCOMPARE(::system(qPrintable(u"cd '%1' && rm -f fifo text another && mkfifo fifo && head -c 99999 /dev/zero > text "
                                 "&& sqlite3 another 'CREATE TABLE events (x)'"_s.arg(m_dir.path()))),
             0);
    QFETCH(QString, path);
    const auto info = openCapture(path);
    QVERIFY(!info);
    QCOMPARE(info.error().code, ErrorCode::BadCapture);
    QVERIFY(!info.error().args.value(1).isEmpty());
}

void tst_Capture::spoiledRows_data()
{
    QTest::addColumn<QByteArray>("sql");
    QTest::newRow("unknown channel") << QByteArray("UPDATE events SET channel = 77 WHERE id = 50");
    QTest::newRow("unknown partition") << QByteArray("UPDATE events SET partition = 5 WHERE id = 50");
    QTest::newRow("huge partition") << QByteArray("UPDATE events SET partition = 4294967296 WHERE id = 50");
    QTest::newRow("text offset") << QByteArray("UPDATE events SET \"offset\" = 'x' WHERE id = 50");
    QTest::newRow("negative offset") << QByteArray("UPDATE events SET \"offset\" = -9 WHERE id = 50");
    QTest::newRow("no offset") << QByteArray("UPDATE events SET \"offset\" = NULL WHERE id = 50");
    QTest::newRow("time kind") << QByteArray("UPDATE events SET time_kind = 9 WHERE id = 50");
    QTest::newRow("real key") << QByteArray("UPDATE events SET key = 1.5 WHERE id = 50");
    QTest::newRow("cut fields") << QByteArray("UPDATE events SET fields = x'0000' WHERE id = 50");
    QTest::newRow("long fields") << QByteArray("UPDATE events SET fields = x'0000FFFFFFFF00000000' WHERE id = 50");
    QTest::newRow("place") << QByteArray("UPDATE events SET fields = x'09000000000000000000' WHERE id = 50");
    QTest::newRow("type") << QByteArray("UPDATE events SET fields = x'00110000000000000000' WHERE id = 50");
    QTest::newRow("no json") << QByteArray("UPDATE events SET fields = x'00050000000001000000' || x'7B' WHERE id = 50");
    QTest::newRow("json over lines") << QByteArray(
        "UPDATE events SET fields = x'00050000000002000000' || x'0A31' WHERE id "
        "= 50");
}

void tst_Capture::spoiledRows()
{
    QFETCH(QByteArray, sql);
    QFile::remove(path("row"));
    const Scanned s = scanned(spoiled("row", sql.constData()));
    QVERIFY(!s.done);
    QCOMPARE(s.done.error().code, ErrorCode::BadCapture);
    QVERIFY2(s.done.error().args.value(1).startsWith(u"row 50:"), qPrintable(s.done.error().args.value(1)));
    QCOMPARE(s.sink.rows, std::size_t(49)); // what stands before it was handed on
}

QTEST_GUILESS_MAIN(tst_Capture)
#include "tst_capture.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/event/eventimport.h"
#include "model/export/csv.h"
#include "model/export/eventfile.h"
#include "model/export/markdown.h"
#include "model/store/capturereader.h"
#include "tests/support/sampleevents.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>

using namespace flowbench;
using namespace Qt::StringLiterals;

class tst_EventFile : public QObject
{
    Q_OBJECT

    QTemporaryDir m_dir;
    EventStore m_store;
    static constexpr int Rows = 20'000;

    EventFileRequest request(const char *name, EventFileFormat format) const
    {
        return {.path = m_dir.filePath(QString::fromLatin1(name)),
                .format = format,
                .entries = m_store.entriesFrom(m_store.first())};
    }
    static QByteArray contents(const QString &path)
    {
        QFile f(path);
        return f.open(QFile::ReadOnly) ? f.readAll() : QByteArray();
    }

private slots:
    void initTestCase();
    void ndjsonIsLosslessAndInOrder();
    void selectionOnly();
    void csvParsesBack();
    void csvCells_data();
    void csvCells();
    void columnsAreChosen();
    void captureIsOne();
    void markdownHoldsItsContent();
    void cancelLeavesWhatWasThere();
    void failuresAreTold();
    void progressIsTold();
};

void tst_EventFile::initTestCase()
{
    const auto pool = ArenaPool::create();
    ChunkBuilder builder(pool);
    for (int i = 0; i < Rows; i += 5000)
        m_store.append(sample::chunks(builder, i, 5000));
    QCOMPARE(m_store.rows(), quint64(Rows));
}

void tst_EventFile::ndjsonIsLosslessAndInOrder()
{
    for (int threads : {1, 2, 4}) {
        EventFileRequest r = request("all.ndjson", EventFileFormat::Ndjson);
        r.threads = threads;
        const auto done = writeEventFile(r, {});
        QVERIFY(done);
        QCOMPARE(done->rows, quint64(Rows));
        const QByteArray text = contents(r.path);
        QCOMPARE(quint64(text.size()), done->bytes);
        const auto lines = text.split('\n');
        QCOMPARE(lines.size(), qsizetype(Rows) + 1);
        EventImporter importer;
        for (int i = 0; i < Rows; i += 97) {
            const auto back = importer.read(lines[i].toStdString());
            QVERIFY(back);
            const Event was(m_store.row(m_store.first() + quint64(i)));
            QVERIFY(back->value == was.value && back->key == was.key && back->fields == was.fields);
            QVERIFY(back->offset == was.offset && back->partition == was.partition && back->timeMs == was.timeMs);
        }
    }
}

void tst_EventFile::selectionOnly()
{
    EventFileRequest r = request("some.ndjson", EventFileFormat::Ndjson);
    const quint64 first = m_store.first();
    r.rows = std::vector<quint64>{first - 5, first + 1, first + 4999, first + 5000, first + 19'999, first + 20'001};
    const auto done = writeEventFile(r, {});
    QVERIFY(done);
    QCOMPARE(done->rows, quint64(4)); // what is not there is not written
    const auto lines = contents(r.path).split('\n');
    EventImporter importer;
    QVERIFY(importer.read(lines[1].toStdString())->key == std::string(m_store.row(first + 4999).key));
}

void tst_EventFile::csvParsesBack()
{
    const auto done = writeEventFile(request("all.csv", EventFileFormat::Csv), {});
    QVERIFY(done);
    const QByteArray text = contents(m_dir.filePath(u"all.csv"_s));
    QVERIFY(text.startsWith("channel,partition,offset,time,key,type,id,size,value\r\n"));
    QCOMPARE(text.count("\r\n"), qsizetype(Rows) + 1);
    QVERIFY(text.contains(R"("{""id"":""7f3c-0"",)"));
}

void tst_EventFile::csvCells_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("cell");
    QTest::newRow("plain") << QByteArray("a b") << QByteArray("a b");
    QTest::newRow("empty") << QByteArray("") << QByteArray("");
    QTest::newRow("formula") << QByteArray("=1+1") << QByteArray("'=1+1");
    QTest::newRow("number") << QByteArray("-2") << QByteArray("'-2");
    QTest::newRow("blanks first") << QByteArray("  @SUM(A1)") << QByteArray("'  @SUM(A1)");
    QTest::newRow("tab") << QByteArray("\t=x") << QByteArray("\"'\t=x\"");
    QTest::newRow("wide") << QByteArray("\xEF\xBC\x9D 1") << QByteArray("'\xEF\xBC\x9D 1");
    QTest::newRow("quotes") << QByteArray("a,\"b\"\r\nc") << QByteArray("\"a,\"\"b\"\"\r\nc\"");
    QTest::newRow("bytes") << QByteArray("\xFF") << QByteArray("base64:/w==");
}

void tst_EventFile::csvCells()
{
    QFETCH(QByteArray, text);
    std::string cell;
    appendCsvBytes(cell, {text.constData(), std::size_t(text.size())});
    QTEST(QByteArray::fromStdString(cell), "cell");
}

void tst_EventFile::columnsAreChosen()
{
    EventFileRequest r = request("chosen.csv", EventFileFormat::Csv);
    r.rows = std::vector<quint64>{m_store.first()};
    r.columns = {{"=evil", [](const EventView &e, std::string &out) { out = std::to_string(e.value.size()); }},
                 {"none", [](const EventView &, std::string &) {}}};
    QVERIFY(writeEventFile(r, {}));
    const QByteArray size = QByteArray::number(qulonglong(m_store.row(m_store.first()).value.size()));
    QCOMPARE(contents(r.path), "'=evil,none\r\n" + size + ",\r\n");
}

void tst_EventFile::captureIsOne()
{
    EventFileRequest r = request("all.capture", EventFileFormat::Capture);
    for (int i = 0; i < 2; ++i) { // a file that is there is replaced
        const auto done = writeEventFile(r, {});
        QVERIFY2(done, done ? "" : qPrintable(done.error().args.join(u' ')));
        const auto info = openCapture(r.path);
        QVERIFY(info && info->complete);
        QCOMPARE(info->events, qint64(Rows));
    }
    QVERIFY(!QFile::exists(r.path + u".part"_s));
}

void tst_EventFile::markdownHoldsItsContent()
{
    Event e = sample::event(1, sample::StartMs);
    e.value = "a\n```\n<script>x</script>\n`````\n";
    e.key = "k|*b*<i>";
    std::string out;
    appendMarkdown(out, e.view());
    const QString text = QString::fromStdString(out);
    QVERIFY(text.contains(u"| key | k\\|\\*b\\*\\<i\\> |"_s));
    QVERIFY(text.contains(u"\n``````text\na\n```\n<script>x</script>\n`````\n``````\n"_s));
    e.value.reset();
    out.clear();
    appendMarkdown(out, e.view());
    QVERIFY(QString::fromStdString(out).endsWith(u"\nnull\n"_s));
    e.value = std::string(100, '\xFF');
    out.clear();
    appendMarkdown(out, e.view(), 10);
    QVERIFY(QString::fromStdString(out).contains(u"10 / 100 bytes"_s));
}

void tst_EventFile::cancelLeavesWhatWasThere()
{
    std::stop_source stop;
    stop.request_stop();
    for (EventFileFormat format : {EventFileFormat::Ndjson, EventFileFormat::Capture}) {
        EventFileRequest r = request("kept", format);
        QFile old(r.path);
        QVERIFY(old.open(QFile::WriteOnly));
        old.write("old");
        old.close();
        const auto done = writeEventFile(r, Cancel{stop.get_token()});
        QVERIFY(!done);
        QCOMPARE(done.error().code, ErrorCode::Cancelled);
        QCOMPARE(contents(r.path), QByteArray("old"));
        QCOMPARE(QDir(m_dir.path()).entryList({u"kept*"_s}).size(), 1);
    }
}

void tst_EventFile::failuresAreTold()
{
    EventFileRequest r = request("x", EventFileFormat::Ndjson);
    r.path = m_dir.filePath(u"no/such/folder"_s);
    for (EventFileFormat format : {EventFileFormat::Ndjson, EventFileFormat::Csv, EventFileFormat::Capture}) {
        r.format = format;
        const auto done = writeEventFile(r, {});
        QVERIFY(!done);
        QCOMPARE(done.error().code, ErrorCode::FileFailed);
    }
}

void tst_EventFile::progressIsTold()
{
    EventFileRequest r = request("progress.csv", EventFileFormat::Csv);
    std::atomic<quint64> total{0};
    r.columns = {{"slow", [](const EventView &e, std::string &out) {
                      if (e.offset % 1000 == 0)
                          QTest::qSleep(50);
                      out = "x";
                  }}};
    r.progress = [&](const EventFileProgress &p) { total = p.total; };
    QVERIFY(writeEventFile(r, {}));
    QCOMPARE(total.load(), quint64(Rows));
}

QTEST_GUILESS_MAIN(tst_EventFile)
#include "tst_eventfile.moc"

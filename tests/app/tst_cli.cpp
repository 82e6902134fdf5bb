// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/verbs.h"

#include <QDirIterator>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace flowbench;
using namespace Qt::StringLiterals;

// The program itself, against the sandbox.
class tst_Cli : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void helpOfEveryVerb();
    void usageErrors_data();
    void usageErrors();
    void testConnection();
    void channels();
    void scanAndCount();
    void scanLimitsAndResumes();
    void queuesServeNoOffsets();
    void lastOfAQueue();
    void unknownChannel();
    void tailEnds();
    void interruptEndsCleanly();
    void publish();
    void publishStreams();
    void publishTellsTheBadLine();
    void aClosedReaderIsTheEnd();
    void savedConnectionsAndGuard();
    void auditIsWrittenAndHolds();
    void passwordsAreNowhere();
    void csvIsHarmless();
    void eval();
    void evalBatch();
    void filters();
    void failuresAreListed();
    void columns();
    void bodiesAreDecoded();

private:
    struct Answer
    {
        int code = -1;
        QByteArray out, err;
        QList<QJsonObject> rows() const { return objects(out); }
        static QList<QJsonObject> objects(const QByteArray &text);
        QJsonObject note(const QString &key) const;
    };
    Answer run(const QStringList &args, const QByteArray &input = {}, bool json = true);
    std::unique_ptr<QProcess> start(const QStringList &args);
    QStringList common(const QStringList &args) const;

    QTemporaryDir m_home;
};

namespace {
const QString Box = u"sandbox:?seed=1&rate=0&backlog=200"_s;
}

QList<QJsonObject> tst_Cli::Answer::objects(const QByteArray &text)
{
    QList<QJsonObject> out;
    for (const QByteArray &line : text.split('\n')) {
        if (line.isEmpty())
            continue;
        const QJsonDocument d = QJsonDocument::fromJson(line);
        if (!d.isObject())
            qFatal("not a JSON object: %s", line.left(200).constData());
        out.append(d.object());
    }
    return out;
}

QJsonObject tst_Cli::Answer::note(const QString &key) const
{
    for (const QJsonObject &o : objects(err)) {
        if (o.contains(key))
            return o[key].toObject();
    }
    return {};
}

void tst_Cli::initTestCase()
{
    QVERIFY(m_home.isValid());
    qputenv("HOME", m_home.path().toLocal8Bit());
    for (const char *x : {"CONFIG", "DATA", "STATE", "CACHE"})
        qputenv((QByteArray("XDG_") + x + "_HOME").constData(),
                m_home.filePath(QString::fromLatin1(x).toLower()).toLocal8Bit());
    qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/bus");
    qputenv("LC_ALL", "C.UTF-8");
}

QStringList tst_Cli::common(const QStringList &args) const
{
    return QStringList{u"--workspace"_s, m_home.filePath(u"workspace"_s)} + args;
}

std::unique_ptr<QProcess> tst_Cli::start(const QStringList &args)
{
    auto p = std::make_unique<QProcess>();
    p->start(QString::fromLocal8Bit(FLOWBENCH_CLI), common(QStringList{u"--json"_s} + args));
    return p;
}

tst_Cli::Answer tst_Cli::run(const QStringList &args, const QByteArray &input, bool json)
{
    QProcess p;
    p.start(QString::fromLocal8Bit(FLOWBENCH_CLI), common(json ? QStringList{u"--json"_s} + args : args));
    p.write(input);
    p.closeWriteChannel();
    if (!p.waitForFinished(60000)) {
        p.kill();
        p.waitForFinished();
        return {-2, p.readAllStandardOutput(), p.readAllStandardError()};
    }
    return {p.exitStatus() == QProcess::NormalExit ? p.exitCode() : -1, p.readAllStandardOutput(),
            p.readAllStandardError()};
}

void tst_Cli::helpOfEveryVerb()
{
    for (const cli::VerbSpec &v : cli::verbs()) {
        const Answer a = run({QString::fromLatin1(v.name), u"--help"_s}, {}, false);
        QCOMPARE(a.code, 0);
        QVERIFY(a.out.contains(v.examples.front().command) && a.err.isEmpty());
    }
    QCOMPARE(run({u"--version"_s}, {}, false).code, 0);
    // Packagers call these, with nothing around them.
    for (const QStringList &pages : {QStringList{u"--man"_s}, QStringList{u"--completion"_s, u"bash"_s}}) {
        QProcess p;
        p.start(QString::fromLocal8Bit(FLOWBENCH_CLI), pages);
        QVERIFY(p.waitForFinished(20000));
        QCOMPARE(p.exitCode(), 0);
        QVERIFY(p.readAllStandardOutput().contains("connections"));
    }
}

void tst_Cli::usageErrors_data()
{
    QTest::addColumn<QStringList>("args");
    QTest::newRow("nothing") << QStringList{};
    QTest::newRow("verb") << QStringList{u"frobnicate"_s};
    QTest::newRow("option") << QStringList{u"scan"_s, u"sandbox:"_s, u"x"_s, u"--nonsense"_s};
    QTest::newRow("URL") << QStringList{u"channels"_s, u"kafka://host:notaport"_s};
    QTest::newRow("sandbox option") << QStringList{u"channels"_s, u"sandbox:?rate=fast"_s};
    QTest::newRow("connection") << QStringList{u"channels"_s, u"nobody"_s};
    QTest::newRow("two bodies") << QStringList{u"publish"_s, Box,         u"orders"_s, u"--value"_s,
                                               u"a"_s,       u"--file"_s, u"b"_s};
    QTest::newRow("header") << QStringList{u"publish"_s, Box,           u"orders"_s, u"--value"_s,
                                           u"a"_s,       u"--header"_s, u"none"_s};
    QTest::newRow("resume") << QStringList{u"scan"_s, Box, u"orders"_s, u"--resume"_s, u"xyz"_s};
    QTest::newRow("exchange") << QStringList{u"scan"_s, Box, u"exchange:events"_s};
}

void tst_Cli::usageErrors()
{
    QFETCH(QStringList, args);
    const Answer a = run(args);
    QCOMPARE(a.code, 2);
    QVERIFY(a.out.isEmpty());
    QVERIFY2(!a.note(u"error"_s)[u"message"_s].toString().isEmpty() &&
                 !a.note(u"error"_s)[u"hint"_s].toString().isEmpty(),
             a.err.constData());
    QCOMPARE(run(args, {}, false).code, 2);
}

void tst_Cli::testConnection()
{
    const Answer a = run({u"test-connection"_s, Box});
    QCOMPARE(a.code, 0);
    QVERIFY(!a.rows().isEmpty());
    for (const QJsonObject &step : a.rows())
        QVERIFY(step[u"ok"_s].toBool() && step[u"ms"_s].isDouble());
}

void tst_Cli::channels()
{
    const Answer all = run({u"channels"_s, Box});
    QCOMPARE(all.code, 0);
    const Answer some = run({u"channels"_s, Box, u"orders*"_s});
    QVERIFY(!some.rows().isEmpty() && some.rows().size() < all.rows().size());
    const Answer one = run({u"channels"_s, Box, u"--details"_s, u"orders"_s});
    QCOMPARE(one.rows().size(), 1);
    QVERIFY(one.rows()[0][u"partitions"_s].isArray());
    QVERIFY(run({u"channels"_s, Box}, {}, false).out.startsWith("CHANNEL"));
}

void tst_Cli::scanAndCount()
{
    const Answer a = run({u"scan"_s, Box, u"orders"_s});
    QCOMPARE(a.code, 0);
    const QJsonObject coverage = a.note(u"coverage"_s);
    QCOMPARE(coverage[u"complete"_s], QJsonValue(true));
    QCOMPARE(coverage[u"scanned"_s].toInt(), a.rows().size());
    const auto counted = run({u"scan"_s, Box, u"orders"_s, u"--count"_s}).rows();
    QCOMPARE(counted.size(), 1);
    QCOMPARE(counted[0], (QJsonObject{{u"count"_s, a.rows().size()}}));
    const QString key = a.rows()[0][u"key"_s].toString();
    for (const QJsonObject &row : run({u"scan"_s, Box, u"orders"_s, u"--key"_s, key}).rows())
        QCOMPARE(row[u"key"_s].toString(), key);
    const Answer text = run({u"scan"_s, Box, u"orders"_s, u"--text"_s, key});
    QVERIFY(!text.rows().isEmpty() && text.rows().size() <= a.rows().size());
    QCOMPARE(text.note(u"coverage"_s)[u"matched"_s].toInt(), text.rows().size());
}

void tst_Cli::scanLimitsAndResumes()
{
    const auto ids = [](const Answer &a) {
        QStringList out;
        for (const QJsonObject &row : a.rows())
            out.append(u"%1:%2"_s.arg(row[u"partition"_s].toInt()).arg(row[u"offset"_s].toInt()));
        return out;
    };
    const Answer first = run({u"scan"_s, Box, u"orders"_s, u"--limit"_s, u"5"_s});
    QCOMPARE(first.rows().size(), 5);
    QCOMPARE(first.note(u"coverage"_s)[u"ended"_s].toString(), u"limit"_s);
    const Answer rest =
        run({u"scan"_s, Box, u"orders"_s, u"--resume"_s, first.note(u"coverage"_s)[u"resume"_s].toString()});
    QCOMPARE(rest.code, 0);
    QStringList both = ids(first) + ids(rest), all = ids(run({u"scan"_s, Box, u"orders"_s}));
    both.sort();
    all.sort();
    QCOMPARE(both, all);
}

void tst_Cli::queuesServeNoOffsets()
{
    QCOMPARE(run({u"scan"_s, Box, u"queue:mail"_s}).code, 0);
    QCOMPARE(run({u"scan"_s, Box, u"queue:mail"_s, u"--from"_s, u"earliest"_s}).code, 0);
    for (const QStringList &more :
         {QStringList{u"--from"_s, u"3"_s}, QStringList{u"--partition"_s, u"0"_s}, QStringList{u"--newest-first"_s}}) {
        const Answer a = run(QStringList{u"scan"_s, Box, u"queue:mail"_s} + more);
        QCOMPARE(a.code, 2);
        QVERIFY(a.out.isEmpty());
    }
}

void tst_Cli::lastOfAQueue()
{
    const auto all = run({u"scan"_s, Box, u"queue:mail"_s}).rows();
    const auto last = run({u"scan"_s, Box, u"queue:mail"_s, u"--last"_s, u"3"_s}).rows();
    QVERIFY(all.size() > 3);
    QCOMPARE(last.size(), 3);
    QCOMPARE(last.last()[u"value"_s], all.last()[u"value"_s]);
    QCOMPARE(run({u"scan"_s, Box, u"queue:mail"_s, u"--last"_s, u"3"_s, u"--count"_s}).rows()[0][u"count"_s].toInt(),
             3);
}

void tst_Cli::unknownChannel()
{
    for (const QString &verb : {u"scan"_s, u"tail"_s, u"publish"_s}) {
        const Answer a = run({verb, Box, u"no.such.channel"_s}, "x\n");
        QCOMPARE(a.code, 1);
        QVERIFY(a.out.isEmpty());
        QVERIFY(a.err.contains("no.such.channel"));
    }
}

void tst_Cli::tailEnds()
{
    const QString flowing = u"sandbox:?seed=1&rate=50&backlog=20"_s;
    const Answer limited = run({u"tail"_s, flowing, u"orders"_s, u"--last"_s, u"3"_s, u"--limit"_s, u"5"_s});
    QCOMPARE(limited.code, 0);
    QCOMPARE(limited.rows().size(), 5);
    QCOMPARE(limited.note(u"coverage"_s)[u"ended"_s].toString(), u"limit"_s);
    const Answer timed = run({u"tail"_s, Box, u"orders"_s, u"--for"_s, u"300ms"_s});
    QCOMPARE(timed.code, 0);
    QVERIFY(timed.out.isEmpty());
}

void tst_Cli::interruptEndsCleanly()
{
    const auto p = start({u"tail"_s, u"sandbox:?seed=1&rate=100&backlog=0"_s, u"orders"_s, u"payments"_s});
    QVERIFY(p->waitForReadyRead(20000));
    ::kill(pid_t(p->processId()), SIGINT);
    QVERIFY(p->waitForFinished(20000));
    QCOMPARE(p->exitCode(), 130);
    const Answer a{130, p->readAllStandardOutput(), p->readAllStandardError()};
    QVERIFY(!a.rows().isEmpty());
    QCOMPARE(a.note(u"coverage"_s)[u"ended"_s].toString(), u"cancelled"_s);
}

void tst_Cli::publish()
{
    const Answer one =
        run({u"publish"_s, Box, u"orders"_s, u"--value"_s, u"{}"_s, u"--key"_s, u"k"_s, u"--partition"_s, u"1"_s});
    QCOMPARE(one.code, 0);
    QCOMPARE(one.rows().size(), 1);
    QCOMPARE(one.rows()[0][u"status"_s].toString(), u"confirmed"_s);
    QCOMPARE(one.rows()[0][u"partition"_s].toInt(), 1);
    QVERIFY(one.rows()[0][u"offset"_s].isDouble());
    const Answer lines = run({u"publish"_s, Box, u"orders"_s, u"--lines"_s, u"-"_s}, QByteArray("x\n").repeated(500));
    QCOMPARE(lines.code, 0);
    QCOMPARE(lines.rows().size(), 500);
    const Answer nobody = run(
        {u"publish"_s, Box, u"exchange:events"_s, u"--routing-key"_s, u"no.queue.for.this"_s, u"--value"_s, u"x"_s});
    QCOMPARE(nobody.code, 1);
    QCOMPARE(nobody.rows()[0][u"status"_s].toString(), u"returned"_s);
    const Answer copied =
        run({u"publish"_s, Box, u"orders.DLT"_s, u"--from-json"_s}, run({u"scan"_s, Box, u"orders.DLT"_s}).out);
    QCOMPARE(copied.code, 0);
    QVERIFY(!copied.rows().isEmpty());
}

void tst_Cli::publishStreams()
{
    const auto p = start({u"publish"_s, Box, u"orders"_s, u"--lines"_s, u"-"_s});
    QVERIFY(p->waitForStarted());
    p->write("first\n");
    QVERIFY2(p->waitForReadyRead(20000), "no receipt before standard input ends");
    p->closeWriteChannel();
    QVERIFY(p->waitForFinished(20000));
    QCOMPARE(p->exitCode(), 0);
}

void tst_Cli::publishTellsTheBadLine()
{
    const Answer a = run({u"publish"_s, Box, u"orders"_s, u"--from-json"_s},
                         "{\"value\":\"a\"}\nthis is no JSON\n{\"value\":\"b\"}\n");
    QCOMPARE(a.code, 1);
    QCOMPARE(a.rows().size(), 1);
    QVERIFY2(a.note(u"error"_s)[u"message"_s].toString().contains(u"line 2"_s), a.err.constData());
}

void tst_Cli::aClosedReaderIsTheEnd()
{
    QProcess p;
    p.start(
        u"/bin/sh"_s,
        {u"-c"_s,
         u"{ \"$0\" --json tail 'sandbox:?seed=1&rate=200&backlog=0' orders payments; echo code $? >&2; } | head -n 1"_s,
         QString::fromLocal8Bit(FLOWBENCH_CLI)});
    QVERIFY2(p.waitForFinished(30000), "it goes on writing to nobody");
    QVERIFY(p.readAllStandardOutput().count('\n') == 1);
    QVERIFY(p.readAllStandardError().contains("code 0"));
}

void tst_Cli::savedConnectionsAndGuard()
{
    QCOMPARE(
        run({u"connections"_s, u"add"_s, u"live"_s, u"sandbox:?rate=0"_s, u"--environment"_s, u"production"_s}).code,
        0);
    QCOMPARE(run({u"connections"_s, u"add"_s, u"live"_s, u"sandbox:?rate=0"_s}).code, 2);
    const auto listed = run({u"connections"_s}).rows();
    QCOMPARE(listed.size(), 1);
    QCOMPARE(listed[0][u"environment"_s].toString(), u"production"_s);
    QCOMPARE(listed[0][u"read_only"_s], QJsonValue(false));
    const QStringList write{u"orders"_s, u"--value"_s, u"x"_s};
    const Answer refused = run(QStringList{u"publish"_s, u"live"_s} + write);
    QCOMPARE(refused.code, 4);
    QVERIFY(refused.out.isEmpty());
    QVERIFY(refused.note(u"error"_s)[u"hint"_s].toString().contains(u"--confirm live"_s));
    QCOMPARE(run(QStringList{u"publish"_s, Box} + write).code, 4);
    QCOMPARE(run(QStringList{u"publish"_s, u"live"_s} + write + QStringList{u"--confirm"_s, u"wrong"_s}).code, 4);
    QCOMPARE(run(QStringList{u"publish"_s, u"live"_s} + write + QStringList{u"--confirm"_s, u"live"_s}).code, 0);
    QCOMPARE(run({u"connections"_s, u"remove"_s, u"live"_s}).code, 0);
    QCOMPARE(run({u"connections"_s, u"remove"_s, u"live"_s}).code, 2);
    QCOMPARE(run(QStringList{u"publish"_s, u"live"_s} + write).code, 2);
    QCOMPARE(
        run({u"connections"_s, u"add"_s, u"weak"_s, u"kafka://h:1?enable.ssl.certificate.verification=false"_s}).code,
        2);
    // A registry belongs to a connection; its password is not kept, and that is said.
    const Answer registry = run({u"connections"_s, u"add"_s, u"reg"_s, u"sandbox:?registry=http://me:s3cret@r:8081"_s});
    QCOMPARE(registry.code, 0);
    QVERIFY(registry.err.contains("FLOWBENCH_REGISTRY_PASSWORD") && !registry.err.contains("s3cret"));
    QCOMPARE(run({u"connections"_s}).rows().value(0)[u"registry"_s].toString(), u"http://me@r:8081"_s);
    QCOMPARE(run({u"scan"_s, u"reg"_s, u"orders"_s, u"--count"_s}).code, 0);
    QCOMPARE(run({u"connections"_s, u"remove"_s, u"reg"_s}).code, 0);
    QCOMPARE(run({u"connections"_s, u"add"_s, u"bad"_s, u"sandbox:"_s, u"--registry"_s, u"ftp://r"_s}).code, 2);
}

void tst_Cli::auditIsWrittenAndHolds()
{
    QCOMPARE(run({u"publish"_s, Box, u"orders"_s, u"--value"_s, u"x"_s}).code, 0);
    const auto lines = run({u"audit"_s, u"show"_s}).rows();
    QVERIFY(lines.size() >= 2);
    QCOMPARE(lines.last()[u"phase"_s].toString(), u"end"_s);
    QCOMPARE(lines.last()[u"target"_s].toString(), u"orders"_s);
    QCOMPARE(run({u"audit"_s, u"verify"_s}).code, 0);
    QFile log(m_home.filePath(u"state/flowbench/audit.jsonl"_s));
    QVERIFY(log.open(QIODevice::ReadWrite));
    QByteArray text = log.readAll();
    text.replace(text.indexOf("orders"), 6, "others");
    log.seek(0);
    log.write(text);
    log.close();
    QCOMPARE(run({u"audit"_s, u"verify"_s}).code, 1);
    QFile::remove(log.fileName());
}

void tst_Cli::passwordsAreNowhere()
{
    const QByteArray secret = "Tr0ub4dor-9";
    const Answer added = run({u"connections"_s, u"add"_s, u"s"_s, u"amqp://shop:Tr0ub4dor-9@127.0.0.1:1/"_s});
    QCOMPARE(added.code, 0);
    QVERIFY2(added.err.contains("warning"), "nothing says where the password went");
    const Answer used = run({u"channels"_s, u"amqp://shop:Tr0ub4dor-9@127.0.0.1:1/"_s, u"--timeout"_s, u"3"_s});
    QCOMPARE(used.code, 3);
    for (const Answer &a : {added, used, run({u"connections"_s})})
        QVERIFY(!a.out.contains(secret) && !a.err.contains(secret));
    QDirIterator files(m_home.path(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        QFile f(files.next());
        QVERIFY(f.open(QIODevice::ReadOnly));
        QVERIFY2(!f.readAll().contains(secret), qPrintable(f.fileName()));
    }
    run({u"connections"_s, u"remove"_s, u"s"_s});
}

void tst_Cli::csvIsHarmless()
{
    const Answer a = run({u"scan"_s, Box, u"orders"_s, u"--csv"_s}, {}, false);
    QCOMPARE(a.code, 0);
    QVERIFY(a.out.startsWith("channel,partition,offset,time,key,type,id,size,value\r\n"));
    QVERIFY(run({u"connections"_s, u"--csv"_s}, {}, false).err.isEmpty());
}

void tst_Cli::eval()
{
    QCOMPARE(run({u"eval"_s, u"[1, 2].map(x, x * 2)"_s}).out, "[2,4]\n");
    const Answer typed = run({u"eval"_s, u"x + 1u"_s, u"--typed"_s, u"--with"_s,
                              uR"({"x":{"type":"uint","value":"18446744073709551614"}})"_s});
    QCOMPARE(typed.out, R"({"type":"uint","value":"18446744073709551615"})"
                        "\n");
    const Answer wrong = run({u"eval"_s, u"value.a > > 3"_s, u"--typed"_s});
    QCOMPARE(wrong.code, 1);
    QCOMPARE(wrong.rows().constLast().value(u"error"_s).toObject().value(u"column"_s).toInt(), 11);
    const QByteArray event = R"({"channel":"c","time":"2026-07-01T12:00:00Z","key":"k","value":"{\"n\":10}"})";
    const Answer ofEvent =
        run({u"eval"_s, u"[key, channel, string(value.n * 1.5), string(time)]"_s, u"--event"_s, u"-"_s}, event);
    QCOMPARE(ofEvent.out, "[\"k\",\"c\",\"15\",\"2026-07-01T12:00:00Z\"]\n");
    QCOMPARE(run({u"eval"_s}).code, 2);
    QCOMPARE(run({u"eval"_s, u"1"_s, u"--with"_s, u"{\"x\":1}"_s}).code, 2);
}

void tst_Cli::evalBatch()
{
    const Answer a =
        run({u"eval"_s, u"--batch"_s},
            "{\"id\":\"a\",\"expr\":\"x || nobody\",\"bindings\":{\"x\":{\"type\":\"bool\",\"value\":true}}}\n"
            "{\"id\":2,\"expr\":\"1 / 0\"}\n");
    QCOMPARE(a.code, 0);
    const auto rows = a.rows();
    QCOMPARE(rows.size(), 2);
    QCOMPARE(rows[0].value(u"value"_s).toObject().value(u"value"_s).toBool(), true);
    QCOMPARE(rows[1].value(u"id"_s).toInt(), 2);
    QCOMPARE(rows[1].value(u"error"_s).toObject().value(u"column"_s).toInt(), 3);
    QCOMPARE(run({u"eval"_s, u"--batch"_s}, "nonsense\n").code, 1);
}

void tst_Cli::filters()
{
    const auto all = run({u"scan"_s, Box, u"orders"_s}).rows();
    int large = 0;
    for (const QJsonObject &e : all)
        large += e[u"decoded"_s].toObject()[u"data"_s].toObject()[u"total"_s].toDouble() > 100;
    QVERIFY(large > 0 && large < all.size());
    const QString expression = u"value.data.total > 100"_s;
    const Answer found = run({u"scan"_s, Box, u"orders"_s, u"--filter"_s, expression});
    QCOMPARE(found.rows().size(), large);
    QCOMPARE(found.note(u"coverage"_s)[u"scanned"_s].toInt(), int(all.size()));
    QCOMPARE(found.note(u"coverage"_s)[u"evaluation_failures"_s].toInt(), 0);
    const Answer counted = run({u"scan"_s, Box, u"orders"_s, u"--filter"_s, expression, u"--count"_s});
    QCOMPARE(counted.rows().value(0)[u"count"_s].toInt(), large);
    // All conditions together.
    const QString key = found.rows().value(0)[u"key"_s].toString();
    const Answer both =
        run({u"scan"_s, Box, u"orders"_s, u"--filter"_s, expression, u"--key"_s, key, u"--text"_s, key});
    QVERIFY(!both.rows().isEmpty() && both.rows().size() < large);
    for (const QJsonObject &e : both.rows())
        QCOMPARE(e[u"key"_s].toString(), key);
    const Answer tailed = run({u"tail"_s, Box, u"orders"_s, u"--last"_s, QString::number(all.size()), u"--filter"_s,
                               expression, u"--limit"_s, u"3"_s});
    QCOMPARE(tailed.rows().size(), 3);
    const Answer wrong = run({u"scan"_s, Box, u"orders"_s, u"--filter"_s, u"value.a > > 3"_s});
    QCOMPARE(wrong.code, 2);
    QVERIFY(wrong.note(u"error"_s)[u"message"_s].toString().contains(u"11"));
    QCOMPARE(run({u"scan"_s, Box, u"orders"_s, u"--filter"_s, u"1 + 1"_s}).code, 2);
    QCOMPARE(run({u"scan"_s, Box, u"orders"_s, u"--partitioner"_s, u"murmur2"_s}).code, 2);
    QCOMPARE(run({u"scan"_s, Box, u"orders"_s, u"--registry"_s, u"ftp://r"_s}).code, 2);
}

void tst_Cli::failuresAreListed()
{
    const QString expression = u"10 / (offset % 2) > 1"_s; // every even offset divides by zero
    const Answer found = run({u"scan"_s, Box, u"orders"_s, u"--filter"_s, expression});
    const QJsonObject coverage = found.note(u"coverage"_s);
    const int failed = coverage[u"evaluation_failures"_s].toInt();
    QVERIFY(failed > 0);
    QCOMPARE(failed + int(found.rows().size()), coverage[u"scanned"_s].toInt());
    QCOMPARE(coverage[u"decode_failures"_s].toInt(), 0);
    const Answer listed = run({u"scan"_s, Box, u"orders"_s, u"--filter"_s, expression, u"--failures"_s});
    QCOMPARE(listed.rows().size(), failed);
    for (const QJsonObject &e : listed.rows()) {
        QCOMPARE(e[u"offset"_s].toInt() % 2, 0);
        QCOMPARE(e[u"error"_s][u"stage"_s].toString(), u"evaluate"_s);
        QVERIFY(!e[u"error"_s][u"message"_s].toString().isEmpty());
    }
    QCOMPARE(listed.note(u"coverage"_s)[u"evaluation_failures"_s].toInt(), failed);
    QCOMPARE(listed.note(u"coverage"_s)[u"matched"_s].toInt(), int(found.rows().size()));
    QVERIFY(run({u"scan"_s, Box, u"orders"_s, u"--failures"_s}).rows().isEmpty());
}

void tst_Cli::columns()
{
    const QString list = u"offset,key,value.data.total,[type, \"a,b\"],value.nothing"_s;
    const auto rows = run({u"scan"_s, Box, u"orders"_s, u"--columns"_s, list, u"--limit"_s, u"3"_s}).rows();
    QCOMPARE(rows.size(), 3);
    QVERIFY(rows[0][u"offset"_s].isDouble() && rows[0][u"key"_s].isString());
    QVERIFY(rows[0][u"value.data.total"_s].isDouble());
    QCOMPARE(rows[0][u"[type, \"a,b\"]"_s].toArray().at(1).toString(), u"a,b"_s);
    QVERIFY(!rows[0].contains(u"value.nothing"_s) && !rows[0].contains(u"value"_s));
    const Answer csv =
        run({u"--csv"_s, u"scan"_s, Box, u"orders"_s, u"--columns"_s, u"offset,value.data.total"_s}, {}, false);
    QVERIFY(csv.out.startsWith("offset,value.data.total\r\n0,"));
    QCOMPARE(run({u"scan"_s, Box, u"orders"_s, u"--columns"_s, u"offset,value.a >"_s}).code, 2);
    QCOMPARE(run({u"scan"_s, Box, u"orders"_s, u"--columns"_s, u"offset,,key"_s}).code, 2);
}

void tst_Cli::bodiesAreDecoded()
{
    const Answer a = run({u"scan"_s, Box, u"orders"_s});
    for (const QJsonObject &e : a.rows()) {
        QCOMPARE(e[u"encoding"_s].toString(), u"json"_s);
        QCOMPARE(e[u"decoded"_s].toObject(), QJsonDocument::fromJson(e[u"value"_s].toString().toUtf8()).object());
    }
    // Numbers keep their spelling.
    QVERIFY(a.out.contains("\"total\":89.80,"));
}

QTEST_GUILESS_MAIN(tst_Cli)
#include "tst_cli.moc"

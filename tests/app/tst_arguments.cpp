// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/arguments.h"
#include "app/cli/linereader.h"
#include "app/cli/rows.h"
#include "app/cli/values.h"
#include "app/common/process.h"

#include <QTest>

#include <thread>
#include <unistd.h>

using namespace flowbench;
using namespace flowbench::cli;
using namespace Qt::StringLiterals;

class tst_Arguments : public QObject
{
    Q_OBJECT

private slots:
    void optionsStandAnywhere();
    void valuesKeepTheirBytes();
    void mistakes_data();
    void mistakes();
    void durations_data();
    void durations();
    void where_data();
    void where();
    void linesAsTheyCome();
    void longLines();
    void tableCells();
    void passwordsAreBlanked_data();
    void passwordsAreBlanked();
    void theTableIsWhole();
};

void tst_Arguments::optionsStandAnywhere()
{
    const auto a =
        Arguments::parse({"--timeout", "5", "scan", "--limit=3", "sandbox:", "x", "--from", "-15m", "--json"});
    QVERIFY2(a.problem().isNull(), qPrintable(a.problem()));
    QCOMPARE(QLatin1StringView(a.verb()->name), "scan"_L1);
    QCOMPARE(a.count(), 2);
    QCOMPARE(a.number("--limit"), std::optional<qint64>(3));
    QCOMPARE(a.text("--from"), u"-15m"_s);
    QVERIFY(a.has("--json") && a.has("--timeout"));
    const auto before = Arguments::parse({"--limit", "3", "tail", "sandbox:", "x"});
    QVERIFY(before.problem().isNull());
    const auto rest = Arguments::parse({"channels", "--", "sandbox:", "--odd"});
    QVERIFY(rest.problem().isNull());
    QCOMPARE(rest.argument(1), u"--odd"_s);
}

void tst_Arguments::valuesKeepTheirBytes()
{
    const auto a = Arguments::parse(
        {"publish", "sandbox:", "x", "--value", "\xff\xfe", "--header", "a=1", "--header", "b=2", "--lines", "-"});
    QVERIFY(a.problem().isNull());
    QCOMPARE(a.bytes("--value"), QByteArray("\xff\xfe"));
    QCOMPARE(a.all("--header"), (QByteArrayList{"a=1", "b=2"}));
    QCOMPARE(a.text("--lines"), u"-"_s);
}

void tst_Arguments::mistakes_data()
{
    QTest::addColumn<QByteArrayList>("args");
    QTest::newRow("unknown verb") << QByteArrayList{"frobnicate"};
    QTest::newRow("unknown option") << QByteArrayList{"scan", "sandbox:", "x", "--nonsense"};
    QTest::newRow("another verb's option") << QByteArrayList{"channels", "sandbox:", "--limit", "3"};
    QTest::newRow("no value") << QByteArrayList{"scan", "sandbox:", "x", "--limit"};
    QTest::newRow("no number") << QByteArrayList{"scan", "sandbox:", "x", "--limit", "many"};
    QTest::newRow("zero") << QByteArrayList{"scan", "sandbox:", "x", "--limit", "0"};
    QTest::newRow("negative") << QByteArrayList{"scan", "sandbox:", "x", "--limit", "-1"};
    QTest::newRow("too much") << QByteArrayList{"replay", "sandbox:", "x", "--all", "--window", "1000001"};
    QTest::newRow("too large") << QByteArrayList{"scan", "sandbox:", "x", "--limit", "99999999999999999999"};
    QTest::newRow("duration") << QByteArrayList{"tail", "sandbox:", "x", "--for", "ever"};
    QTest::newRow("where") << QByteArrayList{"scan", "sandbox:", "x", "--from", "yesterday"};
    QTest::newRow("choice") << QByteArrayList{"scan", "sandbox:", "x", "--isolation", "none"};
    QTest::newRow("flag with a value") << QByteArrayList{"scan", "sandbox:", "x", "--count=1"};
    QTest::newRow("too few") << QByteArrayList{"scan", "sandbox:"};
    QTest::newRow("too many") << QByteArrayList{"test-connection", "sandbox:", "x"};
}

void tst_Arguments::mistakes()
{
    QFETCH(QByteArrayList, args);
    QVERIFY(!Arguments::parse(args).problem().isEmpty());
}

void tst_Arguments::durations_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<qint64>("ms");
    QTest::newRow("seconds") << u"5"_s << qint64(5000);
    QTest::newRow("fraction") << u"0.5"_s << qint64(500);
    QTest::newRow("ms") << u"250ms"_s << qint64(250);
    QTest::newRow("m") << u"15m"_s << qint64(900000);
    QTest::newRow("d") << u"2d"_s << qint64(172800000);
    for (const QString &bad : {u""_s, u"0"_s, u"-5"_s, u"5x"_s, u"ever"_s, u"1e9"_s, u" 5"_s, u"99999999d"_s})
        QTest::newRow(qPrintable(u"bad "_s + bad)) << bad << qint64(-1);
}

void tst_Arguments::durations()
{
    QFETCH(QString, text);
    const auto d = parseDuration(text);
    QTEST(d ? qint64(d->count()) : qint64(-1), "ms");
}

void tst_Arguments::where_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("good");
    for (const QString &good : {u"earliest"_s, u"latest"_s, u"0"_s, u"17"_s, u"-15m"_s, u"group:billing"_s,
                                u"2026-07-01T12:00:00Z"_s, u"2026-07-01"_s, u"2026-07-01T12:00:00.123+02:00"_s})
        QTest::newRow(qPrintable(good)) << good << true;
    for (const QString &bad : {u""_s, u"-15"_s, u"group:"_s, u"soon"_s, u"2026-13-01"_s})
        QTest::newRow(qPrintable(u"bad "_s + bad)) << bad << false;
}

void tst_Arguments::where()
{
    QFETCH(QString, text);
    QTEST(parseWhere(text, 0).has_value(), "good");
    if (text == u"-15m")
        QCOMPARE(std::get<AtTime>(*parseWhere(text, 1000000)).timeMs, 100000);
    if (text == u"2026-07-01T12:00:00Z")
        QCOMPARE(std::get<AtTime>(*parseWhere(text, 0)).timeMs, 1782907200000);
}

void tst_Arguments::linesAsTheyCome()
{
    int ends[2];
    QCOMPARE(pipe(ends), 0);
    QCOMPARE(write(ends[1], "one\n\ntwo", 8), ssize_t(8));
    LineReader reader(ends[0], -1);
    const auto text = [](const auto &line) {
        return line && *line ? QByteArray(line.value()->data(), qsizetype(line.value()->size())) : QByteArray("END");
    };
    QCOMPARE(text(reader.next()), QByteArray("one")); // before the pipe is closed
    QCOMPARE(text(reader.next()), QByteArray(""));
    close(ends[1]);
    QCOMPARE(text(reader.next()), QByteArray("two"));
    QCOMPARE(reader.line(), quint64(3));
    QCOMPARE(text(reader.next()), QByteArray("END"));
    close(ends[0]);
}

void tst_Arguments::longLines()
{
    int ends[2];
    QCOMPARE(pipe(ends), 0);
    std::jthread writer([fd = ends[1]] {
        const std::string part(1 << 20, 'x');
        for (int i = 0; i < 8; ++i) {
            if (write(fd, part.data(), part.size()) < 0)
                return;
        }
        close(fd);
    });
    LineReader reader(ends[0], -1, 4 << 20);
    const auto line = reader.next();
    QVERIFY(!line);
    QCOMPARE(line.error().code, ErrorCode::TooLarge);
    char rest[65536];
    while (read(ends[0], rest, sizeof rest) > 0) {
    }
    close(ends[0]);
}

void tst_Arguments::tableCells()
{
    QCOMPARE(displayWidth(u"abc"), 3);
    QCOMPARE(displayWidth(u"日本"), 4);
    QCOMPARE(displayWidth(u"e\u0301"), 1);
    QCOMPARE(displayWidth(u"😀"), 2);
    QCOMPARE(fitted(u"abcdef"_s, 4), u"abc…"_s);
    QCOMPARE(fitted(u"abcd"_s, 4), u"abcd"_s);
    QCOMPARE(displayWidth(fitted(u"日本語"_s, 4)), 3);
    QCOMPARE(padded(u"7"_s, 3, true), u"  7"_s);
}

void tst_Arguments::passwordsAreBlanked_data()
{
    QTest::addColumn<QByteArray>("arg");
    QTest::addColumn<QByteArray>("left");
    QTest::newRow("amqp") << QByteArray("amqp://u:s3cret@h:1/v") << QByteArray("amqp://u:******@h:1/v");
    QTest::newRow("with @") << QByteArray("amqp://u:s@c@h/") << QByteArray("amqp://u:***@h/");
    QTest::newRow("with /") << QByteArray("amqp://u:a/b@h/") << QByteArray("amqp://u:***@h/");
    QTest::newRow("option") << QByteArray("kafka://h:1?sasl.password=abc&client.id=x")
                            << QByteArray("kafka://h:1?sasl.password=***&client.id=x");
    QTest::newRow("none") << QByteArray("kafka://u@h:1") << QByteArray("kafka://u@h:1");
    QTest::newRow("text") << QByteArray("hello: world?") << QByteArray("hello: world?");
}

void tst_Arguments::passwordsAreBlanked()
{
    QFETCH(QByteArray, arg);
    QByteArray program = "x", copy = arg;
    char *argv[] = {program.data(), copy.data()};
    const QByteArrayList args = takeArguments(2, argv);
    QCOMPARE(args[1], arg);
    QTEST(QByteArray(argv[1]), "left");
}

void tst_Arguments::theTableIsWhole()
{
    for (const VerbSpec &v : verbs()) {
        QVERIFY(v.run && *v.summary && !v.examples.empty());
        const QString help = verbHelp(v);
        for (const OptionSpec &o : v.options)
            QVERIFY2(help.contains(QLatin1StringView(o.name)) && *o.help, o.name);
        QVERIFY(generalHelp().contains(QLatin1StringView(v.name)));
        QVERIFY(manPage().contains(QString::fromLatin1(v.name).replace(u'-', u"\\-"_s)));
        for (const QString &shell : {u"bash"_s, u"zsh"_s, u"fish"_s})
            QVERIFY(completion(shell).contains(QLatin1StringView(v.name)));
    }
    QVERIFY(completion(u"tcsh"_s).isNull());
}

QTEST_APPLESS_MAIN(tst_Arguments)
#include "tst_arguments.moc"

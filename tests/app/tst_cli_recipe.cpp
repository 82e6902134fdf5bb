// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

// The verb recipe, as a program.
class tst_CliRecipe : public QObject
{
    Q_OBJECT

private slots:
    void examples();
    void whatCannotBeRead_data();
    void whatCannotBeRead();
    void editedEvents();
    void failingOnesAreLeftOut();
    void aBrokenLineEndsIt();
    void anEmptyRecipeIsNone_data();
    void anEmptyRecipeIsNone();

private:
    struct Answer
    {
        int code = -1;
        QByteArray out, err;
        QJsonObject row(int i = 0) const { return QJsonDocument::fromJson(out.split('\n').value(i)).object(); }
        qsizetype rows() const { return out.count('\n'); }
    };
    Answer run(const QString &what, const QByteArray &recipe, const QByteArray &input = {});

    QTemporaryDir m_dir;
};

tst_CliRecipe::Answer tst_CliRecipe::run(const QString &what, const QByteArray &recipe, const QByteArray &input)
{
    QFile f(m_dir.filePath(u"recipe"_s));
    if (!f.open(QIODevice::WriteOnly))
        return {};
    f.write(recipe);
    f.close();
    QProcess p;
    p.start(QStringLiteral(FLOWBENCH_CLI), {u"--json"_s, u"recipe"_s, what, f.fileName()});
    p.write(input);
    p.closeWriteChannel();
    if (!p.waitForFinished(30000))
        return {};
    return {p.exitCode(), p.readAllStandardOutput(), p.readAllStandardError()};
}

void tst_CliRecipe::examples()
{
    const QByteArray edits =
        R"({"recipe":"fix","version":1,"edits":[{"set":"/z","value":"int(value.z) + 1"}],"examples":[)";
    const QByteArray holds = R"({"before":{"z":1},"after":{"z":2.0}})",
                     differs = R"({"before":{"z":1},"after":{"z":3}})", fails = R"({"before":{"z":"x"},"after":{}})";
    QCOMPARE(run(u"test"_s, edits + holds + "]}").code, 0);
    const Answer a = run(u"test"_s, edits + holds + ',' + differs + ',' + fails + "]}");
    QCOMPARE(a.code, 1);
    QCOMPARE(a.rows(), 3);
    QCOMPARE(a.row(0), (QJsonObject{{u"example"_s, 1}, {u"ok"_s, true}}));
    QCOMPARE(a.row(1)["got"_L1].toObject(), (QJsonObject{{u"z"_s, 2}}));
    QCOMPARE(a.row(1)["expected"_L1].toObject(), (QJsonObject{{u"z"_s, 3}}));
    QVERIFY(a.row(2)["error"_L1].toString().contains(u"edits/0"));
    const Answer none = run(u"test"_s, edits + "]}");
    QCOMPARE(none.code, 0);
    QVERIFY(none.err.contains("\"warning\""));
}

void tst_CliRecipe::whatCannotBeRead_data()
{
    QTest::addColumn<QByteArray>("recipe");
    QTest::newRow("cut off") << QByteArray(R"({"recipe":"x","version":1,"edits":[{"set":"/a")");
    QTest::newRow("unknown edit") << QByteArray(R"({"recipe":"x","version":1,"edits":[{"explode":"/a"}]})");
    QTest::newRow("expression") << QByteArray(R"({"recipe":"x","version":1,"edits":[{"set":"/a","value":"1 +"}]})");
    QTest::newRow("YAML") << QByteArray("recipe: x\nedits: [\n");
}

void tst_CliRecipe::whatCannotBeRead()
{
    QFETCH(QByteArray, recipe);
    for (const QString &what : {u"test"_s, u"apply"_s}) {
        const Answer a = run(what, recipe, "{\"value\":\"{}\"}\n");
        QVERIFY(a.code == 1 || a.code == 2);
        QVERIFY(a.out.isEmpty());
        QVERIFY(a.err.contains("\"error\""));
    }
}

void tst_CliRecipe::editedEvents()
{
    const QByteArray recipe = "recipe: fix\nedits:\n  - set: /z\n    value: value.z + 1\n  - header: x-fixed\n    "
                              "value: \"'1'\"\nwhen: channel == 'queue:orders.dlq'\n";
    const QByteArray event =
        R"({"channel":"queue:orders.dlq","offset":3,"time":"2026-07-01T12:00:00.123Z","time_kind":"create","key":"k","value":"{ \"z\": 1, \"n\":1.10 }",)"
        R"("headers":[{"name":"a","value":"1"},{"name":"a","type":"long","value":7}],"amqp":{"exchange":"dlx","routing_key":"k","redelivered":true,"properties":{"message_id":"m"}}})";
    const QByteArray other = R"({"channel":"queue:orders","value":"{\"z\":1}"})";
    const Answer a = run(u"apply"_s, recipe, event + "\n\n" + other);
    QCOMPARE(a.code, 0);
    QCOMPARE(a.rows(), 2);
    const QJsonObject row = a.row(0), was = QJsonDocument::fromJson(event).object();
    QCOMPARE(row["value"_L1].toString(), u"{ \"z\": 2, \"n\":1.10 }"_s);
    for (const QLatin1StringView same : {"channel"_L1, "offset"_L1, "time"_L1, "time_kind"_L1, "key"_L1, "amqp"_L1})
        QCOMPARE(row[same], was[same]);
    QJsonArray headers = was["headers"_L1].toArray();
    headers.append(QJsonObject{{u"name"_s, u"x-fixed"_s}, {u"value"_s, u"1"_s}});
    QCOMPARE(row["headers"_L1].toArray(), headers);
    QCOMPARE(a.row(1)["value"_L1].toString(), u"{\"z\":1}"_s); // not meant
}

void tst_CliRecipe::failingOnesAreLeftOut()
{
    const QByteArray recipe = R"({"recipe":"fix","edits":[{"set":"/z","value":"value.z + 1"}]})";
    const Answer a = run(
        u"apply"_s, recipe,
        "{\"value\":\"{\\\"z\\\":1}\"}\n{\"value\":\"no JSON\"}\n{\"value\":null}\n{\"value\":\"{\\\"z\\\":5}\"}\n");
    QCOMPARE(a.code, 1);
    QCOMPARE(a.rows(), 2);
    QCOMPARE(a.row(1)["value"_L1].toString(), u"{\"z\":6}"_s);
    QCOMPARE(a.err.count("\"warning\""), 2);
    QVERIFY2(a.err.contains("the event's body is none: the event has no body"), a.err);
    const Answer misfit = run(u"apply"_s, R"({"recipe":"fix","edits":[{"remove":"/a"},{"rename":"/z","to":"/y"}]})",
                              "{\"value\":\"{}\"}\n");
    QCOMPARE(misfit.code, 1);
    QVERIFY2(misfit.err.contains("Edit 2 of the recipe does not fit the event, at \u201c/z\u201d: there is nothing."),
             misfit.err);
}

void tst_CliRecipe::anEmptyRecipeIsNone_data()
{
    QTest::addColumn<QByteArray>("recipe");
    QTest::addColumn<QString>("file");
    QTest::newRow("empty") << QByteArray() << u"recipe"_s;
    QTest::newRow("blank") << QByteArray(" \n\t\r\n") << u"recipe"_s;
    QTest::newRow("byte order mark") << QByteArray("\xEF\xBB\xBF") << u"recipe"_s;
    QTest::newRow("comment") << QByteArray("# to be written\n") << u"recipe"_s;
    QTest::newRow("no file") << QByteArray() << u"nowhere"_s;
    QTest::newRow("no name") << QByteArray() << QString();
}

// Taken for none, it would send every event unedited.
void tst_CliRecipe::anEmptyRecipeIsNone()
{
    QFETCH(QByteArray, recipe);
    QFETCH(QString, file);
    QFile f(m_dir.filePath(u"recipe"_s));
    QVERIFY(f.open(QIODevice::WriteOnly));
    f.write(recipe);
    f.close();
    for (const QString &how : {u"--dry-run"_s, u"--yes"_s}) {
        QProcess p;
        QProcessEnvironment home = QProcessEnvironment::systemEnvironment();
        home.insert(u"HOME"_s, m_dir.path());
        home.insert(u"XDG_STATE_HOME"_s, m_dir.filePath(u"state"_s));
        p.setProcessEnvironment(home);
        p.start(QStringLiteral(FLOWBENCH_CLI),
                {u"--json"_s, u"replay"_s, u"sandbox:?seed=1&rate=0&backlog=200"_s, u"queue:orders.dlq"_s, u"--all"_s,
                 how, u"--recipe"_s, file.isEmpty() ? QString() : m_dir.filePath(file)});
        QVERIFY(p.waitForFinished(30000));
        QCOMPARE(p.exitCode(), 2);
        QCOMPARE(p.readAllStandardOutput(), QByteArray());
        QVERIFY(p.readAllStandardError().contains("\"error\""));
    }
}

void tst_CliRecipe::aBrokenLineEndsIt()
{
    const QByteArray recipe = R"({"recipe":"fix","edits":[{"remove":"/z"}]})";
    const Answer a = run(u"apply"_s, recipe, "{\"value\":\"{}\"}\nhello\n{\"value\":\"{}\"}\n");
    QVERIFY(a.code == 1 || a.code == 2);
    QCOMPARE(a.rows(), 1);
    QVERIFY(a.err.contains("line 2"));
}

QTEST_GUILESS_MAIN(tst_CliRecipe)
#include "tst_cli_recipe.moc"

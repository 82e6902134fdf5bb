// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

// The verb decode, as a program.
class tst_CliDecode : public QObject
{
    Q_OBJECT

private slots:
    void looks_data();
    void looks();
    void asChosen();
    void schemaFiles();
    void protoOfAFolder();
    void registryThatIsNotThere();
    void forPeople();
    void longHexIsSaidToBeCut();
    void usage_data();
    void usage();

private:
    struct Answer
    {
        int code = -1;
        QByteArray out, err;
        QJsonObject row() const { return QJsonDocument::fromJson(out).object(); }
        QString tried(int i) const { return row()["tried"_L1].toArray().at(i).toObject()["error"_L1].toString(); }
    };
    Answer run(const QStringList &args, const QByteArray &body, bool json = true);
    QString file(const char *name, const QByteArray &content);

    QTemporaryDir m_dir;
};

namespace {
constexpr char OrderSchema[] =
    R"({"type":"record","name":"Order","fields":[{"name":"id","type":"long"},{"name":"who","type":"string"}]})";
} // namespace

// The body comes on standard input.
tst_CliDecode::Answer tst_CliDecode::run(const QStringList &args, const QByteArray &body, bool json)
{
    QProcess p;
    QStringList all{u"decode"_s, u"-"_s};
    if (json)
        all.prepend(u"--json"_s);
    p.start(QStringLiteral(FLOWBENCH_CLI), all + args);
    p.write(body);
    p.closeWriteChannel();
    if (!p.waitForFinished(30000))
        return {};
    return {p.exitCode(), p.readAllStandardOutput(), p.readAllStandardError()};
}

QString tst_CliDecode::file(const char *name, const QByteArray &content)
{
    QFile f(m_dir.filePath(QLatin1StringView(name)));
    if (!f.open(QIODevice::WriteOnly))
        return {};
    f.write(content);
    return f.fileName();
}

void tst_CliDecode::looks_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<int>("code");
    QTest::newRow("json") << QByteArray(R"({"id":11})")
                          << QByteArray(R"({"encoding":"json","decoded":{"id":11},"tried":[],"size":9})") << 0;
    QTest::newRow("text") << QByteArray("hello") << QByteArray() << 0;
    QTest::newRow("msgpack") << QByteArray::fromHex("82a269640ba377686fa3416461") << QByteArray() << 0;
    QTest::newRow("nothing known") << QByteArray::fromHex("c7f3118e00ff27") << QByteArray() << 1;
    QTest::newRow("cut gzip") << QByteArray::fromHex("1f8b08000000000000ff") << QByteArray() << 1;
    QTest::newRow("empty") << QByteArray() << QByteArray(R"({"encoding":"text","decoded":"","tried":[],"size":0})")
                           << 0;
}

void tst_CliDecode::looks()
{
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, line);
    QFETCH(int, code);
    const Answer a = run({}, body);
    QCOMPARE(a.code, code);
    QVERIFY(a.err.isEmpty());
    if (!line.isEmpty())
        QCOMPARE(a.out, line + '\n');
    QCOMPARE(a.row()["encoding"_L1].isString(), true);
    for (const QJsonValue &t : a.row()["tried"_L1].toArray())
        QVERIFY(!t.toObject()["error"_L1].toString().isEmpty());
}

void tst_CliDecode::asChosen()
{
    Answer a = run({u"--as"_s, u"hex"_s}, "{}");
    QCOMPARE(a.code, 0);
    QCOMPARE(a.row()["decoded"_L1].toString(), u"7b7d"_s);
    a = run({u"--as"_s, u"cbor"_s}, "{}");
    QCOMPARE(a.code, 1);
    QCOMPARE(a.row()["tried"_L1].toArray().size(), 1);
    a = run({u"--as"_s, u"auto"_s}, "{}");
    QCOMPARE(a.row()["encoding"_L1].toString(), u"json"_s);
}

void tst_CliDecode::schemaFiles()
{
    const QString schema = file("order.avsc", OrderSchema);
    const QByteArray body = QByteArray::fromHex("0206416461");
    Answer a = run({u"--as"_s, u"avro"_s, u"--schema"_s, schema}, body);
    QCOMPARE(a.code, 0);
    QCOMPARE(a.row()["decoded"_L1].toObject()["who"_L1].toString(), u"Ada"_s);
    QCOMPARE(a.row()["schema"_L1].toString(), u"order.avsc"_s);
    a = run({u"--schema"_s, schema}, body);
    QCOMPARE(a.row()["encoding"_L1].toString(), u"avro"_s);
    a = run({u"--schema"_s, schema}, R"({"id":1})");
    QCOMPARE(a.row()["encoding"_L1].toString(), u"json"_s); // automatic is per body
    a = run({u"--as"_s, u"avro"_s, u"--schema"_s, schema}, body.left(3));
    QCOMPARE(a.code, 1);
    QVERIFY2(a.tried(0).contains(u"who"_s), qPrintable(a.tried(0)));
    a = run({u"--as"_s, u"avro"_s, u"--schema"_s, file("bad.avsc", "{\"type\":\"nonsense\"}")}, body);
    QVERIFY(a.code != 0);
    QVERIFY(a.err.contains("nonsense"));
}

void tst_CliDecode::protoOfAFolder()
{
    const QString schema = QFINDTESTDATA("../data/decode/order.proto");
    Answer a = run({u"--as"_s, u"protobuf"_s, u"--schema"_s, schema}, QByteArray::fromHex("08ac02"));
    QCOMPARE(a.code, 0);
    QCOMPARE(a.row()["decoded"_L1].toObject()["id"_L1].toInt(), 300);
    a = run({u"--as"_s, u"protobuf"_s, u"--schema"_s, schema, u"--message"_s, u"shop.Other"_s},
            QByteArray::fromHex("0a0178"));
    QCOMPARE(a.row()["decoded"_L1].toObject()["id"_L1].toString(), u"x"_s);
    a = run({u"--as"_s, u"protobuf"_s, u"--schema"_s, schema, u"--message"_s, u"Nobody"_s}, "x");
    QCOMPARE(a.code, 1);
    const QString broken = file("broken.proto", "syntax = \"proto3\"; import \"missing.proto\"; message A {}");
    a = run({u"--schema"_s, broken}, "x");
    QVERIFY(a.code != 0);
    QVERIFY2(a.err.contains("missing.proto"), a.err.constData());
    const QString outside = file("outside.proto", "syntax = \"proto3\"; import \"../../etc/passwd\"; message A {}");
    a = run({u"--schema"_s, outside}, "x");
    QVERIFY2(a.err.contains("is not there"), a.err.constData());
}

void tst_CliDecode::registryThatIsNotThere()
{
    const QByteArray body = QByteArray::fromHex("00000000070206416461");
    const Answer a = run({u"--registry"_s, u"http://127.0.0.1:1"_s, u"--timeout"_s, u"3"_s}, body);
    QCOMPARE(a.code, 1);
    QVERIFY(!a.tried(0).isEmpty());
    QCOMPARE(a.row()["decoded"_L1].toString(), QString::fromLatin1(body.toHex()));
}

void tst_CliDecode::forPeople()
{
    Answer a = run({}, "a\x1b[31m\nb", false);
    QCOMPARE(a.code, 0);
    QVERIFY(!a.out.contains('\x1b'));
    QVERIFY(a.out.contains('\n'));
    a = run({}, QByteArray::fromHex("c7f3118e00ff2741"), false);
    QCOMPARE(a.code, 1);
    QVERIFY(a.out.startsWith("00000000  c7 f3 11 8e 00 ff 27 41 "));
    QVERIFY(a.out.contains("|......'A|"));
    QVERIFY(a.err.contains("msgpack"));
}

void tst_CliDecode::longHexIsSaidToBeCut()
{
    const Answer a = run({}, QByteArray(3 << 20, '\xff'));
    QCOMPARE(a.code, 1);
    QCOMPARE(a.row()["cut_off"_L1].toInt(), 2 << 20);
    QCOMPARE(a.row()["decoded"_L1].toString().size(), 2 << 20);
    QVERIFY(a.err.contains("warning"));
}

void tst_CliDecode::usage_data()
{
    QTest::addColumn<QStringList>("args");
    QTest::newRow("unknown encoding") << QStringList{u"--as"_s, u"xml"_s};
    QTest::newRow("no registry's URL") << QStringList{u"--registry"_s, u"ftp://x"_s};
    QTest::newRow("two files") << QStringList{u"another"_s};
}

void tst_CliDecode::usage()
{
    QFETCH(QStringList, args);
    QCOMPARE(run(args, "{}").code, 2);
}

QTEST_GUILESS_MAIN(tst_CliDecode)
#include "tst_cli_decode.moc"

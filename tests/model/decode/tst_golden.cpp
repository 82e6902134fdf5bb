// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/decode/decoder.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

using namespace flowbench;

// Bytes that other people's encoders made (tests/data/decode/make.py).
class tst_Golden : public QObject
{
    Q_OBJECT

private slots:
    void bytes_data();
    void bytes();
    void descriptorSet();
    void cutAnywhere_data() { bytes_data(); }
    void cutAnywhere();

private:
    Result<DecodeChoice> choice();
    QTemporaryDir m_dir;
};

namespace {
QString dataFile(const char *name) { return QFINDTESTDATA("../../data/decode/") + QLatin1StringView(name); }
} // namespace

void tst_Golden::bytes_data()
{
    QTest::addColumn<QByteArray>("encoding");
    QTest::addColumn<QString>("schema");
    QTest::addColumn<QByteArray>("message");
    QTest::addColumn<QByteArray>("data");
    QTest::addColumn<QByteArray>("json");
    QFile file(dataFile("golden.ndjson"));
    QVERIFY2(file.open(QIODevice::ReadOnly), qPrintable(file.fileName()));
    int n = 0;
    while (!file.atEnd()) {
        const QJsonObject row = QJsonDocument::fromJson(file.readLine()).object();
        const QByteArray encoding = row[QLatin1StringView("encoding")].toString().toUtf8();
        QString schema;
        if (encoding == "protobuf")
            schema = dataFile("order.proto");
        if (encoding == "avro") {
            schema = m_dir.filePath(QStringLiteral("%1.avsc").arg(n));
            QFile out(schema);
            QVERIFY(out.open(QIODevice::WriteOnly));
            out.write(row[QLatin1StringView("schema")].toString().toUtf8());
        }
        QTest::newRow((encoding + ": " + row[QLatin1StringView("name")].toString().toUtf8()).constData())
            << encoding << schema << row[QLatin1StringView("message")].toString().toUtf8()
            << QByteArray::fromHex(row[QLatin1StringView("bytes")].toString().toLatin1())
            << row[QLatin1StringView("json")].toString().toUtf8();
        ++n;
    }
    QVERIFY(n > 30);
}

Result<DecodeChoice> tst_Golden::choice()
{
    QFETCH(QByteArray, encoding);
    QFETCH(QString, schema);
    QFETCH(QByteArray, message);
    DecodeChoice choice;
    choice.as = encodingFromName(encoding.toStdString());
    choice.message = message.toStdString();
    if (schema.isEmpty())
        return choice;
    auto local = loadLocalSchema(schema);
    if (!local)
        return local.error();
    choice.schema = local.value();
    return choice;
}

void tst_Golden::bytes()
{
    QFETCH(QByteArray, encoding);
    QFETCH(QByteArray, data);
    QFETCH(QByteArray, json);
    auto how = choice();
    QVERIFY2(how, how ? "" : qPrintable(how.error().args.join(u' ')));
    const EventDecoder decoder;
    const std::string body = data.toStdString();
    Decoded out;
    decoder.decodeBytes(body, *how, out);
    if (out.failed)
        qWarning() << out.tried.front().error.args;
    QVERIFY(!out.failed);
    QCOMPARE(QByteArray(encodingName(out.encoding)), encoding);
    QCOMPARE(QByteArray::fromStdString(std::string(out.content)), json);
    if (encoding == "avro" || encoding == "protobuf")
        QVERIFY(!out.schema.isEmpty());

    // The same behind a framing, as somebody sends it who has only the file at hand.
    const std::string framed =
        std::string("\0\0\0\0\7", 5) + (encoding == "protobuf" ? std::string(1, '\0') : "") + body;
    if (encoding == "avro" || encoding == "protobuf") {
        decoder.decodeBytes(framed, *how, out);
        QCOMPARE(QByteArray::fromStdString(std::string(out.content)), json);
    }
}

void tst_Golden::descriptorSet()
{
    auto set = loadLocalSchema(dataFile("order.pb"));
    QVERIFY(set);
    DecodeChoice choice;
    choice.as = Encoding::Protobuf;
    choice.schema = set.value();
    const EventDecoder decoder;
    Decoded out;
    const std::string body = QByteArray::fromHex("08ac02").toStdString();
    decoder.decodeBytes(body, choice, out);
    QVERIFY(!out.failed);
    QVERIFY(out.content.starts_with("{\"id\":300,\"customerName\":\"\""));
    choice.message = "shop.Nobody";
    decoder.decodeBytes(body, choice, out);
    QVERIFY(out.failed);
}

// Whatever is missing at the end: a reason and readable bytes, never something that looks whole but for formats whose
// parts are whole bodies.
void tst_Golden::cutAnywhere()
{
    QFETCH(QByteArray, encoding);
    QFETCH(QByteArray, data);
    auto how = choice();
    QVERIFY(how);
    const EventDecoder decoder;
    Decoded out;
    for (qsizetype n = 1; n < data.size(); ++n) {
        const std::string part = data.left(n).toStdString();
        decoder.decodeBytes(part, *how, out);
        if (encoding != "protobuf")
            QVERIFY2(out.failed, QByteArray::number(n).constData());
        if (out.failed) {
            QVERIFY(!out.tried.empty());
            QVERIFY(out.content == part);
        }
    }
}

QTEST_APPLESS_MAIN(tst_Golden)
#include "tst_golden.moc"

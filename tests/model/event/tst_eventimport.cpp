// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/event/eventimport.h"
#include "model/event/eventjson.h"

#include <QTest>

using namespace flowbench;
using namespace Qt::StringLiterals;

class tst_EventImport : public QObject
{
    Q_OBJECT

private slots:
    void ownObjectsComeBack();
    void kcatLines();
    void kcatKeepsBytes();
    void replacementsAreCounted();
    void badLines_data();
    void badLines();
    void times_data();
    void times();
    void timesComeBack();
};

void tst_EventImport::ownObjectsComeBack()
{
    std::string all;
    for (int i = 0; i < 256; ++i)
        all.push_back(char(i));
    Event e;
    e.channel = "queue:orders";
    e.offset = 9'007'199'254'740'993;
    e.partition = 2;
    e.timeMs = 1'782'907'471'207;
    e.timeKind = TimeKind::Broker;
    e.key = "k";
    e.value = all;
    e.addHeader("a", "1");
    e.addHeader("a", {});
    e.addHeader("b", all);
    e.addField({FieldPlace::Header, FieldType::Table, false, "x", R"({"n":1.0})"});
    e.addField({FieldPlace::Delivery, FieldType::Bytes, false, "exchange", "events"});
    e.addField({FieldPlace::Delivery, FieldType::Boolean, false, "redelivered", "true"});
    e.addField({FieldPlace::Property, FieldType::Bytes, false, "message_id", "m"});
    e.addField({FieldPlace::Property, FieldType::UInt8, false, "delivery_mode", "2"});
    Event tombstone;
    tombstone.channel = "t";
    EventImporter importer;
    for (const Event &event : {e, tombstone}) {
        JsonWriter json;
        writeEventJson(json, event.view());
        const auto back = importer.read(json.text());
        QVERIFY2(back, back ? "" : qPrintable(back.error().args.join(u' ')));
        QCOMPARE(back->channel, event.channel);
        QCOMPARE(back->partition, event.partition);
        QCOMPARE(back->offset, event.offset);
        QCOMPARE(back->timeMs, event.timeMs);
        QCOMPARE(back->timeKind, event.timeKind);
        QVERIFY(back->key == event.key && back->value == event.value);
        QVERIFY(back->fields == event.fields);
    }
}

void tst_EventImport::kcatLines()
{
    EventImporter importer;
    const auto e = importer.read(
        R"({"topic":"cap","partition":1,"offset":7,"tstype":"create","ts":1700000000123,"broker":1,"headers":["a","1","a","2","n",null],"key":"k","payload":"{\"x\":\"\u0001\"}"})");
    QVERIFY2(e, e ? "" : qPrintable(e.error().args.join(u' ')));
    QCOMPARE(e->channel, std::string("cap"));
    QCOMPARE(e->offset, 7);
    QCOMPARE(e->timeMs, 1700000000123);
    QCOMPARE(e->timeKind, TimeKind::Create);
    QCOMPARE(*e->value, std::string("{\"x\":\"\1\"}"));
    std::vector<std::string> headers;
    for (const FieldView &f : e->view().fields)
        headers.push_back(std::string(f.name) + (f.null ? "-" : "=" + std::string(f.value)));
    QCOMPARE(headers, (std::vector<std::string>{"a=1", "a=2", "n-"}));
    const auto none = importer.read(
        R"({"topic":"cap","partition":0,"offset":0,"tstype":"unknown","ts":0,"broker":1,"key":null,"payload":null})");
    QVERIFY(none && !none->key && !none->value);
    QCOMPARE(none->timeKind, TimeKind::None);
    QCOMPARE(importer.replaced(), quint64(0));
}

void tst_EventImport::kcatKeepsBytes()
{
    std::string bytes;
    for (int i = 0x80; i < 0x100; ++i)
        bytes.push_back(char(i));
    EventImporter importer;
    const auto e = importer.read(
        "{\"topic\":\"t\",\"partition\":0,\"offset\":0,\"key\":\"\xFF\\u0000\",\"payload\":\"" + bytes + "\"}");
    QVERIFY(e);
    QVERIFY(e->value == bytes);
    QVERIFY(*e->key == std::string("\xFF\0", 2));
    // What is no line of kcat has to be JSON.
    QVERIFY(!importer.read("{\"channel\":\"t\",\"value\":\"\xFF\"}"));
    // An escape that is no byte, beside bytes: nobody knows what it was.
    QVERIFY(!importer.read("{\"topic\":\"t\",\"payload\":\"\xFF\\u20ac\"}"));
}

void tst_EventImport::replacementsAreCounted()
{
    EventImporter importer;
    QVERIFY(importer.read("{\"topic\":\"t\",\"payload\":\"a\xEF\xBF\xBD\"}"));
    QCOMPARE(importer.replaced(), quint64(1));
}

void tst_EventImport::badLines_data()
{
    QTest::addColumn<QByteArray>("line");
    for (const char *line : {"",
                             "x",
                             "[]",
                             "{",
                             "{}",
                             R"({"channel":"t"})",
                             R"({"value":"x"})",
                             R"({"channel":"","value":"x"})",
                             R"({"channel":"t","value":"x"} y)",
                             R"({"channel":"t","value":5})",
                             R"({"channel":5,"value":""})",
                             R"({"channel":"t","value":"x","value_base64":"eA=="})",
                             R"({"channel":"t","value_base64":"e"})",
                             R"({"channel":"t","value":"x","partition":-1})",
                             R"({"channel":"t","value":"x","partition":4294967296})",
                             R"({"channel":"t","value":"x","offset":1.5})",
                             R"({"channel":"t","value":"x","offset":9223372036854775808})",
                             R"({"channel":"t","value":"x","time":"yesterday"})",
                             R"({"channel":"t","value":"x","time":"2026-07-01T12:00:00.1234Z"})",
                             R"({"channel":"t","value":"x","time_kind":"odd"})",
                             R"({"channel":"t","value":"x","headers":"x"})",
                             R"({"channel":"t","value":"x","headers":[{"value":"x"}]})",
                             R"({"topic":"t","value":"x"})",
                             R"({"topic":"t","payload":"x","headers":["a"]})",
                             R"({"topic":"t","payload":{"a":1}})",
                             R"({"topic":"t","channel":"t","payload":"x"})"})
        QTest::newRow(line) << QByteArray(line);
}

void tst_EventImport::badLines()
{
    QFETCH(QByteArray, line);
    EventImporter importer;
    const auto e = importer.read(std::string_view(line.constData(), std::size_t(line.size())));
    QVERIFY(!e);
    QCOMPARE(e.error().code, ErrorCode::BadJson);
    QVERIFY(!e.error().args.value(1).isEmpty());
    QVERIFY(importer.read(R"({"channel":"t","value":"fine again"})"));
}

void tst_EventImport::times_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<qint64>("ms"); // -1: none
    QTest::newRow("ours") << QByteArray("2026-07-01T12:04:31.207Z") << qint64(1782907471207);
    QTest::newRow("zone") << QByteArray("2026-07-01T14:04:31.2+02:00") << qint64(1782907471200);
    QTest::newRow("whole") << QByteArray("2026-07-01T12:04:31Z") << qint64(1782907471000);
    QTest::newRow("zeroes") << QByteArray("2026-07-01T12:04:31.207000Z") << qint64(1782907471207);
    QTest::newRow("leap day") << QByteArray("2024-02-29T00:00:00Z") << qint64(1709164800000);
    QTest::newRow("no leap day") << QByteArray("2026-02-29T00:00:00Z") << qint64(-1);
    QTest::newRow("month") << QByteArray("2026-13-01T00:00:00Z") << qint64(-1);
    QTest::newRow("no zone") << QByteArray("2026-01-01T00:00:00") << qint64(-1);
    QTest::newRow("finer") << QByteArray("2026-07-01T12:04:31.2071Z") << qint64(-1);
    QTest::newRow("rest") << QByteArray("2026-07-01T12:04:31.207Zx") << qint64(-1);
    QTest::newRow("signs") << QByteArray("2026-+7-01T12:04:31Z") << qint64(-1);
}

void tst_EventImport::times()
{
    QFETCH(QByteArray, text);
    QFETCH(qint64, ms);
    QCOMPARE(parseIsoTime(text.constData()).value_or(-1), ms);
}

void tst_EventImport::timesComeBack()
{
    for (qint64 ms : {qint64(0), qint64(-1), qint64(-62135596800001), qint64(253402300800000), qint64(1782907471207),
                      (qint64(1) << 51) - 1, -(qint64(1) << 51)}) {
        std::string text;
        appendIsoTime(text, ms);
        const auto back = parseIsoTime(text);
        QVERIFY2(back, text.c_str());
        QCOMPARE(*back, ms);
    }
}

QTEST_GUILESS_MAIN(tst_EventImport)
#include "tst_eventimport.moc"

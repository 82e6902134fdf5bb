// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/event/envelope.h"

#include <QTest>

using namespace flowbench;

class tst_Envelope : public QObject
{
    Q_OBJECT

private slots:
    void bodies_data();
    void bodies();
    void binaryCloudEvents_data();
    void binaryCloudEvents();
    void properties();
    void numbersAsTimes();
    void hostileBodiesGiveNone_data();
    void hostileBodiesGiveNone();
};

namespace {
Envelope of(const std::string &body)
{
    Event e;
    e.value = body;
    return recogniseEnvelope(e.view());
}
} // namespace

void tst_Envelope::bodies_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("shape");
    QTest::addColumn<QByteArray>("fields"); // id|type|version|source|correlation|causation
    QTest::newRow("name-data")
        << QByteArray(R"({"id":"a","name":"N","timestamp":"2026-07-01T12:00:00Z","version":"1.0","data":{}})")
        << int(EnvelopeShape::NameData) << QByteArray("a|N|1.0|||");
    QTest::newRow("type-data")
        << QByteArray(
               R"({"id":"b","type":"T","timestamp":"2026-07-01T12:00:00Z","source":"s","data":{"id":"inner"},"metadata":{"correlationId":"c"}})")
        << int(EnvelopeShape::TypeData) << QByteArray("b|T||s|c|");
    QTest::newRow("event-type")
        << QByteArray(
               R"({"eventId":"d","eventType":"T","eventVersion":2,"timestamp":"x","source":"s","data":{},"metadata":{"correlationId":"c","causationId":"k"}})")
        << int(EnvelopeShape::EventType) << QByteArray("d|T|2|s|c|k");
    QTest::newRow("aggregate")
        << QByteArray(
               R"({"id":"e","aggregateId":"g","aggregateType":"Order","type":"T","version":3,"timestamp":"x","data":{},"metadata":{}})")
        << int(EnvelopeShape::Aggregate) << QByteArray("e|T|3|||");
    QTest::newRow("cloudevents")
        << QByteArray(R"( {"specversion":"1.0","id":"f","type":"T","source":"/s","correlationid":"c","data":{"id":1}})")
        << int(EnvelopeShape::CloudEvents) << QByteArray("f|T||/s|c|");
    QTest::newRow("escaped") << QByteArray(R"({"id":"\u0061\n","type":"T","data":1})") << int(EnvelopeShape::TypeData)
                             << QByteArray("a\n|T||||");
    QTest::newRow("only an id") << QByteArray(R"({"id":"a","total":3})") << int(EnvelopeShape::None)
                                << QByteArray("a|||||");
    QTest::newRow("only a type") << QByteArray(R"({"type":"T","name":"x"})") << int(EnvelopeShape::None)
                                 << QByteArray("|T||||");
}

void tst_Envelope::bodies()
{
    QFETCH(QByteArray, body);
    QFETCH(int, shape);
    QFETCH(QByteArray, fields);
    const Envelope e = of(body.toStdString());
    QCOMPARE(int(e.shape), shape);
    const std::string got =
        e.id + '|' + e.type + '|' + e.version + '|' + e.source + '|' + e.correlationId + '|' + e.causationId;
    QCOMPARE(QByteArray::fromStdString(got), fields);
}

void tst_Envelope::binaryCloudEvents_data()
{
    QTest::addColumn<QByteArray>("prefix");
    for (const char *p : {"ce_", "ce-", "cloudEvents_", "cloudEvents:"})
        QTest::newRow(p) << QByteArray(p);
}

void tst_Envelope::binaryCloudEvents()
{
    QFETCH(QByteArray, prefix);
    const std::string p = prefix.toStdString();
    Event e;
    e.value = R"({"id":"inner","type":"inner","data":1})";
    e.addHeader(p + "specversion", "1.0");
    e.addHeader(p + "id", "c1");
    e.addHeader(p + "type", "order.placed");
    QCOMPARE(recogniseEnvelope(e.view()).id, std::string("inner")); // source is missing: not a CloudEvent
    e.addHeader(p + "source", "/shop");
    e.addHeader(p + "subject", "o-1");
    const Envelope v = recogniseEnvelope(e.view());
    QCOMPARE(v.shape, EnvelopeShape::CloudEvents);
    QCOMPARE(v.id, std::string("c1"));
    QCOMPARE(v.type, std::string("order.placed"));
    QCOMPARE(v.subject, std::string("o-1"));
}

void tst_Envelope::properties()
{
    Event e;
    e.value = "no json";
    e.addField({FieldPlace::Property, FieldType::Bytes, false, "message_id", "m1"});
    e.addField({FieldPlace::Property, FieldType::Bytes, false, "correlation_id", "c1"});
    e.addField({FieldPlace::Property, FieldType::Bytes, false, "type", "order.placed"});
    e.addHeader("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    Envelope v = recogniseEnvelope(e.view());
    QCOMPARE(v.shape, EnvelopeShape::Properties);
    QCOMPARE(v.id + v.type + v.correlationId, std::string("m1order.placedc1"));
    QVERIFY(v.traceparent.starts_with("00-"));
    Event k;
    k.value = R"({"x":1})";
    k.addHeader("event-type", "OrderPlaced");
    k.addHeader("event-source", "shop");
    v = recogniseEnvelope(k.view());
    QCOMPARE(v.type + v.source, std::string("OrderPlacedshop"));
    QCOMPARE(recogniseType(k.view()), std::string("OrderPlaced"));
}

void tst_Envelope::numbersAsTimes()
{
    QCOMPARE(of(R"({"id":"a","type":"T","timestamp":1782907200,"data":1})").time,
             std::string("2026-07-01T12:00:00.000Z"));
    QCOMPARE(of(R"({"id":"a","type":"T","timestamp":1782907200123 ,"data":1})").time,
             std::string("2026-07-01T12:00:00.123Z"));
    QCOMPARE(of(R"({"id":"a","type":"T","timestamp":9e99,"data":1})").time, std::string("9e99"));
}

void tst_Envelope::hostileBodiesGiveNone_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("empty") << QByteArray("");
    QTest::newRow("blank") << QByteArray("   ");
    QTest::newRow("text") << QByteArray("order placed");
    QTest::newRow("array") << QByteArray("[1,2]");
    QTest::newRow("open") << QByteArray("{\"id\":\"a\",\"type\":\"t\",\"data\":");
    QTest::newRow("deep") << QByteArray("{\"a\":").repeated(10000) + '1' + QByteArray("}").repeated(10000);
    QTest::newRow("deep array") << "{\"x\":" + QByteArray("[").repeated(100000) + QByteArray("]").repeated(100000) +
                                       "}";
    QTest::newRow("not UTF-8") << QByteArray("{\"id\":\"\xc3\x28\",\"type\":\"\xff\",\"data\":1}");
    QTest::newRow("binary") << QByteArray("{\0\1\2\3", 5);
}

void tst_Envelope::hostileBodiesGiveNone()
{
    QFETCH(QByteArray, body);
    QCOMPARE(of(body.toStdString()).shape, EnvelopeShape::None);
}

QTEST_APPLESS_MAIN(tst_Envelope)
#include "tst_envelope.moc"

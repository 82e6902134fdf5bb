// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/event/eventjson.h"
#include "model/live/port.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <ctime>

using namespace flowbench;
using namespace Qt::StringLiterals;

class tst_EventJson : public QObject
{
    Q_OBJECT

private slots:
    void writesEveryField();
    void bytesThatAreNoTextComeAsBase64();
    void nullAndAbsentAreNull();
    void nothingReachesATerminal();
    void isoTimes_data();
    void isoTimes();
    void integersAreLossless();
    void readsBackWhatItWrote();
    void typedHeadersKeepTheirText();
    void refusesWithAReason_data();
    void refusesWithAReason();
    void hundredThousandHeaders();
};

namespace {
QByteArray written(const Event &event, bool envelope = true)
{
    JsonWriter out;
    writeEventJson(out, event.view(), envelope);
    return QByteArray::fromStdString(out.text());
}

QJsonObject parsed(const Event &event) { return QJsonDocument::fromJson(written(event)).object(); }

Event simple(const std::string &value)
{
    Event e;
    e.channel = "orders";
    e.value = value;
    return e;
}

void addField(Event &e, FieldPlace place, FieldType type, std::string_view name, std::string_view value)
{
    FieldView f;
    f.place = place;
    f.type = type;
    f.name = name;
    f.value = value;
    e.addField(f);
}
} // namespace

void tst_EventJson::writesEveryField()
{
    Event e =
        simple(R"({"id":"1","type":"order.placed","timestamp":"2026-07-01T12:00:00Z","source":"shop","data":{}})");
    e.partition = 0;
    e.offset = 17;
    e.timeMs = 1782907200123;
    e.timeKind = TimeKind::Create;
    e.key = "k1";
    e.addHeader("h", "1");
    e.addHeader("h", "2");
    addField(e, FieldPlace::Delivery, FieldType::Bytes, "exchange", "events");
    addField(e, FieldPlace::Delivery, FieldType::Boolean, "redelivered", "false");
    addField(e, FieldPlace::Property, FieldType::Bytes, "message_id", "m1");
    addField(e, FieldPlace::Property, FieldType::UInt8, "delivery_mode", "2");
    const QJsonObject o = parsed(e);
    QCOMPARE(o[u"channel"_s].toString(), u"orders"_s);
    QCOMPARE(o[u"partition"_s].toInt(-1), 0);
    QCOMPARE(o[u"offset"_s].toInt(), 17);
    QCOMPARE(o[u"time"_s].toString(), u"2026-07-01T12:00:00.123Z"_s);
    QCOMPARE(o[u"time_kind"_s].toString(), u"create"_s);
    QCOMPARE(o[u"key"_s].toString(), u"k1"_s);
    QCOMPARE(o[u"size"_s].toInt(), int(e.value->size()));
    QCOMPARE(o[u"headers"_s].toArray().size(), 2);
    QCOMPARE(o[u"headers"_s].toArray()[1].toObject()[u"value"_s].toString(), u"2"_s);
    const QJsonObject amqp = o[u"amqp"_s].toObject();
    QCOMPARE(amqp[u"exchange"_s].toString(), u"events"_s);
    QCOMPARE(amqp[u"redelivered"_s], QJsonValue(false));
    QCOMPARE(amqp[u"properties"_s].toObject()[u"message_id"_s].toString(), u"m1"_s);
    QCOMPARE(amqp[u"properties"_s].toObject()[u"delivery_mode"_s].toInt(), 2);
    QCOMPARE(o[u"envelope"_s].toObject()[u"type"_s].toString(), u"order.placed"_s);
    QVERIFY(!written(e, false).contains("envelope"));
}

void tst_EventJson::bytesThatAreNoTextComeAsBase64()
{
    Event e = simple("\xff\x00\x01");
    e.value = std::string("\xff\x00\x01", 3);
    e.key = "\xfe";
    e.addHeader("h", "\x80");
    const QJsonObject o = parsed(e);
    QVERIFY(!o.contains(u"value"_s) && !o.contains(u"key"_s));
    QCOMPARE(o[u"value_base64"_s].toString(), u"/wAB"_s);
    QCOMPARE(o[u"key_base64"_s].toString(), u"/g=="_s);
    QCOMPARE(o[u"headers"_s].toArray()[0].toObject()[u"value_base64"_s].toString(), u"gA=="_s);
}

void tst_EventJson::nullAndAbsentAreNull()
{
    Event e;
    e.channel = "t";
    e.addHeader("n", std::nullopt);
    e.addHeader("e", "");
    const QJsonObject o = parsed(e);
    QVERIFY(o[u"value"_s].isNull() && o.contains(u"value"_s));
    QVERIFY(o[u"key"_s].isNull() && o.contains(u"key"_s));
    QVERIFY(!o.contains(u"partition"_s) && !o.contains(u"offset"_s) && !o.contains(u"time"_s) &&
            !o.contains(u"amqp"_s));
    QVERIFY(o[u"headers"_s].toArray()[0].toObject()[u"value"_s].isNull());
    QCOMPARE(o[u"headers"_s].toArray()[1].toObject()[u"value"_s].toString(), u""_s);
}

void tst_EventJson::nothingReachesATerminal()
{
    std::string all;
    for (int c = 0; c < 0xa0; ++c)
        all += QString(QChar(c)).toStdString();
    const QByteArray text = written(simple(all));
    for (const char c : text)
        QVERIFY(uchar(c) >= 0x20 && uchar(c) != 0x7f);
    QVERIFY(!text.contains("\xc2\x9b"));
    QCOMPARE(parsed(simple(all))[u"value"_s].toString().toStdString(), all);
    const std::string other = "\u00a0\u2028é😀\"\\";
    QCOMPARE(parsed(simple(other))[u"value"_s].toString().toStdString(), other);
}

void tst_EventJson::isoTimes_data()
{
    QTest::addColumn<qint64>("ms");
    QTest::addColumn<QString>("text");
    QTest::newRow("epoch") << qint64(0) << u"1970-01-01T00:00:00.000Z"_s;
    QTest::newRow("before") << qint64(-1) << u"1969-12-31T23:59:59.999Z"_s;
    QTest::newRow("leap day") << qint64(1709164800000) << u"2024-02-29T00:00:00.000Z"_s;
    QTest::newRow("end of a year") << qint64(1767225599999) << u"2025-12-31T23:59:59.999Z"_s;
    QTest::newRow("far") << qint64(253402300800000) << u"+10000-01-01T00:00:00.000Z"_s;
}

void tst_EventJson::isoTimes()
{
    QFETCH(qint64, ms);
    std::string text;
    appendIsoTime(text, ms);
    QTEST(QString::fromStdString(text), "text");
}

void tst_EventJson::integersAreLossless()
{
    JsonWriter j;
    j.beginArray();
    j.integer(std::numeric_limits<qint64>::min());
    j.integer(std::numeric_limits<qint64>::max());
    j.unsignedInteger(std::numeric_limits<quint64>::max());
    j.number(0.1);
    j.number(std::numeric_limits<double>::infinity());
    j.endArray();
    QCOMPARE(j.text(), "[-9223372036854775808,9223372036854775807,18446744073709551615,0.1,null]");
}

void tst_EventJson::readsBackWhatItWrote()
{
    Event e = simple({});
    std::string all;
    for (int c = 0; c < 256; ++c)
        all += char(c);
    e.value = all;
    e.key = "a\u0000\u2028😀\"\\";
    e.partition = 3;
    e.addHeader("h", "1");
    e.addHeader("i", "\xfe\xff");
    e.addHeader("h", "");
    e.addHeader("n", std::nullopt);
    addField(e, FieldPlace::Header, FieldType::Table, "t", R"({"a":[1,2.50]})");
    addField(e, FieldPlace::Property, FieldType::Bytes, "message_id", "m1");
    addField(e, FieldPlace::Property, FieldType::UInt8, "delivery_mode", "2");
    EventJsonReader reader;
    const auto back = reader.read(written(e).toStdString());
    QVERIFY(back);
    QVERIFY(back->value == e.value);
    QVERIFY(back->key == e.key);
    QCOMPARE(back->partition, std::optional<int>(3));
    QVERIFY(back->fields == e.fields);
    Event tombstone;
    tombstone.channel = "t";
    const auto null = reader.read(written(tombstone).toStdString());
    QVERIFY(null && !null->value && !null->key);
}

void tst_EventJson::typedHeadersKeepTheirText()
{
    EventJsonReader reader;
    const auto o = reader.read(R"({"value":"","headers":[{"name":"l","type":"long","value":9223372036854775807},
        {"value":1.10,"type":"double","name":"d"},{"name":"s","type":"decimal","value":"1.50"}]})");
    QVERIFY(o);
    std::vector<FieldView> fields;
    for (const FieldView &f : FieldList(o->fields))
        fields.push_back(f);
    QCOMPARE(fields.size(), std::size_t(3));
    QVERIFY(fields[0].type == FieldType::Int64 && fields[0].value == "9223372036854775807");
    QVERIFY(fields[1].type == FieldType::Double && fields[1].value == "1.10");
    QVERIFY(fields[2].type == FieldType::Decimal && fields[2].value == "\"1.50\"");
    for (int t = 0; t <= int(FieldType::Void); ++t)
        QVERIFY(fieldTypeFromName(fieldTypeName(FieldType(t))) == FieldType(t));
}

void tst_EventJson::refusesWithAReason_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::newRow("no JSON") << QByteArray("this is no JSON");
    QTest::newRow("empty") << QByteArray("");
    QTest::newRow("an array") << QByteArray("[1]");
    QTest::newRow("no value") << QByteArray(R"({"key":"k"})");
    QTest::newRow("value is an object") << QByteArray(R"({"value":{"a":1}})");
    QTest::newRow("value twice") << QByteArray(R"({"value":"a","value_base64":"YQ=="})");
    QTest::newRow("broken base64") << QByteArray(R"({"value_base64":"YQ="})");
    QTest::newRow("base64 with a blank") << QByteArray(R"({"value_base64":"Y Q="})");
    QTest::newRow("partition") << QByteArray(R"({"value":"","partition":-1})");
    QTest::newRow("partition text") << QByteArray(R"({"value":"","partition":"1"})");
    QTest::newRow("headers") << QByteArray(R"({"value":"","headers":{"a":"b"}})");
    QTest::newRow("header without a name") << QByteArray(R"({"value":"","headers":[{"value":"b"}]})");
    QTest::newRow("untyped number") << QByteArray(R"({"value":"","headers":[{"name":"n","value":1}]})");
    QTest::newRow("unknown type") << QByteArray(R"({"value":"","headers":[{"name":"n","type":"x","value":1}]})");
    QTest::newRow("something behind") << QByteArray(R"({"value":""} {"value":""})");
    QTest::newRow("cut off") << QByteArray(R"({"value":"abc)");
    QTest::newRow("lone surrogate") << QByteArray(R"({"value":"\ud800"})");
}

void tst_EventJson::refusesWithAReason()
{
    QFETCH(QByteArray, line);
    EventJsonReader reader;
    const auto o = reader.read(line.toStdString());
    QVERIFY(!o);
    QCOMPARE(o.error().code, ErrorCode::BadJson);
    QVERIFY(!o.error().args.value(1).isEmpty());
    QVERIFY2(reader.read(R"({"value":"next"})"), "a bad line spoils the reader");
}

void tst_EventJson::hundredThousandHeaders()
{
    Event e = simple("many");
    for (int i = 0; i < 100000; ++i)
        e.addHeader("h" + std::to_string(i % 7), std::to_string(i));
    // The processor's time: other work on the machine must not make it fail.
    const std::clock_t begin = std::clock();
    EventJsonReader reader;
    const auto back = reader.read(written(e).toStdString());
    QVERIFY(back);
    QVERIFY(back->fields == e.fields);
    QVERIFY2(std::clock() - begin < 3 * CLOCKS_PER_SEC, "too slow");
}

QTEST_APPLESS_MAIN(tst_EventJson)
#include "tst_eventjson.moc"

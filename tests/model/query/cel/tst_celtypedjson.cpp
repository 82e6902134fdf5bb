// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/cel/typedjson.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace flowbench;
using namespace flowbench::cel;
using namespace Qt::StringLiterals;

class tst_CelTypedJson : public QObject
{
    Q_OBJECT

private slots:
    void comesBack_data();
    void comesBack();
    void refusesWhatIsNotExact_data();
    void refusesWhatIsNotExact();
    void hostileDepth();
};

void tst_CelTypedJson::comesBack_data()
{
    QTest::addColumn<QByteArray>("json");
    for (const char *json :
         {R"({"type":"int","value":"-9223372036854775808"})", R"({"type":"uint","value":"18446744073709551615"})",
          R"({"type":"double","value":"0.1"})", R"({"type":"double","value":"5.0"})",
          R"({"type":"double","value":"NaN"})", R"({"type":"double","value":"-Infinity"})",
          R"({"type":"double","value":"1e+300"})", R"({"type":"bool","value":true})",
          R"({"type":"null_type","value":null})", R"({"type":"string","value":"a\"b"})",
          R"({"type":"bytes","value":"AAH/"})", R"({"type":"type","value":"list"})",
          R"({"type":"google.protobuf.Timestamp","value":"0001-01-01T00:00:00Z"})",
          R"({"type":"google.protobuf.Timestamp","value":"2026-07-01T12:00:00.123456789Z"})",
          R"({"type":"google.protobuf.Duration","value":"-0.000000001"})",
          R"({"type":"google.protobuf.Duration","value":"5400.250000000"})",
          R"({"type":"list","value":[{"type":"int","value":"1"},{"type":"list","value":[]}]})",
          R"({"type":"map","value":[[{"type":"string","value":"k"},{"type":"map","value":[]}]]})"})
        QTest::newRow(json) << QByteArray(json);
}

void tst_CelTypedJson::comesBack()
{
    QFETCH(QByteArray, json);
    Scratch scratch;
    const auto value = readTyped(QJsonDocument::fromJson(json).object(), scratch);
    QVERIFY(value);
    JsonWriter out;
    QVERIFY(writeTyped(out, *value, scratch));
    QCOMPARE(QByteArray::fromStdString(out.text()), json);
}

void tst_CelTypedJson::refusesWhatIsNotExact_data()
{
    QTest::addColumn<QByteArray>("json");
    for (const char *json :
         {R"({"type":"int","value":1})", R"({"type":"int","value":"1.5"})",
          R"({"type":"int","value":"9223372036854775808"})", R"({"type":"uint","value":"-1"})",
          R"({"type":"double","value":1.5})", R"({"type":"bool","value":"true"})", R"({"type":"bytes","value":"?"})",
          R"({"type":"string","value":5})", R"({"type":"google.protobuf.Timestamp","value":"yesterday"})",
          R"({"type":"google.protobuf.Duration","value":"soon"})", R"({"type":"list","value":{}})",
          R"({"type":"map","value":[[{"type":"int","value":"1"}]]})",
          R"({"type":"map","value":[[{"type":"double","value":"1"},{"type":"int","value":"1"}]]})",
          R"({"type":"number","value":"1"})", R"({"type":"int"})", R"({})"})
        QTest::newRow(json) << QByteArray(json);
}

void tst_CelTypedJson::refusesWhatIsNotExact()
{
    QFETCH(QByteArray, json);
    Scratch scratch;
    const auto value = readTyped(QJsonDocument::fromJson(json).object(), scratch);
    QVERIFY(!value);
    QCOMPARE(value.error().code, ErrorCode::BadArgument);
}

void tst_CelTypedJson::hostileDepth()
{
    // A list that holds itself, as deep as anybody asks.
    class Endless final : public List
    {
    public:
        std::size_t size() const override { return 1; }
        Value at(std::size_t, Scratch &) const override { return Value::ofList(this); }
    };
    const Endless endless;
    Scratch scratch;
    JsonWriter out;
    QVERIFY(!writeTyped(out, Value::ofList(&endless), scratch));
    QVERIFY(!equal(Value::ofList(&endless), Value::ofList(&endless), scratch));
    QVERIFY(scratch.exhausted());
}

QTEST_GUILESS_MAIN(tst_CelTypedJson)
#include "tst_celtypedjson.moc"

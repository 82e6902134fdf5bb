// SPDX-License-Identifier: GPL-3.0-or-later
// The checking of bodies against JSON Schema: what each keyword means, what is said of a fault, and what nobody may
// make it spend.
#include "model/schema/jsonschema.h"
#include "model/schema/schemapattern.h"

#include <QtTest>

#include <re2/re2.h>

using namespace flowbench;
using Kind = SchemaVerdict::Kind;

namespace {
constexpr char Order[] = R"({"type":"object",
  "required":["id","type","data"],"properties":{"id":{"type":"string","minLength":3},"type":{"const":"order.placed"},
  "data":{"$ref":"#/definitions/order"}},
  "definitions":{"order":{"type":"object","required":["total","currency"],"additionalProperties":false,"properties":{
    "total":{"type":"number","minimum":0,"multipleOf":0.01},"currency":{"enum":["EUR","USD"]},
    "note":{"type":["string","null"]},"customer/id":{"type":"integer"},
    "items":{"type":"array","minItems":1,"items":{"type":"object","required":["sku"],"properties":{
      "sku":{"type":"string","pattern":"^SKU-[0-9]+$"},"qty":{"type":"integer","minimum":1}}}}}}}})";

SchemaVerdict checked(const std::string &schema, const std::string &body)
{
    const auto compiled = JsonSchema::compile(schema);
    if (!compiled) {
        SchemaVerdict v;
        v.problem = "broken: " + compiled.error().args.join(u' ').toStdString();
        return v;
    }
    JsonSchema::Memory memory;
    return (*compiled)->check(body, memory);
}

std::string nested(const std::string &open, const std::string &inside, const std::string &close, int levels)
{
    std::string out;
    for (int i = 0; i < levels; ++i)
        out += open;
    out += inside;
    for (int i = 0; i < levels; ++i)
        out += close;
    return out;
}
} // namespace

class TestJsonSchema : public QObject
{
    Q_OBJECT

private slots:
    void says_what_is_wrong_and_where_data();
    void says_what_is_wrong_and_where();
    void drafts_differ_data();
    void drafts_differ();
    void numbers_are_taken_as_written_data();
    void numbers_are_taken_as_written();
    void what_cannot_be_checked_is_not_misjudged_data();
    void what_cannot_be_checked_is_not_misjudged();
    void refers_to_what_it_is_given_only();
    void patterns_are_those_of_ecmascript_data();
    void patterns_are_those_of_ecmascript();
    void broken_schemas_say_where_data();
    void broken_schemas_say_where();
    void hostile_texts_end();
    void is_quick();
};

void TestJsonSchema::says_what_is_wrong_and_where_data()
{
    QTest::addColumn<QString>("body");
    QTest::addColumn<QString>("verdict");
    const auto row = [](const char *name, const char *body, const char *verdict) {
        QTest::newRow(name) << QString::fromUtf8(body) << QString::fromUtf8(verdict);
    };
    row("right",
        R"({"id":"o-1","type":"order.placed","data":{"total":129.90,"currency":"EUR","items":[{"sku":"SKU-1"}]}})",
        "valid");
    row("missing", R"({"id":"o-1","type":"order.placed","data":{"total":1}})", "invalid: /data/currency required");
    row("missing at the top", R"({"id":"o-1","type":"order.placed"})", "invalid: /data required");
    row("type", R"({"id":"o-1","type":"order.placed","data":{"total":"1","currency":"EUR"}})",
        "invalid: /data/total type: number");
    row("two types", R"({"id":"o-1","type":"order.placed","data":{"note":1,"total":1,"currency":"EUR"}})",
        "invalid: /data/note type: string or null");
    row("enum", R"({"id":"o-1","type":"order.placed","data":{"total":1,"currency":"GBP"}})",
        "invalid: /data/currency enum: EUR, USD");
    row("const", R"({"id":"o-1","type":"order.paid","data":{"total":1,"currency":"EUR"}})",
        "invalid: /type const: order.placed");
    row("unknown property", R"({"id":"o-1","type":"order.placed","data":{"total":1,"currency":"EUR","tmp":1}})",
        "invalid: /data/tmp additionalProperties");
    row("escapes in names", R"({"id":"o-1","type":"order.placed","data":{"total":1,"cur\u0072ency":"EUR"}})", "valid");
    row("slash in a name",
        R"({"id":"o-1","type":"order.placed","data":{"customer/id":1.5,"total":1,"currency":"EUR"}})",
        "invalid: /data/customer~1id type: integer");
    row("in a list",
        R"({"id":"o-1","type":"order.placed","data":{"total":1,"currency":"EUR","items":[{"sku":"SKU-1"},{"sku":"X"}]}})",
        "invalid: /data/items/1/sku pattern: ^SKU-[0-9]+$");
    row("length in characters", "{\"id\":\"öö\",\"type\":\"order.placed\",\"data\":{}}", "invalid: /id minLength: 3");
    row("twice, once wrong", R"({"id":"o-1","id":1,"type":"order.placed","data":{"total":1,"currency":"EUR"}})",
        "invalid: /id type: string");
    row("the whole", "[]", "invalid: type: object");
    row("no JSON", "{\"id\":", "invalid: not JSON: byte 6, it ends where a value is expected");
    row("empty", "", "invalid: not JSON: byte 0, it ends where a value is expected");
    row("binary", "\x01\x02", "invalid: not JSON: byte 0, a value is expected");
}

void TestJsonSchema::says_what_is_wrong_and_where()
{
    QFETCH(QString, body);
    QFETCH(QString, verdict);
    QCOMPARE(QString::fromStdString(schemaVerdictText(checked(Order, body.toStdString()))), verdict);
}

void TestJsonSchema::drafts_differ_data()
{
    QTest::addColumn<QString>("schema");
    QTest::addColumn<QString>("body");
    QTest::addColumn<QString>("verdict");
    const auto row = [](const char *name, const char *schema, const char *body, const char *verdict) {
        QTest::newRow(name) << QString::fromUtf8(schema) << QString::fromUtf8(body) << QString::fromUtf8(verdict);
    };
    row("4: exclusiveMinimum is a word on minimum",
        R"({"$schema":"http://json-schema.org/draft-04/schema#","minimum":3,"exclusiveMinimum":true})", "3",
        "invalid: minimum: 3");
    row("7: it is a number", R"({"$schema":"http://json-schema.org/draft-07/schema#","exclusiveMinimum":3})", "3",
        "invalid: exclusiveMinimum: 3");
    row("7: nothing counts beside $ref",
        R"({"$schema":"http://json-schema.org/draft-07/schema#","definitions":{"a":{}},"$ref":"#/definitions/a","type":"string"})",
        "1", "valid");
    row("2020: everything does",
        R"({"$schema":"https://json-schema.org/draft/2020-12/schema","$defs":{"a":{}},"$ref":"#/$defs/a","type":"string"})",
        "1", "invalid: type: string");
    row("7: a list of items",
        R"({"$schema":"http://json-schema.org/draft-07/schema#","items":[{"type":"string"}],"additionalItems":false})",
        R"(["a",1])", "invalid: /1 not allowed");
    row("2020: prefixItems",
        R"({"$schema":"https://json-schema.org/draft/2020-12/schema","prefixItems":[{"type":"string"}],"items":false})",
        R"(["a",1])", "invalid: /1 not allowed");
    row("7: if and then",
        R"({"if":{"properties":{"a":{"const":1}}},"then":{"required":["b"]},"else":{"required":["c"]}})", R"({"a":2})",
        "invalid: /c required");
    row("dependencies", R"({"dependencies":{"a":["b"]}})", R"({"a":1})", "invalid: /b dependentRequired");
    row("2019: dependentRequired", R"({"dependentRequired":{"a":["b"]}})", R"({"a":1,"b":1})", "valid");
    row("2020: what nobody looked at",
        R"({"allOf":[{"properties":{"a":{}}}],"properties":{"b":{}},"unevaluatedProperties":false})",
        R"({"a":1,"b":2,"c":3})", "invalid: /c unevaluatedProperties");
    row("a branch that does not fit looked at nothing",
        R"({"anyOf":[{"properties":{"a":{"type":"string"}},"required":["a"]},{"properties":{"b":{}}}],"unevaluatedProperties":false})",
        R"({"a":1,"b":2})", "invalid: /a unevaluatedProperties");
    row("contains", R"({"contains":{"const":3},"minContains":2})", "[3,1]", "invalid: minContains: 1 of 2");
    row("uniqueItems by value", R"({"uniqueItems":true})", R"([{"a":1,"b":[1.0]},{"b":[1],"a":1.0}])",
        "invalid: uniqueItems");
    row("one branch got further", R"({"oneOf":[{"type":"null"},{"type":"object","required":["a"]}]})", "{}",
        "invalid: /a required");
    row("no branch did", R"({"anyOf":[{"type":"null"},{"type":"string"}]})", "1", "invalid: anyOf: 0 of 2");
    row("two fit", R"({"oneOf":[{"type":"number"},{"type":"integer"}]})", "5", "invalid: oneOf: 2 of 2");
    row("not", R"({"not":{"required":["a"]}})", R"({"a":1})", "invalid: not");
    row("names", R"({"propertyNames":{"pattern":"^[a-z]+$"}})", R"({"A":1})", "invalid: /A pattern: ^[a-z]+$");
    row("names by pattern",
        R"({"patternProperties":{"^n_":{"type":"number"}},"additionalProperties":{"type":"string"}})",
        R"({"n_a":1,"b":2})", "invalid: /b type: string");
    row("format is a note", R"({"format":"date-time"})", R"("yesterday")", "valid");
    row("recursion", R"({"properties":{"next":{"$ref":"#"},"v":{"type":"integer"}}})", R"({"next":{"next":{"v":"x"}}})",
        "invalid: /next/next/v type: integer");
    row("dynamic references",
        R"({"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"http://x/strict","$dynamicAnchor":"node",
            "$ref":"tree","unevaluatedProperties":false,"$defs":{"tree":{"$id":"tree","$dynamicAnchor":"node",
            "properties":{"data":{},"children":{"items":{"$dynamicRef":"#node"}}}}}})",
        R"({"children":[{"daat":1}]})", "invalid: /children/0/daat unevaluatedProperties");
}

void TestJsonSchema::drafts_differ()
{
    QFETCH(QString, schema);
    QFETCH(QString, body);
    QFETCH(QString, verdict);
    const SchemaVerdict v = checked(schema.toStdString(), body.toStdString());
    QCOMPARE(QString::fromStdString(schemaVerdictText(v)), verdict);
}

void TestJsonSchema::numbers_are_taken_as_written_data()
{
    QTest::addColumn<QString>("schema");
    QTest::addColumn<QString>("body");
    QTest::addColumn<bool>("valid");
    const auto row = [](const char *schema, const char *body, bool valid) {
        QTest::addRow("%s %s", schema, body) << QString::fromUtf8(schema) << QString::fromUtf8(body) << valid;
    };
    row(R"({"maximum":1e308})", "1e400", false);
    row(R"({"maximum":1e400})", "9e399", true);
    row(R"({"minimum":1e-400})", "1e-401", false);
    row(R"({"maximum":9223372036854775807})", "9223372036854775807", true);
    row(R"({"maximum":9223372036854775807})", "9223372036854775808", false);
    row(R"({"const":9223372036854775808})", "9223372036854775809", false);
    row(R"({"const":9223372036854775808})", "9223372036854775808", true);
    row(R"({"const":1.1})", "1.10", true);
    row(R"({"enum":[0.1]})", "0.1000000000000000055", false);
    row(R"({"multipleOf":0.01})", "1.10", true);
    row(R"({"multipleOf":0.01})", "19.99", true);
    row(R"({"multipleOf":0.01})", "1.105", false);
    row(R"({"multipleOf":0.0001})", "1e400", true);
    row(R"({"multipleOf":3})", "1e400", false);
    row(R"({"multipleOf":7})", "-21", true);
    row(R"({"type":"integer"})", "1.0", true);
    row(R"({"type":"integer"})", "1e400", true);
    row(R"({"type":"integer"})", "1e-1", false);
    row(R"({"type":"integer"})", "-0.0", true);
    row(R"({"type":["integer","number"]})", "1.5", true);
    row(R"({"minimum":-9223372036854775808})", "-9223372036854775808.5", false);
    row(R"({"exclusiveMaximum":100})", "99.99999999999999999999", true);
    row(R"({"exclusiveMaximum":100})", "100.0", false);
    row(R"({"minLength":2.0})", "\"a\"", false);
}

void TestJsonSchema::numbers_are_taken_as_written()
{
    QFETCH(QString, schema);
    QFETCH(QString, body);
    QFETCH(bool, valid);
    const SchemaVerdict v = checked(schema.toStdString(), body.toStdString());
    QCOMPARE(v.kind, valid ? Kind::Valid : Kind::Invalid);
}

void TestJsonSchema::what_cannot_be_checked_is_not_misjudged_data()
{
    QTest::addColumn<QString>("schema");
    QTest::addColumn<QString>("body");
    QTest::addColumn<QString>("verdict");
    QTest::addColumn<QString>("why");
    // @ is a pattern that RE2 does not know.
    const auto text = [](const char *t) { return QString::fromUtf8(t).replace(u'@', QStringLiteral("^(?=a)")); };
    const auto row = [&](const char *name, const char *schema, const char *body, const char *verdict, const char *why) {
        QTest::newRow(name) << text(schema) << text(body) << text(verdict) << text(why);
    };
    row("look-ahead", R"({"pattern":"@"})", R"("abc")", "not checked", "pattern: @");
    row("it does not matter", R"({"pattern":"@"})", "1", "valid", "");
    row("something else is wrong", R"({"properties":{"a":{"pattern":"@"}},"required":["b"]})", R"({"a":"x"})",
        "invalid: /b required", "");
    row("another branch fits", R"({"anyOf":[{"pattern":"@"},{"minLength":1}]})", R"("x")", "valid", "");
    row("no other does", R"({"anyOf":[{"pattern":"@"},{"minLength":5}]})", R"("x")", "not checked", "pattern: @");
    row("not of it", R"({"not":{"pattern":"@"}})", R"("x")", "not checked", "pattern: @");
    row("one of two", R"({"oneOf":[{"pattern":"@"},{"minLength":1}]})", R"("x")", "not checked", "pattern: @");
    row("either way", R"({"if":{"pattern":"@"},"then":{"minLength":3},"else":{"minLength":2}})", R"("x")",
        "invalid: minLength: 2", "");
    row("a name that may be meant", R"({"patternProperties":{"@":{}},"additionalProperties":false})", R"({"abc":1})",
        "not checked", "patternProperties: @");
    row("reference to elsewhere", R"({"properties":{"a":{"$ref":"http://127.0.0.1:1/a.json"}}})", R"({"a":1})",
        "not checked", "$ref: http://127.0.0.1:1/a.json");
    row("reference that is not met", R"({"properties":{"a":{"$ref":"http://127.0.0.1:1/a.json"}}})", R"({"b":1})",
        "valid", "");
    row("itself", R"({"$ref":"#"})", "1", "not checked", "it refers to itself without end");
    row("each other", R"({"$defs":{"a":{"$ref":"#/$defs/b"},"b":{"anyOf":[{"$ref":"#/$defs/a"}]}},"$ref":"#/$defs/a"})",
        "1", "not checked", "it refers to itself without end");
}

void TestJsonSchema::what_cannot_be_checked_is_not_misjudged()
{
    QFETCH(QString, schema);
    QFETCH(QString, body);
    QFETCH(QString, verdict);
    QFETCH(QString, why);
    const SchemaVerdict v = checked(schema.toStdString(), body.toStdString());
    QCOMPARE(QString::fromStdString(schemaVerdictText(v)), verdict);
    QCOMPARE(v.why ? v.why->args.value(0) : QString(), why);
}

void TestJsonSchema::refers_to_what_it_is_given_only()
{
    const std::string schema = R"({"$id":"http://shop/order.json","properties":{"who":{"$ref":"customer.json"},
        "sum":{"$ref":"com.acme.Money#/definitions/sum"},"by":{"$ref":"http://shop/customer.json#name"}}})";
    const std::vector<SchemaText::Reference> references{
        {"customer.json", R"({"required":["name"],"properties":{"name":{"$id":"#name","type":"string"}},
                              "$schema":"http://json-schema.org/draft-07/schema#"})"},
        {"com.acme.Money", R"({"definitions":{"sum":{"type":"number"}}})"}};
    const auto compiled = JsonSchema::compile(schema, references);
    QVERIFY(compiled.ok());
    JsonSchema::Memory memory;
    const auto text = [&](const char *body) { return schemaVerdictText((*compiled)->check(body, memory)); };
    QCOMPARE(text(R"({"who":{}})"), std::string("invalid: /who/name required"));
    QCOMPARE(text(R"({"sum":"1"})"), std::string("invalid: /sum type: number"));
    QCOMPARE(text(R"({"who":{"name":"Ada"},"sum":1.5})"), std::string("valid"));
    QCOMPARE(text(R"({"by":"Ada"})"), std::string("not checked")); // it has another address
}

void TestJsonSchema::patterns_are_those_of_ecmascript_data()
{
    QTest::addColumn<QString>("pattern");
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("matches"); // -1: not supported
    const auto row = [](const char *pattern, const char *text, int matches) {
        QTest::addRow("%s %s", pattern, text) << QString::fromUtf8(pattern) << QString::fromUtf8(text) << matches;
    };
    row("^\\d+$", "12", 1);
    row("^\\d+$", "١٢", 0); // ASCII only
    row("^\\w+\\.\\w+$", "order.placed", 1);
    row("a/b", "a/b", 1);
    row("a\\/b", "a/b", 1);
    row("^\\s$", "\u00a0", 1);
    row("^\\s$", "\u3000", 1);
    row("^\\S$", "ü", 1);
    row("^[\\s\\d]+$", "1\u00a02", 1);
    row("^a.b$", "a\u2028b", 0);
    row("^.$", "😀", 1);
    row("^\\u00fc$", "ü", 1);
    row("^\\u{1f600}$", "😀", 1);
    row("^\\ud83d\\ude00$", "😀", 1);
    row("^\\x41\\cA$", "A\x01", 1);
    row("^[[:alpha:]]$", "a]", 1); // no class of POSIX
    row("^\\p{Letter}+$", "éa", 1);
    row("^\\p{Script=Greek}+$", "αβ", 1);
    row("^(?<year>\\d{4})$", "2026", 1);
    row("^a$", "a\n", 0);
    row("^[\\b]$", "\b", 1);
    row("^(?:a|b)+?$", "ab", 1);
    row("(?=a)", "a", -1);
    row("(?!a)", "a", -1);
    row("(a)\\1", "aa", -1);
    row("(?i)a", "A", -1);
    row("\\Aa", "a", -1);
    row("[a", "a", -1);
    row("a{2000}", "a", -1);
    row("^(a+)+$", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", 0);
}

void TestJsonSchema::patterns_are_those_of_ecmascript()
{
    QFETCH(QString, pattern);
    QFETCH(QString, text);
    QFETCH(int, matches);
    const auto compiled = compileSchemaPattern(pattern.toStdString());
    QCOMPARE(compiled != nullptr, matches >= 0);
    if (compiled)
        QCOMPARE(int(RE2::PartialMatch(text.toStdString(), *compiled)), matches);
}

void TestJsonSchema::broken_schemas_say_where_data()
{
    QTest::addColumn<QString>("schema");
    QTest::addColumn<QString>("what");
    const auto row = [](const char *schema, const char *what) {
        QTest::newRow(schema) << QString::fromUtf8(schema) << QString::fromUtf8(what);
    };
    row("{", "at byte 1: a name in quotes is expected");
    row("[]", "at /: a schema is an object, true or false");
    row(R"({"properties":{"a":{"type":"text"}}})", "at /properties/a/type: there is no such type");
    row(R"({"required":true})", "at /required: a list of names is expected");
    row(R"({"properties":{"a":1}})", "at /properties/a: a schema is an object, true or false");
    row(R"({"minLength":-1})", "at /minLength: a count is expected");
    row(R"({"multipleOf":0})", "at /multipleOf: a number above zero is expected");
    row(R"({"enum":1})", "at /enum: a list is expected");
    row(R"({"pattern":1})", "at /pattern: a pattern is expected");
    row(R"({"$ref":1})", "at /$ref: an address is expected");
}

void TestJsonSchema::broken_schemas_say_where()
{
    QFETCH(QString, schema);
    QFETCH(QString, what);
    const auto compiled = JsonSchema::compile(schema.toStdString());
    QVERIFY(!compiled.ok());
    QCOMPARE(compiled.error().code, ErrorCode::DecodeFailed);
    QCOMPARE(compiled.error().args.value(1), what);
}

void TestJsonSchema::hostile_texts_end()
{
    const std::string any = R"({"items":{"$ref":"#"},"additionalProperties":{"$ref":"#"},"uniqueItems":true})";
    QCOMPARE(checked(any, nested("[", "", "]", 10'000)).kind, Kind::NotChecked);
    QCOMPARE(checked(any, nested("[", "", "]", 999)).kind, Kind::Valid);
    QCOMPARE(checked(any, nested("{\"a\":", "1", "}", 999)).kind, Kind::Valid);
    QCOMPARE(checked(any, '"' + std::string(100 << 20, 'x') + '"').kind, Kind::NotChecked);
    QCOMPARE(checked(R"({"pattern":"(x+x+)+y"})", '"' + std::string(1 << 20, 'x') + '"').kind, Kind::Invalid);
    QCOMPARE(checked(R"({"multipleOf":7,"minimum":3})", std::string(1 << 20, '7')).kind, Kind::Valid);
    QCOMPARE(checked(R"({"items":{"type":"integer"}})", '[' + nested("1,", "1", "", 1'000'000) + ']').kind,
             Kind::Valid);
    QVERIFY(!JsonSchema::compile(nested("{\"not\":", "{}", "}", 100'000)).ok());
    QCOMPARE(checked(nested("{\"not\":", "{}", "}", 900), "1").kind, Kind::Valid);

    // Each of sixty schemas means the next one twice.
    std::string twice = R"({"$ref":"#/$defs/0","$defs":{"60":{"type":"integer"})";
    for (int i = 0; i < 60; ++i) {
        const std::string next = R"({"$ref":"#/$defs/)" + std::to_string(i + 1) + "\"}";
        twice += ",\"" + std::to_string(i) + "\":{\"allOf\":[" + next + ',' + next + "]}";
    }
    const SchemaVerdict v = checked(twice + "}}", "1");
    QCOMPARE(v.kind, Kind::NotChecked);
    QCOMPARE(v.why->args.value(0), QStringLiteral("it takes too long"));
}

// A replay of 14,000 events a second leaves seventy microseconds for each.
void TestJsonSchema::is_quick()
{
    std::string body = R"({"id":"o-1","type":"order.placed","data":{"total":129.90,"currency":"EUR","items":[)";
    for (int i = 0; i < 10; ++i)
        body += std::string(i ? "," : "") + R"({"sku":"SKU-100)" + std::to_string(i) + R"(","qty":3})";
    body += "]}}";
    const auto schema = JsonSchema::compile(Order);
    QVERIFY(schema.ok());
    JsonSchema::Memory memory;
    QElapsedTimer timer;
    timer.start();
    constexpr int Times = 20'000;
    int valid = 0;
    for (int i = 0; i < Times; ++i)
        valid += (*schema)->check(body, memory).kind == Kind::Valid;
    QCOMPARE(valid, Times);
    const double each = double(timer.nsecsElapsed()) / 1e3 / Times;
    qInfo("%zu bytes: %.2f us a check", body.size(), each);
    QVERIFY(each < 50);
}

QTEST_APPLESS_MAIN(TestJsonSchema)
#include "tst_jsonschema.moc"

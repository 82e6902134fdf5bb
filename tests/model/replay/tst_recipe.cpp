// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/replay/jsonsame.h"
#include "model/replay/jsonscan.h"
#include "model/replay/recipe.h"
#include "model/replay/recipefile.h"

#include <QElapsedTimer>
#include <QTest>

using namespace flowbench;
using namespace Qt::StringLiterals;

namespace {
const std::string Raw =
    "{ \"id\":\"e1\",  \"type\" : "
    "\"order.placed\",\"timestamp\":\"2026-07-01T12:00:00Z\",\"source\":\"shop\",\n\t\"data\": "
    "{\"price\": 1.10, \"huge\":1e400, \"big\" :9223372036854775808, \"tiny\":-0.0, \"exp\":1E+2,\r\n "
    "\"esc\":\"\\u00e9\\u0041\\/\\ud83d\\ude00\\t\u00e9 , }\", \"currency\": \"EUR\" , \"tmp\":{\"x\":[1, 2 ]}, "
    "\"sum\":7.00,  "
    "\"tags\":[ \"a\" , \"b\" ], \"z\":1, \"a\":2, \"dig\":12345678901234567890.123456789 },  \"meta\":{ }  }\r\n";

std::string replaced(std::string text, const std::string &from, const std::string &to)
{
    const std::size_t at = text.find(from);
    return at == std::string::npos ? std::string("NOT THERE") : text.replace(at, from.size(), to);
}

std::string recipeOf(const std::string &edits, const std::string &more = {})
{
    return R"({"recipe":"fix","version":1,"edits":[)" + edits + "]" + more + "}";
}

Result<std::shared_ptr<const Recipe>> compiled(const std::string &text)
{
    auto read = readRecipe(text);
    if (!read)
        return read.error();
    return Recipe::compile(std::move(read.value()));
}

Event eventOf(const std::string &body)
{
    Event e;
    e.channel = "queue:orders.dlq";
    e.value = body;
    return e;
}

QByteArray errorText(const Error &e) { return "ERROR " + e.args.join(u' ').toUtf8(); }

QByteArray applied(const std::string &recipe, const Event &event = eventOf(Raw))
{
    const auto r = compiled(recipe);
    if (!r)
        return errorText(r.error());
    const auto out = (*r)->apply(event.view());
    return out ? QByteArray::fromStdString(out->event.value.value_or("(null)")) : errorText(out.error());
}

QByteArray headersOf(const Event &e)
{
    QByteArray out;
    for (const FieldView &f : FieldList(e.fields))
        out += QByteArray(f.name.data(), qsizetype(f.name.size())) + '=' +
               (f.null ? QByteArray("null") : QByteArray(f.value.data(), qsizetype(f.value.size()))) + ' ';
    return out;
}

QByteArray bytes(const std::string &s) { return QByteArray::fromStdString(s); }
} // namespace

class TestRecipe : public QObject
{
    Q_OBJECT

private slots:
    void namedBytesOnly();
    void valuesSeeTheOriginal();
    void whatIsNoNumberIsRefused();
    void headers();
    void headersKeepTheirTypes();
    void whenAndVersions();
    void changes();
    void failuresLeaveTheEvent_data();
    void failuresLeaveTheEvent();
    void workIsBounded_data();
    void workIsBounded();
    void largeBodiesPass();
    void reading_data();
    void reading();
    void yaml();
    void yamlIsHostile_data();
    void yamlIsHostile();
    void examples();
    void sameJson_data();
    void sameJson();
    void nextVersion();
    void speed();
};

void TestRecipe::namedBytesOnly()
{
    QCOMPARE(applied(recipeOf(R"({"set":"/data/currency","value":"'USD'"})")),
             bytes(replaced(Raw, "\"EUR\"", "\"USD\"")));
    QCOMPARE(applied(recipeOf(R"({"set":"/data/z","value":"value.data.a + 1"})")),
             bytes(replaced(Raw, "\"z\":1,", "\"z\":3,")));
    QCOMPARE(applied(recipeOf(R"({"set":"/data/currency","value":"value.data.currency == 'EUR' ? 'CHF' : 'USD'"})")),
             bytes(replaced(Raw, "\"EUR\"", "\"CHF\"")));
    QCOMPARE(applied(recipeOf(R"({"rename":"/data/sum","to":"/data/total"})")),
             bytes(replaced(Raw, "\"sum\"", "\"total\"")));
    QCOMPARE(applied(recipeOf(R"({"append":"/data/tags","value":"'replayed'"})")),
             bytes(replaced(Raw, "\"b\" ]", "\"b\",\"replayed\" ]")));
    QCOMPARE(applied(recipeOf(R"({"set":"/data/list","value":"[1, 'a', {'k': null}]"})")),
             bytes(replaced(Raw, "456789 }", "456789,\"list\":[1,\"a\",{\"k\":null}] }")));
    QCOMPARE(applied(recipeOf(R"({"set":"/data/z","value":5})")), bytes(replaced(Raw, "\"z\":1,", "\"z\":5,")));
    QCOMPARE(applied(recipeOf(R"({"set":"/data/z","value":"value.data.big"})")),
             bytes(replaced(Raw, "\"z\":1,", "\"z\":9223372036854775808,")));
}

// Not as the text "Infinity" in a number's place.
void TestRecipe::whatIsNoNumberIsRefused()
{
    const Event event = eventOf(R"({"a":1,"huge":1e400})");
    for (const char *value : {"1.0 / 0.0", "-1.0 / 0.0", "0.0 / 0.0", "value.huge"}) {
        const QByteArray said = applied(recipeOf(R"({"set":"/a","value":")" + std::string(value) + "\"}"), event);
        QVERIFY2(said.startsWith("ERROR edits/0: ") && said.endsWith("is no number of JSON"), said.constData());
    }
}

void TestRecipe::valuesSeeTheOriginal()
{
    // Two values change places; a name that went is still there for those behind it.
    const std::string swap =
        recipeOf(R"({"set":"/data/z","value":"value.data.a"},{"set":"/data/a","value":"value.data.z"})");
    QCOMPARE(applied(swap), bytes(replaced(Raw, "\"z\":1, \"a\":2", "\"z\":2, \"a\":1")));
    const std::string order = recipeOf(
        R"x({"remove":"/data/tmp"},{"set":"/data/z","value":"size(value.data.tmp.x)"},{"rename":"/data/z","to":"/data/y"})x");
    QCOMPARE(applied(order), bytes(replaced(replaced(Raw, "\"tmp\":{\"x\":[1, 2 ]}, ", ""), "\"z\":1", "\"y\":2")));
}

void TestRecipe::headers()
{
    Event e = eventOf(Raw);
    for (const auto &[name, value] :
         std::vector<std::pair<std::string, std::string>>{{"a", "1"}, {"x-bad", "b"}, {"a", "2"}, {"z", "3"}})
        e.addHeader(name, value);
    const auto r = compiled(recipeOf(R"({"header":"x-fixed","value":"'1'"},{"remove_header":"x-bad"})"));
    QVERIFY(r);
    auto out = (*r)->apply(e.view());
    QVERIFY(out);
    QCOMPARE(bytes(*out->event.value), bytes(Raw));
    QCOMPARE(headersOf(out->event), QByteArray("a=1 a=2 z=3 x-fixed=1 "));
    // One that is there keeps its place, and is the only one afterwards.
    const auto set = compiled(recipeOf(
        R"({"header":"a","value":"value.data.currency + '!'"},{"header":"n","value":"null"},{"header":"m","value":"[1]"},{"remove_header":"none"})"));
    out = (*set)->apply(e.view());
    QVERIFY(out);
    QCOMPARE(headersOf(out->event), QByteArray("a=EUR! x-bad=b z=3 n=null m=[1] "));
    QCOMPARE(out->changes.size(), 3u);
    // A body that is no JSON, or none, is no matter where only headers are edited.
    e.value = std::string("\xff\x00", 2);
    QVERIFY((*r)->apply(e.view()));
    e.value.reset();
    out = (*r)->apply(e.view());
    QVERIFY(out && !out->event.value);
}

void TestRecipe::headersKeepTheirTypes()
{
    Event e = eventOf("x");
    const auto add = [&](std::string_view name, FieldType type, std::string_view json) {
        FieldView f;
        f.name = name;
        f.type = type;
        f.value = json;
        e.addField(f);
    };
    add("count", FieldType::Int64, "7");
    add("flag", FieldType::Boolean, "false");
    add("other", FieldType::Int8, "1");
    const auto r = compiled(recipeOf(
        R"({"header":"count","value":"8"},{"header":"flag","value":"true"},{"header":"other","value":"'text'"})"));
    const auto out = (*r)->apply(e.view());
    QVERIFY(out);
    QCOMPARE(headersOf(out->event), QByteArray("count=8 flag=true other=text "));
    const FieldList fields(out->event.fields);
    QCOMPARE(fields.find(FieldPlace::Header, "count")->type, FieldType::Int64);
    QCOMPARE(fields.find(FieldPlace::Header, "flag")->type, FieldType::Boolean);
    QCOMPARE(fields.find(FieldPlace::Header, "other")->type, FieldType::Bytes);
}

void TestRecipe::whenAndVersions()
{
    const std::string edit = R"({"set":"/data/currency","value":"'USD'"})", usd = replaced(Raw, "\"EUR\"", "\"USD\"");
    QCOMPARE(applied(recipeOf(edit, R"(,"when":"type == 'order.cancelled'")")), bytes(Raw));
    QCOMPARE(applied(recipeOf(edit, R"(,"when":"type == 'order.placed'")")), bytes(usd));
    QCOMPARE(applied(recipeOf(edit, R"(,"when":"value.not.there == 1")")), bytes(Raw));
    QCOMPARE(applied(recipeOf(edit, R"(,"applies_to":"order.cancelled")")), bytes(Raw));
    QCOMPARE(applied(recipeOf(edit, R"(,"applies_to":"order.placed","from":"1.0","to":"1.1")")),
             bytes(usd)); // it tells no version
    const std::string versioned = replaced(Raw, "\"source\"", "\"version\":\"1.1\",\"source\"");
    QCOMPARE(applied(recipeOf(edit, R"(,"from":"1.0")"), eventOf(versioned)), bytes(versioned));
    QCOMPARE(applied(recipeOf(edit, R"(,"from":"1.1")"), eventOf(versioned)),
             bytes(replaced(versioned, "\"EUR\"", "\"USD\"")));
    const auto r = compiled(recipeOf(edit, R"(,"when":"false")"));
    const auto out = (*r)->apply(eventOf(Raw).view());
    QVERIFY(out && !out->applies && out->changes.empty());
    // Where `when` itself fails nobody knows whether the event is meant.
    QVERIFY(applied(recipeOf(edit, R"(,"when":"1 / (value.data.z - 1) > 0")")).startsWith("ERROR when: "));
}

void TestRecipe::changes()
{
    const auto r = compiled(recipeOf(
        R"({"set":"/data/z","value":"2"},{"set":"/data/fresh","value":"'x'"},{"remove":"/data/price"},{"remove":"/none"},)"
        R"({"set":"/data/a","value":"2"},{"rename":"/data/sum","to":"/data/total"},{"append":"/data/tags","value":"1"},{"header":"h","value":"'1'"})"));
    QVERIFY(r);
    const auto out = (*r)->apply(eventOf(Raw).view());
    QVERIFY(out && out->applies);
    JsonWriter json;
    writeChangesJson(json, out->changes);
    QCOMPARE(
        bytes(json.text()),
        QByteArray(
            R"([{"op":"set","path":"/data/z","before":1,"after":2},{"op":"set","path":"/data/fresh","after":"x"},)"
            R"({"op":"remove","path":"/data/price","before":1.10},{"op":"rename","path":"/data/sum","to":"/data/total","before":7.00,"after":7.00},)"
            R"({"op":"append","path":"/data/tags","before":[ "a" , "b" ],"after":[ "a" , "b",1 ]},{"op":"header","header":"h","after":"1"}])"));
}

void TestRecipe::failuresLeaveTheEvent_data()
{
    QTest::addColumn<QByteArray>("edit");
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("no number") << QByteArray(R"({"set":"/data/z","value":"int(value.data.z) + 1"})")
                               << QByteArray(R"({"data":{"z":"abc"}})");
    QTest::newRow("missing field") << QByteArray(R"({"set":"/a","value":"value.b"})") << QByteArray("{}");
    QTest::newRow("no JSON") << QByteArray(R"({"set":"/a","value":"1"})") << QByteArray("not JSON at all");
    QTest::newRow("binary") << QByteArray(R"({"remove":"/a"})") << QByteArray("\x00\x01\xff", 3);
    QTest::newRow("nothing to rename") << QByteArray(R"({"rename":"/a","to":"/b"})") << QByteArray("{}");
    QTest::newRow("no array") << QByteArray(R"({"append":"/a","value":"1"})") << QByteArray(R"({"a":1})");
    QTest::newRow("name twice") << QByteArray(R"({"set":"/a","value":"1"})") << QByteArray(R"({"a":1,"a":2})");
    QTest::newRow("empty") << QByteArray(R"({"set":"/a","value":"1"})") << QByteArray("");
    QTest::newRow("deep") << QByteArray(R"({"set":"/a","value":"1"})") << QByteArray(20000, '[');
    QTest::newRow("header") << QByteArray(R"({"header":"h","value":"value.none"})") << QByteArray("{}");
}

void TestRecipe::failuresLeaveTheEvent()
{
    QFETCH(QByteArray, edit);
    QFETCH(QByteArray, body);
    const auto r = compiled(recipeOf(edit.toStdString()));
    QVERIFY2(r, r ? "" : errorText(r.error()).constData());
    const Event e = eventOf(body.toStdString());
    const auto out = (*r)->apply(e.view());
    QVERIFY2(!out, out ? out->event.value->c_str() : "");
    QVERIFY(!out.error().args.join(QString()).isEmpty());
    Event gone = e;
    gone.value.reset();
    QVERIFY(!(*r)->apply(gone.view()));
}

void TestRecipe::workIsBounded_data()
{
    QTest::addColumn<QByteArray>("edits");
    QTest::addColumn<QByteArray>("what");
    const auto row = [](const char *name, const std::string &edits, const char *what) {
        QTest::newRow(name) << bytes(edits) << QByteArray(what);
    };
    const auto edit = [](const std::string &kind, const std::string &at, const std::string &expression) {
        return "{\"" + kind + "\":\"" + at + "\",\"value\":\"" + expression + "\"}";
    };
    const auto many = [](const std::string &one, int times) {
        std::string out = one;
        for (int i = 1; i < times; ++i)
            out += ',' + one;
        return out;
    };
    const std::string ten = "[0,1,2,3,4,5,6,7,8,9]";
    const std::string tenMega = ten + ".map(a, " + ten + ".map(b, " + ten + ".map(c, value.pad)))";
    const std::string larger = ten + ".map(d, " + tenMega + ")";
    std::string doubled = "value.pad", rounds = "true", headers = edit("header", "h", tenMega);
    for (int i = 0; i < 30; ++i) {
        const std::string name = "v" + std::to_string(i);
        doubled = "cel.bind(" + name + ", " + doubled + ", " + name + " + " + name + ")";
        headers += ',' + edit("header", "h" + name, tenMega);
    }
    for (const char *name : {"f", "e", "d", "c", "b", "a"})
        rounds = ten + ".all(" + name + ", " + rounds + ")";
    row("one text often", edit("set", "/a", larger), "larger");
    row("one text often, in a header", edit("header", "a", larger), "larger");
    row("doubled", edit("set", "/a", doubled), "memory");
    row("replaced", edit("set", "/a", "value.pad.replace('p', value.pad).replace('p', value.pad)"), "memory");
    row("steps of all edits", many(edit("set", "/a", rounds), 100), "steps");
    row("steps of all headers", many(edit("header", "a", rounds), 100), "steps");
    row("appended", many(edit("append", "/list", tenMega), 100), "");
    row("set again", many(edit("set", "/a", tenMega) + ',' + edit("set", "/a", "0"), 100), "");
    row("headers", headers, "");
}

// Whatever a recipe says, an event costs no more than this; it stays where it is then.
void TestRecipe::workIsBounded()
{
    QFETCH(QByteArray, edits);
    QFETCH(QByteArray, what);
    const Event e = eventOf("{\"pad\":\"" + std::string(10'000, 'p') + "\"}");
    const auto r = compiled(recipeOf(edits.toStdString()));
    QVERIFY2(r, r ? "" : errorText(r.error()).constData());
    QElapsedTimer clock;
    clock.start();
    const auto out = (*r)->apply(e.view());
    QVERIFY(!out);
    QVERIFY2(clock.elapsed() < 10'000, QByteArray::number(clock.elapsed()).constData());
    if (what.isEmpty()) {
        QCOMPARE(out.error().code, ErrorCode::TooLarge);
        QCOMPARE(out.error().args.value(3), u"recipe"_s);
    } else {
        QVERIFY2(errorText(out.error()).contains(what), errorText(out.error()).constData());
    }
}

// What only passes through is not made.
void TestRecipe::largeBodiesPass()
{
    const std::string pad(20'000'000, 'p');
    const Event e = eventOf("{\"data\":{\"pad\":\"" + pad + "\",\"n\":1}}");
    const auto r = compiled(recipeOf(R"({"set":"/copy","value":"value.data"},{"set":"/data/n","value":"2"},)"
                                     R"({"rename":"/data/pad","to":"/data/text"},{"remove":"/data/text"})"));
    QVERIFY2(r, r ? "" : errorText(r.error()).constData());
    const auto out = (*r)->apply(e.view());
    QVERIFY2(out, out ? "" : errorText(out.error()).constData());
    QVERIFY(*out->event.value == "{\"data\":{\"n\":2},\"copy\":{\"pad\":\"" + pad + "\",\"n\":1}}");
    // Moving it to and fro is another thing.
    std::string toAndFro = R"({"rename":"/data","to":"/atad"},{"rename":"/atad","to":"/data"})";
    for (int i = 0; i < 20; ++i)
        toAndFro += R"(,{"rename":"/data","to":"/atad"},{"rename":"/atad","to":"/data"})";
    const auto moved = (*compiled(recipeOf(toAndFro)))->apply(e.view());
    QVERIFY(!moved);
    QCOMPARE(moved.error().code, ErrorCode::TooLarge);
}

void TestRecipe::reading_data()
{
    QTest::addColumn<QByteArray>("text");
    const auto row = [](const char *name, const std::string &text) { QTest::newRow(name) << bytes(text); };
    row("empty", "");
    row("blank", " \n");
    row("text", "hello");
    row("list", "[1]");
    row("cut off", R"({"recipe":"x","version":1,"edits":[{"set":"/a")");
    row("no name", R"({"version":1,"edits":[{"remove":"/a"}]})");
    row("no edits", R"({"recipe":"x","version":1})");
    row("empty edits", R"({"recipe":"x","edits":[]})");
    row("no such edit", recipeOf(R"({"explode":"/a"})"));
    row("no value", recipeOf(R"({"set":"/a"})"));
    row("value is null", recipeOf(R"({"set":"/a","value":null})"));
    row("value is an object", recipeOf(R"({"set":"/a","value":{}})"));
    row("broken expression", recipeOf(R"({"set":"/a","value":"1 +"})"));
    row("unknown name", recipeOf(R"({"set":"/a","value":"nobody"})"));
    row("broken when", recipeOf(R"({"remove":"/a"})", R"(,"when":"type =")"));
    row("when that is no truth", recipeOf(R"({"remove":"/a"})", R"(,"when":"1 + 1")"));
    row("broken pointer", recipeOf(R"({"remove":"a"})"));
    row("two in one", recipeOf(R"({"remove":"/a","set":"/b","value":"1"})"));
    row("rename without to", recipeOf(R"({"rename":"/a"})"));
    row("value where none belongs", recipeOf(R"({"remove":"/a","value":"1"})"));
    row("header without name", recipeOf(R"({"header":"","value":"1"})"));
    row("misspelt when", recipeOf(R"({"remove":"/a"})", R"(,"whn":"true")"));
    row("name twice", recipeOf(R"({"remove":"/a"})", R"(,"recipe":"y")"));
    row("version 0", R"({"recipe":"x","version":0,"edits":[{"remove":"/a"}]})");
    row("version text", R"({"recipe":"x","version":"1","edits":[{"remove":"/a"}]})");
    row("half an example", recipeOf(R"({"remove":"/a"})", R"(,"examples":[{"before":{}}])"));
    row("deep", recipeOf(R"({"remove":"/a"})", ",\"examples\":" + std::string(100000, '[')));
    std::string many = R"({"remove":"/a"})";
    for (int i = 0; i < 1000; ++i)
        many += R"(,{"remove":"/a"})";
    row("too many edits", recipeOf(many));
    row("the replay's own headers", recipeOf(R"({"header":"flowbench-replay-id","value":"'x'"})"));
    row("the replay's own count", recipeOf(R"({"header":"flowbench-replay-count","value":"0"})"));
    row("no UTF-8", recipeOf("{\"remove\":\"/\xff\"}"));
    row("long expression", recipeOf(R"({"set":"/a","value":")" + std::string(100'000, '1') + "\"}"));
    row("BOM alone", "\xEF\xBB\xBF \t\r\n");
    row("a comment alone", "# nothing\n");
}

void TestRecipe::reading()
{
    QFETCH(QByteArray, text);
    const auto r = compiled(text.toStdString());
    QVERIFY(!r);
    QVERIFY(r.error().code == ErrorCode::BadJson || r.error().code == ErrorCode::BadExpression);
    QCOMPARE(r.error().args.value(3), r.error().code == ErrorCode::BadJson ? u"recipe"_s : QString());
    QVERIFY(!r.error().args.join(QString()).contains(u"written as a text"_s) || !text.contains("111"));
}

void TestRecipe::yaml()
{
    const std::string text =
        "# comment\nrecipe: fix\nversion: 2\napplies_to: order.placed\nfrom: 1.0\nedits:\n  - set: /data/currency\n    "
        "value: \"'USD'\"\n"
        "  - rename: /data/sum\n    to: /data/total\n  - set: /data/z\n    value: value.data.a + 1\n  - set: /data/a\n "
        "   value: 7\n"
        "when: has(value.data)\nexamples:\n  - before: {data: {currency: X, sum: 1.10, z: 1, a: 2, big: "
        "9223372036854775808, text: \"1\"}}\n"
        "    after: {data: {currency: USD, total: 1.10, z: 3, a: 7, big: 9223372036854775808, text: '1'}}\n";
    const auto read = readRecipe(text);
    QVERIFY2(read, read ? "" : errorText(read.error()).constData());
    QCOMPARE(read->name, u"fix"_s);
    QCOMPARE(read->version, 2);
    QCOMPARE(read->from, std::string("1.0"));
    QCOMPARE(read->edits.size(), 4u);
    const auto r = Recipe::compile(*read);
    QVERIFY(r);
    const auto results = (*r)->testExamples();
    QVERIFY2(results.size() == 1 && results[0].same, results[0].got.c_str());
    QCOMPARE(applied(text), bytes(replaced(replaced(replaced(Raw, "\"EUR\"", "\"USD\""), "\"sum\"", "\"total\""),
                                           "\"z\":1, \"a\":2", "\"z\":3, \"a\":7")));
    const auto json = yamlToJson("a: [1, 1.10, 1e400, 0x1f, 01, -, true, yes, null, ~, 2026-07-01, 'x', \"y\\n\", "
                                 "'true']\nb:\n  c: |\n    text\n");
    QVERIFY(json);
    QCOMPARE(
        bytes(*json),
        QByteArray(
            R"({"a":[1,1.10,1e400,"0x1f","01","-",true,"yes",null,null,"2026-07-01","x","y\n","true"],"b":{"c":"text\n"}})"));
}

void TestRecipe::yamlIsHostile_data()
{
    QTest::addColumn<QByteArray>("text");
    QByteArray laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n";
    for (int i = 1; i < 12; ++i)
        laughs += "a" + QByteArray::number(i) + ": &a" + QByteArray::number(i) + " [" +
                  QByteArray("*a" + QByteArray::number(i - 1) + ",").repeated(9).chopped(1) + "]\n";
    QTest::newRow("laughs") << laughs;
    QTest::newRow("deep flow") << QByteArray(100000, '[');
    QTest::newRow("deep blocks") << QByteArray("- ").repeated(50000);
    QTest::newRow("deep maps") << QByteArray("{a: ").repeated(50000);
    QTest::newRow("itself") << QByteArray("&a [*a]");
    QTest::newRow("two documents") << QByteArray("a: 1\n---\nb: 2\n");
    QTest::newRow("tags") << QByteArray("a: !!python/object:os.system x\n");
    QTest::newRow("name twice") << QByteArray("a: 1\na: 2\n");
    QTest::newRow("no name") << QByteArray("? [1]\n: 2\n");
    QTest::newRow("unknown alias") << QByteArray("a: *b\n");
    QTest::newRow("tab") << QByteArray("a:\n\t- b\n");
    QTest::newRow("not UTF-8") << QByteArray("a: \"\xff\xfe\"\n");
    QTest::newRow("NUL") << QByteArray("a: \0b\n", 6);
    QTest::newRow("large") << QByteArray("a: ") + QByteArray(5 << 20, 'x');
}

void TestRecipe::yamlIsHostile()
{
    QFETCH(QByteArray, text);
    QElapsedTimer timer;
    timer.start();
    const auto json = yamlToJson(text.toStdString());
    if (json)
        QVERIFY(checkJson(*json));
    QVERIFY(!readRecipe(text.toStdString()));
    QVERIFY2(timer.elapsed() < 5000, qPrintable(QString::number(timer.elapsed())));
}

void TestRecipe::examples()
{
    const std::string edits =
        R"({"set":"/data/currency","value":"value.data.country == 'US' ? 'USD' : 'EUR'"},{"remove":"/data/tmp"})";
    const std::string us =
        R"({"before":{"type":"order.placed","data":{"country":"US","currency":"XXX","tmp":1}},"after":{"data":{"currency":"USD","country":"US"},"type":"order.placed"}})";
    const std::string wrong =
        R"({"before":{"data":{"country":"DE","currency":"XXX"}},"after":{"data":{"country":"DE","currency":"USD"}}})";
    const std::string fails = R"({"before":[1],"after":[1]})";
    const auto r = compiled(recipeOf(edits, ",\"examples\":[" + us + "," + wrong + "," + fails + "]"));
    QVERIFY(r);
    const auto results = (*r)->testExamples();
    QCOMPARE(results.size(), 3u);
    QVERIFY(results[0].same);
    QVERIFY(!results[1].same && !results[1].error);
    QCOMPARE(bytes(results[1].got), QByteArray(R"({"data":{"country":"DE","currency":"EUR"}})"));
    QVERIFY(results[2].error);
    // Examples are bodies: they need not tell a whole envelope for `when`.
    for (const char *when :
         {R"(,"when":"type == 'order.placed'")", R"(,"applies_to":"order.placed","when":"type == 'order.placed'")"}) {
        const auto w = compiled(recipeOf(edits, std::string(when) + ",\"examples\":[" + us + "]"));
        QVERIFY(w);
        QVERIFY2((*w)->testExamples()[0].same, when);
    }
}

void TestRecipe::sameJson_data()
{
    QTest::addColumn<QByteArray>("a");
    QTest::addColumn<QByteArray>("b");
    QTest::addColumn<bool>("same");
    int n = 0;
    const auto row = [&](const char *a, const char *b, bool same) {
        QTest::newRow(qPrintable(QString::number(++n))) << QByteArray(a) << QByteArray(b) << same;
    };
    row(R"({"a":1,"b":[1, 2]})", R"( {"b":[1,2],"a":1} )", true);
    row("1.10", "1.1", true);
    row("1e2", "100", true);
    row("100.0", "1E+2", true);
    row("-0", "0.00", true);
    row("0.001", "1e-3", true);
    row("9223372036854775808", "9223372036854775807", false);
    row("1e400", "1e401", false);
    row("1e400", "10e399", true);
    row("1e99999999999999999999", "1e99999999999999999998", true); // beyond what anybody counts
    row("1", "-1", false);
    row("1", "\"1\"", false);
    row("true", "false", false);
    row("null", "0", false);
    row("[]", "{}", false);
    row("[1,2]", "[2,1]", false);
    row("[1]", "[1,1]", false);
    row(R"("\u00e9\/")", "\"\xc3\xa9/\"", true);
    row(R"({"\u0061":1})", R"({"a":1})", true);
    row(R"({"a":1})", R"({"b":1})", false);
    row(R"({"a":1})", R"({"a":1,"b":2})", false);
}

void TestRecipe::sameJson()
{
    QFETCH(QByteArray, a);
    QFETCH(QByteArray, b);
    QFETCH(bool, same);
    QCOMPARE(jsonSaysTheSame(a.toStdString(), b.toStdString()), same);
    QCOMPARE(jsonSaysTheSame(b.toStdString(), a.toStdString()), same);
}

void TestRecipe::nextVersion()
{
    const auto next = withVersion("{ \"version\" : 1,\n  \"recipe\":\"x\" }\n", 2);
    QVERIFY(next);
    QCOMPARE(bytes(*next), QByteArray("{ \"version\" : 2,\n  \"recipe\":\"x\" }\n"));
}

void TestRecipe::speed()
{
    const auto r = compiled(recipeOf(
        R"({"set":"/data/z","value":"int(value.data.z) + 1"},{"rename":"/data/sum","to":"/data/total"},{"header":"x-fixed","value":"'1'"})"));
    QVERIFY(r);
    const Event e = eventOf(Raw);
    constexpr int Rounds = 50000;
    QElapsedTimer timer;
    timer.start();
    for (int i = 0; i < Rounds; ++i)
        QVERIFY((*r)->apply(e.view()));
    const qint64 ms = std::max<qint64>(timer.elapsed(), 1);
    qInfo("three edits: %lld events/s", Rounds * 1000ll / ms);
    QVERIFY(ms < 20000);
}

QTEST_APPLESS_MAIN(TestRecipe)
#include "tst_recipe.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/decode/decoder.h"
#include "model/query/eventfilter.h"
#include "model/query/prefilter.h"

#include <QElapsedTimer>
#include <QTest>

#include <atomic>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <new>
#include <random>
#include <thread>

using namespace flowbench;
using Verdict = EventMatcher::Verdict;

namespace {
thread_local bool counting = false;
thread_local std::size_t allocations = 0;
} // namespace

void *operator new(std::size_t size)
{
    allocations += counting;
    if (void *at = std::malloc(size ? size : 1))
        return at;
    throw std::bad_alloc();
}
void operator delete(void *at) noexcept { std::free(at); }
void operator delete(void *at, std::size_t) noexcept { std::free(at); }

namespace {

std::shared_ptr<const EventFilter> filter(const char *expression)
{
    auto compiled = EventFilter::compile(expression);
    if (!compiled)
        qFatal("%s: %s", expression, qPrintable(compiled.error().args.join(u' ')));
    return *compiled;
}

Event body(std::string_view value)
{
    Event e;
    e.channel = "orders";
    e.value = value;
    return e;
}

Event order(int i)
{
    static const char *const Types[] = {"order.placed", "order.cancelled", "payment.processed"};
    std::string items;
    for (int k = 0; k < i % 3; ++k)
        items += std::string(k ? "," : "") + "{\"sku\":\"S-" + std::to_string(i % 1000) +
                 "\",\"price\":" + std::to_string(k * 10) + ".5}";
    Event e = body("{\"id\":\"id-" + std::to_string(i) + "\",\"type\":\"" + Types[i % 3] +
                   "\",\"time\":\"2026-07-01T12:00:00Z\",\"data\":{\"n\":" + std::to_string(i % 100) +
                   ",\"total\":" + std::to_string(i % 500) + "." + std::to_string(i % 10) + ",\"items\":[" + items +
                   "]" + (i % 10 == 0 ? ",\"discount\":" + std::to_string(i % 50) : std::string()) + "}}");
    e.key = "key-" + std::to_string(i);
    e.partition = i % 6;
    e.offset = i / 6;
    e.timeMs = 1'780'000'000'000 + i;
    e.timeKind = TimeKind::Create;
    return e;
}

// {"type":"order.placed","name":"J\xc3\xbcrgen","id":"1","timestamp":1}, by gzip
const QByteArray Gzipped = QByteArray::fromBase64(
    "H4sIAAAAAAACA6tWKqksSFWyUsovSkkt0ivISUxOTVHSUcpLzAWJeh3eU5SemgcUyEwBcg2BjJLM3NTiksTcAiUrw1oAnr8YJz8AAAA=");

} // namespace

class tst_EventFilter : public QObject
{
    Q_OBJECT

private slots:
    void findsExactlyTheRightEvents_data();
    void findsExactlyTheRightEvents();
    void nothingHidesAMatch();
    void failuresAreNoMatches();
    void namesOfAnEvent_data();
    void namesOfAnEvent();
    void absentNames();
    void fieldsOfAFailureAreKnown_data();
    void fieldsOfAFailureAreKnown();
    void typedHeaders();
    void wholeBodies();
    void brokenBodies();
    void mistakes();
    void expressions();
    void sortKeys();
    void whatIsWrittenIsBounded();
    void loopsReadOnce_data();
    void loopsReadOnce();
    void manyThreads();
    void noAllocationOnTheCommonPath();
    void prefilterTerms_data();
    void prefilterTerms();
    void prefilterChangesNoVerdict();
    void theTypeMayStandInHeaders();
    void theQuickTestIsTheEvaluation();
    void theQuickTestReadsNumbersExactly();
};

using Plain = std::function<bool(int)>;
Q_DECLARE_METATYPE(Plain)

void tst_EventFilter::findsExactlyTheRightEvents_data()
{
    QTest::addColumn<QByteArray>("expression");
    QTest::addColumn<Plain>("plain");
    const auto row = [](const char *expression, Plain plain) {
        QTest::newRow(expression) << QByteArray(expression) << plain;
    };
    const auto total = [](int i) { return i % 500 + (i % 10) / 10.0; };
    row("value.data.total > 499.0", [=](int i) { return total(i) > 499; });
    row("value.data.total > 100", [=](int i) { return total(i) > 100; });
    row("value.id == \"id-7777\"", [](int i) { return i == 7777; });
    row("key == 'key-4242'", [](int i) { return i == 4242; });
    row("type == 'order.cancelled' && value.data.n == 3", [](int i) { return i % 3 == 1 && i % 100 == 3; });
    row("has(value.data.discount) && value.data.discount >= 49", [](int i) { return i % 10 == 0 && i % 50 >= 49; });
    row("!has(value.data.discount)", [](int i) { return i % 10 != 0; });
    row("value.data.discount == 20", [](int i) { return i % 10 == 0 && i % 50 == 20; });
    row("value.data.items.exists(x, x.sku == 'S-998')", [](int i) { return i % 1000 == 998 && i % 3 > 0; });
    row("value.data.items.all(x, x.price < 5.0)", [](int i) { return i % 3 < 2; });
    row("value.id.matches('^id-1[0-9]{2}$')", [](int i) { return i >= 100 && i < 200; });
    row("key.endsWith('999') || id == 'id-5'", [](int i) { return i % 1000 == 999 || i == 5; });
    row("!(value.data.n < 99) && size(value.data.items) == 2 && size > 0",
        [](int i) { return i % 100 == 99 && i % 3 == 2; });
    row("partition == 3 && offset < 10", [](int i) { return i % 6 == 3 && i / 6 < 10; });
    row("time >= timestamp('2026-05-28T20:26:45Z')", [](int i) { return i >= 5000; });
    row("channel == 'orders' && value.data.n in [1, 2, 77]",
        [](int i) { return i % 100 == 1 || i % 100 == 2 || i % 100 == 77; });
    row("envelope.type.startsWith('pay')", [](int i) { return i % 3 == 2; });
    row("value.data.nowhere == 1 || value.data.n == 50", [](int i) { return i % 100 == 50; });
    row("value['data']['n'] + 1 == 10", [](int i) { return i % 100 == 9; });
    row("value.data.items[1].price == 10.5", [](int i) { return i % 3 == 2; });
}

void tst_EventFilter::findsExactlyTheRightEvents()
{
    QFETCH(QByteArray, expression);
    QFETCH(Plain, plain);
    const auto f = filter(expression);
    int matches = 0;
    for (int i = 0; i < 10000; ++i) {
        const Event e = order(i);
        const Verdict verdict = f->matches(e.view());
        const bool outOfList = expression.contains("items[1]") && i % 3 < 2;
        QVERIFY2(verdict == (plain(i)    ? Verdict::Match
                             : outOfList ? Verdict::Failed
                                         : Verdict::NoMatch),
                 e.value->c_str());
        matches += verdict == Verdict::Match;
    }
    QVERIFY(matches > 0 || expression.contains(">= 49"));
}

void tst_EventFilter::nothingHidesAMatch()
{
    const auto name = filter("value.name == 'J\xc3\xbcrgen'");
    const auto type = filter("type == 'order.placed'");
    const std::string plain = "{\"type\":\"order.placed\",\"name\":\"J\xc3\xbcrgen\",\"id\":\"1\",\"timestamp\":1}";
    Event header = body("{\"name\":\"h\"}");
    for (const auto &[n, v] :
         {std::pair{"ce_type", "order.placed"}, {"ce_id", "1"}, {"ce_source", "s"}, {"ce_specversion", "1.0"}})
        header.addHeader(n, v);
    for (int round = 0; round < 3000; ++round) { // also while the quick test of bytes rests
        QVERIFY(name->matches(body(plain).view()) == Verdict::Match);
        QVERIFY(name->matches(body("{\"name\":\"J\\u00fcrgen\"}").view()) == Verdict::Match);
        QVERIFY(name->matches(body("{\"n\\u0061me\":\"J\xc3\xbcrgen\"}").view()) == Verdict::Match);
        QVERIFY(name->matches(body("{\"name\":\"other\"}").view()) == Verdict::NoMatch);
        QVERIFY(type->matches(header.view()) == Verdict::Match);
        QVERIFY(type->matches(body(R"({"type":"order\u002eplaced","id":"1","timestamp":1})").view()) == Verdict::Match);
        QVERIFY(type->matches(body(plain).view()) == Verdict::Match);
    }
    QVERIFY(name->matches(body({Gzipped.constData(), std::size_t(Gzipped.size())}).view()) == Verdict::Match);
    // MsgPack: {"name": "Jürgen"}
    QVERIFY(name->matches(body("\x81\xa4name\xa7J\xc3\xbcrgen").view()) == Verdict::Match);
}

void tst_EventFilter::failuresAreNoMatches()
{
    const auto f = filter("10 / value.n >= 5");
    const auto says = [&](const char *text) {
        const Event e = body(text);
        const auto why = f->explain(e.view());
        if (why.has_value() != (f->matches(e.view()) == Verdict::Failed))
            return QStringLiteral("verdict and explanation differ");
        return why ? why->message : QString();
    };
    QVERIFY(f->matches(body("{\"n\":1}").view()) == Verdict::Match);
    QVERIFY(f->matches(body("{\"n\":2}").view()) == Verdict::Match);
    QVERIFY(f->matches(body("{\"n\":5}").view()) == Verdict::NoMatch);
    QVERIFY(says("{\"n\":0}").contains(u"zero"));
    QVERIFY(says("{\"n\":\"text\"}").contains(u"string"));
    QVERIFY(says("{\"m\":1}").isEmpty());
    QVERIFY(says("not json").isEmpty());
    QVERIFY(says("").isEmpty());
    QCOMPARE(f->decodeFailures(), quint64(0));

    // A body that says it is gzip and is none.
    const auto g = filter("value.a == 1");
    const Event broken = body("\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03 is no gzip at all");
    QVERIFY(g->matches(broken.view()) == Verdict::Failed);
    QCOMPARE(g->decodeFailures(), quint64(1));
    const auto why = g->explain(broken.view());
    QVERIFY(why && why->stage == EventFailure::Stage::Decode && !why->message.isEmpty());
    QCOMPARE(failureStageName(why->stage), "decode");
    QVERIFY(filter("value.a == 1 || key == null")->matches(broken.view()) == Verdict::Match);

    const auto noBool = filter("value.flag");
    QVERIFY(noBool->matches(body("{\"flag\":true}").view()) == Verdict::Match);
    QVERIFY(noBool->matches(body("{\"flag\":7}").view()) == Verdict::Failed);
    QVERIFY(noBool->explain(body("{\"flag\":7}").view())->message.contains(u"int"));
}

void tst_EventFilter::namesOfAnEvent_data()
{
    QTest::addColumn<QByteArray>("expression");
    QTest::addColumn<QByteArray>("text");
    const auto row = [](const char *expression, const char *text) {
        QTest::newRow(expression) << QByteArray(expression) << QByteArray(text);
    };
    row("key", "key-7");
    row("value.data.n", "7");
    row("value.data.total", "7.7");
    row("type", "order.cancelled");
    row("id", "id-7");
    row("string(time)", "2026-05-28T20:26:40.007Z");
    row("channel", "orders");
    row("partition", "1");
    row("offset", "1");
    row("size", "131");
    row("headers.h", "two");
    row("headers['h']", "two");
    row("headers", R"({"h":"two","x-null":null,"bin":"/w=="})");
    row("headers.bin", "/w==");
    row("has(headers.h) && !has(headers.nowhere)", "true");
    row("headers['x-null'] == null", "true");
    row("size(headers)", "3");
    row("envelope.id + envelope.shape", "id-7type-data");
    row("value.data.items", R"([{"sku":"S-7","price":0.5}])");
    row("value.data.items.map(x, x.sku)", R"(["S-7"])");
    row("type(value.data.n) == int && type(value.data.total) == double", "true");
    row("value.data.n * 1.5", "10.5");
    row("has(failure.reason)", "");
    row("value.nowhere", "");
}

void tst_EventFilter::namesOfAnEvent()
{
    QFETCH(QByteArray, expression);
    QFETCH(QByteArray, text);
    Event e = order(7);
    e.addHeader("h", "one");
    e.addHeader("x-null", std::nullopt);
    e.addHeader("bin", "\xff");
    e.addHeader("h", "two");
    auto compiled = EventExpression::compile({expression.constData(), std::size_t(expression.size())});
    QVERIFY(compiled);
    const auto got = (*compiled)->text(e.view());
    if (expression == "headers")
        QCOMPARE(QByteArray::fromStdString(got.value_or("")), QByteArray(R"({"x-null":null,"bin":"/w==","h":"two"})"));
    else
        QCOMPARE(QByteArray::fromStdString(got.value_or("")), text);
}

void tst_EventFilter::absentNames()
{
    Event e;
    e.channel = "c";
    for (const char *expression :
         {"partition == 0", "offset == 0", "type == ''", "id == ''", "time > timestamp(0)", "failure.reason == ''",
          "envelope.id == ''", "headers.x == ''", "value.x == 1", "has(value.x)"})
        QVERIFY2(filter(expression)->matches(e.view()) == Verdict::NoMatch, expression);
    QVERIFY(filter("key == null && value == null && size == 0")->matches(e.view()) == Verdict::Match);
    e.key = "\xff";
    QVERIFY(filter("key == b'\\xff'")->matches(e.view()) == Verdict::Match);
}

void tst_EventFilter::fieldsOfAFailureAreKnown_data()
{
    QTest::addColumn<QString>("expression");
    QTest::addColumn<QString>("what");
    QTest::addColumn<int>("column");
    const auto row = [](const char *expression, const char *what, int column) {
        QTest::newRow(expression) << QString::fromUtf8(expression) << QString::fromUtf8(what) << column;
    };
    row("failure.exeption == 'x'", "failure has no field 'exeption'; did you mean 'exception'?", 9);
    row("size > 0 && has(failure.resaon)", "failure has no field 'resaon'; did you mean 'reason'?", 13);
    row("failure['exeption'] == 'x'", "failure has no field 'exeption'; did you mean 'exception'?", 8);
    row("failure.origin.queue == 'x'",
        "failure.origin has no field 'queue'; it may have channel, partition, offset, exchange, routing_keys, group",
        16);
    row("failure.reason.text == 'x'", "failure.reason has no field 'text'", 16);
}

void tst_EventFilter::fieldsOfAFailureAreKnown()
{
    QFETCH(QString, expression);
    const auto compiled = EventFilter::compile(expression.toStdString());
    QVERIFY(!compiled);
    QVERIFY(compiled.error().code == ErrorCode::BadExpression);
    QTEST(compiled.error().args.value(0), "what");
    QFETCH(int, column);
    QCOMPARE(compiled.error().args.value(1).toInt(), column);
    for (const char *fine :
         {"failure.origin.routing_keys[0] == 'a'", "failure.message.size() > 3", "has(failure.stack)",
          "failure['reason'] == 'expired'", "failure.all(k, k != '')", "value.exeption == 1"})
        QVERIFY2(EventFilter::compile(fine), fine);
}

void tst_EventFilter::typedHeaders()
{
    Event e = body("x");
    const auto field = [&](FieldType type, const char *name, const char *json) {
        e.addField({FieldPlace::Header, type, false, name, json});
    };
    field(FieldType::Int64, "long", "9223372036854775807");
    field(FieldType::Double, "double", "5");
    field(FieldType::Boolean, "flag", "true");
    field(FieldType::Table, "table", R"({"a":[1,{"b":"c"}]})");
    field(FieldType::Timestamp, "at", "1780000000");
    field(FieldType::Void, "void", "null");
    e.addHeader("kafka_deliveryAttempt", std::string_view("\0\0\0\2", 4));
    e.addField({FieldPlace::Property, FieldType::Bytes, false, "long", "no header"});
    for (const char *expression :
         {"headers.long == 9223372036854775807", "type(headers.double) == double && headers.double == 5.0",
          "headers.flag", "headers.table.a[1].b == 'c'", "headers.at == timestamp('2026-05-28T20:26:40Z')",
          "headers.void == null", "headers.kafka_deliveryAttempt == 2", "headers.all(k, k != 'message_id')",
          "size(headers) == 7"})
        QVERIFY2(filter(expression)->matches(e.view()) == Verdict::Match, expression);
}

void tst_EventFilter::wholeBodies()
{
    QVERIFY(filter("value == 'plain text'")->matches(body("plain text").view()) == Verdict::Match);
    QVERIFY(filter("value == {'a': 1, 'b': [1.5, null]}")->matches(body("{\"b\":[1.5,null],\"a\":1}").view()) ==
            Verdict::Match);
    QVERIFY(filter("value[1] == 2")->matches(body("[1,2]").view()) == Verdict::Match);
    QVERIFY(filter("value.a.exists(k, k == 'x')")->matches(body("{\"a\":{\"x\":1}}").view()) == Verdict::Match);
    QVERIFY(filter("type(value) == bytes && size(value) == 2")->matches(body("\xff\xfe").view()) == Verdict::Match);
    QVERIFY(filter("value == null")->matches(body("null").view()) == Verdict::Match);
    QVERIFY(filter("value.a == null")->matches(body("{\"a\":null}").view()) == Verdict::Match);
    QVERIFY(filter("value.a.b == 1")->matches(body("{\"a\":null}").view()) == Verdict::NoMatch);
}

void tst_EventFilter::brokenBodies()
{
    const auto f = filter("value.a == 1"), all = filter("value.all(k, true)"), list = filter("size(value.l) == 2");
    for (const char *text : {"{\"a\":1", "{\"a\":1,\"b\":", "{\"x\":[}", "{\"x\":1,}", "{\"x\" 1}", "{", "[", "{]",
                             "{\"a\":01}", "{\"a\":tru}", "{\"x\":\"\xff\",\"a\":1}", "{\"x\":\"open}",
                             "{\"l\":[1,2,]}", "{\"l\":[1 2]}", "{\"l\":{\"a\":1,\"b\"}}"}) {
        QVERIFY2(f->matches(body(text).view()) == Verdict::NoMatch, text);
        QVERIFY2(list->matches(body(text).view()) != Verdict::Match, text);
        QVERIFY2(all->matches(body(text).view()) == Verdict::Failed, text); // text and bytes have no all()
    }
    const std::string deep = std::string(100000, '[') + std::string(100000, ']');
    QVERIFY(filter("value == 1")->matches(body(deep).view()) == Verdict::NoMatch);
    QVERIFY(filter("value.a == 1")->matches(body("{\"x\":" + deep + ",\"a\":1}").view()) == Verdict::Match);
    const std::string large = "{\"x\":\"" + std::string(20 << 20, 'x') + "\",\"a\":1}";
    QVERIFY(f->matches(body(large).view()) == Verdict::Match);
}

void tst_EventFilter::mistakes()
{
    const auto column = [](const char *expression) {
        const auto compiled = EventFilter::compile(expression);
        if (compiled || compiled.error().code != ErrorCode::BadExpression || compiled.error().args[0].isEmpty())
            return -1;
        return compiled.error().args[1].toInt();
    };
    QCOMPARE(column("value.x >"), 10);
    QCOMPARE(column("value.x == 1 &&& key"), 16);
    QCOMPARE(column("nowhere == 1"), 1);
    QVERIFY(column("size + 1") > 0);
    QVERIFY(column("'text'") > 0);
    QVERIFY(column("") > 0);
}

void tst_EventFilter::expressions()
{
    const Event e = order(8);
    const auto text = [&](const char *expression, std::size_t limit = 1000) {
        const auto compiled = EventExpression::compile(expression);
        return compiled ? (*compiled)->text(e.view(), limit).value_or("-") : std::string("mistake");
    };
    const auto json = [&](const char *expression) {
        const auto compiled = EventExpression::compile(expression);
        const auto result = (*compiled)->json(e.view());
        return result ? *result : result.error().args.join(u' ').toStdString();
    };
    QCOMPARE(text("'J\xc3\xbcrgen'", 2), std::string("J"));
    QCOMPARE(text("'J\xc3\xbcrgen'", 3), std::string("J\xc3\xbc"));
    QCOMPARE(text("1.0"), std::string("1"));
    QCOMPARE(text("duration('90s')"), std::string("90s"));
    QCOMPARE(text("1 / 0"), std::string("-"));
    QCOMPARE(json("{'a': 1.0, 'b': 18446744073709551615u, 'c': b'\\xff', 'd': 0.0 / 0.0}"),
             std::string(R"({"a":1.0,"b":18446744073709551615,"c":"/w==","d":"NaN"})"));
    QCOMPARE(json("'a\"b'"), std::string(R"("a\"b")"));
    QCOMPARE(json("value.data.n"), std::string("8"));
    QVERIFY(json("1 / value.nowhere").find("no such") != std::string::npos);
}

void tst_EventFilter::sortKeys()
{
    const std::vector<const char *> ascending{"-1.0 / 0.0",
                                              "-9223372036854775807 - 1",
                                              "-5",
                                              "-4.5",
                                              "0",
                                              "0.5",
                                              "1",
                                              "9007199254740992.0",
                                              "9007199254740993",
                                              "9007199254740994",
                                              "9223372036854775807",
                                              "18446744073709551615u",
                                              "1e300",
                                              "timestamp(0)",
                                              "timestamp(5)",
                                              "duration('1s')",
                                              "false",
                                              "true",
                                              "''",
                                              "'A'",
                                              "'a'",
                                              "'ab'",
                                              "null",
                                              "value.nowhere"};
    const Event e = body("{}");
    std::string before;
    for (const char *expression : ascending) {
        const auto compiled = EventExpression::compile(expression);
        QVERIFY2(compiled.ok(), expression);
        std::string key;
        (*compiled)->sortKey(e.view(), key);
        QVERIFY2(before < key, expression);
        before = key;
    }
}

void tst_EventFilter::whatIsWrittenIsBounded()
{
    // 100 000 times the same text: made once, and written as often as it stands there.
    const Event e = body("{\"pad\":\"" + std::string(20'000, 'p') + "\"}");
    const std::string ten = "[0,1,2,3,4,5,6,7,8,9]";
    const auto compiled = EventExpression::compile(ten + ".map(a, " + ten + ".map(b, " + ten + ".map(c, " + ten +
                                                   ".map(d, " + ten + ".map(e, value.pad)))))");
    QVERIFY(compiled.ok());
    const auto json = (*compiled)->json(e.view());
    QVERIFY(!json.ok());
    QCOMPARE(json.error().code, ErrorCode::Evaluation);
    QVERIFY(json.error().args.value(0).contains(u"larger"));
    const auto text = (*compiled)->text(e.view(), 30'000);
    QVERIFY(text.has_value());
    QCOMPARE(text->size(), std::size_t(30'000));
    QVERIFY(text->starts_with("[[[[[\"ppp"));
    std::string key;
    (*compiled)->sortKey(e.view(), key);
    QVERIFY(key.size() <= 100);
    EvaluationBudget budget;
    budget.bytes = 100;
    QVERIFY(!(*EventExpression::compile("value.pad"))->json(e.view(), budget).ok());
    QCOMPARE((*EventExpression::compile("value.pad.size()"))->json(e.view(), budget).value(), std::string("20000"));
    budget.steps = 0;
    QVERIFY(!(*EventExpression::compile("value.pad.size() + 1"))->json(e.view(), budget).ok());
}

void tst_EventFilter::loopsReadOnce_data()
{
    QTest::addColumn<QByteArray>("expression");
    for (const char *e : {"headers.h == 1", "headers['h'] == 1", "type == 'x'", "id == 'x'", "value == 1", "key == 1",
                          "failure == 1", "envelope == 1", "value.list.size() == 1", "value.inner.list[1] == 1"})
        QTest::newRow(e) << QByteArray(e);
}

void tst_EventFilter::loopsReadOnce()
{
    QFETCH(QByteArray, expression);
    std::string list = "[1";
    for (int i = 0; i < 300'000; ++i)
        list += ",1";
    list += ']';
    Event e =
        body(R"({"id":"1","type":"order.placed","timestamp":1,"list":)" + list + R"(,"inner":{"list":)" + list + "}}");
    e.key = std::string(1'000'000, 'k');
    e.addHeader("h", list);
    std::string looped = expression.toStdString() + " && false";
    for (const char *name : {"e", "d", "c", "b", "a"})
        looped = "[0,1,2,3,4,5,6,7,8,9].exists(" + std::string(name) + ", " + looped + ')';
    const auto f = filter(looped.c_str());
    QElapsedTimer clock;
    clock.start();
    const Verdict verdict = f->matches(e.view());
    QVERIFY(verdict != Verdict::Match);
    QVERIFY2(clock.elapsed() < 2000, QByteArray::number(clock.elapsed()).constData());
}

void tst_EventFilter::manyThreads()
{
    const auto f = filter("value.data.total > 100 && type.startsWith('order.')");
    std::vector<Event> events;
    for (int i = 0; i < 2000; ++i)
        events.push_back(order(i));
    std::atomic<int> matches = 0;
    std::vector<std::thread> threads;
    for (int t = 0; t < 8; ++t) {
        threads.emplace_back([&] {
            for (const Event &e : events)
                matches += f->matches(e.view()) == Verdict::Match;
        });
    }
    for (std::thread &t : threads)
        t.join();
    int once = 0;
    for (const Event &e : events)
        once += f->matches(e.view()) == Verdict::Match;
    QVERIFY(once > 0);
    QCOMPARE(matches.load(), 8 * once);
}

void tst_EventFilter::noAllocationOnTheCommonPath()
{
    Event e = order(9);
    e.addHeader("x", "1");
    for (const char *expression : {"value.data.total > 100", "value.data.n == 9 && key == 'key-9'",
                                   "value.id.matches('^id-[0-9]$') && headers.x == '1'",
                                   "value.data.items.exists(x, x.price > 1.0) || offset > 7", "value.id == 'nowhere'",
                                   "has(value.data.discount)"}) {
        const auto f = filter(expression);
        for (int i = 0; i < 50; ++i) // memory that stays
            f->matches(e.view());
        const EventView view = e.view();
        allocations = 0;
        counting = true;
        for (int i = 0; i < 100; ++i)
            f->matches(view);
        counting = false;
        QVERIFY2(allocations == 0, expression);
    }
}

void tst_EventFilter::prefilterTerms_data()
{
    QTest::addColumn<QByteArray>("expression");
    QTest::addColumn<QByteArray>("terms");
    const auto row = [](const char *expression, const char *terms) {
        QTest::newRow(expression) << QByteArray(expression) << QByteArray(terms);
    };
    row("value.name == 'x'", "\"x\"");
    row("'x' == value.name", "\"x\"");
    row("value.data.total > 100", "\"total\"");
    row("value.a == 'x' && value.b == 'yy'", "\"yy\" \"x\"");
    row("value.a == 'x' || value.b == 'y'", "");
    row("value.a == 'x' || value.a == 'y'", "\"a\"");
    row("value.a == 'x' && 1 / value.c > 1", "\"x\"");
    row("has(value.a.bc)", "\"bc\"");
    row("!has(value.a)", "");
    row("!(value.ab == 'x')", "\"ab\"");
    row("value.a != 'x'", "\"a\"");
    row("value.a.contains('x')", "\"a\""); // of what is no string it is a failure
    row("key == 'x'", "");
    row("type == 'x' && id == 'yy'", "yy x");
    row("'x' == type && value.a > 1", "x");
    row("type == 'x' && value.a == 'yy'", "\"yy\"");
    row("type == 'x' || id == 'x'", "x");
    row("type == 'x' || type == 'y'", "");
    row("type == ''", "");
    row("type != 'x'", "");
    row("envelope.type == 'x'", "");
    row("headers.a == 'x'", "");
    row("value == 'x'", "");
    row("value.list.exists(x, x == 'y')", "\"list\"");
    row("'x' in value.list", "\"list\"");
    row("value.a ? value.b == 'x' : value.c == 'x'", "\"a\"");
    row("1 / size > 0 ? true : value.a == 1", "");
    row("cel.bind(x, value.a, x == 'y')", "");
    row("true", "");
}

void tst_EventFilter::prefilterTerms()
{
    QFETCH(QByteArray, expression);
    QFETCH(QByteArray, terms);
    auto compiled =
        cel::Program::compile({expression.constData(), std::size_t(expression.size())}, eventDeclarations());
    const auto *program = std::get_if<std::shared_ptr<const cel::Program>>(&compiled);
    QVERIFY(program);
    QByteArray got;
    const Prefilter prefilter(**program, {1, 3, 4});
    for (const ByteSearch &t : prefilter.terms())
        got += (got.isEmpty() ? "" : " ") + QByteArray::fromStdString(t.literal());
    QCOMPARE(got, terms);
}

// The same events with a backslash somewhere are never ruled out: both must come to the same answer.
void tst_EventFilter::prefilterChangesNoVerdict()
{
    const char *bodies[] = {"{\"a\":\"x\"@}",
                            "{\"a\":\"y\"@}",
                            "{\"b\":\"x\"@}",
                            "{\"a\":5@}",
                            "{\"a\":null,\"c\":0@}",
                            "{\"c\":0@}",
                            "{\"a\":{\"b\":\"x\"}@}",
                            "[\"x\"@]",
                            "{\"c\":2,\"a\":\"x\",\"b\":1@}",
                            "{\"a\":\"\"@}",
                            "{\"type\":\"x\",\"id\":5,\"c\":0@}",
                            "{\"eventType\":\"x\",\"eventId\":\"5\",\"type\":\"y\"@}",
                            "{\"type\":\"y\",\"id\":\"6\",\"c\":1@}",
                            "{\"data\":{\"type\":\"x\",\"id\":5}@}"};
    const char *expressions[] = {"value.a == 'x'",
                                 "value.a == ''",
                                 "value.a.contains('x')",
                                 "value.a == 'x' && 1 / value.c > 0",
                                 "1 / value.c > 0 && value.a == 'x'",
                                 "value.a == 'x' || value.a == 'y'",
                                 "has(value.b)",
                                 "has(value.a.b)",
                                 "value.c > 1",
                                 "value.b != 'x'",
                                 "!(value.a == 'x')",
                                 "value.a > 1 && value.b == 1",
                                 "1 / value.c > value.b",
                                 "type == 'x'",
                                 "id == '5' && value.c == 0",
                                 "type == 'x' && 1 / value.c > 0",
                                 "id == '5' || type == 'x'"};
    for (const char *expression : expressions) {
        for (const std::string text : bodies) {
            std::string plain = text, escaped = text;
            plain.replace(plain.find('@'), 1, text[0] == '[' ? ",1" : ",\"z\":1");
            escaped.replace(escaped.find('@'), 1, text[0] == '[' ? ",\"\\n\"" : ",\"\\n\":1");
            const auto f = filter(expression);
            QVERIFY2(f->matches(body(plain).view()) == f->matches(body(escaped).view()),
                     (std::string(expression) + " on " + plain).c_str());
        }
    }
}

void tst_EventFilter::theTypeMayStandInHeaders()
{
    const auto type = filter("type == 'order.placed'"), id = filter("id == '4242'");
    Event e = body("{\"a\":1}");
    QVERIFY(type->matches(e.view()) == Verdict::NoMatch);
    e.addHeader("event-type", "order.placed");
    e.addHeader("event-id", "4242");
    QVERIFY(type->matches(e.view()) == Verdict::Match);
    QVERIFY(id->matches(e.view()) == Verdict::Match);
    QVERIFY(id->matches(body("{\"id\":4242}").view()) == Verdict::Match);
    QVERIFY(id->matches(body("{\"id\":\"\\u0034242\"}").view()) == Verdict::Match);
    const std::string large = "{\"x\":\"" + std::string(2 << 20, 'x') + "\",\"id\":\"4242\"}";
    QVERIFY(id->matches(body(large).view()) == Verdict::Match);
    QVERIFY(id->matches(body("{\"id\":4242}").view()) == Verdict::Match);
}

// `(x) || size < 0` is what `x` is, but of a form that is evaluated.
void tst_EventFilter::theQuickTestIsTheEvaluation()
{
    const char *values[] = {
        "1",    "1.0",   "2",           "\"1\"", "\"\"", "true", "null", "[1]",   "{\"b\":1}", "18446744073709551615",
        "-0.0", "1e400", "\"\\u0061\"", "false", "01",   "tru",  "[1,]", "\"a\"", "-5"};
    const char *constants[] = {"1", "1.5", "1u", "'a'", "'1'", "true", "-1", "18446744073709551615u", "0.0 / 0.0"};
    int matches = 0, failures = 0;
    for (const char *op : {"==", "!=", "<", "<=", ">", ">="}) {
        for (const char *constant : constants) {
            for (const std::string form :
                 {"value.a @ #", "# @ value.a", "value.a @ # && has(value.c)", "value.c == 7 && value.a @ #"}) {
                std::string expression = form;
                expression.replace(expression.find('@'), 1, op);
                expression.replace(expression.find('#'), 1, constant);
                const auto quick = EventFilter::compile(expression);
                const auto slow = EventFilter::compile("(" + expression + ") || size < 0");
                QCOMPARE(quick.ok(), slow.ok());
                if (!quick)
                    continue;
                for (const char *value : values) {
                    for (const char *rest : {",\"c\":7}", ",\"c\":\"x\"}", "}"}) {
                        const std::string text = std::string("{\"a\":") + value + rest;
                        const Verdict verdict = (*quick)->matches(body(text).view());
                        QVERIFY2(verdict == (*slow)->matches(body(text).view()), (expression + " on " + text).c_str());
                        matches += verdict == Verdict::Match;
                        failures += verdict == Verdict::Failed;
                    }
                }
            }
        }
    }
    QVERIFY(matches > 1000 && failures > 1000);
}

void tst_EventFilter::theQuickTestReadsNumbersExactly()
{
    std::mt19937 random(11);
    int matches = 0;
    for (const char *constant : {"0", "100", "-7", "0.1", "123.45", "100u", "9007199254740993"}) {
        for (const char *op : {"==", "<", ">="}) {
            const std::string expression = std::string("value.a ") + op + " " + constant;
            const auto quick = EventFilter::compile(expression);
            const auto slow = EventFilter::compile("(" + expression + ") || size < 0");
            for (int round = 0; round < 3000; ++round) {
                std::string number;
                if (round % 3 == 0) {
                    number = std::string(constant, std::strcspn(constant, "u"));
                    if (random() % 2)
                        number.insert(random() % (number.size() + 1), 1, "0123456789.e- +\"x"[random() % 17]);
                } else {
                    for (std::size_t n = 1 + random() % 24; n > 0; --n)
                        number += "00112233445566778899.9-e"[random() % (round % 3 == 1 ? 20 : 24)];
                }
                const char *const rest[] = {"}",
                                            " }",
                                            ",\"b\":1}",
                                            "\n,\"b\":[1]                    }",
                                            "                       }",
                                            ",\"c\":\"                    \"}"};
                const std::string text = "{\"a\":" + number + rest[random() % 6];
                const Verdict verdict = (*quick)->matches(body(text).view());
                QVERIFY2(verdict == (*slow)->matches(body(text).view()), (expression + " on " + text).c_str());
                matches += verdict == Verdict::Match;
            }
        }
    }
    QVERIFY(matches > 5000);
}

QTEST_APPLESS_MAIN(tst_EventFilter)
#include "tst_eventfilter.moc"

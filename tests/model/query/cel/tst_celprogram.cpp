// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/cel/ast.h"
#include "model/query/cel/containers.h"
#include "model/query/cel/functions.h"
#include "model/query/cel/macros.h"
#include "model/query/cel/program.h"

#include <QElapsedTimer>
#include <QTest>

#include <atomic>
#include <cstdlib>
#include <new>
#include <thread>

using namespace flowbench::cel;
using namespace Qt::StringLiterals;

namespace {
std::atomic<qint64> allocations = 0;
}

void *operator new(std::size_t size)
{
    ++allocations;
    if (void *at = std::malloc(size))
        return at;
    throw std::bad_alloc();
}
void operator delete(void *at) noexcept { std::free(at); }
void operator delete(void *at, std::size_t) noexcept { std::free(at); }

namespace {
Value json(Value v)
{
    v.fromJson = true;
    return v;
}

// What a JSON body {"n": 10, "big": 2^63, "x": 2.5, "name": "order.placed", "tags": ["a", "b"], "none": null} looks
// like.
class Body final : public Activation
{
public:
    Body()
    {
        MapBuilder map(m_memory);
        ListBuilder tags(m_memory);
        tags.add(Value::ofString("a"));
        tags.add(Value::ofString("b"));
        map.add(Value::ofString("n"), json(Value::ofInt(10)));
        map.add(Value::ofString("big"), json(Value::ofUInt(9223372036854775808u)));
        map.add(Value::ofString("x"), Value::ofDouble(2.5));
        map.add(Value::ofString("name"), Value::ofString("order.placed"));
        map.add(Value::ofString("tags"), tags.finish());
        map.add(Value::ofString("none"), Value::null());
        m_body = map.finish();
    }
    Value variable(int index, Scratch &) override
    {
        ++whole;
        return index == 0 ? m_body : index == 1 ? Value::ofString("key-1") : Value::ofInt(10);
    }

    int whole = 0; // how often the whole body was asked for

private:
    Scratch m_memory;
    Value m_body;
};

std::vector<Declaration> names() { return {{"value", true, {}}, {"key", false, {}}, {"size", false, Kind::Int}}; }

std::shared_ptr<const Program> compiled(std::string_view expression)
{
    const auto result = Program::compile(expression, names());
    if (const auto *wrong = std::get_if<Diagnostic>(&result))
        qFatal("%s", wrong->message.toUtf8().constData());
    return std::get<0>(result);
}

Diagnostic refused(std::string_view expression)
{
    const auto result = Program::compile(expression, names());
    const auto *wrong = std::get_if<Diagnostic>(&result);
    return wrong ? *wrong : Diagnostic{0, u"(compiled)"_s, {}};
}

Value evaluated(std::string_view expression, Scratch &scratch)
{
    static std::vector<std::shared_ptr<const Program>> kept; // constants live as long as their program
    kept.push_back(compiled(expression));
    Body body;
    return kept.back()->evaluate(body, scratch);
}

std::string pathsUntil(int number)
{
    std::string out;
    for (int i = 1; i < number; ++i)
        out += " || value.a" + std::to_string(i) + " == 1";
    return out;
}

std::string repeated(std::string_view what, int times)
{
    std::string out;
    for (int i = 0; i < times; ++i)
        out += what;
    return out;
}
} // namespace

class tst_CelProgram : public QObject
{
    Q_OBJECT

private slots:
    void mistakesHaveColumns_data();
    void mistakesHaveColumns();
    void errorsHaveColumns();
    void expectedIsTold();
    void jsonNumbers_data();
    void jsonNumbers();
    void missingFieldsAreTold();
    void paths();
    void treeIsFolded();
    void resultKind();
    void longTexts_data();
    void longTexts();
    void stepsAreBounded();
    void memoryIsBounded();
    void readingLongTextsCounts_data();
    void readingLongTextsCounts();
    void largeConstantsAreNotFolded();
    void patternsNeverBacktrack();
    void nothingIsAllocated();
    void oneProgramManyThreads();
    void scratchIsReused();
    void everyFunctionIsDescribed();
};

void tst_CelProgram::mistakesHaveColumns_data()
{
    QTest::addColumn<QByteArray>("expression");
    QTest::addColumn<int>("column");
    QTest::addColumn<QByteArray>("says");
    const auto row = [](const char *expression, int column, const char *says) {
        QTest::newRow(expression) << QByteArray(expression) << column << QByteArray(says);
    };
    row("value.a > > 3", 11, "expected an expression, found '>'");
    row("size(", 6, "expected an expression, found the end");
    row("\"abc", 1, "has no end");
    row("1 +* 2", 4, "expected an expression, found '*'");
    row("(1 + 2", 7, "expected ')', found the end");
    row("[1, 2", 6, "expected ']', found the end");
    row("{'a' 1}", 6, "expected ':', found '1'");
    row("1 2", 3, "expected an operator or the end, found '2'");
    row("value.", 7, "expected the name of a field");
    row("'\xc3\xa4\xc3\xb6' + +", 8, "expected an expression");
    row("vaule.a == 1", 1, "did you mean 'value'?");
    row("1 == kye", 6, "did you mean 'key'?");
    row("key.startWith('a')", 5, "did you mean 'startsWith'?");
    row("key.startsWith(1)", 5, "expected string.startsWith(string)");
    row("size * 1.5", 6, "double() and int() convert");
    row("size && true", 1, "needs a bool");
    row("true || 'a'", 9, "needs a bool");
    row("'a' < 1", 5, "no such overload: string < int");
    row("!1", 1, "expected a bool");
    row("size ? 1 : 2", 1, "needs a bool");
    row("key.matches('(')", 13, "the pattern is wrong");
    row("value.tags.all(x, 1)", 19, "expected a bool");
    row("size.map(x, x)", 1, "expected a list or a map");
    row("[1].all(1, true)", 9, "expected the name of a variable");
    row("value.a == 99999999999999999999", 12, "too large");
    row("value.a = 1", 9, "expected '=='");
    row("\xff", 1, "not UTF-8");
}

void tst_CelProgram::mistakesHaveColumns()
{
    QFETCH(QByteArray, expression);
    const Diagnostic wrong = refused(std::string_view(expression.constData(), std::size_t(expression.size())));
    QTEST(wrong.column, "column");
    QFETCH(QByteArray, says);
    QVERIFY2(wrong.message.toUtf8().contains(says), wrong.message.toUtf8().constData());
}

void tst_CelProgram::errorsHaveColumns()
{
    Scratch scratch;
    const Value byZero = evaluated("true && 1 / (value.n - 10) == 1", scratch);
    QCOMPARE(byZero.fault, Fault::DivideByZero);
    QCOMPARE(byZero.nanos, 11);
    const Value overload = evaluated("key + 1 == 'a'", scratch);
    QCOMPARE(overload.fault, Fault::NoOverload);
    QCOMPARE(overload.nanos, 5);
    QVERIFY(overload.view().find("string()") != std::string_view::npos);
}

void tst_CelProgram::expectedIsTold()
{
    QVERIFY(refused("1 +").expected.contains(u"a number"_s));
    QVERIFY(refused("(1").expected.contains(u")"_s));
}

void tst_CelProgram::jsonNumbers_data()
{
    QTest::addColumn<QByteArray>("expression");
    QTest::addColumn<double>("expected");
    const auto row = [](const char *e, double v) { QTest::newRow(e) << QByteArray(e) << v; };
    row("value.n * 1.5", 15);
    row("1.5 * value.n", 15);
    row("value.n + value.x", 12.5);
    row("value.n - 0.5", 9.5);
    row("value.n / 4.0", 2.5);
    row("-value.n * 1.5", -15);
    row("value.n * 2 / 1.6", 12.5); // what JSON's integers make is one of JSON again
    row("(value.n + value.n) * 0.25", 5);
    row("value.big * 2.0", 18446744073709551616.0);
    row("[value.n].map(x, x * 0.5)[0]", 5);
}

void tst_CelProgram::jsonNumbers()
{
    QFETCH(QByteArray, expression);
    Scratch scratch;
    const Value value = evaluated(expression.toStdString(), scratch);
    QCOMPARE(value.kind, Kind::Double);
    QTEST(value.real, "expected");
    // Elsewhere CEL's rules hold.
    QCOMPARE(evaluated("value.n / 4", scratch).integer, 2);
    QCOMPARE(evaluated("value.n + 1u", scratch).fault, Fault::NoOverload);
    QCOMPARE(evaluated("dyn(int(value.n)) * 1.5", scratch).fault, Fault::NoOverload);
    QCOMPARE(evaluated("value.x * 2", scratch).fault, Fault::NoOverload);
    QCOMPARE(evaluated("value.n % 3.0", scratch).fault, Fault::NoOverload);
    QVERIFY(evaluated("value.n == 10.0 && value.n > 9.5 && value.n in [10.0]", scratch).boolean);
}

void tst_CelProgram::missingFieldsAreTold()
{
    Scratch scratch;
    for (const char *e : {"value.y == 1", "value.n.z == 1", "value['y'] > 2", "value.name.first", "key.x",
                          "value.none.a", "[value][0].y", "has(value.y.z)"})
        QVERIFY2(evaluated(e, scratch).fault == Fault::MissingField, e);
    QVERIFY(evaluated("value.y == 1 || value.n == 10", scratch).boolean);
    QVERIFY(!evaluated("has(value.y)", scratch).boolean);
    QVERIFY(evaluated("has(value.none)", scratch).boolean);
}

void tst_CelProgram::paths()
{
    const auto p = compiled("value.a.b == 1 && value['a'].b < 5 && has(value.a.c) && value.items[0].d == key && "
                            "value.items.exists(x, x.e == value.a.b)");
    const std::vector<Path> expected = {{0, {"a", "b"}}, {0, {"a", "c"}}, {0, {"items"}}};
    QCOMPARE(p->paths(), expected);
    Body body;
    Scratch scratch;
    QVERIFY(compiled("value.n == 10 && value.name == 'order.placed'")->evaluate(body, scratch).boolean);
    QCOMPARE(body.whole, 2); // the default asks for the whole; others need not
    QVERIFY(compiled("size(value) == 6")->paths().empty());
    QVERIFY(compiled("key == 'a'")->paths().empty());
}

void tst_CelProgram::treeIsFolded()
{
    const auto p = compiled("value.a > 10 * 60 && value.t < timestamp('2026-07-01T00:00:00Z') + duration('1h') && "
                            "key in ['a' + 'b', 'c'] && value.s == 'x'.upperAscii()");
    const Node &root = p->root();
    QVERIFY(root.is(Op::And));
    QCOMPARE(root.operands.size(), 4u);
    for (const Node *n : root.operands)
        QVERIFY(n->operands[1]->is(Node::Kind::Constant));
    QCOMPARE(root.operands[0]->operands[1]->constant.integer, 600);
    QCOMPARE(root.operands[3]->operands[1]->constant.view(), std::string_view("X"));
    QVERIFY(compiled("1 / 0 == 1 || key == 'a'")->root().is(Op::Or)); // an error is left to the evaluation
}

void tst_CelProgram::resultKind()
{
    QCOMPARE(compiled("value.a > 1")->resultKind(), Kind::Bool);
    QCOMPARE(compiled("key.size() + 1")->resultKind(), Kind::Int);
    QCOMPARE(compiled("value.a")->resultKind(), std::nullopt);
    QCOMPARE(compiled("value.tags.map(x, x)")->resultKind(), Kind::List);
}

void tst_CelProgram::longTexts_data()
{
    QTest::addColumn<QByteArray>("expression");
    QTest::addColumn<bool>("works");
    const auto row = [](const char *name, const std::string &e, bool works) {
        QTest::newRow(name) << QByteArray::fromStdString(e) << works;
    };
    row("parentheses", repeated("(", 20000) + '1' + repeated(")", 20000), false);
    row("brackets", repeated("[", 20000) + repeated("]", 20000), false);
    row("braces", repeated("{1:", 20000), false);
    row("negations", repeated("!", 50001) + "true", true);
    row("negations of a name", repeated("!", 50000) + "key", false);
    row("signs", repeated("-", 50000) + "size", false);
    row("additions", "1" + repeated("+1", 200000), true);
    row("additions of names", "key" + repeated("+key", 50000), true);
    row("subtractions of names", "size" + repeated("-size", 50000), false);
    row("ands", "true" + repeated("&& true", 40000), true);
    row("ors", "value.n == 1" + repeated(" || value.n == 1", 30000), true);
    row("conditionals", repeated("true ? ", 20000) + '1' + repeated(" : 2", 20000), false);
    row("else", repeated("false ? 1 : ", 20000) + '2', false);
    row("fields", "value" + repeated(".b", 100000), false);
    row("indexes", "value" + repeated("[0]", 100000), false);
    row("calls", "key" + repeated(".trim()", 50000), false);
    row("arguments", "math.greatest(1" + repeated(",1", 100000) + ')', true);
    row("list", "[1" + repeated(",1", 100000) + "]", true);
    row("paths", "value.a0 == 1" + pathsUntil(20000) + " || true", true);
    row("unknown names", "true || a0 == 1" + repeated(" || vaule == 1", 40000), false);
    row("too many parts", "[key" + repeated(",key", 200000) + "]", false);
    row("too long", "'" + std::string(1 << 20, 'a') + "'", false);
    row("macros", repeated("[1].all(x, ", 20000) + "true" + repeated(")", 20000), false);
    row("deep map", "has(" + repeated("value.", 20000) + "a)", false);
}

void tst_CelProgram::longTexts()
{
    QFETCH(QByteArray, expression);
    QFETCH(bool, works);
    QElapsedTimer clock;
    clock.start();
    const auto result = Program::compile(expression.toStdString(), names());
    if (const auto *wrong = std::get_if<Diagnostic>(&result)) {
        QVERIFY2(!works, wrong->message.toUtf8().constData());
        QVERIFY(wrong->message.contains(u"at most"_s) || wrong->column > 1);
    } else {
        QVERIFY(works);
        Body body;
        Scratch scratch;
        const Value value = std::get<0>(result)->evaluate(body, scratch);
        QVERIFY2(!value.isError(), std::string(value.isError() ? value.view() : "").c_str());
    }
    QVERIFY2(clock.elapsed() < 5000, QByteArray::number(clock.elapsed()).constData());
}

void tst_CelProgram::stepsAreBounded()
{
    std::string nested = "true";
    for (char name = 'a'; name < 'i'; ++name)
        nested = "[1,2,3,4,5,6,7,8,9,10].all(" + std::string(1, name) + ", " + nested + ")";
    QElapsedTimer clock;
    clock.start();
    Scratch scratch;
    QCOMPARE(evaluated(nested, scratch).fault, Fault::Limit);
    QVERIFY(clock.elapsed() < 3000);
    scratch.reset();
    QVERIFY(!scratch.exhausted());
    QVERIFY(evaluated("value.n == 10", scratch).boolean);
    // Absorption does not hide it.
    scratch.reset();
    QCOMPARE(evaluated(nested + " || true", scratch).fault, Fault::Limit);
}

void tst_CelProgram::memoryIsBounded()
{
    Scratch scratch({.bytes = 1 << 20});
    std::string doubled = "key";
    for (int i = 0; i < 60; ++i)
        doubled = "cel.bind(v" + std::to_string(i) + ", " + doubled + ", v" + std::to_string(i) + " + v" +
                  std::to_string(i) + ")";
    QCOMPARE(evaluated(doubled + " == key", scratch).fault, Fault::Limit);
    scratch.reset();
    const char *lists = "[1,2,3,4,5,6,7,8,9,10]";
    const std::string cube = std::string(lists) + ".map(a, " + lists + ".map(b, " + lists + ".map(c, " + lists +
                             ".map(d, " + lists + ".map(e, a)))))";
    QCOMPARE(evaluated(cube, scratch).fault, Fault::Limit);
    scratch.reset();
    std::string replaced = "key";
    for (int i = 0; i < 12; ++i)
        replaced = "key.replace('', " + replaced + ")";
    QCOMPARE(evaluated(replaced, scratch).fault, Fault::Limit);
}

void tst_CelProgram::readingLongTextsCounts_data()
{
    QTest::addColumn<QByteArray>("expression");
    for (const char *e : {"key.size() == a",
                          "key.startsWith(key)",
                          "key.endsWith(key)",
                          "key.contains('b')",
                          "key == key + ''",
                          "key <= key",
                          "key.trim() == ''",
                          "key.substring(8000000) == 'b'",
                          "key.charAt(8000000) == 'b'",
                          "key.indexOf('b') == a",
                          "key.lastIndexOf('b') == a",
                          "key.lastIndexOf('ba', 7000000) == a",
                          "key.split('b').size() == a",
                          "key.replace('b', 'c') == ''",
                          "string(bytes(key)) == ''",
                          "int(key) == a",
                          "double(key) == 1.0",
                          "bool(key)",
                          "timestamp(key) == timestamp(0)",
                          "duration(key) == duration('1s')",
                          "key.lowerAscii() == ''",
                          "key.reverse() == ''",
                          "strings.quote(key) == ''",
                          "base64.encode(bytes(key)) == ''",
                          "[key, key].join() == ''",
                          "'%s'.format([key]) == ''",
                          "'%d'.format([key]) == '' || '%s'.format([[key, bytes(key), b'\\xff']]) == ''",
                          "'%x'.format([key]) == ''",
                          "'%s'.format([{key: 1, key.substring(1): 1, key.substring(2): 1}]) == ''",
                          "key in [key.trim(), 'x']",
                          "key in {key.trim(): 1}",
                          "key.matches('b')",
                          "key.matches('(a|b)*b(a|b){200}c')",
                          "key.matches('x{' + string(a * 100000 + b * 10000 + c * 1000 + d * 100 + e) + '}')",
                          "'x'.matches('((x{30}){30}){' + string(a * 1000 + b * 100 + c * 10 + d) + '}')",
                          "timestamp(0).getHours('Nowhere/' + string(a * 1000 + b * 100 + c * 10 + d)) == 1"})
        QTest::newRow(e) << QByteArray(e);
}

void tst_CelProgram::readingLongTextsCounts()
{
    class LongKey final : public Activation
    {
    public:
        Value variable(int, Scratch &) override { return Value::ofString(m_text); }

    private:
        const std::string m_text = std::string(8'000'000, 'a');
    };
    QFETCH(QByteArray, expression);
    std::string looped = '(' + expression.toStdString() + ") && false";
    for (const char *name : {"f", "e", "d", "c", "b", "a"})
        looped = "[0,1,2,3,4,5,6,7,8,9].exists(" + std::string(name) + ", " + looped + ')';
    LongKey longKey;
    Scratch scratch({.steps = 4'000'000});
    const auto program = compiled(looped);
    QElapsedTimer clock;
    clock.start();
    // Whatever happens in a round, it is not made a million times.
    QCOMPARE(program->evaluate(longKey, scratch).fault, Fault::Limit);
    QVERIFY2(clock.elapsed() < 5000, QByteArray::number(clock.elapsed()).constData());
}

void tst_CelProgram::largeConstantsAreNotFolded()
{
    const std::string large = '\'' + repeated("x", 1000) + "'.replace('x', '" + repeated("y", 1000) + "')";
    const auto program = compiled(large);
    QVERIFY(!program->root().is(Node::Kind::Constant));
    Body body;
    Scratch scratch;
    QCOMPARE(program->evaluate(body, scratch).size, std::size_t(1'000'000));
    QVERIFY(compiled("'a' + 'b'")->root().is(Node::Kind::Constant));
}

void tst_CelProgram::patternsNeverBacktrack()
{
    QElapsedTimer clock;
    clock.start();
    Scratch scratch;
    QVERIFY(!evaluated("'" + repeated("a", 5000) + "!'.matches('^(a+)+$')", scratch).boolean);
    QVERIFY(!evaluated("(key + '" + repeated("a", 5000) + "!').matches('^key-1(a|aa)+$')", scratch).boolean);
    QVERIFY(refused("key.matches('((a{1000}){1000}){1000}')").message.contains(u"pattern"_s));
    QVERIFY(clock.elapsed() < 2000);
}

void tst_CelProgram::nothingIsAllocated()
{
    Body body;
    Scratch scratch;
    for (const char *e :
         {"value.n > 100", "value.name == 'order.placed' && value.n * 1.5 > 2.0", "value.name.startsWith('order.')",
          "value.name.matches('^order[.]') || value.name.contains('x')", "key in ['a','b','c','d','e','f','g','key-1']",
          "value.tags.exists(t, t == 'b')", "has(value.y) ? value.y == 1 : size(value.tags) == 2", "value.y == 1"}) {
        const auto p = compiled(e);
        for (int warm = 0; warm < 3; ++warm) {
            scratch.reset();
            p->evaluate(body, scratch);
        }
        const qint64 before = allocations;
        for (int i = 0; i < 100; ++i) {
            scratch.reset();
            p->evaluate(body, scratch);
        }
        QVERIFY2(allocations == before, e);
    }
}

void tst_CelProgram::oneProgramManyThreads()
{
    const auto p = compiled("value.name.matches('^order') && value.n * 1.5 == 15.0 && key in ['a','b','c','d','e','f',"
                            "'key-1'] && value.tags.map(t, t + key).size() == 2 && key.matches('^' + value.tags[0]) == "
                            "false && timestamp('2026-07-01T12:00:00Z').getHours('Europe/Berlin') == 14");
    std::atomic<int> right = 0;
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&] {
            Body body;
            Scratch scratch;
            for (int i = 0; i < 2000; ++i) {
                scratch.reset();
                const Value v = p->evaluate(body, scratch);
                right += v.kind == Kind::Bool && v.boolean;
            }
        });
    }
    for (std::thread &t : threads)
        t.join();
    QCOMPARE(right.load(), 8000);
}

void tst_CelProgram::scratchIsReused()
{
    Scratch scratch({.bytes = 1 << 20});
    for (int i = 0; i < 100; ++i) {
        scratch.reset();
        QVERIFY(scratch.allocate(900'000));
        QVERIFY(!scratch.allocate(900'000));
        QVERIFY(scratch.exhausted());
    }
    scratch.reset();
    QCOMPARE(scratch.keep("kept"), std::string_view("kept"));
    auto *aligned = static_cast<char *>(scratch.allocate(1, 1));
    QVERIFY(aligned);
    QVERIFY(reinterpret_cast<std::uintptr_t>(scratch.allocate(8, 16)) % 16 == 0);
}

void tst_CelProgram::everyFunctionIsDescribed()
{
    const auto described = [](std::string_view name) {
        return std::ranges::any_of(functions(), [&](const FunctionInfo &f) { return f.name == name; });
    };
    for (const Overload *o : allOverloads())
        QVERIFY2(described(o->name), std::string(o->name).c_str());
    for (const MacroShape &m : macroShapes())
        QVERIFY2(described(m.name), std::string(m.name).c_str());
    for (const FunctionInfo &f : functions()) {
        QVERIFY2(f.macro || std::ranges::any_of(allOverloads(), [&](const Overload *o) { return o->name == f.name; }),
                 f.name.c_str());
        QVERIFY(!f.signature.empty() && f.says.ends_with('.'));
    }
}

QTEST_GUILESS_MAIN(tst_CelProgram)
#include "tst_celprogram.moc"

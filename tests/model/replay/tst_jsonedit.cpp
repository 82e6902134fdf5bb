// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/replay/jsonedit.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRandomGenerator>
#include <QTest>

using namespace flowbench;
using namespace Qt::StringLiterals;

namespace {
// Odd white space, literals that a parser would change, escapes.
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

JsonPointer at(std::string_view text)
{
    const auto p = JsonPointer::parse(text);
    return p ? *p : JsonPointer();
}

QByteArray bytes(const Result<std::string> &r)
{
    return r ? QByteArray::fromStdString(*r) : QByteArray("ERROR ") + r.error().args.join(u' ').toUtf8();
}
QByteArray bytes(const std::string &s) { return QByteArray::fromStdString(s); }
} // namespace

class TestJsonEdit : public QObject
{
    Q_OBJECT

private slots:
    void pointers();
    void onlyTheNamedBytes();
    void newMembersStandLikeTheOthers();
    void parentsAreMade();
    void arrays();
    void roots();
    void moves();
    void refusals_data();
    void refusals();
    void namesAreUnescaped();
    void notJson_data();
    void notJson();
    void deepAndLarge();
    void againstADom();
    void speed();
};

void TestJsonEdit::pointers()
{
    QCOMPARE(at("").tokens().size(), 0u);
    QCOMPARE(at("/a~1b/~0/").tokens(), (std::vector<std::string>{"a/b", "~", ""}));
    for (const char *bad : {"a", "/~", "/~2", "#/a"})
        QVERIFY2(!JsonPointer::parse(bad), bad);
    std::string deep;
    for (int i = 0; i < 1000; ++i)
        deep += "/a";
    QVERIFY(!JsonPointer::parse(deep));
}

void TestJsonEdit::onlyTheNamedBytes()
{
    QCOMPARE(bytes(jsonSet(Raw, at("/data/currency"), "\"USD\"")), bytes(replaced(Raw, "\"EUR\"", "\"USD\"")));
    QCOMPARE(bytes(jsonSet(Raw, at("/data/z"), "3")), bytes(replaced(Raw, "\"z\":1,", "\"z\":3,")));
    QCOMPARE(bytes(jsonSet(Raw, at("/data/huge"), "0")), bytes(replaced(Raw, "1e400", "0")));
    QCOMPARE(bytes(jsonRename(Raw, at("/data/sum"), at("/data/total"))), bytes(replaced(Raw, "\"sum\"", "\"total\"")));
    QCOMPARE(bytes(jsonRemove(Raw, at("/data/tmp"))), bytes(replaced(Raw, "\"tmp\":{\"x\":[1, 2 ]}, ", "")));
    QCOMPARE(bytes(jsonRemove(Raw, at("/data/dig"))),
             bytes(replaced(Raw, ", \"dig\":12345678901234567890.123456789", "")));
    QCOMPARE(bytes(jsonRemove(Raw, at("/data/price"))), bytes(replaced(Raw, "\"price\": 1.10, ", "")));
    QCOMPARE(bytes(jsonRemove(Raw, at("/data/nothing/there"))), bytes(Raw));
    QCOMPARE(bytes(jsonAppend(Raw, at("/data/tags"), "\"replayed\"")),
             bytes(replaced(Raw, "\"b\" ]", "\"b\",\"replayed\" ]")));
    QCOMPARE(bytes(jsonSet(Raw, at("/data/fresh"), "true")),
             bytes(replaced(Raw, "456789 }", "456789,\"fresh\":true }")));
    QCOMPARE(bytes(jsonSet(Raw, at("/meta/by"), "\"flowbench\"")),
             bytes(replaced(Raw, "{ }", "{\"by\":\"flowbench\" }")));
    QCOMPARE(std::string(*jsonAt(Raw, at("/data/big"))), std::string("9223372036854775808"));
    QVERIFY(!jsonAt(Raw, at("/data/none")));
}

void TestJsonEdit::newMembersStandLikeTheOthers()
{
    const std::string pretty = "{\n    \"a\": 1,\n    \"b\": [\n        1,\n        2\n    ]\n}\n";
    QCOMPARE(bytes(jsonSet(pretty, at("/c"), "3")),
             bytes("{\n    \"a\": 1,\n    \"b\": [\n        1,\n        2\n    ],\n    \"c\": 3\n}\n"));
    QCOMPARE(bytes(jsonAppend(pretty, at("/b"), "3")),
             bytes("{\n    \"a\": 1,\n    \"b\": [\n        1,\n        2,\n        3\n    ]\n}\n"));
    QCOMPARE(bytes(jsonRemove(pretty, at("/a"))), bytes("{\n    \"b\": [\n        1,\n        2\n    ]\n}\n"));
    QCOMPARE(bytes(jsonRemove(pretty, at("/b"))), bytes("{\n    \"a\": 1\n}\n"));
}

void TestJsonEdit::parentsAreMade()
{
    QCOMPARE(bytes(jsonSet("{}", at("/a/b/c"), "1")), QByteArray(R"({"a":{"b":{"c":1}}})"));
    QCOMPARE(bytes(jsonSet(R"({"a":{}})", at("/a/q\"~1/c"), "1")), QByteArray(R"({"a":{"q\"/":{"c":1}}})"));
    QCOMPARE(bytes(jsonAppend("{}", at("/a/tags"), "1")), QByteArray(R"({"a":{"tags":[1]}})"));
    QCOMPARE(bytes(jsonSet("[]", at("/0/a"), "1")), QByteArray(R"([{"a":1}])"));
}

void TestJsonEdit::arrays()
{
    QCOMPARE(bytes(jsonSet("[1, 2 ,3]", at("/1"), "9")), QByteArray("[1, 9 ,3]"));
    QCOMPARE(bytes(jsonSet("[1, 2 ,3]", at("/3"), "9")), QByteArray("[1, 2 ,3,9]"));
    QCOMPARE(bytes(jsonSet("[1, 2 ,3]", at("/-"), "9")), QByteArray("[1, 2 ,3,9]"));
    QCOMPARE(bytes(jsonRemove("[1, 2 ,3]", at("/0"))), QByteArray("[2 ,3]"));
    QCOMPARE(bytes(jsonRemove("[1, 2 ,3]", at("/1"))), QByteArray("[1, 3]"));
    QCOMPARE(bytes(jsonRemove("[1, 2 ,3]", at("/2"))), QByteArray("[1, 2 ]"));
    QCOMPARE(bytes(jsonRemove("[ 1 ]", at("/0"))), QByteArray("[  ]"));
    QCOMPARE(bytes(jsonRemove("[1]", at("/7"))), QByteArray("[1]"));
    QCOMPARE(bytes(jsonAppend("[ ]", at(""), "1")), QByteArray("[1 ]"));
}

void TestJsonEdit::roots()
{
    QCOMPARE(bytes(jsonSet(" 1.10\n", at(""), "{}")), QByteArray(" {}\n"));
    QCOMPARE(bytes(jsonSet("\xEF\xBB\xBF{\"a\":1}", at("/a"), "2")), QByteArray("\xEF\xBB\xBF{\"a\":2}"));
}

void TestJsonEdit::moves()
{
    QCOMPARE(bytes(jsonRename(R"({"a":{"n":1.10},"b":{}})", at("/a/n"), at("/b/m"))),
             QByteArray(R"({"a":{},"b":{"m":1.10}})"));
    QCOMPARE(bytes(jsonRename(R"({"a":1e400,"b":2})", at("/a"), at("/x/y"))), QByteArray(R"({"b":2,"x":{"y":1e400}})"));
    QCOMPARE(bytes(jsonRename(R"({"a":1})", at("/a"), at("/a"))), QByteArray(R"({"a":1})"));
    QCOMPARE(bytes(jsonRename(R"({"a":[1,2],"b":[]})", at("/a/0"), at("/b/-"))), QByteArray(R"({"a":[2],"b":[1]})"));
}

void TestJsonEdit::refusals_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QByteArray>("how");
    QTest::addColumn<QByteArray>("pointer");
    QTest::addColumn<QByteArray>("to");
    const auto row = [](const char *name, const char *json, const char *how, const char *pointer, const char *to = "") {
        QTest::newRow(name) << QByteArray(json) << QByteArray(how) << QByteArray(pointer) << QByteArray(to);
    };
    row("into a number", R"({"a":1})", "set", "/a/b");
    row("into a null", R"({"a":null})", "set", "/a/b");
    row("into a string body", R"("text")", "set", "/a");
    row("far behind an array", "[1]", "set", "/5");
    row("a name in an array", "[1]", "set", "/x");
    row("leading zero", "[1,2]", "set", "/01");
    row("append to an object", R"({"a":{}})", "append", "/a");
    row("append to a text", R"({"a":"x"})", "append", "/a");
    row("name twice", R"({"a":1,"b":2,"a":3})", "set", "/a");
    row("name twice on the way", R"({"a":{},"a":{"b":1}})", "remove", "/a/b");
    row("name twice, escaped", R"({"a":1,"\u0061":3})", "remove", "/a");
    row("remove all", "{}", "remove", "");
    row("rename of nothing", R"({"a":1})", "rename", "/b", "/c");
    row("rename to what is there", R"({"a":1,"b":2})", "rename", "/a", "/b");
    row("rename into itself", R"({"a":{}})", "rename", "/a", "/a/b");
    row("rename the body", R"({"a":{}})", "rename", "", "/b");
    row("move in its array", "[[1],[2]]", "rename", "/0", "/1/-");
    row("rename to a name that is there twice", R"({"a":1,"b":{"c":1,"c":2}})", "rename", "/a", "/b/c");
}

void TestJsonEdit::refusals()
{
    QFETCH(QByteArray, json);
    QFETCH(QByteArray, how);
    QFETCH(QByteArray, pointer);
    QFETCH(QByteArray, to);
    const std::string text = json.toStdString();
    const JsonPointer p = at(pointer.toStdString()), target = at(to.toStdString());
    const auto r = how == "set"      ? jsonSet(text, p, "1")
                   : how == "append" ? jsonAppend(text, p, "1")
                   : how == "remove" ? jsonRemove(text, p)
                                     : jsonRename(text, p, target);
    QVERIFY2(!r, r ? r->c_str() : "");
    QCOMPARE(r.error().code, ErrorCode::BadJson);
    QVERIFY(!r.error().args.value(1).isEmpty());
}

void TestJsonEdit::namesAreUnescaped()
{
    QCOMPARE(bytes(jsonSet(R"({"\u0064\/\ud83d\ude00\n":1})", at("/d~1\U0001F600\n"), "2")),
             QByteArray(R"({"\u0064\/\ud83d\ude00\n":2})"));
    QCOMPARE(bytes(jsonSet(R"({"\ud800":1,"":3})", at("/"), "2")), QByteArray(R"({"\ud800":1,"":2})"));
}

void TestJsonEdit::notJson_data()
{
    QTest::addColumn<QByteArray>("body");
    for (const char *body : {"",
                             " ",
                             "x",
                             "{",
                             "}",
                             "[",
                             "[1,]",
                             "[,1]",
                             "[1 2]",
                             "{\"a\"}",
                             "{\"a\":}",
                             "{\"a\":1,}",
                             "{a:1}",
                             "{'a':1}",
                             "01",
                             "1.",
                             ".5",
                             "1e",
                             "+1",
                             "-",
                             "- 1",
                             "0x1",
                             "NaN",
                             "Infinity",
                             "tru",
                             "truee",
                             "nul",
                             "\"",
                             "\"\\\"",
                             "\"\\x\"",
                             "\"\\u12\"",
                             "\"\\u12g4\"",
                             "\"a\nb\"",
                             "1 1",
                             "{}x",
                             "[1]]",
                             "{\"a\":1}}",
                             "[1}",
                             "{\"a\":1]",
                             "/* */ 1",
                             "\xff\xfe",
                             "{\"a\":\"\xc3\"}",
                             "\xEF\xBB\xBF"})
        QTest::newRow(body) << QByteArray(body);
    QTest::newRow("NUL") << QByteArray("{\0}", 3);
    QTest::newRow("NUL in a text") << QByteArray("\"\0\"", 3);
    QTest::newRow("NUL behind") << QByteArray("1\0", 2);
}

void TestJsonEdit::notJson()
{
    QFETCH(QByteArray, body);
    const std::string text = body.toStdString();
    QVERIFY(!checkJson(text));
    QVERIFY(!jsonSet(text, at(""), "1"));
    QVERIFY(!jsonRemove(text, at("/a")));
    QVERIFY(!jsonAppend(text, at("/a"), "1"));
    QVERIFY(!jsonRename(text, at("/a"), at("/b")));
}

void TestJsonEdit::deepAndLarge()
{
    const std::string deep = std::string(100000, '[') + std::string(100000, ']');
    const auto r = jsonSet(deep, at("/0"), "1");
    QVERIFY(!r);
    QCOMPARE(r.error().code, ErrorCode::BadJson);
    const std::string allowed = std::string(1000, '[') + std::string(1000, ']');
    QVERIFY(checkJson(allowed));
    JsonLimits limits;
    limits.bytes = 100;
    const auto large = jsonSet("{\"a\":\"" + std::string(200, 'x') + "\"}", at("/a"), "1", limits);
    QVERIFY(!large);
    QCOMPARE(large.error().code, ErrorCode::TooLarge);
    const auto grown = jsonSet("{}", at("/a"), '"' + std::string(200, 'x') + '"', limits);
    QVERIFY(!grown);
    QCOMPARE(grown.error().code, ErrorCode::TooLarge);
}

namespace {
// Documents of all shapes with odd white space, and the same as a DOM.
class Maker
{
public:
    explicit Maker(quint32 seed) : m_random(seed) {}
    int next(int n) { return m_random.bounded(n); }

    std::string space()
    {
        static const char *const Spaces[] = {"", "", "", " ", "\n", "\t", " \n", "\r\n"};
        return Spaces[next(8)];
    }
    std::string value(int depth)
    {
        const int kind = next(depth > 3 ? 4 : 7);
        if (kind == 0)
            return std::vector<std::string>{"1", "0", "-7", "1.50", "2E+2", "123456"}[std::size_t(next(6))];
        if (kind == 1)
            return std::vector<std::string>{R"("x")", R"("\u00e9,}")", R"("]\"[")", R"("")"}[std::size_t(next(4))];
        if (kind == 2)
            return std::vector<std::string>{"true", "false", "null"}[std::size_t(next(3))];
        if (kind == 3)
            return next(2) ? "{" + space() + "}" : "[" + space() + "]";
        const bool object = kind != 4;
        std::string out(object ? "{" : "[");
        const int n = next(5);
        int name = 0;
        for (int i = 0; i < n; ++i) {
            out += (i ? "," : "") + space();
            if (object) {
                name += 1 + next(2); // no name twice
                out += '"' + std::string(1, char('a' + name)) + '"' + space() + ":" + space();
            }
            out += value(depth + 1) + space();
        }
        return out + (object ? "}" : "]");
    }
    std::string pointer()
    {
        std::string p;
        for (int i = next(4); i >= 0; --i)
            p += '/' + (next(3) ? std::string(1, char('a' + next(10))) : std::to_string(next(4)));
        return p;
    }

private:
    QRandomGenerator m_random;
};

QJsonValue parsed(const std::string &json)
{
    return QJsonDocument::fromJson('[' + QByteArray::fromStdString(json) + ']').array().first();
}

// Set and remove of RFC 6902's kind, on a tree. Nothing: refused.
std::optional<QJsonValue> domSet(const QJsonValue &v, const std::vector<std::string> &tokens, std::size_t i,
                                 const QJsonValue &with)
{
    if (i == tokens.size())
        return with;
    const QString key = QString::fromStdString(tokens[i]);
    if (v.isObject()) {
        QJsonObject o = v.toObject();
        QJsonValue below = o.contains(key) ? o.value(key) : QJsonValue(QJsonObject());
        if (!o.contains(key) && i + 1 == tokens.size())
            below = QJsonValue();
        const auto inner = domSet(below, tokens, i + 1, with);
        if (!inner)
            return {};
        o[key] = *inner;
        return o;
    }
    if (v.isArray()) {
        QJsonArray a = v.toArray();
        const auto index = arrayIndex(tokens[i]);
        if (!index || qsizetype(*index) > a.size())
            return {};
        const bool fresh = qsizetype(*index) == a.size();
        const auto inner = domSet(fresh ? QJsonValue(QJsonObject()) : a.at(qsizetype(*index)), tokens, i + 1, with);
        if (!inner)
            return {};
        if (fresh)
            a.append(*inner);
        else
            a[qsizetype(*index)] = *inner;
        return a;
    }
    return {};
}

std::optional<QJsonValue> domRemove(const QJsonValue &v, const std::vector<std::string> &tokens, std::size_t i)
{
    const QString key = QString::fromStdString(tokens[i]);
    const bool last = i + 1 == tokens.size();
    if (v.isObject()) {
        QJsonObject o = v.toObject();
        if (!o.contains(key))
            return v;
        if (last) {
            o.remove(key);
            return o;
        }
        const auto inner = domRemove(o.value(key), tokens, i + 1);
        if (!inner)
            return {};
        o[key] = *inner;
        return o;
    }
    if (v.isArray()) {
        QJsonArray a = v.toArray();
        const auto index = arrayIndex(tokens[i]);
        if (!index || qsizetype(*index) >= a.size())
            return v;
        if (last) {
            a.removeAt(qsizetype(*index));
            return a;
        }
        const auto inner = domRemove(a.at(qsizetype(*index)), tokens, i + 1);
        if (!inner)
            return {};
        a[qsizetype(*index)] = *inner;
        return a;
    }
    return {};
}

// How many bytes of the old text are not the same at both ends of the new one.
std::size_t changedBytes(const std::string &a, const std::string &b)
{
    std::size_t front = 0, back = 0;
    const std::size_t most = std::min(a.size(), b.size());
    while (front < most && a[front] == b[front])
        ++front;
    while (back < most - front && a[a.size() - 1 - back] == b[b.size() - 1 - back])
        ++back;
    return a.size() - front - back;
}
} // namespace

void TestJsonEdit::againstADom()
{
    int done = 0, refused = 0;
    for (quint32 seed = 0; seed < 20000; ++seed) {
        Maker make(seed);
        const std::string json = make.space() + make.value(0) + make.space(), pointer = make.pointer(),
                          with = make.value(3);
        QVERIFY2(checkJson(json), json.c_str());
        const JsonPointer place = at(pointer);
        const bool set = make.next(2);
        const auto want =
            set ? domSet(parsed(json), place.tokens(), 0, parsed(with)) : domRemove(parsed(json), place.tokens(), 0);
        const auto got = set ? jsonSet(json, place, with) : jsonRemove(json, place);
        const std::string what = json + "\n" + pointer + "\n" + with;
        QVERIFY2(got.ok() == want.has_value(), what.c_str());
        if (!got) {
            ++refused;
            continue;
        }
        ++done;
        QVERIFY2(checkJson(*got), got->c_str());
        QVERIFY2(parsed(*got) == *want, (what + "\n" + *got).c_str());
        // Nothing but what is named, its name, one comma and the white space around it.
        const auto old = jsonAt(json, place);
        constexpr std::size_t NameAndSpace = 16;
        const std::size_t allowed = old ? old->size() + (set ? 0 : NameAndSpace) : 0;
        QVERIFY2(changedBytes(json, *got) <= allowed, (what + "\n" + *got).c_str());
    }
    qInfo("%d edits compared, %d refused", done, refused);
    QVERIFY(done > 5000 && refused > 1000);
}

void TestJsonEdit::speed()
{
    std::string large = "{\"items\":[";
    for (int i = 0; i < 200000; ++i)
        large += R"({"id":"o-123456","price":1.10,"text":"some text that is long enough"},)";
    large.back() = ']';
    large += ",\"z\":1}";
    QElapsedTimer timer;
    timer.start();
    const auto r = jsonSet(large, at("/z"), "2");
    qInfo("%zu MB edited in %lld ms", large.size() >> 20, timer.elapsed());
    QVERIFY(r && r->ends_with("\"z\":2}"));
    timer.start();
    for (int i = 0; i < 100000; ++i)
        QVERIFY(jsonSet(Raw, at("/data/currency"), "\"USD\""));
    qInfo("100 000 small edits in %lld ms", timer.elapsed());
}

QTEST_APPLESS_MAIN(TestJsonEdit)
#include "tst_jsonedit.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/decode/json.h"
#include "model/query/jsonpaths.h"
#include "model/query/jsontext.h"
#include "model/query/jsonvalues.h"
#include "model/query/valuetext.h"

#include <QTest>

#include <cmath>
#include <cstring>
#include <random>
#include <sys/mman.h>
#include <unistd.h>

using namespace flowbench;

namespace {

// What a text was written of.
struct Tree
{
    enum class Kind { Null, Bool, Int, UInt, Double, String, List, Object } kind = Kind::Null;
    bool boolean = false;
    qint64 integer = 0;
    quint64 unsignedInteger = 0;
    double real = 0;
    std::string text;
    std::vector<Tree> list;
    std::vector<std::pair<std::string, Tree>> members; // names once each

    const Tree *member(const std::string &name) const
    {
        for (const auto &[n, t] : members) {
            if (n == name)
                return &t;
        }
        return nullptr;
    }
};

std::string take(std::mt19937 &random, const std::vector<std::string> &from) { return from[random() % from.size()]; }

const std::vector<std::string> Names{"a",    "b",        "data", "total",       "longer-name-than-8",
                                     "a\"b", "\xc3\xbc", "",     "back\\slash", "[]"};

Tree generate(std::mt19937 &random, int depth)
{
    Tree t;
    t.kind = Tree::Kind(random() % (depth > 0 ? 8 : 6));
    if (depth > 2 && random() % 2)
        t.kind = Tree::Kind::Object;
    t.boolean = random() % 2;
    t.integer = qint64((quint64(random()) << 32 | random()) >> random() % 64) * (random() % 2 ? 1 : -1);
    t.unsignedInteger = 0xffffffffffffff00ULL + random() % 256;
    t.real = double(qint32(random())) / double(1 + random() % 1000);
    if (t.kind == Tree::Kind::String)
        t.text = take(random, {"", "text", "J\xc3\xbcrgen", "a \"quoted\" one", "tab\tand\nline", "{\"a\":1}",
                               "\xf0\x9f\x98\x80"});
    if (t.kind == Tree::Kind::List) {
        for (std::size_t n = random() % 4; n > 0; --n)
            t.list.push_back(generate(random, depth - 1));
    }
    if (t.kind == Tree::Kind::Object) {
        for (std::size_t n = random() % 6; n > 0; --n) {
            const std::string name = take(random, Names);
            if (!t.member(name))
                t.members.emplace_back(name, generate(random, depth - 1));
        }
    }
    return t;
}

// As a sender might write it: blanks anywhere, letters escaped for no reason.
class Writer
{
public:
    Writer(std::string &out, std::mt19937 &random) : m_out(out), m_random(random) {}

    void value(const Tree &t)
    {
        blank();
        switch (t.kind) {
        case Tree::Kind::Null:
            m_out += "null";
            break;
        case Tree::Kind::Bool:
            m_out += t.boolean ? "true" : "false";
            break;
        case Tree::Kind::Int:
            m_out += std::to_string(t.integer);
            break;
        case Tree::Kind::UInt:
            m_out += std::to_string(t.unsignedInteger);
            break;
        case Tree::Kind::Double: {
            char number[40];
            std::snprintf(number, sizeof number, "%.17g", t.real);
            m_out += number;
            if (!std::strpbrk(number, ".e"))
                m_out += ".0";
            break;
        }
        case Tree::Kind::String:
            string(t.text);
            break;
        case Tree::Kind::List:
            m_out += '[';
            for (std::size_t i = 0; i < t.list.size(); ++i) {
                m_out += i ? "," : "";
                value(t.list[i]);
            }
            blank();
            m_out += ']';
            break;
        case Tree::Kind::Object:
            m_out += '{';
            for (std::size_t i = 0; i < t.members.size(); ++i) {
                m_out += i ? "," : "";
                blank();
                string(t.members[i].first);
                blank();
                m_out += ':';
                value(t.members[i].second);
            }
            blank();
            m_out += '}';
            break;
        }
        blank();
    }

private:
    void blank() { m_out += m_random() % 4 ? "" : m_random() % 2 ? " " : "\n\t "; }

    void string(const std::string &text)
    {
        m_out += '"';
        for (const char c : text) {
            if (c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20 || (c > 0 && m_random() % 30 == 0)) {
                char escaped[8];
                std::snprintf(escaped, sizeof escaped, "\\u%04x", unsigned(c));
                m_out += escaped;
            } else {
                m_out += c;
            }
        }
        m_out += '"';
    }

    std::string &m_out;
    std::mt19937 &m_random;
};

std::string written(const Tree &tree, std::mt19937 &random)
{
    std::string out;
    Writer(out, random).value(tree);
    return out;
}

bool isJson(std::string_view text) { return !checkJson(text, JsonValueDepth); }

bool same(const cel::Value &v, const Tree &t, cel::Scratch &scratch);

bool sameMembers(const cel::Map &map, const Tree &t, cel::Scratch &scratch)
{
    if (map.size() != t.members.size() || map.find(cel::Value::ofString("nowhere"), scratch))
        return false;
    for (std::size_t i = 0; i < t.members.size(); ++i) {
        const auto &[name, value] = t.members[i];
        const auto found = map.find(cel::Value::ofString(name), scratch);
        if (!found || !same(*found, value, scratch) || map.key(i, scratch).view() != name ||
            !same(map.value(i, scratch), value, scratch))
            return false;
    }
    return true;
}

bool same(const cel::Value &v, const Tree &t, cel::Scratch &scratch)
{
    switch (v.kind) {
    case cel::Kind::Null:
        return t.kind == Tree::Kind::Null;
    case cel::Kind::Bool:
        return t.kind == Tree::Kind::Bool && t.boolean == v.boolean;
    case cel::Kind::Int:
        return t.kind == Tree::Kind::Int && t.integer == v.integer;
    case cel::Kind::UInt:
        return t.kind == Tree::Kind::UInt && t.unsignedInteger == v.unsignedInteger;
    case cel::Kind::Double:
        return t.kind == Tree::Kind::Double && t.real == v.real;
    case cel::Kind::String:
        return t.kind == Tree::Kind::String && t.text == v.view();
    case cel::Kind::List:
        if (t.kind != Tree::Kind::List || t.list.size() != v.list->size())
            return false;
        for (std::size_t i = 0; i < t.list.size(); ++i) {
            if (!same(v.list->at(i, scratch), t.list[i], scratch))
                return false;
        }
        return true;
    case cel::Kind::Map:
        return t.kind == Tree::Kind::Object && sameMembers(*v.map, t, scratch);
    default:
        return false;
    }
}

} // namespace

class tst_JsonPaths : public QObject
{
    Q_OBJECT

private slots:
    void findsWhatIsThere();
    void passesWhatIsNested();
    void endsWhenAllIsFound();
    void firstOfTwins();
    void states();
    void anyTextIsSafe();
    void readsNothingBehindTheText();
    void numbers_data();
    void numbers();
    void escapes();
    void depth();
    void largeMap();
};

void tst_JsonPaths::findsWhatIsThere()
{
    std::mt19937 random(5);
    JsonIndex index;
    JsonPaths::Found found;
    cel::Scratch scratch;
    int there = 0;
    for (int round = 0; round < 20000; ++round) {
        Tree tree = generate(random, 5);
        while (tree.kind != Tree::Kind::Object)
            tree = generate(random, 5);
        const std::string text = written(tree, random);
        std::vector<std::vector<std::string>> paths(1 + random() % 5);
        for (auto &path : paths) {
            for (std::size_t n = 1 + random() % 3; n > 0; --n)
                path.push_back(take(random, Names));
        }
        scratch.reset();
        QVERIFY2(index.read(text), text.c_str());
        QVERIFY2(JsonPaths(paths).find(index, found), text.c_str());
        for (std::size_t p = 0; p < paths.size(); ++p) {
            const Tree *at = &tree;
            auto expected = JsonPaths::Place::State::There;
            for (std::size_t i = 0; i < paths[p].size(); ++i) {
                const Tree *next = at->member(paths[p][i]);
                if (!next) {
                    expected = at->kind == Tree::Kind::Object && i + 1 == paths[p].size()
                                   ? JsonPaths::Place::State::Absent
                                   : JsonPaths::Place::State::Nowhere;
                    break;
                }
                at = next;
            }
            QVERIFY2(found.places[p].state == expected, text.c_str());
            if (expected != JsonPaths::Place::State::There)
                continue;
            ++there;
            cel::Value value;
            QVERIFY2(jsonValue(index, found.places[p].token, scratch, value), text.c_str());
            QVERIFY2(same(value, *at, scratch), text.c_str());
        }
        cel::Value whole;
        QVERIFY2(jsonValue(index, 0, scratch, whole) && same(whole, tree, scratch), text.c_str());
        std::string again;
        QVERIFY(appendValueJson(again, whole, scratch));
        JsonIndex second;
        cel::Value reread;
        QVERIFY2(second.read(again) && jsonValue(second, 0, scratch, reread) && same(reread, tree, scratch),
                 again.c_str());
    }
    QVERIFY(there > 3000);
}

// Around the depth up to which nested values are passed from comma to comma.
void tst_JsonPaths::passesWhatIsNested()
{
    JsonIndex index;
    JsonPaths::Found found;
    const JsonPaths paths({{"a"}});
    for (int depth = 1; depth < 200; ++depth) {
        for (const char *inner : {"", "1", "[]", "{}", "{\"a\":3},[1,[2]]"}) {
            std::string open, close;
            for (int i = 0; i < depth; ++i) {
                open += i % 3 ? "{\"a\":[1,{}],\"b\":" : "[7,{\"a\":2},";
                close.insert(0, i % 3 ? ",\"c\":[{}]}" : ",{\"a\":[]},8]");
            }
            const std::string text = "{\"x\":" + open + "[" + inner + "]" + close + ",\"a\":1}";
            QVERIFY2(isJson(text) && index.read(text) && paths.find(index, found), text.c_str());
            QVERIFY(found.places[0].state == JsonPaths::Place::State::There);
            QCOMPARE(index.position(found.places[0].token), quint32(text.size() - 2));
        }
    }
}

void tst_JsonPaths::endsWhenAllIsFound()
{
    JsonIndex index;
    JsonPaths::Found found;
    QVERIFY(index.read(R"({"a":{"b":1,"c":2},"d" "nonsense"})"));
    QVERIFY(JsonPaths({{"a", "b"}, {"a", "x"}}).find(index, found));
    QVERIFY(!JsonPaths({{"a", "b"}, {"y"}}).find(index, found));
}

void tst_JsonPaths::firstOfTwins()
{
    JsonIndex index;
    JsonPaths::Found found;
    cel::Scratch scratch;
    const std::string text = R"({"a":1,"\u0061":2,"b":{"c":3},"b":{"c":4,"d":5},"x":{"k":1,"k":2}})";
    QVERIFY(index.read(text));
    QVERIFY(JsonPaths({{"a"}, {"b", "c"}, {"b", "d"}}).find(index, found));
    cel::Value v;
    QVERIFY(jsonValue(index, found.places[0].token, scratch, v) && v.integer == 1);
    QVERIFY(jsonValue(index, found.places[1].token, scratch, v) && v.integer == 3);
    QVERIFY(found.places[2].state == JsonPaths::Place::State::Absent);
    QVERIFY(jsonValue(index, 0, scratch, v));
    QCOMPARE(v.map->size(), std::size_t(3));
    QCOMPARE(v.map->find(cel::Value::ofString("a"), scratch)->integer, 1);
    QCOMPARE(v.map->find(cel::Value::ofString("x"), scratch)->map->size(), std::size_t(1));
}

void tst_JsonPaths::states()
{
    JsonIndex index;
    JsonPaths::Found found;
    QVERIFY(index.read(R"([{"a":1}])"));
    QVERIFY(JsonPaths({{"a"}}).find(index, found));
    QVERIFY(found.places[0].state == JsonPaths::Place::State::Nowhere);
    QVERIFY(index.read("{}"));
    QVERIFY(JsonPaths({{"a"}, {"a", "b"}}).find(index, found));
    QVERIFY(found.places[0].state == JsonPaths::Place::State::Absent);
    QVERIFY(found.places[1].state == JsonPaths::Place::State::Nowhere);
    for (const char *text : {"", " ", "{", "{\"a\":1", "[1,2", "{\"a\":\"\x01\"}", "{\"a\":\"\xff\"}", "\"open"})
        QVERIFY2(!index.read(text), text);
}

// Cut, mixed and invented texts: never a crash, and what is accepted as a whole is JSON.
void tst_JsonPaths::anyTextIsSafe()
{
    std::mt19937 random(17);
    JsonIndex index;
    JsonPaths::Found found;
    cel::Scratch scratch;
    const JsonPaths paths({{"a"}, {"data", "total"}, {"b", "a", "data"}});
    int accepted = 0;
    for (int round = 0; round < 60000; ++round) {
        std::string text;
        if (round % 3 == 0) {
            constexpr std::string_view Alphabet = "{}[]:,\"\\ab1-.e0tfnu \xc3\xbc";
            for (std::size_t n = random() % 40; n > 0; --n)
                text.push_back(Alphabet[random() % Alphabet.size()]);
            text = "{" + text + "}";
        } else {
            text = written(generate(random, 4), random);
            for (std::size_t n = random() % 3; n > 0 && !text.empty(); --n)
                text[random() % text.size()] = "{}[]:,\"\\x1"[random() % 10];
            if (round % 5 == 0)
                text.resize(random() % (text.size() + 1));
        }
        scratch.reset();
        if (!index.read(text)) {
            QVERIFY2(!isJson(text), text.c_str());
            continue;
        }
        paths.find(index, found);
        cel::Value whole;
        const bool ours = jsonValue(index, 0, scratch, whole) && index.skip(0) == index.tokens();
        QVERIFY2(ours == isJson(text), text.c_str());
        accepted += ours;
    }
    QVERIFY(accepted > 5000);
}

void tst_JsonPaths::readsNothingBehindTheText()
{
    const auto page = std::size_t(::sysconf(_SC_PAGESIZE));
    char *pages = static_cast<char *>(::mmap(nullptr, 3 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    QVERIFY(pages != MAP_FAILED);
    QVERIFY(::mprotect(pages + page, page, PROT_READ | PROT_WRITE) == 0);
    std::mt19937 random(3);
    JsonIndex index;
    JsonPaths::Found found;
    cel::Scratch scratch;
    const JsonPaths paths({{"a"}, {"data", "total"}, {"longer-name-than-8"}});
    for (int round = 0; round < 3000; ++round) {
        const std::string text = written(generate(random, 4), random);
        if (text.size() > page)
            continue;
        for (char *at : {pages + 2 * page - text.size(), pages + page}) {
            std::memcpy(at, text.data(), text.size());
            scratch.reset();
            QVERIFY(index.read({at, text.size()}));
            paths.find(index, found);
            cel::Value value;
            QVERIFY(jsonValue(index, 0, scratch, value));
            std::string out;
            appendValueJson(out, value, scratch);
        }
    }
    ::munmap(pages, 3 * page);
}

void tst_JsonPaths::numbers_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("kind");
    QTest::addColumn<double>("value");
    QTest::newRow("zero") << QByteArray("0") << "int" << 0.0;
    QTest::newRow("minus zero") << QByteArray("-0") << "int" << 0.0;
    QTest::newRow("largest int") << QByteArray("9223372036854775807") << "int" << 9223372036854775807.0;
    QTest::newRow("smallest int") << QByteArray("-9223372036854775808") << "int" << -9223372036854775808.0;
    QTest::newRow("uint") << QByteArray("9223372036854775808") << "uint" << 9223372036854775808.0;
    QTest::newRow("largest uint") << QByteArray("18446744073709551615") << "uint" << 18446744073709551615.0;
    QTest::newRow("beyond") << QByteArray("18446744073709551616") << "double" << 18446744073709551616.0;
    QTest::newRow("beyond below") << QByteArray("-9223372036854775809") << "double" << -9223372036854775809.0;
    QTest::newRow("fraction") << QByteArray("1.0") << "double" << 1.0;
    QTest::newRow("exponent") << QByteArray("1e2") << "double" << 100.0;
    QTest::newRow("cents") << QByteArray("123.45") << "double" << 123.45;
    QTest::newRow("small") << QByteArray("0.000001") << "double" << 0.000001;
    QTest::newRow("many digits") << QByteArray("3.14159265358979323846264338327950288") << "double"
                                 << 3.141592653589793;
    QTest::newRow("infinite") << QByteArray("1e400") << "double" << HUGE_VAL;
    QTest::newRow("minus infinite") << QByteArray("-123456e4000000000000") << "double" << -HUGE_VAL;
    QTest::newRow("nothing left") << QByteArray("1e-400") << "double" << 0.0;
    QTest::newRow("zeros behind the point")
        << QByteArray("0.00000000000000000000000000000000000000001e42") << "double" << 10.0;
    QTest::newRow("a zero") << QByteArray("0e999999") << "double" << 0.0;
    for (const char *wrong :
         {"01", "+1", "1.", ".5", "1e", "1e+", "-", "1x", "0x1", "1 2", "NaN", "1.5.5", "--1", "1-"})
        QTest::newRow(wrong) << QByteArray(wrong) << "" << 0.0;
}

void tst_JsonPaths::numbers()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, kind);
    QFETCH(double, value);
    cel::Value v;
    const bool ok = jsonNumber({text.constData(), std::size_t(text.size())}, v);
    QCOMPARE(ok, !kind.isEmpty());
    if (!ok)
        return;
    QCOMPARE(kind.toStdString(), std::string(cel::typeName(v.kind)));
    QCOMPARE(v.fromJson, v.kind != cel::Kind::Double);
    const double got = v.kind == cel::Kind::Int    ? double(v.integer)
                       : v.kind == cel::Kind::UInt ? double(v.unsignedInteger)
                                                   : v.real;
    QVERIFY(got == value);
}

void tst_JsonPaths::escapes()
{
    char to[64];
    const auto unescaped = [&](std::string_view text) {
        const auto size = unescapeJson(text, to);
        return size ? std::string(to, *size) : std::string("!");
    };
    QCOMPARE(unescaped(R"(a\"\\\/\b\f\n\r\tz)"), std::string("a\"\\/\b\f\n\r\tz"));
    QCOMPARE(unescaped(R"(\u00fc\u20AC\ud83d\ude00)"), std::string("\xc3\xbc\xe2\x82\xac\xf0\x9f\x98\x80"));
    QCOMPARE(unescaped(R"(\ud83dx)"), std::string("\xef\xbf\xbdx"));
    QCOMPARE(unescaped(R"(\ude00)"), std::string("\xef\xbf\xbd"));
    QCOMPARE(unescaped(R"(\ud83d\u0041)"), std::string("\xef\xbf\xbd"
                                                       "A"));
    for (const char *wrong : {"\\x", "\\", "\\u12", "\\u12g4"}) {
        QCOMPARE(unescaped(wrong), std::string("!"));
        QVERIFY(!validJsonEscapes(wrong));
    }
    QCOMPARE(jsonStringEnd(R"(a\\" : 1)").at, std::size_t(3));
    QCOMPARE(jsonStringEnd(R"(a\")").at, std::string_view::npos);
}

void tst_JsonPaths::depth()
{
    JsonIndex index;
    JsonPaths::Found found;
    cel::Scratch scratch;
    const std::string deep = "{\"x\":" + std::string(100000, '[') + std::string(100000, ']') + ",\"a\":7}";
    QVERIFY(index.read(deep));
    QVERIFY(JsonPaths({{"a"}}).find(index, found));
    cel::Value v;
    QVERIFY(jsonValue(index, found.places[0].token, scratch, v) && v.integer == 7);
    QVERIFY(!jsonValue(index, 0, scratch, v));
    const std::string fits = std::string(JsonValueDepth, '[') + std::string(JsonValueDepth, ']');
    QVERIFY(index.read(fits));
    QVERIFY(jsonValue(index, 0, scratch, v));
}

void tst_JsonPaths::largeMap()
{
    std::string text = "{";
    for (int i = 0; i < 100000; ++i)
        text += (i ? ",\"k" : "\"k") + std::to_string(i % 50000) + "\":" + std::to_string(i);
    text += "}";
    JsonIndex index;
    cel::Scratch scratch;
    QVERIFY(index.read(text));
    cel::Value v;
    QVERIFY(jsonValue(index, 0, scratch, v));
    QCOMPARE(v.map->size(), std::size_t(50000));
    QCOMPARE(v.map->key(49999, scratch).view(), std::string_view("k49999"));
    QCOMPARE(v.map->value(49999, scratch).integer, 49999);
}

QTEST_APPLESS_MAIN(tst_JsonPaths)
#include "tst_jsonpaths.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/deadletter/ids.h"
#include "tests/model/deadletter/deadevents.h"

#include <QElapsedTimer>
#include <QTest>

#include <set>

using namespace flowbench;
using namespace flowbench::tests;

namespace {
Event message(const std::string &id, const std::string &body)
{
    Event e = eventWith(body);
    e.channel = "queue:orders.dlq";
    if (!id.empty())
        addProperty(e, "message_id", id);
    return e;
}

DeadLetterIds idsOf(const std::vector<Event> &events)
{
    std::vector<DeadLetterKey> keys;
    for (const Event &e : events)
        keys.push_back(deadLetterKey(e.view()));
    return DeadLetterIds(std::move(keys));
}
} // namespace

class TestIds : public QObject
{
    Q_OBJECT

private slots:
    void offsets();
    void hashing();
    void rules();
    void messageIdsThatMislead();
    void stayWhenOthersGo();
    void twins();
    void neverTwice();
    void speed();
};

void TestIds::offsets()
{
    QCOMPARE(offsetId(0, 4711), std::string("0:4711"));
    QVERIFY(offsetFromId("12:9223372036854775807") == std::pair(12, 9223372036854775807ll));
    for (const char *bad :
         {"", ":", "1:", ":1", "-1:2", "1:-2", "1:2 ", "1:2:3", "a:b", "99999999999:1", "1:9223372036854775808"})
        QVERIFY2(!offsetFromId(bad), bad);
}

void TestIds::hashing()
{
    const Event a = message("m", "body");
    const ContentHash h = contentHash(a.view());
    Event again = a;
    FieldView redelivered;
    redelivered.place = FieldPlace::Delivery;
    redelivered.type = FieldType::Boolean;
    redelivered.name = "redelivered";
    redelivered.value = "true";
    again.addField(redelivered);
    addTyped(again, "x-delivery-count", FieldType::Int64, "3");
    again.offset = 17;
    again.timeMs = 5;
    QCOMPARE(contentHash(again.view()), h); // handed out again
    Event other = a;
    other.value = "bodY";
    QVERIFY(contentHash(other.view()) != h);
    other = a;
    other.addHeader("x", "1");
    QVERIFY(contentHash(other.view()) != h);
    Event typed = a;
    addTyped(typed, "x", FieldType::Int8, "1");
    QVERIFY(contentHash(typed.view()) != contentHash(other.view()));
    Event moved = a, joined = a;
    moved.addHeader("ab", "c");
    joined.addHeader("a", "bc");
    QVERIFY(contentHash(moved.view()) != contentHash(joined.view()));
    other = a;
    other.value.reset();
    Event empty = a;
    empty.value = "";
    QVERIFY(contentHash(other.view()) != contentHash(empty.view()));
    // A quorum queue sorts the headers of what it hands out again; of one name the order counts.
    Event first = a, sorted = a;
    for (const auto &[name, value] : {std::pair("x-b", "1"), {"a", "2"}, {"a", "3"}})
        first.addHeader(name, value);
    for (const auto &[name, value] : {std::pair("a", "2"), {"a", "3"}, {"x-b", "1"}})
        sorted.addHeader(name, value);
    QCOMPARE(contentHash(sorted.view()), contentHash(first.view()));
    Event swapped = a;
    for (const auto &[name, value] : {std::pair("a", "3"), {"a", "2"}, {"x-b", "1"}})
        swapped.addHeader(name, value);
    QVERIFY(contentHash(swapped.view()) != contentHash(sorted.view()));
    other = a;
    other.key = "order.placed";
    QVERIFY(contentHash(other.view()) != h);
    QCOMPARE(hashText(h).size(), 64u);
    QCOMPARE(hashText(h, 8), hashText(h).substr(0, 8));
}

void TestIds::rules()
{
    const std::vector<Event> events = {message("m-1", "a"), message("m-2", "a"), message("m-2", "b"),
                                       message("", "c"),    message("", "d"),    message("", "d"),
                                       message("m-3", "e"), message("m-3", "e")};
    const DeadLetterIds ids = idsOf(events);
    const auto h = [&](std::size_t i, int digits) { return hashText(ids.key(i).hash, digits); };
    QCOMPARE(ids.id(0), std::string("m-1"));
    QCOMPARE(ids.id(1), "m-2@" + h(1, 8));
    QCOMPARE(ids.id(2), "m-2@" + h(2, 8));
    QCOMPARE(ids.id(3), "@" + h(3, 16));
    QCOMPARE(ids.id(4), "@" + h(4, 16) + "*1");
    QCOMPARE(ids.id(5), "@" + h(5, 16) + "*2");
    QCOMPARE(ids.id(6), "m-3@" + h(6, 8) + "*1");
    QCOMPARE(ids.id(7), "m-3@" + h(7, 8) + "*2");
    for (std::size_t i = 0; i < ids.size(); ++i)
        QVERIFY(ids.find(ids.id(i)) == std::optional(i));
    for (const char *bad : {"", "m-2", "m-4", "@", "*1", "m-1*1", "@0123456789abcdef", "m-1@00000000"})
        QVERIFY2(!ids.find(bad), bad);
}

void TestIds::messageIdsThatMislead()
{
    const std::string hash8 = hashText(contentHash(message("m", "a").view()), 8);
    const std::vector<Event> events = {message("m", "a"),
                                       message("m", "b"),
                                       message("m@" + hash8, "c"),
                                       message("a\nb", "d"),
                                       message("\xff", "e"),
                                       message(" x", "f"),
                                       message(std::string(600, 'x'), "g"),
                                       message("@0123456789abcdef", "h"),
                                       message("m@" + hash8 + "*1", "i"),
                                       message("a*1", "j")};
    const DeadLetterIds ids = idsOf(events);
    std::set<std::string> all;
    for (std::size_t i = 0; i < ids.size(); ++i) {
        QVERIFY(all.insert(ids.id(i)).second);
        QVERIFY(ids.id(i).find('\n') == std::string::npos);
        QVERIFY(ids.find(ids.id(i)) == std::optional(i));
    }
    QCOMPARE(ids.id(9), std::string("a*1"));
    QCOMPARE(ids.id(3).size(), 17u);
}

void TestIds::stayWhenOthersGo()
{
    std::vector<Event> events = {message("m", "a"), message("m", "b"), message("n", "c"), message("n", "c")};
    const DeadLetterIds before = idsOf(events);
    const std::string a = before.id(0), twin = before.id(3);
    events.erase(events.begin() + 3);
    events.erase(events.begin() + 1);
    const DeadLetterIds after = idsOf(events);
    QCOMPARE(after.id(0), std::string("m"));
    QVERIFY(after.find(a) == std::optional<std::size_t>(0));
    QVERIFY(after.find(twin) == std::optional<std::size_t>(1)); // interchangeable: the one that is left
    QVERIFY(!after.find(before.id(1)));
    // Names of two, and one is left.
    const std::vector<std::string> both = {before.id(2), before.id(3)};
    const auto r = after.resolve(both);
    QCOMPARE(r.found, std::vector<std::size_t>{1});
    QCOMPARE(r.missing.size(), 1u);
}

void TestIds::twins()
{
    const std::vector<Event> events = {message("n", "c"), message("n", "c"), message("n", "c"), message("z", "z")};
    const DeadLetterIds ids = idsOf(events);
    const std::string base = ids.id(0).substr(0, ids.id(0).find('*'));
    const std::vector<std::string> asked = {base + "*3", "z", base, "gone", base + "*3", base + "*1", base + "*9"};
    const auto r = ids.resolve(asked);
    QCOMPARE(r.found, (std::vector<std::size_t>{2, 3, 1, 0}));
    QCOMPARE(r.missing, (std::vector<std::string>{"gone", base + "*9"}));
}

void TestIds::neverTwice()
{
    // Few bodies, few ids: everything collides.
    std::vector<Event> events;
    quint32 seed = 7;
    const auto next = [&](quint32 n) {
        return (seed = seed * 1664525 + 1013904223) >> 16 & 0xffff ? (seed >> 16) % n : 0;
    };
    for (int i = 0; i < 500; ++i)
        events.push_back(message(next(3) ? "m" + std::to_string(next(40)) : "", std::to_string(next(6))));
    const DeadLetterIds ids = idsOf(events);
    std::set<std::string> all;
    std::vector<std::string> asked;
    for (std::size_t i = 0; i < ids.size(); ++i) {
        QVERIFY(all.insert(ids.id(i)).second);
        asked.push_back(ids.id(i));
    }
    const auto r = ids.resolve(asked);
    QCOMPARE(r.found.size(), ids.size());
    for (std::size_t i = 0; i < r.found.size(); ++i)
        QCOMPARE(r.found[i], i);
}

void TestIds::speed()
{
    std::vector<Event> events;
    for (int i = 0; i < 100000; ++i)
        events.push_back(rejected(i));
    QElapsedTimer timer;
    timer.start();
    std::vector<DeadLetterKey> keys;
    for (const Event &e : events)
        keys.push_back(deadLetterKey(e.view()));
    const qint64 hashed = timer.elapsed();
    const DeadLetterIds ids(std::move(keys));
    qInfo("100 000 keys in %lld ms, ids in %lld ms", hashed, timer.elapsed() - hashed);
    QCOMPARE(ids.id(99999), std::string("m-99999"));
    QVERIFY(timer.elapsed() < 5000);
}

QTEST_APPLESS_MAIN(TestIds)
#include "tst_ids.moc"

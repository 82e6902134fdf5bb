// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/deadletter/failureheaders.h"
#include "model/deadletter/fingerprint.h"
#include "model/deadletter/groups.h"
#include "model/deadletter/stacktrace.h"
#include "tests/model/deadletter/deadevents.h"

#include <QElapsedTimer>
#include <QTest>

#include <numeric>
#include <set>

using namespace flowbench;
using namespace flowbench::tests;

namespace {
Event springs(const std::string &exception, const std::string &message, const std::string &frame)
{
    Event e = eventWith(orderBody(1));
    e.addHeader("x-original-exchange", "events");
    e.addHeader("x-exception-message", message);
    e.addHeader("x-exception-stacktrace",
                exception + ": " + message + "\n\tat " + frame + "\n\tat com.shop.Last.on(L.java:1)\n");
    return e;
}

Event connectFailure(const std::string &message)
{
    Event e = eventWith("x");
    e.addHeader("__connect.errors.topic", "orders");
    e.addHeader("__connect.errors.exception.message", message);
    return e;
}

std::vector<quint64> counts(const FailureGroups &groups)
{
    std::vector<quint64> out;
    for (const FailureGroup &g : groups.groups())
        out.push_back(g.count);
    std::sort(out.begin(), out.end());
    return out;
}
} // namespace

class TestGroups : public QObject
{
    Q_OBJECT

private slots:
    void templates_data();
    void templates();
    void stableNames();
    void traces_data();
    void traces();
    void fingerprintsAreFixed();
    void numbersDoNotSplit();
    void causesSplit();
    void lastTraceFrameOfTheCause();
    void reasons();
    void manyGroupsAreBounded();
    void growth();
    void growthBackwards();
    void headers();
    void speed();
};

void TestGroups::templates_data()
{
    QTest::addColumn<QByteArray>("message");
    QTest::addColumn<QByteArray>("want");
    const auto row = [](const char *message, const char *want) {
        QTest::newRow(message) << QByteArray(message) << QByteArray(want);
    };
    row("Only 3 of SKU-17 left", "Only # of # left");
    row("Order 550e8400-e29b-41d4-a716-446655440000 not found.", "Order # not found.");
    row("error in [org.x.Handler$1@18f25682]; Read timed out", "error in [#]; Read timed out");
    row("error in [org.x.Handler@deadbeef]; Read timed out", "error in [#]; Read timed out");
    row("Cannot find 'alice' in \"customers\"", "Cannot find # in #");
    row("Can't take the customer's order", "Can't take the customer's order");
    row("No answer from 10.0.0.1:8080 after 1500 ms", "No answer from # after #");
    row("No answer from 10.0.0.1:8080 after 1.5 s", "No answer from # after #");
    row("late since 2026-07-01T12:00:00Z", "late since #");
    row("late since Wed Jul 01 12:00:00 UTC 2026", "late since #");
    row("It may be May", "It may be May");
    row("ids [1, 2, 3] are bad", "ids [#] are bad");
    row("ids [1] are bad", "ids [#] are bad");
    row("total 1 000,50 is too much", "total # is too much");
    QTest::newRow("blanks") << QByteArray("a  b\tc\nd") << QByteArray("a b c d");
    row("cafebabecafe", "#");
    row("", "");
    row("7", "#");
    row("'open quote", "'open quote");
}

void TestGroups::templates()
{
    QFETCH(QByteArray, message);
    QFETCH(QByteArray, want);
    QCOMPARE(QByteArray::fromStdString(messageTemplate(message.toStdString())), want);
}

void TestGroups::stableNames()
{
    QCOMPARE(stableName("com.shop.Foo$$Lambda$12/0x00007f"), std::string("com.shop.Foo"));
    QCOMPARE(stableName("com.shop.Foo.lambda$on$0"), std::string("com.shop.Foo.lambda$on$"));
    QCOMPARE(stableName("com.shop.Foo$1.run"), std::string("com.shop.Foo$.run"));
    QCOMPARE(stableName("Shop.Foo`2"), std::string("Shop.Foo`"));
    QCOMPARE(stableName("com.shop.Http2Client.get"), std::string("com.shop.Http2Client.get"));
}

void TestGroups::traces_data()
{
    QTest::addColumn<QByteArray>("stack");
    QTest::addColumn<QByteArray>("exception");
    QTest::addColumn<QByteArray>("root");
    QTest::addColumn<QByteArray>("frame");
    const auto row = [](const char *name, const char *stack, const char *exception, const char *root,
                        const char *frame) {
        QTest::newRow(name) << QByteArray(stack) << QByteArray(exception) << QByteArray(root) << QByteArray(frame);
    };
    row("java",
        "java.lang.IllegalStateException: x\n\tat java.base/java.util.Objects.requireNonNull(Objects.java:1)\n\tat "
        "app//com.shop.A.b(A.java:1)\n\tat com.shop.C.d(C.java:2)\n",
        "java.lang.IllegalStateException", "java.lang.IllegalStateException", "com.shop.A.b");
    row("java, cause of a cause",
        "a.B: x\n\tat com.shop.Outer.go(O.java:1)\nCaused by: c.D: y\n\tat com.shop.Middle.go(M.java:1)\nCaused by: "
        "e.F\n\tat org.springframework.X.y(X.java:1)\n\tat com.shop.Inner.go(I.java:1)\n\t... 3 more\n",
        "a.B", "e.F", "com.shop.Inner.go");
    row("only frameworks", "a.B: x\n\tat org.springframework.X.y(X.java:1)\n", "a.B", "a.B", "org.springframework.X.y");
    row("node",
        "TypeError: x is no function\n    at process (/app/node_modules/lib/i.js:1:2)\n    at async Orders.take "
        "(/app/src/orders.js:12:3)\n    at node:internal/process/task_queues:95:5\n",
        "TypeError", "TypeError", "Orders.take");
    row(".NET",
        "System.AggregateException: One or more errors occurred. (x)\n ---> Shop.NoStock: x\n   at "
        "System.Linq.Enumerable.First(IEnumerable`1 s)\n   at Shop.Stock.Take(Int32 n) in /src/S.cs:line 17\n   --- "
        "End of "
        "inner exception stack trace ---\n   at Shop.Outer.Go()\n",
        "System.AggregateException", "Shop.NoStock", "Shop.Stock.Take");
    row("python",
        "Traceback (most recent call last):\n  File \"/usr/lib/python3/dist-packages/celery/app.py\", line 1, in run\n "
        " "
        "File \"/app/orders.py\", line 9, in take\n    raise ValueError()\n  File "
        "\"/venv/lib/site-packages/x.py\", line 2, in deep\nValueError: no stock\n",
        "ValueError", "ValueError", "take");
    row("prose", "it went wrong at the end (really)", "", "", "");
    row("empty", "", "", "", "");
}

void TestGroups::traces()
{
    QFETCH(QByteArray, stack);
    QFETCH(QByteArray, exception);
    QFETCH(QByteArray, root);
    QFETCH(QByteArray, frame);
    const std::string held = stack.toStdString();
    const StackTrace t = readStackTrace(held, {});
    QCOMPARE(QByteArray::fromStdString(std::string(t.exception)), exception);
    QCOMPARE(QByteArray::fromStdString(std::string(t.rootCause)), root);
    QCOMPARE(QByteArray::fromStdString(std::string(t.frame)), frame);
}

// What was written down (a job, a link, a script) must find its group again in a later version.
void TestGroups::fingerprintsAreFixed()
{
    const Event a = springs("com.shop.NoStock", "Only 3 left", "com.shop.Stock.take(Stock.java:17)");
    QCOMPARE(fingerprintText(fingerprintOf(a.view(), *recogniseFailure(a.view()))), std::string("689f9a09381bb2c9"));
    const Event b = rejected(1);
    QCOMPARE(fingerprintText(fingerprintOf(b.view(), *recogniseFailure(b.view()))), std::string("c02182001f1bbc92"));
    QCOMPARE(fingerprintFromText("00000000000000ff"), std::optional<quint64>(255));
    QVERIFY(!fingerprintFromText("ff") && !fingerprintFromText("00000000000000fg") && !fingerprintFromText(""));
}

void TestGroups::numbersDoNotSplit()
{
    FailureGroups g;
    for (int i = 0; i < 40; ++i) {
        const std::string n = std::to_string(i * 37 + 1000);
        g.add(springs("java.lang.IllegalArgumentException", "Order " + n + " of customer 'c" + n + "' has no currency",
                      "com.shop.Orders.check(Orders.java:42)")
                  .view(),
              quint64(i));
        g.add(connectFailure("error in message handler [org.x.Handler$1@18f2568" + std::to_string(i % 10) +
                             "]; Read timed out")
                  .view(),
              100 + quint64(i));
        g.add(eventWith(R"({"originalQueue":"orders","error":"Payment )" + n + R"( declined for order )" + n + R"("})")
                  .view(),
              200 + quint64(i));
        g.add(springKafka(i).view(), 300 + quint64(i));
    }
    QCOMPARE(counts(g), (std::vector<quint64>{40, 40, 40, 40}));
    QCOMPARE(g.groups()[0].firstSample, 0u);
    QCOMPARE(g.groups()[0].lastSample, 39u);
    QCOMPARE(g.groups()[0].exception, std::string("java.lang.IllegalArgumentException"));
}

void TestGroups::causesSplit()
{
    FailureGroups g;
    g.add(springs("a.B", "x", "com.shop.A.b(A.java:1)").view(), 0);
    g.add(springs("a.C", "x", "com.shop.A.b(A.java:1)").view(), 0); // another exception
    g.add(springs("a.B", "x", "com.shop.A.c(A.java:1)").view(), 0); // thrown elsewhere
    Event elsewhere = springs("a.B", "x", "com.shop.A.b(A.java:1)");
    elsewhere.addHeader("x-original-exchange", "others"); // of another channel
    g.add(elsewhere.view(), 0);
    g.add(connectFailure("Payment declined").view(), 0);
    g.add(connectFailure("Timeout calling inventory").view(), 0);
    g.add(springs("a.B", "another text", "com.shop.A.b(A.java:99)").view(), 0); // the first again
    QCOMPARE(counts(g), (std::vector<quint64>{1, 1, 1, 1, 1, 2}));
}

void TestGroups::lastTraceFrameOfTheCause()
{
    // The wrapper is the same for both; what it hides is not.
    const auto wrapped = [](const std::string &cause) {
        return springs("org.springframework.messaging.MessageHandlingException", "error occurred",
                       "org.springframework.A.b(A.java:1)\nCaused by: " + cause + ": x\n\tat com.shop.S.t(S.java:1)");
    };
    FailureGroups g;
    g.add(wrapped("com.shop.NoStock").view(), 0);
    g.add(wrapped("java.net.SocketTimeoutException").view(), 1);
    g.add(wrapped("com.shop.NoStock").view(), 2);
    QCOMPARE(counts(g), (std::vector<quint64>{1, 2}));
    QCOMPARE(g.groups()[0].exception, std::string("com.shop.NoStock"));
}

void TestGroups::reasons()
{
    FailureGroups g;
    for (int i = 0; i < 100; ++i)
        g.add(rejected(i, i % 4 == 0 ? "expired" : "rejected").view(), quint64(i));
    g.add(rejected(0, "rejected", "invoices").view(), 100);
    Event other = rejected(1);
    other.value = R"({"id":"1","type":"order.cancelled","timestamp":"2026-07-01T12:00:00Z","data":{}})";
    g.add(other.view(), 101);
    g.add(eventWith("nothing known").view(), 102);
    QCOMPARE(counts(g), (std::vector<quint64>{1, 1, 1, 25, 75}));
    QCOMPARE(g.total(), 103u);
    QVERIFY(!g.groups().back().recognised);
    QCOMPARE(*g.groups()[0].first, 1782907200000);
    QVERIFY(g.find(g.groups()[1].fingerprint) == std::optional<std::size_t>(1));
    QVERIFY(!g.find(42));
}

void TestGroups::manyGroupsAreBounded()
{
    FailureGroups g(10);
    for (int i = 0; i < 1000; ++i) {
        std::string name = "a.";
        for (int n = i; n; n /= 26)
            name += char('a' + n % 26);
        g.add(springs(name, "x", "com.shop.A.b(A.java:1)").view(), quint64(i));
    }
    QCOMPARE(g.groups().size(), 10u);
    QCOMPARE(g.others(), 990u);
    QCOMPARE(g.total(), 1000u);
}

namespace {
Event diedAt(qint64 ms)
{
    Event e = eventWith("x");
    e.timeMs = ms;
    e.timeKind = TimeKind::Append;
    e.addHeader("__connect.errors.topic", "orders");
    e.addHeader("__connect.errors.exception.message", "no");
    return e;
}
} // namespace

void TestGroups::growth()
{
    FailureGroups g;
    const qint64 start = 1782907200000;
    for (int i = 0; i < 5000; ++i)
        g.add(diedAt(start + i * 60000).view(), 0);
    g.add(diedAt(-5).view(), 0);
    g.add(diedAt(std::numeric_limits<qint64>::max()).view(), 0);
    const FailureGroup &group = g.groups().front();
    QCOMPARE(group.count, 5002u);
    QCOMPARE(std::accumulate(group.growth.begin(), group.growth.end(), 0u), 5000u);
    QVERIFY(g.growthStart() <= start);
    QVERIFY(g.growthStart() + g.growthStepMs() * FailureGroups::GrowthBuckets > start + 4999 * 60000);
    QVERIFY(g.growthStepMs() * FailureGroups::GrowthBuckets <= 5000ll * 60000 * 4);
}

void TestGroups::growthBackwards()
{
    FailureGroups g;
    const qint64 start = 1782907200000;
    for (int i = 999; i >= 0; --i) {
        g.add(diedAt(start + i * 1000).view(), 0);
        g.add(rejected(i).view(), 0);
    }
    const FailureGroup &group = g.groups().front();
    QCOMPARE(std::accumulate(group.growth.begin(), group.growth.end(), 0u), 1000u);
    const auto per = quint32(g.growthStepMs() / 1000);
    for (std::size_t i = 1; i + 1 < group.growth.size(); ++i)
        QVERIFY(group.growth[i] == per || group.growth[i] == 0 || group.growth[i + 1] == 0);
    QCOMPARE(*group.first, start);
    QCOMPARE(*group.last, start + 999000);
}

void TestGroups::headers()
{
    Event e = eventWith("x");
    for (const char *name :
         {"zulu", "x-death", "trace", "x-first-death-queue", "x-exception-message", "trace", "retry-count", "x-tenant",
          "kafka_dlt-original-topic", "x-original-exchange", "flowbench-replay-id", "alpha"})
        e.addHeader(name, name);
    addProperty(e, "message_id", "m");
    std::string names;
    FailureHeaders failure(e.view().fields);
    for (const FieldView &f : e.view().fields) {
        if (!failure.has(f))
            names += std::string(f.name) + ' ';
    }
    QCOMPARE(names, std::string("zulu trace trace x-tenant flowbench-replay-id alpha message_id "));
    // A count of a service that has nothing to do with a failure stays.
    Event plain = eventWith("x");
    plain.addHeader("retry-count", "3");
    plain.addHeader("n", std::nullopt);
    FailureHeaders none(plain.view().fields);
    for (const FieldView &f : plain.view().fields)
        QVERIFY(!none.has(f));
}

void TestGroups::speed()
{
    constexpr int Events = 100000;
    std::vector<Event> events;
    for (int i = 0; i < 100; ++i) {
        events.push_back(rejected(i));
        events.push_back(springKafka(i));
        events.push_back(springs("com.shop.E" + std::string(std::size_t(i % 7), 'x'),
                                 "Only " + std::to_string(i) + " left", "com.shop.A.b(A.java:1)"));
        events.push_back(eventWith(R"({"originalQueue":"orders","originalMessage":)" + orderBody(i) +
                                   R"(,"error":"Payment )" + std::to_string(i) +
                                   R"( declined","failedAt":"2026-07-01T12:00:00.000Z","retryCount":3})"));
    }
    QElapsedTimer timer;
    timer.start();
    FailureGroups g;
    for (int i = 0; i < Events; ++i)
        g.add(events[std::size_t(i) % events.size()].view(), quint64(i));
    const qint64 ms = timer.elapsed();
    qInfo("100 000 dead letters grouped in %lld ms", ms);
    QCOMPARE(g.total(), quint64(Events));
    QVERIFY(ms < 5000);
}

QTEST_APPLESS_MAIN(TestGroups)
#include "tst_groups.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/deadletter/failure.h"
#include "tests/model/deadletter/deadevents.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace flowbench;
using namespace flowbench::tests;
using namespace Qt::StringLiterals;

namespace {
Failure failureOf(const Event &e)
{
    const auto f = recogniseFailure(e.view());
    const auto origin = originOf(e.view());
    if (origin.has_value() != f.has_value() || (f && *origin != f->origin))
        qFatal("the origin is another one when it alone is asked for");
    return f ? *f : Failure();
}
QByteArray text(const std::string &s) { return QByteArray::fromStdString(s); }
constexpr qint64 Noon = 1782907200000; // 2026-07-01T12:00:00Z
} // namespace

class TestFailure : public QObject
{
    Q_OBJECT

private slots:
    void rabbitItself();
    void rabbitDiedTwice();
    void rabbitFlatHeaders();
    void springKafka();
    void springDeserialization();
    void springRetryTopic();
    void springCloudStream();
    void springAmqp();
    void connect();
    void streams();
    void shareGroup();
    void smallRye();
    void nServiceBus();
    void massTransit();
    void rebus();
    void cap();
    void ownHeaders();
    void handMadeJson_data();
    void handMadeJson();
    void noFailures_data();
    void noFailures();
    void frameworkAndBroker();
    void hostile();
    void json();
    void fieldsAreNamed();
    void trafficIsCheap();
};

void TestFailure::rabbitItself()
{
    const Failure f = failureOf(rejected(1));
    QCOMPARE(f.dialect, FailureDialect::XDeath);
    QCOMPARE(text(f.origin.channel), QByteArray("queue:orders"));
    QCOMPARE(text(*f.origin.exchange), QByteArray("events"));
    QCOMPARE(f.origin.routingKeys, std::vector<std::string>{"order.placed"});
    QCOMPARE(text(f.reason), QByteArray("rejected"));
    QCOMPARE(*f.attempts, 1);
    QCOMPARE(*f.first, Noon);
    QCOMPARE(*f.last, Noon);
    QVERIFY(f.exception.empty());
}

void TestFailure::rabbitDiedTwice()
{
    Event e = eventWith("x");
    addTyped(
        e, "x-death", FieldType::Array,
        R"([{"queue":"orders","reason":"rejected","count":3,"exchange":"","routing-keys":["orders","cc"],"time":1782907260,"original-expiration":"5"},)"
        R"({"queue":"orders.wait","reason":"expired","count":2,"exchange":"retry","routing-keys":["r"],"time":1782907200},)"
        R"({"queue":"orders","reason":"expired","count":1,"exchange":"events","routing-keys":["a"],"time":1782907320}])");
    const Failure f = failureOf(e);
    QCOMPARE(text(f.origin.channel), QByteArray("queue:orders"));
    QVERIFY(f.origin.exchange && f.origin.exchange->empty()); // the default exchange is one
    QCOMPARE(f.origin.routingKeys.size(), 2u);
    QCOMPARE(text(f.reason), QByteArray("rejected"));
    QCOMPARE(*f.attempts, 4); // both deaths in orders, not those in the waiting queue
    QCOMPARE(*f.first, Noon);
    QCOMPARE(*f.last, Noon + 120000);
}

void TestFailure::rabbitFlatHeaders()
{
    Event e = eventWith("x");
    e.addHeader("x-first-death-queue", "orders");
    e.addHeader("x-first-death-reason", "maxlen");
    e.addHeader("x-first-death-exchange", "");
    Failure f = failureOf(e);
    QCOMPARE(text(f.origin.channel), QByteArray("queue:orders"));
    QCOMPARE(text(f.reason), QByteArray("maxlen"));
    e.addHeader("x-last-death-queue", "later");
    e.addHeader("x-last-death-reason", "expired");
    f = failureOf(e);
    QCOMPARE(text(f.origin.channel), QByteArray("queue:later"));
    QCOMPARE(text(f.reason), QByteArray("expired"));
}

void TestFailure::springKafka()
{
    const Failure f = failureOf(flowbench::tests::springKafka(2));
    QCOMPARE(f.dialect, FailureDialect::Spring);
    QCOMPARE(text(f.origin.channel), QByteArray("orders"));
    QCOMPARE(*f.origin.partition, 2);
    QCOMPARE(*f.origin.offset, 4713);
    QCOMPARE(text(f.origin.group), QByteArray("shop"));
    QCOMPARE(text(f.exception), QByteArray("com.shop.NoStockException"));
    QCOMPARE(text(f.wrapper), QByteArray("org.springframework.kafka.listener.ListenerExecutionFailedException"));
    QVERIFY(f.cause.empty());
    QVERIFY(text(f.message).endsWith("Only 2 left"));
    QCOMPARE(text(f.reason), QByteArray("exception"));
    QCOMPARE(*f.last, 1782907300002); // the record is made when it dies
    QVERIFY(!f.first);
}

void TestFailure::springDeserialization()
{
    Event e = eventWith("\xff\xfe");
    const std::string name = "org.springframework.kafka.support.serializer.DeserializationException";
    e.addHeader("kafka_dlt-original-topic", "orders");
    e.addHeader("kafka_dlt-original-partition", bigEndian(0, 4));
    e.addHeader("kafka_dlt-exception-fqcn", name);
    e.addHeader("kafka_dlt-exception-cause-fqcn", name);
    e.addHeader("kafka_dlt-exception-message", "failed to deserialize");
    e.addHeader("kafka_dlt-exception-stacktrace", name +
                                                      ": failed to deserialize\n\tat org.x.Y.z(Y.java:1)\nCaused by: "
                                                      "com.fasterxml.jackson.core.JsonParseException: Unexpected "
                                                      "character\n\tat com.fasterxml.jackson.A.b(A.java:1)\n");
    const Failure f = failureOf(e);
    QCOMPARE(text(f.exception), text(name));
    QVERIFY(f.wrapper.empty());
    QCOMPARE(text(f.rootCause()), QByteArray("com.fasterxml.jackson.core.JsonParseException"));
    QCOMPARE(*f.origin.partition, 0);
}

void TestFailure::springRetryTopic()
{
    Event e = eventWith("{}");
    // One set a hop: the last one wins.
    for (int hop = 0; hop < 3; ++hop) {
        e.addHeader("kafka_original-topic", hop ? "orders-retry" : "orders");
        e.addHeader("kafka_original-partition", bigEndian(quint64(hop), 4));
        e.addHeader("kafka_original-offset", bigEndian(100 + quint64(hop), 8));
        e.addHeader("kafka_exception-fqcn", "org.springframework.kafka.listener.ListenerExecutionFailedException");
        e.addHeader("kafka_exception-cause-fqcn", "com.shop.Hop" + std::to_string(hop));
        e.addHeader("kafka_exception-message", "try " + std::to_string(hop));
        e.addHeader("retry_topic-attempts", bigEndian(quint64(hop) + 1, 4));
        e.addHeader("retry_topic-original-timestamp", bigEndian(1782907200000, 6));
    }
    e.addHeader("kafka_dlt-original-consumer-group", "shop");
    const Failure f = failureOf(e);
    QCOMPARE(f.dialect, FailureDialect::SpringRetry);
    QCOMPARE(text(f.origin.channel), QByteArray("orders-retry"));
    QCOMPARE(*f.origin.partition, 2);
    QCOMPARE(*f.origin.offset, 102);
    QCOMPARE(text(f.origin.group), QByteArray("shop"));
    QCOMPARE(text(f.exception), QByteArray("com.shop.Hop2"));
    QCOMPARE(text(f.message), QByteArray("try 2"));
    QCOMPARE(*f.attempts, 3);
}

void TestFailure::springCloudStream()
{
    Event e = eventWith("{}");
    e.addHeader("x-original-topic", "orders");
    e.addHeader("x-original-partition", bigEndian(1, 4));
    e.addHeader("x-original-offset", bigEndian(77, 8));
    e.addHeader("x-original-timestamp", bigEndian(1782907200000, 8));
    e.addHeader("x-exception-fqcn", "org.springframework.messaging.MessageHandlingException");
    e.addHeader("x-exception-message", "error occurred in message handler [org.x.Handler$1@18f25682]; Read timed out");
    e.addHeader("x-exception-stacktrace",
                "org.springframework.messaging.MessageHandlingException: error occurred in message handler "
                "[org.x.Handler$1@18f25682]; Read timed out\n\tat org.springframework.A.b(A.java:1)\nCaused by: "
                "java.net.SocketTimeoutException: Read timed out\n\tat java.base/sun.nio.ch.NioSocketImpl.timedRead"
                "(N.java:278)\n\tat com.shop.Inventory.ask(Inventory.java:30)\n");
    const Failure f = failureOf(e);
    QCOMPARE(f.dialect, FailureDialect::SpringStream);
    QCOMPARE(text(f.origin.channel), QByteArray("orders"));
    QCOMPARE(*f.origin.offset, 77);
    QCOMPARE(text(f.exception), QByteArray("java.net.SocketTimeoutException"));
    QCOMPARE(text(f.wrapper), QByteArray("org.springframework.messaging.MessageHandlingException"));
}

void TestFailure::springAmqp()
{
    Event e = eventWith(orderBody(0));
    e.addHeader("x-original-exchange", "events");
    e.addHeader("x-original-routingKey", "order.placed");
    e.addHeader("x-exception-message", "Order 0 has no currency");
    e.addHeader("x-exception-stacktrace", "java.lang.IllegalArgumentException: Order 0 has no currency\n\tat "
                                          "com.shop.Orders.check(Orders.java:42)\n");
    addTyped(e, "retry-count", FieldType::Int8, "3");
    const Failure f = failureOf(e);
    QVERIFY(text(failureDialectName(f.dialect)).startsWith("spring"));
    QCOMPARE(text(f.exception), QByteArray("java.lang.IllegalArgumentException"));
    QCOMPARE(text(f.message), QByteArray("Order 0 has no currency"));
    QCOMPARE(text(*f.origin.exchange), QByteArray("events"));
    QCOMPARE(f.origin.routingKeys, std::vector<std::string>{"order.placed"});
    QCOMPARE(*f.attempts, 3);
}

void TestFailure::connect()
{
    Event e = eventWith("bad 1");
    e.timeMs = Noon;
    e.timeKind = TimeKind::Create; // the original's
    e.addHeader("mine", "first");
    for (const auto &[k, v] : std::vector<std::pair<std::string, std::string>>{
             {"topic", "orders"},
             {"partition", "1"},
             {"offset", "101"},
             {"connector.name", "sink"},
             {"task.id", "0"},
             {"stage", "VALUE_CONVERTER"},
             {"class.name", "org.apache.kafka.connect.json.JsonConverter"},
             {"exception.class.name", "org.apache.kafka.connect.errors.DataException"},
             {"exception.message", "Converting byte[1] failed"},
             {"exception.stacktrace", "org.apache.kafka.connect.errors.DataException: Converting byte[1] failed at "
                                      "A.b(A.java:1)"}})
        e.addHeader("__connect.errors." + k, v);
    const Failure f = failureOf(e);
    QCOMPARE(text(failureDialectName(f.dialect)), QByteArray("connect"));
    QCOMPARE(text(f.origin.channel), QByteArray("orders"));
    QCOMPARE(*f.origin.partition, 1);
    QCOMPARE(*f.origin.offset, 101);
    QCOMPARE(text(f.exception), QByteArray("org.apache.kafka.connect.errors.DataException"));
    QCOMPARE(text(f.message), QByteArray("Converting byte[1] failed"));
    QVERIFY(!f.last);
}

void TestFailure::streams()
{
    Event e = eventWith("x");
    e.addHeader("__streams.errors.exception", "org.apache.kafka.streams.errors.StreamsException");
    e.addHeader("__streams.errors.stacktrace",
                "org.apache.kafka.streams.errors.StreamsException: x\n\tat a.B.c(B.java:1)"
                "\nCaused by: java.lang.ArithmeticException: / by zero\n\tat "
                "com.shop.Sum.add(Sum.java:9)\n");
    e.addHeader("__streams.errors.message", "x");
    e.addHeader("__streams.errors.topic", "orders");
    e.addHeader("__streams.errors.partition", "0");
    e.addHeader("__streams.errors.offset", "9223372036854775807");
    const Failure f = failureOf(e);
    QCOMPARE(f.dialect, FailureDialect::Streams);
    QCOMPARE(text(f.exception), QByteArray("java.lang.ArithmeticException"));
    QCOMPARE(*f.origin.offset, 9223372036854775807);
}

void TestFailure::shareGroup()
{
    Event e = eventWith();
    e.value.reset();
    e.addHeader("__dlq.errors.topic", "orders");
    e.addHeader("__dlq.errors.partition", "4");
    e.addHeader("__dlq.errors.offset", "12");
    e.addHeader("__dlq.errors.group", "shares");
    e.addHeader("__dlq.errors.delivery.count", "5");
    e.addHeader("__dlq.errors.message", "Offset delivery count exceeded the threshold.");
    Failure f = failureOf(e);
    QCOMPARE(f.dialect, FailureDialect::ShareGroup);
    QVERIFY(f.pointer);
    QCOMPARE(text(f.reason), QByteArray("delivery_limit"));
    QCOMPARE(*f.attempts, 5);
    QCOMPARE(text(f.origin.group), QByteArray("shares"));
    e.value = "copied";
    e.addHeader("__dlq.errors.message", "Offset rejected by client.");
    f = failureOf(e);
    QVERIFY(!f.pointer);
    QCOMPARE(text(f.reason), QByteArray("rejected"));
}

void TestFailure::smallRye()
{
    Event e = eventWith("x");
    e.addHeader("dead-letter-reason", "no stock");
    e.addHeader("dead-letter-cause", "deeper");
    e.addHeader("dead-letter-exception-class-name", "com.shop.NoStock");
    e.addHeader("dead-letter-cause-class-name", "java.io.IOException");
    e.addHeader("dead-letter-topic", "orders");
    e.addHeader("dead-letter-partition", "2");
    e.addHeader("dead-letter-offset", "33");
    const Failure f = failureOf(e);
    QCOMPARE(f.dialect, FailureDialect::SmallRye);
    QCOMPARE(text(f.exception), QByteArray("com.shop.NoStock"));
    QCOMPARE(text(f.cause), QByteArray("java.io.IOException"));
    QCOMPARE(text(f.message), QByteArray("no stock"));
    QCOMPARE(*f.origin.offset, 33);
}

void TestFailure::nServiceBus()
{
    Event e = eventWith("x");
    e.addHeader("NServiceBus.FailedQ", "orders");
    e.addHeader("NServiceBus.ExceptionInfo.ExceptionType", "System.AggregateException");
    e.addHeader("NServiceBus.ExceptionInfo.InnerExceptionType", "Shop.NoStockException");
    e.addHeader("NServiceBus.ExceptionInfo.Message", "One or more errors occurred.");
    e.addHeader("NServiceBus.ExceptionInfo.StackTrace",
                "System.AggregateException: One or more errors occurred.\n ---> Shop.NoStockException: Only 3 left\n   "
                "at Shop.Stock.Take(Int32 n) in /src/Stock.cs:line 17\n   --- End of inner exception stack trace "
                "---\n   at System.Threading.Tasks.Task.Wait()");
    e.addHeader("NServiceBus.TimeOfFailure", "2026-07-01 12:00:00:123456 Z");
    e.addHeader("NServiceBus.Retries", "4");
    const Failure f = failureOf(e);
    QCOMPARE(text(f.origin.channel), QByteArray("queue:orders"));
    QCOMPARE(text(f.exception), QByteArray("Shop.NoStockException"));
    QCOMPARE(text(f.wrapper), QByteArray("System.AggregateException"));
    QCOMPARE(*f.last, Noon + 123);
    QCOMPARE(*f.attempts, 4);
}

void TestFailure::massTransit()
{
    Event e = eventWith("x");
    e.addHeader("MT-Reason", "fault");
    e.addHeader("MT-Fault-InputAddress", "rabbitmq://localhost/shop/orders?durable=true");
    e.addHeader("MT-Fault-ExceptionType", "Shop.NoStockException");
    e.addHeader("MT-Fault-Message", "Only 3 left");
    e.addHeader("MT-Fault-StackTrace", "   at Shop.Stock.Take() in /src/Stock.cs:line 17");
    e.addHeader("MT-Fault-Timestamp", "2026-07-01T12:00:00.0000000Z");
    e.addHeader("MT-Fault-RetryCount", "2");
    const Failure f = failureOf(e);
    QCOMPARE(text(f.origin.channel), QByteArray("queue:orders"));
    QCOMPARE(text(f.reason), QByteArray("fault"));
    QCOMPARE(text(f.exception), QByteArray("Shop.NoStockException"));
    QCOMPARE(*f.last, Noon);
    QCOMPARE(*f.attempts, 2);
}

void TestFailure::rebus()
{
    Event e = eventWith("x");
    e.addHeader("rbs2-source-queue", "orders");
    e.addHeader("rbs2-error-details",
                "1 unhandled exceptions: 07/01/2026 12:00:00 +00:00: System.ApplicationException: Only 3 left\r\n   at "
                "Shop.Stock.Take() in /src/Stock.cs:line 17\r\n");
    e.addHeader("rbs2-delivery-count", "5");
    const Failure f = failureOf(e);
    QCOMPARE(text(f.origin.channel), QByteArray("queue:orders"));
    QCOMPARE(text(f.exception), QByteArray("System.ApplicationException"));
    QCOMPARE(text(f.message), QByteArray("Only 3 left"));
    QCOMPARE(*f.attempts, 5);
}

void TestFailure::cap()
{
    Event e = eventWith("x");
    e.addHeader("cap-msg-name", "order.placed");
    e.addHeader("cap-msg-group", "shop.v1");
    QVERIFY(!recogniseFailure(e.view())); // every message of CAP has these
    e.addHeader("cap-exception", "NoStockException-->Only 3 left");
    const Failure f = failureOf(e);
    QCOMPARE(f.dialect, FailureDialect::Cap);
    QCOMPARE(text(f.exception), QByteArray("NoStockException"));
    QCOMPARE(text(f.message), QByteArray("Only 3 left"));
    QCOMPARE(text(f.origin.group), QByteArray("shop.v1"));
}

void TestFailure::ownHeaders()
{
    Event e = eventWith("x");
    e.addHeader("x-retry-count", "2");
    QVERIFY(!recogniseFailure(e.view())); // a retry is no dead letter
    e.addHeader("x-original-topic", "orders");
    e.addHeader("x-error-message", "no stock");
    e.addHeader("x-failed-at", "1782907200000");
    const Failure f = failureOf(e);
    QCOMPARE(f.dialect, FailureDialect::Headers);
    QCOMPARE(text(f.origin.channel), QByteArray("orders"));
    QCOMPARE(text(f.message), QByteArray("no stock"));
    QCOMPARE(*f.attempts, 2);
    QCOMPARE(*f.last, Noon);
}

void TestFailure::handMadeJson_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("origin");
    QTest::addColumn<QByteArray>("message");
    QTest::addColumn<QByteArray>("exception");
    QTest::addColumn<int>("attempts");
    QTest::addColumn<qint64>("first");
    QTest::addColumn<qint64>("last");
    QTest::newRow("as seen")
        << QByteArray(
               R"({"id":"dl-1","originalQueue":"orders","originalMessage":{"id":"e-1","error":"not this"},"error":"Payment declined",)"
               R"("failedAt":"2026-07-01T12:00:00.000Z","retryCount":3,"lastRetryAt":"2026-07-01T12:05:00.000Z"})")
        << QByteArray("queue:orders") << QByteArray("Payment declined") << QByteArray("") << 3 << Noon << Noon + 300000;
    QTest::newRow("snake case, milliseconds")
        << QByteArray(R"({"original_topic":"orders","error_message":"no","failed_at":1782907200000,"retry_count":"2"})")
        << QByteArray("orders") << QByteArray("no") << QByteArray("") << 2 << Noon << Noon;
    QTest::newRow("error object")
        << QByteArray(
               R"x({"sourceQueue":"orders","payload":"-","error":{"name":"NoStock","message":"Only \"3\" left","stack":"NoStock: x\n at a (b.js:1:2)"},"attempts":1})x")
        << QByteArray("queue:orders") << QByteArray("Only \"3\" left") << QByteArray("NoStock") << 1 << qint64(0)
        << qint64(0);
    QTest::newRow("Pascal case, seconds")
        << QByteArray(R"( {"OriginalEvent":"{}","Reason":"E42","FailedAt":1782907200})") << QByteArray("")
        << QByteArray("") << QByteArray("") << -1 << Noon << Noon;
    QTest::newRow("type and stack")
        << QByteArray(
               R"({"originalTopic":"a","errorType":"x.Y","stackTrace":"x.Y: z\n\tat c.D.e(D.java:1)\nCaused by: f.G: h\n"})")
        << QByteArray("a") << QByteArray("") << QByteArray("x.Y") << -1 << qint64(0) << qint64(0);
}

void TestFailure::handMadeJson()
{
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, origin);
    QFETCH(QByteArray, message);
    QFETCH(QByteArray, exception);
    QFETCH(int, attempts);
    QFETCH(qint64, first);
    QFETCH(qint64, last);
    const Event e = eventWith(body.toStdString());
    QVERIFY(recogniseFailure(e.view()));
    const Failure f = failureOf(e);
    QCOMPARE(f.dialect, FailureDialect::Json);
    QCOMPARE(text(f.origin.channel), origin);
    QCOMPARE(text(f.message), message);
    QCOMPARE(text(f.exception), exception);
    QCOMPARE(f.attempts.value_or(-1), attempts);
    QCOMPARE(f.first.value_or(0), first);
    QCOMPARE(f.last.value_or(0), last);
    QVERIFY(!f.reason.empty());
}

void TestFailure::noFailures_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("order") << QByteArray::fromStdString(orderBody(1));
    QTest::newRow("an error event") << QByteArray(
        R"({"id":"1","type":"payment.failed","error":"declined","reason":"x"})");
    QTest::newRow("retries of something") << QByteArray(R"({"retryCount":3,"attempts":1})");
    QTest::newRow("original only") << QByteArray(R"({"originalQueue":"orders"})");
    QTest::newRow("original null") << QByteArray(R"({"originalMessage":null,"error":"x"})");
    QTest::newRow("array") << QByteArray(R"([{"originalQueue":"orders","error":"x"}])");
    QTest::newRow("deeper") << QByteArray(R"({"data":{"originalQueue":"orders","error":"x"}})");
    QTest::newRow("not JSON") << QByteArray("originalQueue error");
    QTest::newRow("broken") << QByteArray(R"({"originalQueue":"orders","error":)");
    QTest::newRow("empty") << QByteArray();
}

void TestFailure::noFailures()
{
    QFETCH(QByteArray, body);
    Event e = eventWith(body.toStdString());
    QVERIFY(!recogniseFailure(e.view()));
    e.addHeader("x-tenant", "t");
    e.addHeader("traceparent", "00-1-2-3");
    QVERIFY(!recogniseFailure(e.view()));
    QCOMPARE(failureJson(e.view()), std::string());
}

void TestFailure::frameworkAndBroker()
{
    Event e = rejected(1);
    e.addHeader("x-exception-message", "no stock");
    e.addHeader("x-exception-stacktrace", "com.shop.NoStock: no stock\n\tat com.shop.A.b(A.java:1)");
    const Failure f = failureOf(e);
    QCOMPARE(f.dialect, FailureDialect::SpringAmqp);
    QCOMPARE(text(f.origin.channel), QByteArray("queue:orders"));
    QCOMPARE(text(*f.origin.exchange), QByteArray("events"));
    QCOMPARE(*f.attempts, 1);
    QCOMPARE(*f.first, Noon);
    QCOMPARE(text(f.exception), QByteArray("com.shop.NoStock"));
}

void TestFailure::hostile()
{
    // Deep, wrong types, broken, not UTF-8, large: an answer or none, never a crash.
    Event e = eventWith(std::string(200000, '{'));
    QVERIFY(!recogniseFailure(e.view()));
    e = eventWith("{\"originalMessage\":" + std::string(100000, '[') + ",\"error\":1}");
    (void)recogniseFailure(e.view());
    e = eventWith("{\"error\":\"x\",\"originalMessage\":\"" + std::string(5 << 20, 'x') + "\"}");
    QVERIFY(!recogniseFailure(e.view())); // larger than is looked into
    QVERIFY(recogniseFailure(e.view(), 100 << 20));
    for (const std::string bad :
         {"[", "{}", "[1,2]", R"([{"queue":1,"count":"x","time":-9223372036854775808}])", R"([{"queue":"\ud800"}])",
          "null", R"([{"count":9223372036854775807},{"count":9223372036854775807}])"}) {
        e = eventWith("x");
        addTyped(e, "x-death", FieldType::Array, bad);
        const auto f = recogniseFailure(e.view());
        QVERIFY(f);
        QCOMPARE(f->dialect, FailureDialect::XDeath);
    }
    e = eventWith("x");
    e.addHeader("kafka_dlt-original-topic", "\xff\xfe");
    e.addHeader("kafka_dlt-original-partition", bigEndian(0xffffffffu, 4));
    e.addHeader("kafka_dlt-original-offset", "12 monkeys in a row");
    e.addHeader("kafka_dlt-exception-stacktrace", std::string(1 << 20, 'a') + " at at at at ");
    const Failure f = failureOf(e);
    QVERIFY(!f.origin.partition);
    QVERIFY(!f.origin.offset);
    const QByteArray json = QByteArray::fromStdString(failureJson(e.view()));
    QVERIFY(QJsonDocument::fromJson(json).isObject());
    std::string ats;
    for (int i = 0; i < 300000; ++i)
        ats += "at ";
    e.addHeader("kafka_dlt-exception-stacktrace", ats);
    QElapsedTimer timer;
    timer.start();
    (void)recogniseFailure(e.view());
    QVERIFY2(timer.elapsed() < 500, qPrintable(QString::number(timer.elapsed())));
}

void TestFailure::json()
{
    const QJsonObject o =
        QJsonDocument::fromJson(QByteArray::fromStdString(failureJson(flowbench::tests::springKafka(2).view())))
            .object();
    QCOMPARE(o[u"dialect"_s].toString(), u"spring"_s);
    QCOMPARE(o[u"origin"_s][u"channel"_s].toString(), u"orders"_s);
    QCOMPARE(o[u"origin"_s][u"partition"_s].toInt(), 2);
    QCOMPARE(o[u"origin"_s][u"offset"_s].toInteger(), 4713);
    QCOMPARE(o[u"exception"_s].toString(), u"com.shop.NoStockException"_s);
    QCOMPARE(o[u"last"_s].toString(), u"2026-07-01T12:01:40.002Z"_s);
    QVERIFY(!o.contains(u"first"_s) && !o.contains(u"attempts"_s) && !o.contains(u"pointer"_s));
    const QJsonObject r = QJsonDocument::fromJson(QByteArray::fromStdString(failureJson(rejected(1).view()))).object();
    QCOMPARE(r[u"origin"_s][u"exchange"_s].toString(), u"events"_s);
    QCOMPARE(r[u"origin"_s][u"routing_keys"_s].toArray(), QJsonArray{u"order.placed"_s});
    QCOMPARE(r[u"attempts"_s].toInt(), 1);
    QCOMPARE(r[u"first"_s].toString(), u"2026-07-01T12:00:00.000Z"_s);
}

void TestFailure::fieldsAreNamed()
{
    Failure all;
    all.origin = {"queue:orders", 1, 2, "events", {"order.placed"}, "billing"};
    all.reason = all.exception = all.wrapper = all.cause = all.message = all.stack = "x";
    all.attempts = all.first = all.last = 1;
    all.pointer = true;
    JsonWriter out;
    writeFailureJson(out, all);
    const QJsonObject o = QJsonDocument::fromJson(QByteArray::fromStdString(out.text())).object();
    std::vector<std::vector<std::string>> written;
    for (const QString &key : o.keys())
        written.push_back({key.toStdString()});
    for (const QString &key : o[u"origin"_s].toObject().keys())
        written.push_back({"origin", key.toStdString()});
    auto known = failureFields();
    std::ranges::sort(written);
    std::ranges::sort(known);
    QVERIFY(written == known);
}

void TestFailure::trafficIsCheap()
{
    Event e = eventWith(orderBody(7));
    e.addHeader("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
    e.addHeader("x-tenant", "t");
    constexpr int Rounds = 200000;
    QElapsedTimer timer;
    timer.start();
    int found = 0;
    for (int i = 0; i < Rounds; ++i)
        found += recogniseFailure(e.view()).has_value();
    const double ns = double(timer.nsecsElapsed()) / Rounds;
    qInfo("an event that is no dead letter: %.0f ns", ns);
    QCOMPARE(found, 0);
    QVERIFY(ns < 20000);
}

QTEST_APPLESS_MAIN(TestFailure)
#include "tst_failure.moc"

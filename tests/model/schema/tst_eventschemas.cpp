// SPDX-License-Identifier: GPL-3.0-or-later
// Where the schema of an event comes from, and what plans of replays say by it.
#include "model/replay/plan.h"
#include "model/schema/eventschemas.h"
#include "tests/support/fakeconnector.h"
#include "tests/support/fakequeues.h"

#include <QTemporaryDir>
#include <QtTest>

#include <atomic>
#include <numeric>
#include <thread>

using namespace flowbench;
using namespace Qt::StringLiterals;
using Kind = SchemaVerdict::Kind;
using State = SchemaSource::Answer::State;

namespace {
constexpr char Avro[] = R"({"type":"record","name":"Order","fields":[{"name":"id","type":"long"}]})";
constexpr char Proto[] = R"(syntax = "proto3"; message First { int64 id = 1; } message Second { string id = 1; })";
constexpr char Json[] = R"({"required":["id"],"properties":{"id":{"$ref":"id.json"}}})";

const std::string Prefix("\0\0\0\0", 4); // of a frame; the last byte of the id follows
const std::string Guid = "0123456789abcdef";

// A registry of this process.
class Registry final : public SchemaSource
{
public:
    Registry()
    {
        add(1, SchemaType::Json, Json, u"order v1"_s);
        add(2, SchemaType::Avro, Avro, u"avro"_s);
        add(3, SchemaType::Protobuf, Proto, u"proto"_s);
        add(4, SchemaType::Json, R"({"type":"nonsense"})", u"bad"_s);
    }
    void add(quint32 id, SchemaType type, const char *text, const QString &label)
    {
        SchemaText schema{type, text, {}, label};
        if (type == SchemaType::Json)
            schema.references.push_back({"id.json", R"({"type":"integer"})"});
        m_known[id] = std::make_shared<const SchemaText>(schema);
    }
    Answer find(const SchemaKey &key) override
    {
        ++asked;
        if (trouble)
            return {State::Failed, {}, *trouble};
        quint32 id = key.id;
        if (key.by == SchemaKey::By::Guid)
            id = key.name == Guid ? 1 : 0;
        if (key.by == SchemaKey::By::Subject)
            id = key.name == "orders-value" ? newest.load() : 0;
        const auto it = m_known.find(id);
        if (it == m_known.end())
            return {State::Failed, {}, makeError(ErrorCode::SchemaNotFound, {QString::number(id)})};
        return {State::Ready, it->second, {}};
    }
    Answer wait(const SchemaKey &key, const Cancel &cancel) override
    {
        ++waited;
        if (!silent)
            return find(key);
        std::this_thread::sleep_for(cancel.left(Milliseconds(10000)));
        return {State::Failed, {}, makeError(ErrorCode::Timeout)};
    }
    void setListener(std::function<void()>) override {}

    std::optional<Error> trouble;
    bool silent = false;
    std::atomic<quint32> newest = 1;
    std::atomic<int> asked = 0, waited = 0;

private:
    std::map<quint32, std::shared_ptr<const SchemaText>> m_known;
};

// A workspace with schemas of this test.
class Workspace
{
public:
    void write(const QString &file, const QByteArray &text) const
    {
        QDir(m_folder.path()).mkpath(u"schemas"_s);
        QFile f(m_folder.filePath(u"schemas/"_s + file));
        QVERIFY(f.open(QIODevice::WriteOnly));
        f.write(text);
    }
    QString path() const { return m_folder.path(); }
    std::shared_ptr<const SchemaFolder> folder() const { return std::make_shared<SchemaFolder>(m_folder.path()); }

private:
    QTemporaryDir m_folder;
};

Event eventOf(std::string value)
{
    Event e;
    e.channel = "queue:orders.dlq";
    e.value = std::move(value);
    return e;
}

std::string said(const SchemaCheck &schemas, const Event &event, const QString &channel = u"orders"_s)
{
    const SchemaVerdict v = schemas.check(channel, event.view());
    return (v.schema.isEmpty() ? "" : '[' + v.schema.toStdString() + "] ") + schemaVerdictText(v) +
           (v.why ? " (" + v.why->args.join(u' ').toStdString() + ")" : "");
}
} // namespace

class TestEventSchemas : public QObject
{
    Q_OBJECT

private slots:
    void by_the_id_in_the_framing();
    void by_the_id_in_the_headers();
    void by_the_folder();
    void files_that_cannot_be_used();
    void by_the_newest_of_the_subject();
    void other_bodies();
    void a_registry_that_fails_is_asked_once();
    void from_several_threads();
    void plans_have_verdicts();
    void plans_of_many();

private:
    std::shared_ptr<const DeadSet> deadLetters(int count) const;
    ReplayRequest request(std::shared_ptr<const DeadSet> set) const;
};

void TestEventSchemas::by_the_id_in_the_framing()
{
    const auto registry = std::make_shared<Registry>();
    const EventSchemas schemas(registry, {});
    const auto framed = [](char id, const std::string &payload) { return eventOf(Prefix + id + payload); };
    QCOMPARE(said(schemas, framed(1, R"({"id":1})")), "[order v1] valid");
    QCOMPARE(said(schemas, framed(1, R"({"id":"1"})")), "[order v1] invalid: /id type: integer");
    QCOMPARE(said(schemas, framed(1, R"({})")), "[order v1] invalid: /id required");
    QCOMPARE(said(schemas, framed(2, "\x02")), "[avro] valid");
    QVERIFY(said(schemas, framed(2, "\xff")).starts_with("[avro] invalid: not avro: "));
    QCOMPARE(said(schemas, framed(3, std::string("\0\x08\x01", 3))), "[proto] valid");
    QVERIFY(said(schemas, framed(3, std::string("\0\x0f", 2))).starts_with("[proto] invalid: not protobuf: "));
    QVERIFY(said(schemas, framed(4, "{}")).starts_with("[bad] not checked (JSON Schema at /type: "));
    QCOMPARE(said(schemas, framed(9, "{}")), "not checked (9)");
    QCOMPARE(said(EventSchemas({}, {}), framed(1, "{}")),
             "not checked (avro it needs schema 1 of a registry, and none is connected)");
    // At a queue as well.
    QCOMPARE(said(schemas, framed(1, R"({"id":1})"), u"queue:orders"_s), "[order v1] valid");
}

void TestEventSchemas::by_the_id_in_the_headers()
{
    const EventSchemas schemas(std::make_shared<Registry>(), {});
    Event e = eventOf(R"({"id":"x"})");
    e.addHeader("__value_schema_id", '\x01' + Guid);
    QCOMPARE(said(schemas, e), "[order v1] invalid: /id type: integer");
    e.value = R"({"id":7})";
    QCOMPARE(said(schemas, e), "[order v1] valid");
}

void TestEventSchemas::by_the_folder()
{
    Workspace workspace;
    workspace.write(u"order.placed.json"_s, R"({"properties":{"data":{"$ref":"./money.json#/definitions/sum"}}})");
    workspace.write(u"money.json"_s, R"({"definitions":{"sum":{"$ref":"cents.json"}}})");
    workspace.write(u"cents.json"_s, R"({"type":"integer"})");
    workspace.write(u"shop%2Fpaid.json"_s, R"({"required":["paid"]})");
    workspace.write(u"orders-value.json"_s, R"({"required":["id"]})");
    const EventSchemas schemas({}, workspace.folder());
    QCOMPARE(said(schemas, eventOf(R"({"id":"1","type":"order.placed","timestamp":"2026-07-01","data":1})")),
             "[order.placed.json] valid");
    QCOMPARE(said(schemas, eventOf(R"({"id":"1","type":"order.placed","timestamp":"2026-07-01","data":"1"})")),
             "[order.placed.json] invalid: /data type: integer");
    QCOMPARE(said(schemas, eventOf(R"({"specversion":"1.0","id":"1","source":"/s","type":"shop/paid"})")),
             "[shop%2Fpaid.json] invalid: /paid required");
    QCOMPARE(said(schemas, eventOf("{}")), "[orders-value.json] invalid: /id required");
    QCOMPARE(said(schemas, eventOf("{}"), u"queue:orders"_s), "[orders-value.json] invalid: /id required");
    QCOMPARE(said(schemas, eventOf("{}"), u"exchange:orders"_s), "[orders-value.json] invalid: /id required");
    QCOMPARE(said(schemas, eventOf("{}"), u"payments"_s), "not checked");
    QCOMPARE(said(schemas, eventOf("hello")), "[orders-value.json] invalid: not JSON: byte 0, a value is expected");
    // A frame of a registry that nobody has.
    QCOMPARE(said(schemas, eventOf(Prefix + '\7' + R"({"id":1})")), "[orders-value.json] valid");
    // The type comes from the headers as well.
    Event binary = eventOf(R"({"data":"x"})");
    for (const auto &[name, value] : {std::pair("ce_specversion", "1.0"), std::pair("ce_id", "1"),
                                      std::pair("ce_source", "/s"), std::pair("ce_type", "order.placed")})
        binary.addHeader(name, value);
    QCOMPARE(said(schemas, binary), "[order.placed.json] invalid: /data type: integer");
    // Over the registry's newest, not over the id in the framing.
    const EventSchemas both(std::make_shared<Registry>(), workspace.folder());
    QCOMPARE(said(both, eventOf(R"({"id":"x"})")), "[orders-value.json] valid");
    QCOMPARE(said(both, eventOf(Prefix + '\1' + R"({"id":"x"})")), "[order v1] invalid: /id type: integer");
}

void TestEventSchemas::files_that_cannot_be_used()
{
    Workspace workspace;
    workspace.write(u"orders-value.json"_s, R"({"type":)");
    workspace.write(u"a-value.json"_s, '"' + QByteArray(5 << 20, 'x') + '"');
    QVERIFY(QDir(workspace.path()).mkpath(u"schemas/folder-value.json"_s));
    QVERIFY(QFile::link(u"/dev/zero"_s, workspace.path() + u"/schemas/zero-value.json"_s));
    const EventSchemas schemas({}, workspace.folder());
    QVERIFY(said(schemas, eventOf("{}")).starts_with("[orders-value.json] not checked (JSON Schema at byte 8"));
    QVERIFY(said(schemas, eventOf("{}"), u"a"_s).starts_with("[a-value.json] not checked ("));
    QVERIFY(said(schemas, eventOf("{}"), u"zero"_s).find("not a plain file") != std::string::npos);
    QCOMPARE(said(schemas, eventOf("{}"), u"folder"_s), "not checked");
    QCOMPARE(said(EventSchemas({}, std::make_shared<SchemaFolder>(u"/no/such/folder"_s)), eventOf("{}")),
             "not checked");
}

void TestEventSchemas::by_the_newest_of_the_subject()
{
    const auto registry = std::make_shared<Registry>();
    const EventSchemas schemas(registry, {});
    QCOMPARE(said(schemas, eventOf(R"({"id":"1"})")), "[order v1] invalid: /id type: integer");
    registry->add(5, SchemaType::Json, R"({"properties":{"id":{"type":"string"}}})", u"order v2"_s);
    registry->newest = 5;
    QCOMPARE(said(schemas, eventOf(R"({"id":"1"})")), "[order v2] valid");
    registry->newest = 2;
    QVERIFY(said(schemas, eventOf(R"({"id":"1"})")).starts_with("[avro] invalid: not avro"));
    // No subject, and a queue is no topic.
    QCOMPARE(said(schemas, eventOf("{}"), u"payments"_s), "not checked");
    QCOMPARE(said(schemas, eventOf("{}"), u"queue:orders"_s), "not checked");
}

void TestEventSchemas::other_bodies()
{
    Workspace workspace;
    workspace.write(u"orders-value.json"_s, R"({"required":["id"]})");
    const EventSchemas schemas({}, workspace.folder());
    Event none = eventOf({});
    none.value.reset();
    QCOMPARE(said(schemas, none), "not checked"); // a tombstone
    QVERIFY(said(schemas, eventOf({})).starts_with("[orders-value.json] invalid: not JSON"));
    const QByteArray packed = qCompress(QByteArray(R"({"id":1})")).mid(4); // without Qt's length
    Event compressed = eventOf(packed.toStdString());
    compressed.addHeader("content-encoding", "deflate");
    QCOMPARE(said(schemas, compressed), "[orders-value.json] valid");
    QVERIFY(said(schemas, eventOf('"' + std::string(80 << 20, 'x') + '"'))
                .starts_with("[orders-value.json] not checked (JSON "));
}

void TestEventSchemas::a_registry_that_fails_is_asked_once()
{
    const auto registry = std::make_shared<Registry>();
    registry->trouble = makeError(ErrorCode::RegistryFailed, {u"host"_s, u"gone"_s});
    const EventSchemas schemas(registry, {});
    for (int i = 0; i < 1000; ++i)
        QCOMPARE(said(schemas, eventOf("{}")), "not checked (host gone)");
    QCOMPARE(registry->waited, 1);
    const auto silent = std::make_shared<Registry>();
    silent->silent = true;
    silent->trouble = makeError(ErrorCode::Timeout);
    const EventSchemas waiting(silent, {}, Milliseconds(50));
    for (int i = 0; i < 100; ++i) {
        const SchemaVerdict v = waiting.check(u"orders"_s, eventOf("{}").view());
        QVERIFY(v.why && v.why->code == ErrorCode::Timeout);
    }
    QCOMPARE(silent->waited, 1);
}

void TestEventSchemas::from_several_threads()
{
    Workspace workspace;
    workspace.write(u"orders-value.json"_s, R"({"required":["id"]})");
    const auto registry = std::make_shared<Registry>();
    const EventSchemas schemas(registry, workspace.folder());
    std::atomic<int> right = 0;
    const auto work = [&] {
        const Event plain = eventOf(R"({"id":1})"), framed = eventOf(Prefix + '\1' + R"({"id":"1"})");
        for (int i = 0; i < 5000; ++i)
            right += schemas.check(u"orders"_s, plain.view()).kind == Kind::Valid &&
                     schemas.check(u"orders"_s, framed.view()).kind == Kind::Invalid;
    };
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back(work);
    for (std::thread &t : threads)
        t.join();
    QCOMPARE(right, 20'000);
}

std::shared_ptr<const DeadSet> TestEventSchemas::deadLetters(int count) const
{
    const auto broker = std::make_shared<fake::Broker>();
    for (int i = 0; i < count; ++i) {
        const std::string n = std::to_string(i);
        broker->held.push_back(
            eventOf(R"({"eventId":")" + n +
                    R"(","eventType":"order.placed","eventVersion":"1.0",)"
                    R"("timestamp":"2026-07-01T12:00:00.123Z","source":"shop","data":{"orderId":"o-)" +
                    n + R"(","total":129.90,)" + (i % 10 ? R"("currency":"EUR",)" : "") +
                    R"("country":"DE","items":[{"sku":"A-1","qty":2,"price":49.95},)"
                    R"({"sku":"B-7","qty":1,"price":30.00}]},"metadata":{"correlationId":"c-)" +
                    n + R"(","causationId":null}})"));
    }
    fake::Connector connector(broker);
    auto set = DeadSet::read(connector, ChannelAddress::parse(u"queue:orders.dlq"_s), {}, {});
    return set ? *set : nullptr;
}

ReplayRequest TestEventSchemas::request(std::shared_ptr<const DeadSet> set) const
{
    ReplayRequest r;
    r.selection.resize(set->size());
    std::iota(r.selection.begin(), r.selection.end(), std::size_t(0));
    r.set = std::move(set);
    r.target = u"queue:orders"_s;
    return r;
}

namespace {
constexpr char OrderSchema[] =
    R"({"required":["eventId","data"],"properties":{"eventId":{"type":"string","minLength":1},
    "data":{"type":"object","required":["total","currency"],"properties":{"total":{"type":"number","multipleOf":0.01},
    "currency":{"enum":["EUR","USD"]},"items":{"items":{"required":["sku"],"properties":{"qty":{"minimum":1}}}}}}}})";
}

void TestEventSchemas::plans_have_verdicts()
{
    Workspace workspace;
    workspace.write(u"orders-value.json"_s, OrderSchema);
    const auto queues = std::make_shared<fake::Queues>();
    queues->queues[u"queue:orders"_s];
    fake::QueueConnector target(queues);
    ReplayRequest r = request(deadLetters(20));
    const auto planOf = [&] { return Planner(r, TargetFamily::Amqp, target, nullptr).plan({}); };

    auto unchecked = planOf();
    QVERIFY(unchecked.ok());
    QCOMPARE(unchecked->notChecked, 20u);
    QCOMPARE(unchecked->events[0].verdict, SchemaVerdict());

    r.schemas = std::make_shared<EventSchemas>(nullptr, workspace.folder());
    auto checked = planOf();
    QVERIFY(checked.ok());
    QCOMPARE(checked->valid, 18u);
    QCOMPARE(checked->invalid, 2u);
    QCOMPARE(checked->notChecked, 0u);
    QCOMPARE(checked->toSend(), 20u); // warned of, not refused
    QCOMPARE(schemaVerdictText(checked->events[10].verdict), "invalid: /data/currency required");
    QCOMPARE(checked->events[10].warnings, QStringList{u"schema-invalid"_s});
    QCOMPARE(checked->events[11].verdict.kind, Kind::Valid);
    QVERIFY(checked->events[11].warnings.isEmpty());

    r.refuseInvalid = true;
    auto strict = planOf();
    QVERIFY(strict.ok());
    QCOMPARE(strict->toSend(), 18u);
    QCOMPARE(strict->events[10].refused->args, (QStringList{u"/data/currency"_s, u"required"_s}));

    // What counts is what would be sent.
    r.edit = [](const EventView &event) -> Result<EditedEvent> {
        EditedEvent e{Event(event), {}};
        if (e.event.value->find("currency") == std::string::npos)
            e.event.value->insert(e.event.value->find("\"total\""), R"("currency":"USD",)");
        else
            e.event.value->replace(e.event.value->find("EUR"), 3, "GBP");
        return e;
    };
    auto edited = planOf();
    QVERIFY(edited.ok());
    QCOMPARE(edited->valid, 2u);
    QCOMPARE(edited->invalid, 18u);
    QCOMPARE(schemaVerdictText(edited->events[1].verdict), "invalid: /data/currency enum: EUR, USD");
}

void TestEventSchemas::plans_of_many()
{
    Workspace workspace;
    workspace.write(u"orders-value.json"_s, OrderSchema);
    const auto queues = std::make_shared<fake::Queues>();
    queues->queues[u"queue:orders"_s];
    fake::QueueConnector target(queues);
    constexpr quint64 Many = 100'000;
    ReplayRequest r = request(deadLetters(Many));
    QElapsedTimer timer;
    for (const bool withSchemas : {false, true}) {
        if (withSchemas)
            r.schemas = std::make_shared<EventSchemas>(nullptr, workspace.folder());
        Planner planner(r, TargetFamily::Amqp, target, nullptr);
        timer.start();
        const auto plan = planner.plan({});
        const double seconds = double(timer.nsecsElapsed()) / 1e9;
        QVERIFY(plan.ok());
        QCOMPARE(plan->valid, withSchemas ? Many / 10 * 9 : 0);
        QCOMPARE(plan->invalid, withSchemas ? Many / 10 : 0);
        qInfo("%llu events planned %s verdicts in %.2f s", Many, withSchemas ? "with" : "without", seconds);
        QVERIFY(seconds < 8);
    }
}

QTEST_GUILESS_MAIN(TestEventSchemas)
#include "tst_eventschemas.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/sandbox/fault.h"
#include "connectors/sandbox/sandbox.h"
#include "model/event/envelope.h"
#include "tests/connectors/conformance.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

#include <set>
#include <thread>
#include <time.h>

using namespace flowbench;
using namespace Qt::StringLiterals;

namespace {

Cancel soon() { return Cancel::after(Milliseconds(20000)); }

std::unique_ptr<Connector> sandboxOf(const QString &url)
{
    static const std::shared_ptr<ArenaPool> arenas = ArenaPool::create();
    ConnectionConfig config;
    config.url = ConnectionUrl::parse(url).value();
    config.arenas = arenas;
    auto made = sandboxType().create(config);
    return made ? std::move(*made) : nullptr;
}

QString fresh(const QString &prefix)
{
    static int number = 0;
    return prefix + u"conformance."_s + QString::number(++number);
}

QString declared(Connector &c, const ChannelSpec &spec)
{
    const auto made = c.topology()->declare(anyGrant(WriteOperation::Declare, spec.name), spec, soon());
    return made ? spec.name : QString();
}

Subject subject()
{
    Subject s;
    s.make = [] { return sandboxOf(u"sandbox:?seed=1&rate=0&backlog=50"_s); };
    s.topic = [](Connector &c, int partitions) {
        ChannelSpec spec;
        spec.name = fresh({});
        spec.partitions = partitions;
        return declared(c, spec);
    };
    s.queue = [](Connector &c, const QJsonObject &arguments) {
        ChannelSpec spec;
        spec.name = fresh(u"queue:"_s);
        spec.arguments = arguments;
        return declared(c, spec);
    };
    s.exchange = [](Connector &c, const QString &type) {
        ChannelSpec spec;
        spec.name = fresh(u"exchange:"_s);
        spec.exchangeType = type;
        return declared(c, spec);
    };
    s.bind = [](Connector &c, const BindingInfo &binding) {
        QVERIFY(c.topology()->bind(anyGrant(WriteOperation::Declare), binding, soon()));
    };
    s.breakLink = [](Connector &c) { setSandboxLost(c, true); };
    s.healLink = [](Connector &c) { setSandboxLost(c, false); };
    s.patience = Milliseconds(2000);
    return s;
}

// Everything that can be read, by channel, in its order.
std::map<QString, std::vector<Event>> everything(Connector &c)
{
    std::map<QString, std::vector<Event>> out;
    const auto channels = c.catalog()->channels(soon());
    for (const ChannelInfo &info : channels.value()) {
        if (info.kind != ChannelKind::Exchange)
            out[info.name] = scanAll(c, scanOf(info.name)).events;
    }
    return out;
}

bool same(const Event &a, const Event &b)
{
    return a.key == b.key && a.value == b.value && a.fields == b.fields && a.partition == b.partition &&
           a.offset == b.offset;
}

bool same(const std::vector<Event> &a, const std::vector<Event> &b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](const Event &x, const Event &y) { return same(x, y); });
}

std::string header(const Event &e, std::string_view name)
{
    const auto f = FieldList(e.fields).find(FieldPlace::Header, name);
    return f ? std::string(f->value) : std::string();
}

qint64 publishedIn(Connector &c)
{
    qint64 sum = 0;
    const auto channels = c.catalog()->channels(soon());
    for (const ChannelInfo &info : channels.value()) {
        // What is routed to queues was counted at its exchange; dead letters are not the shop's events.
        if (info.kind == ChannelKind::Topic || info.name == u"exchange:events" ||
            info.name == u"exchange:notifications")
            sum += info.produced.value_or(0);
    }
    return sum;
}

double cpuSeconds()
{
    timespec t{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return double(t.tv_sec) + double(t.tv_nsec) / 1e9;
}

} // namespace

class tst_Sandbox : public Conformance
{
    Q_OBJECT

public:
    tst_Sandbox() : Conformance(subject()) {}

private slots:
    void sameSeedSameEvents();
    void backlogIsCounted();
    void rateIsKept();
    void silenceCostsNothing();
    void latencyOfTail();
    void shopHasItsFlow();
    void shopFailsForManyReasons();
    void shopBreaksSchemas();
    void groupsFallBehindAndCatchUp();
    void queuesAreWorkedOn();
    void retentionIsAGap();
    void fullQueueDropsItsOldest();
    void returnedGoesToItsOldPlace();
    void newestFirstResumes();
    void lostConsumerGivesBack();
    void badOptionsAreRefused();
    void sandboxesAreApart();
};

void tst_Sandbox::sameSeedSameEvents()
{
    const auto a = sandboxOf(u"sandbox:?seed=7&rate=0&backlog=400"_s);
    const auto one = everything(*a);
    std::this_thread::sleep_for(Milliseconds(1100)); // the time of the start must not be in it
    const auto b = sandboxOf(u"sandbox:?seed=7&rate=0&backlog=400"_s),
               c = sandboxOf(u"sandbox:?seed=8&rate=0&backlog=400"_s);
    const auto two = everything(*b), three = everything(*c);
    QCOMPARE(one.size(), two.size());
    std::size_t events = 0;
    for (const auto &[channel, list] : one) {
        QVERIFY2(same(list, two.at(channel)), qPrintable(channel));
        events += list.size();
    }
    QVERIFY(events >= 100);
    QVERIFY(!same(one.at(u"orders"_s), three.at(u"orders"_s)));
}

void tst_Sandbox::backlogIsCounted()
{
    const auto c = sandboxOf(u"sandbox:?rate=0&backlog=400"_s);
    const qint64 published = publishedIn(*c);
    QVERIFY2(published >= 395 && published <= 405, qPrintable(QString::number(published)));
    const auto none = sandboxOf(u"sandbox:?rate=0&backlog=0"_s);
    QCOMPARE(publishedIn(*none), qint64(0));
    QVERIFY(none->catalog()->channels(soon()).value().size() > 5);
    const auto start = Clock::now();
    const auto usual = sandboxOf(u"sandbox:"_s);
    QVERIFY(usual->catalog()->channels(soon()));
    const auto took = std::chrono::duration_cast<Milliseconds>(Clock::now() - start).count();
    QVERIFY2(took < 1500, qPrintable(u"%1 ms to the first answer"_s.arg(took)));
}

void tst_Sandbox::rateIsKept()
{
    for (const int rate : {50, 400}) {
        const auto c = sandboxOf(u"sandbox:?backlog=0&rate=%1"_s.arg(rate));
        publishedIn(*c);
        std::this_thread::sleep_for(Milliseconds(300));
        const qint64 before = publishedIn(*c);
        const auto start = Clock::now();
        std::this_thread::sleep_for(Milliseconds(1500));
        const qint64 after = publishedIn(*c);
        const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
        const double measured = double(after - before) / seconds;
        QVERIFY2(measured > rate * 0.75 && measured < rate * 1.25, qPrintable(u"%1 at %2"_s.arg(measured).arg(rate)));
    }
}

void tst_Sandbox::silenceCostsNothing()
{
    std::vector<std::unique_ptr<Connector>> ten;
    std::vector<std::unique_ptr<RunningTail>> tails;
    for (int i = 0; i < 10; ++i) {
        ten.push_back(sandboxOf(u"sandbox:?rate=0&backlog=100"_s));
        TailRequest request;
        request.channels = {{u"orders"_s, {}}, {u"queue:orders"_s, {}}};
        auto tail = ten.back()->tail()->tail(request, std::make_shared<CollectSink>(), {}, soon());
        QVERIFY(tail);
        tails.push_back(std::move(*tail));
    }
    std::this_thread::sleep_for(Milliseconds(300));
    const qint64 before = publishedIn(*ten[0]);
    const double cpu = cpuSeconds();
    std::this_thread::sleep_for(Milliseconds(2000));
    const double used = (cpuSeconds() - cpu) / 2.0;
    QCOMPARE(publishedIn(*ten[0]), before);
    QVERIFY2(used < 0.01, qPrintable(u"%1 of a core"_s.arg(used)));
}

void tst_Sandbox::latencyOfTail()
{
    const auto c = sandboxOf(u"sandbox:?rate=0&backlog=10"_s);
    const auto sink = std::make_shared<CollectSink>();
    TailRequest request;
    request.channels = {{u"orders"_s, {}}};
    const auto tail = c->tail()->tail(request, sink, {}, soon());
    QVERIFY(tail);
    std::vector<double> ms;
    for (std::size_t i = 0; i < 15; ++i) {
        const auto start = Clock::now();
        QVERIFY(publishAll(*c, u"orders"_s, {outgoing("x")}).confirmed());
        QVERIFY(sink->waitFor(i + 1));
        ms.push_back(std::chrono::duration<double, std::milli>(Clock::now() - start).count());
        std::this_thread::sleep_for(Milliseconds(10));
    }
    std::sort(ms.begin(), ms.end());
    QVERIFY2(ms[ms.size() / 2] < 50, qPrintable(u"median %1 ms"_s.arg(ms[ms.size() / 2])));
}

void tst_Sandbox::shopHasItsFlow()
{
    const auto c = sandboxOf(u"sandbox:?seed=1&rate=0&backlog=2000"_s);
    std::set<std::string> types, ids;
    std::set<EnvelopeShape> shapes;
    std::map<std::string, std::set<std::string>> byCorrelation;
    std::vector<std::string> causes;
    const auto all = everything(*c);
    for (const auto &[channel, events] : all) {
        for (const Event &e : events) {
            const Envelope v = recogniseEnvelope(e.view());
            QVERIFY2(v.shape != EnvelopeShape::None, e.value->c_str());
            QVERIFY2(!v.id.empty() && !v.type.empty(), e.value->c_str());
            types.insert(v.type);
            ids.insert(v.id);
            shapes.insert(v.shape);
            if (!v.correlationId.empty())
                byCorrelation[v.correlationId].insert(v.type);
            if (!v.causationId.empty())
                causes.push_back(v.causationId);
            QVERIFY(QJsonDocument::fromJson(QByteArray::fromStdString(*e.value)).isObject());
        }
    }
    for (const char *type : {"order.placed", "payment.processed", "payment.failed", "inventory.reserved",
                             "inventory.rejected", "shipment.created", "shipment.mail", "order.cancelled"})
        QVERIFY2(types.contains(type), type);
    QVERIFY(shapes.size() >= 5);
    QVERIFY(
        std::any_of(byCorrelation.begin(), byCorrelation.end(), [](const auto &x) { return x.second.size() >= 4; }));
    const auto known = std::count_if(causes.begin(), causes.end(), [&](const auto &id) { return ids.contains(id); });
    QVERIFY(double(known) > 0.5 * double(causes.size()));
}

void tst_Sandbox::shopFailsForManyReasons()
{
    const auto c = sandboxOf(u"sandbox:?seed=1&rate=0&backlog=2000"_s);
    std::set<std::string> reasons, exceptions, dead;
    const auto channels = c->catalog()->channels(soon());
    for (const ChannelInfo &info : channels.value()) {
        if (!info.deadLetter)
            continue;
        QVERIFY2(info.events.value_or(0) + info.depth.value_or(0) > 0, qPrintable(info.name));
        dead.insert(info.name.toStdString());
        const Scanned letters = scanAll(*c, scanOf(info.name));
        for (const Event &e : letters.events) {
            const std::string reason = header(e, "x-first-death-reason"),
                              cause = header(e, "kafka_dlt-exception-cause-fqcn");
            const std::string amqp = header(e, "x-exception-message");
            QVERIFY2(!reason.empty() || !cause.empty() || !amqp.empty(), qPrintable(info.name));
            if (!reason.empty()) {
                reasons.insert(reason);
                const auto deaths = QJsonDocument::fromJson(QByteArray::fromStdString(header(e, "x-death"))).array();
                QVERIFY(!deaths.isEmpty());
                QVERIFY(deaths[0].toObject()[u"routing-keys"_s].isArray());
            }
            if (!cause.empty()) {
                exceptions.insert(cause);
                QCOMPARE(header(e, "kafka_dlt-original-partition").size(), std::size_t(4));
                QCOMPARE(header(e, "kafka_dlt-original-offset").size(), std::size_t(8));
            }
        }
    }
    QCOMPARE(dead,
             (std::set<std::string>{"orders.DLT", "queue:billing.dlq", "queue:notifications.dlq", "queue:orders.dlq"}));
    QCOMPARE(reasons, (std::set<std::string>{"delivery_limit", "expired", "maxlen", "rejected"}));
    QVERIFY(exceptions.size() >= 4);

    // A dead letter leads back to the very event that failed.
    const Event letter = scanAll(*c, scanOf(u"orders.DLT"_s)).events.at(0);
    const auto number = [&](std::string_view name) {
        qint64 n = 0;
        for (const char b : header(letter, name))
            n = n * 256 + quint8(b);
        return n;
    };
    ScanRequest request = scanOf(QString::fromStdString(header(letter, "kafka_dlt-original-topic")));
    request.partition = int(number("kafka_dlt-original-partition"));
    request.from = AtOffset{number("kafka_dlt-original-offset")};
    request.limit = 1;
    const Event original = scanAll(*c, request).events.at(0);
    QVERIFY(original.value == letter.value);
    QVERIFY(original.key == letter.key);
}

void tst_Sandbox::shopBreaksSchemas()
{
    const auto c = sandboxOf(u"sandbox:?seed=1&rate=0&backlog=2000"_s);
    int placed = 0, flawed = 0;
    const Scanned orders = scanAll(*c, scanOf(u"orders"_s));
    for (const Event &e : orders.events) {
        const QJsonObject body = QJsonDocument::fromJson(QByteArray::fromStdString(*e.value)).object();
        if (body[u"eventType"_s] != u"order.placed"_s)
            continue;
        const QJsonObject data = body[u"data"_s].toObject();
        ++placed;
        flawed += !data[u"total"_s].isDouble() || !data.contains(u"customerId"_s) || !data.contains(u"orderId"_s) ||
                  !data[u"items"_s][0][u"quantity"_s].isDouble();
    }
    QVERIFY2(flawed > 0 && flawed * 10 < placed, qPrintable(u"%1 of %2"_s.arg(flawed).arg(placed)));
}

void tst_Sandbox::groupsFallBehindAndCatchUp()
{
    std::set<bool> behind;
    for (const int backlog : {850, 1195}) {
        const auto c = sandboxOf(u"sandbox:?rate=0&backlog=%1"_s.arg(backlog));
        const auto groups = c->positions()->groups(soon());
        QVERIFY(groups);
        QVERIFY(groups->size() >= 4);
        const auto analytics = c->positions()->positions(u"analytics"_s, soon());
        QVERIFY(analytics);
        qint64 lag = 0;
        for (const GroupPosition &p : analytics->positions) {
            QVERIFY(p.position.value_or(-1) >= 0 && *p.position <= p.end);
            lag += p.end - *p.position;
        }
        behind.insert(lag > 100);
    }
    QCOMPARE(behind.size(), std::size_t(2));
    const auto c = sandboxOf(u"sandbox:?rate=0&backlog=10"_s);
    const std::vector<GroupPosition> to{{u"orders"_s, 0, 0, 0}};
    const auto grant = anyGrant(WriteOperation::ResetPositions);
    const auto busy = c->positions()->reset(grant, u"analytics"_s, to, soon());
    QVERIFY(!busy);
    QCOMPARE(busy.error().code, ErrorCode::HasConsumers);
    QVERIFY(c->positions()->reset(grant, u"nightly-report"_s, to, soon()));
    const std::vector<GroupPosition> beyond{{u"orders"_s, 0, 1000000, 0}};
    QCOMPARE(c->positions()->reset(grant, u"nightly-report"_s, beyond, soon()).error().code,
             ErrorCode::OffsetOutOfRange);
}

void tst_Sandbox::queuesAreWorkedOn()
{
    const auto c = sandboxOf(u"sandbox:?rate=2000&backlog=100"_s);
    std::set<qint64> depths;
    for (int i = 0; i < 20; ++i) {
        std::this_thread::sleep_for(Milliseconds(50));
        const auto info = infoOf(*c, u"queue:orders"_s);
        QVERIFY(info);
        QCOMPARE(info->consumers.value_or(0), 1);
        depths.insert(info->depth.value_or(-1));
    }
    QVERIFY(depths.size() > 2);
    QVERIFY(*depths.rbegin() < 500);
}

void tst_Sandbox::retentionIsAGap()
{
    const auto c = sandboxOf(u"sandbox:?rate=0&backlog=0"_s);
    std::vector<Outgoing> large;
    for (int i = 0; i < 70; ++i) {
        large.push_back(outgoing(std::string(1 << 20, 'x')));
        large.back().partition = 0;
    }
    QVERIFY(publishAll(*c, u"orders"_s, std::move(large)).confirmed());
    const auto details = c->catalog()->details(u"orders"_s, soon());
    QVERIFY(details);
    const PartitionInfo &p = details->partitions.at(0);
    QCOMPARE(p.high, qint64(70));
    QVERIFY(p.low >= 6 && p.low < 10);
    QCOMPARE(details->info.events.value_or(-1), p.high - p.low);
    QCOMPARE(details->info.produced.value_or(-1), qint64(70));
    const Scanned read = scanAll(*c, scanOf(u"orders"_s));
    QCOMPARE(qint64(read.events.size()), p.high - p.low);
    QCOMPARE(read.coverage.channels.at(0).partitions.at(0).from, p.low);
    QVERIFY(read.coverage.complete);
}

void tst_Sandbox::fullQueueDropsItsOldest()
{
    const auto c = sandboxOf(u"sandbox:?rate=0&backlog=0"_s);
    const QString q = m_subject.queue(*c, {{u"x-max-length"_s, 3}});
    QVERIFY(publishAll(*c, q, numbered("v", 5)).confirmed());
    QCOMPARE(scanAll(*c, scanOf(q)).values(), (std::vector<std::string>{"v2", "v3", "v4"}));
    const QString r = m_subject.queue(*c, {{u"x-max-length"_s, 3}, {u"x-overflow"_s, u"reject-publish"_s}});
    const Published refused = publishAll(*c, r, numbered("v", 5));
    QCOMPARE(refused.receipts.at(2).status, Receipt::Status::Confirmed);
    QCOMPARE(refused.receipts.at(3).status, Receipt::Status::Failed);
    QCOMPARE(scanAll(*c, scanOf(r)).values(), (std::vector<std::string>{"v0", "v1", "v2"}));
}

void tst_Sandbox::returnedGoesToItsOldPlace()
{
    const auto c = sandboxOf(u"sandbox:?rate=0&backlog=0"_s);
    const QString q = m_subject.queue(*c, {});
    QVERIFY(publishAll(*c, q, numbered("v", 4)).confirmed());
    auto k = c->settle()->consume(anyGrant(WriteOperation::Settle), q, 2, soon());
    QVERIFY(k);
    for (int i = 0; i < 2; ++i) {
        const auto d = (*k)->next(soon());
        QVERIFY(d && *d);
    }
    k->reset();
    QCOMPARE(scanAll(*c, scanOf(q)).values(), (std::vector<std::string>{"v0", "v1", "v2", "v3"}));
}

void tst_Sandbox::newestFirstResumes()
{
    const auto c = sandboxOf(u"sandbox:?rate=0&backlog=900"_s);
    const std::size_t whole = scanAll(*c, scanOf(u"orders"_s)).events.size();
    std::set<std::pair<int, qint64>> seen;
    ScanRequest request = scanOf(u"orders"_s);
    request.newestFirst = true;
    request.limit = 25;
    for (int i = 0; i < 50; ++i) {
        const Scanned part = scanAll(*c, request);
        for (const Event &e : part.events)
            QVERIFY(seen.emplace(e.partition, e.offset).second);
        for (const PartitionCoverage &p : part.coverage.channels.at(0).partitions)
            QCOMPARE(p.gaps, qint64(0));
        if (part.coverage.ended == ScanEnd::End)
            break;
        request.resume = parseResumeToken(part.coverage.resumeToken()).value();
    }
    QVERIFY(whole > 50);
    QCOMPARE(seen.size(), whole);
}

void tst_Sandbox::lostConsumerGivesBack()
{
    const auto c = sandboxOf(u"sandbox:?rate=0&backlog=0"_s);
    const QString q = m_subject.queue(*c, {});
    QVERIFY(publishAll(*c, q, numbered("v", 3)).confirmed());
    const auto k = c->settle()->consume(anyGrant(WriteOperation::Settle), q, 10, soon());
    QVERIFY(k);
    const auto first = (*k)->next(soon());
    QVERIFY(first && *first);
    setSandboxLost(*c, true);
    QCOMPARE((*k)->ack((*first)->tag, false).error().code, ErrorCode::ConnectionLost);
    setSandboxLost(*c, false);
    const auto dead = (*k)->next(soon());
    QVERIFY(!dead);
    QVERIFY(dead.error().fatal);
    QCOMPARE(infoOf(*c, q)->depth.value_or(-1), qint64(3));
    QCOMPARE(infoOf(*c, u"queue:orders"_s)->consumers.value_or(-1), 1); // the shop's own are still there
}

void tst_Sandbox::badOptionsAreRefused()
{
    for (const char *url :
         {"sandbox:?seed=x", "sandbox:?rate=-1", "sandbox:?rate=nan", "sandbox:?rate=1e99", "sandbox:?backlog=-5",
          "sandbox:?backlog=99999999999", "sandbox:?unknown=1", "sandbox:?seed="}) {
        const auto parsed = ConnectionUrl::parse(QString::fromLatin1(url));
        QVERIFY(parsed);
        const auto checked = sandboxType().check(*parsed);
        QVERIFY2(!checked && checked.error().code == ErrorCode::BadUrl, url);
    }
    QVERIFY(
        sandboxType().check(ConnectionUrl::parse(u"sandbox:?seed=18446744073709551615&rate=0.5&backlog=0"_s).value()));
}

void tst_Sandbox::sandboxesAreApart()
{
    const auto a = sandboxOf(u"sandbox:?rate=0"_s), b = sandboxOf(u"sandbox:?rate=0"_s);
    const QString t = m_subject.topic(*a, 1);
    QVERIFY(infoOf(*a, t));
    QVERIFY(!infoOf(*b, t));
}

QTEST_GUILESS_MAIN(tst_Sandbox)
#include "tst_sandbox.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
// The shop that lives in the sandbox: the same for the same seed, at its rate, with everything that goes wrong in one.
#include "model/event/envelope.h"
#include "tests/connectors/sandbox_support.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

#include <set>
#include <thread>

using namespace flowbench;
using namespace Qt::StringLiterals;

namespace {

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

} // namespace

class tst_SandboxShop : public QObject
{
    Q_OBJECT

private slots:
    void sameSeedSameEvents();
    void backlogIsCounted();
    void rateIsKept();
    void shopHasItsFlow();
    void shopFailsForManyReasons();
    void shopBreaksSchemas();
    void groupsFallBehindAndCatchUp();
    void queuesAreWorkedOn();
};

void tst_SandboxShop::sameSeedSameEvents()
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

void tst_SandboxShop::backlogIsCounted()
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

void tst_SandboxShop::rateIsKept()
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

void tst_SandboxShop::shopHasItsFlow()
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

void tst_SandboxShop::shopFailsForManyReasons()
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

void tst_SandboxShop::shopBreaksSchemas()
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

void tst_SandboxShop::groupsFallBehindAndCatchUp()
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

void tst_SandboxShop::queuesAreWorkedOn()
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

QTEST_GUILESS_MAIN(tst_SandboxShop)
#include "tst_sandbox_shop.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/sandbox/fault.h"
#include "tests/connectors/sandbox_support.h"

#include <QTest>

#include <set>
#include <thread>
#include <time.h>

using namespace flowbench;
using namespace Qt::StringLiterals;

namespace {

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
    void silenceCostsNothing();
    void latencyOfTail();
    void retentionIsAGap();
    void fullQueueDropsItsOldest();
    void returnedGoesToItsOldPlace();
    void newestFirstResumes();
    void lostConsumerGivesBack();
    void badOptionsAreRefused();
    void sandboxesAreApart();
};

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

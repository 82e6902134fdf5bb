// SPDX-License-Identifier: GPL-3.0-or-later
// Channels that keep events: a scan finds what was asked for and says exactly what it saw.
#include "tests/connectors/conformance.h"
#include "tests/connectors/conformance_compare.h"

#include <QDateTime>
#include <QTest>

#include <atomic>
#include <set>
#include <thread>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {

Cancel soon() { return Cancel::after(Milliseconds(20000)); }

// Takes its time for every event, and tells when a given one came.
class SlowMatcher : public EventMatcher
{
public:
    SlowMatcher(int tellAt, std::function<void()> tell) : m_tellAt(tellAt), m_tell(std::move(tell)) {}
    Verdict matches(const EventView &) const override
    {
        std::this_thread::sleep_for(Milliseconds(1));
        if (++m_seen == m_tellAt)
            m_tell();
        return Verdict::Match;
    }

private:
    int m_tellAt;
    std::function<void()> m_tell;
    mutable std::atomic<int> m_seen{0};
};

class ValueMatcher : public EventMatcher
{
public:
    Verdict matches(const EventView &e) const override
    {
        if (e.value.ends_with("9"))
            return Verdict::Failed;
        return e.value.ends_with("3") ? Verdict::Match : Verdict::NoMatch;
    }
};

std::vector<std::string> range(const std::string &prefix, int from, int to)
{
    std::vector<std::string> out;
    for (int i = from; i < to; ++i)
        out.push_back(prefix + std::to_string(i));
    return out;
}

const PartitionCoverage *partition(const Coverage &coverage, int number)
{
    for (const ChannelCoverage &c : coverage.channels) {
        for (const PartitionCoverage &p : c.partitions) {
            if (p.partition == number)
                return &p;
        }
    }
    return nullptr;
}

} // namespace

void Conformance::scanOffsetsAndPartition()
{
    if (!m_subject.topic)
        return;
    const auto c = make();
    const QString t = m_subject.topic(*c, 2);
    QVERIFY(publishAll(*c, t, numbered("a", 30, 0)).confirmed());
    QVERIFY(publishAll(*c, t, numbered("b", 20, 1)).confirmed());
    ScanRequest request = scanOf(t);
    request.from = AtOffset{10};
    request.to = AtOffset{25};
    Scanned read = scanAll(*c, request);
    QVERIFY(!read.error);
    QCOMPARE(sorted(read.values()), sorted(joined(range("a", 10, 25), range("b", 10, 20))));
    QVERIFY(read.coverage.complete);
    request.partition = 0;
    read = scanAll(*c, request);
    QCOMPARE(read.values(), range("a", 10, 25));
    QCOMPARE(read.coverage.channels.at(0).partitions.size(), std::size_t(1));
    request.from = Latest{};
    request.to = Latest{};
    read = scanAll(*c, request);
    QVERIFY(!read.error);
    QVERIFY(read.events.empty());
    QVERIFY(read.coverage.complete);
    request.from = AtOffset{10};
    request.to = AtOffset{10};
    QVERIFY(scanAll(*c, request).events.empty());
    request = scanOf(t);
    request.partition = 7;
    const Scanned none = scanAll(*c, request);
    QVERIFY(none.error || !none.coverage.complete || none.events.empty());
    QVERIFY(none.events.empty());
}

void Conformance::scanTimes()
{
    if (!m_subject.topic)
        return;
    const auto c = make();
    const QString t = m_subject.topic(*c, 1);
    QVERIFY(publishAll(*c, t, numbered("old", 10)).confirmed());
    std::this_thread::sleep_for(Milliseconds(60));
    const qint64 between = QDateTime::currentMSecsSinceEpoch();
    std::this_thread::sleep_for(Milliseconds(60));
    QVERIFY(publishAll(*c, t, numbered("new", 10)).confirmed());
    ScanRequest request = scanOf(t);
    request.from = AtTime{between};
    QCOMPARE(scanAll(*c, request).values(), range("new", 0, 10));
    request.from = Earliest{};
    request.to = AtTime{between};
    const Scanned old = scanAll(*c, request);
    QCOMPARE(old.values(), range("old", 0, 10));
    QVERIFY(old.coverage.complete);
    request.from = AtTime{QDateTime::currentMSecsSinceEpoch() + 3600000};
    request.to = Latest{};
    const Scanned future = scanAll(*c, request);
    QVERIFY(!future.error);
    QVERIFY(future.events.empty());
    request.from = AtTime{0};
    QCOMPARE(scanAll(*c, request).events.size(), std::size_t(20));
}

void Conformance::scanLastAndNewestFirst()
{
    if (!m_subject.topic)
        return;
    const auto c = make();
    const QString t = m_subject.topic(*c, 2);
    QVERIFY(publishAll(*c, t, numbered("a", 30, 0)).confirmed());
    std::this_thread::sleep_for(Milliseconds(30));
    QVERIFY(publishAll(*c, t, numbered("b", 5, 1)).confirmed());
    std::this_thread::sleep_for(Milliseconds(30));
    QVERIFY(publishAll(*c, t, numbered("c", 5, 0)).confirmed());
    ScanRequest request = scanOf(t);
    request.last = 10;
    QCOMPARE(sorted(scanAll(*c, request).values()), sorted(joined(range("b", 0, 5), range("c", 0, 5))));
    request.last = 3;
    QCOMPARE(scanAll(*c, request).values(), range("c", 2, 5));
    request.last = 1000;
    QCOMPARE(scanAll(*c, request).events.size(), std::size_t(40));
    request = scanOf(t);
    request.newestFirst = true;
    Scanned read = scanAll(*c, request);
    QCOMPARE(read.events.size(), std::size_t(40));
    QVERIFY(read.coverage.complete);
    QCOMPARE(QByteArray::fromStdString(*read.events.front().value), QByteArray("c4"));
    std::map<int, qint64> previous;
    for (const Event &e : read.events) {
        const auto at = previous.find(e.partition);
        QVERIFY(at == previous.end() || e.offset < at->second);
        previous[e.partition] = e.offset;
    }
    request.limit = 7;
    read = scanAll(*c, request);
    QCOMPARE(read.values(), (std::vector<std::string>{"c4", "c3", "c2", "c1", "c0", "b4", "b3"}));
    QCOMPARE(read.coverage.ended, ScanEnd::Limit);
}

void Conformance::scanLimitAndKey()
{
    if (!m_subject.topic)
        return;
    const auto c = make();
    const QString t = m_subject.topic(*c, 3);
    std::vector<Outgoing> events;
    for (int i = 0; i < 60; ++i)
        events.push_back(outgoing("v" + std::to_string(i), "k" + std::to_string(i % 6)));
    // Where another producer's partitioner would put it: it must be found all the same.
    for (int p = 0; p < 3; ++p) {
        events.push_back(outgoing("strange", "k1"));
        events.back().partition = p;
    }
    QVERIFY(publishAll(*c, t, std::move(events)).confirmed());
    ScanRequest request = scanOf(t);
    request.key = "k1";
    Scanned read = scanAll(*c, request);
    QCOMPARE(read.events.size(), std::size_t(13));
    for (const Event &e : read.events)
        QVERIFY(e.key == "k1");
    QCOMPARE(read.coverage.matched, quint64(13));
    request.key = "k";
    QVERIFY(scanAll(*c, request).events.empty());
    request = scanOf(t);
    request.limit = 5;
    read = scanAll(*c, request);
    QCOMPARE(read.events.size(), std::size_t(5));
    QCOMPARE(read.coverage.ended, ScanEnd::Limit);
    QVERIFY(!read.coverage.complete);
    QCOMPARE(read.coverage.matched, quint64(5));
}

void Conformance::scanCountsWithoutEvents()
{
    if (!m_subject.topic)
        return;
    const auto c = make();
    const QString t = m_subject.topic(*c, 2);
    QVERIFY(publishAll(*c, t, numbered("v", 100)).confirmed());
    CountSink sink;
    const auto coverage = c->scan()->scan(scanOf(t), sink, soon());
    QVERIFY(coverage);
    QCOMPARE(sink.counted, quint64(100));
    QVERIFY(sink.countedBytes >= 190);
    QVERIFY(!sink.taken);
    QCOMPARE(coverage->matched, quint64(100));
}

void Conformance::scanMatcherAndFailures()
{
    if (!m_subject.topic)
        return;
    const auto c = make();
    const QString t = m_subject.topic(*c, 1);
    QVERIFY(publishAll(*c, t, numbered("v", 50)).confirmed());
    ScanRequest request = scanOf(t);
    request.matcher = std::make_shared<ValueMatcher>();
    const Scanned read = scanAll(*c, request);
    QCOMPARE(read.values(), (std::vector<std::string>{"v3", "v13", "v23", "v33", "v43"}));
    QCOMPARE(read.coverage.scanned, quint64(50));
    QCOMPARE(read.coverage.matched, quint64(5));
    QCOMPARE(read.coverage.evaluationFailures, quint64(5));
    QVERIFY(read.coverage.complete);
    request.limit = 2;
    const Scanned two = scanAll(*c, request);
    QCOMPARE(two.values(), (std::vector<std::string>{"v3", "v13"}));
    QCOMPARE(two.coverage.channels.at(0).partitions.at(0).next, qint64(14));
}

void Conformance::scanCoverageIsExact()
{
    if (!m_subject.topic)
        return;
    const auto c = make();
    const QString t = m_subject.topic(*c, 3);
    QVERIFY(publishAll(*c, t, numbered("a", 30, 0)).confirmed());
    QVERIFY(publishAll(*c, t, numbered("b", 20, 1)).confirmed());
    std::atomic<quint64> lastScanned{0};
    ScanRequest request = scanOf(t);
    request.progress = [&](const ScanProgress &p) { lastScanned = p.scanned; };
    const Scanned read = scanAll(*c, request);
    const Coverage &v = read.coverage;
    QVERIFY(v.complete);
    QCOMPARE(v.ended, ScanEnd::End);
    QCOMPARE(v.scanned, quint64(50));
    QCOMPARE(v.matched, quint64(50));
    QVERIFY(v.bytes > 0);
    QVERIFY(v.seconds >= 0);
    QVERIFY(lastScanned <= 50);
    QVERIFY(!v.error);
    QCOMPARE(v.channels.size(), std::size_t(1));
    QCOMPARE(v.channels[0].channel, t);
    const std::array<qint64, 3> ends{30, 20, 0};
    for (int p = 0; p < 3; ++p) {
        const PartitionCoverage *at = partition(v, p);
        QVERIFY(at);
        QCOMPARE(at->from, qint64(0));
        QCOMPARE(at->to, ends[std::size_t(p)]);
        QCOMPARE(at->next, ends[std::size_t(p)]);
        QCOMPARE(at->high, ends[std::size_t(p)]);
        QCOMPARE(at->gaps, qint64(0));
        QCOMPARE(at->withheld, qint64(0));
    }
}

void Conformance::scanResumes()
{
    if (!m_subject.topic)
        return;
    const auto c = make();
    const QString t = m_subject.topic(*c, 3);
    QVERIFY(publishAll(*c, t, numbered("v", 200)).confirmed());
    std::multiset<std::pair<int, qint64>> seen;
    const auto add = [&](const Scanned &s) {
        for (const Event &e : s.events)
            seen.emplace(e.partition, e.offset);
    };
    ScanRequest request = scanOf(t);
    request.limit = 70;
    Scanned part = scanAll(*c, request);
    add(part);
    // What comes later is not part of it.
    QVERIFY(publishAll(*c, t, numbered("later", 30)).confirmed());
    int rounds = 0;
    while (part.coverage.ended == ScanEnd::Limit && ++rounds < 10) {
        const auto points = parseResumeToken(part.coverage.resumeToken());
        QVERIFY(points);
        request.resume = *points;
        part = scanAll(*c, request);
        QVERIFY(!part.error);
        add(part);
    }
    QCOMPARE(part.coverage.ended, ScanEnd::End);
    QCOMPARE(seen.size(), std::size_t(200));
    QCOMPARE((std::set<std::pair<int, qint64>>(seen.begin(), seen.end()).size()), std::size_t(200));
}

void Conformance::scanEndsAtCapturedEnd()
{
    if (!m_subject.topic)
        return;
    const auto c = make();
    const QString t = m_subject.topic(*c, 2);
    QVERIFY(publishAll(*c, t, numbered("v", 500)).confirmed());
    std::atomic<bool> stop{false};
    std::thread traffic([&] {
        while (!stop)
            publishAll(*c, t, numbered("w", 50));
    });
    std::vector<Scanned> scans;
    for (int i = 0; i < 3; ++i)
        scans.push_back(scanAll(*c, scanOf(t)));
    stop = true;
    traffic.join();
    for (const Scanned &s : scans) {
        QVERIFY(!s.error);
        QVERIFY(s.coverage.complete);
        QCOMPARE(s.coverage.ended, ScanEnd::End);
        qint64 asked = 0;
        for (const PartitionCoverage &p : s.coverage.channels.at(0).partitions) {
            asked += p.to - p.from;
            QCOMPARE(p.next, p.to);
        }
        QVERIFY(asked >= 500);
        QCOMPARE(qint64(s.events.size()), asked);
    }
}

void Conformance::scanIsCancelled()
{
    if (!m_subject.topic)
        return;
    const auto c = make();
    const QString t = m_subject.topic(*c, 1);
    QVERIFY(publishAll(*c, t, numbered("v", 4000)).confirmed());
    std::stop_source stop;
    Clock::time_point asked{};
    ScanRequest request = scanOf(t);
    request.matcher = std::make_shared<SlowMatcher>(100, [&] {
        asked = Clock::now();
        stop.request_stop();
    });
    const Scanned read = scanAll(*c, request, Cancel::after(Milliseconds(60000), stop.get_token()));
    QVERIFY(Clock::now() - asked < Milliseconds(1000));
    QVERIFY(!read.error);
    QCOMPARE(read.coverage.ended, ScanEnd::Cancelled);
    QVERIFY(!read.coverage.complete);
    QVERIFY(read.coverage.scanned < 4000);
    // What was found is there, and the rest begins exactly behind it.
    QCOMPARE(quint64(read.events.size()), read.coverage.matched);
    const auto points = parseResumeToken(read.coverage.resumeToken());
    QVERIFY(points);
    ScanRequest rest = scanOf(t);
    rest.resume = *points;
    QCOMPARE(read.events.size() + scanAll(*c, rest).events.size(), std::size_t(4000));

    // One that was cancelled before it began ends at once.
    const auto start = Clock::now();
    const Scanned never = scanAll(*c, scanOf(t), Cancel::after(Milliseconds(60000), stop.get_token()));
    QVERIFY(Clock::now() - start < Milliseconds(1000));
    QVERIFY(never.error ? never.error->code == ErrorCode::Cancelled : never.coverage.ended == ScanEnd::Cancelled);
}

} // namespace flowbench

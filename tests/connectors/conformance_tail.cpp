// SPDX-License-Identifier: GPL-3.0-or-later
// Following channels that keep events: everything that comes, once, in order, also across a lost connection.
#include "tests/connectors/conformance.h"
#include "tests/connectors/conformance_compare.h"

#include <QTest>

#include <set>
#include <thread>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {

Cancel soon() { return Cancel::after(Milliseconds(20000)); }

class EvenMatcher : public EventMatcher
{
public:
    Verdict matches(const EventView &e) const override
    {
        return !e.value.empty() && (e.value.back() - '0') % 2 == 0 ? Verdict::Match : Verdict::NoMatch;
    }
};

TailRequest tailOf(const QString &channel)
{
    TailRequest request;
    request.channels = {ChannelAddress::parse(channel)};
    return request;
}

// No place twice, offsets ascending within a partition.
bool inOrderOnce(const std::vector<Event> &events)
{
    std::map<std::pair<std::string, int>, qint64> last;
    for (const Event &e : events) {
        const auto [at, fresh] = last.try_emplace({e.channel, e.partition}, e.offset);
        if (!fresh && e.offset <= at->second)
            return false;
        at->second = e.offset;
    }
    return true;
}

} // namespace

void Conformance::tailSeesWhatComes()
{
    if (!m_subject.topic || !m_subject.live)
        return;
    const auto c = make();
    const QString t = m_subject.topic(*c, 3), u = m_subject.topic(*c, 1);
    QVERIFY(publishAll(*c, t, numbered("before", 10)).confirmed());
    const auto sink = std::make_shared<CollectSink>();
    TailRequest request = tailOf(t);
    request.channels.push_back({u, {}});
    auto tail = c->tail()->tail(request, sink, {}, soon());
    QVERIFY(tail);
    // At once after it answered: nothing may be missed.
    QVERIFY(publishAll(*c, t, numbered("v", 200)).confirmed());
    QVERIFY(publishAll(*c, u, numbered("u", 50)).confirmed());
    QVERIFY(sink->waitFor(250));
    std::this_thread::sleep_for(Milliseconds(200));
    const auto events = sink->events();
    QCOMPARE(events.size(), std::size_t(250));
    QVERIFY(inOrderOnce(events));
    std::set<std::string> values;
    for (const Event &e : events)
        values.insert(*e.value);
    QCOMPARE(values.size(), std::size_t(250));
    QVERIFY(!values.contains("before0"));
}

void Conformance::tailBeginsWhereAsked()
{
    if (!m_subject.topic || !m_subject.live)
        return;
    const auto c = make();
    const QString t = m_subject.topic(*c, 2);
    QVERIFY(publishAll(*c, t, numbered("a", 20, 0)).confirmed());
    std::this_thread::sleep_for(Milliseconds(30));
    QVERIFY(publishAll(*c, t, numbered("b", 20, 1)).confirmed());
    const auto sees = [&](const TailRequest &request, std::size_t before, const std::string &has) {
        const auto sink = std::make_shared<CollectSink>();
        auto tail = c->tail()->tail(request, sink, {}, soon());
        QVERIFY(tail);
        QVERIFY(sink->waitFor(before));
        QVERIFY(publishAll(*c, t, {outgoing("next")}).confirmed());
        QVERIFY(sink->waitFor(before + 1));
        std::this_thread::sleep_for(Milliseconds(100));
        const auto values = sink->values();
        QCOMPARE(values.size(), before + 1);
        QCOMPARE(values.back(), std::string("next"));
        QVERIFY(std::find(values.begin(), values.end(), has) != values.end());
    };
    TailRequest request = tailOf(t);
    request.last = 5;
    sees(request, 5, "b15");
    request.last = 0;
    request.from = Earliest{};
    sees(request, 41, "a0");
    request.from = AtOffset{15};
    request.partition = 1;
    auto sink = std::make_shared<CollectSink>();
    auto tail = c->tail()->tail(request, sink, {}, soon());
    QVERIFY(tail);
    QVERIFY(sink->waitFor(5));
    QCOMPARE(QByteArray::fromStdString(sink->values()[0]), QByteArray("b15"));
}

void Conformance::tailPauses()
{
    if (!m_subject.topic || !m_subject.live)
        return;
    const auto c = make();
    const QString t = m_subject.topic(*c, 1);
    const auto sink = std::make_shared<CollectSink>();
    auto tail = c->tail()->tail(tailOf(t), sink, {}, soon());
    QVERIFY(tail);
    (*tail)->setPaused(true);
    QVERIFY(publishAll(*c, t, numbered("v", 100)).confirmed());
    std::this_thread::sleep_for(Milliseconds(300));
    (*tail)->setPaused(false);
    QVERIFY(sink->waitFor(100));
    QVERIFY(publishAll(*c, t, numbered("w", 10)).confirmed());
    QVERIFY(sink->waitFor(110));
    QCOMPARE(sink->size(), std::size_t(110));
    QVERIFY(inOrderOnce(sink->events()));
}

void Conformance::tailStops()
{
    if (!m_subject.topic || !m_subject.live)
        return;
    const auto c = make();
    const QString t = m_subject.topic(*c, 1);
    const auto sink = std::make_shared<CollectSink>();
    Notices notices;
    auto tail = c->tail()->tail(tailOf(t), sink, notices.listener(), soon());
    QVERIFY(tail);
    QVERIFY(publishAll(*c, t, numbered("v", 3)).confirmed());
    QVERIFY(sink->waitFor(3));
    (*tail)->stop();
    QVERIFY(notices.waitFor(TailNotice::Kind::Ended, Milliseconds(1500)));
    QCOMPARE(notices.last(TailNotice::Kind::Ended)->error.code, ErrorCode::Cancelled);
    QVERIFY(publishAll(*c, t, numbered("v", 3)).confirmed());
    std::this_thread::sleep_for(Milliseconds(200));
    QCOMPARE(sink->size(), std::size_t(3));
    const Coverage coverage = (*tail)->coverage();
    QCOMPARE(coverage.matched, quint64(3));
    (*tail)->stop(); // twice does no harm
}

void Conformance::tailFiltersAndCovers()
{
    if (!m_subject.topic || !m_subject.live)
        return;
    const auto c = make();
    const QString t = m_subject.topic(*c, 1);
    QVERIFY(publishAll(*c, t, numbered("x", 4)).confirmed());
    const auto sink = std::make_shared<CollectSink>();
    TailRequest request = tailOf(t);
    request.matcher = std::make_shared<EvenMatcher>();
    auto tail = c->tail()->tail(request, sink, {}, soon());
    QVERIFY(tail);
    QVERIFY(publishAll(*c, t, numbered("v", 10)).confirmed());
    QVERIFY(sink->waitFor(5));
    QVERIFY(eventually([&] { return (*tail)->coverage().scanned == 10; }, Milliseconds(3000)));
    const Coverage v = (*tail)->coverage();
    QCOMPARE(v.matched, quint64(5));
    QCOMPARE(v.channels.size(), std::size_t(1));
    QCOMPARE(v.channels[0].channel, t);
    QCOMPARE(v.channels[0].partitions.at(0).from, qint64(4));
    QCOMPARE(v.channels[0].partitions.at(0).next, qint64(14));
    QCOMPARE(sink->values(), (std::vector<std::string>{"v0", "v2", "v4", "v6", "v8"}));
}

void Conformance::tailSurvivesLoss()
{
    if (!m_subject.topic || !m_subject.breakLink)
        return;
    const auto c = make();
    const auto other = make(); // publishes meanwhile where the broker is shared
    const QString t = m_subject.topic(*c, 2);
    const auto sink = std::make_shared<CollectSink>();
    Notices notices;
    TailRequest request = tailOf(t);
    request.lostAfter = Milliseconds(60000);
    auto tail = c->tail()->tail(request, sink, notices.listener(), soon());
    QVERIFY(tail);
    QVERIFY(publishAll(*c, t, numbered("v", 100)).confirmed());
    QVERIFY(sink->waitFor(50));
    m_subject.breakLink(*c);
    QVERIFY(notices.waitFor(TailNotice::Kind::Lost, Milliseconds(15000)));
    m_subject.healLink(*c);
    QVERIFY(notices.waitFor(TailNotice::Kind::Back, Milliseconds(30000)));
    QVERIFY(eventually([&] { return publishAll(*c, t, numbered("w", 1)).confirmed(); }, m_subject.patience));
    QVERIFY(publishAll(*c, t, numbered("z", 100)).confirmed());
    QVERIFY(sink->waitFor(201, Milliseconds(20000)));
    const Scanned all = scanAll(*c, scanOf(t));
    QVERIFY(sink->waitFor(all.events.size()));
    std::this_thread::sleep_for(Milliseconds(200));
    QCOMPARE(sink->size(), all.events.size());
    QVERIFY(inOrderOnce(sink->events()));
    QVERIFY(!notices.last(TailNotice::Kind::Ended));
}

void Conformance::tailGivesUp()
{
    if (!m_subject.topic || !m_subject.breakLink)
        return;
    const auto c = make();
    const QString t = m_subject.topic(*c, 1);
    Notices notices;
    TailRequest request = tailOf(t);
    request.lostAfter = Milliseconds(700);
    auto tail = c->tail()->tail(request, std::make_shared<CollectSink>(), notices.listener(), soon());
    QVERIFY(tail);
    m_subject.breakLink(*c);
    const bool ended = notices.waitFor(TailNotice::Kind::Ended, Milliseconds(20000));
    m_subject.healLink(*c);
    QVERIFY(ended);
    QCOMPARE(notices.last(TailNotice::Kind::Ended)->error.code, ErrorCode::ConnectionLost);
}

} // namespace flowbench

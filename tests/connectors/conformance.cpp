// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/connectors/conformance.h"

#include <QTest>

#include <thread>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {

Cancel soon() { return Cancel::after(Milliseconds(20000)); }

template <class T>
void verifyOffer(const Offer<T> &offer, const char *part)
{
    if (offer)
        return;
    QVERIFY2(offer.reason.code != ErrorCode::Internal, part);
    QVERIFY2(!offer.reason.args.isEmpty(), part);
}

} // namespace

void Conformance::subjectGivesWhatIsOffered()
{
    const auto c = make();
    QVERIFY(c->catalog());
    if (c->scan() || c->tail() || c->publish())
        QVERIFY(m_subject.topic || m_subject.queue);
    if (c->browse() || c->settle())
        QVERIFY(m_subject.queue);
    if (m_subject.queue)
        QVERIFY(m_subject.exchange && m_subject.bind);
    if (c->positions())
        QVERIFY(m_subject.topic);
    QCOMPARE(bool(m_subject.breakLink), bool(m_subject.healLink));
}

void Conformance::absentPartsSayWhy()
{
    const auto c = make();
    verifyOffer(c->catalog(), "catalog");
    verifyOffer(c->tail(), "tail");
    verifyOffer(c->scan(), "scan");
    verifyOffer(c->browse(), "browse");
    verifyOffer(c->publish(), "publish");
    verifyOffer(c->settle(), "settle");
    verifyOffer(c->positions(), "positions");
    verifyOffer(c->topology(), "topology");
}

void Conformance::testTellsStepsInOrder()
{
    const auto c = make();
    std::vector<TestStep> told;
    const auto steps = c->test([&](const TestStep &s) { told.push_back(s); }, soon());
    QVERIFY(!steps.empty());
    QCOMPARE(told.size(), steps.size());
    for (std::size_t i = 0; i < steps.size(); ++i) {
        QVERIFY2(steps[i].ok, stepName(steps[i].step));
        QVERIFY(!steps[i].error);
        QVERIFY(steps[i].ms >= 0);
        QCOMPARE(told[i].step, steps[i].step);
        if (i > 0)
            QVERIFY(steps[i - 1].step < steps[i].step);
    }
    QCOMPARE(steps.back().step, StepName::List);
}

void Conformance::stateIsReported()
{
    const auto c = make();
    QCOMPARE(c->state().link, LinkState::Idle);
    std::mutex mutex;
    std::vector<ConnectionState> seen;
    c->setStateListener([&](const ConnectionState &s) {
        const std::lock_guard lock(mutex);
        seen.push_back(s);
    });
    QVERIFY(c->catalog()->channels(soon()));
    QVERIFY(eventually(
        [&] {
            const std::lock_guard lock(mutex);
            return !seen.empty() && seen.back().link == LinkState::Connected;
        },
        Milliseconds(5000)));
    QCOMPARE(c->state().link, LinkState::Connected);
    {
        const std::lock_guard lock(mutex);
        QVERIFY(seen.back().sinceMs > 0);
        QVERIFY(!seen.back().error);
    }
    c->setStateListener({});
}

void Conformance::channelsAreSorted()
{
    const auto c = make();
    if (m_subject.topic)
        m_subject.topic(*c, 1);
    if (m_subject.queue)
        m_subject.queue(*c, {});
    const auto all = c->catalog()->channels(soon());
    QVERIFY(all);
    QVERIFY(!all->empty());
    QVERIFY(std::is_sorted(all->begin(), all->end(),
                           [](const ChannelInfo &a, const ChannelInfo &b) { return a.name < b.name; }));
    for (std::size_t i = 1; i < all->size(); ++i)
        QVERIFY((*all)[i - 1].name != (*all)[i].name);
}

void Conformance::missingChannelIsSaidAndNeverMade()
{
    const auto c = make();
    QStringList names;
    if (m_subject.topic)
        names.append(u"no.such.topic"_s);
    if (m_subject.queue)
        names.append({u"queue:no.such.queue"_s, u"exchange:no.such.exchange"_s});
    for (const QString &name : names) {
        const QByteArray where = name.toUtf8();
        const auto details = c->catalog()->details(name, soon());
        QVERIFY2(!details && details.error().code == ErrorCode::ChannelNotFound, where);
        const auto resolved = c->catalog()->resolve(name, soon());
        QVERIFY2(!resolved && resolved.error().code == ErrorCode::ChannelNotFound, where);
        QVERIFY2(resolved.error().args.contains(name) ||
                     resolved.error().args.contains(ChannelAddress{name, {}}.bare()),
                 where);
        if (c->tail()) {
            TailRequest request;
            request.channels = {{name, {}}};
            const auto tail = c->tail()->tail(request, std::make_shared<CollectSink>(), {}, soon());
            QVERIFY2(!tail && tail.error().code == ErrorCode::ChannelNotFound, where);
        }
        if (c->scan() && !name.startsWith(u"exchange:")) {
            const Scanned scanned = scanAll(*c, scanOf(name));
            QVERIFY2(scanned.error, where);
            QVERIFY2(scanned.events.empty(), where);
        }
        if (c->publish()) {
            const Published sent = publishAll(*c, name, {outgoing("lost?", "k")}, Milliseconds(15000));
            QVERIFY2(!sent.confirmed(), where);
        }
        QVERIFY2(!infoOf(*c, name), where);
    }
}

void Conformance::writesNeedTheirGrant()
{
    const auto c = make();
    const bool topics = bool(m_subject.topic);
    const QString channel = topics ? m_subject.topic(*c, 1) : m_subject.queue(*c, {});
    const auto refused = [](const auto &answer, ErrorCode code) { return !answer && answer.error().code == code; };
    // One of another operation is a mistake of ours, one that ran out is the guard's answer.
    const auto tryAll = [&](auto grantOf, ErrorCode code) {
        if (c->publish()) {
            Publish::Options options;
            options.channel = ChannelAddress::parse(channel);
            QVERIFY(refused(c->publish()->publisher(grantOf(WriteOperation::Publish), options, {}, soon()), code));
        }
        if (c->settle())
            QVERIFY(refused(c->settle()->consume(grantOf(WriteOperation::Settle), channel, 1, soon()), code));
        if (c->positions()) {
            const std::vector<GroupPosition> to{{channel, 0, 0, 0}};
            QVERIFY(refused(c->positions()->reset(grantOf(WriteOperation::ResetPositions), u"g"_s, to, soon()), code));
        }
        if (c->topology()) {
            ChannelSpec spec;
            spec.name = topics ? u"never.made"_s : u"queue:never.made"_s;
            QVERIFY(refused(c->topology()->declare(grantOf(WriteOperation::Declare), spec, soon()), code));
            QVERIFY(refused(c->topology()->remove(grantOf(WriteOperation::Delete), channel, soon()), code));
            QVERIFY(refused(c->topology()->bind(grantOf(WriteOperation::Declare), {}, soon()), code));
        }
    };
    tryAll(
        [](WriteOperation op) {
            return anyGrant(op == WriteOperation::Publish ? WriteOperation::Settle : WriteOperation::Publish);
        },
        ErrorCode::Internal);
    tryAll([](WriteOperation op) { return expiredGrant(op); }, ErrorCode::GuardExpired);
    QVERIFY(infoOf(*c, channel));
    QVERIFY(!infoOf(*c, topics ? u"never.made"_s : u"queue:never.made"_s));
}

void Conformance::destructorEndsSoon()
{
    const auto ends = [](auto object, const char *what) {
        const auto start = Clock::now();
        object.reset();
        const auto took = std::chrono::duration_cast<Milliseconds>(Clock::now() - start).count();
        QVERIFY2(took < 1500, qPrintable(u"%1: %2 ms"_s.arg(QLatin1StringView(what)).arg(took)));
    };
    ends(make(), "unused");
    auto c = make();
    const QString channel = m_subject.topic ? m_subject.topic(*c, 1) : m_subject.queue(*c, {});
    if (c->publish()) {
        Publish::Options options;
        options.channel = ChannelAddress::parse(channel);
        int receipts = 0;
        auto p = c->publish()->publisher(
            anyGrant(WriteOperation::Publish), options, [&](const Receipt &) { ++receipts; }, soon());
        QVERIFY(p);
        for (int i = 0; i < 10; ++i)
            QVERIFY((*p)->send(outgoing("x"), soon()));
        ends(std::move(*p), "publisher in flight");
        QCOMPARE(receipts, 10);
    }
    if (c->tail() && m_subject.topic) {
        TailRequest request;
        request.channels = {{channel, {}}};
        auto t = c->tail()->tail(request, std::make_shared<CollectSink>(), {}, soon());
        QVERIFY(t);
        ends(std::move(*t), "tail");
    }
    ends(std::move(c), "used");
    if (m_subject.breakLink) {
        auto broken = make();
        QVERIFY(broken->catalog()->channels(soon()));
        m_subject.breakLink(*broken);
        std::this_thread::sleep_for(Milliseconds(300));
        m_subject.healLink(*broken);
        ends(std::move(broken), "just lost and found");
    }
}

void Conformance::lostConnectionIsAnError()
{
    if (!m_subject.breakLink)
        return;
    const auto c = make();
    const QString channel = m_subject.topic ? m_subject.topic(*c, 1) : m_subject.queue(*c, {});
    QVERIFY(publishAll(*c, channel, {outgoing("before", "k")}).confirmed());
    m_subject.breakLink(*c);
    const auto start = Clock::now();
    const Published sent = publishAll(*c, channel, {outgoing("meanwhile", "k")}, Milliseconds(1500));
    QVERIFY(!sent.confirmed());
    QVERIFY(Clock::now() - start < Milliseconds(6000));
    const auto listed = c->catalog()->channels(Cancel::after(Milliseconds(1500)));
    QVERIFY(!listed);
    QVERIFY(listed.error().code != ErrorCode::Internal);
    m_subject.healLink(*c);
    QVERIFY(
        eventually([&] { return c->catalog()->channels(Cancel::after(Milliseconds(2000))).ok(); }, m_subject.patience));
    QVERIFY(eventually([&] { return c->state().link == LinkState::Connected; }, m_subject.patience));
    QVERIFY(publishAll(*c, channel, {outgoing("after", "k")}).confirmed());
}

} // namespace flowbench

// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/replay/deadset.h"
#include "model/replay/run.h"
#include "tests/support/fakequeues.h"

#include <QElapsedTimer>
#include <QJsonObject>
#include <QLockFile>
#include <QTemporaryDir>
#include <QTest>

#include <thread>

using namespace flowbench;
using namespace Qt::StringLiterals;

namespace {
const QString Dead = u"queue:dead"_s, Live = u"queue:live"_s;

Receipt refused(ErrorCode code, Receipt::Status status = Receipt::Status::Failed)
{
    Receipt r;
    r.status = status;
    r.error = makeError(code, {u"no"_s});
    return r;
}

// One job over the queue `dead`, sent to `live`.
struct Bench
{
    QTemporaryDir folder;
    std::shared_ptr<fake::Queues> queues = std::make_shared<fake::Queues>();
    fake::QueueConnector source{queues}, target{queues};
    Guard guard{{u"test"_s, Environment::Test, false}, nullptr};
    std::unique_ptr<Journal> journal;
    QString job;
    std::vector<FrozenEvent> frozen;
    std::function<void(const RunProgress &)> progress;
    std::vector<ErrorCode> warnings;

    explicit Bench(const std::vector<std::string> &bodies)
    {
        if (auto opened = Journal::open(folder.path()))
            journal = std::move(*opened);
        queues->queues[Live];
        for (const std::string &body : bodies) {
            Event e;
            e.channel = "queue:dead";
            e.value = body;
            queues->queues[Dead].push_back(e);
            frozen.push_back({"id" + std::to_string(frozen.size()), shortHash(e.view()), "x/" + body});
        }
    }
    Result<RunResult> run(const RunOptions &options, const Cancel &cancel = {})
    {
        if (job.isEmpty()) {
            JobSpec spec;
            spec.channel = Dead;
            spec.sourceIsQueue = true;
            spec.target = Live;
            spec.options = options.toJson();
            job = *journal->create(spec, frozen);
        }
        const auto lock = journal->lock(job);
        if (!lock)
            return lock.error();
        RunListener listener;
        listener.sentence = [](const Error &e) { return QString::number(int(e.code)); };
        listener.progress = progress;
        listener.warning = [this](const Error &e) { warnings.push_back(e.code); };
        const auto prepare = [this](quint64 n, const EventView &event, Prepared &to) {
            to.target.channel = Live;
            flowbench::prepare(event, TargetFamily::Amqp, false,
                               {job.toStdString() + '-' + std::to_string(n), "queue:dead", 0}, to);
            return Result<void>();
        };
        ReplayRun run(*journal, *journal->job(job), {&source, &guard, &target, &guard}, prepare, {}, listener);
        return run.run(ReplayRun::Unknown::Leave, cancel);
    }
    int count(EventState state)
    {
        const auto states = journal->states(job);
        return int(std::ranges::count(*states, state));
    }
};

std::vector<std::string> bodies(int n)
{
    std::vector<std::string> out;
    for (int i = 0; i < n; ++i)
        out.push_back("body " + std::to_string(i));
    return out;
}

RunOptions windows(int size)
{
    RunOptions o;
    o.window = size;
    o.patience = Milliseconds(3000);
    return o;
}
} // namespace

class TestRun : public QObject
{
    Q_OBJECT

private slots:
    void allGoInTheirOrder();
    void twinsGoOneByOne();
    void aReturnedOneStays();
    void whatIsUnknownIsNeverSentAgain();
    void aRefusalIsTriedAgain();
    void attemptsAreLimited();
    void aTargetThatRefusesEverythingIsTriedWithOne();
    void aTargetThatRefusesForEverDoesNotTakeForEver();
    void aCanaryThatDiesEndsIt();
    void afterACanaryWindowsGrow();
    void thoseThatComeBackEndIt();
    void aWishToPauseIsObeyedAndResumed();
    void cancelKeepsTheRest();
    void whatWasConfirmedIsSettledWhenTheSourceIsBack();
    void twinsAreNotTakenForEachOther_data();
    void twinsAreNotTakenForEachOther();
    void aTargetThatIsAwayCostsNothing();
    void aTargetThatFlickersIsAway();
    void aMissingTargetFailsItsEvents();
};

void TestRun::allGoInTheirOrder()
{
    Bench b(bodies(95));
    const auto r = b.run(windows(10));
    QVERIFY(r.ok());
    QCOMPARE(r->end, RunEnd::Finished);
    QCOMPARE(r->counts.success, quint64(95));
    QCOMPARE(b.queues->bodies(Live), bodies(95));
    QVERIFY(b.queues->bodies(Dead).empty());
    QCOMPARE(b.count(EventState::Settled), 95);
}

void TestRun::twinsGoOneByOne()
{
    Bench b({"same", "same", "other", "same"});
    b.frozen.erase(b.frozen.begin() + 1); // two of the three twins are wanted
    const auto r = b.run(windows(2));
    QVERIFY(r.ok());
    QCOMPARE(r->counts.success, quint64(3));
    QCOMPARE(b.queues->bodies(Live).size(), std::size_t(3));
    QCOMPARE(b.queues->bodies(Dead), std::vector<std::string>{"same"});
}

void TestRun::aReturnedOneStays()
{
    Bench b(bodies(20));
    b.queues->script = [](const QString &, const Outgoing &e) -> std::optional<Receipt> {
        return e.value == "body 7" ? std::optional(refused(ErrorCode::Returned, Receipt::Status::Returned))
                                   : std::nullopt;
    };
    const auto r = b.run(windows(5));
    QVERIFY(r.ok());
    QCOMPARE(r->counts.success, quint64(19));
    QCOMPARE(r->counts.returned, quint64(1));
    QCOMPARE(b.queues->bodies(Dead), std::vector<std::string>{"body 7"});
}

void TestRun::whatIsUnknownIsNeverSentAgain()
{
    Bench b(bodies(10));
    b.queues->script = [](const QString &, const Outgoing &e) -> std::optional<Receipt> {
        return e.value == "body 3" ? std::optional(refused(ErrorCode::PossiblyPersisted, Receipt::Status::Unknown))
                                   : std::nullopt;
    };
    QVERIFY(b.run(windows(5)).ok());
    QCOMPARE(b.count(EventState::Unknown), 1);
    const auto again = b.run(windows(5));
    QVERIFY(again.ok());
    QCOMPARE(again->counts.unknown, quint64(1));
    QCOMPARE(std::ranges::count(b.queues->sent, "body 3"), std::ptrdiff_t(1));
    QCOMPARE(b.queues->bodies(Dead), std::vector<std::string>{"body 3"});
}

void TestRun::aRefusalIsTriedAgain()
{
    Bench b(bodies(6));
    int refusals = 2;
    b.queues->script = [&](const QString &, const Outgoing &e) -> std::optional<Receipt> {
        return e.value == "body 2" && refusals-- > 0 ? std::optional(refused(ErrorCode::NotPersisted)) : std::nullopt;
    };
    const auto r = b.run(windows(6));
    QVERIFY(r.ok());
    QCOMPARE(r->counts.success, quint64(6));
    QCOMPARE(std::ranges::count(b.queues->sent, "body 2"), std::ptrdiff_t(3));
    QCOMPARE(b.queues->sent.size(), std::size_t(8)); // nothing else is sent twice
}

void TestRun::attemptsAreLimited()
{
    Bench b(bodies(5));
    b.queues->script = [](const QString &, const Outgoing &e) -> std::optional<Receipt> {
        return e.value == "body 1" ? std::optional(refused(ErrorCode::NotPersisted)) : std::nullopt;
    };
    RunOptions o = windows(5);
    o.attempts = 3;
    const auto r = b.run(o);
    QVERIFY(r.ok());
    QCOMPARE(r->counts.failed, quint64(1));
    QCOMPARE(r->counts.success, quint64(4));
    QCOMPARE(std::ranges::count(b.queues->sent, "body 1"), std::ptrdiff_t(3));
}

void TestRun::aTargetThatRefusesEverythingIsTriedWithOne()
{
    Bench b(bodies(8));
    int sent = 0;
    b.queues->script = [&](const QString &, const Outgoing &) -> std::optional<Receipt> {
        return ++sent <= 10 ? std::optional(refused(ErrorCode::NotPersisted)) : std::nullopt;
    };
    const auto r = b.run(windows(8));
    QVERIFY(r.ok());
    QCOMPARE(r->counts.success, quint64(8));
    // Eight once, two trials of the first alone, then all.
    QCOMPARE(b.queues->sent.size(), std::size_t(18));
}

void TestRun::aTargetThatRefusesForEverDoesNotTakeForEver()
{
    Bench b(bodies(8));
    b.queues->script = [](const QString &, const Outgoing &) {
        return std::optional(refused(ErrorCode::NotPersisted));
    };
    RunOptions o = windows(8);
    o.attempts = 3;
    const auto r = b.run(o);
    QVERIFY(r.ok());
    QCOMPARE(r->counts.failed, quint64(8));
    // Eight once, the first alone twice more, the others once more together; it is said why.
    QCOMPARE(b.queues->sent.size(), std::size_t(8 + 2 + 7));
    QVERIFY(std::ranges::count(b.warnings, ErrorCode::NotPersisted) >= 1);
}

void TestRun::aCanaryThatDiesEndsIt()
{
    Bench b(bodies(30));
    b.queues->script = [](const QString &, const Outgoing &) {
        return std::optional(refused(ErrorCode::Returned, Receipt::Status::Returned));
    };
    RunOptions o = windows(10);
    o.canary = 3;
    const auto r = b.run(o);
    QVERIFY(r.ok());
    QCOMPARE(r->end, RunEnd::CanaryFailed);
    QCOMPARE(b.queues->sent.size(), std::size_t(3));
    QCOMPARE(b.queues->bodies(Dead).size(), std::size_t(30));
    QCOMPARE(r->counts.pending, quint64(27));
}

void TestRun::afterACanaryWindowsGrow()
{
    Bench b(bodies(60));
    RunOptions o = windows(16);
    o.canary = 2;
    const auto r = b.run(o);
    QVERIFY(r.ok());
    QCOMPARE(r->counts.success, quint64(60));
    const auto all = b.journal->windows(b.job);
    QVERIFY(all.ok());
    std::vector<std::size_t> sizes;
    for (const auto &w : *all)
        sizes.push_back(w.numbers.size());
    QCOMPARE(sizes, (std::vector<std::size_t>{2, 4, 8, 16, 16, 14}));
}

void TestRun::thoseThatComeBackEndIt()
{
    Bench b(bodies(40));
    auto *queues = b.queues.get();
    b.queues->script = [queues](const QString &, const Outgoing &e) -> std::optional<Receipt> {
        Event died; // the consumer of `live` rejects at once
        died.channel = "queue:dead";
        died.value = e.value;
        died.fields = e.fields;
        queues->queues[Dead].push_back(died);
        return std::nullopt;
    };
    RunOptions o = windows(5);
    o.stopAfterReturns = 5;
    const auto r = b.run(o);
    QVERIFY(r.ok());
    QCOMPARE(r->end, RunEnd::Returning);
    QVERIFY(r->cameBack >= 5);
    QVERIFY(b.queues->sent.size() <= 15);
    const auto report = b.journal->report(b.job);
    QCOMPARE(report->front().outcome, u"came_back"_s);
}

void TestRun::aWishToPauseIsObeyedAndResumed()
{
    Bench b(bodies(50));
    auto opened = Journal::open(b.folder.path());
    const auto other = std::move(*opened);
    b.progress = [&](const RunProgress &p) {
        if (p.counts.success >= 5)
            (void)other->ask(b.job, u"pause"_s).ok();
    };
    RunOptions o = windows(5);
    o.rate = 50;
    const auto r = b.run(o);
    QVERIFY(r.ok());
    QCOMPARE(r->end, RunEnd::Paused);
    QVERIFY(r->counts.pending > 0);
    b.progress = {};
    const auto again = b.run(o);
    QVERIFY(again.ok());
    QCOMPARE(again->counts.success, quint64(50));
    QCOMPARE(b.queues->bodies(Live), bodies(50));
}

void TestRun::cancelKeepsTheRest()
{
    Bench b(bodies(50));
    std::stop_source stop;
    b.progress = [&](const RunProgress &p) {
        if (p.counts.success >= 5)
            stop.request_stop();
    };
    RunOptions o = windows(5);
    o.rate = 50;
    const auto r = b.run(o, Cancel{stop.get_token()});
    QVERIFY(r.ok());
    QCOMPARE(r->end, RunEnd::Cancelled);
    QCOMPARE(b.queues->bodies(Live).size() + b.queues->bodies(Dead).size(), std::size_t(50));
    QCOMPARE(quint64(b.queues->bodies(Live).size()), r->counts.success);
}

void TestRun::whatWasConfirmedIsSettledWhenTheSourceIsBack()
{
    Bench b(bodies(20));
    b.queues->ackError = makeError(ErrorCode::ConnectionLost, {u"x"_s});
    const auto r = b.run(windows(5));
    QVERIFY(r.ok());
    QCOMPARE(r->counts.success, quint64(20));
    QCOMPARE(b.queues->bodies(Live), bodies(20)); // each once
    QVERIFY(b.queues->bodies(Dead).empty());
    QCOMPARE(b.count(EventState::Settled), 20);
}

void TestRun::twinsAreNotTakenForEachOther_data()
{
    QTest::addColumn<bool>("ackArrived");
    QTest::newRow("the ack arrived") << true;
    QTest::newRow("it did not") << false;
}

// One is confirmed, one unknown, one was never chosen, all three identical; nobody knows whether the first was acked.
void TestRun::twinsAreNotTakenForEachOther()
{
    QFETCH(bool, ackArrived);
    Bench b({"twin", "twin", "twin", "other"});
    auto &dead = b.queues->queues[Dead];
    auto set = std::vector<FrozenEvent>{b.frozen[0], b.frozen[1], b.frozen[3]};
    JobSpec spec;
    spec.channel = Dead;
    spec.sourceIsQueue = true;
    spec.target = Live;
    spec.options = windows(5).toJson();
    spec.options.insert(u"unselected_twins"_s,
                        QJsonObject{{QString::fromLatin1(QByteArray::fromStdString(set[0].hash).toHex()), 1}});
    b.job = *b.journal->create(spec, set);
    const std::vector<quint64> numbers{0, 1};
    const std::vector<Deviation> unknown{{1, EventState::Unknown, u"x"_s, false}};
    Journal::Step sends, ended;
    sends.intent = 1;
    sends.numbers = numbers;
    ended.ended = 1;
    ended.deviations = unknown;
    QVERIFY(b.journal->step(b.job, sends));
    QVERIFY(b.journal->step(b.job, ended));
    if (ackArrived)
        dead.pop_front();
    const auto r = b.run(windows(5));
    QVERIFY(r.ok());
    QCOMPARE(b.queues->bodies(Dead), (std::vector<std::string>{"twin", "twin"}));
    QCOMPARE(b.queues->bodies(Live), (std::vector<std::string>{"other"}));
    QCOMPARE(b.count(EventState::Unknown), 1);
    QCOMPARE(r->counts.success, quint64(2));
}

void TestRun::aTargetThatIsAwayCostsNothing()
{
    Bench b(bodies(10));
    b.queues->publisherError = makeError(ErrorCode::ConnectRefused, {u"x"_s});
    RunOptions o = windows(5);
    o.patience = Milliseconds(300);
    const auto r = b.run(o);
    QVERIFY(r.ok());
    QCOMPARE(r->end, RunEnd::BrokerAway);
    QCOMPARE(b.count(EventState::Pending), 10);
    QCOMPARE(b.queues->bodies(Dead), bodies(10));
    b.queues->publisherError.reset();
    const auto again = b.run(o);
    QVERIFY(again.ok());
    QCOMPARE(again->counts.success, quint64(10));
    QCOMPARE(b.count(EventState::Settled), 10);
}

// The broker is back, what is sent to is not: every attempt connects and fails.
void TestRun::aTargetThatFlickersIsAway()
{
    Bench b(bodies(10));
    b.queues->silent = true;
    b.queues->state = [n = std::make_shared<std::atomic<int>>(0)] {
        ConnectionState s;
        s.link = ++*n % 2 ? LinkState::Reconnecting : LinkState::Connected;
        s.error = makeError(ErrorCode::ConnectionLost, {u"x"_s});
        s.sinceMs = QDateTime::currentMSecsSinceEpoch();
        return s;
    };
    RunOptions o = windows(5);
    o.patience = Milliseconds(500);
    QElapsedTimer timer;
    timer.start();
    const auto r = b.run(o);
    QVERIFY(r.ok());
    QCOMPARE(r->end, RunEnd::BrokerAway);
    QVERIFY2(timer.elapsed() < 15000, "it waited for ever");
    QCOMPARE(b.count(EventState::Unknown), 5);
    QCOMPARE(b.count(EventState::Pending), 5);
}

void TestRun::aMissingTargetFailsItsEvents()
{
    Bench b(bodies(4));
    b.queues->queues.erase(Live);
    const auto r = b.run(windows(2));
    QVERIFY(r.ok());
    QCOMPARE(r->counts.failed, quint64(4));
    QCOMPARE(b.queues->bodies(Dead), bodies(4));
}

QTEST_GUILESS_MAIN(TestRun)
#include "tst_run.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
// The desk over a sandbox: plans, jobs, discards and what is known of them afterwards.
#include "model/base/sqlite.h"
#include "model/replay/archive.h"
#include "model/store/capturereader.h"
#include "tests/support/deskbench.h"

#include <QSignalSpy>
#include <QTest>

using namespace flowbench;
using namespace Qt::StringLiterals;

using Bench = support::DeskBench;

namespace {
constexpr int Wait = Bench::Wait;
const QString Dead = Bench::Dead;

Result<RestoreJob::Restored> putBack(Bench &b, const JobSpec &spec,
                                     RestoreJob::Unknown unknown = RestoreJob::Unknown::Leave)
{
    return b.answer<RestoreJob::Restored>(
        [&](auto done) { b.handle = b.desk->restore(b.desk.get(), spec, unknown, done); });
}

RestoreJob::Kept kept(Bench &b, const QString &archive)
{
    const auto kept =
        b.answer<RestoreJob::Kept>([&](auto done) { b.handle = b.desk->kept(b.desk.get(), archive, done); });
    return kept ? *kept : RestoreJob::Kept{};
}
} // namespace

class tst_Desk : public QObject
{
    Q_OBJECT

private slots:
    void aPlanSendsNothing();
    void aJobReplaysWhatWasChosen();
    void whatAnEarlierJobMayHaveSentStays();
    void whatANewerJobSentIsNotSentAgain();
    void oneEventIsSentAsAPersonEditedIt();
    void whatAGuardRefusesIsNoJob();
    void aDiscardIsKeptAndPutBack();
    void aDiscardThatWasBrokenOffGoesOn();
    void whatMayBeBackIsSentAgainOnlyWhereAsked();
    void aRestoreCanBeStoppedAndRefused();
    void watchingTellsHowLong();
    void whatWasWhollyDoneIsComplete();
    void aPausedJobGoesOn();
    void jobsOutliveNothingButTheJournal();
    void channelsAreFoundAndMarked();
    void errorsAreAnswered();
};

void tst_Desk::aPlanSendsNothing()
{
    Bench b;
    const auto set = b.read();
    QVERIFY(set && set->size() >= 10);
    const auto planned = b.plan(b.replayable(set, 10));
    QVERIFY2(planned.ok(), "no plan");
    QCOMPARE((*planned)->plan.toSend(), 10u);
    QCOMPARE((*planned)->spec.target, u"origin-queue"_s);
    QVERIFY(!(*planned)->plan.targets.empty());
    QCOMPARE(b.read()->size(), set->size());
    QVERIFY(b.history().empty());
}

void tst_Desk::aJobReplaysWhatWasChosen()
{
    Bench b;
    const auto set = b.read();
    const DeskAsk ask = b.replayable(set, 10);
    const auto planned = b.plan(ask);
    QVERIFY(planned.ok());
    QSignalSpy started(b.desk.get(), &ReplayDesk::started), ended(b.desk.get(), &ReplayDesk::ended),
        idle(b.desk.get(), &ReplayDesk::idle);
    const auto job = b.start(*planned);
    QVERIFY(job.ok());
    QTRY_COMPARE_WITH_TIMEOUT(ended.size(), 1, Wait);
    QCOMPARE(started.size(), 1);
    QCOMPARE(idle.size(), 1);
    QCOMPARE(ended[0][0].toString(), *job);
    const auto result = ended[0][1].value<RunResult>();
    QCOMPARE(result.counts.success, 10u);
    QCOMPARE(result.counts.failed + result.counts.unknown, 0u);
    QVERIFY(b.desk->running().empty());
    // Those ten are gone, the others are there.
    const auto left = b.read();
    QCOMPARE(left->size(), set->size() - 10);
    for (std::size_t i = 0, at = 0; i < set->size(); ++i) {
        if (std::ranges::find(ask.selection, i) == ask.selection.end())
            QCOMPARE(left->hash(at++), set->hash(i));
    }
    const auto jobs = b.history();
    QCOMPARE(jobs.size(), 1u);
    QCOMPARE(jobs[0].state, JobState::Done);
    QCOMPARE(jobs[0].spec.note, u"group PaymentDeclined"_s);
    const auto report =
        b.answer<std::vector<EventReport>>([&](auto done) { b.handle = b.desk->report(b.desk.get(), *job, done); });
    QVERIFY(report.ok());
    QCOMPARE(report->size(), 10u);
    for (const EventReport &e : *report)
        QCOMPARE(e.state, EventState::Settled);
}

void tst_Desk::whatAnEarlierJobMayHaveSentStays()
{
    Bench b;
    const auto set = b.read();
    const DeskAsk ask = b.replayable(set, 10);
    const auto before = b.plan(ask);
    QVERIFY(before.ok());
    QString killed;
    {
        auto journal = std::move(Journal::open(b.folder.path()).value());
        killed = journal->create((*before)->spec, (*before)->frozen).value();
        const std::vector<quint64> numbers{2, 3, 7};
        Journal::Step intent;
        intent.intent = 1;
        intent.numbers = numbers;
        QVERIFY(journal->step(killed, intent).ok());
    }
    const auto planned = b.plan(ask);
    QVERIFY(planned.ok());
    const Plan &plan = (*planned)->plan;
    QCOMPARE(plan.unknownInJob, 3u);
    QCOMPARE(plan.refused, 3u);
    QCOMPARE(plan.toSend(), 7u);
    QCOMPARE(plan.events[7].unknownIn, killed);
    QCOMPARE(plan.events[7].warnings, QStringList{u"unknown-in-job"_s});
    QVERIFY(plan.events[7].refused);
    QCOMPARE(plan.events[7].refused->args.value(1), killed);
    QVERIFY(!plan.events[4].refused && plan.events[4].warnings.isEmpty());
    QVERIFY(b.start(*planned).ok());
    QVERIFY(b.waitIdle());
    const auto left = b.read();
    QCOMPARE(left->size(), set->size() - 7);
    for (const std::size_t n : {2, 3, 7})
        QVERIFY(!left->resolve({set->id(ask.selection[n])}).found.empty());
    QCOMPARE(b.history()[0].counts.failed, 3u);
}

// A job is broken off with everything pending; another takes one event meanwhile (a copy), and is killed with another
// in flight.
void tst_Desk::whatANewerJobSentIsNotSentAgain()
{
    Bench b;
    const auto set = b.read();
    const auto planned = b.plan(b.replayable(set, 5));
    QVERIFY(planned.ok());
    QString first, second;
    {
        auto journal = std::move(Journal::open(b.folder.path()).value());
        first = journal->create((*planned)->spec, (*planned)->frozen).value();
        second = journal->create((*planned)->spec, (*planned)->frozen).value();
        const std::vector<quint64> copied{1}, inFlight{3};
        Journal::Step step;
        step.intent = 1;
        step.numbers = copied;
        QVERIFY(journal->step(second, step).ok());
        step.ended = 1;
        step.intent = 2;
        step.numbers = inFlight;
        QVERIFY(journal->step(second, step).ok());
    }
    const auto resumed =
        b.answer<QString>([&](auto done) { b.desk->resume(b.desk.get(), first, ReplayRun::Unknown::Leave, done); });
    QVERIFY(resumed.ok());
    QCOMPARE(*resumed, first);
    QVERIFY(b.waitIdle());
    const auto report =
        b.answer<std::vector<EventReport>>([&](auto done) { b.handle = b.desk->report(b.desk.get(), first, done); });
    QVERIFY(report.ok());
    for (const EventReport &e : *report)
        QCOMPARE(e.state, e.number == 1   ? EventState::Skipped
                          : e.number == 3 ? EventState::Unknown
                                          : EventState::Settled);
    QCOMPARE(b.read()->size(), set->size() - 3);
}

void tst_Desk::oneEventIsSentAsAPersonEditedIt()
{
    Bench b;
    const auto set = b.read();
    DeskAsk ask = b.ask(set, 1);
    Event edited(set->event(0));
    edited.value = "{\"amount\": 1.10, \"big\": 9223372036854775808}";
    edited.addHeader("x-fixed", "by hand \xff");
    ask.edited = edited;
    ask.target = u"queue:kept"_s;
    // A queue of its own, so that no service of the shop takes it.
    const auto topology = b.witness->topology();
    QVERIFY(topology);
    auto grant = b.guard->grant(WriteOperation::Declare, u"queue:kept"_s, 1);
    QVERIFY(grant.ok());
    ChannelSpec kept;
    kept.name = u"queue:kept"_s;
    QVERIFY(topology->declare(*grant, kept, Cancel::after(Milliseconds(Wait))).ok());
    const auto planned = b.plan(ask);
    QVERIFY(planned.ok());
    QCOMPARE((*planned)->plan.toSend(), 1u);
    QVERIFY(b.start(*planned).ok());
    QVERIFY(b.waitIdle());
    QTRY_COMPARE_WITH_TIMEOUT(b.read(u"queue:kept"_s)->size(), 1u, Wait);
    const auto there = b.read(u"queue:kept"_s);
    const EventView e = there->event(0);
    QCOMPARE(e.value, std::string_view(*edited.value));
    const auto header = e.fields.find(FieldPlace::Header, "x-fixed");
    QVERIFY(header);
    QCOMPARE(header->value, std::string_view("by hand \xff"));
    QVERIFY(e.fields.find(FieldPlace::Header, ReplayIdHeader));
}

void tst_Desk::whatAGuardRefusesIsNoJob()
{
    Bench b(Environment::Production);
    const auto set = b.read();
    QVERIFY(set);
    const auto planned = b.plan(b.replayable(set, 3));
    QVERIFY(planned.ok());
    const auto refused = b.start(*planned);
    QVERIFY(!refused.ok());
    QCOMPARE(refused.error().code, ErrorCode::GuardProduction);
    QVERIFY(b.history().empty());
    QVERIFY(b.guard->unlock(u"rabbit-eu"_s));
    QVERIFY(b.start(*planned).ok());
    QVERIFY(b.waitIdle());
    QCOMPARE(b.read()->size(), set->size() - 3);
}

void tst_Desk::aDiscardIsKeptAndPutBack()
{
    Bench b;
    const auto set = b.read();
    const QString archive = b.folder.filePath(u"away.capture"_s);
    const auto job = b.answer<QString>([&](auto done) { b.desk->discard(b.ask(set, 5), archive, done); });
    QVERIFY(job.ok());
    QVERIFY(b.waitIdle());
    QCOMPARE(b.read()->size(), set->size() - 5);
    QCOMPARE(b.history().at(0).spec.kind, JobSpec::Kind::Discard);
    QCOMPARE(b.history().at(0).spec.target, archive);
    const auto again = b.answer<QString>([&](auto done) { b.desk->discard(b.ask(b.read(), 1), archive, done); });
    QVERIFY2(!again.ok(), "an archive was overwritten");
    const JobSpec spec = b.history().at(0).spec;
    const auto back = putBack(b, spec);
    QVERIFY(back.ok());
    QCOMPARE(back->confirmed, 5u);
    QCOMPARE(b.reached, QStringList{u"rabbit-eu"_s}); // it may have to be opened first
    QCOMPARE(kept(b, archive).restored, 5u);
    QCOMPARE(putBack(b, spec).error().code, ErrorCode::NotSupported);
    QCOMPARE(b.read()->size(), set->size());
    const auto resumed =
        b.answer<QString>([&](auto done) { b.desk->resume(b.desk.get(), *job, ReplayRun::Unknown::Leave, done); });
    QCOMPARE(resumed.error().code, ErrorCode::NotSupported);
}

// Killed when two events were archived and not settled, and a third archived and not written down: each is in the
// archive once. What an archive that was swapped does not have is not taken out of the queue.
void tst_Desk::aDiscardThatWasBrokenOffGoesOn()
{
    Bench b;
    const auto set = b.read();
    const auto planned = b.plan(b.ask(set, 5));
    QVERIFY(planned.ok());
    const auto brokenOff = [&](const QString &archive, std::size_t archived) {
        auto writer = CaptureWriter::create(archive, {.durable = true});
        for (std::size_t i = 0; writer && i < archived; ++i) {
            Event e(set->event((*planned)->ask.selection[i]));
            e.channel = set->channel().toStdString();
            if (!writer->append(e.view()))
                return QString();
        }
        JobSpec spec = (*planned)->spec;
        spec.kind = JobSpec::Kind::Discard;
        spec.target = archive;
        auto journal = Journal::open(b.folder.path());
        const auto job = (*journal)->create(spec, (*planned)->frozen);
        const std::vector<quint64> first{0, 1}, second{2, 3};
        const bool kept = (*journal)->step(*job, {.intent = 1, .numbers = first}).ok() &&
                          (*journal)->step(*job, {.ended = 1, .intent = 2, .numbers = second}).ok();
        return kept ? *job : QString();
    };
    const auto resumed = [&](const QString &job) {
        return b.answer<QString>(
            [&](auto done) { b.desk->resume(b.desk.get(), job, ReplayRun::Unknown::Resend, done); });
    };

    const QString swapped = brokenOff(b.folder.filePath(u"swapped.capture"_s), 1);
    QSignalSpy failed(b.desk.get(), &ReplayDesk::failed);
    QVERIFY(resumed(swapped).ok());
    QVERIFY(b.waitIdle());
    QCOMPARE(failed.size(), 1);
    QCOMPARE(failed[0][1].value<Error>().code, ErrorCode::FileFailed);
    QCOMPARE(b.read()->size(), set->size());

    const QString archive = b.folder.filePath(u"away.capture"_s);
    const QString job = brokenOff(archive, 3);
    const auto unfinished = [&] { return *unfinishedDiscard(*Journal::open(b.folder.path()).value(), archive); };
    QCOMPARE(unfinished(), std::optional(job));
    // Who asked is gone, while a connection was waited for, say: nothing begins.
    auto *asked = new QObject;
    bool answered = false;
    b.desk->resume(asked, job, ReplayRun::Unknown::Leave, [&](const Result<QString> &) { answered = true; });
    delete asked;
    QTest::qWait(300);
    QVERIFY(!answered && b.desk->running().empty());
    QVERIFY(resumed(job).ok());
    QVERIFY(b.waitIdle());
    QCOMPARE(b.read()->size(), set->size() - 5);
    QCOMPARE(kept(b, archive).events, 5u);
    QVERIFY(openCapture(archive)->complete);
    QVERIFY(!unfinished());
    const Job known = *Journal::open(b.folder.path()).value()->job(job);
    QCOMPARE(known.state, JobState::Done);
    QCOMPARE(known.counts.success, 5u);
    QCOMPARE(putBack(b, known.spec)->confirmed, 5u);
    QCOMPARE(b.read()->size(), set->size());
}

// A restore that was killed between its mark and the broker's answer.
void tst_Desk::whatMayBeBackIsSentAgainOnlyWhereAsked()
{
    Bench b;
    const auto set = b.read();
    const QString archive = b.folder.filePath(u"away.capture"_s);
    QVERIFY(b.answer<QString>([&](auto done) { b.desk->discard(b.ask(set, 5), archive, done); }).ok());
    QVERIFY(b.waitIdle());
    {
        auto db = Sqlite::open(archive, {.mode = Sqlite::Mode::ReadWrite});
        QVERIFY(db.ok());
        QVERIFY(db->prepare("UPDATE events SET note = '{\"restored\":\"unknown\"}' WHERE id <= 2")->run().ok());
    }
    QCOMPARE(kept(b, archive).events, 5u);
    QCOMPARE(kept(b, archive).unknown, 2u);
    const JobSpec spec = b.history().at(0).spec;
    QCOMPARE(putBack(b, spec)->confirmed, 3u);
    QCOMPARE(b.read()->size(), set->size() - 2);
    QCOMPARE(kept(b, archive).restored, 3u);
    QCOMPARE(putBack(b, spec)->selected, 0u);
    QCOMPARE(putBack(b, spec, RestoreJob::Unknown::Resend)->confirmed, 2u);
    QCOMPARE(b.read()->size(), set->size());
    QCOMPARE(kept(b, archive).unknown, 0u);
}

void tst_Desk::aRestoreCanBeStoppedAndRefused()
{
    Bench b(Environment::Production);
    const auto set = b.read();
    const QString archive = b.folder.filePath(u"away.capture"_s);
    QVERIFY(b.guard->unlock(u"rabbit-eu"_s));
    QVERIFY(b.answer<QString>([&](auto done) { b.desk->discard(b.ask(set, 3), archive, done); }).ok());
    QVERIFY(b.waitIdle());
    const JobSpec spec = b.history().at(0).spec;
    std::optional<Result<RestoreJob::Restored>> stopped;
    b.handle = b.desk->restore(b.desk.get(), spec, RestoreJob::Unknown::Leave,
                               [&](Result<RestoreJob::Restored> r) { stopped = std::move(r); });
    b.handle.cancel();
    QTRY_VERIFY_WITH_TIMEOUT(stopped, Wait);
    const quint64 back = *stopped ? (*stopped)->confirmed : 0;
    QCOMPARE(b.read()->size(), set->size() - 3 + back);
    b.guard->lock();
    QCOMPARE(putBack(b, spec).error().code, ErrorCode::GuardProduction);
    JobSpec elsewhere = spec;
    elsewhere.sourceUrl = u"amqp://elsewhere"_s;
    QCOMPARE(putBack(b, elsewhere).error().code, ErrorCode::BadArgument);
}

void tst_Desk::watchingTellsHowLong()
{
    Bench b;
    DeskAsk ask = b.replayable(b.read(), 6);
    ask.options.canary = 2;
    ask.options.rate = 4;
    ask.options.watch = Milliseconds(3000);
    const auto planned = b.plan(ask);
    std::vector<double> first, last;
    bool paced = false;
    QObject::connect(b.desk.get(), &ReplayDesk::progressed, b.desk.get(), [&](const QString &job) {
        const RunProgress &p = b.desk->running().at(job).progress;
        paced = paced || p.doing == RunProgress::Doing::Pacing;
        if (p.doing == RunProgress::Doing::Watching)
            (p.counts.pending > 0 ? first : last).push_back(p.secondsLeft);
        else
            QCOMPARE(p.secondsLeft, 0.0);
    });
    QVERIFY(b.start(*planned).ok());
    QVERIFY(b.waitIdle());
    for (const auto &left : {first, last}) {
        QVERIFY(left.size() > 2);
        QVERIFY(left.front() <= 3 && left.front() > 2);
        QVERIFY(std::ranges::is_sorted(left, std::greater<>()));
        QVERIFY(left.back() < 1);
    }
    QVERIFY(paced);
}

// Killed while it watched what becomes of them: nothing is left to be gone on with.
void tst_Desk::whatWasWhollyDoneIsComplete()
{
    Bench b;
    const auto planned = b.plan(b.replayable(b.read(), 3));
    const auto journal = Journal::open(b.folder.path());
    const std::vector<quint64> numbers{0, 1, 2};
    const auto job = (*journal)->create((*planned)->spec, (*planned)->frozen,
                                        {.left = {}, .targets = {{u"queue:orders"_s, numbers}}});
    QCOMPARE((*journal)->job(*job)->onlyTarget, u"queue:orders"_s);
    QVERIFY(!(*journal)->job(*job)->complete);
    QVERIFY((*journal)->step(*job, {.intent = 1, .numbers = numbers}).ok());
    QVERIFY((*journal)->step(*job, {.ended = 1}).ok());
    QVERIFY2(!(*journal)->job(*job)->complete, "it still has to be taken out of its source");
    QVERIFY((*journal)->step(*job, {.settled = 1}).ok());
    QCOMPARE((*journal)->job(*job)->state, JobState::Interrupted);
    QVERIFY((*journal)->job(*job)->complete);
    // What is copied stays in its source.
    JobSpec copy = (*planned)->spec;
    copy.options = RunOptions{.keep = true}.toJson();
    const auto other = (*journal)->create(copy, (*planned)->frozen,
                                          {.left = {}, .targets = {{u"queue:a"_s, {0}}, {u"queue:b"_s, {1, 2}}}});
    QVERIFY((*journal)->step(*other, {.intent = 1, .numbers = numbers}).ok());
    QVERIFY((*journal)->step(*other, {.ended = 1}).ok());
    QVERIFY((*journal)->job(*other)->complete);
    QCOMPARE((*journal)->job(*other)->onlyTarget, QString());
}

void tst_Desk::aPausedJobGoesOn()
{
    Bench b;
    const auto set = b.read();
    DeskAsk ask = b.ask(set, set->size());
    ask.options.rate = 5;
    ask.options.window = 2;
    const auto planned = b.plan(ask);
    QVERIFY(planned.ok());
    QSignalSpy ended(b.desk.get(), &ReplayDesk::ended);
    const auto job = b.start(*planned);
    QVERIFY(job.ok());
    QCOMPARE(b.desk->running().size(), 1u);
    b.desk->pause(*job);
    QCOMPARE(b.desk->running().begin()->second.wish, u"pause"_s);
    QTRY_COMPARE_WITH_TIMEOUT(ended.size(), 1, Wait);
    const auto paused = ended[0][1].value<RunResult>();
    QCOMPARE(paused.end, RunEnd::Paused);
    QVERIFY(paused.counts.pending > 0);
    QCOMPARE(b.history().at(0).state, JobState::Paused);
    QCOMPARE(b.read()->size(), set->size() - paused.counts.success);
    const auto again =
        b.answer<QString>([&](auto done) { b.desk->resume(b.desk.get(), *job, ReplayRun::Unknown::Leave, done); });
    QVERIFY(again.ok());
    b.desk->cancel(*job);
    QVERIFY(b.waitIdle());
    QCOMPARE(b.history().at(0).state, JobState::Done);
    QCOMPARE(b.read()->size(), set->size() - b.history().at(0).counts.success);
}

// The program ends under a running job: what was in flight is known, the rest can be resumed.
void tst_Desk::jobsOutliveNothingButTheJournal()
{
    Bench b;
    const auto set = b.read();
    DeskAsk ask = b.ask(set, set->size());
    ask.options.rate = 20;
    ask.options.window = 2;
    const auto planned = b.plan(ask);
    QVERIFY(planned.ok());
    const auto job = b.start(*planned);
    QVERIFY(job.ok());
    QTRY_VERIFY_WITH_TIMEOUT(b.desk->running().at(*job).progress.counts.success > 0, Wait);
    b.desk.reset();
    auto journal = Journal::open(b.folder.path());
    QVERIFY(journal.ok());
    const auto known = (*journal)->job(*job);
    QVERIFY(known.ok());
    QVERIFY(known->state == JobState::Interrupted || known->state == JobState::Paused);
    QCOMPARE(known->counts.unknown, 0u);
    QCOMPARE(b.read()->size(), set->size() - known->counts.success);
}

void tst_Desk::channelsAreFoundAndMarked()
{
    Bench b;
    const auto channels = [&] {
        auto found = b.answer<std::vector<KnownDeadLetters>>(
            [&](auto done) { b.handle = b.desk->channels(b.desk.get(), u"shop"_s, {}, done); });
        return found ? *found : std::vector<KnownDeadLetters>();
    };
    const auto named = [](const std::vector<KnownDeadLetters> &all, const QString &name) {
        return std::ranges::find(all, name, [](const KnownDeadLetters &k) { return k.channel.channel; });
    };
    auto found = channels();
    const auto dlq = named(found, Dead);
    QVERIFY(dlq != found.end());
    QVERIFY(dlq->open.value_or(0) > 0);
    QVERIFY(dlq->channel.sources.contains(u"queue:orders"_s));
    QVERIFY(named(found, u"payments"_s) == found.end());
    const auto marked =
        b.answer<bool>([&](auto done) { b.handle = b.desk->mark(b.desk.get(), u"shop"_s, u"payments"_s, true, done); });
    QVERIFY(marked.ok());
    found = channels();
    const auto payments = named(found, u"payments"_s);
    QVERIFY(payments != found.end());
    QCOMPARE(payments->channel.foundBy, FoundBy::Marked);
}

void tst_Desk::errorsAreAnswered()
{
    Bench b;
    DeskAsk ask = b.ask(b.read(), 1);
    ask.connection = u"nobody"_s;
    const auto planned = b.plan(ask);
    QCOMPARE(planned.error().code, ErrorCode::UnknownConnection);
    const auto resumed =
        b.answer<QString>([&](auto done) { b.desk->resume(b.desk.get(), u"J999"_s, ReplayRun::Unknown::Leave, done); });
    QCOMPARE(resumed.error().code, ErrorCode::BadArgument);
    ask = b.ask(b.read(), 1);
    ask.recipe = u"recipe: broken\nedits: [{set: 1}]"_s;
    QVERIFY(!b.plan(ask).ok());
}

QTEST_GUILESS_MAIN(tst_Desk)
#include "tst_desk.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
// The desk over a sandbox: plans, jobs, discards and what is known of them afterwards.
#include "tests/support/deskbench.h"

#include <QSignalSpy>
#include <QTest>

using namespace flowbench;
using namespace Qt::StringLiterals;

using Bench = support::DeskBench;

namespace {
constexpr int Wait = Bench::Wait;
const QString Dead = Bench::Dead;
} // namespace

class tst_Desk : public QObject
{
    Q_OBJECT

private slots:
    void aPlanSendsNothing();
    void aJobReplaysWhatWasChosen();
    void oneEventIsSentAsAPersonEditedIt();
    void whatAGuardRefusesIsNoJob();
    void aDiscardIsKeptAndPutBack();
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
    QCOMPARE(jobs[0].spec.note, u"some"_s);
    const auto report =
        b.answer<std::vector<EventReport>>([&](auto done) { b.handle = b.desk->report(b.desk.get(), *job, done); });
    QVERIFY(report.ok());
    QCOMPARE(report->size(), 10u);
    for (const EventReport &e : *report)
        QCOMPARE(e.state, EventState::Settled);
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
    Bench b({u"shop"_s, Environment::Production, false});
    const auto set = b.read();
    QVERIFY(set);
    const auto planned = b.plan(b.replayable(set, 3));
    QVERIFY(planned.ok());
    const auto refused = b.start(*planned);
    QVERIFY(!refused.ok());
    QCOMPARE(refused.error().code, ErrorCode::GuardProduction);
    QVERIFY(b.history().empty());
    QVERIFY(b.guard->unlock(u"shop"_s));
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
    const auto back = b.answer<RestoreJob::Restored>(
        [&](auto done) { b.handle = b.desk->restore(b.desk.get(), archive, u"shop"_s, done); });
    QVERIFY(back.ok());
    QCOMPARE(back->confirmed, 5u);
    QCOMPARE(b.read()->size(), set->size());
    const auto resumed = b.answer<QString>([&](auto done) { b.desk->resume(*job, ReplayRun::Unknown::Leave, done); });
    QCOMPARE(resumed.error().code, ErrorCode::NotSupported);
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
    const auto again = b.answer<QString>([&](auto done) { b.desk->resume(*job, ReplayRun::Unknown::Leave, done); });
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
        b.answer<QString>([&](auto done) { b.desk->resume(u"J999"_s, ReplayRun::Unknown::Leave, done); });
    QCOMPARE(resumed.error().code, ErrorCode::BadArgument);
    ask = b.ask(b.read(), 1);
    ask.recipe = u"recipe: broken\nedits: [{set: 1}]"_s;
    QVERIFY(!b.plan(ask).ok());
}

QTEST_GUILESS_MAIN(tst_Desk)
#include "tst_desk.moc"

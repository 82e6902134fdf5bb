// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/replay/journal.h"
#include "model/replay/numbers.h"

#include <QLockFile>
#include <QTemporaryDir>
#include <QTest>

using namespace flowbench;
using namespace Qt::StringLiterals;

namespace {
std::vector<FrozenEvent> frozen(int n)
{
    std::vector<FrozenEvent> out;
    for (int i = 0; i < n; ++i)
        out.push_back({"m-" + std::to_string(i), std::string(16, char('a' + i % 26)), "broker/q/" + std::to_string(i)});
    return out;
}

JobSpec spec()
{
    JobSpec s;
    s.connection = u"shop"_s;
    s.sourceUrl = u"amqp://guest@localhost:5672/"_s;
    s.sourceBroker = u"localhost:5672/"_s;
    s.channel = u"queue:orders.dlq"_s;
    s.sourceIsQueue = true;
    s.target = u"origin-queue"_s;
    s.options = {{u"window"_s, 10}};
    s.note = u"all"_s;
    return s;
}

std::vector<quint64> range(quint64 from, quint64 to)
{
    std::vector<quint64> out;
    for (quint64 n = from; n < to; ++n)
        out.push_back(n);
    return out;
}

Result<void> intent(Journal &journal, const QString &id, quint64 settled, quint64 window,
                    const std::vector<quint64> &numbers, std::span<const TargetMark> marks)
{
    return journal.step(id, {.settled = settled, .intent = window, .numbers = numbers, .marks = marks});
}

Result<void> ended(Journal &journal, const QString &id, quint64 window, std::span<const Deviation> deviations)
{
    return journal.step(id, {.ended = window, .deviations = deviations});
}

Result<void> settled(Journal &journal, const QString &id, quint64 window)
{
    return journal.step(id, {.settled = window});
}
} // namespace

class TestJournal : public QObject
{
    Q_OBJECT

private slots:
    void numbersAreRanges();
    void damagedNumbersAreNone();
    void aJobGoesThroughItsStates();
    void whatIsNotClosedIsUnknownAfterACrash();
    void aLaterWindowCounts();
    void aLockKeepsOthersOut();
    void repliesSurviveReopening();
    void identitiesAreCounted();
    void whatAJobDoesNotKnowIsTold();
    void reasonsAreCounted();
    void aJournalIsLookedAtWhereItCannotBeWritten();
    void whoIsGoneIsNotRunning();
    void marksAreKept();
    void aNewerFileIsRefused();
    void unknownJobsAreErrors();
};

void TestJournal::numbersAreRanges()
{
    const std::vector<quint64> some = {5, 1, 2, 3, 9};
    QCOMPARE(numbersToText(some), std::string("1-3,5,9"));
    QCOMPARE(numbersFromText("1-3,5,9").value(), (std::vector<quint64>{1, 2, 3, 5, 9}));
    QCOMPARE(numbersFromText("").value().size(), std::size_t(0));
}

void TestJournal::damagedNumbersAreNone()
{
    for (const char *text : {"x", "1-", "3-1", "1,", ",1", "1--2", "0-99999999999999999999", "1 2"})
        QVERIFY2(!numbersFromText(text), text);
    QVERIFY(!numbersFromText("0-1000", 100));
}

void TestJournal::aJobGoesThroughItsStates()
{
    QTemporaryDir folder;
    auto journal = std::move(Journal::open(folder.path()).value());
    const auto events = frozen(30);
    const QString id = journal->create(spec(), events).value();
    const auto lock = std::move(journal->lock(id).value());
    QVERIFY(intent(*journal, id, 0, 1, range(0, 10), {}).ok());
    const Deviation failed[] = {{3, EventState::Failed, u"NO_ROUTE"_s, true}};
    QVERIFY(ended(*journal, id, 1, failed).ok());
    QVERIFY(intent(*journal, id, 1, 2, range(10, 20), {}).ok());
    QVERIFY(ended(*journal, id, 2, {}).ok());
    const auto job = journal->job(id).value();
    QCOMPARE(job.state, JobState::Running);
    QCOMPARE(job.counts.selected, quint64(30));
    QCOMPARE(job.counts.success, quint64(19));
    QCOMPARE(job.counts.failed, quint64(1));
    QCOMPARE(job.counts.returned, quint64(1));
    QCOMPARE(job.counts.pending, quint64(10));
    const auto report = journal->report(id).value();
    QCOMPARE(report.size(), std::size_t(30));
    QCOMPARE(report[0].state, EventState::Settled);
    QCOMPARE(report[3].state, EventState::Failed);
    QCOMPARE(report[3].reason, u"NO_ROUTE"_s);
    QCOMPARE(report[12].state, EventState::Confirmed);
    QCOMPARE(report[25].state, EventState::Pending);
    QCOMPARE(report[25].replayId, id + u"-25"_s);
    QVERIFY(journal->end(id, JobState::Done).ok());
    QCOMPARE(journal->job(id).value().state, JobState::Done);
}

void TestJournal::whatIsNotClosedIsUnknownAfterACrash()
{
    QTemporaryDir folder;
    QString id;
    {
        auto journal = std::move(Journal::open(folder.path()).value());
        id = journal->create(spec(), frozen(20)).value();
        const auto lock = std::move(journal->lock(id).value());
        const TargetMark marks[] = {{u"orders"_s, 2, 4711}};
        QVERIFY(intent(*journal, id, 0, 1, range(0, 10), marks).ok());
        QCOMPARE(journal->report(id).value()[0].state, EventState::Pending); // in flight: not unknown yet
    }
    auto journal = std::move(Journal::open(folder.path()).value());
    QCOMPARE(journal->job(id).value().state, JobState::Interrupted);
    QCOMPARE(journal->job(id).value().counts.unknown, quint64(10));
    QCOMPARE(journal->report(id).value()[0].state, EventState::Unknown);
    const auto windows = journal->windows(id).value();
    QCOMPARE(windows.size(), std::size_t(1));
    QCOMPARE(windows[0].marks.at(0).end, qint64(4711));
    QCOMPARE(windows[0].marks.at(0).channel, u"orders"_s);
}

void TestJournal::aLaterWindowCounts()
{
    QTemporaryDir folder;
    auto journal = std::move(Journal::open(folder.path()).value());
    const QString id = journal->create(spec(), frozen(5)).value();
    {
        const auto lock = std::move(journal->lock(id).value());
        QVERIFY(intent(*journal, id, 0, 1, range(0, 5), {}).ok());
    }
    // Looked up: two are not there and are sent again in another window.
    const Deviation again[] = {{0, EventState::Pending, u"not there"_s, false},
                               {1, EventState::Pending, u"not there"_s, false}};
    QVERIFY(journal->note(id, again).ok());
    QCOMPARE(journal->job(id).value().counts.pending, quint64(2));
    const auto lock = std::move(journal->lock(id).value());
    QVERIFY(intent(*journal, id, 0, 2, range(0, 2), {}).ok());
    QVERIFY(ended(*journal, id, 2, {}).ok());
    QVERIFY(settled(*journal, id, 2).ok());
    const auto report = journal->report(id).value();
    QCOMPARE(report[0].state, EventState::Settled);
    QCOMPARE(report[1].state, EventState::Settled);
}

void TestJournal::aLockKeepsOthersOut()
{
    QTemporaryDir folder;
    auto journal = std::move(Journal::open(folder.path()).value());
    const QString id = journal->create(spec(), frozen(1)).value();
    auto lock = std::move(journal->lock(id).value());
    auto other = std::move(Journal::open(folder.path()).value());
    QVERIFY(!other->lock(id).ok());
    lock.reset();
    QVERIFY(other->lock(id).ok());
}

void TestJournal::repliesSurviveReopening()
{
    QTemporaryDir folder;
    QString id;
    {
        auto journal = std::move(Journal::open(folder.path()).value());
        const Journal::Beginning beginning{{{1, EventState::Skipped, u"before"_s, false}},
                                           {{u"queue:orders"_s, {0, 2}}, {u"queue:mail"_s, {1}}}};
        id = journal->create(spec(), frozen(3), beginning).value();
        QVERIFY(journal->ask(id, u"pause"_s).ok());
    }
    auto journal = std::move(Journal::open(folder.path()).value());
    QCOMPARE(journal->asked(id).value(), u"pause"_s);
    const auto report = journal->report(id).value();
    QCOMPARE(report[1].target, u"queue:mail"_s);
    QCOMPARE(report[1].state, EventState::Skipped);
    QCOMPARE(report[1].reason, u"before"_s);
    QCOMPARE(report[2].target, u"queue:orders"_s);
    const auto job = journal->job(id).value();
    QCOMPARE(job.spec.sourceUrl, spec().sourceUrl);
    QCOMPARE(job.spec.options, spec().options);
    QCOMPARE(journal->events(id).value()[2].identity, std::string("broker/q/2"));
    QCOMPARE(journal->jobs().value().size(), std::size_t(1));
}

void TestJournal::identitiesAreCounted()
{
    QTemporaryDir folder;
    auto journal = std::move(Journal::open(folder.path()).value());
    const QString id = journal->create(spec(), frozen(4)).value();
    QVERIFY(intent(*journal, id, 0, 1, range(0, 2), {}).ok());
    QVERIFY(ended(*journal, id, 1, {}).ok());
    QVERIFY(intent(*journal, id, 1, 2, range(2, 3), {}).ok());
    QVERIFY(ended(*journal, id, 2, {}).ok());
    const std::string asked[] = {"broker/q/0", "broker/q/2", "broker/q/3", "elsewhere"};
    QCOMPARE(journal->replayedBefore(asked, true).value(), (std::vector<int>{1, 1, 0, 0}));
    QCOMPARE(journal->replayedBefore(asked, false).value(), (std::vector<int>{0, 1, 0, 0}));
    const ReplaysBefore known = journal->replaysBefore(asked, true).value();
    QCOMPARE(known.times, (std::vector<int>{1, 1, 0, 0}));
    QCOMPARE(known.last, (std::vector<qint32>{0, 0, -1, -1}));
    QCOMPARE(known.jobs.size(), std::size_t(1));
    QCOMPARE(known.jobs[0].id, id);
    QCOMPARE(known.jobs[0].startedMs, journal->job(id).value().startedMs);
    QCOMPARE(journal->closed(spec().sourceBroker, spec().channel).value(),
             (std::vector<std::string>{"broker/q/0", "broker/q/1"}));
}

void TestJournal::whatAJobDoesNotKnowIsTold()
{
    QTemporaryDir folder;
    auto journal = std::move(Journal::open(folder.path()).value());
    const auto events = frozen(4);
    // The first job: 0 settled, 1 and 2 in flight when it was killed, 3 not begun.
    const QString first = journal->create(spec(), events).value();
    QVERIFY(intent(*journal, first, 0, 1, range(0, 1), {}).ok());
    QVERIFY(ended(*journal, first, 1, {}).ok());
    QVERIFY(intent(*journal, first, 1, 2, range(1, 3), {}).ok());
    const std::string asked[] = {"broker/q/0", "broker/q/1", "broker/q/2", "broker/q/3", "broker/q/1", "elsewhere"};
    const auto jobs = [&] {
        const ReplaysBefore known = journal->replaysBefore(asked, true).value();
        QStringList out;
        for (const qint32 job : known.unknown)
            out.append(job < 0 ? QString() : known.jobs[std::size_t(job)].id);
        return out;
    };
    // A twin of 1 was not in flight: it is not unknown.
    QCOMPARE(jobs(), (QStringList{{}, first, first, {}, {}, {}}));
    QCOMPARE(journal->replaysBefore(asked, true).value().times[0], 1);
    // The second sends one of them again and is killed as well: the newest is told.
    const QString second = journal->create(spec(), std::span(events).subspan(1, 1)).value();
    QVERIFY(intent(*journal, second, 0, 1, range(0, 1), {}).ok());
    QCOMPARE(jobs(), (QStringList{{}, second, first, {}, {}, {}}));
    // What was found out is known; a discard that does not know sent nothing anywhere.
    QVERIFY(journal->end(first, JobState::Done).ok());
    const Deviation found[] = {{2, EventState::Settled, u"found"_s, false}};
    QVERIFY(journal->note(first, found).ok());
    JobSpec away = spec();
    away.kind = JobSpec::Kind::Discard;
    const QString third = journal->create(away, events).value();
    QVERIFY(intent(*journal, third, 0, 1, range(0, 4), {}).ok());
    QCOMPARE(jobs(), (QStringList{{}, second, {}, {}, {}, {}}));
}

void TestJournal::reasonsAreCounted()
{
    QTemporaryDir folder;
    auto journal = std::move(Journal::open(folder.path()).value());
    const QString id = journal->create(spec(), frozen(6)).value();
    const Deviation failed[] = {{0, EventState::Failed, u"one"_s, false},
                                {1, EventState::Failed, u"two"_s, false},
                                {2, EventState::Failed, u"two"_s, false},
                                {3, EventState::Skipped, u"two"_s, false},
                                {4, EventState::Failed, u"three"_s, false}};
    QVERIFY(journal->note(id, failed).ok());
    using Reasons = std::vector<std::pair<QString, quint64>>;
    QCOMPARE(journal->reasons(id, EventState::Failed, 2).value(), (Reasons{{u"two"_s, 2}, {u"one"_s, 1}}));
    QVERIFY(journal->reasons(id, EventState::Unknown, 2).value().empty());
    QVERIFY(!journal->reasons(u"nope"_s, EventState::Failed, 2).ok());
}

void TestJournal::aJournalIsLookedAtWhereItCannotBeWritten()
{
    // Nothing is there, and nothing can be made.
    const auto none = Journal::openForLooking(u"/proc/nowhere"_s);
    QVERIFY(none.ok());
    QVERIFY((*none)->jobs().value().empty());
    QVERIFY((*none)->marks(u"b"_s).value().marked.isEmpty());
    QVERIFY(Journal::openForLooking({}).ok());
    QVERIFY(!Journal::open(u"/proc/nowhere"_s).ok());
    // A journal that open() does not take, whoever runs this: it writes to no link.
    QTemporaryDir folder, other;
    QString id;
    {
        auto journal = std::move(Journal::open(folder.path()).value());
        id = journal->create(spec(), frozen(3)).value();
    }
    QVERIFY(QFile::link(folder.filePath(u"replay.journal"_s), other.filePath(u"replay.journal"_s)));
    QVERIFY(!Journal::open(other.path()).ok());
    const auto looked = Journal::openForLooking(other.path());
    QVERIFY(looked.ok());
    QCOMPARE((*looked)->job(id).value().counts.pending, quint64(3));
    QVERIFY(!(*looked)->mark(u"b"_s, u"parked"_s, true).ok());
    // Damaged is damaged.
    QFile damaged(other.filePath(u"replay.journal"_s));
    QVERIFY(damaged.remove());
    QVERIFY(damaged.open(QIODevice::WriteOnly));
    damaged.write(QByteArray(8192, 'x'));
    damaged.close();
    QVERIFY(!Journal::openForLooking(other.path()).ok());
}

void TestJournal::whoIsGoneIsNotRunning()
{
    QTemporaryDir folder;
    auto journal = std::move(Journal::open(folder.path()).value());
    const QString id = journal->create(spec(), frozen(1)).value();
    const auto state = [&] { return journal->job(id).value().state; };
    QCOMPARE(state(), JobState::Interrupted); // begun, and nobody holds it
    auto lock = std::move(journal->lock(id).value());
    QCOMPARE(state(), JobState::Running);
    lock.reset();
    // What somebody who was killed left behind: nobody holds it, and looking does not take it away.
    const QString path = folder.path() + u"/replay-"_s + id + u".lock"_s;
    QFile left(path);
    QVERIFY(left.open(QIODevice::WriteOnly));
    left.write("99999999\nflowbench-cli\n" + QSysInfo::machineHostName().toLocal8Bit() + '\n');
    left.close();
    QCOMPARE(state(), JobState::Interrupted);
    QVERIFY(QFile::exists(path));
    QVERIFY(journal->lock(id).ok());
}

void TestJournal::marksAreKept()
{
    QTemporaryDir folder;
    auto journal = std::move(Journal::open(folder.path()).value());
    QVERIFY(journal->mark(u"b"_s, u"parked"_s, true).ok());
    QVERIFY(journal->mark(u"b"_s, u"orders.dlq"_s, false).ok());
    QVERIFY(journal->mark(u"other"_s, u"x"_s, true).ok());
    const auto marks = journal->marks(u"b"_s).value();
    QCOMPARE(marks.marked, QStringList{u"parked"_s});
    QCOMPARE(marks.unmarked, QStringList{u"orders.dlq"_s});
}

void TestJournal::aNewerFileIsRefused()
{
    QTemporaryDir folder;
    QVERIFY(Journal::open(folder.path()).ok());
    QFile file(folder.path() + u"/replay.journal"_s);
    QVERIFY(file.open(QIODevice::ReadWrite));
    QVERIFY(file.seek(60)); // user_version, big endian
    QCOMPARE(file.write(QByteArray("\x00\x00\x00\x63", 4)), qint64(4));
    file.close();
    QVERIFY(!Journal::open(folder.path()).ok());
    QTemporaryDir damaged;
    QFile other(damaged.path() + u"/replay.journal"_s);
    QVERIFY(other.open(QIODevice::WriteOnly));
    other.write(QByteArray(8192, 'x'));
    other.close();
    QVERIFY(!Journal::open(damaged.path()).ok());
}

void TestJournal::unknownJobsAreErrors()
{
    QTemporaryDir folder;
    auto journal = std::move(Journal::open(folder.path()).value());
    QVERIFY(!journal->job(u"nope"_s).ok());
    QVERIFY(!journal->report(u"nope' OR 1=1 --"_s).ok());
    QVERIFY(!journal->lock(u"nope"_s).ok());
    QVERIFY(!journal->windows(u"nope"_s).ok());
}

QTEST_GUILESS_MAIN(TestJournal)
#include "tst_journal.moc"

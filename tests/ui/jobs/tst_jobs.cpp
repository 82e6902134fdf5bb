// SPDX-License-Identifier: GPL-3.0-or-later
// Jobs in the window, over a desk that replays in a sandbox.
#include "tests/support/deskbench.h"
#include "ui/jobs/closingquestion.h"
#include "ui/jobs/fatesmodel.h"
#include "ui/jobs/historydialog.h"
#include "ui/jobs/jobsmodel.h"
#include "ui/jobs/jobwords.h"
#include "ui/jobs/recoverydialog.h"
#include "ui/jobs/runstrip.h"
#include "ui/look/names.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QElapsedTimer>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QToolButton>

using namespace flowbench;
using namespace Qt::StringLiterals;
using Bench = support::DeskBench;

namespace {
constexpr int Wait = Bench::Wait;

// A job that takes a while.
QString startSlow(Bench &b, std::size_t events = 15)
{
    const auto set = b.read();
    DeskAsk ask = b.replayable(set, events);
    ask.options.rate = 8;
    ask.options.window = 2;
    const auto planned = b.plan(ask);
    if (!planned)
        return {};
    return b.start(*planned).value();
}

QString described(const QWidget &root)
{
    const auto *line = root.findChild<QWidget *>(u"Result"_s);
    return line ? line->accessibleDescription() : QString();
}
} // namespace

class tst_Jobs : public QObject
{
    Q_OBJECT

private slots:
    void theStripTellsOfARunningJobAndItsEnd();
    void theStripPausesAndOffersToResume();
    void theHistoryHoldsEveryFate();
    void theHistoryPutsADiscardBack();
    void fatesAreNeverThoseOfAnotherJob();
    void fatesKeepTheirPlaceWhileAJobRuns();
    void aCopyThatIsCutSaysSo();
    void discardsAreToldAsWhatTheyAre();
    void unfinishedJobsAreOfferedOnce();
    void whatArrivedAndWasNotSettledIsOffered();
    void closingIsAskedAbout();
    void modelsKeepTheirPromises();
    void aMillionFatesDoNotFreeze();
    void everythingHasAName();
};

void tst_Jobs::theStripTellsOfARunningJobAndItsEnd()
{
    Bench b;
    RunStrip strip(*b.desk);
    QVERIFY(strip.isHidden());
    QSignalSpy last(&strip, &RunStrip::lastJobChanged);
    const QString job = startSlow(b, 6);
    QVERIFY(!job.isEmpty());
    QVERIFY(!strip.isHidden());
    auto *cancel = strip.findChild<QPushButton *>(u"Cancel job"_s);
    QVERIFY(cancel && !cancel->isHidden());
    QTRY_COMPARE_WITH_TIMEOUT(last.size(), 1, Wait);
    QVERIFY2(described(strip).contains(u"6 sent, 6 confirmed"), qPrintable(described(strip)));
    QVERIFY2(described(strip).contains(u"0 failed"), qPrintable(described(strip)));
    QVERIFY(strip.lastJob().contains(u"6 confirmed"));
    QVERIFY(cancel->isHidden());
    strip.findChild<QToolButton *>(u"Put away"_s)->click();
    QVERIFY(strip.isHidden());
}

void tst_Jobs::theStripPausesAndOffersToResume()
{
    Bench b;
    RunStrip strip(*b.desk);
    QSignalSpy ended(b.desk.get(), &ReplayDesk::ended), resume(&strip, &RunStrip::resumeAsked);
    const QString job = startSlow(b);
    strip.findChild<QPushButton *>(u"Pause job"_s)->click();
    QTRY_COMPARE_WITH_TIMEOUT(ended.size(), 1, Wait);
    QVERIFY(described(strip).contains(u"Paused."));
    QVERIFY(described(strip).contains(u"not sent"));
    auto *button = strip.findChild<QPushButton *>(u"Resume job"_s);
    QVERIFY(!button->isHidden());
    button->click();
    QCOMPARE(resume.size(), 1);
    QCOMPARE(resume[0][0].toString(), job);
    QVERIFY(b.answer<QString>([&](auto done) { b.desk->resume(job, ReplayRun::Unknown::Leave, done); }).ok());
    QVERIFY2(!strip.findChild<QWidget *>(u"Result"_s), "a job that runs again has no result");
    b.desk->cancel(job);
    QVERIFY(b.waitIdle());
}

void tst_Jobs::theHistoryHoldsEveryFate()
{
    Bench b;
    const auto set = b.read();
    const auto planned = b.plan(b.ask(set, set->size())); // some say not where they came from: they fail
    const QString job = b.start(*planned).value();
    QVERIFY(b.waitIdle());
    auto *dialog = new HistoryDialog(*b.desk, nullptr);
    dialog->showJob(job);
    auto *jobs = dialog->findChild<QTableView *>(u"Jobs"_s), *fates = dialog->findChild<QTableView *>(u"Fates"_s);
    QTRY_COMPARE_WITH_TIMEOUT(jobs->model()->rowCount(), 1, Wait);
    QTRY_COMPARE_WITH_TIMEOUT(fates->model()->rowCount(), int(set->size()), Wait);
    auto *state = dialog->findChild<QComboBox *>(u"State"_s);
    state->setCurrentIndex(state->findData(int(EventState::Failed)));
    const int refused = int((*planned)->plan.refused);
    QVERIFY(refused > 0);
    QTRY_COMPARE_WITH_TIMEOUT(fates->model()->rowCount(), refused, Wait);
    dialog->findChild<QLineEdit *>(u"Find an event"_s)->setText(u"nothing has this in it"_s);
    QTRY_COMPARE_WITH_TIMEOUT(fates->model()->rowCount(), 0, Wait);
    state->setCurrentIndex(0);
    dialog->findChild<QLineEdit *>(u"Find an event"_s)->clear();
    QTRY_COMPARE_WITH_TIMEOUT(fates->model()->rowCount(), int(set->size()), Wait);
    dialog->findChild<QPushButton *>(u"Copy report"_s)->click();
    QCOMPARE(QApplication::clipboard()->text().count(u'\n'), qsizetype(set->size()) + 1);
    QVERIFY(!dialog->findChild<QPushButton *>(u"Resume…"_s)->isEnabled());
    dialog->findChild<QLineEdit *>(u"Find a job"_s)->setText(u"no such job"_s);
    QCOMPARE(jobs->model()->rowCount(), 0);
    delete dialog;
}

void tst_Jobs::theHistoryPutsADiscardBack()
{
    Bench b;
    const auto set = b.read();
    const QString archive = b.folder.filePath(u"away.capture"_s);
    QVERIFY(b.answer<QString>([&](auto done) { b.desk->discard(b.ask(set, 4), archive, done); }).ok());
    QVERIFY(b.waitIdle());
    QCOMPARE(b.read()->size(), set->size() - 4);
    auto *dialog = new HistoryDialog(*b.desk, nullptr);
    auto *back = dialog->findChild<QPushButton *>(u"Put back…"_s);
    QTRY_VERIFY_WITH_TIMEOUT(back->isEnabled(), Wait);
    back->click();
    auto *question = dialog->findChild<QMessageBox *>(u"Restore"_s);
    QVERIFY(question);
    QVERIFY2(question->text().contains(u"4 event") && question->text().contains(u"orders.dlq"),
             qPrintable(question->text()));
    QCOMPARE(b.read()->size(), set->size() - 4); // not before the answer
    question->findChild<QPushButton *>(u"Put back"_s)->click();
    QTRY_COMPARE_WITH_TIMEOUT(b.read()->size(), set->size(), Wait);
    delete dialog;
}

void tst_Jobs::fatesAreNeverThoseOfAnotherJob()
{
    Bench b;
    const auto set = b.read();
    for (const std::size_t n : {3, 5}) {
        QVERIFY(b.start(*b.plan(b.replayable(b.read(), n))).ok());
        QVERIFY(b.waitIdle());
    }
    auto *dialog = new HistoryDialog(*b.desk, nullptr);
    auto *jobs = dialog->findChild<QTableView *>(u"Jobs"_s), *fates = dialog->findChild<QTableView *>(u"Fates"_s);
    QTRY_COMPARE_WITH_TIMEOUT(fates->model()->rowCount(), 5, Wait);
    jobs->selectRow(1);
    QCOMPARE(fates->model()->rowCount(), 0); // until they are read
    QVERIFY(!dialog->findChild<QPushButton *>(u"Copy report"_s)->isEnabled());
    QTRY_COMPARE_WITH_TIMEOUT(fates->model()->rowCount(), 3, Wait);
    delete dialog;
}

void tst_Jobs::fatesKeepTheirPlaceWhileAJobRuns()
{
    Bench b;
    const QString job = startSlow(b);
    QVERIFY(!job.isEmpty());
    auto *dialog = new HistoryDialog(*b.desk, nullptr);
    dialog->show();
    auto *fates = dialog->findChild<QTableView *>(u"Fates"_s);
    QTRY_COMPARE_WITH_TIMEOUT(fates->model()->rowCount(), 15, Wait);
    fates->selectRow(7);
    QSignalSpy changed(fates->model(), &QAbstractItemModel::dataChanged);
    QTRY_VERIFY_WITH_TIMEOUT(!changed.isEmpty(), Wait); // it was read again
    QCOMPARE(fates->currentIndex().row(), 7);
    QVERIFY(b.waitIdle());
    const auto settled = [&] { return fates->model()->index(14, FatesModel::State).data().toString(); };
    QTRY_COMPARE_WITH_TIMEOUT(settled(), jobwords::fate(EventState::Settled), Wait);
    QCOMPARE(fates->currentIndex().row(), 7);
    delete dialog;
}

void tst_Jobs::aCopyThatIsCutSaysSo()
{
    Bench b;
    std::vector<FrozenEvent> events(100'001);
    for (std::size_t i = 0; i < events.size(); ++i)
        events[i] = {std::to_string(i), std::string(16, 'h'), "identity" + std::to_string(i)};
    QVERIFY(Journal::open(b.folder.path()).value()->create({}, events).ok());
    auto *dialog = new HistoryDialog(*b.desk, nullptr);
    auto *fates = dialog->findChild<QTableView *>(u"Fates"_s);
    QTRY_COMPARE_WITH_TIMEOUT(fates->model()->rowCount(), int(events.size()), Wait);
    dialog->findChild<QPushButton *>(u"Copy report"_s)->click();
    QCOMPARE(QApplication::clipboard()->text().count(u'\n'), 100'001);
    QVERIFY(described(*dialog).contains(u"100,001"));
    delete dialog;
}

void tst_Jobs::discardsAreToldAsWhatTheyAre()
{
    Bench b;
    RunStrip strip(*b.desk);
    QSignalSpy last(&strip, &RunStrip::lastJobChanged);
    const QString archive = b.folder.filePath(u"away.capture"_s);
    QVERIFY(b.answer<QString>([&](auto done) { b.desk->discard(b.ask(b.read(), 4), archive, done); }).ok());
    QTRY_COMPARE_WITH_TIMEOUT(last.size(), 1, Wait);
    QCOMPARE(strip.lastJob(), u"4 discarded, 0 failed, 0 unknown"_s);
    // A discard is not resumed, whatever became of it; a replay is, also where nothing is left to be sent.
    for (const RunEnd end : {RunEnd::Finished, RunEnd::Cancelled, RunEnd::Paused, RunEnd::BrokerAway}) {
        QVERIFY(!jobwords::resumable(JobSpec::Kind::Discard, end));
        QCOMPARE(jobwords::resumable(JobSpec::Kind::Replay, end), end != RunEnd::Finished && end != RunEnd::Cancelled);
    }
}

void tst_Jobs::unfinishedJobsAreOfferedOnce()
{
    Bench b;
    QSignalSpy ended(b.desk.get(), &ReplayDesk::ended);
    const QString job = startSlow(b);
    b.desk->pause(job);
    QTRY_COMPARE_WITH_TIMEOUT(ended.size(), 1, Wait);
    const auto jobs = RecoveryDialog::unfinished(b.history());
    QCOMPARE(jobs.size(), 1u);
    QPointer dialog = new RecoveryDialog(*b.desk, jobs, nullptr);
    dialog->open();
    QCOMPARE(dialog->findChild<QTableView *>(u"Unfinished jobs"_s)->model()->rowCount(), 1);
    QCOMPARE(namelessWidgets(dialog), QStringList());
    QVERIFY2(b.desk->running().empty(), "it went on unasked");
    dialog->findChild<QPushButton *>(u"Resume…"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(!dialog, Wait); // nothing is left to offer
    QVERIFY(b.desk->running().contains(job));
    b.desk->cancel(job);
    QVERIFY(b.waitIdle());
    QVERIFY(RecoveryDialog::unfinished(b.history()).empty());
}

// Killed between the last confirmation and the settling: all of it is at the target, and still in the source.
void tst_Jobs::whatArrivedAndWasNotSettledIsOffered()
{
    Bench b;
    const auto set = b.read();
    const auto planned = b.plan(b.replayable(set, 3));
    QVERIFY(planned.ok());
    const auto journal = Journal::open(b.folder.path());
    const auto job = (*journal)->create((*planned)->spec, (*planned)->frozen);
    QVERIFY(job.ok());
    const std::vector<quint64> numbers{0, 1, 2};
    QVERIFY((*journal)->step(*job, {.intent = 1, .numbers = numbers}).ok());
    QVERIFY((*journal)->step(*job, {.ended = 1}).ok());
    const auto jobs = b.history();
    QCOMPARE(jobs.at(0).counts.success, 3u);
    QCOMPARE(jobs[0].counts.pending + jobs[0].counts.unknown, 0u);
    QCOMPARE(RecoveryDialog::unfinished(jobs).size(), 1u);
    // And going on takes them out.
    QVERIFY(b.answer<QString>([&](auto done) { b.desk->resume(*job, ReplayRun::Unknown::Leave, done); }).ok());
    QVERIFY(b.waitIdle());
    QCOMPARE(b.read()->size(), set->size() - 3);
    QVERIFY(RecoveryDialog::unfinished(b.history()).empty());
}

void tst_Jobs::closingIsAskedAbout()
{
    Bench b;
    const QString job = startSlow(b);
    for (const auto &[button, expected] :
         {std::pair(u"Keep in background"_s, ClosingChoice::KeepInBackground),
          std::pair(u"Pause and quit"_s, ClosingChoice::PauseAndQuit), std::pair(u"Stay"_s, ClosingChoice::Stay)}) {
        QWidget window;
        window.show();
        std::optional<ClosingChoice> chosen;
        askClosing(&window, *b.desk, [&](ClosingChoice c) { chosen = c; });
        auto *box = window.findChild<QMessageBox *>(u"Closing"_s);
        QVERIFY(box);
        QVERIFY(box->text().contains(u"orders.dlq"));
        box->findChild<QPushButton *>(button)->click();
        QVERIFY(chosen);
        QCOMPARE(*chosen, expected);
    }
    b.desk->cancel(job);
    QVERIFY(b.waitIdle());
}

void tst_Jobs::modelsKeepTheirPromises()
{
    JobsModel jobs;
    FatesModel fates;
    QAbstractItemModelTester a(&jobs), b(&fates);
    Job job;
    job.id = u"J1"_s;
    job.spec.channel = u"queue:<b>dead</b>\u202e"_s;
    job.spec.target = u"origin-queue"_s;
    jobs.setJobs({job, job});
    jobs.setText(u"J1"_s);
    QCOMPARE(jobs.rowCount(), 2);
    const auto tint = [&jobs] { return Tint(jobs.index(0, JobsModel::State).data(JobsModel::TintRole).toInt()); };
    QCOMPARE(tint(), Tint::Warning); // broken off
    job.state = JobState::Done;
    jobs.setJobs({job, job});
    QCOMPARE(tint(), Tint::Ok);
    job.counts.failed = 1;
    jobs.setJobs({job, job});
    QCOMPARE(tint(), Tint::Error);
    QVERIFY(!jobs.index(0, JobsModel::Channel).data(JobsModel::TintRole).isValid());
    QVERIFY(jobs.index(0, JobsModel::Channel).data().toString().contains(u"U+202E"));
    auto report = std::make_shared<std::vector<EventReport>>(3);
    (*report)[1].id = "=cmd()";
    fates.setReport(report, {0, 1, 2});
    (*report)[2].reason = u"a\tb"_s;
    const QStringList copied = fates.copied(10).split(u'\n', Qt::SkipEmptyParts);
    QCOMPARE(copied.size(), 4);
    QCOMPARE(copied[0].count(u'\t'), int(FatesModel::ColumnCount) - 1);
    QCOMPARE(copied[1].split(u'\t').size(), int(FatesModel::ColumnCount));
    QVERIFY(copied[2].startsWith(u"'=cmd()\t"_s));
    QVERIFY2(fates.copied(10).count(u'\t') == 4 * (FatesModel::ColumnCount - 1), "a tab of a reason made a cell");
    fates.setReport(report, FatesModel::choose(*report, EventState::Pending, u"CMD"_s, {}));
    QCOMPARE(fates.rowCount(), 1);
}

void tst_Jobs::aMillionFatesDoNotFreeze()
{
    auto report = std::make_shared<std::vector<EventReport>>(1'000'000);
    for (std::size_t i = 0; i < report->size(); ++i)
        (*report)[i].id = std::to_string(i);
    QTableView view;
    FatesModel fates;
    view.setModel(&fates);
    view.show();
    FatesModel::Rows rows = FatesModel::choose(*report, std::nullopt, {}, {});
    QElapsedTimer time;
    time.start();
    fates.setReport(report, std::move(rows));
    QCoreApplication::processEvents();
    QVERIFY2(time.elapsed() < 500, qPrintable(QString::number(time.elapsed())));
    QCOMPARE(fates.rowCount(), 1'000'000);
}

void tst_Jobs::everythingHasAName()
{
    Bench b;
    auto *dialog = new HistoryDialog(*b.desk, nullptr);
    QCOMPARE(namelessWidgets(dialog), QStringList());
    delete dialog;
    RunStrip strip(*b.desk);
    const QString job = startSlow(b, 2);
    QCOMPARE(namelessWidgets(&strip), QStringList());
    QVERIFY(b.waitIdle());
}

QTEST_MAIN(tst_Jobs)
#include "tst_jobs.moc"

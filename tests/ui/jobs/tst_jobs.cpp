// SPDX-License-Identifier: GPL-3.0-or-later
// Jobs in the window, over a desk that replays in a sandbox.
#include "model/base/sqlite.h"
#include "tests/support/deskbench.h"
#include "ui/jobs/closingquestion.h"
#include "ui/jobs/fatesmodel.h"
#include "ui/jobs/historydialog.h"
#include "ui/jobs/jobsmodel.h"
#include "ui/jobs/jobwords.h"
#include "ui/jobs/recoverydialog.h"
#include "ui/jobs/runstrip.h"
#include "ui/look/look.h"
#include "ui/look/names.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QElapsedTimer>
#include <QLabel>
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
// Whether a label of it says that.
bool told(const QWidget &root, const QString &text)
{
    return std::ranges::any_of(root.findChildren<QLabel *>(),
                               [&](const QLabel *label) { return label->text().contains(text); });
}

std::unique_ptr<Look> look;

// Set FLOWBENCH_PICTURES to a folder to look at them.
void picture(QWidget &widget, const QString &name)
{
    const QString folder = qEnvironmentVariable("FLOWBENCH_PICTURES");
    if (folder.isEmpty())
        return;
    for (const ThemeChoice theme : {ThemeChoice::Light, ThemeChoice::Dark}) {
        look->setChoice(theme);
        QVERIFY(widget.grab().save(
            u"%1/%2-%3.png"_s.arg(folder, name, theme == ThemeChoice::Dark ? u"dark"_s : u"light"_s)));
    }
    look->setChoice(ThemeChoice::Light);
}
} // namespace

class tst_Jobs : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { look = std::make_unique<Look>(*qApp, ThemeChoice::Light, false); }
    void cleanupTestCase() { look.reset(); }
    void theStripTellsOfARunningJobAndItsEnd();
    void theStripPausesAndOffersToResume();
    void theHistoryHoldsEveryFate();
    void theHistoryKnowsWhatStaysInItsSource();
    void theHistoryPutsADiscardBack();
    void whatMayBeBackIsAskedAbout();
    void aLockedConnectionIsAskedFor();
    void puttingBackIsNotLeftUnseen();
    void fatesAreNeverThoseOfAnotherJob();
    void fatesKeepTheirPlaceWhileAJobRuns();
    void aCopyThatIsCutSaysSo();
    void discardsAreToldAsWhatTheyAre();
    void unfinishedJobsAreOfferedOnce();
    void whatArrivedAndWasNotSettledIsOffered();
    void whatWasOnlyWatchedIsDone();
    void aBrokenDiscardIsOfferedToo();
    void everyOutcomeIsAccountedFor();
    void longNamesLeaveRoomForTheFigures();
    void theStripSaysWhatItWaitsFor();
    void endedLinesAreForTheKeyboard();
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
    QVERIFY(
        b.answer<QString>([&](auto done) { b.desk->resume(b.desk.get(), job, ReplayRun::Unknown::Leave, done); }).ok());
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

// A topic keeps its events, and so does a queue of which copies are sent: nothing was taken out of either.
void tst_Jobs::theHistoryKnowsWhatStaysInItsSource()
{
    Bench b;
    DeskAsk topic = b.ask(b.read(u"payments"_s), 3);
    topic.target = u"payments"_s;
    DeskAsk taken = b.replayable(b.read(), 9), copies = taken;
    taken.selection.resize(5); // others: what was replayed before is skipped
    copies.selection.erase(copies.selection.begin(), copies.selection.begin() + 5);
    copies.options.keep = true;
    const struct
    {
        DeskAsk ask;
        EventState state;
        QString said;
    } cases[] = {{topic, EventState::Settled, u"at the target, marked as replayed"_s},
                 {copies, EventState::Confirmed, u"at the target"_s},
                 {taken, EventState::Settled, u"at the target, taken out of its source"_s}};
    for (const auto &c : cases) {
        const auto planned = b.plan(c.ask);
        QVERIFY(planned.ok());
        const auto job = b.start(*planned);
        QVERIFY(job.ok());
        QVERIFY(b.waitIdle());
        auto *dialog = new HistoryDialog(*b.desk, nullptr);
        dialog->showJob(*job);
        auto *fates = dialog->findChild<QTableView *>(u"Fates"_s);
        QTRY_COMPARE_WITH_TIMEOUT(fates->model()->rowCount(), int(c.ask.selection.size()), Wait);
        QCOMPARE(fates->model()->index(0, FatesModel::State).data().toString(), c.said);
        auto *state = dialog->findChild<QComboBox *>(u"State"_s);
        QCOMPARE(state->itemText(state->findData(int(c.state))), c.said);
        delete dialog;
    }
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
    auto *fates = dialog->findChild<QTableView *>(u"Fates"_s);
    QTRY_COMPARE_WITH_TIMEOUT(fates->model()->rowCount(), 4, Wait);
    QCOMPARE(fates->model()->index(0, FatesModel::State).data().toString(),
             u"in the archive, taken out of its source"_s);
    auto *state = dialog->findChild<QComboBox *>(u"State"_s);
    QCOMPARE(state->itemText(state->findData(int(EventState::Settled))), u"in the archive, taken out of its source"_s);
    picture(*dialog, u"history-discard"_s);
    question->findChild<QPushButton *>(u"Put back"_s)->click();
    QTRY_COMPARE_WITH_TIMEOUT(b.read()->size(), set->size(), Wait);
    QTRY_VERIFY_WITH_TIMEOUT(!back->isEnabled(), Wait);
    QTRY_VERIFY_WITH_TIMEOUT(back->toolTip().contains(u"All of it is back already"), Wait);
    QVERIFY(told(*dialog, u"4 of 4 put back"_s));
    dialog->findChild<QTableView *>(u"Jobs"_s)->selectRow(0); // as the next person finds it
    auto *other = new HistoryDialog(*b.desk, nullptr);
    auto *again = other->findChild<QPushButton *>(u"Put back…"_s);
    QTRY_VERIFY_WITH_TIMEOUT(again->toolTip().contains(u"All of it is back already"), Wait);
    QVERIFY(!again->isEnabled());
    delete other;
    delete dialog;
}

// Putting back was killed before an answer came: sent again only where somebody says so.
void tst_Jobs::whatMayBeBackIsAskedAbout()
{
    Bench b;
    const auto set = b.read();
    const QString archive = b.folder.filePath(u"away.capture"_s);
    QVERIFY(b.answer<QString>([&](auto done) { b.desk->discard(b.ask(set, 4), archive, done); }).ok());
    QVERIFY(b.waitIdle());
    {
        auto db = Sqlite::open(archive, {.mode = Sqlite::Mode::ReadWrite});
        QVERIFY(db->prepare("UPDATE events SET note = '{\"restored\":\"unknown\"}' WHERE id = 1")->run().ok());
    }
    auto *dialog = new HistoryDialog(*b.desk, nullptr);
    dialog->show();
    auto *back = dialog->findChild<QPushButton *>(u"Put back…"_s);
    QTRY_VERIFY_WITH_TIMEOUT(told(*dialog, u"0 of 4 put back, 1 may be back"_s), Wait);
    back->click();
    auto *question = dialog->findChild<QMessageBox *>(u"Restore"_s);
    QVERIFY(question->text().contains(u"3 event"));
    QVERIFY(question->informativeText().contains(u"may be there twice"));
    QVERIFY(question->findChild<QPushButton *>(u"Send again"_s));
    picture(*question, u"restore-unknown"_s);
    question->findChild<QPushButton *>(u"Put back"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(told(*dialog, u"3 of 4 put back, 1 may be back"_s), Wait);
    QCOMPARE(b.read()->size(), set->size() - 1);
    QVERIFY(back->isEnabled());
    QTRY_VERIFY(!dialog->findChild<QMessageBox *>(u"Restore"_s));
    back->click();
    question = dialog->findChild<QMessageBox *>(u"Restore"_s);
    QVERIFY2(question->text().startsWith(u"Send 1 event"), qPrintable(question->text()));
    QVERIFY(!question->findChild<QPushButton *>(u"Put back"_s));
    question->findChild<QPushButton *>(u"Send again"_s)->click();
    QTRY_COMPARE_WITH_TIMEOUT(b.read()->size(), set->size(), Wait);
    QTRY_VERIFY_WITH_TIMEOUT(back->toolTip().contains(u"All of it is back already"), Wait);
    delete dialog;
}

// Locked production connections are asked for, as for a replay.
void tst_Jobs::aLockedConnectionIsAskedFor()
{
    Bench b(Environment::Production);
    QVERIFY(b.guard->unlock(u"rabbit-eu"_s));
    const auto set = b.read();
    const QString archive = b.folder.filePath(u"away.capture"_s);
    QVERIFY(b.answer<QString>([&](auto done) { b.desk->discard(b.ask(set, 2), archive, done); }).ok());
    QVERIFY(b.waitIdle());
    const QString job = startSlow(b);
    QSignalSpy ended(b.desk.get(), &ReplayDesk::ended);
    b.desk->pause(job);
    QTRY_COMPARE_WITH_TIMEOUT(ended.size(), 1, Wait);
    b.guard->lock();
    QStringList asked;
    bool opens = false;
    const ReplayUnlock unlock = [&](const QString &id, const QString &what, const std::function<void(bool)> &then) {
        asked += id + u": "_s + what;
        then(opens && b.guard->unlock(u"rabbit-eu"_s));
    };
    auto *dialog = new HistoryDialog(*b.desk, nullptr);
    dialog->setUnlockPrompt(unlock);
    dialog->show();
    auto *resume = dialog->findChild<QPushButton *>(u"Resume…"_s);
    QTRY_VERIFY_WITH_TIMEOUT(resume->isEnabled(), Wait);
    resume->click();
    QTRY_COMPARE_WITH_TIMEOUT(asked.size(), 1, Wait);
    QVERIFY2(asked[0].startsWith(u"rabbit-eu: Resume: Replay from queue orders.dlq to queue orders"),
             qPrintable(asked[0]));
    QVERIFY(b.desk->running().empty()); // it was not unlocked
    dialog->findChild<QTableView *>(u"Jobs"_s)->selectRow(1);
    auto *back = dialog->findChild<QPushButton *>(u"Put back…"_s);
    QTRY_VERIFY_WITH_TIMEOUT(back->isEnabled(), Wait);
    const auto putBack = [&] {
        back->click();
        dialog->findChild<QMessageBox *>(u"Restore"_s)->findChild<QPushButton *>(u"Put back"_s)->click();
    };
    putBack();
    QTRY_COMPARE_WITH_TIMEOUT(asked.size(), 2, Wait);
    QTRY_VERIFY_WITH_TIMEOUT(back->text() == u"Put back…", Wait); // nothing goes on
    QTRY_VERIFY(!dialog->findChild<QMessageBox *>(u"Restore"_s));
    opens = true;
    putBack();
    QTRY_VERIFY_WITH_TIMEOUT(back->toolTip().contains(u"All of it is back already"), Wait);
    QCOMPARE(asked.size(), 3);
    b.guard->lock();
    dialog->findChild<QTableView *>(u"Jobs"_s)->selectRow(0);
    QPointer recovery = new RecoveryDialog(*b.desk, RecoveryDialog::unfinished(b.history()), nullptr);
    recovery->setUnlockPrompt(unlock);
    recovery->open();
    recovery->findChild<QPushButton *>(u"Resume…"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(!recovery, Wait);
    QCOMPARE(asked.size(), 4);
    QVERIFY(b.desk->running().contains(job));
    b.desk->cancel(job);
    QVERIFY(b.waitIdle());
    delete dialog;
}

void tst_Jobs::puttingBackIsNotLeftUnseen()
{
    Bench b;
    const QString archive = b.folder.filePath(u"away.capture"_s);
    QVERIFY(b.answer<QString>([&](auto done) { b.desk->discard(b.ask(b.read(), 4), archive, done); }).ok());
    QVERIFY(b.waitIdle());
    QPointer dialog = new HistoryDialog(*b.desk, nullptr);
    dialog->show();
    auto *back = dialog->findChild<QPushButton *>(u"Put back…"_s);
    QTRY_VERIFY_WITH_TIMEOUT(back->isEnabled(), Wait);
    back->click();
    dialog->findChild<QMessageBox *>(u"Restore"_s)->findChild<QPushButton *>(u"Put back"_s)->click();
    QCOMPARE(back->text(), u"Stop putting back"_s);
    dialog->close();
    QVERIFY(dialog && dialog->isVisible());
    QVERIFY(described(*dialog).contains(u"Stop that first"));
    back->click();
    QVERIFY(!back->isEnabled());
    QTRY_COMPARE_WITH_TIMEOUT(back->text(), u"Put back…"_s, Wait);
    dialog->close();
    QTRY_VERIFY(!dialog);
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
    QTRY_COMPARE_WITH_TIMEOUT(settled(), jobwords::fate(EventState::Settled, jobwords::Handling::Move), Wait);
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
    for (const RunEnd end : {RunEnd::Finished, RunEnd::Cancelled, RunEnd::Paused, RunEnd::BrokerAway})
        QCOMPARE(jobwords::resumable(end), end != RunEnd::Finished && end != RunEnd::Cancelled);
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
    QVERIFY(b.answer<QString>([&](auto done) {
                 b.desk->resume(b.desk.get(), *job, ReplayRun::Unknown::Leave, done);
             }).ok());
    QVERIFY(b.waitIdle());
    QCOMPARE(b.read()->size(), set->size() - 3);
    QVERIFY(RecoveryDialog::unfinished(b.history()).empty());
}

// Killed while it watched what becomes of what it had sent.
void tst_Jobs::whatWasOnlyWatchedIsDone()
{
    Bench b;
    const auto planned = b.plan(b.replayable(b.read(), 3));
    const auto journal = Journal::open(b.folder.path());
    const auto job = (*journal)->create((*planned)->spec, (*planned)->frozen);
    const std::vector<quint64> numbers{0, 1, 2};
    QVERIFY((*journal)->step(*job, {.intent = 1, .numbers = numbers}).ok());
    QVERIFY((*journal)->step(*job, {.ended = 1}).ok());
    QVERIFY((*journal)->step(*job, {.settled = 1}).ok());
    QCOMPARE(b.history().at(0).state, JobState::Interrupted);
    QVERIFY(RecoveryDialog::unfinished(b.history()).empty());
    QCOMPARE(jobwords::state(b.history().at(0)), u"done"_s);
    auto *dialog = new HistoryDialog(*b.desk, nullptr);
    QTRY_VERIFY_WITH_TIMEOUT(told(*dialog, u"everything was sent; only the watch"_s), Wait);
    QVERIFY(!dialog->findChild<QPushButton *>(u"Resume…"_s)->isEnabled());
    QVERIFY(!dialog->findChild<QPushButton *>(u"Cancel job"_s)->isEnabled());
    delete dialog;
}

void tst_Jobs::aBrokenDiscardIsOfferedToo()
{
    Bench b;
    JobSpec spec;
    spec.kind = JobSpec::Kind::Discard;
    spec.connection = u"rabbit-eu"_s;
    spec.channel = Bench::Dead;
    spec.sourceIsQueue = true;
    spec.target = b.folder.filePath(u"nothing.capture"_s);
    const std::vector<FrozenEvent> events{{"1", std::string(16, 'h'), "a"}, {"2", std::string(16, 'h'), "b"}};
    QVERIFY(Journal::open(b.folder.path()).value()->create(spec, events).ok());
    QCOMPARE(RecoveryDialog::unfinished(b.history()).size(), std::size_t(1));
    auto *dialog = new HistoryDialog(*b.desk, nullptr);
    auto *resume = dialog->findChild<QPushButton *>(u"Resume…"_s);
    QTRY_VERIFY_WITH_TIMEOUT(resume->isEnabled(), Wait);
    dialog->show();
    picture(*dialog, u"history-broken-discard"_s);
    // Its archive is not there: said, and the job stays.
    resume->click();
    QTRY_VERIFY_WITH_TIMEOUT(told(*dialog, u"nothing.capture"_s), Wait);
    QCOMPARE(RecoveryDialog::unfinished(b.history()).size(), std::size_t(1));
    delete dialog;
}

// Every confirmed event has its outcome in the sentence, if only that nobody knows it.
void tst_Jobs::everyOutcomeIsAccountedFor()
{
    RunResult r;
    r.counts.selected = r.counts.success = 120;
    r.leftQueue = 38;
    r.cameBack = 1;
    QCOMPARE(
        jobwords::figures(JobSpec::Kind::Replay, 120, r),
        u"120 sent, 120 confirmed, 38 left the queue, 1 came back, outcome of 81 not known, 0 failed, 0 unknown"_s);
    r.leftQueue = 119;
    QVERIFY(!jobwords::figures(JobSpec::Kind::Replay, 120, r).contains(u"not known"_s));
    r.leftQueue = r.cameBack = 0;
    QVERIFY(jobwords::figures(JobSpec::Kind::Replay, 120, r).contains(u"confirmed, outcome not known,"_s));
    r.consumed = 130; // by an earlier run, too
    QCOMPARE(jobwords::withoutOutcome(r), 0u);
}

// A connection that is known by its URL leaves room for the figures.
void tst_Jobs::longNamesLeaveRoomForTheFigures()
{
    Bench b;
    JobSpec spec;
    spec.connection = u"amqp://guest@rabbit.of.a.branch.with.a.long.name.example:5672/shop?management=http://h:15672"_s;
    spec.channel = Bench::Dead;
    spec.target = u"origin-queue"_s;
    const std::vector<FrozenEvent> events{{"1", std::string(16, 'h'), "a"}};
    QVERIFY(Journal::open(b.folder.path()).value()->create(spec, events).ok());
    auto *dialog = new HistoryDialog(*b.desk, nullptr);
    auto *jobs = dialog->findChild<QTableView *>(u"Jobs"_s);
    dialog->show();
    QTRY_COMPARE_WITH_TIMEOUT(jobs->model()->rowCount(), 1, Wait);
    QVERIFY2(jobs->columnWidth(JobsModel::Connection) < 200, qPrintable(QString::number(jobs->columnWidth(2))));
    const QModelIndex name = jobs->model()->index(0, JobsModel::Connection);
    QVERIFY(name.data(Qt::ToolTipRole).toString().contains(u"management"_s));
    QTRY_VERIFY(jobs->columnViewportPosition(JobsModel::State) + jobs->columnWidth(JobsModel::State) <=
                jobs->viewport()->width());
    picture(*dialog, u"history-long-name"_s);
    delete dialog;
}

void tst_Jobs::theStripSaysWhatItWaitsFor()
{
    RunningJob job;
    job.job.spec.channel = u"queue:orders.dlq"_s;
    job.job.spec.target = u"origin-queue"_s;
    job.job.spec.options = RunOptions{.rate = 50}.toJson();
    QCOMPARE(jobwords::title(job.job), u"Replay from queue orders.dlq to the original queues"_s);
    job.job.onlyTarget = u"queue:orders"_s;
    QCOMPARE(jobwords::title(job.job), u"Replay from queue orders.dlq to queue orders"_s);
    RunProgress &p = job.progress;
    p.counts.pending = 100;
    p.ratePerSecond = 50;
    for (const auto doing : {RunProgress::Doing::Pacing, RunProgress::Doing::Sending}) {
        p.doing = doing;
        QCOMPARE(jobwords::doing(job), u"sending, paced at 50/s"_s);
        QCOMPARE(jobwords::remaining(p), u"2 s left"_s);
    }
    p.doing = RunProgress::Doing::Watching;
    p.secondsLeft = 23.2;
    QCOMPARE(jobwords::doing(job), u"watching what becomes of the first ones, 24 s left"_s);
    p.counts.pending = 0;
    QCOMPARE(jobwords::doing(job), u"watching what comes back, 24 s left"_s);
    p.secondsLeft = 0;
    QCOMPARE(jobwords::doing(job), u"watching what comes back, 1 s left"_s);
}

void tst_Jobs::endedLinesAreForTheKeyboard()
{
    Bench b;
    RunStrip strip(*b.desk);
    strip.resize(900, 200);
    QSignalSpy report(&strip, &RunStrip::reportAsked);
    QStringList jobs;
    for (int i = 0; i < 3; ++i) {
        jobs += b.start(*b.plan(b.replayable(b.read(), 2))).value();
        QVERIFY(b.waitIdle());
    }
    strip.show();
    strip.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&strip));
    const auto closers = [&] {
        QList<QToolButton *> out = strip.findChildren<QToolButton *>(u"Put away"_s);
        erase_if(out, [](const QToolButton *b) { return !b->isVisible(); });
        return out;
    };
    QTRY_COMPARE(closers().size(), int(RunStrip::MostEnded));
    picture(strip, u"strip-ended"_s);
    // Tab reaches the report of the newest and, behind it, what puts it away.
    const auto tabTo = [&](const QString &name) {
        for (int i = 0; i < 20; ++i) {
            if (QApplication::focusWidget() && QApplication::focusWidget()->objectName() == name)
                return true;
            QTest::keyClick(QApplication::focusWidget() ? QApplication::focusWidget() : &strip, Qt::Key_Tab);
        }
        return false;
    };
    QVERIFY(tabTo(u"Report…"_s));
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Space);
    QCOMPARE(report.size(), 1);
    QVERIFY(jobs.contains(report[0][0].toString()));
    QVERIFY(tabTo(u"Put away"_s));
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Space);
    QCOMPARE(closers().size(), 1);
    QCOMPARE(QApplication::focusWidget(), closers().front()); // the next one
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Space);
    QVERIFY(closers().isEmpty());
    QVERIFY(strip.isHidden());
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

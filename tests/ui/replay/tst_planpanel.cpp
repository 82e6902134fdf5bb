// SPDX-License-Identifier: GPL-3.0-or-later
// The plan panel over a real desk and a sandbox.
#include "tests/support/deskbench.h"
#include "tests/support/lateness.h"
#include "ui/look/chip.h"
#include "ui/look/look.h"
#include "ui/look/names.h"
#include "ui/look/noticebar.h"
#include "ui/replay/fittedscroll.h"
#include "ui/replay/optionsdialog.h"
#include "ui/replay/planpanel.h"
#include "ui/replay/planview.h"
#include "ui/replay/planwords.h"
#include "words/units.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDialog>
#include <QLabel>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTableView>
#include <QTest>
#include <QTimer>
#include <QToolButton>
#include <QTranslator>

#include <atomic>

using namespace flowbench;
using namespace Qt::StringLiterals;
using support::DeskBench;

namespace {

struct Shown
{
    explicit Shown(ReplayDesk &desk) : panel(desk)
    {
        panel.resize(356, 440);
        panel.setTargets({{u"shop"_s, u"rabbit-eu"_s, Environment::Production, {u"queue:orders"_s, u"queue:mail"_s}},
                          {u"other"_s, u"staging"_s, Environment::Test, {u"queue:orders"_s, u"exchange:events"_s}}});
        panel.show();
    }
    PlanPanel panel;

    template <class T>
    T *find(const QString &name) const
    {
        return panel.findChild<T *>(name);
    }
    QString said(const QString &row) const { return find<QLabel>(u"Plan "_s + row)->text(); }
    QPushButton *button() const { return find<QPushButton>(u"Start replay"_s); }
    bool planned() const
    {
        return QTest::qWaitFor([this] { return panel.planned() && find<QLabel>(u"Plan selected"_s)->isEnabled(); },
                               DeskBench::Wait);
    }
    // Yes to the last question.
    bool answer(const QString &button = u"Replay now"_s) const
    {
        auto *question = find<QDialog>(u"Replay question"_s);
        if (!question)
            return false;
        question->findChild<QPushButton *>(button)->click();
        return QTest::qWaitFor([this] { return !find<QDialog>(u"Replay question"_s); });
    }
};

// Every third event is wrong, every fifth has no schema.
class Thirds final : public SchemaCheck
{
public:
    SchemaVerdict check(const QString &, const EventView &) const override
    {
        SchemaVerdict v;
        const int n = m_seen++;
        v.kind = n % 5 == 4   ? SchemaVerdict::Kind::NotChecked
                 : n % 3 == 2 ? SchemaVerdict::Kind::Invalid
                              : SchemaVerdict::Kind::Valid;
        return v;
    }

private:
    mutable std::atomic_int m_seen = 0;
};

// As the program's English has it, for "event(s)" behind a number.
class English final : public QTranslator
{
public:
    QString translate(const char *, const char *source, const char *, int n) const override
    {
        return QLatin1String(source) == " event(s)"_L1 && n >= 0 ? (n == 1 ? u" event"_s : u" events"_s) : QString();
    }
    bool isEmpty() const override { return false; }
};

// Without the usual half minute of watching.
RunOptions quick()
{
    RunOptions options = usualRunOptions();
    options.watch = Milliseconds(0);
    return options;
}

// Those that say where they came from: a few of the shop's services don't.
DeskAsk replayable(DeskBench &b, std::size_t n)
{
    DeskAsk ask = DeskBench::ask(b.read(), 100'000);
    Shown all(*b.desk);
    all.panel.setAsk(ask);
    if (!all.planned())
        return {};
    ask.selection.clear();
    for (const PlannedEvent &e : all.panel.planned()->plan.events) {
        if (!e.refused && ask.selection.size() < n)
            ask.selection.push_back(e.index);
    }
    return ask;
}

} // namespace

class tst_PlanPanel : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void emptyAndBack();
    void aPlanIsShown();
    void fewAreSentAtOnce();
    void aRiskIsSeenAtOnce_data();
    void aRiskIsSeenAtOnce();
    void aLongerPlanHasItsRoom();
    void whatNamesOnlyItsExchangeIsOffered();
    void whatMayHaveArrivedIsAskedFor();
    void anUnsavedRecipeSaysSo();
    void theLatestAskWins();
    void errorsHaveASentence();
    void refusedAreListed();
    void askedBeforeItStarts();
    void productionIsUnlocked();
    void bothEndsAreUnlocked();
    void replayedBeforeIsSkipped();
    void verdictsAreCounted();
    void settingsAreKept();
    void numbersHaveTheirPlural();
    void anotherTarget();
    void topics();
    void manyAndHostile();
    void everythingIsNamed();
    void pace();
    void newerIsNeverGuessed();
    void reachIsNeverGuessed();
    void pictures_data();
    void pictures();

private:
    std::unique_ptr<Look> m_look;
};

void tst_PlanPanel::initTestCase() { m_look = std::make_unique<Look>(*qApp, ThemeChoice::Light, false); }

void tst_PlanPanel::emptyAndBack()
{
    DeskBench b;
    Shown s(*b.desk);
    QVERIFY(!s.button()->isVisible());
    s.panel.setAsk(DeskBench::ask(b.read(), 3));
    QVERIFY(s.planned());
    QVERIFY(s.button()->isVisible());
    s.panel.setAsk({});
    QVERIFY(!s.button()->isVisible());
    QVERIFY(!s.panel.planned());
    QSignalSpy closed(&s.panel, &PlanPanel::closed);
    s.find<QToolButton>(u"Close plan"_s)->click();
    QCOMPARE(closed.size(), 1);
}

// Of so few there are no first ones.
void tst_PlanPanel::fewAreSentAtOnce()
{
    RunOptions options = usualRunOptions();
    QCOMPARE(planwords::pace(options, 6), u"first 5, then up to 200/s, stop if 3 come back"_s);
    QCOMPARE(planwords::pace(options, 5), u"up to 200/s, stop if 3 come back"_s);
    options.stopAfterReturns = 0;
    QCOMPARE(planwords::pace(options, 1), u"up to 200/s"_s);
    options.rate = 0;
    QCOMPARE(planwords::pace(options, 1), u"as fast as it goes"_s);
    JobSpec spec;
    spec.target = u"origin-queue"_s;
    QCOMPARE(planwords::destination(spec, u"queue:orders"_s), u"queue orders"_s);
    QCOMPARE(planwords::destination(spec, {}), u"the original queues"_s);
    spec.target = u"exchange:events"_s;
    QCOMPARE(planwords::destination(spec, {}), u"exchange events"_s);
}

void tst_PlanPanel::aPlanIsShown()
{
    DeskBench b;
    const DeskAsk ask = replayable(b, 12);
    QCOMPARE(ask.selection.size(), 12u);
    Shown s(*b.desk);
    s.panel.setAsk(ask);
    QVERIFY(s.planned());
    QCOMPARE(s.said(u"selected"_s), u"12 of %1, group PaymentDeclined"_s.arg(ask.set->size()));
    QCOMPARE(s.said(u"target"_s), u"queue orders directly"_s);
    QCOMPARE(s.said(u"target note"_s), u"only the failed consumer"_s);
    QVERIFY(s.said(u"recipe"_s).startsWith(u"none"));
    QVERIFY(!s.find<QLabel>(u"Plan changes"_s)->isVisible());
    QCOMPARE(s.said(u"newer"_s), u"not checked"_s);
    QCOMPARE(s.said(u"refused"_s), u"none"_s);
    QCOMPARE(s.said(u"already replayed"_s), u"none that is known"_s);
    QCOMPARE(s.said(u"pace"_s), u"first 5, then up to 200/s, stop if 3 come back"_s);
    QCOMPARE(s.said(u"afterwards"_s), u"taken out of orders.dlq after the target confirmed"_s);
    PlannedJob atItsLimit;
    atItsLimit.ask = ask;
    QVERIFY(planwords::limitWarning(atItsLimit).isEmpty());
    atItsLimit.limitReached = 3;
    QVERIFY(planwords::limitWarning(atItsLimit).contains(u"no delivery left (the limit is 3)"_s));
    // Never more than there are.
    const QString all = words::count(qint64(ask.set->size()));
    QVERIFY2(planwords::limitWarning(atItsLimit).contains(u"could lose up to %1."_s.arg(all)),
             qPrintable(planwords::limitWarning(atItsLimit)));
    QVERIFY(planwords::afterwards(atItsLimit).tint == Tint::Neutral);
    atItsLimit.ask.options.keep = true; // nothing is taken
    QVERIFY(planwords::limitWarning(atItsLimit).isEmpty());
    QCOMPARE(s.button()->text(), u"Replay 12 event(s)…"_s);
    QCOMPARE(s.button()->accessibleName(), u"Replay…"_s);
    QVERIFY(s.button()->isEnabled());
    QCOMPARE(b.read()->size(), ask.set->size()); // nothing was sent

    DeskAsk edited = ask;
    edited.recipe = u"recipe: fix\nversion: 4\nedits:\n  - header: x-fixed\n    value: \"'1'\"\n"_s;
    s.panel.setAsk(edited);
    QTRY_COMPARE_WITH_TIMEOUT(s.said(u"recipe"_s), u"fix, version 4"_s, DeskBench::Wait);
    QVERIFY(s.said(u"changes"_s).startsWith(u"12 "));
    QVERIFY(s.said(u"changes note"_s).contains(u"x-fixed"));
    edited = ask;
    edited.selection.resize(1);
    edited.edited = Event(ask.set->event(ask.selection[0]));
    s.panel.setAsk(edited);
    QTRY_COMPARE_WITH_TIMEOUT(s.said(u"recipe"_s), u"edited by hand"_s, DeskBench::Wait);
}

void tst_PlanPanel::aRiskIsSeenAtOnce_data()
{
    QTest::addColumn<QSize>("room");
    QTest::newRow("1280x800") << QSize(356, 260);
    QTest::newRow("low") << QSize(356, 140);
    QTest::newRow("narrow") << QSize(260, 200);
    QTest::newRow("high") << QSize(420, 900);
}

// It stands first, and no line of the plan is cut, wherever one scrolls.
void tst_PlanPanel::aRiskIsSeenAtOnce()
{
    QFETCH(QSize, room);
    DeskBench b;
    PlannedJob job;
    job.ask = DeskBench::ask(b.read(), 12);
    PlanSummary plan;
    plan.targets = {{u"queue:orders"_s, 12}};
    plan.refused = 2;
    plan.onlyTarget = false;
    plan.alsoReached = QStringList(4, u"queue:the-books-of-all-branches-and-their-accounts"_s);
    auto *view = new PlanView;
    FittedScroll scroll(view, nullptr);
    scroll.resize(room);
    scroll.show();
    view->setPlan(job, plan);
    auto *risk = view->findChild<NoticeBar *>(u"Plan risk"_s);
    QVERIFY(risk && !risk->isVisible());
    job.limitReached = 3;
    view->setPlan(job, plan);
    QVERIFY(risk->isVisible());
    QCOMPARE(risk->tint(), Tint::Warning);
    QVERIFY(risk->text().endsWith(u"Raise the limit by a policy to avoid that."_s));
    QTest::qWait(50);
    QCOMPARE(scroll.verticalScrollBar()->value(), 0);
    QVERIFY(risk->mapTo(&scroll, QPoint(0, 0)).y() < 20);
    for (const QLabel *label : view->findChildren<QLabel *>()) {
        if (label->isVisible() && label->wordWrap())
            QVERIFY2(label->height() >= label->heightForWidth(label->width()), qPrintable(label->text()));
    }
    scroll.verticalScrollBar()->setValue(scroll.verticalScrollBar()->maximum());
    const auto *last = view->findChild<QLabel *>(u"Plan afterwards"_s);
    QVERIFY(last->mapTo(&scroll, QPoint(0, last->height())).y() <= scroll.height());
    job.limitReached.reset();
    view->setPlan(job, plan);
    QVERIFY(!risk->isVisible());
}

// Where there is room for all of a plan that became longer, nothing of it has to be scrolled to.
void tst_PlanPanel::aLongerPlanHasItsRoom()
{
    DeskBench b;
    Shown s(*b.desk);
    s.panel.setAsk(DeskBench::ask(b.read(), 12));
    QVERIFY(s.planned());
    const PlannedJob job = *s.panel.planned();
    const PlanSummary plan = summarise(job, {});
    PlannedJob risky = job;
    risky.limitReached = 3;
    PlanSummary longer = plan;
    longer.onlyTarget = false;
    longer.alsoReached = QStringList(4, u"queue:the books of all branches and their accounts"_s);
    auto *view = s.panel.findChild<PlanView *>();
    const auto *scroll = s.panel.findChild<FittedScroll *>();
    for (int width = 340; width < 460; width += 4) { // at some of them a scroll bar would make a line wrap
        s.panel.resize(width, 900);
        view->setPlan(job, plan);
        QTest::qWait(20);
        view->setPlan(risky, longer);
        const auto whole = [&] {
            return view->width() == scroll->width() && view->heightForWidth(view->width()) <= scroll->height();
        };
        QTRY_VERIFY2_WITH_TIMEOUT(whole(), qPrintable(QString::number(width)), 1000);
    }
    s.panel.resize(420, 300); // and where there is none, it can
    QTest::qWait(50);
    QVERIFY(scroll->verticalScrollBar()->isVisible());
    QCOMPARE(scroll->verticalScrollBar()->maximum(), view->height() - scroll->viewport()->height());
}

// What does not say its queue may say its exchange: one click away.
void tst_PlanPanel::whatNamesOnlyItsExchangeIsOffered()
{
    DeskBench b;
    Shown s(*b.desk);
    const auto set = b.read();
    DeskAsk ask = DeskBench::ask(set, set->size());
    std::erase_if(ask.selection, [&](std::size_t i) {
        const auto origin = originOf(set->event(i));
        return !origin || !origin->channel.empty() || !origin->exchange || origin->routingKeys.empty();
    });
    QVERIFY(!ask.selection.empty());
    const auto n = qint64(ask.selection.size());
    ask.options = quick();
    s.panel.setAsk(ask);
    QVERIFY(s.planned());
    QVERIFY(s.said(u"target"_s).startsWith(u"nowhere"_s));
    QCOMPARE(s.said(u"exchange"_s), u"%1 event(s) name it, but not their queue"_s.arg(words::count(n)));
    QCOMPARE(s.said(u"exchange note"_s), u"events"_s);
    QCOMPARE(namelessWidgets(&s.panel), QStringList());
    s.find<QPushButton>(u"To the original exchange"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(s.said(u"target"_s).startsWith(u"exchange events, key"_s), DeskBench::Wait);
    QVERIFY(!s.find<QPushButton>(u"To the original exchange"_s)->isVisible());
    QVERIFY(!s.find<QLabel>(u"Plan exchange"_s)->isVisible());
    QCOMPARE(s.panel.planned()->plan.toSend(), quint64(n));
}

// What a job that was broken off may have sent is left out, and sent again by a click.
void tst_PlanPanel::whatMayHaveArrivedIsAskedFor()
{
    DeskBench b;
    Shown s(*b.desk);
    const auto set = b.read();
    DeskAsk ask = b.replayable(set, 10);
    ask.options = quick();
    const auto before = b.plan(ask);
    QVERIFY(before.ok());
    auto journal = std::move(Journal::open(b.folder.path()).value());
    const QString killed = journal->create((*before)->spec, (*before)->frozen).value();
    const std::vector<quint64> numbers{2, 3, 7};
    QVERIFY(journal->step(killed, {.intent = 1, .numbers = numbers}).ok());
    s.panel.setAsk(ask);
    QVERIFY(s.planned());
    QVERIFY(s.said(u"unanswered"_s).startsWith(u"3 "));
    QVERIFY(s.said(u"unanswered"_s).endsWith(u"left where they are"));
    QVERIFY(s.said(u"unanswered note"_s).contains(killed));
    QCOMPARE(s.panel.planned()->plan.toSend(), 7u);
    QCOMPARE(namelessWidgets(&s.panel), QStringList());
    auto *resend = s.find<QPushButton>(u"Send unanswered again"_s);
    resend->click();
    QTRY_VERIFY_WITH_TIMEOUT(s.said(u"unanswered"_s).endsWith(u"may be there twice"), DeskBench::Wait);
    QCOMPARE(s.panel.planned()->plan.toSend(), 10u);
    resend->click();
    QTRY_COMPARE_WITH_TIMEOUT(s.panel.planned() ? s.panel.planned()->plan.toSend() : 0u, 7u, DeskBench::Wait);
    s.panel.setAsk(DeskBench::ask(set, 1));
    QVERIFY(s.planned());
    QVERIFY(!resend->isVisible());
}

void tst_PlanPanel::anUnsavedRecipeSaysSo()
{
    DeskBench b;
    Shown s(*b.desk);
    DeskAsk ask = DeskBench::ask(b.read(), 2);
    ask.recipe = u"recipe: fix\nversion: 2\nedits:\n  - remove: /none\n"_s;
    s.panel.setAsk(ask);
    QVERIFY(s.planned());
    QCOMPARE(s.said(u"recipe"_s), u"fix, version 2"_s);
    ask.recipeUnsaved = true;
    s.panel.setAsk(ask);
    QVERIFY(s.planned());
    QCOMPARE(s.said(u"recipe"_s), u"fix, version 2, edited and not saved"_s);
}

void tst_PlanPanel::theLatestAskWins()
{
    DeskBench b;
    Shown s(*b.desk);
    const auto set = b.read();
    for (std::size_t n = 1; n <= 9; ++n)
        s.panel.setAsk(DeskBench::ask(set, n));
    QVERIFY(!s.button()->isEnabled());
    QVERIFY(s.planned());
    QCOMPARE(s.panel.planned()->plan.events.size(), 9u);
    s.panel.setAsk(DeskBench::ask(set, 2));
    QVERIFY2(!s.button()->isEnabled(), "an old plan could be started");
    QVERIFY(s.planned());
    QCOMPARE(s.panel.planned()->plan.events.size(), 2u);
}

void tst_PlanPanel::errorsHaveASentence()
{
    DeskBench b;
    Shown s(*b.desk);
    DeskAsk ask = DeskBench::ask(b.read(), 2);
    ask.connection = u"nobody"_s;
    s.panel.setAsk(ask);
    QTRY_VERIFY_WITH_TIMEOUT(s.find<QPushButton>(u"Plan again"_s), DeskBench::Wait);
    QVERIFY(!s.button()->isVisible());
    QVERIFY(s.find<QPushButton>(u"Change…"_s)->isVisible());
    s.find<QPushButton>(u"Plan again"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(!s.find<QPushButton>(u"Plan again"_s), DeskBench::Wait);
    QTRY_VERIFY_WITH_TIMEOUT(s.find<QPushButton>(u"Plan again"_s), DeskBench::Wait);
    ask.connection = u"shop"_s;
    ask.recipe = u"recipe: broken\nedits: [{set: 1}]"_s;
    s.panel.setAsk(ask);
    QTRY_VERIFY_WITH_TIMEOUT(s.find<QPushButton>(u"Plan again"_s), DeskBench::Wait);
}

void tst_PlanPanel::refusedAreListed()
{
    DeskBench b;
    Shown s(*b.desk);
    DeskAsk ask = DeskBench::ask(b.read(), 4);
    ask.target = u"queue:gone"_s;
    s.panel.setAsk(ask);
    QVERIFY(s.planned());
    QVERIFY(s.said(u"refused"_s).startsWith(u"4 "));
    QVERIFY(!s.button()->isEnabled());
    s.find<QPushButton>(u"Show refused"_s)->click();
    auto *dialog = s.find<QDialog>(u"Refused events"_s);
    QVERIFY(dialog);
    auto *table = dialog->findChild<QTableView *>(u"Refused"_s);
    QCOMPARE(table->model()->rowCount(), 4);
    QVERIFY(table->model()->index(0, 1).data().toString().contains(u"gone"));
    QCOMPARE(namelessWidgets(dialog).join(u' '), QString());
}

void tst_PlanPanel::askedBeforeItStarts()
{
    DeskBench b;
    const DeskAsk ask = replayable(b, 6);
    Shown s(*b.desk);
    s.panel.setOptions(quick());
    s.panel.setAsk(ask);
    QVERIFY(s.planned());
    QSignalSpy started(&s.panel, &PlanPanel::started);
    s.button()->click();
    auto *question = s.find<QDialog>(u"Replay question"_s);
    QVERIFY(question);
    QVERIFY(question->findChild<QLabel *>(u"Replay question text"_s)->text().contains(u"6"));
    QCOMPARE(question->findChild<QLabel *>(u"Replay question target"_s)->text(), u"queue orders on rabbit-eu"_s);
    QCOMPARE(namelessWidgets(question), QStringList());
    QVERIFY(s.answer(u"Cancel"_s));
    QTest::qWait(50);
    QVERIFY(b.desk->running().empty());
    s.button()->click();
    QVERIFY(s.answer());
    QVERIFY(!s.button()->isEnabled());
    QTRY_COMPARE_WITH_TIMEOUT(started.size(), 1, DeskBench::Wait);
    QVERIFY(b.waitIdle());
    QCOMPARE(b.read()->size(), ask.set->size() - 6);
    // What is gone is not offered again, until the channel was read again.
    QVERIFY(!s.button()->isEnabled());
    s.panel.setAsk(DeskBench::ask(ask.set, 4));
    QVERIFY(s.planned());
    QVERIFY(!s.button()->isEnabled());
    s.panel.setAsk(DeskBench::ask(b.read(), 100));
    QVERIFY(s.planned());
    QVERIFY(s.button()->isEnabled());
}

void tst_PlanPanel::productionIsUnlocked()
{
    DeskBench b(Environment::Production);
    const DeskAsk ask = replayable(b, 3);
    Shown s(*b.desk);
    s.panel.setOptions(quick());
    QStringList asked;
    bool opens = false;
    s.panel.setUnlockPrompt([&](const QString &id, const QString &what, std::function<void(bool)> then) {
        asked << id;
        QVERIFY(what.contains(u"orders.dlq"));
        if (opens)
            QVERIFY(b.guard->unlock(u"rabbit-eu"_s));
        then(opens);
    });
    s.panel.setAsk(ask);
    QVERIFY(s.planned());
    s.button()->click();
    QVERIFY(s.answer());
    QTRY_COMPARE(asked, QStringList{u"shop"_s});
    QTRY_VERIFY(s.button()->isEnabled());
    QVERIFY(b.desk->running().empty());
    opens = true;
    QSignalSpy started(&s.panel, &PlanPanel::started);
    s.button()->click();
    QVERIFY(s.answer());
    QTRY_COMPARE_WITH_TIMEOUT(started.size(), 1, DeskBench::Wait);
    QVERIFY(b.waitIdle());
    QCOMPARE(b.read()->size(), ask.set->size() - 3);
    // Without a prompt the guard's sentence is shown.
    b.guard->lock();
    s.panel.setUnlockPrompt({});
    DeskAsk more = DeskBench::ask(b.read(), 1);
    more.target = u"queue:orders"_s;
    s.panel.setAsk(more);
    QVERIFY(s.planned());
    s.button()->click();
    QVERIFY(s.answer());
    auto *notice = s.find<NoticeBar>(u"Replay result"_s);
    QTRY_VERIFY(notice->isVisible());
    QVERIFY(notice->text().contains(u"rabbit-eu"));
}

void tst_PlanPanel::bothEndsAreUnlocked()
{
    DeskBench b(Environment::Production, Environment::Production);
    Shown s(*b.desk);
    s.panel.setOptions(quick());
    QStringList asked;
    s.panel.setUnlockPrompt([&](const QString &id, const QString &, std::function<void(bool)> then) {
        asked << id;
        then((id == u"shop" ? b.guard : b.otherGuard)->unlock(id == u"shop" ? u"rabbit-eu"_s : u"staging"_s));
    });
    DeskAsk ask = DeskBench::ask(b.read(), 2);
    ask.targetConnection = u"other"_s;
    ask.target = u"queue:orders"_s;
    s.panel.setAsk(ask);
    QVERIFY(s.planned());
    QCOMPARE(s.said(u"target note"_s), u"on staging"_s);
    QSignalSpy started(&s.panel, &PlanPanel::started);
    s.button()->click();
    QVERIFY(s.answer());
    QTRY_COMPARE_WITH_TIMEOUT(started.size(), 1, DeskBench::Wait);
    QCOMPARE(asked, (QStringList{u"shop"_s, u"other"_s}));
    QVERIFY(b.waitIdle());
}

void tst_PlanPanel::replayedBeforeIsSkipped()
{
    DeskBench b;
    const DeskAsk ask = replayable(b, 4);
    Shown s(*b.desk);
    RunOptions options = quick();
    options.keep = true;
    options.canary = 0;
    s.panel.setOptions(options);
    s.panel.setAsk(ask);
    QVERIFY(s.planned());
    QCOMPARE(s.said(u"afterwards"_s), u"copies are sent, the dead letters stay in orders.dlq"_s);
    s.button()->click();
    QVERIFY(s.answer());
    QTRY_COMPARE_WITH_TIMEOUT(s.said(u"already replayed"_s), u"4 once, will be skipped"_s, DeskBench::Wait);
    options.maxReplays = 2;
    s.panel.setOptions(options);
    QTRY_COMPARE_WITH_TIMEOUT(s.said(u"already replayed"_s), u"4 once, will be sent again"_s, DeskBench::Wait);
    QVERIFY(s.button()->isEnabled());
}

void tst_PlanPanel::verdictsAreCounted()
{
    DeskBench b;
    const DeskAsk ask = replayable(b, 15);
    Shown s(*b.desk);
    s.panel.setAsk(ask);
    QVERIFY(s.planned());
    QCOMPARE(s.said(u"schema"_s), u"not checked"_s);
    QVERIFY(!s.find<Chip>(u"Plan valid"_s)->isVisible());
    b.schema = std::make_shared<Thirds>();
    s.panel.setAsk(ask);
    QVERIFY(s.planned());
    QVERIFY(!s.find<QLabel>(u"Plan schema"_s)->isVisible());
    QCOMPARE(s.find<Chip>(u"Plan valid"_s)->text(), u"8 valid"_s);
    QCOMPARE(s.find<Chip>(u"Plan invalid"_s)->text(), u"4 invalid"_s);
    QCOMPARE(s.said(u"schema note"_s), u"3 not checked"_s);
}

void tst_PlanPanel::settingsAreKept()
{
    DeskBench b;
    Shown s(*b.desk);
    const auto set = b.read();
    s.panel.setAsk(DeskBench::ask(set, 3));
    QVERIFY(s.planned());
    QSignalSpy changed(&s.panel, &PlanPanel::optionsChanged);
    s.find<QPushButton>(u"Change…"_s)->click();
    auto *dialog = s.find<QDialog>(u"Replay settings"_s);
    QVERIFY(dialog);
    QCOMPARE(namelessWidgets(dialog).join(u' '), QString());
    QCOMPARE(dialog->findChild<QSpinBox *>(u"Canary"_s)->value(), 5);
    QCOMPARE(dialog->findChild<QSpinBox *>(u"Stop after returns"_s)->value(), 3);
    QCOMPARE(dialog->findChild<QSpinBox *>(u"Watch"_s)->value(), 30);
    QVERIFY(!dialog->findChild<QCheckBox *>(u"Transaction"_s)->isEnabled());
    QVERIFY(!dialog->findChild<QCheckBox *>(u"Transaction"_s)->toolTip().isEmpty());
    dialog->findChild<QSpinBox *>(u"Rate"_s)->setValue(0);
    dialog->findChild<QSpinBox *>(u"Canary"_s)->setValue(0);
    dialog->findChild<QSpinBox *>(u"Window"_s)->setValue(10);
    QVERIFY(dialog->findChild<QLabel *>(u"Settings in words"_s)->text().contains(u"as fast as"));
    dialog->findChild<QComboBox *>(u"Replay target"_s)->setCurrentIndex(1);
    dialog->findChild<QPushButton *>(u"Use settings"_s)->click();
    QCOMPARE(changed.size(), 1);
    QVERIFY(s.planned());
    QCOMPARE(s.panel.options().window, 10);
    QCOMPARE(s.panel.planned()->spec.target, u"origin-exchange"_s);
    QVERIFY(s.said(u"target"_s).startsWith(u"exchange "));
    QVERIFY(s.said(u"target"_s).contains(u"key"));
    QCOMPARE(s.said(u"pace"_s), u"as fast as it goes, stop if 3 come back"_s);
    s.panel.setAsk(DeskBench::ask(set, 5)); // another selection of that channel
    QVERIFY(s.planned());
    QCOMPARE(s.panel.planned()->ask.selection.size(), 5u);
    QCOMPARE(s.panel.planned()->spec.target, u"origin-exchange"_s);
    QCOMPARE(s.panel.planned()->ask.options.window, 10);
    const auto topic = b.read(u"queue:billing.dlq"_s);
    QVERIFY(topic);
    s.panel.setAsk(DeskBench::ask(topic, 5)); // another channel
    QVERIFY(s.planned());
    QCOMPARE(s.panel.planned()->spec.target, u"origin-queue"_s);
    QCOMPARE(s.panel.planned()->ask.options.window, 10);
}

void tst_PlanPanel::numbersHaveTheirPlural()
{
    English english;
    QCoreApplication::installTranslator(&english);
    DeskBench b;
    OptionsDialog dialog(DeskBench::ask(b.read(), 3), {}, nullptr);
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    for (const QString &name : {u"Canary"_s, u"Window"_s}) {
        auto *box = dialog.findChild<QSpinBox *>(name);
        box->setValue(1);
        QCOMPARE(box->text(), u"1 event"_s);
        box->setValue(7);
        QCOMPARE(box->text(), u"7 events"_s);
    }
}

void tst_PlanPanel::anotherTarget()
{
    DeskBench b;
    Shown s(*b.desk);
    s.panel.setAsk(DeskBench::ask(b.read(), 3));
    QVERIFY(s.planned());
    s.find<QPushButton>(u"Change…"_s)->click();
    auto *dialog = s.find<QDialog>(u"Replay settings"_s);
    auto *target = dialog->findChild<QComboBox *>(u"Replay target"_s);
    auto *channel = dialog->findChild<QComboBox *>(u"Replay target channel"_s);
    auto *use = dialog->findChild<QPushButton *>(u"Use settings"_s);
    QVERIFY(!channel->isVisible());
    target->setCurrentIndex(target->count() - 1);
    QVERIFY(channel->isVisible());
    QVERIFY2(!use->isEnabled(), "no channel is chosen");
    dialog->findChild<QComboBox *>(u"Replay target connection"_s)->setCurrentIndex(1);
    channel->setEditText(u"queue:orders"_s);
    QVERIFY(use->isEnabled());
    use->click();
    QVERIFY(s.planned());
    QCOMPARE(s.panel.planned()->ask.targetConnection, u"other"_s);
    // A connection that was closed meanwhile does not become another one.
    s.panel.setTargets({{u"shop"_s, u"rabbit-eu"_s, Environment::Test, {u"queue:orders"_s}}});
    s.find<QPushButton>(u"Change…"_s)->click();
    dialog = s.find<QDialog>(u"Replay settings"_s);
    QVERIFY(dialog);
    QVERIFY(!dialog->findChild<QPushButton *>(u"Use settings"_s)->isEnabled());
    dialog->findChild<QComboBox *>(u"Replay target connection"_s)->setCurrentIndex(0);
    QVERIFY(dialog->findChild<QPushButton *>(u"Use settings"_s)->isEnabled());
    dialog->reject();
    QCOMPARE(s.panel.planned()->plan.toSend(), 3u);
    QCOMPARE(s.said(u"target note"_s), u"on staging"_s);
}

// What a topic holds stays there.
void tst_PlanPanel::topics()
{
    DeskBench b;
    Shown s(*b.desk);
    const auto set = b.read(u"payments"_s);
    QVERIFY(set && !set->isQueue() && set->size() > 20);
    DeskAsk ask = DeskBench::ask(set, 20);
    ask.target = u"payments"_s;
    s.panel.setAsk(ask);
    QVERIFY(s.planned());
    QCOMPARE(s.said(u"target"_s), u"topic payments"_s);
    QCOMPARE(s.said(u"afterwards"_s), u"stays in the topic, marked as replayed"_s);
    QVERIFY(!s.said(u"reaches"_s).isEmpty());
    s.find<QPushButton>(u"Change…"_s)->click();
    auto *dialog = s.find<QDialog>(u"Replay settings"_s);
    auto *transaction = dialog->findChild<QCheckBox *>(u"Transaction"_s);
    QVERIFY(!dialog->findChild<QCheckBox *>(u"Keep dead letters"_s)->isEnabled());
    QVERIFY(transaction->isEnabled());
    transaction->setChecked(true);
    QVERIFY(dialog->findChild<QLabel *>(u"Settings in words"_s)->text().contains(u"committed"));
    dialog->findChild<QComboBox *>(u"Replay target connection"_s)->setCurrentIndex(1);
    QVERIFY(!transaction->isEnabled());
    QVERIFY(transaction->toolTip().contains(u"one Kafka cluster"));
    dialog->findChild<QPushButton *>(u"Use settings"_s)->click();
    QVERIFY2(!s.panel.options().transaction, "what is greyed counted");
}

// The window goes on while a large plan is made, and what a broker says cannot become markup or push buttons away.
void tst_PlanPanel::manyAndHostile()
{
    DeskBench b;
    Shown s(*b.desk);
    DeskAsk ask = DeskBench::ask(b.read(), 100'000);
    const std::size_t different = ask.selection.size();
    while (ask.selection.size() < 100'000)
        ask.selection.push_back(ask.selection[ask.selection.size() % different]);
    ask.selectionWords = u"<b>\u202e"_s + QString(100'000, u'x');
    ask.recipe =
        u"recipe: <img src=x>\nedits:\n  - header: x-fixed\n    value: \"'"_s + QString(5000, u'y') + u"'\"\n"_s;
    test::Lateness lateness;
    s.panel.setAsk(ask);
    QVERIFY(s.planned());
    qInfo("longest pause of the window: %.0f ms (clock %lld)", lateness.worst(), lateness.worstOnTheClock());
    QVERIFY2(lateness.worst() < 200, qPrintable(QString::number(lateness.worst())));
    QVERIFY(s.said(u"selected"_s).size() < 200);
    QVERIFY(s.said(u"selected"_s).contains(u"<b>"));
    QVERIFY(!s.said(u"selected"_s).contains(QChar(0x202e)));
    QVERIFY(s.said(u"changes note"_s).size() < 400);
    QTest::qWait(50);
    QVERIFY(s.button()->geometry().bottom() < s.panel.height());
    QVERIFY(s.find<QWidget>(u"Change…"_s)->mapTo(&s.panel, QPoint(0, 28)).y() <= s.panel.height());
    QVERIFY(s.find<QWidget>(u"Plan pace"_s)->width() < s.panel.width());
}

void tst_PlanPanel::everythingIsNamed()
{
    DeskBench b;
    Shown s(*b.desk);
    QCOMPARE(namelessWidgets(&s.panel).join(u' '), QString());
    s.panel.setAsk(DeskBench::ask(b.read(), 3));
    QVERIFY(s.planned());
    QCOMPARE(namelessWidgets(&s.panel).join(u' '), QString());
}

void tst_PlanPanel::pace()
{
    RunOptions o;
    QCOMPARE(planwords::pace(o, 100), u"as fast as it goes"_s);
    o.rate = 50;
    o.stopAfterReturns = 1;
    QCOMPARE(planwords::pace(o, 100), u"up to 50/s, stop if 1 come back"_s);
}

void tst_PlanPanel::newerIsNeverGuessed()
{
    PlanSummary plan;
    plan.toSend = plan.newerUnknown = 7;
    QCOMPARE(planwords::newer(plan).text, u"not checked"_s);
    plan.newerLooked = true; // broken off before anything was found
    QCOMPARE(planwords::newer(plan).text, u"not checked"_s);
    plan.notNewer = 4;
    plan.newerUnknown = 3;
    QVERIFY(planwords::newer(plan).text.contains(u"4"));
    QCOMPARE(planwords::newer(plan).note, u"3 not checked"_s);
    plan.newer = 2;
    QCOMPARE(planwords::newer(plan).tint, Tint::Warning);
    QVERIFY(planwords::newer(plan).text.contains(u"2"));
}

void tst_PlanPanel::reachIsNeverGuessed()
{
    PlanSummary plan;
    plan.targets = {{u"exchange:events"_s, 3}};
    plan.onlyTarget = false;
    QCOMPARE(planwords::reached(plan).text, u"nobody else that is known"_s);
    plan.alsoReached = {u"queue:audit"_s, u"queue:billing"_s};
    QCOMPARE(planwords::reached(plan).text, u"audit, billing"_s);
    for (int i = 0; i < 40; ++i)
        plan.alsoReached.append(u"queue:q%1"_s.arg(i));
    plan.alsoReachedMore = 100;
    QVERIFY(planwords::reached(plan).text.endsWith(u"and 138 more"));
}

void tst_PlanPanel::pictures_data()
{
    QTest::addColumn<bool>("dark");
    QTest::newRow("light") << false;
    QTest::newRow("dark") << true;
}

// Set FLOWBENCH_PICTURES to a folder to look at them.
void tst_PlanPanel::pictures()
{
    QFETCH(bool, dark);
    m_look->setChoice(dark ? ThemeChoice::Dark : ThemeChoice::Light);
    DeskBench b(Environment::Production);
    b.schema = std::make_shared<Thirds>();
    Shown s(*b.desk);
    const QString folder = qEnvironmentVariable("FLOWBENCH_PICTURES");
    const auto save = [&](QWidget *widget, const QString &name) {
        QTest::qWait(100);
        const QPixmap picture = widget->grab();
        QVERIFY(!picture.isNull());
        if (!folder.isEmpty())
            QVERIFY(picture.save(u"%1/%2-%3.png"_s.arg(folder, name, dark ? u"dark"_s : u"light"_s)));
    };
    save(&s.panel, u"plan-empty"_s);
    s.panel.setAsk(DeskBench::ask(b.read(), 100'000));
    QVERIFY(s.planned());
    save(&s.panel, u"plan"_s);
    {
        const DeskAsk some = b.replayable(b.read(), 10);
        const auto planned = b.plan(some);
        auto journal = std::move(Journal::open(b.folder.path()).value());
        const QString killed = journal->create((*planned)->spec, (*planned)->frozen).value();
        const std::vector<quint64> numbers{2, 3, 7};
        QVERIFY(journal->step(killed, {.intent = 1, .numbers = numbers}).ok());
        s.panel.setAsk(some);
        QTRY_VERIFY_WITH_TIMEOUT(!s.said(u"unanswered"_s).isEmpty(), DeskBench::Wait);
        save(&s.panel, u"plan-unanswered"_s);
        s.panel.setAsk(DeskBench::ask(b.read(), 100'000));
        QVERIFY(s.planned());
    }
    s.find<QPushButton>(u"Change…"_s)->click();
    auto *settings = s.find<QDialog>(u"Replay settings"_s);
    settings->findChild<QComboBox *>(u"Replay target"_s)->setCurrentIndex(2);
    save(settings, u"plan-settings"_s);
    settings->reject();
    s.button()->click();
    save(s.find<QDialog>(u"Replay question"_s), u"plan-question"_s);
    QVERIFY(s.answer(u"Cancel"_s));
    if (auto *refused = s.find<QPushButton>(u"Show refused"_s); refused->isVisible()) {
        refused->click();
        save(s.find<QDialog>(u"Refused events"_s), u"plan-refused"_s);
    }
    DeskAsk wrong = DeskBench::ask(b.read(), 3);
    wrong.recipe = u"recipe: broken\nedits: [{set: 1}]"_s;
    s.panel.setAsk(wrong);
    QTRY_VERIFY_WITH_TIMEOUT(s.find<QPushButton>(u"Plan again"_s), DeskBench::Wait);
    save(&s.panel, u"plan-error"_s);
    m_look->setChoice(ThemeChoice::Light);
}

QTEST_MAIN(tst_PlanPanel)
#include "tst_planpanel.moc"

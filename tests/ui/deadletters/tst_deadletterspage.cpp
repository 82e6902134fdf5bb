// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/sandbox/sandbox.h"
#include "model/store/arena.h"
#include "tests/ui/deadletters/deadshop.h"
#include "ui/charts/linechart.h"
#include "ui/deadletters/channelsview.h"
#include "ui/deadletters/deaddetails.h"
#include "ui/deadletters/deadletterspage.h"
#include "ui/deadletters/deadtable.h"
#include "ui/deadletters/failureview.h"
#include "ui/deadletters/groupspane.h"
#include "ui/deadletters/groupsview.h"
#include "ui/deadletters/markdialog.h"
#include "ui/deadletters/originalview.h"
#include "ui/deadletters/patternsdialog.h"
#include "ui/deadletters/relatedview.h"
#include "ui/export/exportdialog.h"
#include "ui/filter/filterfield.h"
#include "ui/filter/filterline.h"
#include "ui/look/look.h"
#include "ui/look/names.h"
#include "ui/look/noticebar.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QClipboard>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QListWidget>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTabBar>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

using namespace flowbench;
using namespace Qt::StringLiterals;

namespace {

constexpr int Wait = 20'000;
const QString Dead = u"queue:orders.dlq"_s;

qint64 today() { return QDateTime::currentMSecsSinceEpoch() - 3'600'000; }

// Where the page is, its settings, and how it is looked at.
struct Page
{
    QTemporaryDir folder;
    QSettings settings{folder.filePath(u"s.ini"_s), QSettings::IniFormat};
    DeadLettersPage page{&settings};

    Page()
    {
        page.resize(980, 735);
        page.show();
        page.activateWindow();
        (void)QTest::qWaitForWindowActive(&page);
    }
    template <class T>
    T *find(const QString &name = {}) const
    {
        return page.findChild<T *>(name);
    }
    DeadTable &table() const { return *find<DeadTable>(u"Dead letters"_s); }
    GroupsView &groups() const { return *find<GroupsView>(u"Groups"_s); }
    NoticeBar *bar() const
    {
        const auto all = page.findChildren<NoticeBar *>(u"Result"_s);
        const auto shown = std::ranges::find_if(all, [](const NoticeBar *n) { return n->isVisible(); });
        return shown == all.end() ? nullptr : *shown;
    }
    QString notice() const { return bar() ? bar()->text() : QString(); }
    QString status(const QString &id) const
    {
        for (const TrafficStatus::Item &i : page.status().items) {
            if (i.id == id)
                return i.text;
        }
        return {};
    }
    int rows() const { return table().letters().rowCount(); }
    void filter(const QString &text) const
    {
        auto *field = find<FilterField>(u"Filter"_s);
        field->setFocus();
        field->selectAll();
        QTest::keyClicks(field, text);
        QTest::keyClick(field, Qt::Key_Return);
    }
};

// A queue of a test's own.
struct Bench : Page
{
    std::shared_ptr<fake::Broker> broker;
    std::unique_ptr<Session> session;

    explicit Bench(int letters = 512) : Bench(deadshop::broker(deadshop::letters(letters, today()))) {}
    explicit Bench(std::shared_ptr<fake::Broker> b) : broker(std::move(b)), session(fake::makeSession(broker))
    {
        session->watch();
        (void)QTest::qWaitFor([this] { return session->channelsKnown(); });
        page.setSessions({{u"c1"_s, session.get()}});
    }
    ~Bench() { page.setSessions({}); }
    bool open(const QString &channel = Dead)
    {
        page.openChannel(u"c1"_s, channel);
        return QTest::qWaitFor([this] { return rows() > 0 && groups().model()->rowCount() > 1; }, Wait);
    }
    bool ready()
    {
        return QTest::qWaitFor([this] { return find<QPushButton>(u"Replay…"_s)->isEnabled(); }, Wait);
    }
};

// A whole broker, and a desk over it.
struct Shop : Page
{
    QTemporaryDir state;
    ConnectorType type = sandboxType();
    std::shared_ptr<ArenaPool> arenas = ArenaPool::create();
    std::shared_ptr<Guard> guard = std::make_shared<Guard>(GuardPolicy{u"shop"_s, Environment::Test, false}, nullptr);
    std::unique_ptr<Session> session;
    std::unique_ptr<ReplayDesk> desk;

    Shop()
    {
        Session::Identity identity;
        identity.name = u"shop"_s;
        identity.typeName = u"Sandbox"_s;
        session = std::make_unique<Session>(identity, connector(), guard, arenas);
        session->watch();
        (void)QTest::qWaitFor([this] { return session->channelsKnown(); });
        DeskEnvironment e;
        e.stateFolder = state.path();
        e.open = [this](const QString &, const QString &) -> Result<OpenedEnd> {
            return OpenedEnd{connector(), guard, u"c1"_s, url()}; // jobs go by the id of the window
        };
        e.sentence = [](const Error &error) { return QString::number(int(error.code)); };
        e.replayedBefore = u"before"_s;
        desk = std::make_unique<ReplayDesk>(std::move(e));
        page.setDesk(desk.get());
        page.setSessions({{u"c1"_s, session.get()}});
    }
    ~Shop()
    {
        page.setSessions({});
        page.setDesk(nullptr);
    }
    static ConnectionUrl url() { return ConnectionUrl::parse(u"sandbox:?seed=3&rate=0&backlog=3000"_s).value(); }
    std::unique_ptr<Connector> connector() const
    {
        ConnectionConfig config;
        config.url = url();
        config.arenas = arenas;
        return std::move(type.create(config).value());
    }
    QTableView &channels() const { return *find<QTableView>(u"Dead-letter channels"_s); }
    int rowOf(const QString &name) const
    {
        for (int row = 0; row < channels().model()->rowCount(); ++row) {
            if (channels().model()->index(row, ChannelsModel::Channel).data().toString() == name)
                return row;
        }
        return -1;
    }
};

} // namespace

class tst_DeadLettersPage : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void withoutAConnection();
    void aQueueIsCopiedAndGrouped();
    void groupsNarrow();
    void filtersNarrow();
    void whatIsChosen();
    void checksByKeys();
    void aQueueWithConsumersIsAskedAbout();
    void anotherLookAsMuchAsBefore();
    void aLimitRefuses();
    void aLongQueueIsReadInTwoSteps();
    void aPartIsOneOfWhatLiesThere();
    void readingCanBeCancelled();
    void groupsGrowWhileItIsRead();
    void detailsHaveTheFailureFirst();
    void originals();
    void relatives();
    void schemasAreChecked();
    void survivesItsSession();
    void readOnlyIsSaid();
    void restoresWhatWasOpen();
    void exportsWhatIsChosen();
    void channelsAreListed();
    void limitsAlert();
    void channelsAreMarked();
    void patternsAreKept();
    void theDeskKnowsReplays();
    void aJobHoldsTheQueue();
    void whatAJobTookOutIsNotMissed();
    void whatWasPutBackIsReadOrOffered();
    void nothingLeftIsShownFromTheCopy();
    void slotsTakeWidgets();
    void everyWidgetHasItsNames();
    void pictures();

private:
    std::unique_ptr<Look> m_look;
};

void tst_DeadLettersPage::initTestCase()
{
    QLocale::setDefault(QLocale(QLocale::English));
    m_look = std::make_unique<Look>(*qApp, ThemeChoice::Light, false);
}

void tst_DeadLettersPage::withoutAConnection()
{
    Page p;
    QVERIFY(!p.table().isVisible());
    QVERIFY(p.page.channel().isEmpty());
    QVERIFY(!p.page.session());
    QCOMPARE(p.page.currentAsk().set, nullptr);
    QVERIFY(p.page.note().isEmpty());
}

void tst_DeadLettersPage::aQueueIsCopiedAndGrouped()
{
    Bench b;
    QSignalSpy asks(&b.page, &DeadLettersPage::askChanged);
    QVERIFY(b.open());
    QCOMPARE(b.broker->looks, 1);
    QCOMPARE(b.rows(), 512);
    QTRY_COMPARE(b.groups().model()->rowCount(), 5);
    QCOMPARE(b.groups().model()->index(1, 0).data().toString(), u"PaymentDeclined"_s);
    QTRY_VERIFY(b.find<GroupsPane>()->footer().startsWith("512 dead letter(s) in 4 group(s)"_L1));
    QVERIFY(b.ready());
    auto *replay = b.find<QPushButton>(u"Replay…"_s);
    QCOMPARE(replay->text(), u"Replay 512…"_s);
    QCOMPARE(replay->accessibleName(), u"Replay…"_s);
    QTRY_VERIFY(asks.size() > 0);
    QTRY_COMPARE(b.status(u"kept"_s), u"512 waiting, 0 unacked"_s);
    QVERIFY(b.table().isColumnHidden(int(DeadColumn::Schema)));
    QVERIFY(b.find<LineChart>(u"Growth"_s)->isVisible());
    QAbstractItemModelTester tester(&b.table().letters(), QAbstractItemModelTester::FailureReportingMode::QtTest);
}

void tst_DeadLettersPage::groupsNarrow()
{
    Bench b(160);
    QVERIFY(b.open());
    QTRY_COMPARE(b.groups().model()->rowCount(), 5);
    b.groups().setCurrentIndex(b.groups().model()->index(1, 0));
    QTRY_COMPARE(b.rows(), 100);
    QVERIFY(b.ready());
    QCOMPARE(b.find<QPushButton>(u"Replay…"_s)->text(), u"Replay 100…"_s);
    const DeskAsk ask = b.page.currentAsk();
    QCOMPARE(ask.connection, u"c1"_s);
    QCOMPARE(ask.selection.size(), 100u);
    QVERIFY(std::ranges::is_sorted(ask.selection));
    QCOMPARE(ask.selectionWords, u"group PaymentDeclined"_s);
    QCOMPARE(b.find<FilterField>(u"Filter"_s)->countText(), u"100 of 160"_s);
    b.groups().setCurrentIndex(b.groups().model()->index(0, 0));
    QTRY_COMPARE(b.rows(), 160);
    QCOMPARE(b.page.currentAsk().selectionWords, u"all"_s);
}

void tst_DeadLettersPage::filtersNarrow()
{
    Bench b(160);
    QVERIFY(b.open());
    b.filter(u"SchemaError"_s);
    QTRY_COMPARE(b.rows(), 40);
    QCOMPARE(b.find<FilterField>(u"Filter"_s)->countText(), u"40 of 160"_s);
    b.filter(u"failure.reason == \"expired\""_s);
    QTRY_COMPARE(b.rows(), 10);
    QVERIFY(b.ready());
    QCOMPARE(b.page.currentAsk().selection.size(), 10u);
    QVERIFY(b.page.currentAsk().selectionWords.contains("expired"_L1));
    b.filter(u"value.data.total > 10.0 && "_s);
    QTRY_VERIFY(b.find<FilterLine>(u"Filter line"_s)->text().contains("The filter before stays on"_L1));
    QCOMPARE(b.rows(), 10);
    // An index beyond the end can't be evaluated: counted, not shown.
    b.filter(u"value.data.items[0] == 1 || headers.size() < 0"_s);
    b.filter(u"value.data.order == 20990"_s);
    QTRY_COMPARE(b.rows(), 1);
    b.filter(u"nothing of that kind"_s);
    QTRY_VERIFY(!b.table().isVisible());
    QVERIFY(!b.find<QPushButton>(u"Replay…"_s)->isEnabled());
    QVERIFY(!b.find<QPushButton>(u"Replay…"_s)->toolTip().isEmpty());
    b.find<QPushButton>(u"Clear filter"_s)->click();
    QTRY_COMPARE(b.rows(), 160);
    QVERIFY(b.table().isVisible());
    // Nothing in the chosen group is not nothing at all.
    b.groups().setCurrentIndex(b.groups().model()->index(1, 0)); // PaymentDeclined
    b.filter(u"SchemaError"_s);
    QTRY_VERIFY(b.find<QPushButton>(u"Show all groups"_s) && b.find<QPushButton>(u"Show all groups"_s)->isVisible());
    b.find<QPushButton>(u"Show all groups"_s)->click();
    QTRY_COMPARE(b.rows(), 40);
}

void tst_DeadLettersPage::whatIsChosen()
{
    Bench b(64);
    QVERIFY(b.open());
    QVERIFY(b.ready());
    QSignalSpy replay(&b.page, &DeadLettersPage::replayAsked), recipe(&b.page, &DeadLettersPage::recipeAsked),
        discard(&b.page, &DeadLettersPage::discardAsked), edit(&b.page, &DeadLettersPage::editAsked),
        history(&b.page, &DeadLettersPage::historyAsked), asks(&b.page, &DeadLettersPage::askChanged);
    b.table().letters().setChecked({2, 5, 9}, true);
    QCOMPARE(b.find<QPushButton>(u"Replay…"_s)->text(), u"Replay 3…"_s);
    QCOMPARE(b.page.chosenCount(), 3u);
    QTRY_COMPARE(asks.size(), 1);
    b.find<QPushButton>(u"Replay…"_s)->click();
    b.find<QPushButton>(u"Edit recipe…"_s)->click();
    b.find<QPushButton>(u"Discard…"_s)->click();
    b.find<QToolButton>(u"History…"_s)->click();
    b.find<QPushButton>(u"Edit…"_s)->click();
    QCOMPARE(replay.size(), 1);
    QCOMPARE(recipe.size(), 1);
    QCOMPARE(discard.size(), 1);
    QCOMPARE(edit.size(), 1);
    QCOMPARE(history.size(), 1);
    const auto ask = replay.at(0).at(0).value<DeskAsk>();
    QCOMPARE(ask.selection, (std::vector<std::size_t>{2, 5, 9}));
    // Checked ones count wherever they are; that some are out of sight is said.
    b.filter(u"SchemaError"_s);
    QTRY_COMPARE(b.rows(), 16);
    QCOMPARE(b.page.currentAsk().selection, (std::vector<std::size_t>{2, 5, 9}));
    QTRY_COMPARE(b.status(u"dropped"_s), u"3 checked, 3 of them not shown"_s);
    b.page.selectAsked({1, 7});
    QCOMPARE(b.page.currentAsk().selection, (std::vector<std::size_t>{1, 7}));
}

void tst_DeadLettersPage::checksByKeys()
{
    Bench b(64);
    QVERIFY(b.open());
    QVERIFY(b.ready());
    b.table().setFocus();
    b.table().setCurrentIndex(b.table().model()->index(3, 1));
    QTest::keyClick(&b.table(), Qt::Key_Space);
    QCOMPARE(b.table().letters().checked(), std::vector<std::size_t>{3});
    QTest::keyClick(&b.table(), Qt::Key_Down, Qt::ShiftModifier);
    QTest::keyClick(&b.table(), Qt::Key_Space);
    QCOMPARE(b.table().letters().checked(), (std::vector<std::size_t>{3, 4}));
    QTest::keyClick(&b.table(), Qt::Key_Space);
    QCOMPARE(b.table().letters().checkedCount(), 0u);
    QTest::keyClick(&b.table(), Qt::Key_A, Qt::ControlModifier);
    QTest::keyClick(&b.table(), Qt::Key_Space);
    QCOMPARE(b.table().letters().checkedCount(), 64u);
    QSignalSpy said(&b.page, &DeadLettersPage::message);
    QTest::keyClick(&b.table(), Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(said.size(), 1);
    QVERIFY(QApplication::clipboard()->text().contains("7f3c-1063"_L1));
    // A click into the box.
    b.table().letters().clearChecks();
    const QRect box = b.table().visualRect(b.table().model()->index(1, 0));
    QTest::mouseClick(b.table().viewport(), Qt::LeftButton, {}, box.center());
    QCOMPARE(b.table().letters().checked(), std::vector<std::size_t>{1});
}

void tst_DeadLettersPage::aQueueWithConsumersIsAskedAbout()
{
    Bench b(20);
    b.broker->effects.consumers = 2;
    b.page.openChannel(u"c1"_s, Dead);
    QTRY_VERIFY(b.find<QPushButton>(u"Look…"_s)->isVisible() && b.find<QPushButton>(u"Look…"_s)->isEnabled());
    QCOMPARE(b.broker->looks, 0);
    QVERIFY(b.find<QLabel>(u"Effects"_s)->text().contains("2 consumer(s)"_L1));
    QVERIFY(!b.find<QPushButton>(u"Follow new messages"_s)->isVisible());
    b.find<QPushButton>(u"Look…"_s)->click();
    auto *box = b.page.findChild<QMessageBox *>();
    QVERIFY(box);
    QCOMPARE(b.broker->looks, 0);
    box->findChild<QPushButton *>(u"Look"_s)->click();
    QTRY_COMPARE(b.rows(), 20);
    QCOMPARE(b.broker->looks, 1);
    // Another look is asked about as well; the copy is one click away.
    QTest::keyClick(&b.page, Qt::Key_F5);
    auto *back = b.find<QPushButton>(u"Back to the copy"_s);
    QTRY_VERIFY(back->isVisible());
    QCOMPARE(b.broker->looks, 1);
    back->click();
    QVERIFY(b.table().isVisible());
    QCOMPARE(b.rows(), 20);
}

void tst_DeadLettersPage::anotherLookAsMuchAsBefore()
{
    Bench b(3000);
    QVERIFY(b.open());
    const auto copyAll = [&] { return b.find<QPushButton>(u"Copy all"_s); };
    QTRY_VERIFY(copyAll() && copyAll()->isVisible());
    const auto first = b.page.currentAsk().set;
    QTest::keyClick(&b.page, Qt::Key_F5);
    QTRY_VERIFY(b.page.currentAsk().set != first);
    QCOMPARE(b.broker->looks, 2);
    QCOMPARE(b.rows(), 1000);
    QTRY_VERIFY(copyAll() && copyAll()->isVisible());
    copyAll()->click();
    QTRY_COMPARE(b.rows(), 3000);
    const auto all = b.page.currentAsk().set;
    QTest::keyClick(&b.page, Qt::Key_F5);
    QTRY_VERIFY(b.page.currentAsk().set != all);
    QCOMPARE(b.broker->looks, 4);
    QTRY_COMPARE(b.rows(), 3000);
}

void tst_DeadLettersPage::aLimitRefuses()
{
    Bench b(20);
    b.broker->lookError = makeError(ErrorCode::DeliveryLimit, {Dead, u"3"_s});
    b.page.openChannel(u"c1"_s, Dead);
    QTRY_VERIFY(b.find<QPushButton>(u"Try again"_s));
    bool said = false;
    for (const QLabel *label : b.page.findChildren<QLabel *>())
        said = said || (label->isVisible() && label->text().startsWith("The queue was not touched."_L1));
    QVERIFY(said);
    QVERIFY(!b.table().isVisible());
    b.broker->lookError.reset();
    b.find<QPushButton>(u"Try again"_s)->click();
    QTRY_COMPARE(b.rows(), 20);
}

void tst_DeadLettersPage::aLongQueueIsReadInTwoSteps()
{
    Bench b(3000);
    QVERIFY(b.open());
    QCOMPARE(b.rows(), 1000);
    QTRY_VERIFY(b.notice().startsWith("The first 1,000 of 3,000 are copied."_L1));
    QVERIFY(b.find<QPushButton>(u"Copy all"_s));
    b.find<QPushButton>(u"Copy all"_s)->click();
    QTRY_COMPARE(b.rows(), 3000);
    QTRY_VERIFY(!b.bar());
    QTRY_COMPARE(b.page.chosenCount(), 3000u);
}

// What the catalog says of a queue may be from before others were taken out of it.
void tst_DeadLettersPage::aPartIsOneOfWhatLiesThere()
{
    Bench b(1080);
    DeadCopy copy;
    copy.open(*b.session, Dead);
    QTRY_COMPARE(copy.mode(), DeadCopy::Mode::Complete);
    QCOMPARE(copy.set()->size(), 1000u);
    QCOMPARE(copy.depthOfPart(), std::optional<qint64>(1080));
    for (const std::size_t left : {1000u, 222u}) {
        b.broker->held.resize(left);
        b.broker->effects.depth = qint64(left);
        copy.readChanged();
        QTRY_COMPARE(copy.mode(), DeadCopy::Mode::Complete);
        QCOMPARE(copy.set()->size(), left);
        QVERIFY(!copy.depthOfPart());
    }
}

void tst_DeadLettersPage::readingCanBeCancelled()
{
    auto broker = deadshop::broker({});
    ChannelInfo topic;
    topic.name = u"orders.DLT"_s;
    topic.deadLetter = true;
    broker->channels = {topic};
    broker->history = deadshop::letters(50, today());
    broker->scanning.held = true;
    Bench b(broker);
    b.page.openChannel(u"c1"_s, u"orders.DLT"_s);
    QTRY_VERIFY(b.find<QPushButton>(u"Cancel"_s) && b.find<QPushButton>(u"Cancel"_s)->isVisible());
    b.find<QPushButton>(u"Cancel"_s)->click();
    QTRY_VERIFY(b.find<QPushButton>(u"Try again"_s));
    QCOMPARE(b.rows(), 0);
}

void tst_DeadLettersPage::groupsGrowWhileItIsRead()
{
    auto broker = deadshop::broker({});
    ChannelInfo topic;
    topic.name = u"orders.DLT"_s;
    topic.deadLetter = true;
    broker->channels = {topic};
    broker->history = deadshop::letters(1600, today());
    for (Event &e : broker->history) {
        e.channel = "orders.DLT";
        e.partition = 0;
    }
    broker->scanning.held = true;
    broker->scanning.holdAt = 800;
    Bench b(broker);
    b.page.openChannel(u"c1"_s, u"orders.DLT"_s);
    QTRY_COMPARE_WITH_TIMEOUT(b.groups().model()->rowCount(), 5, Wait);
    QVERIFY(b.groups().isVisible());
    QCOMPARE(b.find<GroupsPane>()->footer(), u"reading… 800 so far"_s);
    QCOMPARE(b.groups().model()->index(1, 0).data(GroupsModel::CountRole).toString(), u"500"_s);
    QVERIFY(!b.table().isVisible());
    QVERIFY(!b.find<QPushButton>(u"Replay…"_s)->isEnabled());
    // A group that is chosen already stays chosen.
    b.groups().setCurrentIndex(b.groups().model()->index(1, 0));
    broker->scanning.held = false;
    QTRY_COMPARE_WITH_TIMEOUT(b.rows(), 1000, Wait);
    QVERIFY(b.ready());
    QCOMPARE(b.page.currentAsk().selection.size(), 1000u);
    QVERIFY2(b.find<GroupsPane>()->footer().startsWith("1,600 dead letter(s) in 4 group(s)"_L1),
             qPrintable(b.find<GroupsPane>()->footer()));
    // What was read of a copy that was not finished is nobody's.
    b.page.showList();
    broker->scanning.held = true;
    b.page.openChannel(u"c1"_s, u"orders.DLT"_s);
    QTRY_COMPARE_WITH_TIMEOUT(b.groups().model()->rowCount(), 5, Wait);
    b.find<QPushButton>(u"Cancel"_s)->click();
    QTRY_VERIFY(b.find<QPushButton>(u"Try again"_s));
    QVERIFY(!b.groups().isVisible());
    QCOMPARE(b.groups().model()->rowCount(), 0);
}

void tst_DeadLettersPage::detailsHaveTheFailureFirst()
{
    Bench b(64);
    QVERIFY(b.open());
    auto *tabs = b.find<QTabBar>(u"Details"_s);
    QStringList names;
    for (int i = 0; i < tabs->count(); ++i)
        names += tabs->tabData(i).toString();
    QCOMPARE(names.first(), u"Failure"_s);
    for (const QString &name : {u"Value"_s, u"Headers"_s, u"Original"_s, u"Related"_s, u"Hex"_s})
        QVERIFY2(names.contains(name), qPrintable(name));
    auto *failure = b.find<FailureView>(u"Failure"_s);
    QTRY_VERIFY2(failure->text().contains("Reason: PaymentDeclined: card_declined for order 20981"_L1),
                 qPrintable(failure->text()));
    QVERIFY2(failure->text().contains("Died in: queue orders"_L1), qPrintable(failure->text()));
    QVERIFY2(failure->text().contains("Published to: exchange events, key order.placed"_L1),
             qPrintable(failure->text()));
    QVERIFY(b.find<QPlainTextEdit>(u"Stack trace"_s)->toPlainText().contains("Billing.java:88"_L1));
    b.table().setCurrent(15);
    QTRY_VERIFY2(failure->text().startsWith("Reason: expired"_L1), qPrintable(failure->text()));
    QVERIFY(!b.find<QPlainTextEdit>(u"Stack trace"_s)->isVisible());
}

void tst_DeadLettersPage::originals()
{
    {
        Bench b(8);
        QVERIFY(b.open());
        b.find<DeadDetails>()->setCurrentTab(u"Original"_s);
        QTRY_COMPARE(b.find<OriginalView>(u"Original"_s)->text(), u"A queue keeps no original"_s);
    }
    auto broker = std::make_shared<fake::Broker>();
    ChannelInfo topic;
    topic.name = u"orders.DLT"_s;
    topic.deadLetter = true;
    broker->channels = {topic};
    Event dead;
    dead.channel = "orders.DLT";
    dead.partition = 0;
    dead.offset = 3;
    dead.value = "the body";
    dead.addHeader("kafka_dlt-original-topic", "orders");
    using namespace std::string_view_literals;
    dead.addHeader("kafka_dlt-original-partition", "\0\0\0\2"sv);
    dead.addHeader("kafka_dlt-original-offset", "\0\0\0\0\0\0\0\7"sv);
    dead.addHeader("kafka_dlt-exception-fqcn", "com.shop.Bad");
    broker->history = {dead};
    Bench b(broker);
    QVERIFY(b.open(u"orders.DLT"_s));
    const std::size_t before = broker->scans.size();
    Event original = dead;
    original.channel = "orders";
    original.partition = 2;
    original.offset = 7;
    broker->history = {original};
    b.find<DeadDetails>()->setCurrentTab(u"Original"_s);
    auto *view = b.find<OriginalView>(u"Original"_s);
    QTRY_VERIFY2(view->text().contains("same body"_L1), qPrintable(view->text()));
    QCOMPARE(broker->scans.size(), before + 1);
    QCOMPARE(broker->scans.back().partition, std::optional(2));
    QCOMPARE(broker->scans.back().from, Position(AtOffset{7}));
    QCOMPARE(broker->scans.back().limit, 1u);
}

void tst_DeadLettersPage::relatives()
{
    Bench b(64);
    QVERIFY(b.open());
    QVERIFY(b.ready());
    b.table().setCurrent(5);
    b.find<DeadDetails>()->setCurrentTab(u"Related"_s);
    auto *related = b.find<RelatedView>(u"Related"_s);
    QTRY_COMPARE(related->count(), 3); // 4, 6 and 7 have its correlation
    auto *table = b.find<QTableView>(u"Related events"_s);
    emit table->activated(table->model()->index(2, 0));
    QCOMPARE(b.page.currentEvent(), std::optional<std::size_t>(7));
}

void tst_DeadLettersPage::schemasAreChecked()
{
    struct Check : SchemaCheck
    {
        SchemaVerdict check(const QString &channel, const EventView &event) const override
        {
            SchemaVerdict v;
            v.kind = event.offset % 2 && channel == u"queue:orders" ? SchemaVerdict::Kind::Invalid
                                                                    : SchemaVerdict::Kind::Valid;
            v.schema = u"orders-value version 3"_s;
            v.problem = "required: currency";
            return v;
        }
    };
    Bench b(64);
    b.page.setSchemaChecks([](const QString &) { return std::make_shared<Check>(); });
    QVERIFY(b.open());
    QVERIFY(!b.table().isColumnHidden(int(DeadColumn::Schema)));
    const auto verdict = [&](int row) {
        return b.table().model()->index(row, int(DeadColumn::Schema)).data().toString();
    };
    QTRY_COMPARE(verdict(0), u"valid"_s);
    QTRY_COMPARE(verdict(1), u"invalid"_s);
}

void tst_DeadLettersPage::survivesItsSession()
{
    Bench b(64);
    QVERIFY(b.open());
    QVERIFY(b.ready());
    b.session.reset();
    b.page.setSessions({});
    QCOMPARE(b.rows(), 64);
    QVERIFY(!b.page.session());
    QVERIFY(b.notice().contains("is disconnected"_L1));
    QVERIFY(!b.find<QPushButton>(u"Replay…"_s)->isEnabled());
    QVERIFY(b.find<QPushButton>(u"Export"_s)->isEnabled());
    b.page.showList();
    QVERIFY(!b.table().isVisible());
}

void tst_DeadLettersPage::readOnlyIsSaid()
{
    auto broker = deadshop::broker(deadshop::letters(20, today()));
    Session::Identity identity;
    identity.name = u"shop"_s;
    identity.readOnly = true;
    GuardPolicy policy;
    policy.readOnly = true;
    Page p;
    Session session(identity, std::make_unique<fake::Connector>(broker), std::make_shared<Guard>(policy, nullptr),
                    ArenaPool::create(0));
    p.page.setSessions({{u"c1"_s, &session}});
    p.page.openChannel(u"c1"_s, Dead);
    QTRY_COMPARE(p.rows(), 20);
    QTRY_VERIFY(p.find<QPushButton>(u"Export"_s)->isEnabled());
    QVERIFY(!p.find<QPushButton>(u"Replay…"_s)->isEnabled());
    QVERIFY(p.find<QPushButton>(u"Discard…"_s)->toolTip().contains("read-only"_L1));
    p.page.setSessions({});
}

void tst_DeadLettersPage::restoresWhatWasOpen()
{
    QVariantMap state;
    {
        Bench b(20);
        QVERIFY(b.open());
        b.find<DeadDetails>()->setCurrentTab(u"Headers"_s);
        state = b.page.saveState();
    }
    QCOMPARE(state.value(u"connection"_s).toString(), u"c1"_s);
    Page p;
    p.page.restoreState(state);
    QCOMPARE(p.page.saveState().value(u"channel"_s).toString(), Dead);
    auto broker = deadshop::broker(deadshop::letters(20, today()));
    auto session = fake::makeSession(broker);
    p.page.setSessions({{u"c1"_s, session.get()}});
    QTRY_COMPARE(p.rows(), 20);
    QCOMPARE(p.find<DeadDetails>()->currentTab(), u"Headers"_s);
    p.page.setSessions({});
}

void tst_DeadLettersPage::exportsWhatIsChosen()
{
    Bench b(64);
    QVERIFY(b.open());
    QVERIFY(b.ready());
    QTemporaryDir folder;
    const auto write = [&](ExportScope scope, const QString &name) {
        QSignalSpy said(&b.page, &DeadLettersPage::message);
        b.find<QPushButton>(u"Export"_s)->click();
        auto *dialog = b.page.findChild<ExportDialog *>();
        if (!dialog)
            return -1;
        emit dialog->chosen(scope, EventFileFormat::Ndjson, folder.filePath(name));
        dialog->close();
        (void)QTest::qWaitFor([&] { return said.size() > 0; }, Wait);
        QFile file(folder.filePath(name));
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        return file.open(QIODevice::ReadOnly) ? int(file.readAll().count('\n')) : -1;
    };
    QCOMPARE(write(ExportScope::Every, u"all.ndjson"_s), 64);
    QFile all(folder.filePath(u"all.ndjson"_s));
    QVERIFY(all.open(QIODevice::ReadOnly));
    const QJsonObject first = QJsonDocument::fromJson(all.readLine()).object();
    QCOMPARE(first[u"failure"_s][u"reason"_s].toString(), u"exception"_s);
    QCOMPARE(first[u"failure"_s][u"exception"_s].toString(), u"com.shop.PaymentDeclined"_s);
    QVERIFY(first.contains(u"size"_s) && first.contains(u"envelope"_s));
    b.filter(u"SchemaError"_s);
    QTRY_COMPARE(b.rows(), 16);
    QVERIFY(b.ready());
    QCOMPARE(write(ExportScope::Shown, u"shown.ndjson"_s), 16);
    b.table().letters().setChecked({0, 1, 2}, true);
    QCOMPARE(write(ExportScope::Selected, u"three.ndjson"_s), 3);
}

void tst_DeadLettersPage::channelsAreListed()
{
    Shop s;
    QTRY_VERIFY_WITH_TIMEOUT(s.rowOf(u"orders.dlq"_s) >= 0, Wait);
    QVERIFY(s.channels().isVisible());
    const int row = s.rowOf(u"orders.dlq"_s);
    QVERIFY(s.channels().model()->index(row, ChannelsModel::Sources).data().toString().contains("orders"_L1));
    QVERIFY(!s.channels().model()->index(row, ChannelsModel::Found).data().toString().isEmpty());
    s.channels().setFocus();
    s.channels().setCurrentIndex(s.channels().model()->index(row, 0));
    QTest::keyClick(&s.channels(), Qt::Key_Return);
    QTRY_VERIFY_WITH_TIMEOUT(s.rows() > 0, Wait);
    QCOMPARE(s.page.channel(), Dead);
    QCOMPARE(s.page.connectionId(), u"c1"_s);
    QVERIFY2(s.page.note().startsWith("dead letters from"_L1), qPrintable(s.page.note()));
    s.find<QToolButton>(u"All dead-letter channels"_s)->click();
    QVERIFY(s.channels().isVisible());
}

void tst_DeadLettersPage::limitsAlert()
{
    Shop s;
    QTRY_VERIFY_WITH_TIMEOUT(s.rowOf(u"orders.dlq"_s) >= 0, Wait);
    s.channels().setCurrentIndex(s.channels().model()->index(s.rowOf(u"orders.dlq"_s), 0));
    auto *limit = s.find<QSpinBox>(u"Alert above"_s);
    QCOMPARE(limit->value(), 100);
    limit->setValue(1);
    QTRY_VERIFY(s.channels()
                    .model()
                    ->index(s.rowOf(u"orders.dlq"_s), ChannelsModel::Holds)
                    .data()
                    .toString()
                    .endsWith("limit 1"_L1));
    QCOMPARE(s.channels()
                 .model()
                 ->index(s.rowOf(u"orders.dlq"_s), ChannelsModel::Holds)
                 .data(ChannelsModel::TintRole)
                 .toInt(),
             int(Tint::Error));
    ChannelFinder again(&s.settings);
    QCOMPARE(again.limit(u"shop"_s, Dead), 1);
    QCOMPARE(again.limit(u"shop"_s, u"queue:other"_s), 100);
}

void tst_DeadLettersPage::channelsAreMarked()
{
    Shop s;
    QTRY_VERIFY_WITH_TIMEOUT(s.rowOf(u"orders.dlq"_s) >= 0, Wait);
    s.channels().setCurrentIndex(s.channels().model()->index(s.rowOf(u"orders.dlq"_s), 0));
    s.find<DeadChannelsView>()->markChosen(false);
    QTRY_VERIFY_WITH_TIMEOUT(s.rowOf(u"orders.dlq"_s) < 0, Wait);
    // Any other can be said to be one.
    QVERIFY(s.rowOf(u"billing"_s) < 0);
    s.find<QPushButton>(u"Mark a channel…"_s)->click();
    auto *dialog = s.page.findChild<MarkDialog *>();
    QVERIFY(dialog);
    auto *list = dialog->findChild<QListWidget *>(u"Channels to mark"_s);
    auto *mark = dialog->findChild<QPushButton *>(u"Mark"_s);
    QVERIFY(list->findItems(u"events on shop"_s, Qt::MatchExactly).isEmpty()); // an exchange keeps nothing
    QVERIFY(!mark->isEnabled());
    const auto found = list->findItems(u"billing on shop"_s, Qt::MatchExactly);
    QCOMPARE(found.size(), 1);
    list->setCurrentItem(found.front());
    mark->click();
    QTRY_VERIFY_WITH_TIMEOUT(s.rowOf(u"billing"_s) >= 0, Wait);
    QCOMPARE(s.channels().model()->index(s.rowOf(u"billing"_s), ChannelsModel::Found).data().toString(),
             u"marked by hand"_s);
    s.page.markChannel(u"c1"_s, u"queue:billing"_s, false);
    QTRY_VERIFY_WITH_TIMEOUT(s.rowOf(u"billing"_s) < 0, Wait);
}

void tst_DeadLettersPage::patternsAreKept()
{
    Page p;
    p.find<DeadChannelsView>()->editPatterns();
    auto *dialog = p.page.findChild<PatternsDialog *>();
    QVERIFY(dialog);
    auto *text = dialog->findChild<QPlainTextEdit *>(u"Patterns"_s);
    auto *save = dialog->findChild<QPushButton *>(u"Save"_s);
    text->setPlainText(u"*"_s);
    QVERIFY(!save->isEnabled());
    text->setPlainText(u" *.graveyard \n\n*.graveyard\nbin-?"_s);
    QVERIFY(save->isEnabled());
    save->click();
    ChannelFinder finder(&p.settings);
    QCOMPARE(finder.patterns(), (QStringList{u"*.graveyard"_s, u"bin-?"_s}));
}

void tst_DeadLettersPage::theDeskKnowsReplays()
{
    Shop s;
    s.page.openChannel(u"c1"_s, Dead);
    QTRY_VERIFY_WITH_TIMEOUT(s.rows() > 0, Wait);
    QTRY_COMPARE_WITH_TIMEOUT(s.table().model()->index(0, int(DeadColumn::Replayed)).data().toString(), u"never"_s,
                              Wait);
}

void tst_DeadLettersPage::aJobHoldsTheQueue()
{
    Shop s;
    QPointer<QLabel> strip(new QLabel(u"strip"_s));
    s.page.setRunWidget(strip);
    s.page.openChannel(u"c1"_s, Dead);
    QTRY_VERIFY_WITH_TIMEOUT(s.rows() > 0, Wait);
    DeskAsk ask = s.page.currentAsk();
    ask.selectionWords = u"group PaymentDeclined"_s;
    ask.options.rate = 2; // it goes on for a while
    ask.options.canary = 0;
    std::optional<ReplayDesk::Planned> planned;
    const JobHandle planning = s.desk->plan(&s.page, ask, [&](const Result<ReplayDesk::Planned> &p) {
        if (p)
            planned = *p;
    });
    QTRY_VERIFY_WITH_TIMEOUT(planned, Wait);
    QString job;
    s.desk->start(*planned, [&](const Result<QString> &started) { job = started ? *started : u"failed"_s; });
    QTRY_VERIFY_WITH_TIMEOUT(s.desk->running().contains(job), Wait);
    s.page.showList();
    QVERIFY(strip->isVisible());
    s.page.openChannel(u"c1"_s, Dead);
    auto *show = s.find<QPushButton>(u"Show the job"_s);
    QVERIFY(show && show->isVisible());
    QVERIFY(strip->isVisible());
    QVERIFY(s.find<QToolButton>(u"All dead-letter channels"_s)->isVisible());
    QStringList said;
    for (const QLabel *label : s.page.findChildren<QLabel *>()) {
        if (label->isVisible())
            said += label->text();
    }
    QVERIFY2(said.contains(u"orders.dlq is held by the replay %1 (group PaymentDeclined)"_s.arg(job)),
             qPrintable(said.join(u'|')));
    QVERIFY(said.filter(u"holds 0"_s).isEmpty());
    QSignalSpy jobs(&s.page, &DeadLettersPage::jobAsked);
    show->click();
    QCOMPARE(jobs.value(0).value(0).toString(), job);
    s.desk->cancel(job);
    // What is left is read when the job has let it go.
    QTRY_VERIFY_WITH_TIMEOUT(s.rows() > 0, Wait);
}

void tst_DeadLettersPage::whatAJobTookOutIsNotMissed()
{
    Shop s;
    s.page.openChannel(u"c1"_s, Dead);
    QTRY_VERIFY_WITH_TIMEOUT(s.rows() > 0, Wait);
    const int before = s.rows();
    DeskAsk ask = s.page.currentAsk();
    ask.selection.resize(4);
    QString job;
    s.desk->discard(ask, s.state.filePath(u"away.capture"_s),
                    [&](const Result<QString> &started) { job = started ? *started : u"failed"_s; });
    QTRY_COMPARE_WITH_TIMEOUT(s.rows(), before - 4, Wait);
    QTest::qWait(100); // what is said of it comes with it
    QVERIFY2(!s.notice().contains(u"are copied"_s), qPrintable(s.notice()));
    QVERIFY(!s.find<QPushButton>(u"Copy all"_s));
}

void tst_DeadLettersPage::whatWasPutBackIsReadOrOffered()
{
    Bench b(20);
    QVERIFY(b.open());
    QCOMPARE(b.broker->looks, 1);
    b.page.noteChanged(u"other"_s, Dead);
    b.page.noteChanged(u"c1"_s, u"queue:other"_s);
    QTest::qWait(50);
    QCOMPARE(b.broker->looks, 1);
    b.page.noteChanged(u"c1"_s, Dead);
    QTRY_COMPARE(b.broker->looks, 2);
    QTRY_VERIFY(b.notice().isEmpty());
    // A look that counts is the person's to make.
    b.broker->effects.countsAsDelivery = true;
    QTest::keyClick(&b.page, Qt::Key_F5);
    QTRY_VERIFY(b.find<QPushButton>(u"Back to the copy"_s)->isVisible());
    b.find<QPushButton>(u"Back to the copy"_s)->click();
    b.page.noteChanged(u"c1"_s, Dead);
    QVERIFY2(b.notice().startsWith(u"orders.dlq has changed since: what is shown is the copy of "_s),
             qPrintable(b.notice()));
    QCOMPARE(b.broker->looks, 2);
    b.find<QPushButton>(u"Read again"_s)->click();
    QTRY_VERIFY(b.find<QPushButton>(u"Look…"_s)->isVisible());
    QCOMPARE(b.broker->looks, 2);
}

// The queue cannot be looked at any more; what the last look saw can.
void tst_DeadLettersPage::nothingLeftIsShownFromTheCopy()
{
    Bench b(20);
    b.broker->effects.changesNothing = false;
    b.broker->effects.countsAsDelivery = b.broker->effects.marksRedelivered = true;
    b.broker->effects.deliveryLimit = 3;
    b.broker->effects.deliveriesLeft = 0;
    b.page.openChannel(u"c1"_s, Dead);
    auto *look = b.find<QPushButton>(u"Look…"_s);
    QTRY_VERIFY(look->isVisible() && look->isEnabled());
    QCOMPARE(look->text(), u"Show the copy of the last look"_s);
    const QString said = b.find<QLabel>(u"Effects"_s)->text();
    QVERIFY2(said.contains(u"no delivery left (the limit is 3)"_s) && !said.contains(u"held"_s), qPrintable(said));
    look->click();
    QVERIFY(!b.page.findChild<QMessageBox *>()); // nothing happens to the queue
    QTRY_COMPARE(b.rows(), 20);
}

void tst_DeadLettersPage::slotsTakeWidgets()
{
    Bench b(20);
    QVERIFY(b.open());
    QPointer<QLabel> plan(new QLabel(u"plan"_s)), run(new QLabel(u"run"_s));
    b.page.setPlanWidget(plan);
    b.page.setRunWidget(run);
    QTRY_VERIFY(plan->isVisible() && run->isVisible());
    QVERIFY(plan->mapTo(&b.page, QPoint()).x() > b.find<DeadDetails>()->mapTo(&b.page, QPoint()).x());
    QVERIFY(run->mapTo(&b.page, QPoint()).y() < b.table().mapTo(&b.page, QPoint()).y());
    b.page.setPlanWidget(nullptr);
    QVERIFY(!plan);
}

void tst_DeadLettersPage::everyWidgetHasItsNames()
{
    Bench b(20);
    QVERIFY(b.open());
    QCOMPARE(namelessWidgets(&b.page), QStringList());
}

void tst_DeadLettersPage::pictures()
{
    const QString folder = qEnvironmentVariable("FLOWBENCH_PICTURES");
    if (folder.isEmpty())
        QSKIP("FLOWBENCH_PICTURES names no folder");
    for (const bool dark : {false, true}) {
        m_look->setChoice(dark ? ThemeChoice::Dark : ThemeChoice::Light);
        const QString theme = dark ? u"dark"_s : u"light"_s;
        {
            Bench b(512);
            QVERIFY(b.open());
            QVERIFY(b.ready());
            b.groups().setCurrentIndex(b.groups().model()->index(1, 0));
            QTRY_COMPARE(b.rows(), 320);
            b.table().letters().setChecked({0, 1, 2, 3}, true);
            b.table().setCurrent(1);
            QTest::qWait(300);
            b.page.grab().save(folder + u"/dead-set-"_s + theme + u".png"_s);
            b.find<DeadDetails>()->setCurrentTab(u"Related"_s);
            QTest::qWait(300);
            b.page.grab().save(folder + u"/dead-related-"_s + theme + u".png"_s);
        }
        {
            Shop s;
            QTRY_VERIFY_WITH_TIMEOUT(s.rowOf(u"orders.dlq"_s) >= 0, Wait);
            QTest::qWait(300);
            s.page.grab().save(folder + u"/dead-list-"_s + theme + u".png"_s);
            s.page.openChannel(u"c1"_s, Dead);
            QTRY_VERIFY_WITH_TIMEOUT(s.rows() > 0, Wait);
            QTest::qWait(500);
            s.page.grab().save(folder + u"/dead-shop-"_s + theme + u".png"_s);
        }
    }
    m_look->setChoice(ThemeChoice::Light);
}

QTEST_MAIN(tst_DeadLettersPage)
#include "tst_deadletterspage.moc"

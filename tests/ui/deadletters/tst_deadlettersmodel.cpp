// SPDX-License-Identifier: GPL-3.0-or-later
// The table of dead letters and what is behind it: facts, rows, groups. A million of them.
#include "tests/support/lateness.h"
#include "tests/ui/deadletters/deadshop.h"
#include "ui/deadletters/channelsmodel.h"
#include "ui/deadletters/deadanalysis.h"
#include "ui/deadletters/deadlettersmodel.h"
#include "ui/deadletters/deadtable.h"
#include "ui/deadletters/groupsview.h"
#include "ui/deadletters/groupwords.h"
#include "ui/look/look.h"
#include "words/units.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QElapsedTimer>
#include <QHeaderView>
#include <QMenu>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <numeric>

using namespace flowbench;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 Start = 1'782'907'471'000;

std::shared_ptr<const DeadSet> setOf(std::vector<Event> events)
{
    fake::Connector connector(deadshop::broker(std::move(events)));
    auto set = DeadSet::read(connector, ChannelAddress::parse(u"queue:orders.dlq"_s), {}, Cancel());
    return set ? *set : nullptr;
}

struct Known
{
    std::shared_ptr<const DeadSet> set;
    DeadAnalysis analysis;
    explicit Known(int count) : set(setOf(deadshop::letters(count, Start))) { analysis.start(set); }
    bool wait(int ms = 60'000)
    {
        return QTest::qWaitFor([this] { return analysis.groups().complete; }, ms);
    }
    DeadRowsAsk ask() const
    {
        DeadRowsAsk ask;
        ask.set = set;
        ask.facts = analysis.facts();
        return ask;
    }
};

} // namespace

class tst_DeadLettersModel : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void factsAreFound();
    void groupsAreTheLargestFirst();
    void theChosenGroupStays();
    void rowsOfAGroup();
    void rowsAreSorted();
    void columnsAreChosen();
    void columnsFitIntoTheirTable();
    void growthHasASpan();
    void theModelKeepsItsWord();
    void widthsAskFewRows();
    void checksGoByTheEvent();
    void hostileTextsAreShown();
    void limitsAreSaid();
    void aMillion();

private:
    std::unique_ptr<Look> m_look;
};

void tst_DeadLettersModel::initTestCase()
{
    QLocale::setDefault(QLocale(QLocale::English));
    m_look = std::make_unique<Look>(*qApp, ThemeChoice::Light, false);
}

void tst_DeadLettersModel::factsAreFound()
{
    Known k(512);
    QVERIFY(k.set);
    QVERIFY(k.wait());
    QCOMPARE(k.analysis.groups().groups.size(), 4u);
    QCOMPARE(k.analysis.groups().total, 512u);
    QCOMPARE(k.analysis.groups().oldest, std::optional(Start));
    QCOMPARE(k.analysis.facts()->died[5], Start + 10'000);
    QCOMPARE(k.analysis.facts()->attempts[5], 2);
    QCOMPARE(k.analysis.facts()->group[0], k.analysis.facts()->group[1]);
    QVERIFY(k.analysis.facts()->group[0] != k.analysis.facts()->group[15]);
}

void tst_DeadLettersModel::groupsAreTheLargestFirst()
{
    Known k(160);
    QVERIFY(k.wait());
    GroupsModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setGroups(k.analysis.groups(), 160);
    QCOMPARE(model.rowCount(), 5);
    QCOMPARE(model.index(0).data().toString(), u"All"_s);
    QCOMPARE(model.index(0).data(GroupsModel::CountRole).toString(), u"160"_s);
    QCOMPARE(model.index(1).data().toString(), u"PaymentDeclined"_s);
    QCOMPARE(model.index(1).data(GroupsModel::CountRole).toString(), u"100"_s);
    QCOMPARE(model.index(1).data(GroupsModel::DetailRole).toString(), u"card_declined for order #"_s);
    QCOMPARE(model.index(2).data().toString(), u"SchemaError"_s);
    quint64 last = 1000;
    QStringList titles;
    for (int row = 1; row < model.rowCount(); ++row) {
        QVERIFY(model.group(row)->count <= last);
        last = model.group(row)->count;
        titles += model.index(row).data().toString();
    }
    QVERIFY2(titles.contains(u"x-death: expired"_s), qPrintable(titles.join(u',')));
    QVERIFY(model.scale().high > 0);
    model.setGroups({}, 0);
    QCOMPARE(model.rowCount(), 0);
}

void tst_DeadLettersModel::theChosenGroupStays()
{
    Known k(160);
    QVERIFY(k.wait());
    GroupsView view;
    QSignalSpy chosen(&view, &GroupsView::groupChosen);
    view.setGroups(k.analysis.groups(), 160);
    QCOMPARE(chosen.size(), 0);
    view.setCurrentIndex(view.model()->index(2, 0));
    QCOMPARE(chosen.size(), 1);
    const auto fingerprint = view.fingerprint();
    QVERIFY(fingerprint.has_value());
    DeadGroups other = k.analysis.groups();
    for (FailureGroup &g : other.groups) {
        if (g.fingerprint == *fingerprint)
            g.count = 100'000; // now the first
    }
    view.setGroups(other, 160);
    QCOMPARE(view.currentIndex().row(), 1);
    QCOMPARE(view.fingerprint(), fingerprint);
    QCOMPARE(chosen.size(), 1);
    std::erase_if(other.groups, [&](const FailureGroup &g) { return g.fingerprint == *fingerprint; });
    view.setGroups(other, 160);
    QVERIFY(!view.fingerprint());
    QCOMPARE(chosen.size(), 2);
}

void tst_DeadLettersModel::rowsOfAGroup()
{
    Known k(160);
    QVERIFY(k.wait());
    DeadRowsAsk ask = k.ask();
    QVERIFY(!deadRows(ask, {}));
    ask.group = k.analysis.facts()->group[15];
    const DeadRows rows = deadRows(ask, {});
    QVERIFY(rows);
    QCOMPARE(rows->size(), 10u);
    for (const quint32 row : *rows)
        QCOMPARE(row % 16, 15u);
    // With a filter: rows 0 to 20 as they arrived, numbered from 1000.
    RowList list;
    RowList::Run run{1000, {}};
    for (quint32 i = 0; i < 21; ++i)
        run.rows.push_back(i);
    list.append(std::move(run));
    ask.filtered = list.snapshot();
    ask.first = 1000;
    QCOMPARE(*deadRows(ask, {}), std::vector<quint32>{15});
    // Where the set has another order than they arrived in.
    auto arrivals = std::make_shared<std::vector<quint32>>(160);
    for (quint32 i = 0; i < 160; ++i)
        (*arrivals)[i] = 159 - i;
    ask.arrivals = arrivals;
    ask.group.reset();
    const DeadRows back = deadRows(ask, {});
    QCOMPARE(back->size(), 21u);
    QCOMPARE(back->front(), 139u);
    QCOMPARE(back->back(), 159u);
}

void tst_DeadLettersModel::rowsAreSorted()
{
    Known k(40);
    QVERIFY(k.wait());
    DeadRowsAsk ask = k.ask();
    ask.sort = DeadColumn::Attempts;
    ask.descending = true;
    const DeadRows rows = deadRows(ask, {});
    for (std::size_t i = 1; i < rows->size(); ++i) {
        const auto &attempts = k.analysis.facts()->attempts;
        QVERIFY(attempts[(*rows)[i - 1]] >= attempts[(*rows)[i]]);
    }
    ask.sort = DeadColumn::Died;
    ask.descending = true;
    QCOMPARE(deadRows(ask, {})->front(), 39u);
    ask.sort = DeadColumn::Id;
    ask.descending = false;
    QCOMPARE(deadRows(ask, {})->front(), 0u);
    ask.sort = DeadColumn::Type;
    QCOMPARE(deadRows(ask, {})->size(), 40u);
    auto replays = std::make_shared<std::vector<int>>(40, 0);
    (*replays)[7] = 2;
    ask.replays = replays;
    ask.sort = DeadColumn::Replayed;
    ask.descending = true;
    QCOMPARE(deadRows(ask, {})->front(), 7u);
    ask.schema = [](std::size_t i) {
        SchemaVerdict v;
        v.kind = i == 3 ? SchemaVerdict::Kind::Invalid : SchemaVerdict::Kind::Valid;
        return v;
    };
    ask.sort = DeadColumn::Schema;
    QCOMPARE(deadRows(ask, {})->front(), 3u);
    ask.sort = DeadColumn::Exception;
    ask.descending = false;
    const auto byException = deadRows(ask, {});
    QCOMPARE(byException->front(), 15u); // none
    QCOMPARE(byException->back(), 30u);  // TimeoutException
    ask.facts = nullptr;                 // the same where nothing is known yet
    QCOMPARE(*deadRows(ask, {}), *byException);
    ask.sort = DeadColumn::Key;
    QCOMPARE(deadRows(ask, {})->front(), 0u);
}

void tst_DeadLettersModel::columnsAreChosen()
{
    QTemporaryDir folder;
    QSettings settings(folder.filePath(u"s.ini"_s), QSettings::IniFormat);
    const auto texts = [](DeadTable &table) {
        QMenu menu;
        table.fillColumnMenu(menu);
        QStringList all;
        for (const QAction *a : menu.actions())
            all += (a->isChecked() ? u"+"_s : u"-"_s) + a->text();
        return all.join(u' ');
    };
    {
        DeadTable table(&settings);
        table.resize(712, 300);
        table.show();
        QCOMPARE(texts(table), u"+Died -Key +Type +Exception +Attempts +Replayed"_s);
        table.showSchemas(true);
        QVERIFY(!table.isColumnHidden(int(DeadColumn::Schema)));
        table.resize(1400, 300); // there is room
        QTRY_VERIFY(!table.isColumnHidden(int(DeadColumn::Key)));
        table.resize(712, 300);
        QTRY_VERIFY(table.isColumnHidden(int(DeadColumn::Key)));
        QMenu menu;
        table.fillColumnMenu(menu);
        for (QAction *a : menu.actions()) {
            if (a->text() == u"Key" || a->text() == u"Type")
                a->trigger();
        }
        QVERIFY(!table.isColumnHidden(int(DeadColumn::Key)));
        QVERIFY(table.isColumnHidden(int(DeadColumn::Type)));
    }
    DeadTable again(&settings);
    again.resize(712, 300);
    again.show();
    QCOMPARE(texts(again), u"+Died +Key -Type +Exception +Attempts +Replayed"_s);
}

void tst_DeadLettersModel::columnsFitIntoTheirTable()
{
    Known k(64);
    QVERIFY(k.wait());
    DeadTable table(nullptr);
    table.resize(1200, 300);
    table.show();
    table.letters().setSet(k.set, k.analysis.facts());
    table.showRows(std::make_shared<const std::vector<quint32>>(std::vector<quint32>{0, 1, 2}));
    table.resize(680, 300);
    QTRY_VERIFY(table.viewport()->width() <= 680);
    QTRY_VERIFY(table.horizontalHeader()->length() <= table.viewport()->width());
    table.setColumnWidth(int(DeadColumn::Id), 200); // as a person does: it stays
    table.resize(500, 300);
    QTRY_VERIFY(table.viewport()->width() <= 500);
    QCOMPARE(table.columnWidth(int(DeadColumn::Id)), 200);
}

void tst_DeadLettersModel::growthHasASpan()
{
    std::vector<FailureGroup> groups(2);
    for (FailureGroup &g : groups)
        g.growth.resize(FailureGroups::GrowthBuckets);
    QVERIFY(groupLines(groups, 0, 1000).lines.front().empty()); // no death has a time
    groups[1].growth[0] = 5;                                    // all in one second
    GroupLines lines = groupLines(groups, Start, 1000);
    QCOMPARE(lines.lines[1].size(), std::size_t(61));
    QCOMPARE(lines.lines[1].back(), 5.f);
    QCOMPARE(lines.lines[1].front(), 0.f);
    QCOMPARE(lines.startMs, Start - 60'000);
    groups[0].growth[40] = 1;
    lines = groupLines(groups, Start, 4000); // long enough by itself
    QCOMPARE(lines.lines[0].size(), std::size_t(41));
    QCOMPARE(lines.startMs, Start);
}

void tst_DeadLettersModel::theModelKeepsItsWord()
{
    Known k(64);
    DeadLettersModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QCOMPARE(model.rowCount(), 0);
    model.setSet(k.set, k.analysis.facts());
    QCOMPARE(model.rowCount(), 64);
    const auto text = [&](int row, DeadColumn c) { return model.index(row, int(c)).data().toString(); };
    QCOMPARE(text(0, DeadColumn::Id), u"7f3c-1000"_s);
    QCOMPARE(text(0, DeadColumn::Type), u"order.placed"_s);
    QCOMPARE(text(3, DeadColumn::Attempts), u"4"_s);
    QCOMPARE(text(3, DeadColumn::Died), deadTime(Start + 6000, false));
    QCOMPARE(text(0, DeadColumn::Replayed), u"–"_s); // not known yet
    QVERIFY(k.wait());
    model.factsAdvanced();
    QCOMPARE(text(3, DeadColumn::Attempts), u"4"_s);
    auto replays = std::make_shared<ReplaysBefore>();
    replays->times.resize(64);
    replays->last.resize(64, -1);
    replays->times[1] = replays->times[2] = 1;
    replays->last[2] = 0;
    replays->jobs = {{u"0q5kz1e8d2"_s, QDateTime::currentMSecsSinceEpoch() - 49 * 3'600'000LL}};
    model.setReplays(replays);
    QCOMPARE(text(0, DeadColumn::Replayed), u"never"_s);
    QCOMPARE(text(1, DeadColumn::Replayed), u"1×"_s);
    QVERIFY(text(2, DeadColumn::Replayed).startsWith(u"1×, 2 day"_s));
    const auto tip = [&](int row) {
        return model.index(row, int(DeadColumn::Replayed)).data(Qt::ToolTipRole).toString();
    };
    QVERIFY(tip(2).contains(u"0q5kz1e8d2"_s) && tip(2).contains(words::localTime(replays->jobs[0].startedMs)));
    QVERIFY(!tip(1).contains(u"0q5kz1e8d2"_s));
    QCOMPARE(text(0, DeadColumn::Key), u"order.placed"_s);
    QCOMPARE(text(0, DeadColumn::Exception), u"PaymentDeclined"_s);
    QCOMPARE(text(15, DeadColumn::Exception), u"–"_s); // expired: nobody threw
    model.setRows(std::make_shared<const std::vector<quint32>>(std::vector<quint32>{9, 4}));
    QCOMPARE(model.rowCount(), 2);
    QCOMPARE(model.indexAt(0), 9u);
    QCOMPARE(model.rowOf(4), 1);
    QCOMPARE(model.rowOf(5), -1);
    // Verdicts are asked for once an event, when it is looked at.
    QSignalSpy wanted(&model, &DeadLettersModel::verdictWanted);
    QCOMPARE(text(0, DeadColumn::Schema), u"…"_s);
    QCOMPARE(wanted.size(), 0);
    model.setChecksSchemas(true);
    wanted.clear();
    (void)text(0, DeadColumn::Schema);
    (void)text(0, DeadColumn::Schema);
    QVERIFY(wanted.size() <= 1);
    SchemaVerdict v;
    v.kind = SchemaVerdict::Kind::Valid;
    model.setVerdicts({{9, v}});
    QCOMPARE(text(0, DeadColumn::Schema), u"valid"_s);
    model.setSet(nullptr, nullptr);
    QCOMPARE(model.rowCount(), 0);
}

// The first rows give the columns their widths: on the GUI thread, so of a few, whether they are on screen yet or not.
void tst_DeadLettersModel::widthsAskFewRows()
{
    Known k(2000);
    for (const bool visible : {false, true}) {
        DeadTable table(nullptr);
        table.resize(700, 500);
        if (visible) {
            table.show();
            QVERIFY(QTest::qWaitForWindowExposed(&table));
        }
        table.showSchemas(true);
        table.letters().setChecksSchemas(true);
        QSignalSpy asked(&table.letters(), &DeadLettersModel::verdictWanted);
        table.letters().setSet(k.set, k.analysis.facts());
        table.showRows({});
        QVERIFY2(asked.size() > 0 && asked.size() <= 100, qPrintable(QString::number(asked.size())));
    }
}

void tst_DeadLettersModel::checksGoByTheEvent()
{
    Known k(20);
    DeadLettersModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setSet(k.set, k.analysis.facts());
    QSignalSpy changed(&model, &DeadLettersModel::checksChanged);
    QVERIFY(model.setData(model.index(3, 0), Qt::Checked, Qt::CheckStateRole));
    QVERIFY(!model.setData(model.index(3, 1), Qt::Checked, Qt::CheckStateRole));
    QCOMPARE(changed.size(), 1);
    QCOMPARE(model.checked(), std::vector<std::size_t>{3});
    model.setRows(std::make_shared<const std::vector<quint32>>(std::vector<quint32>{5, 3, 1}));
    QCOMPARE(model.index(1, 0).data(Qt::CheckStateRole).toInt(), int(Qt::Checked));
    model.checkAll(true);
    QCOMPARE(model.checked(), (std::vector<std::size_t>{1, 3, 5}));
    model.setRows(std::make_shared<const std::vector<quint32>>(std::vector<quint32>{5, 7}));
    QCOMPARE(model.checkedCount(), 3u);
    QCOMPARE(model.checkedShown(), 1u);
    model.checkAll(false);
    QCOMPARE(model.checked(), (std::vector<std::size_t>{1, 3}));
    model.clearChecks();
    QCOMPARE(model.checkedCount(), 0u);
}

void tst_DeadLettersModel::hostileTextsAreShown()
{
    QCOMPARE(hostileText(std::string("a\0b\x1b[31m", 8)), u"a␀b␛[31m"_s);
    QVERIFY(hostileText("\xff\xfe").size() > 0);
    QCOMPARE(hostileText(std::string(100'000, 'x')).size(), 401);
    QCOMPARE(shortException("com.shop.PaymentDeclined"), u"PaymentDeclined"_s);
    QCOMPARE(shortException("..."), u"..."_s);
    FailureGroup g;
    QVERIFY(!groupTitle(g).isEmpty());
    g.recognised = true;
    g.dialect = FailureDialect::XDeath;
    g.reason = "expired\n<b>";
    QCOMPARE(groupTitle(g), u"x-death: expired␊<b>"_s);
}

void tst_DeadLettersModel::limitsAreSaid()
{
    ChannelRow row;
    row.channel = u"queue:orders.dlq"_s;
    row.connectionName = u"shop"_s;
    row.depth = row.holds = 512;
    row.limit = 100;
    row.sources = {u"queue:orders"_s};
    row.lint = {{DeadLetterRule::AtMostOnce, {u"queue:orders"_s}}};
    ChannelsModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setRows({row});
    QCOMPARE(overLimit(row), u"orders.dlq holds 512, limit 100"_s);
    QCOMPARE(model.index(0, ChannelsModel::Holds).data().toString(), u"512, limit 100"_s);
    QCOMPARE(model.index(0, ChannelsModel::Holds).data(ChannelsModel::TintRole).toInt(), int(Tint::Error));
    QCOMPARE(model.index(0, ChannelsModel::Sources).data().toString(), u"orders"_s);
    row.open = row.holds = 12;
    model.setRows({row});
    QCOMPARE(overLimit(row), QString());
    QCOMPARE(model.index(0, ChannelsModel::Holds).data().toString(), u"12 open of 512"_s);
}

// The GUI thread's part of a page with a million dead letters.
void tst_DeadLettersModel::aMillion()
{
    const int count = qEnvironmentVariableIntValue("FLOWBENCH_DEAD_LETTERS") > 0
                          ? qEnvironmentVariableIntValue("FLOWBENCH_DEAD_LETTERS")
                          : 100'000;
    QElapsedTimer clock;
    clock.start();
    Known k(count);
    QVERIFY(k.set);
    qInfo("read %d: %lld ms", count, clock.restart());
    QVERIFY(QTest::qWaitFor([&] { return !k.analysis.groups().groups.empty(); }, 10'000));
    qInfo("first groups: %lld ms", clock.elapsed());
    QVERIFY(clock.elapsed() < 5000); // 80 ms on an idle machine
    QVERIFY(k.wait(120'000));
    qInfo("all groups: %lld ms", clock.restart());
    DeadTable table(nullptr);
    table.resize(700, 500);
    table.show();
    QVERIFY(QTest::qWaitForWindowExposed(&table));
    double worst = 0;
    const auto measured = [&](const char *what, auto does) {
        const double before = test::cpuMs();
        does();
        QCoreApplication::sendPostedEvents();
        const double ms = test::cpuMs() - before;
        worst = std::max(worst, ms);
        qInfo("%s: %.2f ms", what, ms);
    };
    measured("set", [&] { table.letters().setSet(k.set, k.analysis.facts()); });
    measured("paint", [&] { table.viewport()->repaint(); });
    DeadRowsAsk ask = k.ask();
    ask.sort = DeadColumn::Died;
    ask.descending = true;
    clock.restart();
    const DeadRows sorted = deadRows(ask, {});
    qInfo("sorted on a worker: %lld ms", clock.elapsed());
    measured("show sorted", [&] { table.showRows(sorted); });
    measured("to the end", [&] { table.scrollToBottom(); });
    measured("paint there", [&] { table.viewport()->repaint(); });
    measured("facts", [&] { table.letters().factsAdvanced(); });
    measured("select all", [&] { table.selectAll(); });
    measured("check all", [&] { table.letters().checkAll(true); });
    measured("what is checked", [&] { QCOMPARE(table.letters().checked().size(), std::size_t(count)); });
    measured("all rows", [&] { table.showRows({}); });
    QVERIFY2(worst < 200, "the GUI thread was blocked"); // 16 ms each on an idle machine
}

QTEST_MAIN(tst_DeadLettersModel)
#include "tst_deadlettersmodel.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/base/jsonwriter.h"
#include "model/event/envelope.h"
#include "model/event/eventjson.h"
#include "tests/support/fakeconnector.h"
#include "tests/support/sampleevents.h"
#include "ui/export/exportcolumns.h"
#include "ui/export/exportdialog.h"
#include "ui/export/exportstrip.h"
#include "ui/filter/filterfield.h"
#include "ui/filter/filterline.h"
#include "ui/look/look.h"
#include "ui/look/names.h"
#include "ui/table/eventcolumns.h"
#include "ui/table/eventsorting.h"
#include "ui/table/eventtable.h"
#include "ui/traffic/trafficpage.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QFile>
#include <QMenu>
#include <QPushButton>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>

using namespace flowbench;
using namespace Qt::StringLiterals;

class tst_TrafficFilter : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void expressionsFilter();
    void aMistakeKeepsTheFilterBefore();
    void wordsCanBeForced();
    void narrowsAndHides();
    void highlightsAndFinds();
    void sortsAndSaysWhatIsNew();
    void columnsFromContent();
    void previewIsTheData();
    void exportFollowsTheScreen();
    void cellsOfferWhatTheyHold();
    void theBarLeavesTheFilterItsRoom();
    void theMenusSayWhatTheyDo();
    void namesAndPictures();

private:
    struct Bench
    {
        Bench()
        {
            for (int i = 0; i < 200; ++i)
                broker->history.push_back(sample::event(i, sample::StartMs + i * 7));
            ChannelInfo topic;
            topic.name = u"orders.placed"_s;
            broker->channels = {topic};
            settings = std::make_unique<QSettings>(folder.filePath(u"s.ini"_s), QSettings::IniFormat);
            session = fake::makeSession(broker);
            session->watch();
            (void)QTest::qWaitFor([this] { return session->channelsKnown(); });
            page = std::make_unique<TrafficPage>(*settings);
            page->setWorkspace(folder.filePath(u"workspace"_s));
            page->resize(1000, 735);
            page->show();
            (void)QTest::qWaitForWindowExposed(page.get());
            page->open(*session, {ChannelAddress::parse(u"orders.placed"_s)});
            (void)QTest::qWaitFor([this] { return total() == 200; });
        }
        EventTable &table() const { return *page->findChild<EventTable *>(u"Events"_s); }
        FilterField &field() const { return *page->findChild<FilterField *>(u"Filter"_s); }
        FilterLine &line() const { return *page->findChild<FilterLine *>(u"Filter line"_s); }
        qint64 total() const { return table().events()->total(); }
        QTemporaryDir folder;
        std::shared_ptr<fake::Broker> broker = std::make_shared<fake::Broker>();
        std::unique_ptr<QSettings> settings;
        std::unique_ptr<Session> session;
        std::unique_ptr<TrafficPage> page;
    };
    static double totalOf(int i) { return (i * 37 % 400) + (10 + i % 90) / 100.0; }
    std::unique_ptr<Look> m_look;
};

void tst_TrafficFilter::initTestCase()
{
    QLocale::setDefault(QLocale(QLocale::English));
    m_look = std::make_unique<Look>(*qApp, ThemeChoice::Light, false);
}

void tst_TrafficFilter::expressionsFilter()
{
    Bench b;
    int expected = 0;
    for (int i = 0; i < 200; ++i)
        expected += totalOf(i) > 100 && sample::typeOf(i) == "order.placed";
    QTest::keyClicks(&b.field(), u"value.data.total > 100 && type == \"order.placed\""_s);
    QTRY_COMPARE(b.total(), expected);
    QTRY_VERIFY(b.line().isVisible());
    QTRY_VERIFY2(b.line().text().startsWith(u"%1 of 200 match"_s.arg(expected)), qPrintable(b.line().text()));
    QCOMPARE(b.page->findChild<QWidget *>(u"Filter mode"_s)->accessibleDescription(), u"Expression"_s);
}

void tst_TrafficFilter::aMistakeKeepsTheFilterBefore()
{
    Bench b;
    b.page->setFilterText(u"type == \"order.placed\""_s);
    QTRY_COMPARE(b.total(), 50);
    b.field().setText(u"type == \"order.placed\" &&"_s);
    QTest::keyClick(&b.field(), Qt::Key_Return);
    QVERIFY2(b.line().text().contains(u"column"_s), qPrintable(b.line().text()));
    QVERIFY(b.line().text().contains(u"stays on"_s));
    QCOMPARE(b.total(), 50);
    b.field().setText(u"nothing_known == 1"_s); // looks like an expression: never words in silence
    QTest::keyClick(&b.field(), Qt::Key_Return);
    QCOMPARE(b.total(), 50);
    b.page->findChild<QPushButton *>(u"Search these words"_s)->click();
    QTRY_COMPARE(b.total(), 0);
    b.field().clear();
    QTRY_COMPARE(b.total(), 200);
    QVERIFY(!b.line().isVisible());
}

void tst_TrafficFilter::wordsCanBeForced()
{
    Bench b;
    b.field().setText(u"order.placed"_s);
    QTRY_COMPARE(b.total(), 50);
    auto *chip = b.page->findChild<QAbstractButton *>(u"Filter mode"_s);
    QCOMPARE(chip->text(), u"Words"_s);
    chip->click();
    QCOMPARE(chip->accessibleDescription(), u"Expression"_s);
    chip->click();
    QCOMPARE(chip->text(), u"Words"_s);
    QCOMPARE(int(b.field().mode()), int(SearchMode::Automatic));
}

void tst_TrafficFilter::narrowsAndHides()
{
    Bench b;
    b.page->setFilterText(u"order.placed"_s);
    QTRY_COMPARE(b.total(), 50);
    b.page->includeCondition(u"partition == 0"_s, false);
    QCOMPARE(b.field().text(), u"words(\"order.placed\") && partition == 0"_s);
    int expected = 0;
    for (int i = 0; i < 200; ++i)
        expected += sample::typeOf(i) == "order.placed" && i % 6 == 0;
    QTRY_COMPARE(b.total(), expected);
    b.page->setFilterText({});
    b.page->includeCondition(u"value.data.nowhere == 1"_s, true); // hides nothing that lacks it
    QTRY_VERIFY(b.line().isVisible());
    QTRY_COMPARE(b.total(), 200);
}

void tst_TrafficFilter::highlightsAndFinds()
{
    Bench b;
    b.page->setFilterText(u"type == \"payment.processed\""_s);
    QTRY_COMPARE(b.total(), 50);
    b.page->findChild<QPushButton *>(u"Highlight"_s)->click();
    QTRY_COMPARE(b.total(), 200);
    b.table().setCurrent(*b.table().events()->sequenceAt(0));
    QTest::keyClick(&b.table(), Qt::Key_F3);
    QTRY_COMPARE(b.table().current(), b.table().events()->sequenceAt(1));
    QTest::keyClick(&b.table(), Qt::Key_F3);
    QTRY_COMPARE(b.table().current(), b.table().events()->sequenceAt(5));
    QTest::keyClick(&b.table(), Qt::Key_F3, Qt::ShiftModifier);
    QTest::keyClick(&b.table(), Qt::Key_F3, Qt::ShiftModifier);
    QTRY_COMPARE(b.table().current(), b.table().events()->sequenceAt(197)); // once round
    QVERIFY(b.table().events()->mark(1).found);
    QVERIFY(!b.table().events()->mark(2).found);
}

void tst_TrafficFilter::sortsAndSaysWhatIsNew()
{
    Bench b;
    QAbstractItemModelTester tester(b.table().events(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    b.table().sorting().sortBy(EventColumn::Key, Qt::DescendingOrder);
    QTRY_VERIFY(b.table().events()->sorted());
    QVERIFY(!b.table().isFollowing());
    for (int i = 1; i < 200; ++i)
        QVERIFY(b.table().events()->eventAt(i - 1)->key >= b.table().events()->eventAt(i)->key);
    QTRY_COMPARE(b.line().text(), u" · Sorted by Key"_s);
    b.broker->publish({sample::event(300, sample::StartMs + 9000)});
    QTRY_VERIFY(b.line().text().contains(u"new events are not in it"_s));
    QCOMPARE(b.total(), 200);
    b.page->findChild<QPushButton *>(u"Re-sort"_s)->click();
    QTRY_COMPARE(b.total(), 201);
    b.page->setFilterText(u"type == \"order.placed\""_s); // sorted anew
    QTRY_COMPARE(b.total(), 51);
    QTRY_VERIFY(b.table().events()->sorted());
    b.table().sorting().clear();
    QVERIFY(!b.table().events()->sorted());
    QCOMPARE(b.table().events()->sequenceAt(0).has_value(), true);
}

void tst_TrafficFilter::columnsFromContent()
{
    Bench b;
    b.page->showAsColumn(u"value.data.total"_s);
    const int column = int(contentColumn(0));
    QCOMPARE(b.table().model()->headerData(column, Qt::Horizontal).toString(), u"total"_s);
    QVERIFY(!b.table().isColumnHidden(column));
    const qint64 row = b.table().events()->first();
    QVERIFY(b.table().events()->text(row, contentColumn(0)).toDouble() > 0);
    QVERIFY(b.table().events()->isNumber(contentColumn(0)));
    b.table().sorting().sortBy(contentColumn(0), Qt::AscendingOrder);
    QTRY_VERIFY(b.table().events()->sorted());
    double last = -1;
    for (int i = 0; i < 200; ++i) {
        const double now = b.table().events()->text(i, contentColumn(0)).toDouble();
        QVERIFY(now >= last);
        last = now;
    }
    TrafficPage again(*b.settings);
    QCOMPARE(again.findChild<EventTable *>(u"Events"_s)->columns().contents().size(), std::size_t(1));
    b.table().columns().removeContent(0);
    QCOMPARE(b.table().model()->columnCount(), EventColumnCount);
}

void tst_TrafficFilter::previewIsTheData()
{
    Bench b;
    const QString preview = b.table().events()->text(b.table().events()->first(), EventColumn::Preview);
    QVERIFY2(preview.startsWith(u"{\"total\":"_s), qPrintable(preview));
}

// Filter, sort, export: the file holds what is shown, as it stands there, and nothing else.
void tst_TrafficFilter::exportFollowsTheScreen()
{
    Bench b;
    b.page->showAsColumn(u"value.data.total"_s);
    b.page->setFilterText(u"type == \"order.placed\" && value.data.total > 100"_s);
    int expected = 0;
    for (int i = 0; i < 200; ++i)
        expected += totalOf(i) > 100 && sample::typeOf(i) == "order.placed";
    QTRY_COMPARE(b.total(), expected);
    const auto exported = [&](ExportScope scope, EventFileFormat format) {
        const QString path = b.folder.filePath(u"out."_s + exportSuffix(format));
        QFile::remove(path);
        b.page->askExport();
        auto *dialog = b.page->findChild<ExportDialog *>();
        emit dialog->chosen(scope, format, path);
        delete dialog;
        (void)QTest::qWaitFor([&] { return QFile::exists(path); });
        (void)QTest::qWaitFor([&] { return !b.page->findChild<ExportStrip *>()->isRunning(); });
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    };
    const auto onScreen = [&] {
        JsonWriter json;
        for (qint64 i = 0; i < b.total(); ++i) {
            writeEventJson(json, *b.table().events()->eventAt(i), true);
            json.newline();
        }
        return QByteArray::fromStdString(json.text());
    };
    const QByteArray arrived = onScreen();
    QCOMPARE(exported(ExportScope::Shown, EventFileFormat::Ndjson), arrived);
    b.table().sorting().sortBy(contentColumn(0), Qt::DescendingOrder);
    QTRY_VERIFY(b.table().events()->sorted());
    const QByteArray sorted = onScreen();
    QVERIFY(sorted != arrived);
    QCOMPARE(exported(ExportScope::Shown, EventFileFormat::Ndjson), sorted);
    // Some of them, from the middle of the screen.
    b.table().setCurrent(*b.table().events()->sequenceAt(3));
    QTest::keyClick(&b.table(), Qt::Key_Down, Qt::ShiftModifier);
    QTest::keyClick(&b.table(), Qt::Key_Down, Qt::ShiftModifier);
    QCOMPARE(exported(ExportScope::Selected, EventFileFormat::Ndjson), sorted.split('\n').mid(3, 3).join('\n') + '\n');
    const QList<QByteArray> lines = exported(ExportScope::Shown, EventFileFormat::Csv).split('\n');
    const qsizetype column = lines.front().trimmed().split(',').indexOf("total");
    QByteArray totals;
    for (const QByteArray &line : lines.mid(0, lines.size() - 1))
        totals += line.split(',').value(column) + '\n';
    QByteArray wanted = "total\n";
    for (qint64 i = 0; i < b.total(); ++i)
        wanted += b.table().events()->text(i, contentColumn(0)).toUtf8() + '\n';
    QCOMPARE(totals, wanted);
    QCOMPARE(exported(ExportScope::Every, EventFileFormat::Ndjson).count('\n'), 200);
    QVERIFY(exported(ExportScope::Shown, EventFileFormat::Capture).startsWith("SQLite format 3"));
}

void tst_TrafficFilter::cellsOfferWhatTheyHold()
{
    Bench b;
    const auto offered = [&](EventColumn column) {
        QMenu menu;
        emit b.table().menuRequested(&menu, b.table().events()->first(), column);
        QStringList texts;
        for (const QAction *a : menu.actions())
            texts += a->text();
        return texts;
    };
    const std::string type(recogniseEnvelope(*b.table().events()->eventAt(b.table().events()->first())).type);
    QCOMPARE(offered(EventColumn::Type), (QStringList{u"Show only type == \"%1\""_s.arg(QString::fromStdString(type)),
                                                      u"Hide type == \"%1\""_s.arg(QString::fromStdString(type))}));
    QCOMPARE(offered(EventColumn::Time).size(), 2);
    QVERIFY(offered(EventColumn::Partition).front().startsWith(u"Show only partition == "_s));
}

// At the narrowest window that the pictures have: 1280 with the rail and the tree beside it.
void tst_TrafficFilter::theBarLeavesTheFilterItsRoom()
{
    Bench b;
    b.page->resize(980, 735);
    b.table().setCurrent(*b.table().events()->sequenceAt(0)); // "Follow" says how many are new
    b.broker->publish({sample::event(300, sample::StartMs + 9000)});
    QTRY_VERIFY(b.page->findChild<QPushButton *>(u"Follow"_s)->text().contains(u"1 new"_s));
    QTRY_VERIFY2(b.field().width() >= 400, qPrintable(QString::number(b.field().width())));
    QVERIFY(b.field().fontMetrics().horizontalAdvance(b.field().placeholderText()) < b.field().width() - 40);
    for (const QString &name : {u"Pause"_s, u"Follow"_s, u"Search…"_s, u"From"_s, u"Columns"_s, u"More"_s}) {
        const auto *button = b.page->findChild<QAbstractButton *>(name);
        QVERIFY(button && button->isVisible());
        QVERIFY(!button->accessibleName().isEmpty());
        QVERIFY(button->width() >= button->sizeHint().width());
    }
}

void tst_TrafficFilter::theMenusSayWhatTheyDo()
{
    Bench b;
    b.page->setFilterText(u"type == \"order.placed\""_s);
    QTRY_COMPARE(b.total(), 50);
    QStringList ids;
    for (const Command &c : b.page->commands()) {
        QVERIFY(!c.title.isEmpty());
        if (c.enabled)
            ids += c.id;
    }
    for (const QString &id : {u"filter"_s, u"saveFilter"_s, u"savedFilters"_s, u"colourRules"_s, u"nextMatch"_s,
                              u"previousMatch"_s, u"highlight"_s, u"addColumn"_s, u"older"_s, u"utc"_s})
        QVERIFY2(ids.contains(id), qPrintable(id));
    for (const QString &id : {u"continueSearch"_s, u"coverage"_s, u"backToLive"_s, u"unsort"_s, u"saveBody"_s})
        QVERIFY2(!ids.contains(id), qPrintable(id));
    for (const Command &c : b.page->commands()) {
        if (c.id == u"highlight")
            c.run();
    }
    QTRY_COMPARE(b.total(), 200);
}

void tst_TrafficFilter::namesAndPictures()
{
    Bench b;
    b.page->showAsColumn(u"value.data.total"_s);
    b.page->setFilterText(u"type == \"order.placed\" && value.data.total > 100"_s);
    QTest::qWait(700);
    QCOMPARE(namelessWidgets(b.page.get()), QStringList());
    const QString folder = qEnvironmentVariable("FLOWBENCH_PICTURES");
    for (const ThemeChoice choice : {ThemeChoice::Light, ThemeChoice::Dark}) {
        m_look->setChoice(choice);
        QCoreApplication::processEvents();
        if (!folder.isEmpty())
            b.page->grab().save(folder + u"/filter-%1.png"_s.arg(int(choice)));
    }
    m_look->setChoice(ThemeChoice::Light);
}

QTEST_MAIN(tst_TrafficFilter)
#include "tst_trafficfilter.moc"

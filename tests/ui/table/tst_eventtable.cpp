// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/textmatch.h"
#include "tests/support/sampleevents.h"
#include "ui/look/look.h"
#include "ui/table/eventcolumns.h"
#include "ui/table/eventcopy.h"
#include "ui/table/eventtable.h"

#include <QAccessible>
#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QScrollBar>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace flowbench;
using namespace Qt::StringLiterals;

class tst_EventTable : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void barStandsForAllRows();
    void followingEnds_data();
    void followingEnds();
    void selectsByNumber();
    void keys();
    void dragSelects();
    void selectAllIsOneRange();
    void filterKeepsOnlyTheCurrentRow();
    void copies();
    void columnsAreRemembered();
    void widthFitsContent();
    void screenReader();
    void paintsInBothThemes();

private:
    struct Bench
    {
        explicit Bench(int count = 0, QSettings *settings = nullptr)
            : rows(store, runner), table(settings, u"traffic"_s)
        {
            table.resize(900, 400);
            table.setUtc(true);
            table.setSource(store, rows);
            table.setConnectionName(u"shop kafka"_s);
            table.show();
            (void)QTest::qWaitForWindowExposed(&table);
            if (count)
                add(count);
        }
        void add(int count)
        {
            store.append(sample::chunks(builder, next, count));
            next += count;
            rows.storeChanged();
        }
        quint64 number(int i) const { return store.first() + quint64(i); }
        void click(int row, Qt::KeyboardModifiers modifiers = {})
        {
            QTest::mouseClick(table.viewport(), Qt::LeftButton, modifiers, QPoint(20, row * 25 + 12));
        }
        ChunkBuilder builder{ArenaPool::create(0)};
        JobRunner runner{2};
        EventStore store;
        FilteredRows rows;
        EventTable table;
        int next = 0;
    };
    std::unique_ptr<Look> m_look;
};

void tst_EventTable::initTestCase() { m_look = std::make_unique<Look>(*qApp, ThemeChoice::Light, false); }

void tst_EventTable::barStandsForAllRows()
{
    Bench b(10000);
    QScrollBar *bar = b.table.verticalScrollBar();
    QCOMPARE(bar->maximum(), 10000 - b.table.fullRows());
    QCOMPARE(bar->value(), bar->maximum());
    QVERIFY(b.table.model()->rowCount() <= b.table.fullRows() + 1);
    bar->setValue(4321);
    QCOMPARE(b.table.events()->first(), 4321);
    QCOMPARE(b.table.verticalHeader()->offset(), 0);
    b.table.resize(900, 600);
    QCOMPARE(bar->value(), 4321);
    QCOMPARE(bar->maximum(), 10000 - b.table.fullRows());
    b.add(10);
    QCOMPARE(b.table.events()->first(), 4321);
    bar->setValue(bar->maximum());
    QCOMPARE(b.table.events()->total() - 1, b.table.events()->first() + b.table.fullRows() - 1);
    b.table.columns().show(EventColumn::Id, true);
    QCOMPARE(bar->maximum(), 10010 - b.table.fullRows());
    QCOMPARE(bar->value(), bar->maximum());
}

void tst_EventTable::followingEnds_data()
{
    QTest::addColumn<int>("how");
    QTest::newRow("wheel") << 0;
    QTest::newRow("click") << 1;
    QTest::newRow("key") << 2;
    QTest::newRow("bar") << 3;
}

void tst_EventTable::followingEnds()
{
    QFETCH(int, how);
    Bench b(1000);
    QVERIFY(b.table.isFollowing());
    QSignalSpy spy(&b.table, &EventTable::followChanged);
    b.add(5);
    QVERIFY(b.table.isFollowing());
    switch (how) {
    case 0: {
        const QPointF at(100, 100);
        QWheelEvent wheel(at, b.table.viewport()->mapToGlobal(at), {}, {0, 120}, Qt::NoButton, Qt::NoModifier,
                          Qt::NoScrollPhase, false);
        QApplication::sendEvent(b.table.viewport(), &wheel);
        break;
    }
    case 1:
        b.click(3);
        break;
    case 2:
        QTest::keyClick(&b.table, Qt::Key_Up);
        break;
    default:
        b.table.verticalScrollBar()->setValue(100);
    }
    QVERIFY(!b.table.isFollowing());
    QCOMPARE(spy.size(), 1);
    const qint64 first = b.table.events()->first();
    b.add(100);
    QCOMPARE(b.table.events()->first(), first);
    b.table.setFollowing(true);
    QCOMPARE(b.table.events()->first(), b.table.events()->lastFirst());
    QCOMPARE(spy.size(), 2);
}

void tst_EventTable::selectsByNumber()
{
    Bench b(1000);
    b.table.verticalScrollBar()->setValue(100);
    b.click(2);
    QCOMPARE(b.table.current(), b.number(102));
    b.click(5, Qt::ShiftModifier);
    QCOMPARE(b.table.selectedCount(), 4u);
    b.click(8, Qt::ControlModifier);
    QCOMPARE(b.table.selectedCount(), 5u);
    QVERIFY(!b.table.selection().contains(b.number(107)));
    b.click(3, Qt::ControlModifier);
    QCOMPARE(b.table.selectedCount(), 4u);
    b.table.verticalScrollBar()->setValue(500);
    QVERIFY(b.table.selection().contains(b.number(102)));
    QCOMPARE(b.table.selectedCount(), 4u);
    b.click(0);
    QCOMPARE(b.table.selectedCount(), 1u);
    QCOMPARE(b.table.current(), b.number(500));
}

void tst_EventTable::keys()
{
    Bench b(1000);
    QSignalSpy current(&b.table, &EventTable::currentEventChanged);
    b.table.verticalScrollBar()->setValue(100);
    QTest::keyClick(&b.table, Qt::Key_Down);
    QCOMPARE(b.table.current(), b.number(100));
    QTest::keyClick(&b.table, Qt::Key_Up);
    QCOMPARE(b.table.current(), b.number(99));
    QCOMPARE(b.table.events()->first(), 99);
    QTest::keyClick(&b.table, Qt::Key_PageDown, Qt::ShiftModifier);
    QCOMPARE(b.table.selectedCount(), quint64(b.table.fullRows()));
    QTest::keyClick(&b.table, Qt::Key_End);
    QCOMPARE(b.table.current(), b.number(999));
    QVERIFY(!b.table.isFollowing());
    QTest::keyClick(&b.table, Qt::Key_Home, Qt::ControlModifier);
    QCOMPARE(b.table.current(), b.number(0));
    QCOMPARE(b.table.events()->first(), 0);
    QTest::keyClick(&b.table, Qt::Key_Up);
    QCOMPARE(b.table.current(), b.number(0));
    QVERIFY(current.size() >= 5);
}

void tst_EventTable::dragSelects()
{
    Bench b(1000);
    b.table.verticalScrollBar()->setValue(100);
    QTest::mousePress(b.table.viewport(), Qt::LeftButton, {}, QPoint(20, 12));
    QMouseEvent move(QEvent::MouseMove, QPointF(20, 4 * 25 + 12), b.table.viewport()->mapToGlobal(QPointF(20, 112)),
                     Qt::NoButton, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(b.table.viewport(), &move);
    QTest::mouseRelease(b.table.viewport(), Qt::LeftButton, {}, QPoint(20, 4 * 25 + 12));
    QCOMPARE(b.table.selectedCount(), 5u);
    QCOMPARE(b.table.current(), b.number(104));
}

void tst_EventTable::selectAllIsOneRange()
{
    Bench b(5000);
    QTest::keyClick(&b.table, Qt::Key_A, Qt::ControlModifier);
    QCOMPARE(b.table.selectedCount(), 5000u);
    QCOMPARE(b.table.selection().ranges().size(), std::size_t(1));
    b.add(100);
    QCOMPARE(b.table.selectedCount(), 5000u); // what came later was not chosen
}

void tst_EventTable::filterKeepsOnlyTheCurrentRow()
{
    Bench b(1000);
    b.table.verticalScrollBar()->setValue(100);
    b.click(0);
    b.click(9, Qt::ShiftModifier);
    QCOMPARE(b.table.selectedCount(), 10u);
    b.rows.setMatcher(std::make_shared<TextMatcher>("payment.processed"));
    b.table.filterChanged();
    QTRY_COMPARE(b.table.events()->total(), 250);
    QCOMPARE(b.table.selectedCount(), 1u);
    QVERIFY(b.table.selection().contains(b.number(109)));
}

void tst_EventTable::copies()
{
    Bench b(1000);
    b.table.verticalScrollBar()->setValue(100);
    QSignalSpy copied(&b.table, &EventTable::copied);
    b.click(0);
    b.click(1, Qt::ShiftModifier);
    QTest::keyClick(&b.table, Qt::Key_C, Qt::ControlModifier);
    const QStringList lines = QApplication::clipboard()->text().trimmed().split(u'\n');
    QCOMPARE(lines.size(), 2);
    QCOMPARE(lines.at(0).split(u'\t').at(3), QString::fromStdString(*sample::event(100, 0).key));
    QCOMPARE(copied.size(), 1);
    b.table.copySelected(EventTable::CopyAs::Json);
    const QString json = QApplication::clipboard()->text();
    QVERIFY(json.contains(u"\"offset\":1834195"_s));
    b.table.copySelected(EventTable::CopyAs::Command);
    QCOMPARE(QApplication::clipboard()->text().split(u'\n').at(0),
             u"flowbench-cli scan 'shop kafka' orders.placed --partition 4 --from 1834195 --limit 1"_s);
    b.table.copyCell(100, EventColumn::Preview);
    QCOMPARE(QApplication::clipboard()->text(), QString::fromStdString(*sample::event(100, 0).value));
    QCOMPARE(eventcopy::shellWord(u"it's"_s), u"'it'\\''s'"_s);
}

void tst_EventTable::columnsAreRemembered()
{
    QTemporaryDir folder;
    QSettings settings(folder.filePath(u"s.ini"_s), QSettings::IniFormat);
    {
        Bench b(100, &settings);
        b.table.columns().show(EventColumn::Id, true);
        b.table.columns().show(EventColumn::Offset, false);
        b.table.horizontalHeader()->resizeSection(int(EventColumn::Key), 222);
        b.table.horizontalHeader()->moveSection(b.table.horizontalHeader()->visualIndex(int(EventColumn::Type)), 0);
    }
    Bench b(100, &settings);
    QVERIFY(!b.table.isColumnHidden(int(EventColumn::Id)));
    QVERIFY(b.table.isColumnHidden(int(EventColumn::Offset)));
    QCOMPARE(b.table.columnWidth(int(EventColumn::Key)), 222);
    QCOMPARE(b.table.columns().shown().front(), EventColumn::Type);
    b.table.columns().reset();
    QVERIFY(b.table.isColumnHidden(int(EventColumn::Id)));
    QCOMPARE(b.table.columns().shown().front(), EventColumn::Time);
}

void tst_EventTable::widthFitsContent()
{
    Bench b;
    const int empty = b.table.columnWidth(int(EventColumn::Type));
    b.add(100);
    const int full = b.table.columnWidth(int(EventColumn::Type));
    QVERIFY(full > empty);
    QVERIFY(full < 200);
    b.add(100);
    QCOMPARE(b.table.columnWidth(int(EventColumn::Type)), full);
}

void tst_EventTable::screenReader()
{
    Bench b(100000);
    QAccessibleInterface *access = QAccessible::queryAccessibleInterface(&b.table);
    QVERIFY(access && access->tableInterface());
    QCOMPARE(access->text(QAccessible::Name), u"Events"_s);
    QAccessibleTableInterface *rows = access->tableInterface();
    QCOMPARE(rows->rowCount(), 100000);
    QCOMPARE(access->childCount(), b.table.model()->rowCount() * rows->columnCount());
    QAccessibleInterface *far = rows->cellAt(50000, 3);
    QVERIFY(far);
    QCOMPARE(far->text(QAccessible::Name), QString::fromStdString(*sample::event(50000, 0).key));
    QCOMPARE(access->indexOfChild(far), -1);
    QVERIFY(far->state().offscreen);
    QVERIFY(rows->selectRow(50000));
    QVERIFY(rows->isRowSelected(50000));
    QVERIFY(access->indexOfChild(far) >= 0);
    QVERIFY(!far->state().offscreen);
    QCOMPARE(rows->columnDescription(3), u"Key"_s);
    for (int i = 0; i < 20000; ++i)
        QVERIFY(rows->cellAt(i, i % rows->columnCount()));
    for (int i = 0; i < access->childCount(); ++i)
        QVERIFY(access->child(i));
}

void tst_EventTable::paintsInBothThemes()
{
    Bench b(1000);
    b.table.verticalScrollBar()->setValue(100);
    b.click(3);
    b.table.events()->setDeadChannels({"nothing"});
    for (const ThemeChoice choice : {ThemeChoice::Light, ThemeChoice::Dark}) {
        m_look->setChoice(choice);
        QCoreApplication::processEvents(); // the palette reaches widgets by an event
        const QImage picture = b.table.grab().toImage();
        const Theme &theme = choice == ThemeChoice::Dark ? Theme::dark() : Theme::light();
        const int header = b.table.horizontalHeader()->height();
        QCOMPARE(picture.pixelColor(3, header + 3 * 25 + 4), theme.selection);
        const QColor even = picture.pixelColor(3, header + 5 * 25 + 4),
                     odd = picture.pixelColor(3, header + 6 * 25 + 4);
        QVERIFY(even != odd);
        QVERIFY(even == theme.surface || even == theme.alternate);
        const QString folder = qEnvironmentVariable("FLOWBENCH_PICTURES");
        if (!folder.isEmpty())
            picture.save(folder + u"/table-%1.png"_s.arg(int(choice)));
    }
    m_look->setChoice(ThemeChoice::Light);
}

QTEST_MAIN(tst_EventTable)
#include "tst_eventtable.moc"

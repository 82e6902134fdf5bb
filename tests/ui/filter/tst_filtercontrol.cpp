// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/sampleevents.h"
#include "ui/filter/filtercontrol.h"
#include "ui/filter/filterfield.h"
#include "ui/filter/filterline.h"
#include "ui/filter/savefilterdialog.h"
#include "ui/look/look.h"

#include <QApplication>
#include <QClipboard>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace flowbench;
using namespace Qt::StringLiterals;

class tst_FilterControl : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void matchesAsOneTypes();
    void aMistakeKeepsTheFilterBefore();
    void historyIsKept();
    void savedFilters();
    void asText();
    void findsInASortedOrder();
    void markingCountsInTheBudgetAsWell();
    void whatCannotBeEvaluatedIsListed();

private:
    struct Bench
    {
        explicit Bench(const QString &workspace = {}, const QString &ini = {})
        {
            ChunkBuilder builder(ArenaPool::create(0));
            store.append(sample::chunks(builder, 0, 1000));
            settings =
                std::make_unique<QSettings>(ini.isEmpty() ? folder.filePath(u"s.ini"_s) : ini, QSettings::IniFormat);
            control = std::make_unique<FilterControl>(field, line, store, rows, *settings, &window);
            control->setWorkspace(workspace.isEmpty() ? folder.filePath(u"w"_s) : workspace);
            control->setChannels({u"orders.placed"_s});
        }
        bool settled() const { return !rows.busy() && rows.scannedTo() == store.end(); }
        QAction *entry(const QString &text)
        {
            menu = std::make_unique<QMenu>();
            control->fillMenu(*menu);
            return entryOf(*menu, text);
        }
        static QAction *entryOf(const QMenu &in, const QString &text)
        {
            for (QAction *a : in.actions()) {
                if (a->text() == text)
                    return a;
                if (QAction *inner = a->menu() ? entryOf(*a->menu(), text) : nullptr)
                    return inner;
            }
            return nullptr;
        }
        QTemporaryDir folder;
        std::unique_ptr<QSettings> settings;
        QWidget window;
        FilterField field;
        FilterLine line;
        EventStore store;
        JobRunner jobs{2};
        FilteredRows rows{store, jobs};
        std::unique_ptr<QMenu> menu;
        std::unique_ptr<FilterControl> control;
    };
    std::unique_ptr<Look> m_look;
};

void tst_FilterControl::initTestCase()
{
    QLocale::setDefault(QLocale(QLocale::English));
    m_look = std::make_unique<Look>(*qApp, ThemeChoice::Light, false);
}

void tst_FilterControl::matchesAsOneTypes()
{
    Bench b;
    b.field.setText(u"type == \"order.placed\""_s);
    QTRY_COMPARE(b.rows.count(), 250u);
    QTRY_COMPARE(b.line.text(), u"250 of 1,000 match"_s);
    b.field.setText(u"shipment"_s);
    QTRY_COMPARE(b.rows.count(), 250u);
    b.field.clear();
    QTRY_COMPARE(b.rows.count(), 1000u);
    QVERIFY(!b.control->isActive());
}

void tst_FilterControl::aMistakeKeepsTheFilterBefore()
{
    Bench b;
    b.control->setText(u"partition == 1"_s);
    QTRY_VERIFY(b.settled());
    const quint64 before = b.rows.count();
    QSignalSpy applied(b.control.get(), &FilterControl::applied);
    b.field.setText(u"partition == 1 &&"_s);
    QTRY_VERIFY(b.line.text().contains(u"stays on"_s)); // said once the person has stopped
    QCOMPARE(applied.size(), 0);
    QCOMPARE(b.rows.count(), before);
    QCOMPARE(b.control->text(), u"partition == 1"_s);
    b.field.setText(u"partition == 1"_s);
    QTRY_VERIFY(!b.line.text().contains(u"stays on"_s));
}

void tst_FilterControl::historyIsKept()
{
    QTemporaryDir kept;
    const QString ini = kept.filePath(u"h.ini"_s);
    {
        Bench b({}, ini);
        for (const QString &text : {u"shipment"_s, u"size > 10"_s, u"shipment"_s}) {
            b.field.setText(text);
            QTest::keyClick(&b.field, Qt::Key_Return);
        }
        b.field.setText(u"size > "_s); // wrong: not remembered
        QTest::keyClick(&b.field, Qt::Key_Return);
    }
    Bench b({}, ini);
    const QMenu *recent = nullptr;
    QVERIFY(b.entry(u"Recent"_s));
    recent = b.entry(u"Recent"_s)->menu();
    QCOMPARE(recent->actions()[0]->text(), u"shipment"_s);
    QCOMPARE(recent->actions()[1]->text(), u"size > 10"_s);
    QVERIFY(recent->actions()[2]->isSeparator());
    recent->actions()[1]->trigger();
    QCOMPARE(b.field.text(), u"size > 10"_s);
    b.entry(u"Forget them"_s)->trigger();
    QVERIFY(!b.entry(u"Recent"_s)->isEnabled());
}

void tst_FilterControl::savedFilters()
{
    Bench b;
    QVERIFY(!b.entry(u"Save filter…"_s)->isEnabled());
    b.control->setText(u"type == \"order.placed\""_s);
    QSignalSpy said(b.control.get(), &FilterControl::message);
    b.control->saveFilter();
    auto *dialog = b.window.findChild<SaveFilterDialog *>();
    QVERIFY(dialog);
    auto *save = dialog->findChild<QPushButton *>(u"Save"_s);
    QVERIFY(!save->isEnabled()); // it needs a name
    dialog->findChild<QLineEdit *>(u"Filter name"_s)->setText(u"Placed & paid"_s);
    QCOMPARE(dialog->findChild<QLineEdit *>(u"Filter channels"_s)->text(), u"orders.placed"_s);
    save->click();
    QTRY_COMPARE(said.size(), 1);
    QCOMPARE(said[0][0].toString(), u"Saved the filter Placed & paid"_s);
    b.control->setText({});
    QTRY_VERIFY(b.entry(u"Placed && paid"_s));
    b.entry(u"Placed && paid"_s)->trigger();
    QCOMPARE(b.field.text(), u"type == \"order.placed\""_s);
    // Somebody else's page of the same workspace has it, for other channels apart.
    Bench other(b.folder.filePath(u"w"_s));
    QTRY_VERIFY(other.entry(u"Placed && paid"_s));
    other.control->setChannels({u"mail"_s});
    QVERIFY(other.entry(u"For other channels"_s));
    QVERIFY(Bench::entryOf(*other.entry(u"For other channels"_s)->menu(), u"Placed && paid"_s));
    Bench::entryOf(*other.entry(u"Delete a saved filter"_s)->menu(), u"Placed && paid"_s)->trigger();
    QTRY_VERIFY(!other.entry(u"Placed && paid"_s));
}

void tst_FilterControl::asText()
{
    Bench b;
    b.control->setText(u"size > 10"_s);
    b.entry(u"Copy as text"_s)->trigger();
    QVERIFY(QApplication::clipboard()->text().contains(u"size > 10"_s));
    b.control->setText({});
    b.entry(u"Paste filter"_s)->trigger();
    QCOMPARE(b.control->text(), u"size > 10"_s);
}

void tst_FilterControl::findsInASortedOrder()
{
    Bench b;
    b.control->setText(u"type == \"shipment.created\""_s);
    QTRY_VERIFY(b.settled());
    b.control->setHighlights(true);
    QTRY_COMPARE(b.control->matches().count(), 250u);
    QTRY_VERIFY(!b.control->matches().busy());
    const quint64 first = b.store.first();
    // Backwards: 999, 998, ...; the event i is a shipment where i % 4 == 3.
    std::vector<quint32> ranks;
    for (quint32 i = 0; i < 1000; ++i)
        ranks.push_back(999 - i);
    auto order = std::make_shared<SortedRows>(std::vector<quint64>(), first, ranks);
    QSignalSpy found(b.control.get(), &FilterControl::found);
    b.control->find(false, first + 999, order);
    order.reset(); // another order is shown meanwhile
    QTRY_COMPARE(found.size(), 1);
    QCOMPARE(found[0][0].toULongLong(), first + 995);
}

// The list of matches that are shown and the list of those that are marked both count, and give back what they took.
void tst_FilterControl::markingCountsInTheBudgetAsWell()
{
    Bench b;
    const std::size_t none = b.store.bytes();
    b.rows.setTimeRange(0, std::numeric_limits<qint64>::max()); // a list of its own
    QTRY_VERIFY(b.settled());
    const std::size_t ranged = b.store.bytes();
    QVERIFY(ranged > none);
    b.control->setText(u"size > 10"_s);
    b.control->setHighlights(true);
    QTRY_VERIFY(b.settled() && !b.control->matches().busy() && b.control->matches().count() == 1000);
    QVERIFY(b.store.bytes() > ranged);
    b.control->setHighlights(false);
    b.control->setText({});
    b.rows.clearTimeRange();
    QCOMPARE(b.store.bytes(), none);
}

void tst_FilterControl::whatCannotBeEvaluatedIsListed()
{
    Bench b;
    b.control->setText(u"value.data.currency > 100"_s); // a string
    QTRY_VERIFY(b.settled());
    QCOMPARE(b.control->failedCount(), 1000u);
    QCOMPARE(b.control->failures().size(), std::size_t(1000));
    QTRY_VERIFY(b.line.findChild<QPushButton *>(u"Could not be evaluated"_s)->text().startsWith(u"1,000 could not"_s));
    QCOMPARE(b.rows.count(), 0u);
}

QTEST_MAIN(tst_FilterControl)
#include "tst_filtercontrol.moc"

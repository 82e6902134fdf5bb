// SPDX-License-Identifier: GPL-3.0-or-later
// Discarding over a real desk and a sandbox.
#include "tests/support/deskbench.h"
#include "ui/look/look.h"
#include "ui/look/names.h"
#include "ui/look/noticebar.h"
#include "ui/replay/discarddialog.h"
#include "ui/replay/olderthan.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDateTime>
#include <QLabel>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTest>

#include <algorithm>

using namespace flowbench;
using namespace Qt::StringLiterals;
using support::DeskBench;

namespace {

struct Shown
{
    Shown(DeskBench &b, DeskAsk ask)
        : dialog(new DiscardDialog(*b.desk, std::move(ask), u"rabbit-eu"_s, b.folder.path()))
    {
        dialog->show();
    }
    ~Shown() { delete dialog; }
    QPointer<DiscardDialog> dialog;

    template <class T>
    T *find(const QString &name) const
    {
        return dialog->findChild<T *>(name);
    }
    QPushButton *button() const { return find<QPushButton>(u"Discard events"_s); }
    void type(const QString &text) const { find<QLineEdit>(u"Channel name"_s)->setText(text); }
};

} // namespace

class tst_DiscardDialog : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void nothingWithoutTheName();
    void discardsIntoTheArchive();
    void anArchiveIsNotWrittenOver();
    void onlyOlderOnes();
    void timesOfDeath();
    void productionIsUnlocked();
    void namesOfArchives();
    void pictures_data();
    void pictures();

private:
    std::unique_ptr<Look> m_look;
};

void tst_DiscardDialog::initTestCase() { m_look = std::make_unique<Look>(*qApp, ThemeChoice::Light, false); }

void tst_DiscardDialog::nothingWithoutTheName()
{
    DeskBench b;
    Shown s(b, DeskBench::ask(b.read(), 5));
    QCOMPARE(namelessWidgets(s.dialog).join(u' '), QString());
    QVERIFY(!s.button()->isEnabled());
    QVERIFY(!s.button()->toolTip().isEmpty());
    for (const QString &wrong : {u"orders"_s, u"orders.dlqq"_s, u"Orders.dlq"_s}) {
        s.type(wrong);
        QVERIFY2(!s.button()->isEnabled(), qPrintable(wrong));
    }
    s.type(u"orders.dlq"_s);
    QVERIFY(s.button()->isEnabled());
    s.find<QLineEdit>(u"Archive"_s)->clear();
    QVERIFY(!s.button()->isEnabled());
    QVERIFY(b.desk->running().empty());
}

void tst_DiscardDialog::discardsIntoTheArchive()
{
    DeskBench b;
    const auto set = b.read();
    Shown s(b, DeskBench::ask(set, 5));
    QVERIFY(s.find<QLabel>(u"Discard what"_s)->text().contains(u"5 of %1"_s.arg(set->size())));
    const QString file = s.find<QLineEdit>(u"Archive"_s)->text();
    QVERIFY(file.startsWith(b.folder.path()));
    QVERIFY(s.find<QLabel>(u"Discard consequence"_s)->text().contains(QFileInfo(file).fileName()));
    QSignalSpy started(s.dialog.data(), &DiscardDialog::started);
    s.type(u"orders.dlq"_s);
    s.button()->click();
    QTRY_COMPARE_WITH_TIMEOUT(started.size(), 1, DeskBench::Wait);
    QTRY_VERIFY(!s.dialog);
    QVERIFY(b.waitIdle());
    QCOMPARE(b.read()->size(), set->size() - 5);
    QVERIFY(QFileInfo::exists(file));
}

void tst_DiscardDialog::anArchiveIsNotWrittenOver()
{
    DeskBench b;
    const auto set = b.read();
    Shown s(b, DeskBench::ask(set, 2));
    const QString path = b.folder.filePath(u"mine.capture"_s);
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write("precious") > 0);
    file.close();
    s.find<QLineEdit>(u"Archive"_s)->setText(path);
    s.type(u"orders.dlq"_s);
    s.button()->click();
    auto *notice = s.find<NoticeBar>(u"Discard result"_s);
    QTRY_VERIFY_WITH_TIMEOUT(notice->isVisible(), DeskBench::Wait);
    QVERIFY(s.button()->isEnabled());
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), "precious");
    QCOMPARE(b.read()->size(), set->size());
}

void tst_DiscardDialog::onlyOlderOnes()
{
    DeskBench b;
    const auto set = b.read();
    Shown s(b, DeskBench::ask(set, 100'000));
    s.type(u"orders.dlq"_s);
    QVERIFY(s.button()->isEnabled());
    s.find<QSpinBox>(u"Older than"_s)->setValue(9999);
    s.find<QCheckBox>(u"Only older"_s)->setChecked(true);
    QVERIFY2(!s.button()->isEnabled(), "not counted yet");
    auto *said = s.find<QLabel>(u"Older count"_s);
    QTRY_VERIFY_WITH_TIMEOUT(said->text().startsWith(u"0 of "), DeskBench::Wait);
    QVERIFY(!s.button()->isEnabled());
    s.find<QCheckBox>(u"Only older"_s)->setChecked(false);
    QVERIFY(s.button()->isEnabled());
    QVERIFY(said->text().isEmpty());
}

void tst_DiscardDialog::timesOfDeath()
{
    DeskBench b;
    const auto set = b.read();
    const DeskAsk ask = DeskBench::ask(set, 100'000);
    const auto times = deathTimes(*set, ask.selection, {});
    QCOMPARE(times.size(), set->size());
    std::vector<qint64> known;
    std::ranges::copy_if(times, std::back_inserter(known), [](qint64 t) { return t != NoDeathTime; });
    QVERIFY(!known.empty());
    std::ranges::sort(known);
    const qint64 middle = known[known.size() / 2];
    const OlderSelection older = olderThan(ask.selection, times, middle);
    QCOMPARE(older.selection.size(), std::size_t(std::ranges::count_if(known, [&](qint64 t) { return t < middle; })));
    QCOMPARE(older.withoutTime, quint64(times.size() - known.size()));
    for (const std::size_t i : older.selection)
        QVERIFY(times[i] < middle);
    const OlderSelection none = olderThan({7, 8, 9}, {NoDeathTime, 5, 4}, 5);
    QCOMPARE(none.selection, std::vector<std::size_t>{9});
    QCOMPARE(none.withoutTime, 1u);
}

void tst_DiscardDialog::productionIsUnlocked()
{
    DeskBench b(Environment::Production);
    const auto set = b.read();
    Shown s(b, DeskBench::ask(set, 3));
    int asked = 0;
    s.dialog->setUnlockPrompt([&](const QString &id, const QString &, std::function<void(bool)> then) {
        QCOMPARE(id, u"shop"_s);
        then(++asked > 1 && b.guard->unlock(u"rabbit-eu"_s));
    });
    s.type(u"orders.dlq"_s);
    s.button()->click();
    QTRY_COMPARE(asked, 1);
    QTRY_VERIFY(s.button()->isEnabled());
    QVERIFY(s.dialog->isVisible());
    QCOMPARE(b.read()->size(), set->size());
    s.button()->click();
    QTRY_VERIFY_WITH_TIMEOUT(!s.dialog, DeskBench::Wait);
    QVERIFY(b.waitIdle());
    QCOMPARE(b.read()->size(), set->size() - 3);
}

void tst_DiscardDialog::namesOfArchives()
{
    const QDateTime now(QDate(2026, 11, 28), QTime(9, 5, 12));
    QCOMPARE(DiscardDialog::archiveName(u"queue:orders.dlq"_s, now), u"orders.dlq-20261128-090512.capture"_s);
    QCOMPARE(DiscardDialog::archiveName(u"queue:../../etc/x y"_s, now), u"-..-..-etc-x-y-20261128-090512.capture"_s);
    QVERIFY(DiscardDialog::archiveName(QString(5000, u'é'), now).size() < 120);
}

void tst_DiscardDialog::pictures_data()
{
    QTest::addColumn<bool>("dark");
    QTest::newRow("light") << false;
    QTest::newRow("dark") << true;
}

// Set FLOWBENCH_PICTURES to a folder to look at them.
void tst_DiscardDialog::pictures()
{
    QFETCH(bool, dark);
    m_look->setChoice(dark ? ThemeChoice::Dark : ThemeChoice::Light);
    DeskBench b;
    Shown s(b, DeskBench::ask(b.read(), 100'000));
    s.find<QSpinBox>(u"Older than"_s)->setValue(1);
    s.find<QComboBox>(u"Older than unit"_s)->setCurrentIndex(0);
    s.find<QCheckBox>(u"Only older"_s)->setChecked(true);
    s.type(u"orders.dlq"_s);
    QTest::qWait(300);
    const QString folder = qEnvironmentVariable("FLOWBENCH_PICTURES");
    const QPixmap picture = s.dialog->grab();
    QVERIFY(picture.width() >= 600);
    if (!folder.isEmpty())
        QVERIFY(picture.save(u"%1/discard-%2.png"_s.arg(folder, dark ? u"dark"_s : u"light"_s)));
    m_look->setChoice(ThemeChoice::Light);
}

QTEST_MAIN(tst_DiscardDialog)
#include "tst_discarddialog.moc"

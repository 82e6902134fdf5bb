// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fakeconnector.h"
#include "ui/look/look.h"
#include "ui/look/names.h"
#include "ui/search/placefield.h"
#include "ui/search/searchdialog.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDateTimeEdit>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTest>

using namespace flowbench;
using namespace Qt::StringLiterals;

class tst_SearchDialog : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void asksWithWhatWasPreset();
    void everyPlaceIsAnswered();
    void mistakesAreSaid();
    void whatTheBrokerLacksIsDisabled();
    void namesAndPictures();

private:
    struct Bench
    {
        Bench()
        {
            for (const auto &[name, partitions] : {std::pair(u"orders"_s, 6), std::pair(u"payments"_s, 3)}) {
                ChannelInfo c;
                c.name = name;
                c.partitions = partitions;
                broker->channels.push_back(c);
            }
            ChannelInfo queue;
            queue.name = u"queue:mail"_s;
            queue.kind = ChannelKind::Queue;
            broker->channels.push_back(queue);
            session = fake::makeSession(broker);
            session->watch();
            (void)QTest::qWaitFor([this] { return session->channelsKnown(); });
        }
        SearchDialog &open(const SearchRequest &preset = {})
        {
            SearchRequest filled = preset;
            if (filled.channels.empty())
                filled.channels = {ChannelAddress::parse(u"orders"_s)};
            dialog = new SearchDialog(*session, filled, true, nullptr);
            QObject::connect(dialog, &SearchDialog::searchRequested, dialog,
                             [this](const SearchRequest &r) { asked = r; });
            dialog->show();
            return *dialog;
        }
        ~Bench() { delete dialog; }
        std::shared_ptr<fake::Broker> broker = std::make_shared<fake::Broker>();
        std::unique_ptr<Session> session;
        QPointer<SearchDialog> dialog;
        std::optional<SearchRequest> asked;
    };
    std::unique_ptr<Look> m_look;
};

void tst_SearchDialog::initTestCase()
{
    QLocale::setDefault(QLocale(QLocale::English));
    m_look = std::make_unique<Look>(*qApp, ThemeChoice::Light, false);
}

void tst_SearchDialog::asksWithWhatWasPreset()
{
    Bench b;
    SearchRequest preset;
    preset.text = u"c-20981"_s;
    SearchDialog &d = b.open(preset);
    auto *list = d.findChild<QListWidget *>(u"Channels to search"_s);
    QCOMPARE(list->count(), 2); // a queue keeps nothing to scan
    QCOMPARE(list->item(0)->checkState(), Qt::Checked);
    QCOMPARE(list->item(1)->checkState(), Qt::Unchecked);
    list->item(1)->setCheckState(Qt::Checked);
    d.findChild<QLineEdit *>(u"Search key"_s)->setText(u"k1"_s);
    auto *partition = d.findChild<QComboBox *>(u"Search partition"_s);
    QCOMPARE(partition->count(), 7);
    partition->setCurrentIndex(partition->findData(4));
    d.findChild<QCheckBox *>(u"Newest first"_s)->setChecked(true);
    d.findChild<QComboBox *>(u"Search isolation"_s)->setCurrentIndex(1);
    QCOMPARE(d.findChild<QSpinBox *>(u"Search limit"_s)->value(), 100000);
    d.findChild<QSpinBox *>(u"Search limit"_s)->setValue(20);
    d.findChild<QPushButton *>(u"Search"_s)->click();
    QVERIFY(b.asked);
    QCOMPARE(b.asked->channels.size(), 2u);
    QCOMPARE(b.asked->text, u"c-20981"_s);
    QCOMPARE(b.asked->mode, SearchMode::Words);
    QCOMPARE(b.asked->key, u"k1"_s);
    QCOMPARE(b.asked->partition, std::optional(4));
    QVERIFY(b.asked->newestFirst && !b.asked->committed);
    QCOMPARE(b.asked->limit, 20u);
    const ScanRequest scan = scanRequest(*b.asked);
    QVERIFY(scan.newestFirst && !scan.committed && scan.limit == 20 && scan.key == std::optional<std::string>("k1"));
}

void tst_SearchDialog::everyPlaceIsAnswered()
{
    Bench b;
    SearchDialog &d = b.open();
    const auto from = [&d](PlaceField::Kind kind) {
        auto *choice = d.findChild<QComboBox *>(u"Search from"_s);
        choice->setCurrentIndex(choice->findData(int(kind)));
    };
    from(PlaceField::Kind::Edge);
    QCOMPARE(d.request()->from, Position(Earliest{}));
    QCOMPARE(d.request()->to, Position(Latest{}));
    from(PlaceField::Kind::Offset);
    d.findChild<QLineEdit *>(u"Search from offset"_s)->setText(u"1834183"_s);
    QCOMPARE(d.request()->from, Position(AtOffset{1834183}));
    from(PlaceField::Kind::Time);
    d.findChild<QDateTimeEdit *>(u"Search from time"_s)
        ->setDateTime(QDateTime(QDate(2026, 7, 1), QTime(12, 4, 31), Qt::UTC));
    QCOMPARE(d.request()->from, Position(AtTime{1782907471000}));
    from(PlaceField::Kind::Newest);
    d.findChild<QSpinBox *>(u"Search from newest"_s)->setValue(500);
    QCOMPARE(d.request()->last, 500u);
    from(PlaceField::Kind::Ago);
    d.findChild<QSpinBox *>(u"Search from minutes ago"_s)->setValue(15);
    const auto ago = std::get<AtTime>(d.request()->from).timeMs;
    QVERIFY(std::abs(QDateTime::currentMSecsSinceEpoch() - 15 * 60000 - ago) < 5000);
}

void tst_SearchDialog::mistakesAreSaid()
{
    Bench b;
    SearchDialog &d = b.open();
    auto *search = d.findChild<QPushButton *>(u"Search"_s);
    auto *problem = d.findChild<QLabel *>(u"Search problem"_s);
    QVERIFY(search->isEnabled());
    auto *text = d.findChild<QLineEdit *>(u"Search for"_s);
    QTest::keyClicks(text, u"order 17"_s);
    QVERIFY(d.findChild<QRadioButton *>(u"Search by words"_s)->isChecked());
    text->clear();
    QTest::keyClicks(text, u"offset == 17"_s); // told by its looks
    QVERIFY(d.findChild<QRadioButton *>(u"Search by expression"_s)->isChecked());
    d.findChild<QLineEdit *>(u"Search for"_s)->setText(u"type = 'order'"_s);
    QVERIFY(!search->isEnabled());
    QVERIFY(!problem->text().isEmpty());
    d.findChild<QLineEdit *>(u"Search for"_s)->setText(u"type == 'order'"_s);
    QVERIFY(search->isEnabled());
    QVERIFY(problem->text().isEmpty());
    d.findChild<QListWidget *>(u"Channels to search"_s)->item(0)->setCheckState(Qt::Unchecked);
    QVERIFY(!search->isEnabled());
}

void tst_SearchDialog::whatTheBrokerLacksIsDisabled()
{
    Bench b;
    SearchDialog &d = b.open();
    auto *choice = d.findChild<QComboBox *>(u"Search from"_s);
    const int group = choice->findData(int(PlaceField::Kind::Group));
    QVERIFY(!(choice->model()->flags(choice->model()->index(group, 0)) & Qt::ItemIsEnabled));
    QVERIFY(!choice->itemData(group, Qt::ToolTipRole).toString().isEmpty());
}

void tst_SearchDialog::namesAndPictures()
{
    Bench b;
    SearchRequest preset;
    preset.text = u"type == \"order.placed\" && value.data.total > 100"_s;
    SearchDialog &d = b.open(preset);
    QCOMPARE(namelessWidgets(&d).join(u", "_s), QString());
    const QString folder = qEnvironmentVariable("FLOWBENCH_PICTURES");
    if (folder.isEmpty())
        return;
    for (const bool dark : {false, true}) {
        m_look->setChoice(dark ? ThemeChoice::Dark : ThemeChoice::Light);
        QTest::qWait(50);
        QVERIFY(d.grab().save(folder + (dark ? u"/search-dialog-dark.png"_s : u"/search-dialog-light.png"_s)));
    }
    m_look->setChoice(ThemeChoice::Light);
}

QTEST_MAIN(tst_SearchDialog)
#include "tst_searchdialog.moc"

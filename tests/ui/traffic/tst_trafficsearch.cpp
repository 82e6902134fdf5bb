// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fakeconnector.h"
#include "tests/support/sampleevents.h"
#include "ui/look/look.h"
#include "ui/look/names.h"
#include "ui/search/searchdialog.h"
#include "ui/search/searchstrip.h"
#include "ui/table/eventtable.h"
#include "ui/traffic/decodingline.h"
#include "ui/traffic/detailspane.h"
#include "ui/traffic/trafficpage.h"

#include <QApplication>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>

using namespace flowbench;
using namespace Qt::StringLiterals;

class tst_TrafficSearch : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void findsAndSaysWhatWasRead();
    void cancelAndContinue();
    void nothingMatches();
    void backToLive();
    void aCaptureIsReadWhole();
    void aQueueIsAskedAboutAndSearched();
    void whatMadeRoomIsSaid();
    void aChoiceOfDecoderIsRemembered();
    void pictures();

private:
    struct Bench
    {
        explicit Bench(bool recorded = false)
        {
            for (int i = 0; i < 1000; ++i)
                broker->history.push_back(sample::event(i, sample::StartMs + i * 7));
            ChannelInfo topic;
            topic.name = u"orders.placed"_s;
            topic.partitions = 6;
            broker->channels = {topic};
            settings = std::make_unique<QSettings>(folder.filePath(u"s.ini"_s), QSettings::IniFormat);
            Session::Identity identity;
            identity.name = u"shop"_s;
            identity.typeName = u"Fake"_s;
            identity.recorded = recorded;
            session = std::make_unique<Session>(identity, std::make_unique<fake::Connector>(broker),
                                                std::make_shared<Guard>(GuardPolicy{u"shop"_s}, nullptr),
                                                ArenaPool::create(0));
            session->watch();
            (void)QTest::qWaitFor([this] { return session->channelsKnown(); });
            page = std::make_unique<TrafficPage>(*settings);
            page->resize(980, 735);
            page->show();
            (void)QTest::qWaitForWindowActive(page.get());
            page->open(*session, {ChannelAddress::parse(u"orders.placed"_s)});
        }
        void search(const QString &text)
        {
            page->askSearch();
            auto *dialog = page->findChild<SearchDialog *>();
            dialog->findChild<QLineEdit *>(u"Search for"_s)->setText(text);
            dialog->findChild<QPushButton *>(u"Search"_s)->click();
        }
        QPushButton *button(const QString &name) const { return page->findChild<QPushButton *>(name); }
        QString line() const { return page->findChild<SearchStrip *>()->text(); }
        qint64 total() const { return page->findChild<EventTable *>(u"Events"_s)->events()->total(); }

        QTemporaryDir folder;
        std::shared_ptr<fake::Broker> broker = std::make_shared<fake::Broker>();
        std::unique_ptr<QSettings> settings;
        std::unique_ptr<Session> session;
        std::unique_ptr<TrafficPage> page;
    };
    std::unique_ptr<Look> m_look;
};

void tst_TrafficSearch::initTestCase()
{
    QLocale::setDefault(QLocale(QLocale::English));
    m_look = std::make_unique<Look>(*qApp, ThemeChoice::Light, false);
}

void tst_TrafficSearch::findsAndSaysWhatWasRead()
{
    Bench b;
    QTRY_COMPARE(b.total(), 200);
    QVERIFY(b.button(u"Search…"_s)->isEnabled());
    b.search(u"shipment"_s);
    QTRY_VERIFY(b.line().contains(u"complete"));
    QVERIFY(b.line().startsWith(u"Read 1,000 of 1,000 events"));
    QCOMPARE(b.total(), 250);
    QVERIFY(!b.button(u"Continue from here"_s)->isVisible());
    QCOMPARE(b.broker->running(), 0); // the tail is let go
    QCOMPARE(namelessWidgets(b.page.get()).join(u", "_s), QString());
}

void tst_TrafficSearch::cancelAndContinue()
{
    Bench b;
    QTRY_COMPARE(b.total(), 200);
    b.broker->scanning.held = true;
    b.broker->scanning.holdAt = 400;
    b.search(u"shipment"_s);
    QTRY_COMPARE(b.total(), 100); // shown as found
    QVERIFY(b.line().startsWith(u"Searching: 400 of 1,600 read"));
    b.button(u"Cancel search"_s)->click();
    QTRY_VERIFY(b.line().contains(u"cancelled"));
    QVERIFY(b.button(u"Continue from here"_s)->isVisible());
    b.broker->scanning.held = false;
    b.button(u"Continue from here"_s)->click();
    QTRY_VERIFY(b.line().contains(u"complete"));
    QCOMPARE(b.total(), 250); // no event twice
    QVERIFY(b.line().startsWith(u"Read 1,000 of 1,000 events"));
}

void tst_TrafficSearch::nothingMatches()
{
    Bench b;
    QTRY_COMPARE(b.total(), 200);
    b.search(u"nowhere-to-be-found"_s);
    QTRY_VERIFY(b.button(u"Coverage…"_s)->isVisible());
    QTRY_COMPARE(b.total(), 0);
    bool said = false;
    for (const QLabel *label : b.page->findChildren<QLabel *>())
        said = said || (label->isVisible() && label->text() == u"All 1,000 events were read.");
    QVERIFY(said);
}

void tst_TrafficSearch::backToLive()
{
    Bench b;
    QTRY_COMPARE(b.total(), 200);
    b.search(u"shipment"_s);
    QTRY_COMPARE(b.total(), 250);
    QTRY_VERIFY(b.button(u"Back to live"_s)->isVisible());
    b.button(u"Back to live"_s)->click();
    QTRY_COMPARE(b.total(), 200);
    QVERIFY(!b.page->findChild<SearchStrip *>()->isVisible());
    QCOMPARE(b.broker->running(), 1);
}

void tst_TrafficSearch::aCaptureIsReadWhole()
{
    Bench b(true);
    QTRY_VERIFY(b.line().contains(u"complete"));
    QCOMPARE(b.total(), 1000);
    QVERIFY(!b.button(u"Back to live"_s)->isVisible()); // there is no such thing
    QVERIFY(b.broker->tails.empty());
}

void tst_TrafficSearch::aQueueIsAskedAboutAndSearched()
{
    Bench b;
    QTRY_COMPARE(b.total(), 200);
    for (int i = 0; i < 40; ++i)
        b.broker->held.push_back(sample::event(i, sample::StartMs + i, "queue:orders"));
    b.broker->effects.changesNothing = true;
    b.broker->effects.depth = 40;
    ChannelInfo queue;
    queue.name = u"queue:orders"_s;
    queue.kind = ChannelKind::Queue;
    b.broker->channels.push_back(queue);
    b.session->refresh();
    QTRY_VERIFY(b.session->channel(u"queue:orders"_s));
    b.page->open(*b.session, {ChannelAddress::parse(u"queue:orders"_s)});
    QTRY_VERIFY(b.button(u"Look…"_s)->isEnabled());
    b.search(u"shipment"_s);
    QCOMPARE(b.broker->looks, 0); // a search takes messages in hand, too: nothing before somebody said so
    QTRY_VERIFY(b.button(u"Look…"_s)->isVisible() && b.button(u"Look…"_s)->isEnabled());
    b.button(u"Look…"_s)->click();
    if (auto *box = b.page->findChild<QMessageBox *>())
        box->findChild<QPushButton *>(u"Look"_s)->click();
    QTRY_COMPARE(b.total(), 10);
    QCOMPARE(b.broker->looks, 1);
    QVERIFY(b.broker->scans.empty());
    // Another channel is not looked at through it.
    b.page->open(*b.session, {ChannelAddress::parse(u"orders.placed"_s)});
    QTRY_COMPARE(b.total(), 200);
    b.page->open(*b.session, {ChannelAddress::parse(u"queue:orders"_s)});
    QTRY_VERIFY(b.button(u"Look…"_s)->isVisible() && b.button(u"Look…"_s)->isEnabled());
    b.button(u"Look…"_s)->click();
    for (QMessageBox *box : b.page->findChildren<QMessageBox *>()) {
        if (box->isVisible())
            box->findChild<QPushButton *>(u"Look"_s)->click();
    }
    QTRY_COMPARE(b.total(), 40);
}

// A search that filled the memory goes on without what it found before, and says so.
void tst_TrafficSearch::whatMadeRoomIsSaid()
{
    QTemporaryDir folder;
    QSettings settings(folder.filePath(u"s.ini"_s), QSettings::IniFormat);
    Bench b;
    QTRY_COMPARE(b.total(), 200);
    settings.setValue(u"traffic/budgetBytes"_s, 150000); // of some 470 each
    TrafficPage page(settings);
    page.resize(980, 735);
    page.show();
    page.open(*b.session, {ChannelAddress::parse(u"orders.placed"_s)});
    const auto line = [&] { return page.findChild<SearchStrip *>()->text(); };
    b.broker->scanning.held = true; // a chunk comes here, and fills it
    b.broker->scanning.holdAt = 400;
    page.askSearch();
    auto *dialog = page.findChild<SearchDialog *>();
    dialog->findChild<QPushButton *>(u"Search"_s)->click();
    QTRY_VERIFY2(line().contains(u"memory budget is full"_s), qPrintable(line()));
    const qint64 first = page.findChild<EventTable *>(u"Events"_s)->events()->total();
    QCOMPARE(first, 400);
    b.broker->scanning.held = false;
    auto *goOn = page.findChild<QPushButton *>(u"Continue from here"_s);
    QVERIFY(goOn->isVisible());
    QVERIFY(goOn->toolTip().contains(u"makes room"_s));
    goOn->click();
    QTRY_VERIFY2(line().contains(u"the first %1 made room"_s.arg(first)), qPrintable(line()));
}

void tst_TrafficSearch::aChoiceOfDecoderIsRemembered()
{
    Bench b;
    QTRY_COMPARE(b.total(), 200);
    QTest::keyClick(b.page->findChild<EventTable *>(u"Events"_s), Qt::Key_Home);
    auto *line = b.page->findChild<DecodingLine *>();
    emit line->chosen({Encoding::Hex, {}, {}});
    QTRY_VERIFY(b.session->decoding(u"orders.placed"_s));
    QCOMPARE(decodechoices::load(*b.settings, u"shop"_s, u"orders.placed"_s).as, std::optional(Encoding::Hex));
    QTRY_COMPARE(b.button(u"Read as"_s)->text(), u"Read as Bytes"_s);
    emit line->chosen({});
    QTRY_VERIFY(!b.session->decoding(u"orders.placed"_s));
    QVERIFY(decodechoices::load(*b.settings, u"shop"_s, u"orders.placed"_s).automatic());
}

void tst_TrafficSearch::pictures()
{
    const QString folder = qEnvironmentVariable("FLOWBENCH_PICTURES");
    if (folder.isEmpty())
        return;
    Bench b;
    QTRY_COMPARE(b.total(), 200);
    b.search(u"shipment"_s);
    QTRY_VERIFY(b.line().contains(u"complete"));
    QTest::keyClick(b.page->findChild<EventTable *>(u"Events"_s), Qt::Key_Home);
    for (const bool dark : {false, true}) {
        m_look->setChoice(dark ? ThemeChoice::Dark : ThemeChoice::Light);
        QTest::qWait(300);
        QVERIFY(b.page->grab().save(folder + (dark ? u"/found-dark.png"_s : u"/found-light.png"_s)));
    }
    m_look->setChoice(ThemeChoice::Light);
}

QTEST_MAIN(tst_TrafficSearch)
#include "tst_trafficsearch.moc"

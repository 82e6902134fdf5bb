// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fakeconnector.h"
#include "tests/support/sampleevents.h"
#include "ui/charts/ratehistogram.h"
#include "ui/filter/filterfield.h"
#include "ui/filter/filterline.h"
#include "ui/look/look.h"
#include "ui/look/names.h"
#include "ui/look/searchfield.h"
#include "ui/table/eventtable.h"
#include "ui/traffic/detailspane.h"
#include "ui/traffic/queuequestion.h"
#include "ui/traffic/trafficpage.h"
#include "ui/viewers/bodyview.h"

#include <QApplication>
#include <QLabel>
#include <QMessageBox>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTabBar>
#include <QTemporaryDir>
#include <QTest>
#include <QTextDocument>

using namespace flowbench;
using namespace Qt::StringLiterals;

class tst_TrafficPage : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void withoutAChannel();
    void opensNewestAndFollows();
    void pauses();
    void filtersAsOneTypes();
    void brushNarrows();
    void detailsOfTheCurrentEvent();
    void correlationFilters();
    void publishAgain();
    void olderEvents();
    void queueAsksFirst();
    void queueCanBeFollowed();
    void severalChannels();
    void errorsAreSaid();
    void lostAndReconnecting();
    void survivesItsSession();
    void budgetEvicts();
    void remembers();
    void everyWidgetHasItsNames();
    void pictures();

private:
    struct Bench
    {
        explicit Bench(const std::vector<Event> &history = {}, const QString &channel = u"orders.placed"_s)
        {
            broker->history = history;
            ChannelInfo topic;
            topic.name = u"orders.placed"_s;
            ChannelInfo dead;
            dead.name = u"orders.placed.DLT"_s;
            dead.deadLetter = true;
            ChannelInfo queue;
            queue.name = u"queue:orders"_s;
            queue.kind = ChannelKind::Queue;
            queue.depth = 3;
            broker->channels = {topic, dead, queue};
            settings = std::make_unique<QSettings>(folder.filePath(u"s.ini"_s), QSettings::IniFormat);
            session = fake::makeSession(broker);
            session->watch();
            (void)QTest::qWaitFor([this] { return session->channelsKnown(); });
            page = std::make_unique<TrafficPage>(*settings);
            page->resize(980, 735);
            page->show();
            page->activateWindow();
            (void)QTest::qWaitForWindowActive(page.get());
            if (!channel.isEmpty())
                open({ChannelAddress::parse(channel)});
        }
        void open(std::vector<ChannelAddress> channels) { page->open(*session, std::move(channels)); }
        template <class T>
        T *find(const QString &name) const
        {
            return page->findChild<T *>(name);
        }
        EventTable &table() const { return *find<EventTable>(u"Events"_s); }
        qint64 total() const { return table().events()->total(); }
        QString item(const QString &id) const
        {
            for (const TrafficStatus::Item &i : page->status().items) {
                if (i.id == id)
                    return i.text;
            }
            return {};
        }
        QTemporaryDir folder;
        std::shared_ptr<fake::Broker> broker = std::make_shared<fake::Broker>();
        std::unique_ptr<QSettings> settings;
        std::unique_ptr<Session> session;
        std::unique_ptr<TrafficPage> page;
    };
    static std::vector<Event> events(int from, int count, qint64 start = sample::StartMs,
                                     const std::string &channel = "orders.placed")
    {
        std::vector<Event> all;
        for (int i = from; i < from + count; ++i)
            all.push_back(sample::event(i, start + i * 7, channel));
        return all;
    }
    std::unique_ptr<Look> m_look;
};

void tst_TrafficPage::initTestCase()
{
    QLocale::setDefault(QLocale(QLocale::English));
    m_look = std::make_unique<Look>(*qApp, ThemeChoice::Light, false);
}

void tst_TrafficPage::withoutAChannel()
{
    Bench b({}, {});
    auto *button = b.find<QPushButton>(u"Find a channel"_s);
    QVERIFY(button && button->isVisible());
    QSignalSpy spy(b.page.get(), &TrafficPage::findChannelRequested);
    button->click();
    QCOMPARE(spy.size(), 1);
    QVERIFY(!b.table().isVisible());
}

void tst_TrafficPage::opensNewestAndFollows()
{
    Bench b(events(0, 500));
    QTRY_COMPARE(b.total(), 200);
    QCOMPARE(b.broker->tails.back().last, 200u);
    QVERIFY(b.broker->tails.back().lostAfter.count() < 0);
    QVERIFY(b.table().isVisible());
    b.broker->publish(events(500, 10));
    QTRY_COMPARE(b.total(), 210);
    QCOMPARE(b.table().events()->first(), b.table().events()->lastFirst());
    QTest::keyClick(&b.table(), Qt::Key_Up);
    auto *follow = b.find<QPushButton>(u"Follow"_s);
    QVERIFY(!follow->isChecked());
    b.broker->publish(events(510, 10));
    QTRY_COMPARE(b.total(), 220);
    QTRY_COMPARE(follow->text(), u"Follow, 10 new"_s);
    QTRY_COMPARE(b.item(u"follow"_s), u"not following, 10 new below"_s);
    follow->click();
    QVERIFY(b.table().isFollowing());
    QCOMPARE(follow->text(), u"Follow"_s);
    QTRY_VERIFY(b.item(u"state"_s).startsWith(u"live, "_s));
    QTRY_VERIFY(b.item(u"kept"_s).startsWith(u"220 kept, "_s));
    QCOMPARE(b.item(u"dropped"_s), u"0 dropped, 0 undecodable"_s);
}

void tst_TrafficPage::pauses()
{
    Bench b(events(0, 50));
    QTRY_COMPARE(b.total(), 50);
    auto *pause = b.find<QPushButton>(u"Pause"_s);
    QTRY_VERIFY(pause->isEnabled());
    b.table().setFocus();
    QTest::keyClick(&b.table(), Qt::Key_Space);
    QCOMPARE(pause->text(), u"Resume"_s);
    QVERIFY(b.broker->pausedSomewhere());
    b.broker->publish(events(50, 10));
    QTest::qWait(120);
    QCOMPARE(b.total(), 50);
    QTRY_VERIFY(b.item(u"state"_s).startsWith(u"paused"_s));
    // A blank in the filter is a blank.
    QTest::keyClick(b.find<SearchField>(u"Filter"_s), Qt::Key_Space);
    QCOMPARE(pause->text(), u"Resume"_s);
    pause->click();
    QTRY_COMPARE(b.total(), 60);
}

void tst_TrafficPage::filtersAsOneTypes()
{
    Bench b(events(0, 200));
    QTRY_COMPARE(b.total(), 200);
    auto *filter = b.find<SearchField>(u"Filter"_s);
    QTest::keyClick(b.page.get(), Qt::Key_L, Qt::ControlModifier);
    QTRY_VERIFY(filter->hasFocus());
    QTest::keyClicks(filter, u"order.placed"_s);
    // The headers hold it as well: every fourth event.
    QTRY_COMPARE(b.total(), 50);
    QTRY_COMPARE(b.find<FilterLine>(u"Filter line"_s)->text().section(u" · "_s, 0, 0), u"50 of 200 match"_s);
    b.broker->publish(events(200, 40));
    QTRY_COMPARE(b.total(), 60);
    QTRY_COMPARE(b.item(u"filter"_s), u"filter: up to date"_s);
    filter->setText(u"nowhere"_s);
    auto *clear = [&]() -> QPushButton * {
        return QTest::qWaitFor([&] { return b.find<QPushButton>(u"Clear filter"_s) != nullptr; })
                   ? b.find<QPushButton>(u"Clear filter"_s)
                   : nullptr;
    }();
    QVERIFY(clear);
    QTRY_VERIFY(clear->isVisible());
    QVERIFY(!b.table().isVisible());
    clear->click();
    QTRY_COMPARE(b.total(), 240);
    QVERIFY(b.table().isVisible());
    QCOMPARE(filter->countText(), QString());
}

void tst_TrafficPage::brushNarrows()
{
    std::vector<Event> all;
    for (int i = 0; i < 100; ++i)
        all.push_back(sample::event(i, sample::StartMs + i * 1000));
    Bench b(all);
    QTRY_COMPARE(b.total(), 100);
    auto *histogram = b.page->findChild<RateHistogram *>();
    QTest::qWait(600); // bars are drawn twice a second
    histogram->setRange(sample::StartMs + 10000, sample::StartMs + 20000);
    QVERIFY(histogram->range());
    const auto [from, to] = *histogram->range();
    const qint64 expected = (to - from) / 1000;
    QTRY_COMPARE(b.total(), expected);
    histogram->clearRange();
    QTRY_COMPARE(b.total(), 100);
}

void tst_TrafficPage::detailsOfTheCurrentEvent()
{
    Bench b(events(0, 50));
    QTRY_COMPARE(b.total(), 50);
    QTest::keyClick(&b.table(), Qt::Key_Home);
    auto *body = b.page->findChild<BodyView *>();
    QCOMPARE(body->bytes(), QByteArray::fromStdString(*sample::event(0, 0).value));
    auto *tabs = b.find<QTabBar>(u"Details"_s);
    QCOMPARE(tabs->tabText(1), u"Headers (4)"_s);
    QCOMPARE(tabs->accessibleTabName(1), u"Headers"_s);
    QTest::keyClick(&b.table(), Qt::Key_Down);
    QCOMPARE(body->bytes(), QByteArray::fromStdString(*sample::event(1, 0).value));
    // A large value comes from a worker.
    Event big = sample::event(7, sample::StartMs);
    big.value = std::string(3 << 20, 'x');
    b.broker->publish({big});
    QTRY_COMPARE(b.total(), 51);
    QTest::keyClick(&b.table(), Qt::Key_End);
    QTRY_COMPARE(body->bytes().size(), 3 << 20);
    // A tombstone.
    Event none = sample::event(8, sample::StartMs);
    none.value.reset();
    b.broker->publish({none});
    QTRY_COMPARE(b.total(), 52);
    QTest::keyClick(&b.table(), Qt::Key_End);
    QVERIFY(body->bytes().isNull());
}

void tst_TrafficPage::correlationFilters()
{
    Bench b(events(0, 50));
    QTRY_COMPARE(b.total(), 50);
    QTest::keyClick(&b.table(), Qt::Key_Home);
    auto *link = b.find<QPushButton>(u"Correlation"_s);
    QVERIFY(link && link->isVisible());
    link->click();
    QCOMPARE(b.find<SearchField>(u"Filter"_s)->text(), u"c-20000"_s);
    QTRY_COMPARE(b.total(), 4);
}

void tst_TrafficPage::publishAgain()
{
    Bench b(events(0, 5));
    QTRY_COMPARE(b.total(), 5);
    QTest::keyClick(&b.table(), Qt::Key_Home);
    auto *button = b.find<QPushButton>(u"Publish again"_s);
    QVERIFY(!button->isEnabled()); // the fake can't publish, and says so
    QVERIFY(!button->accessibleDescription().isEmpty());
    b.page->findChild<DetailsPane *>()->setPublishReason({});
    QSignalSpy spy(b.page.get(), &TrafficPage::publishAgain);
    button->click();
    QCOMPARE(spy.size(), 1);
    const auto event = spy.first().at(1).value<Event>();
    QCOMPARE(event.value, sample::event(0, 0).value);
    QCOMPARE(event.fields, sample::event(0, 0).fields);
    QCOMPARE(event.key, sample::event(0, 0).key);
}

void tst_TrafficPage::olderEvents()
{
    Bench b(events(0, 500));
    QTRY_COMPARE(b.total(), 200);
    QTest::keyClick(&b.table(), Qt::Key_Home);
    const auto current = b.table().current();
    b.find<QAction>(u"Load older"_s)->trigger();
    QTRY_COMPARE(b.total(), 500);
    QCOMPARE(b.table().current(), current);
    QCOMPARE(b.table().events()->indexOf(*current), 300);
    QCOMPARE(b.table().events()->first(), 300);
}

void tst_TrafficPage::queueAsksFirst()
{
    Bench b({}, {});
    b.broker->effects.changesNothing = false;
    b.broker->effects.marksRedelivered = true;
    b.broker->effects.depth = 3;
    b.broker->held = events(0, 3, sample::StartMs, "queue:orders");
    b.open({ChannelAddress::parse(u"queue:orders"_s)});
    auto *look = b.find<QPushButton>(u"Look…"_s);
    QTRY_VERIFY(look->isEnabled());
    QVERIFY(look->isVisible());
    QVERIFY(b.find<QLabel>(u"Effects"_s)->text().contains(u"redelivered"_s));
    QCOMPARE(b.broker->looks, 0);
    QVERIFY(b.broker->tails.empty());
    look->click();
    auto *box = b.page->findChild<QMessageBox *>();
    QVERIFY(box);
    QCOMPARE(b.broker->looks, 0);
    box->findChild<QPushButton *>(u"Look"_s)->click();
    QTRY_COMPARE(b.total(), 3);
    QCOMPARE(b.broker->looks, 1);
    QVERIFY(b.broker->tails.empty());
    QTRY_VERIFY(b.item(u"state"_s).startsWith(u"a copy of"_s));
    // Another look is asked about anew; one that is refused says why and the way back.
    b.broker->lookError = makeError(ErrorCode::DeliveryLimit, {u"queue:orders"_s, u"5"_s});
    auto *again = b.find<QPushButton>(u"Look again…"_s);
    QVERIFY(again && again->isVisible());
    again->click();
    QTRY_VERIFY(look->isVisible() && look->isEnabled());
    look->click();
    b.page->findChild<QMessageBox *>()->findChild<QPushButton *>(u"Look"_s)->click();
    QTRY_COMPARE(b.broker->looks, 2);
    QTRY_VERIFY(b.find<QPushButton>(u"Try again"_s) && b.find<QPushButton>(u"Try again"_s)->isVisible());
    b.find<QPushButton>(u"Try again"_s)->click();
    QTRY_VERIFY(look->isVisible());
}

void tst_TrafficPage::queueCanBeFollowed()
{
    Bench b({}, {});
    b.open({ChannelAddress::parse(u"queue:orders"_s)});
    auto *follow = b.find<QPushButton>(u"Follow new messages"_s);
    QVERIFY(follow && follow->isVisible());
    follow->click();
    QTRY_COMPARE(b.broker->running(), 1);
    QCOMPARE(b.broker->tails.back().last, 0u);
    b.broker->publish(events(0, 3, sample::StartMs, "queue:orders"));
    QTRY_COMPARE(b.total(), 3);
    QCOMPARE(b.broker->looks, 0);
    QVERIFY(!b.find<QAction>(u"Load older"_s)->isEnabled());
}

void tst_TrafficPage::severalChannels()
{
    std::vector<Event> both = events(0, 10);
    const std::vector<Event> dead = events(10, 10, sample::StartMs, "orders.placed.DLT");
    both.insert(both.end(), dead.begin(), dead.end());
    Bench b(both, {});
    QSignalSpy titles(b.page.get(), &TrafficPage::titleChanged);
    b.open({ChannelAddress::parse(u"orders.placed"_s), ChannelAddress::parse(u"orders.placed.DLT"_s)});
    QTRY_COMPARE(b.total(), 20);
    QVERIFY(!b.table().isColumnHidden(int(EventColumn::Channel)));
    QVERIFY(b.table().events()->isDead(15));
    QVERIFY(!b.table().events()->isDead(5));
    QCOMPARE(titles.last().first().toString(), u"orders.placed and orders.placed.DLT"_s);
    b.open({ChannelAddress::parse(u"orders.placed"_s)});
    QVERIFY(b.table().isColumnHidden(int(EventColumn::Channel)));
}

void tst_TrafficPage::errorsAreSaid()
{
    Bench b({}, {});
    Error error = makeError(ErrorCode::ChannelNotFound, {u"nope"_s});
    error.connection = u"shop"_s;
    b.broker->tailError = error;
    b.open({ChannelAddress::parse(u"nope"_s)});
    auto *again = [&]() -> QPushButton * {
        return QTest::qWaitFor([&] { return b.find<QPushButton>(u"Try again"_s) != nullptr; })
                   ? b.find<QPushButton>(u"Try again"_s)
                   : nullptr;
    }();
    QVERIFY(again);
    b.broker->tailError.reset();
    again->click();
    QTRY_COMPARE(b.broker->running(), 1);
    b.broker->publish(events(0, 1));
    QTRY_COMPARE(b.total(), 1);
}

void tst_TrafficPage::lostAndReconnecting()
{
    Bench b(events(0, 10));
    QTRY_COMPARE(b.total(), 10);
    const Error lost = makeError(ErrorCode::ConnectionLost, {u"127.0.0.1:9092"_s});
    b.broker->notice({TailNotice::Kind::Lost, lost, 0});
    b.broker->setState({LinkState::Reconnecting, lost, 1, 60000, QDateTime::currentMSecsSinceEpoch()});
    QTRY_VERIFY(b.item(u"state"_s).contains(u"reconnecting in 5"_s));
    QCOMPARE(b.total(), 10);
    b.broker->notice({TailNotice::Kind::Back, {}, 0});
    b.broker->setState({LinkState::Connected, {}, 0, 0, 0});
    b.broker->notice({TailNotice::Kind::Gap, {}, 12});
    QTRY_VERIFY(b.item(u"state"_s).startsWith(u"live"_s));
    QTRY_COMPARE(b.item(u"dropped"_s), u"12 dropped, 0 undecodable"_s);
}

void tst_TrafficPage::survivesItsSession()
{
    Bench b(events(0, 20));
    QTRY_COMPARE(b.total(), 20);
    QTest::keyClick(&b.table(), Qt::Key_Home);
    b.session.reset();
    QCOMPARE(b.page->session(), nullptr);
    QCOMPARE(b.broker->running(), 0);
    QCOMPARE(b.total(), 20);
    QTest::keyClick(&b.table(), Qt::Key_Down);
    QCOMPARE(b.page->findChild<BodyView *>()->bytes(), QByteArray::fromStdString(*sample::event(1, 0).value));
    QTRY_COMPARE(b.item(u"state"_s), u"disconnected"_s);
    b.page->setFilterText(u"order.placed"_s);
    QTRY_COMPARE(b.total(), 5);
    b.page->setPaused(true);
    b.find<QAction>(u"Load older"_s)->trigger();
    // While a queue is asked about, too.
    Bench q({}, u"queue:orders"_s);
    q.session.reset();
    QVERIFY(!q.page->session());
    q.page->close();
    QVERIFY(q.page->isVisible());
}

void tst_TrafficPage::budgetEvicts()
{
    Bench b(events(0, 10));
    QTRY_COMPARE(b.total(), 10);
    for (int i = 0; i < 20; ++i)
        b.broker->publish(events(i * 100, 100));
    QTRY_COMPARE(b.total(), 2010);
    b.settings->setValue(u"traffic/budgetBytes"_s, 100000);
    TrafficPage small(*b.settings);
    small.show();
    small.open(*b.session, {ChannelAddress::parse(u"orders.placed"_s)});
    QTRY_COMPARE(b.broker->running(), 2);
    for (int i = 0; i < 20; ++i)
        b.broker->publish(events(i * 100, 100));
    QTRY_VERIFY([&] {
        for (const TrafficStatus::Item &i : small.status().items) {
            if (i.id == u"kept"_s && i.text.contains(u"evicted"_s))
                return true;
        }
        return false;
    }());
}

void tst_TrafficPage::remembers()
{
    Bench b(events(0, 200));
    QTRY_COMPARE(b.total(), 200);
    b.page->setFilterText(u"order.placed"_s);
    b.page->findChild<DetailsPane *>()->setCurrentTab(u"Hex"_s);
    const QVariantMap state = b.page->saveState();
    QCOMPARE(state.value(u"connection"_s).toString(), u"shop"_s);
    QCOMPARE(state.value(u"channels"_s).toStringList(), QStringList{u"orders.placed"_s});
    TrafficPage other(*b.settings);
    other.restoreState(state);
    QCOMPARE(other.saveState().value(u"filter"_s).toString(), u"order.placed"_s);
    QCOMPARE(other.saveState().value(u"tab"_s).toString(), u"Hex"_s);
    other.show();
    other.open(*b.session, {ChannelAddress::parse(u"orders.placed"_s)});
    QTRY_COMPARE(other.findChild<EventTable *>(u"Events"_s)->events()->total(), 50);
}

void tst_TrafficPage::everyWidgetHasItsNames()
{
    Bench b(events(0, 20));
    QTRY_COMPARE(b.total(), 20);
    QTest::keyClick(&b.table(), Qt::Key_Home);
    QTest::qWait(50);
    QCOMPARE(namelessWidgets(b.page.get()), QStringList());
}

void tst_TrafficPage::pictures()
{
    const QString folder = qEnvironmentVariable("FLOWBENCH_PICTURES");
    std::vector<Event> all;
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    for (int i = 0; i < 200; ++i)
        all.push_back(sample::event(i, now - (200 - i) * 900 - (i * 37 % 13) * 211));
    Bench b(all);
    b.page->resize(1280, 800);
    QTRY_COMPARE(b.total(), 200);
    QTest::keyClick(&b.table(), Qt::Key_PageUp);
    QTest::qWait(700);
    for (const ThemeChoice choice : {ThemeChoice::Light, ThemeChoice::Dark}) {
        m_look->setChoice(choice);
        QTest::qWait(50);
        const QImage picture = b.page->grab().toImage();
        QCOMPARE(picture.size(), b.page->size() * b.page->devicePixelRatio());
        if (!folder.isEmpty())
            picture.save(folder + (choice == ThemeChoice::Dark ? u"/traffic-dark.png"_s : u"/traffic-light.png"_s));
    }
    m_look->setChoice(ThemeChoice::Light);
    if (folder.isEmpty())
        return;
    b.broker->effects = {false, true, true, true, 5, 2, 1, 12345};
    b.open({ChannelAddress::parse(u"queue:orders"_s)});
    QTest::qWait(100);
    b.page->grab().save(folder + u"/traffic-queue.png"_s);
    b.page->close();
    QTest::qWait(50);
    b.page->grab().save(folder + u"/traffic-none.png"_s);
}

QTEST_MAIN(tst_TrafficPage)
#include "tst_trafficpage.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/workspace/templates.h"
#include "tests/ui/publish/fakeshop.h"
#include "ui/look/names.h"
#include "ui/look/noticebar.h"
#include "ui/look/style.h"
#include "ui/publish/publishpage.h"
#include "ui/viewers/bodyeditor.h"

#include <QComboBox>
#include <QDialog>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTableView>
#include <QTemporaryDir>
#include <QToolButton>

using namespace flowbench;
using namespace fakeshop;
using namespace Qt::StringLiterals;
using namespace std::string_view_literals;

namespace {
Event sampleEvent()
{
    Event e;
    e.channel = "orders.placed";
    e.partition = 3;
    e.key = "key-1";
    e.value = "{\"total\": 10.50}";
    e.addHeader("type", "order.placed"sv);
    e.addHeader("type", "twice"sv);
    e.addField({FieldPlace::Delivery, FieldType::Bytes, false, "exchange", "events"});
    e.addField({FieldPlace::Property, FieldType::Bytes, false, "user_id", "somebody"});
    e.addField({FieldPlace::Property, FieldType::Bytes, false, "message_id", "m1"});
    return e;
}

std::size_t count(const std::string &fields, FieldPlace place) { return FieldList(fields).count(place); }
} // namespace

class TestPublishPage : public QObject
{
    Q_OBJECT

    struct Bench
    {
        std::shared_ptr<Broker> broker = std::make_shared<Broker>();
        std::unique_ptr<Session> session;
        PublishPage page;

        explicit Bench(const Setup &setup = {})
        {
            broker->setChannels({topic(u"orders.placed"_s), topic(u"payments"_s), exchange(u"events"_s, 1),
                                 exchange(u"all"_s, 1, u"fanout"_s), queue(u"orders"_s, 12)});
            session = makeSession(broker, setup);
            look(*session);
            page.setSessions({session.get()});
            page.resize(980, 730);
            page.show();
        }
        QPushButton *button() { return page.findChild<QPushButton *>(u"Publish"_s); }
        NoticeBar *result() { return page.findChild<NoticeBar *>(u"Result"_s); }
        NoticeBar *notice() { return page.findChild<NoticeBar *>(u"Draft notice"_s); }
        QTableView *results() { return page.findChild<QTableView *>(u"Results"_s); }
        QByteArray body() { return page.findChild<BodyEditor *>()->bytes(); }
        void write(const QByteArray &bytes) { page.findChild<BodyEditor *>()->setBytes(bytes); }
        bool publishAndWait()
        {
            page.publish();
            return page.isPublishing() && QTest::qWaitFor([&] { return !page.isPublishing(); }, 5000);
        }
    };

private slots:
    void everythingFocusableIsNamed()
    {
        Bench b;
        b.page.setTarget(b.session.get(), u"exchange:events"_s);
        QCOMPARE(namelessWidgets(&b.page), QStringList());
        QVERIFY(b.button());
        QCOMPARE(b.button()->accessibleName(), u"Publish"_s);
    }

    void publishesOnAWorkerAndShowsTheReceipt()
    {
        Bench b;
        b.page.setTarget(b.session.get(), u"orders.placed"_s);
        b.write("{}");
        QCOMPARE(b.button()->text(), u"Publish to orders.placed"_s);
        QVERIFY(b.button()->property(property::Primary).toBool());
        QVERIFY(b.publishAndWait());
        const auto sent = b.broker->sent();
        QCOMPARE(sent.size(), 1u);
        QCOMPARE(sent[0].channel, u"orders.placed"_s);
        QVERIFY(!sent[0].onGuiThread);
        QVERIFY(sent[0].event.value == std::string("{}"));
        QVERIFY(!sent[0].event.key);
        QVERIFY(!sent[0].event.partition);
        QCOMPARE(b.result()->text(), u"Confirmed: orders.placed, partition 2, offset 1,834"_s);
        QVERIFY(b.result()->tint() == Tint::Ok);
        QCOMPARE(b.results()->model()->rowCount(), 1);
    }

    void ctrlEnterPublishesFromTheBody()
    {
        Bench b;
        b.page.setTarget(b.session.get(), u"orders.placed"_s);
        b.page.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&b.page));
        QWidget *body = b.page.findChild<BodyEditor *>()->focusProxy();
        body->setFocus();
        QTest::keyClick(body, Qt::Key_Return, Qt::ControlModifier);
        QTRY_COMPARE(b.broker->sent().size(), 1u);
        QTRY_VERIFY(!b.page.isPublishing());
    }

    void whatTheBrokerAnswersIsSaid_data()
    {
        QTest::addColumn<int>("answer");
        QTest::addColumn<QString>("begins");
        QTest::addColumn<int>("tint");
        QTest::newRow("returned") << int(Broker::Answer::Return) << u"Returned: NO_ROUTE"_s << int(Tint::Warning);
        QTest::newRow("failed") << int(Broker::Answer::Fail) << u"Failed: The message was not stored: queue full"_s
                                << int(Tint::Error);
        QTest::newRow("silence") << int(Broker::Answer::Silence) << u"Not known: "_s << int(Tint::Warning);
        QTest::newRow("refused") << int(Broker::Answer::Refuse) << u"Not sent: "_s << int(Tint::Error);
    }
    void whatTheBrokerAnswersIsSaid()
    {
        QFETCH(int, answer);
        QFETCH(QString, begins);
        QFETCH(int, tint);
        Bench b;
        b.broker->setAnswer(Broker::Answer(answer));
        b.page.setTarget(b.session.get(), u"exchange:events"_s);
        QVERIFY(b.publishAndWait());
        QVERIFY2(b.result()->text().startsWith(begins), qPrintable(b.result()->text()));
        QCOMPARE(int(b.result()->tint()), tint);
        QVERIFY(b.button()->isEnabled());
    }

    void theAuditIsToldBeforeAndAfter()
    {
        QTemporaryDir dir;
        Setup setup;
        setup.audit = std::make_shared<AuditLog>(dir.filePath(u"audit.ndjson"_s));
        Bench b(setup);
        b.broker->setAnswer(Broker::Answer::Return);
        b.page.setTarget(b.session.get(), u"exchange:events"_s);
        QVERIFY(b.publishAndWait());
        QFile file(dir.filePath(u"audit.ndjson"_s));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QList<QByteArray> lines = file.readAll().trimmed().split('\n');
        QCOMPARE(lines.size(), 2);
        QVERIFY(lines[0].contains("\"begin\"") && lines[0].contains("exchange:events"));
        QVERIFY(lines[1].contains("\"end\"") && lines[1].contains("\"returned\""));
    }

    void blockedSaysSoAndCancelEnds()
    {
        Bench b;
        b.broker->setAnswer(Broker::Answer::Hold);
        b.page.setTarget(b.session.get(), u"queue:orders"_s);
        b.page.publish();
        QVERIFY(b.page.isPublishing());
        QVERIFY(!b.button()->isEnabled());
        QTRY_COMPARE(b.broker->sent().size(), 1u);
        b.broker->setState(LinkState::Blocked, makeError(ErrorCode::BlockedByBroker, {u"low on memory"_s}));
        QTRY_VERIFY(b.result()->text().startsWith(u"Blocked by the broker: low on memory"_s));
        auto *cancel = b.page.findChild<QPushButton *>(u"Cancel"_s);
        QVERIFY(cancel->isVisible());
        QTest::mouseClick(cancel, Qt::LeftButton);
        QTRY_VERIFY(!b.page.isPublishing());
        QVERIFY2(b.result()->text().contains(u"may have arrived"_s), qPrintable(b.result()->text()));
        QVERIFY(!cancel->isVisible());
    }

    void aSessionThatGoesAwayLeavesNothingHanging()
    {
        Bench b;
        b.broker->setAnswer(Broker::Answer::Hold);
        b.page.setTarget(b.session.get(), u"orders.placed"_s);
        b.page.publish();
        QTRY_COMPARE(b.broker->sent().size(), 1u);
        b.session.reset();
        QVERIFY(!b.page.isPublishing());
        QVERIFY(!b.button()->isEnabled());
        QVERIFY(b.result()->text().startsWith(u"Not known"_s));
    }

    void readOnlyIsDisabledWithTheReason()
    {
        Setup setup;
        setup.readOnly = true;
        Bench b(setup);
        b.page.setTarget(b.session.get(), u"orders.placed"_s);
        QVERIFY(!b.button()->isEnabled());
        QVERIFY(b.button()->accessibleDescription().contains(u"read-only"_s));
        b.page.publish();
        QTest::qWait(50);
        QVERIFY(b.broker->sent().empty());
    }

    void aConnectorThatCannotSaysWhy()
    {
        Bench b;
        b.broker->canPublish = false;
        b.page.setTarget(b.session.get(), u"orders.placed"_s);
        QVERIFY(!b.button()->isEnabled());
        QVERIFY(!b.button()->accessibleDescription().isEmpty());
    }

    void productionAsksFirst()
    {
        Setup setup;
        setup.environment = Environment::Production;
        Bench b(setup);
        b.page.setTarget(b.session.get(), u"orders.placed"_s);
        QVERIFY(b.button()->property(property::Danger).toBool());
        QCOMPARE(b.button()->text(), u"Publish to orders.placed…"_s);
        b.page.publish(); // nobody to ask
        QVERIFY(!b.page.isPublishing());

        std::function<void(bool)> then;
        QString what;
        b.page.setUnlockPrompt([&](Session &, const QString &w, std::function<void(bool)> t) {
            what = w;
            then = std::move(t);
        });
        b.page.publish();
        QCOMPARE(what, u"Publish to orders.placed"_s);
        QVERIFY(!b.page.isPublishing());
        then(false);
        QVERIFY(!b.page.isPublishing());
        then(true); // says yes, but the guard is still locked
        QVERIFY(!b.page.isPublishing());
        b.page.publish();
        b.page.setTarget(b.session.get(), u"payments"_s); // changed his mind meanwhile
        QVERIFY(b.session->guard().unlock(u"shop"_s));
        then(true);
        QVERIFY(!b.page.isPublishing());
        b.session->guard().lock();
        b.page.publish();
        QVERIFY(b.session->guard().unlock(u"shop"_s));
        then(true);
        QVERIFY(b.page.isPublishing());
        QTRY_VERIFY(!b.page.isPublishing());
        QCOMPARE(b.broker->sent().size(), 1u);
        QCOMPARE(b.broker->sent()[0].channel, u"payments"_s);
    }

    void kindDecidesWhatIsAsked()
    {
        Bench b;
        auto *partition = b.page.findChild<QSpinBox *>(u"Partition"_s);
        auto *key = b.page.findChild<QLineEdit *>(u"Key"_s);
        auto *properties = b.page.findChild<QTableView *>(u"Properties"_s);
        b.page.setTarget(b.session.get(), u"orders.placed"_s);
        QVERIFY(partition->isVisible() && key->isVisible() && !properties->isVisible());
        QCOMPARE(partition->maximum(), 5);
        QCOMPARE(key->accessibleName(), u"Key"_s);
        b.page.setTarget(b.session.get(), u"exchange:events"_s);
        QVERIFY(!partition->isVisible() && key->isVisible() && properties->isVisible());
        QCOMPARE(key->accessibleName(), u"Routing key"_s);
        b.page.setTarget(b.session.get(), u"queue:orders"_s);
        QVERIFY(!partition->isVisible() && !key->isVisible() && properties->isVisible());
        key->setText(u"left over"_s);
        QVERIFY(!b.page.outgoing().key);
        // A bare name that only one channel has is that channel.
        b.page.setTarget(b.session.get(), u"events"_s);
        QCOMPARE(b.page.channel(), u"exchange:events"_s);
    }

    void publishAgainFillsAndCanBeTakenBack()
    {
        Bench b;
        b.page.setTarget(b.session.get(), u"payments"_s);
        b.write("my own work");
        b.page.setEvent(b.session.get(), sampleEvent());
        QCOMPARE(b.page.channel(), u"orders.placed"_s);
        const Outgoing out = b.page.outgoing();
        QVERIFY(out.key == std::string("key-1"));
        QVERIFY(out.value == std::string("{\"total\": 10.50}"));
        QVERIFY(!out.partition);
        QCOMPARE(count(out.fields, FieldPlace::Header), 2u);
        QCOMPARE(count(out.fields, FieldPlace::Property), 0u); // not on a topic
        b.page.setTarget(b.session.get(), u"exchange:events"_s);
        const std::string fields = b.page.outgoing().fields;
        QCOMPARE(count(fields, FieldPlace::Delivery), 0u);
        QVERIFY(FieldList(fields).find(FieldPlace::Property, "message_id"));
        QVERIFY(!FieldList(fields).find(FieldPlace::Property, "user_id"));
        auto *undo = b.notice()->findChild<QPushButton *>(u"Undo change"_s);
        QVERIFY(undo && undo->isVisible());
        QTest::mouseClick(undo, Qt::LeftButton);
        QCOMPARE(b.body(), QByteArray("my own work"));
        QVERIFY(b.page.outgoing().fields.empty());
    }

    void tombstoneAndEmptyAreNotTheSame()
    {
        Bench b;
        Event e = sampleEvent();
        e.value.reset();
        b.page.setEvent(b.session.get(), e);
        QVERIFY(!b.page.outgoing().value);
        e.value = "";
        b.page.setEvent(b.session.get(), e);
        QVERIFY(b.page.outgoing().value == std::string());
        e.value = std::string("\xff\x00\x80", 3);
        b.page.setEvent(b.session.get(), e);
        QVERIFY(b.page.outgoing().value == e.value);
    }

    void aResultFillsTheEditorAgain()
    {
        Bench b;
        b.page.setEvent(b.session.get(), sampleEvent());
        QVERIFY(b.publishAndWait());
        b.page.setTarget(b.session.get(), u"payments"_s);
        b.write("something else");
        QTableView *results = b.results();
        const QRect row = results->visualRect(results->model()->index(0, 2));
        QTest::mouseClick(results->viewport(), Qt::LeftButton, {}, row.center());
        QCOMPARE(b.page.channel(), u"orders.placed"_s);
        QCOMPARE(b.body(), QByteArray("{\"total\": 10.50}"));
    }

    void templatesAreSavedLoadedRenamedAndDeleted()
    {
        QTemporaryDir dir;
        Bench b;
        auto store = std::make_shared<TemplateStore>(dir.path());
        b.page.setTemplates(store);
        auto *box = b.page.findChild<QComboBox *>(u"Template"_s);
        QTRY_VERIFY(!box->isEnabled());
        b.page.setEvent(b.session.get(), sampleEvent());
        const auto answer = [&](const QString &button, const QString &name) {
            QTest::mouseClick(b.page.findChild<QToolButton *>(button), Qt::LeftButton);
            auto *dialog = b.page.findChild<QDialog *>(u"Template name dialog"_s);
            QVERIFY(dialog);
            QCOMPARE(namelessWidgets(dialog), QStringList());
            dialog->findChild<QLineEdit *>(u"Template name"_s)->setText(name);
            QTest::mouseClick(dialog->findChild<QPushButton *>(u"Accept"_s), Qt::LeftButton);
            QTRY_VERIFY(!b.page.findChild<QDialog *>(u"Template name dialog"_s));
        };
        answer(u"Save as template…"_s, u"Order"_s);
        QTRY_COMPARE(box->currentText(), u"Order"_s);
        QVERIFY(store->load()->find(u"Order"_s));
        QVERIFY(store->load()->find(u"Order"_s)->event.value == sampleEvent().value);

        answer(u"Rename template…"_s, u"Order, EUR"_s);
        QTRY_COMPARE(box->currentText(), u"Order, EUR"_s);
        b.write("changed");
        emit box->activated(box->currentIndex());
        QCOMPARE(b.body(), QByteArray("{\"total\": 10.50}"));

        QTest::mouseClick(b.page.findChild<QToolButton *>(u"Delete template"_s), Qt::LeftButton);
        QTRY_COMPARE(box->count(), 0);
        QTRY_VERIFY(b.notice()->text().contains(u"Order, EUR"_s));
        QTest::mouseClick(b.notice()->findChild<QPushButton *>(u"Undo change"_s), Qt::LeftButton);
        QTRY_COMPARE(box->count(), 1);
        QVERIFY(store->load()->find(u"Order, EUR"_s));
    }

    void aBrokenTemplateIsSaid()
    {
        QTemporaryDir dir;
        QDir(dir.path()).mkpath(u"templates"_s);
        QFile file(dir.filePath(u"templates/bad.json"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("{");
        file.close();
        Bench b;
        b.page.setTemplates(std::make_shared<TemplateStore>(dir.path()));
        QTRY_VERIFY(b.notice()->text().contains(u"bad.json"_s));
    }

    void aSessionIsRestored()
    {
        QVariantMap state;
        {
            Bench b;
            b.page.setEvent(b.session.get(), sampleEvent());
            state = b.page.saveState();
        }
        Bench b;
        b.page.setTarget(b.session.get(), u"payments"_s);
        PublishPage page;
        page.restoreState(state);
        QVERIFY(!page.session());
        page.setSessions({b.session.get()});
        QCOMPARE(page.session(), b.session.get());
        QCOMPARE(page.channel(), u"orders.placed"_s);
        QVERIFY(page.outgoing().key == std::string("key-1"));
        QVERIFY(page.outgoing().value == sampleEvent().value);
        QCOMPARE(count(page.outgoing().fields, FieldPlace::Header), 2u);
    }

    void channelsThatComeDoNotChangeWhatIsTyped()
    {
        Bench b;
        b.page.setTarget(b.session.get(), u"orders.pla"_s);
        QSignalSpy changed(&b.page, &PublishPage::targetChanged);
        b.broker->setChannels({topic(u"orders.placed"_s), topic(u"another"_s)});
        QVERIFY(look(*b.session));
        QCOMPARE(b.page.channel(), u"orders.pla"_s);
        QCOMPARE(changed.size(), 0);
    }
};

QTEST_MAIN(TestPublishPage)
#include "tst_publishpage.moc"

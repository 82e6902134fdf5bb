// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/connections/faketype.h"
#include "ui/connections/connectiondialog.h"
#include "ui/look/names.h"
#include "ui/look/noticebar.h"

#include <QCheckBox>
#include <QComboBox>
#include <QJsonDocument>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>

#include <atomic>

using namespace flowbench;
using namespace faketype;
using namespace Qt::StringLiterals;

namespace {
// Says the steps it was given; waits before the last one until it is let go or cancelled.
struct Script
{
    std::vector<TestStep> steps;
    std::atomic<bool> held = false;
    std::atomic<bool> cancelled = false;
    std::atomic<bool> onGuiThread = false;
    QString seenPassword;
};

class TestingConnector final : public Connector
{
public:
    explicit TestingConnector(std::shared_ptr<Script> script) : m_script(std::move(script)) {}
    Offer<Catalog> catalog() override { return {}; }
    Offer<Tail> tail() override { return {}; }
    Offer<Scan> scan() override { return {}; }
    Offer<Browse> browse() override { return {}; }
    Offer<Publish> publish() override { return {}; }
    Offer<Settle> settle() override { return {}; }
    Offer<Positions> positions() override { return {}; }
    Offer<Topology> topology() override { return {}; }
    std::vector<TestStep> test(std::function<void(const TestStep &)> told, const Cancel &cancel) override
    {
        m_script->onGuiThread = QThread::currentThread() == QCoreApplication::instance()->thread();
        for (std::size_t i = 0; i < m_script->steps.size(); ++i) {
            while (i + 1 == m_script->steps.size() && m_script->held && !cancel.done())
                QThread::msleep(5);
            if (cancel.requested()) {
                m_script->cancelled = true;
                return {};
            }
            told(m_script->steps[i]);
        }
        return m_script->steps;
    }
    ConnectionState state() const override { return {}; }
    void setStateListener(StateListener) override {}

private:
    std::shared_ptr<Script> m_script;
};

ConnectorType scripted(const std::shared_ptr<Script> &script)
{
    ConnectorType t = rabbitLike();
    t.create = [script](const ConnectionConfig &config) -> Result<std::unique_ptr<Connector>> {
        script->seenPassword = config.url.password;
        return std::unique_ptr<Connector>(std::make_unique<TestingConnector>(script));
    };
    return t;
}

TestStep good(StepName step, const QString &detail)
{
    TestStep s;
    s.step = step;
    s.ok = true;
    s.detail = detail;
    s.ms = 3;
    return s;
}
} // namespace

class TestConnectionDialog : public QObject
{
    Q_OBJECT

    struct Bench
    {
        std::shared_ptr<Script> script = std::make_shared<Script>();
        JobRunner jobs;
        std::unique_ptr<ConnectionDialog> dialog;

        Bench()
        {
            dialog = std::make_unique<ConnectionDialog>(std::vector<ConnectorType>{scripted(script), sandboxLike()},
                                                        jobs, ArenaPool::create(0));
            dialog->show();
        }
        template <class T>
        T *child(const QString &name)
        {
            return dialog->findChild<T *>(name);
        }
        void click(const QString &button) { QTest::mouseClick(child<QPushButton>(button), Qt::LeftButton); }
        void fill()
        {
            child<QLineEdit>(u"Name"_s)->setText(u"rabbit-eu"_s);
            child<QLineEdit>(u"hosts"_s)->setText(u"h:1"_s);
        }
        QString notice() { return child<NoticeBar>(u"Result"_s)->text(); }
    };

private slots:
    void everythingIsNamed()
    {
        Bench b;
        QCOMPARE(namelessWidgets(b.dialog.get()), QStringList());
    }

    void aProfileComesBackAsItWas()
    {
        Bench b;
        ConnectionProfile p;
        p.name = u"rabbit-eu"_s;
        p.url = ConnectionUrl::parse(u"amqps://me@h:1/shop?mode=b&extra=1"_s).value();
        p.environment = Environment::Production;
        p.colour = u"#D9662B"_s;
        p.readOnly = true;
        p.favourites = {u"queue:orders"_s};
        p.unknown[u"future"_s] = 1;
        b.dialog->setProfile(p);
        b.click(u"Save"_s);
        QCOMPARE(b.dialog->result(), int(QDialog::Accepted));
        const ConnectionProfile &q = b.dialog->profile();
        QCOMPARE(profileToJson(q), profileToJson(p));
        QVERIFY(b.dialog->password().isNull());
    }

    void thePasswordIsNeverInTheProfile()
    {
        Bench b;
        b.fill();
        b.child<QLineEdit>(u"password"_s)->setText(u"secret"_s);
        QVERIFY(b.dialog->keepPassword());
        b.click(u"Save"_s);
        QCOMPARE(b.dialog->password(), u"secret"_s);
        QVERIFY(b.dialog->profile().url.password.isNull());
        QVERIFY(!QString::fromUtf8(QJsonDocument(profileToJson(b.dialog->profile())).toJson()).contains(u"secret"_s));
    }

    void namesAreChecked()
    {
        Bench b;
        QSignalSpy accepted(b.dialog.get(), &QDialog::accepted);
        b.dialog->setTakenNames({u"taken"_s});
        b.child<QLineEdit>(u"hosts"_s)->setText(u"h:1"_s);
        b.click(u"Save"_s);
        QCOMPARE(b.notice(), u"Give the connection a name."_s);
        for (const QString &bad : {u"taken"_s, u"kafka://x"_s, u"a\u202eb"_s}) {
            b.child<QLineEdit>(u"Name"_s)->setText(bad);
            b.click(u"Save"_s);
            QCOMPARE(accepted.size(), 0);
        }
        b.child<QLineEdit>(u"Name"_s)->setText(u"fine"_s);
        b.click(u"Save"_s);
        QCOMPARE(accepted.size(), 1);
    }

    void theKindDecidesTheFields()
    {
        Bench b;
        QVERIFY(b.child<QCheckBox>(u"Keep password"_s)->isVisible());
        b.child<QComboBox>(u"Kind"_s)->setCurrentText(u"Sandbox"_s);
        QVERIFY(!b.child<QCheckBox>(u"Keep password"_s)->isVisible());
        QVERIFY(!b.dialog->keepPassword());
        QVERIFY(!b.child<QLineEdit>(u"hosts"_s));
        b.child<QLineEdit>(u"Name"_s)->setText(u"box"_s);
        b.click(u"Save"_s);
        QCOMPARE(b.dialog->profile().url.scheme, u"sandbox"_s);
    }

    void theTestSaysEachStepAsItComes()
    {
        Bench b;
        b.fill();
        b.child<QLineEdit>(u"password"_s)->setText(u"secret"_s);
        b.script->steps = {good(StepName::Resolve, u"127.0.0.1"_s), good(StepName::Connect, u"127.0.0.1:1"_s),
                           good(StepName::List, u"12 channels"_s)};
        b.script->held = true;
        b.click(u"Test connection"_s);
        QVERIFY(!b.child<QPushButton>(u"Test connection"_s)->isEnabled());
        QTRY_VERIFY(b.child<QLabel>(u"Step connect"_s));
        QVERIFY(!b.child<QLabel>(u"Step list"_s)); // it is still at it
        QVERIFY(b.child<QLabel>(u"Step connect"_s)->text().contains(u"127.0.0.1:1"_s));
        b.script->held = false;
        QTRY_COMPARE(b.notice(), u"Everything works."_s);
        QVERIFY(b.child<QLabel>(u"Step list"_s)->text().contains(u"12 channels"_s));
        QVERIFY(b.child<QPushButton>(u"Test connection"_s)->isEnabled());
        QVERIFY(!b.script->onGuiThread);
        QCOMPARE(b.script->seenPassword, u"secret"_s);
        // Once more: the old steps are gone.
        b.click(u"Test connection"_s);
        QTRY_COMPARE(b.notice(), u"Everything works."_s);
        QTRY_COMPARE(b.dialog->findChildren<QLabel *>(u"Step connect"_s).size(), 1);
    }

    void whatFailsSaysWhyAndWhatToTry()
    {
        Bench b;
        b.fill();
        TestStep refused;
        refused.step = StepName::Connect;
        refused.error = makeError(ErrorCode::ConnectRefused, {u"127.0.0.1:1"_s});
        b.script->steps = {good(StepName::Resolve, u"127.0.0.1"_s), refused};
        b.click(u"Test connection"_s);
        QTRY_VERIFY(b.child<QLabel>(u"Step connect"_s));
        QVERIFY(b.child<QLabel>(u"Step connect"_s)->text().contains(u"127.0.0.1:1"_s));
        QTRY_VERIFY(!b.notice().isEmpty());
        QVERIFY(b.child<NoticeBar>(u"Result"_s)->tint() == Tint::Error);
        QVERIFY(!b.child<QLabel>(u"Step list"_s));
    }

    void aConnectorThatCannotBeMadeIsSaid()
    {
        ConnectorType type = rabbitLike();
        type.create = [](const ConnectionConfig &) -> Result<std::unique_ptr<Connector>> {
            return makeError(ErrorCode::RefusedProperty, {u"acks"_s, u"why"_s});
        };
        JobRunner jobs;
        ConnectionDialog dialog({type}, jobs, ArenaPool::create(0));
        dialog.show();
        dialog.findChild<QLineEdit *>(u"hosts"_s)->setText(u"h:1"_s);
        QTest::mouseClick(dialog.findChild<QPushButton *>(u"Test connection"_s), Qt::LeftButton);
        QTRY_VERIFY(dialog.findChild<QLabel *>(u"Step resolve"_s));
        QVERIFY(dialog.findChild<QLabel *>(u"Step resolve"_s)->text().contains(u"acks"_s));
    }

    void closingEndsTheTest()
    {
        Bench b;
        b.fill();
        b.script->steps = {good(StepName::Resolve, u"x"_s), good(StepName::Connect, u"y"_s)};
        b.script->held = true;
        b.click(u"Test connection"_s);
        QTRY_VERIFY(b.child<QLabel>(u"Step resolve"_s));
        b.dialog.reset();
        QTRY_VERIFY(b.script->cancelled);
    }

    void wrongFieldsAreSaidBeforeAnythingIsTried()
    {
        Bench b;
        b.child<QLineEdit>(u"hosts"_s)->setText(u"h:99999"_s);
        b.click(u"Test connection"_s);
        QVERIFY(!b.notice().isEmpty());
        QVERIFY(b.child<QPushButton>(u"Test connection"_s)->isEnabled());
    }
};

QTEST_MAIN(TestConnectionDialog)
#include "tst_connectiondialog.moc"

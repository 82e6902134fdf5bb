// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/connections/faketype.h"
#include "ui/connections/connectionform.h"
#include "ui/look/names.h"
#include "words/sentence.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QSignalSpy>
#include <QToolButton>

using namespace flowbench;
using namespace faketype;
using namespace Qt::StringLiterals;

class TestConnectionForm : public QObject
{
    Q_OBJECT

    static ConnectionUrl parsed(const QString &text) { return ConnectionUrl::parse(text).value(); }
    template <class T>
    static T *editor(const ConnectionForm &form, const QString &id)
    {
        for (T *w : form.findChildren<T *>(id)) {
            if (!w->accessibleName().isEmpty())
                return w;
        }
        return nullptr;
    }

private slots:
    void whatStandsInAUrlComesBack_data()
    {
        QTest::addColumn<QString>("url");
        QTest::newRow("plain") << u"amqp://guest@h:5672/%2F"_s;
        QTest::newRow("tls, two hosts") << u"amqps://me@a:1,b:2/shop"_s;
        QTest::newRow("choice") << u"amqp://h:1/v?mode=b"_s;
        QTest::newRow("switch off that is on") << u"amqp://h:1/v?verify=false"_s;
        QTest::newRow("switch on that is off") << u"amqp://h:1/v?trace=true"_s;
        QTest::newRow("file and number") << u"amqp://h:1/v?ca=%2Ftmp%2Fca.pem&heartbeat=5"_s;
        QTest::newRow("unknown options stay") << u"amqp://h:1/v?x.y=1&x.y=2&other=a%26b"_s;
        QTest::newRow("a choice of somebody else") << u"amqp://h:1/v?mode=zzz"_s;
        QTest::newRow("IPv6") << u"amqp://[::1]:5672/v"_s;
    }
    void whatStandsInAUrlComesBack()
    {
        QFETCH(QString, url);
        ConnectionForm form;
        form.setType(rabbitLike());
        form.setUrl(parsed(url));
        const auto back = form.url();
        QVERIFY(back.ok());
        QCOMPARE(back->toString(), parsed(url).toString());
    }

    void thePasswordIsApart()
    {
        ConnectionForm form;
        form.setType(rabbitLike());
        QVERIFY(form.hasPasswordField());
        form.setUrl(parsed(u"amqp://me@h:1/v"_s));
        auto *password = editor<QLineEdit>(form, u"password"_s);
        QCOMPARE(password->echoMode(), QLineEdit::Password);
        QVERIFY(form.url()->password.isNull());
        password->setText(u" p@ss:/ "_s);
        QCOMPARE(form.url()->password, u" p@ss:/ "_s);
        QVERIFY(!form.url()->toString().contains(u"ss:"_s));
    }

    void fallbacksAreNotWritten()
    {
        ConnectionForm form;
        form.setType(rabbitLike());
        form.setUrl(parsed(u"amqp://h:1/"_s));
        QVERIFY(editor<QCheckBox>(form, u"verify"_s)->isChecked());
        QVERIFY(!editor<QCheckBox>(form, u"trace"_s)->isChecked());
        QVERIFY(form.url()->options.empty());
        editor<QCheckBox>(form, u"verify"_s)->setChecked(false);
        QCOMPARE(form.url()->option(u"verify"), u"false"_s);
        editor<QCheckBox>(form, u"trace"_s)->setChecked(true);
        QCOMPARE(form.url()->option(u"trace"), u"true"_s);
        editor<QLineEdit>(form, u"heartbeat"_s)->setText(u"30"_s);
        QVERIFY(form.url()->option(u"heartbeat").isNull());
    }

    void whatIsMissingOrWrongIsAnError()
    {
        ConnectionForm form;
        form.setType(rabbitLike());
        QVERIFY(!form.url().ok());
        auto *hosts = editor<QLineEdit>(form, u"hosts"_s);
        hosts->setText(u"a:1, b:2"_s);
        QVERIFY(form.url().ok());
        QCOMPARE(form.url()->hosts.size(), 2u);
        for (const QString &bad : {u"a:99999"_s, u"a:x"_s, u"a/b"_s}) {
            hosts->setText(bad);
            const auto url = form.url();
            QVERIFY2(!url.ok() || url->hosts.front().host == bad.section(u'/', 0, 0), qPrintable(bad));
        }
        ConnectorType strict = rabbitLike();
        strict.check = [](const ConnectionUrl &) -> Result<void> {
            return makeError(ErrorCode::RefusedProperty, {u"mode"_s, u"why"_s});
        };
        form.setType(strict);
        editor<QLineEdit>(form, u"hosts"_s)->setText(u"a:1"_s);
        QVERIFY(form.url().error().code == ErrorCode::RefusedProperty);
    }

    void theSchemeIsAFieldWhereThereAreTwo()
    {
        ConnectionForm form;
        form.setType(rabbitLike());
        editor<QLineEdit>(form, u"hosts"_s)->setText(u"a:1"_s);
        editor<QComboBox>(form, u"scheme"_s)->setCurrentText(u"TLS (amqps)"_s);
        QCOMPARE(form.url()->scheme, u"amqps"_s);
        form.setUrl(ConnectionUrl::parse(u"amqp://a:1"_s).value());
        QCOMPARE(editor<QComboBox>(form, u"scheme"_s)->currentText(), u"none (amqp)"_s);
        QCOMPARE(editor<QComboBox>(form, u"scheme"_s)->accessibleName(), u"Encryption"_s);
        form.focusField(u"heartbeat"_s);
        QVERIFY(form.findChild<QToolButton *>(u"More settings"_s)->isChecked());
        editor<QLineEdit>(form, u"hosts"_s)->clear();
        QCOMPARE(sentence(form.url().error()).message, u"Hosts must not be empty."_s);
        form.setType(sandboxLike());
        QVERIFY(!editor<QComboBox>(form, u"scheme"_s));
        QVERIFY(!form.hasPasswordField());
        QCOMPARE(form.url()->scheme, u"sandbox"_s);
    }

    void everyFieldIsNamedAndTellsItsChange()
    {
        ConnectionForm form;
        form.setType(rabbitLike());
        form.show();
        form.findChild<QToolButton *>(u"More settings"_s)->setChecked(true);
        QCOMPARE(namelessWidgets(&form), QStringList());
        QVERIFY(form.findChild<QToolButton *>(u"Choose ca"_s));
        QSignalSpy changed(&form, &ConnectionForm::changed);
        editor<QLineEdit>(form, u"user"_s)->setText(u"x"_s);
        editor<QCheckBox>(form, u"trace"_s)->toggle();
        editor<QComboBox>(form, u"mode"_s)->setCurrentText(u"b"_s);
        editor<QLineEdit>(form, u"ca"_s)->setText(u"/x"_s);
        QCOMPARE(changed.size(), 4);
    }
};

QTEST_MAIN(TestConnectionForm)
#include "tst_connectionform.moc"

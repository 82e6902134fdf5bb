// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/look/look.h"

#include <QApplication>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusVariant>
#include <QElapsedTimer>
#include <QProcess>
#include <QTest>

using namespace flowbench;
using namespace Qt::StringLiterals;

// A desktop on a bus of our own.
class Portal : public QObject
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.portal.Settings")

public:
    uint scheme = 0;

public slots:
    // Two variants, as xdg-desktop-portal answers.
    QDBusVariant Read(const QString &, const QString &)
    {
        return QDBusVariant(QVariant::fromValue(QDBusVariant(scheme)));
    }

signals:
    void SettingChanged(const QString &space, const QString &key, const QDBusVariant &value);
};

class TestLookDesktop : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        m_bus.start(u"dbus-daemon"_s, {u"--session"_s, u"--nofork"_s, u"--print-address"_s});
        QVERIFY2(m_bus.waitForStarted(), "dbus-daemon is needed");
        QVERIFY(m_bus.waitForReadyRead());
        m_address = QString::fromUtf8(m_bus.readLine()).trimmed();
        qputenv("DBUS_SESSION_BUS_ADDRESS", m_address.toUtf8());
        QVERIFY(QDBusConnection::sessionBus().isConnected());
    }

    // A dark palette from before would count as the desktop's.
    void init() { QApplication::setPalette(Theme::light().palette()); }

    void noPortalChangesNothing()
    {
        Look look(*qApp, ThemeChoice::System, true);
        look.followDesktop();
        QTest::qWait(100);
        QVERIFY(look.isDark());
    }

    void followsThePortal()
    {
        Portal portal;
        portal.scheme = 1;
        QDBusConnection desktop = QDBusConnection::connectToBus(m_address, u"desktop"_s);
        QVERIFY(desktop.registerService(u"org.freedesktop.portal.Desktop"_s));
        QVERIFY(desktop.registerObject(u"/org/freedesktop/portal/desktop"_s, &portal,
                                       QDBusConnection::ExportAllSlots | QDBusConnection::ExportAllSignals));
        Look look(*qApp, ThemeChoice::System, false);
        QVERIFY(!look.isDark());
        QElapsedTimer time;
        time.start();
        look.followDesktop();
        QVERIFY2(time.elapsed() < 50, "it must not wait for the answer");
        QTRY_VERIFY(look.isDark());

        emit portal.SettingChanged(u"org.freedesktop.appearance"_s, u"accent-color"_s, QDBusVariant(2u));
        emit portal.SettingChanged(u"org.freedesktop.appearance"_s, u"color-scheme"_s, QDBusVariant(2u));
        QTRY_VERIFY(!look.isDark());
        QCOMPARE(QApplication::palette().color(QPalette::Window), Theme::light().window);

        // What the person chose wins.
        look.setChoice(ThemeChoice::Light);
        emit portal.SettingChanged(u"org.freedesktop.appearance"_s, u"color-scheme"_s, QDBusVariant(1u));
        QTest::qWait(100);
        QVERIFY(!look.isDark());
        look.setChoice(ThemeChoice::System);
        QVERIFY(look.isDark());
    }

    void cleanupTestCase()
    {
        QDBusConnection::disconnectFromBus(u"desktop"_s);
        m_bus.terminate();
        m_bus.waitForFinished();
    }

private:
    QProcess m_bus;
    QString m_address;
};

QTEST_MAIN(TestLookDesktop)
#include "tst_lookdesktop.moc"

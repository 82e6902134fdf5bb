// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/look/look.h"

#include "ui/look/fonts.h"
#include "ui/look/style.h"

#include <QApplication>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusVariant>
#include <QToolTip>

namespace flowbench {

namespace {

using namespace Qt::StringLiterals;

constexpr auto Service = "org.freedesktop.portal.Desktop"_L1;
constexpr auto Path = "/org/freedesktop/portal/desktop"_L1;
constexpr auto Interface = "org.freedesktop.portal.Settings"_L1;
constexpr auto Space = "org.freedesktop.appearance"_L1;
constexpr auto Key = "color-scheme"_L1;

// The portal wraps its answer in one variant or two, by the method and its age.
QVariant unwrapped(QVariant value)
{
    while (value.userType() == qMetaTypeId<QDBusVariant>())
        value = value.value<QDBusVariant>().variant();
    return value;
}

} // namespace

Look::Look(QApplication &application, ThemeChoice choice, bool lastDark, QObject *parent)
    : QObject(parent),
      m_application(application),
      m_choice(choice),
      // A dark palette before ours can only be the desktop's own.
      m_desktopDark(lastDark || QApplication::palette().color(QPalette::Window).lightness() < 110)
{
    const QFont font = interfaceFont();
    QApplication::setFont(font);
    QToolTip::setFont(font);
    QApplication::setStyle(new Style); // QApplication takes it over
    apply(wantsDark());
}

Look::~Look() = default;

void Look::setChoice(ThemeChoice choice)
{
    m_choice = choice;
    apply(wantsDark());
}

bool Look::wantsDark() const { return m_choice == ThemeChoice::System ? m_desktopDark : m_choice == ThemeChoice::Dark; }

void Look::apply(bool dark)
{
    const Theme &next = dark ? Theme::dark() : Theme::light();
    if (m_theme == &next)
        return;
    const bool isFirst = !m_theme;
    m_theme = &next;
    const QPalette palette = next.palette();
    QApplication::setPalette(palette);
    QToolTip::setPalette(palette);
    if (isFirst)
        return;
    // Qt tells the widgets by an event it has just posted: who hears of us must find them repainted.
    QMetaObject::invokeMethod(this, &Look::themeChanged, Qt::QueuedConnection);
}

void Look::followDesktop()
{
    QDBusConnection bus = QDBusConnection::sessionBus();
    if (m_following || !bus.isConnected())
        return;
    m_following = true;
    bus.connect(Service, Path, Interface, u"SettingChanged"_s, this,
                SLOT(desktopSettingChanged(QString, QString, QDBusVariant)));
    QDBusMessage question = QDBusMessage::createMethodCall(Service, Path, Interface, u"Read"_s);
    question << QString(Space) << QString(Key);
    auto *watcher = new QDBusPendingCallWatcher(bus.asyncCall(question), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this](QDBusPendingCallWatcher *answered) {
        answered->deleteLater();
        const QDBusPendingReply<QDBusVariant> reply = *answered;
        if (reply.isValid())
            desktopSaid(unwrapped(reply.value().variant()).toUInt());
    });
}

void Look::desktopSettingChanged(const QString &space, const QString &key, const QDBusVariant &value)
{
    if (space == Space && key == Key)
        desktopSaid(unwrapped(value.variant()).toUInt());
}

void Look::desktopSaid(unsigned scheme)
{
    // 1 is dark, 2 light; 0 is no preference, which GNOME means by light.
    m_desktopDark = scheme == 1;
    apply(wantsDark());
}

} // namespace flowbench

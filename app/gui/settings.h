// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/look/theme.h"

#include <QSettings>
#include <QVariantMap>

namespace flowbench {

// The person's own state of the window, kept in XDG_CONFIG_HOME/flowbench/flowbench.ini: never a payload, a password,
// or what belongs to a workspace. One table of typed keys.
class Settings
{
public:
    explicit Settings(const QString &folder = {});

    QSettings &store() { return m_store; }
    bool firstStart() const { return !m_store.contains(QStringLiteral("started")); }
    void setStarted() { m_store.setValue(QStringLiteral("started"), true); }

    ThemeChoice theme() const;
    void setTheme(ThemeChoice choice);
    bool lastDark() const { return m_store.value(QStringLiteral("window/dark"), false).toBool(); }
    void setLastDark(bool dark) { m_store.setValue(QStringLiteral("window/dark"), dark); }

    QStringList openConnections() const { return m_store.value(QStringLiteral("session/open")).toStringList(); }
    void setOpenConnections(const QStringList &ids) { m_store.setValue(QStringLiteral("session/open"), ids); }
    QString page() const { return m_store.value(QStringLiteral("session/page")).toString(); }
    void setPage(const QString &page) { m_store.setValue(QStringLiteral("session/page"), page); }
    QVariantMap pageState(const QString &page) const
    {
        return m_store.value(QStringLiteral("session/state-") + page).toMap();
    }
    void setPageState(const QString &page, const QVariantMap &state)
    {
        m_store.setValue(QStringLiteral("session/state-") + page, state);
    }
    QByteArray geometry() const { return m_store.value(QStringLiteral("window/geometry")).toByteArray(); }
    void setGeometry(const QByteArray &geometry) { m_store.setValue(QStringLiteral("window/geometry"), geometry); }
    QByteArray splitter() const { return m_store.value(QStringLiteral("window/splitter")).toByteArray(); }
    void setSplitter(const QByteArray &state) { m_store.setValue(QStringLiteral("window/splitter"), state); }

private:
    QSettings m_store;
};

} // namespace flowbench

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/look/theme.h"

#include <QObject>

class QApplication;
class QDBusVariant;

namespace flowbench {

/// Dresses the application: style, palette, fonts. app owns the only one and hands it out by reference.
/// Lives on the GUI thread.
class Look : public QObject
{
    Q_OBJECT

public:
    /// Sets style, fonts and palette at once, so make it before the first widget. `lastDark` is what System
    /// resolved to last time: used until the desktop answers, so that the window doesn't flash.
    Look(QApplication &application, ThemeChoice choice, bool lastDark, QObject *parent = nullptr);
    ~Look() override;

    const Theme &theme() const { return *m_theme; }
    bool isDark() const { return m_theme->isDark; }
    ThemeChoice choice() const { return m_choice; }
    void setChoice(ThemeChoice choice);

    /// Asks the desktop's portal for its colour scheme, and follows its changes. Returns at once; call it after the
    /// first paint. Nothing happens without a session bus.
    void followDesktop();

    /// The colours of channels, the same in every chart and table.
    SeriesColours &series() { return m_series; }

signals:
    /// From the event loop, once all widgets have the new palette.
    void themeChanged();

private slots:
    void desktopSettingChanged(const QString &space, const QString &key, const QDBusVariant &value);

private:
    void desktopSaid(unsigned scheme);
    void apply(bool dark);
    bool wantsDark() const;

    QApplication &m_application;
    ThemeChoice m_choice;
    bool m_desktopDark;
    bool m_following = false;
    const Theme *m_theme = nullptr;
    SeriesColours m_series;
};

} // namespace flowbench

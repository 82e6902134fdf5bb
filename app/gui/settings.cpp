// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/settings.h"

#include <QStandardPaths>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {
QString fileIn(const QString &folder)
{
    const QString base = folder.isEmpty()
                             ? QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation) + u"/flowbench"_s
                             : folder;
    return base + u"/flowbench.ini"_s;
}
constexpr auto ThemeKey = "window/theme";
} // namespace

Settings::Settings(const QString &folder) : m_store(fileIn(folder), QSettings::IniFormat) {}

ThemeChoice Settings::theme() const
{
    const QString name = m_store.value(QLatin1StringView(ThemeKey)).toString();
    return name == u"light" ? ThemeChoice::Light : name == u"dark" ? ThemeChoice::Dark : ThemeChoice::System;
}

void Settings::setTheme(ThemeChoice choice)
{
    const QString name = choice == ThemeChoice::Light  ? u"light"_s
                         : choice == ThemeChoice::Dark ? u"dark"_s
                                                       : u"system"_s;
    m_store.setValue(QLatin1StringView(ThemeKey), name);
}

} // namespace flowbench

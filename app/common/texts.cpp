// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/common/texts.h"

#include <QCoreApplication>
#include <QLibraryInfo>
#include <QLocale>
#include <QTranslator>

namespace flowbench {

using namespace Qt::StringLiterals;

void installTranslations(QCoreApplication &application)
{
    const auto load = [&application](const QLocale &locale, const QString &name, const QString &folder) {
        auto *translator = new QTranslator(&application);
        const bool found = translator->load(locale, name, u"_"_s, folder);
        if (found)
            QCoreApplication::installTranslator(translator);
        else
            delete translator;
        return found;
    };
    const QLocale locale;
    load(locale, u"qtbase"_s, QLibraryInfo::path(QLibraryInfo::TranslationsPath));
    // English too has a file: it knows "1 channel" from "2 channels".
    if (!load(locale, u"flowbench"_s, u":/translations"_s))
        load(QLocale(QLocale::English), u"flowbench"_s, u":/translations"_s);
}

} // namespace flowbench

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
    const QString qtFolder = QLibraryInfo::path(QLibraryInfo::TranslationsPath);
    for (const auto &[name, folder] : {std::pair(u"qtbase"_s, qtFolder), std::pair(u"flowbench"_s, u":/translations"_s)}) {
        auto *translator = new QTranslator(&application);
        if (translator->load(QLocale(), name, u"_"_s, folder))
            QCoreApplication::installTranslator(translator);
        else
            delete translator;
    }
}

} // namespace flowbench

// SPDX-License-Identifier: GPL-3.0-or-later
#include "words/compact.h"

#include <QCoreApplication>
#include <QLocale>

namespace flowbench::words {

namespace {
// Three figures at most: "1.2k", "25k", "999".
QString scaled(double n)
{
    static constexpr const char *Suffixes[] = {"", "k", "M", "G", "T", "P", "E"};
    int step = 0;
    while (n >= 999.5 && step < 6) {
        n /= 1000;
        ++step;
    }
    const int decimals = step > 0 && n < 9.95 ? 1 : 0;
    return QLocale().toString(n, 'f', decimals) + QLatin1String(Suffixes[step]);
}
} // namespace

QString compactCount(qint64 n) { return n < 0 ? QLatin1Char('-') + scaled(-double(n)) : scaled(double(n)); }

QString compactRate(double perSecond)
{
    const QString number =
        perSecond > 0 && perSecond < 9.95 ? QLocale().toString(perSecond, 'f', 1) : scaled(perSecond);
    return QCoreApplication::translate("flowbench::Units", "%1/s").arg(number);
}

} // namespace flowbench::words

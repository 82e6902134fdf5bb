// SPDX-License-Identifier: GPL-3.0-or-later
#include "words/units.h"

#include "model/base/jsonwriter.h"

#include <QCoreApplication>
#include <QDateTime>

#include <cmath>

namespace flowbench::words {

using namespace Qt::StringLiterals;

namespace {
struct Units
{
    Q_DECLARE_TR_FUNCTIONS(flowbench::Units)
};

// One decimal below ten, none above: what can be read at a glance.
QString figure(double d, const QLocale &locale)
{
    d = std::round(d * 10) / 10;
    const bool whole = std::abs(d) >= 100 || d == std::floor(d);
    return locale.toString(d, 'f', whole ? 0 : 1);
}
} // namespace

QString count(qint64 n, const QLocale &locale) { return locale.toString(n); }

QString bytes(qint64 n, const QLocale &locale)
{
    static constexpr const char *Names[] = {
        QT_TRANSLATE_NOOP("flowbench::Units", "%1 B"),   QT_TRANSLATE_NOOP("flowbench::Units", "%1 KiB"),
        QT_TRANSLATE_NOOP("flowbench::Units", "%1 MiB"), QT_TRANSLATE_NOOP("flowbench::Units", "%1 GiB"),
        QT_TRANSLATE_NOOP("flowbench::Units", "%1 TiB"), QT_TRANSLATE_NOOP("flowbench::Units", "%1 PiB")};
    double d = double(n);
    std::size_t unit = 0;
    while (std::abs(d) >= 1023.95 && unit + 1 < std::size(Names)) {
        d /= 1024;
        ++unit;
    }
    return Units::tr(Names[unit]).arg(unit == 0 ? locale.toString(n) : figure(d, locale));
}

QString rate(double perSecond, const QLocale &locale)
{
    return Units::tr("%1/s", "events a second").arg(figure(perSecond, locale));
}

QString byteRate(double perSecond, const QLocale &locale)
{
    return Units::tr("%1/s", "bytes a second").arg(bytes(qint64(perSecond), locale));
}

QString duration(double seconds, const QLocale &locale)
{
    if (seconds < 0.9995)
        return Units::tr("%1 ms").arg(locale.toString(seconds * 1000, 'f', 0));
    if (seconds < 59.95)
        return Units::tr("%1 s").arg(figure(seconds, locale));
    const qint64 s = std::llround(seconds);
    if (s < 3600)
        return Units::tr("%1 min %2 s").arg(s / 60).arg(s % 60);
    const qint64 m = s / 60;
    if (m < 24 * 60)
        return Units::tr("%1 h %2 min").arg(m / 60).arg(m % 60);
    return Units::tr("%1 d %2 h").arg(locale.toString(m / 60 / 24)).arg(m / 60 % 24);
}

QString isoTime(qint64 unixMs)
{
    std::string text;
    appendIsoTime(text, unixMs);
    return QString::fromStdString(text);
}

QString localTime(qint64 unixMs, const QLocale &locale)
{
    const QDateTime t = QDateTime::fromMSecsSinceEpoch(unixMs);
    return Units::tr("%1 %2", "time, its zone")
        .arg(locale.toString(t, u"yyyy-MM-dd HH:mm:ss.zzz"_s), t.timeZoneAbbreviation());
}

QString utcTime(qint64 unixMs)
{
    QString iso = isoTime(unixMs);
    iso.chop(1);
    return Units::tr("%1 UTC").arg(iso.replace(u'T', u' '));
}

} // namespace flowbench::words

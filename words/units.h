// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLocale>
#include <QString>

// Numbers as people read them, in the current locale (or the one given). Any thread.
namespace flowbench::words {

QString count(qint64 n, const QLocale &locale = {});            // "1,234,567"
QString bytes(qint64 n, const QLocale &locale = {});            // "613 B", "1.5 MiB"
QString rate(double perSecond, const QLocale &locale = {});     // "1,234/s", "0.4/s"
QString byteRate(double perSecond, const QLocale &locale = {}); // "1.5 MiB/s"
QString duration(double seconds,
                 const QLocale &locale = {}); // "340 ms", "12.5 s", "3 min 20 s", "2 h 5 min", "3 d 4 h"

QString isoTime(qint64 unixMs);                               // "2026-07-01T12:00:00.123Z"
QString localTime(qint64 unixMs, const QLocale &locale = {}); // "2026-07-01 14:00:00.123 CEST"
QString utcTime(qint64 unixMs);                               // "2026-07-01 12:00:00.123 UTC"

} // namespace flowbench::words

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDate>
#include <QString>

#include <functional>
#include <string_view>

// Bytes of an event as one short line. Any thread.
namespace flowbench {

using VisibleText = std::function<QString(QStringView)>;

// At most `chars` characters; bytes that are not UTF-8 as hex pairs. Hidden characters are made visible.
QString shortText(std::string_view bytes, int chars, const VisibleText &visible);
// The same for a body: line breaks with their indentation become one blank, so that laid-out JSON shows its beginning.
QString previewText(std::string_view bytes, int chars, const VisibleText &visible);
// "12:04:31.919", with the date before it on another day than `today`. A time outside the calendar is its number.
QString eventTimeText(qint64 unixMs, bool utc, const QDate &today);

} // namespace flowbench

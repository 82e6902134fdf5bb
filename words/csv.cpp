// SPDX-License-Identifier: GPL-3.0-or-later
#include "words/csv.h"

namespace flowbench::words {

using namespace Qt::StringLiterals;

namespace {
bool isNumber(const QString &text)
{
    bool ok = false;
    text.toDouble(&ok);
    return ok;
}

QString quoted(const QString &text, bool numbersPass)
{
    QString cell = text;
    // A spreadsheet may drop blanks before it looks for a formula.
    const QString start = text.trimmed();
    const bool control = !text.isEmpty() && u"\t\r\n"_s.contains(text[0]);
    if (control ||
        (!start.isEmpty() && u"=+-@\uFF1D\uFF0B\uFF0D\uFF20"_s.contains(start[0]) && !(numbersPass && isNumber(text))))
        cell.prepend(u'\'');
    if (cell.contains(u'"') || cell.contains(u',') || cell.contains(u';') || cell.contains(u'\n') ||
        cell.contains(u'\r') || cell.contains(u'\t'))
        cell = u'"' + cell.replace(u'"', u"\"\""_s) + u'"';
    return cell;
}
} // namespace

QString csvCell(const QString &text) { return quoted(text, true); }

QString csvForeign(const QString &text) { return quoted(text, false); }

} // namespace flowbench::words

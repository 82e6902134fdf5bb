// SPDX-License-Identifier: GPL-3.0-or-later
#include "words/csv.h"

#include "model/export/csv.h"

namespace flowbench::words {

namespace {
bool isNumber(const QString &text)
{
    bool ok = false;
    text.toDouble(&ok);
    return ok && !text[0].isSpace();
}
} // namespace

QString csvCell(const QString &text) { return isNumber(text) ? text : csvForeign(text); }

QString csvForeign(const QString &text)
{
    std::string cell;
    appendCsvCell(cell, text.toStdString());
    return QString::fromStdString(cell);
}

} // namespace flowbench::words

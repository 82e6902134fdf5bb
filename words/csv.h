// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace flowbench::words {

// One cell of a CSV file: quoted where needed, and harmless in a spreadsheet: what starts like a formula
// (= + - @ tab, carriage return, line feed) gets an apostrophe before it. Plain numbers keep their sign.
QString csvCell(const QString &text);
// The same for bytes that somebody else wrote: there a number that starts like a formula is disarmed as well.
QString csvForeign(const QString &text);

} // namespace flowbench::words

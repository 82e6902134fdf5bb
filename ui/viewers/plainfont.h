// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFont>

namespace flowbench {

// The same font without its substitutions, for QScintilla, which makes its fonts by family name and so can't be told
// to leave ligatures out: `==` is two characters in a payload. The font's tables are put together anew in memory under
// an own family name, once a family; the font comes back unchanged where that is not possible. GUI thread only.
QFont withoutLigatures(const QFont &font);

} // namespace flowbench

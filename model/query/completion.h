// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/query/seenfields.h"

#include <QString>

#include <vector>

namespace flowbench {

// What an editor of expressions can offer at its cursor.
struct Completion
{
    enum class What : quint8 { Name, Field, Function, Macro, Word } what = What::Name;
    QString label;       // "total", "startsWith"
    QString insert;      // replaces the text from replaceFrom to replaceTo
    QString signature;   // of functions "string.startsWith(string) -> bool"; of fields and names their kind
    QString says;        // one sentence on a function, English
    int replaceFrom = 0; // in UTF-16 code units, as QString counts
    int replaceTo = 0;
    int cursor = 0; // where it goes, counted from replaceFrom
};

// Those that begin with what stands before the cursor come first, then those that hold it; at most `most`. Empty
// within a string, but not within that of headers["...
std::vector<Completion> completeExpression(QStringView text, int cursor, const SeenFields &seen, int most = 60);

} // namespace flowbench

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/live/coverage.h"
#include "ui/look/theme.h"
#include "ui/search/searchjob.h"

#include <QString>

namespace flowbench {

/// What is said of a search, in words. Every text is plain, translated, without hidden characters.
namespace searchwords {

/// "1,200,000 of 5,000,000 read · 12 found · 1,100,000/s · 3 s left"
QString progressLine(const SearchJob &job);

struct CoverageLine
{
    QString text; ///< "Read 5,000,000 of 5,000,000 events in 6 partitions · 3 found · complete"
    Tint tint = Tint::Ok;
};
/// `budgetReached`: the memory budget ended it rather than the number of matches.
CoverageLine coverageLine(const Coverage &coverage, bool budgetReached);

/// "the first 12,000 made room": matches that are not shown any more; empty where there are none.
QString letGoText(quint64 matches);

/// Offsets that were asked for and not looked at.
qint64 unread(const Coverage &coverage);
/// Held back by open transactions.
qint64 withheld(const Coverage &coverage);

struct Nothing
{
    QString sentence; ///< "Nothing matches"
    QString next;     ///< "All 5,000,000 events were read."
};
/// Of a search that ended without a match.
Nothing nothingFound(const Coverage &coverage);

/// "3 events could not be decoded, 1 could not be evaluated"; empty where there are none.
QString failuresText(const Coverage &coverage);

/// Warnings and notes that belong to the coverage, a sentence each.
QStringList notes(const Coverage &coverage);

} // namespace searchwords

} // namespace flowbench

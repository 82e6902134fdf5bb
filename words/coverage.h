// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/live/coverage.h"

#include <QString>

#include <optional>

namespace flowbench::words {

// A note of a ChannelCoverage as a sentence. Notes are ids, with an argument behind a colon where they have one:
//   bound-key:K                   a key that was bound when the tail began (direct exchange)
//   direct-sends-not-seen         messages sent straight to the queue are not seen
//   alternate-exchange-bypassed   what was unroutable is routed to our own queue now
//   snapshot-of:TIME              the answer is the copy of an earlier look
//   rescued:N                     messages at their delivery limit were sent anew rather than given back
//   only-partition:P (NAME)       only the partition was read in which that partitioner puts the key
// A note that is no such id is answered as it is, made visible.
QString coverageNote(const QString &note);
// When the look was whose copy is the answer, in Unix ms, if the note says that; absent: it says something else.
std::optional<qint64> copyTime(const QString &note);
// Whether a note is worth a warning while the tail runs.
bool isWarning(const QString &note);

// Why a scan of committed events ends before the end of the log; empty where nothing is withheld.
QString withheldNote(const QString &channel, const PartitionCoverage &partition);

// One line for people: "1,234 events read, 12 matched, 1.2 MiB in 0.3 s; complete."
QString coverageSummary(const Coverage &coverage);

} // namespace flowbench::words

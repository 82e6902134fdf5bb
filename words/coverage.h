// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/live/coverage.h"

#include <QString>

namespace flowbench::words {

// A note of a ChannelCoverage as a sentence. Notes are ids, with an argument behind a colon where they have one:
//   bound-keys:a, b      the keys bound when the tail began (direct exchange)
//   direct-unseen        messages sent straight to the queue are not seen
//   snapshot             the answer comes from an earlier look's copy
//   reordered            the broker may have changed the order
//   redelivered          messages were marked as redelivered
// A note that is no such id is answered as it is, made visible.
QString coverageNote(const QString &note);

// One line for people: "1,234 events read, 12 matched, 1.2 MiB in 0.3 s; complete."
QString coverageSummary(const Coverage &coverage);

} // namespace flowbench::words

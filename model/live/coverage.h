// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/result.h"

#include <QString>

#include <optional>
#include <vector>

namespace flowbench {

enum class ScanEnd : quint8 { End, Limit, Cancelled, Error };
const char *scanEndName(ScanEnd end); // "end", "limit", "cancelled", "error"

// What was read of one partition: [from, to) was asked for, everything before `next` was seen.
struct PartitionCoverage
{
    int partition = 0;
    qint64 from = 0, to = 0, next = 0, high = 0;
    qint64 gaps = 0;     // offsets between `from` and `next` that hold no event (compaction, transaction markers)
    qint64 withheld = 0; // held back from committed readers by an open transaction
};

struct ChannelCoverage
{
    QString channel;
    QString pattern; // the binding used (RabbitMQ), empty otherwise
    std::vector<PartitionCoverage> partitions;
    QStringList notes;  // keys bound now, "direct sends are not seen": ids of words, see words/coverage.h
    qint64 dropped = 0; // what the broker dropped of a bounded tail, known exactly or at least
};

// The report that every scan ends with. An empty poll never ends a scan: the captured end offsets do.
struct Coverage
{
    bool complete = false;
    ScanEnd ended = ScanEnd::End;
    quint64 scanned = 0, matched = 0, bytes = 0;
    double seconds = 0;
    quint64 decodeFailures = 0, evaluationFailures = 0;
    QString isolation; // "committed", "uncommitted", empty: not a thing here
    std::vector<ChannelCoverage> channels;
    std::optional<Error> error; // why, when ended is Error

    // Continues exactly here: scan with ScanRequest::resume set. URL-safe text, no secret in it.
    QString resumeToken() const;
};

// One partition's bounds of a resume token.
struct ResumePoint
{
    QString channel;
    int partition = 0;
    qint64 next = 0, to = 0;
};
Result<std::vector<ResumePoint>> parseResumeToken(const QString &token);

} // namespace flowbench

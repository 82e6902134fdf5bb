// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/result.h"
#include "model/event/event.h"

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

// A capture: events in a SQLite file, exactly as they were read. docs/capture.md describes the format for everybody.
namespace flowbench {

inline constexpr qint32 CaptureApplicationId = 0x464c4f57; // "FLOW"
inline constexpr qint32 CaptureVersion = 1;

// Events of one channel and partition in a capture.
struct CaptureSource
{
    std::string channel;         // "orders", "queue:orders", "exchange:events"
    std::int32_t partition = -1; // -1: the broker has none
    qint64 channelId = 0;        // in the file
    qint64 events = 0;
    std::optional<qint64> first, last; // lowest and highest offset
    bool everyOffset = true;           // every event has an offset
    bool ordered = true;               // offsets only rise from row to row

    // Where an event stands in its source: its offset, or its row where not every event has one.
    bool byOffset() const { return everyOffset; }
};

// What a capture says about itself. A value.
struct CaptureInfo
{
    QString path;
    int version = 0;
    bool complete = false;     // false: whoever wrote it did not come to the end; what is there is whole events
    QString writer;            // "Flowbench 0.1.0"
    QString by;                // the person's login name
    QString connection;        // URL without secrets
    QString filter;            // the expression, empty: everything
    QString created, finished; // ISO 8601, UTC
    std::string coverage;      // the coverage object of the command line; empty: none
    std::vector<CaptureSource> sources; // sorted by channel, partition; also those without events
    qint64 firstRow = 0, lastRow = -1;  // ids of the first and the last event
    qint64 events = 0;                  // as the summary in the file says
    bool immutable = false;             // nobody writes it any more

    // Index in sources; nothing where there is no such one.
    std::optional<std::uint32_t> source(qint64 channelId, qint64 partition) const;
    // "channel id, partition" to index in sources; filled by whoever reads the file.
    struct Key
    {
        qint64 channelId, partition;
        bool operator==(const Key &) const = default;
    };
    struct Hash
    {
        std::size_t operator()(const Key &k) const
        {
            return std::hash<qint64>()(k.channelId * 1'000'003 + k.partition);
        }
    };
    std::unordered_map<Key, std::uint32_t, Hash> index;
};

} // namespace flowbench

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/sandbox/broker.h"

#include <deque>
#include <functional>

namespace flowbench::sandbox {

// Where a reader stands in one log: [from, to) was asked for, everything before `next` was seen.
struct Cursor
{
    QString channel, pattern;
    std::string name; // channel, as events have it
    int partition = -1;
    qint64 from = 0, to = 0, next = 0, high = 0;
    qint64 gaps = 0;                             // trimmed by retention before it was read
    std::function<bool(const Message &)> wanted; // an exchange's binding; empty: all
};

// One cursor a partition, all bounds of the same moment. ChannelNotFound, OffsetOutOfRange (a partition there is not).
struct CursorRequest
{
    std::vector<ChannelAddress> channels;
    Position from, to;
    std::optional<int> partition;
    std::vector<ResumePoint> resume;
};
Result<std::vector<Cursor>> makeCursors(const Broker &broker, const CursorRequest &request);

// Moves every `from` so that only the newest `last` events of all cursors together remain.
void keepLast(const Broker &broker, std::vector<Cursor> &cursors, quint64 last);

std::vector<ChannelCoverage> coverageOf(const std::vector<Cursor> &cursors);

// The messages of several logs in the order in which the broker took them, oldest or newest first.
class Merge
{
public:
    Merge(const Broker &broker, std::vector<Cursor> &cursors, bool backwards);

    struct Taken
    {
        Cursor *cursor = nullptr;
        qint64 offset = 0;
        MessagePtr message;
    };
    // False at the end. The cursor is moved: forwards its `next` is behind this one, backwards its `to` is before it.
    bool next(Taken &to);

private:
    struct Ahead
    {
        std::deque<MessagePtr> messages;
        qint64 at = 0; // offset of the first one (forwards) or the last one + 1 (backwards)
    };
    bool fill(std::size_t index);

    const Broker &m_broker;
    std::vector<Cursor> &m_cursors;
    std::vector<Ahead> m_ahead;
    bool m_backwards;
};

} // namespace flowbench::sandbox

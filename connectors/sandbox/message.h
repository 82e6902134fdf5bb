// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/event/event.h"

#include <deque>
#include <memory>
#include <string>

namespace flowbench::sandbox {

// One message as the broker keeps it. Immutable once it was taken: a topic, a queue and a feed share it.
struct Message
{
    std::optional<std::string> key, value;
    std::string fields;   // headers and properties, packed; what the broker says itself (exchange, ...) is not in it
    std::string exchange; // where it came through; queues only
    bool queued = false;  // of the queue world: the key is a routing key
    qint64 timeMs = 0;    // when the broker took it, Unix time
    quint64 sequence = 0; // over all channels, in the order in which they were taken

    std::size_t bytes() const { return (key ? key->size() : 0) + (value ? value->size() : 0) + fields.size(); }
};
using MessagePtr = std::shared_ptr<const Message>;

// The message as an event of `channel`. `storage` holds fields that are put together for it: it must outlive the view.
EventView viewOf(const Message &message, std::string_view channel, int partition, qint64 offset, std::string &storage,
                 bool redelivered = false);

// Messages with offsets, trimmed at the low end: a topic's partition, or what passed a queue or an exchange.
class Log
{
public:
    Log(std::size_t maxBytes, std::size_t maxMessages) : m_maxBytes(maxBytes), m_maxMessages(maxMessages) {}

    qint64 low() const { return m_low; }
    qint64 high() const { return m_low + qint64(m_messages.size()); }
    qint64 append(MessagePtr message);
    const MessagePtr &at(qint64 offset) const { return m_messages[std::size_t(offset - m_low)]; }
    // The first offset whose time is not before `timeMs`; high() where there is none.
    qint64 atTime(qint64 timeMs) const;

private:
    std::deque<MessagePtr> m_messages;
    qint64 m_low = 0;
    std::size_t m_bytes = 0;
    std::size_t m_maxBytes, m_maxMessages;
};

} // namespace flowbench::sandbox

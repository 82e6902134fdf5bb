// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/live/sink.h"

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <stop_token>

namespace flowbench {

// Between a connector's thread and the receiving thread: finished chunks, bounded in bytes. When it is full the
// connector's thread waits (nothing is dropped); pause stops the drain, not the connection.
class Inbox final : public EventSink
{
public:
    static constexpr std::size_t DefaultLimit = std::size_t(64) << 20;

    explicit Inbox(std::size_t limitBytes = DefaultLimit) : m_limit(limitBytes) {}

    // Connector's thread.
    bool take(ChunkPtr chunk) override;
    bool hasRoom() const override;

    // Receiving thread: everything there is, in order; at most about `most` bytes (0: all).
    std::vector<ChunkPtr> drain(std::size_t most = 0);
    std::size_t bytes() const;
    std::size_t limit() const { return m_limit; }
    // Nothing more is taken and nobody waits any longer.
    void close();
    // Called on the connector's thread when the inbox was empty and now is not (wake the receiver; once, not per
    // event).
    void setWake(std::function<void()> wake);

private:
    const std::size_t m_limit;
    mutable std::mutex m_mutex;
    std::condition_variable m_room;
    std::deque<ChunkPtr> m_chunks; // guarded by m_mutex
    std::size_t m_bytes = 0;       // guarded by m_mutex
    bool m_closed = false;         // guarded by m_mutex
    std::function<void()> m_wake;  // guarded by m_mutex
};

} // namespace flowbench

// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/live/inbox.h"

namespace flowbench {

bool Inbox::take(ChunkPtr chunk)
{
    std::function<void()> wake;
    {
        std::unique_lock lock(m_mutex);
        // One chunk larger than the whole limit is let in alone: it could never fit.
        m_room.wait(lock, [&] { return m_closed || m_chunks.empty() || m_bytes + chunk->bytes() <= m_limit; });
        if (m_closed)
            return false;
        if (m_chunks.empty())
            wake = m_wake;
        m_bytes += chunk->bytes();
        m_chunks.push_back(std::move(chunk));
    }
    if (wake)
        wake();
    return true;
}

bool Inbox::hasRoom() const
{
    const std::lock_guard lock(m_mutex);
    return m_closed || m_bytes < m_limit;
}

std::vector<ChunkPtr> Inbox::drain(std::size_t most)
{
    std::vector<ChunkPtr> out;
    {
        const std::lock_guard lock(m_mutex);
        std::size_t taken = 0;
        while (!m_chunks.empty() && (most == 0 || taken < most)) {
            taken += m_chunks.front()->bytes();
            out.push_back(std::move(m_chunks.front()));
            m_chunks.pop_front();
        }
        m_bytes -= taken;
    }
    m_room.notify_all();
    return out;
}

std::size_t Inbox::bytes() const
{
    const std::lock_guard lock(m_mutex);
    return m_bytes;
}

void Inbox::close()
{
    {
        const std::lock_guard lock(m_mutex);
        m_closed = true;
    }
    m_room.notify_all();
}

void Inbox::setWake(std::function<void()> wake)
{
    const std::lock_guard lock(m_mutex);
    m_wake = std::move(wake);
}

} // namespace flowbench

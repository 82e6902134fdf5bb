// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace flowbench {

class ArenaPool;

// A block of memory that chunks are written into, 2 MiB aligned, with huge pages where the system has them.
// One writer at a time; given back to its pool when the last chunk in it dies.
class Arena
{
public:
    ~Arena();
    Arena(const Arena &) = delete;
    Arena &operator=(const Arena &) = delete;

    char *data() { return m_data; }
    std::size_t size() const { return m_size; }
    std::size_t used = 0; // the writer's position

private:
    friend class ArenaPool;
    Arena(char *data, std::size_t size, std::weak_ptr<ArenaPool> pool)
        : m_data(data), m_size(size), m_pool(std::move(pool))
    {}

    char *m_data;
    std::size_t m_size;
    std::weak_ptr<ArenaPool> m_pool;
};

// Arenas of 16 MiB, a few of them touched ahead by an own niced thread: the first touch of memory is what storing
// costs most (halves the speed of a tail when the writer does it). Evicted arenas are kept and used again.
// Thread-safe.
class ArenaPool : public std::enable_shared_from_this<ArenaPool>
{
public:
    static constexpr std::size_t ArenaSize = std::size_t(16) << 20;

    // `ahead`: how many arenas the thread keeps populated; `keep`: how many free ones are kept rather than unmapped.
    static std::shared_ptr<ArenaPool> create(int ahead = 2, int keep = 8);
    ~ArenaPool();

    // A fresh arena of ArenaSize, or of `atLeast` bytes where one event is larger (those are never kept).
    std::shared_ptr<Arena> take(std::size_t atLeast = 0);
    // More populated arenas wanted (start of a flood); the thread works towards it.
    void setAhead(int ahead);

private:
    friend class Arena;
    ArenaPool(int ahead, int keep);
    void giveBack(char *data, std::size_t size);
    void populate(std::stop_token stop);

    std::mutex m_mutex;
    std::condition_variable_any m_wake;
    std::vector<char *> m_free; // guarded by m_mutex; touched, ready for use
    int m_ahead, m_keep;        // guarded by m_mutex
    bool m_used = false;        // guarded by m_mutex; nothing is populated before the first take
    std::jthread m_thread;
};

} // namespace flowbench

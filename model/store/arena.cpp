// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/arena.h"

#include <algorithm>
#include <chrono>
#include <new>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace flowbench {

namespace {
constexpr std::size_t HugePage = std::size_t(2) << 20;
constexpr std::size_t PopulateStep = HugePage;

std::size_t rounded(std::size_t size) { return (size + HugePage - 1) / HugePage * HugePage; }

// Maps with 2 MiB alignment by trimming a larger mapping.
char *map(std::size_t size)
{
    void *p = ::mmap(nullptr, size + HugePage, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (p == MAP_FAILED)
        throw std::bad_alloc();
    const auto address = reinterpret_cast<std::uintptr_t>(p), aligned = (address + HugePage - 1) & ~(HugePage - 1);
    if (aligned > address)
        ::munmap(p, aligned - address);
    if (const std::size_t tail = address + HugePage - aligned; tail > 0)
        ::munmap(reinterpret_cast<void *>(aligned + size), tail);
    auto *data = reinterpret_cast<char *>(aligned);
    ::madvise(data, size, MADV_HUGEPAGE);
    return data;
}
} // namespace

Arena::~Arena()
{
    if (const auto pool = m_pool.lock())
        pool->giveBack(m_data, m_size);
    else
        ::munmap(m_data, m_size);
}

std::shared_ptr<ArenaPool> ArenaPool::create(int ahead, int keep)
{
    return std::shared_ptr<ArenaPool>(new ArenaPool(ahead, keep));
}

ArenaPool::ArenaPool(int ahead, int keep) : m_ahead(ahead), m_keep(std::max(ahead, keep))
{
    m_thread = std::jthread([this](std::stop_token stop) { populate(stop); });
}

ArenaPool::~ArenaPool()
{
    m_thread.request_stop();
    m_wake.notify_all();
    m_thread.join();
    for (char *data : m_free)
        ::munmap(data, ArenaSize);
}

std::shared_ptr<Arena> ArenaPool::take(std::size_t atLeast)
{
    if (atLeast > ArenaSize) {
        const std::size_t size = rounded(atLeast);
        return std::shared_ptr<Arena>(new Arena(map(size), size, weak_from_this()));
    }
    char *data = nullptr;
    {
        const std::lock_guard lock(m_mutex);
        m_used = true;
        if (!m_free.empty()) {
            data = m_free.back();
            m_free.pop_back();
        }
    }
    m_wake.notify_all();
    if (!data)
        data = map(ArenaSize);
    return std::shared_ptr<Arena>(new Arena(data, ArenaSize, weak_from_this()));
}

void ArenaPool::setAhead(int ahead)
{
    {
        const std::lock_guard lock(m_mutex);
        m_ahead = ahead;
        m_keep = std::max(m_keep, ahead);
    }
    m_wake.notify_all();
}

void ArenaPool::giveBack(char *data, std::size_t size)
{
    if (size == ArenaSize) {
        const std::lock_guard lock(m_mutex);
        if (int(m_free.size()) < m_keep) {
            m_free.push_back(data);
            return;
        }
    }
    ::munmap(data, size);
}

void ArenaPool::populate(std::stop_token stop)
{
    ::setpriority(PRIO_PROCESS, id_t(::syscall(SYS_gettid)), 10);
    while (!stop.stop_requested()) {
        {
            std::unique_lock lock(m_mutex);
            m_wake.wait(lock, stop, [this] { return m_used && int(m_free.size()) < m_ahead; });
            if (stop.stop_requested())
                return;
        }
        char *data = map(ArenaSize);
        // In small steps: populating holds the address space's lock, and another thread's mmap waits for it.
        for (std::size_t at = 0; at < ArenaSize && !stop.stop_requested(); at += PopulateStep) {
            if (::madvise(data + at, PopulateStep, 23 /* MADV_POPULATE_WRITE */) != 0) {
                for (std::size_t i = 0; i < PopulateStep; i += 4096)
                    data[at + i] = 0;
            }
            std::this_thread::yield();
        }
        const std::lock_guard lock(m_mutex);
        m_free.insert(m_free.begin(), data);
    }
}

} // namespace flowbench

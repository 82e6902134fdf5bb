// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/chunk.h"

#include <deque>
#include <span>
#include <utility>
#include <vector>

namespace flowbench {

// The events of one view: chunks in arrival order, appended at the end, evicted whole at the head when the byte budget
// is passed. A row has a 64-bit sequence number for the store's life, from 0; evicted numbers never come back.
// One thread (the GUI's). Appending links chunks and copies nothing.
class EventStore
{
public:
    static constexpr std::size_t DefaultBudget = std::size_t(2) << 30;

    explicit EventStore(std::size_t budgetBytes = DefaultBudget) : m_budget(budgetBytes) {}

    void append(std::span<const ChunkPtr> chunks);
    // Older events in front of what is there ("Load older"): they get the numbers below first(). False where there is
    // no room below first() (see reserveBelow) or in the budget.
    bool prepend(std::span<const ChunkPtr> chunks);
    void clear();
    void setBudget(std::size_t bytes);

    quint64 first() const { return m_first; } // sequence number of the oldest row kept
    quint64 end() const { return m_end; }     // one past the newest
    quint64 rows() const { return m_end - m_first; }
    std::size_t bytes() const { return m_bytes + m_extra; }
    std::size_t budget() const { return m_budget; }
    quint64 evicted() const { return m_evicted; }
    // Bytes that `owner` keeps beside the chunks on this store's behalf (a filter's list, an order): they count in the
    // budget from the next append on. Zero forgets the owner.
    void setExtraBytes(const void *owner, std::size_t bytes);

    bool contains(quint64 sequence) const { return sequence >= m_first && sequence < m_end; }
    // Valid while the row is kept. `sequence` must be contained.
    EventView row(quint64 sequence) const;

    // The chunks with the number of their first row, oldest first: what a filter job is given.
    struct Entry
    {
        ChunkPtr chunk;
        quint64 first = 0;
    };
    const std::deque<Entry> &entries() const { return m_entries; }
    std::vector<Entry> entriesFrom(quint64 sequence) const; // those that hold a row >= sequence

private:
    static constexpr quint64 Base = quint64(1) << 40; // leaves room below for what is prepended
    void evict();
    std::size_t entryOf(quint64 sequence) const;

    std::deque<Entry> m_entries;
    std::size_t m_budget;
    std::size_t m_bytes = 0;
    std::vector<std::pair<const void *, std::size_t>> m_extras; // few
    std::size_t m_extra = 0;                                    // their sum
    quint64 m_first = Base, m_end = Base;
    quint64 m_evicted = 0;
    mutable std::size_t m_lastEntry = 0; // rows are read in runs
};

} // namespace flowbench

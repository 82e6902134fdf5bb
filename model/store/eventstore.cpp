// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/eventstore.h"

#include <algorithm>

namespace flowbench {

void EventStore::append(std::span<const ChunkPtr> chunks)
{
    for (const ChunkPtr &c : chunks) {
        m_entries.push_back({c, m_end});
        m_end += c->rows();
        m_bytes += c->bytes();
    }
    evict();
}

bool EventStore::prepend(std::span<const ChunkPtr> chunks)
{
    quint64 rows = 0;
    std::size_t bytes = 0;
    for (const ChunkPtr &c : chunks) {
        rows += c->rows();
        bytes += c->bytes();
    }
    if (rows > m_first || m_bytes + m_extra + bytes > m_budget)
        return false;
    for (auto it = chunks.rbegin(); it != chunks.rend(); ++it) {
        m_first -= (*it)->rows();
        m_entries.push_front({*it, m_first});
    }
    m_bytes += bytes;
    m_lastEntry = 0;
    return true;
}

void EventStore::clear()
{
    m_entries.clear();
    m_first = m_end;
    m_bytes = 0;
    m_evicted = 0;
    m_lastEntry = 0;
}

void EventStore::setBudget(std::size_t bytes)
{
    m_budget = bytes;
    evict();
}

void EventStore::setExtraBytes(const void *owner, std::size_t bytes)
{
    const auto known =
        std::find_if(m_extras.begin(), m_extras.end(), [owner](const auto &e) { return e.first == owner; });
    if (known != m_extras.end()) {
        m_extra -= known->second;
        m_extras.erase(known);
    }
    if (bytes > 0)
        m_extras.emplace_back(owner, bytes);
    m_extra += bytes;
}

void EventStore::evict()
{
    // The newest chunk stays whatever it weighs: an event larger than the budget is still shown.
    while (m_entries.size() > 1 && m_bytes + m_extra > m_budget) {
        const ChunkPtr &c = m_entries.front().chunk;
        m_bytes -= c->bytes();
        m_first += c->rows();
        m_evicted += c->rows();
        m_entries.pop_front();
        m_lastEntry = m_lastEntry ? m_lastEntry - 1 : 0;
    }
}

std::size_t EventStore::entryOf(quint64 sequence) const
{
    const auto holds = [&](std::size_t i) {
        return i < m_entries.size() && sequence >= m_entries[i].first &&
               sequence < m_entries[i].first + m_entries[i].chunk->rows();
    };
    if (holds(m_lastEntry))
        return m_lastEntry;
    if (holds(m_lastEntry + 1))
        return ++m_lastEntry;
    const auto it = std::upper_bound(m_entries.begin(), m_entries.end(), sequence,
                                     [](quint64 s, const Entry &e) { return s < e.first; });
    return m_lastEntry = std::size_t(it - m_entries.begin()) - 1;
}

EventView EventStore::row(quint64 sequence) const
{
    const Entry &e = m_entries[entryOf(sequence)];
    return e.chunk->row(std::size_t(sequence - e.first));
}

std::vector<EventStore::Entry> EventStore::entriesFrom(quint64 sequence) const
{
    if (m_entries.empty() || sequence >= m_end)
        return {};
    const std::size_t from = sequence <= m_first ? 0 : entryOf(sequence);
    return {m_entries.begin() + std::ptrdiff_t(from), m_entries.end()};
}

} // namespace flowbench

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstring>
#include <span>
#include <string_view>
#include <vector>

namespace flowbench {

// Looks names up among those that are known beforehand; each header of each event is asked for. Immutable, any thread.
class NameTable
{
public:
    // At most 2000; views must outlive it. Of equal names the first counts.
    explicit NameTable(std::span<const std::string_view> names) : m_names(names.begin(), names.end())
    {
        std::size_t size = 16;
        while (size < 4 * names.size())
            size *= 2;
        m_slots.assign(size, None);
        for (std::size_t i = 0; i < m_names.size(); ++i) {
            std::size_t at = place(m_names[i]);
            while (m_slots[at] != None && m_names[m_slots[at]] != m_names[i])
                at = (at + 1) & (size - 1);
            if (m_slots[at] == None)
                m_slots[at] = unsigned(i);
        }
    }

    // Its index; -1: it is not known.
    int find(std::string_view name) const
    {
        for (std::size_t at = place(name); m_slots[at] != None; at = (at + 1) & (m_slots.size() - 1)) {
            if (m_names[m_slots[at]] == name)
                return int(m_slots[at]);
        }
        return -1;
    }

private:
    static constexpr unsigned None = ~0u;

    // Names of one framework begin alike and end apart.
    std::size_t place(std::string_view name) const
    {
        std::uint64_t end = 0;
        if (name.size() >= sizeof end)
            std::memcpy(&end, name.data() + name.size() - sizeof end, sizeof end);
        else if (!name.empty())
            std::memcpy(&end, name.data(), name.size());
        const std::uint64_t mixed = (end ^ (name.size() << 56)) * 0x9e3779b97f4a7c15u;
        return std::size_t(mixed >> 40) & (m_slots.size() - 1);
    }

    std::vector<std::string_view> m_names;
    std::vector<unsigned> m_slots; // open addressing; a power of two
};

} // namespace flowbench

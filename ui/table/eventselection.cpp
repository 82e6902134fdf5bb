// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/table/eventselection.h"

#include <algorithm>

namespace flowbench {

bool EventSelection::contains(quint64 number) const
{
    const auto after = std::upper_bound(m_ranges.begin(), m_ranges.end(), number,
                                        [](quint64 n, const Range &r) { return n < r.first; });
    return after != m_ranges.begin() && std::prev(after)->second >= number;
}

void EventSelection::set(quint64 a, quint64 b) { m_ranges = {std::minmax(a, b)}; }

void EventSelection::add(quint64 a, quint64 b)
{
    const auto [from, to] = std::minmax(a, b);
    remove(from, to);
    const auto at =
        std::upper_bound(m_ranges.begin(), m_ranges.end(), from, [](quint64 n, const Range &r) { return n < r.first; });
    const auto added = m_ranges.insert(at, Range(from, to));
    // Neighbours become one, so that a long drag stays one range.
    auto it = added == m_ranges.begin() ? added : std::prev(added);
    while (std::next(it) != m_ranges.end() && it->first <= to) {
        const auto next = std::next(it);
        if (it->second + 1 == next->first) {
            it->second = next->second;
            m_ranges.erase(next);
        } else {
            ++it;
        }
    }
}

void EventSelection::remove(quint64 a, quint64 b)
{
    const auto [from, to] = std::minmax(a, b);
    std::vector<Range> left;
    left.reserve(m_ranges.size() + 1);
    for (const Range &r : m_ranges) {
        if (r.second < from || r.first > to) {
            left.push_back(r);
            continue;
        }
        if (r.first < from)
            left.emplace_back(r.first, from - 1);
        if (r.second > to)
            left.emplace_back(to + 1, r.second);
    }
    m_ranges = std::move(left);
}

void EventSelection::toggle(quint64 number)
{
    if (contains(number))
        remove(number, number);
    else
        add(number, number);
}

void EventSelection::add(const std::vector<Range> &ranges)
{
    std::vector<Range> all;
    all.reserve(m_ranges.size() + ranges.size());
    std::merge(m_ranges.begin(), m_ranges.end(), ranges.begin(), ranges.end(), std::back_inserter(all));
    m_ranges.clear();
    for (const Range &r : all) {
        if (m_ranges.empty() || m_ranges.back().second + 1 < r.first)
            m_ranges.push_back(r);
        else
            m_ranges.back().second = std::max(m_ranges.back().second, r.second);
    }
}

bool EventSelection::dropBelow(quint64 first)
{
    if (m_ranges.empty() || first == 0 || m_ranges.front().first >= first)
        return false;
    remove(0, first - 1);
    return true;
}

} // namespace flowbench

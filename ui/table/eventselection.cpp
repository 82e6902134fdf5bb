// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/table/eventselection.h"

#include <algorithm>

namespace flowbench {

namespace {

bool holds(const std::vector<EventSelection::Range> &ranges, quint64 number)
{
    const auto after = std::upper_bound(ranges.begin(), ranges.end(), number,
                                        [](quint64 n, const EventSelection::Range &r) { return n < r.first; });
    return after != ranges.begin() && std::prev(after)->second >= number;
}

} // namespace

bool EventSelection::Span::contains(quint64 number) const
{
    const quint64 at = order->indexOf(number);
    return at < order->count() && at >= from && at <= to && !holds(without, number);
}

quint64 EventSelection::Span::count() const
{
    quint64 out = 0; // each of them is in the span: they were taken out of it
    for (const auto &[a, b] : without)
        out += b - a + 1;
    return to - from + 1 - out;
}

bool EventSelection::contains(quint64 number) const
{
    return holds(m_ranges, number) || (m_span && m_span->contains(number));
}

void EventSelection::set(quint64 a, quint64 b)
{
    m_span.reset();
    m_ranges = {std::minmax(a, b)};
}

void EventSelection::setSpan(std::shared_ptr<const SortedRows> order, quint64 a, quint64 b)
{
    m_ranges.clear();
    const auto [from, to] = std::minmax(a, b);
    m_span = Span{std::move(order), from, to, {}};
}

void EventSelection::reorder(std::shared_ptr<const SortedRows> order)
{
    if (!m_span)
        return;
    // The ends move to the nearest events within that are still there.
    const SortedRows &before = *m_span->order;
    const auto placed = [&](quint64 at) { return order->indexOf(before.sequence(at)); };
    quint64 from = m_span->from, to = m_span->to;
    while (from < to && placed(from) >= order->count())
        ++from;
    while (to > from && placed(to) >= order->count())
        --to;
    if (placed(from) >= order->count()) {
        m_span.reset();
        return;
    }
    std::erase_if(m_span->without, [&](const Range &r) { return order->indexOf(r.first) >= order->count(); });
    m_span = Span{order, placed(from), placed(to), std::move(m_span->without)};
}

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
    if (holds(m_ranges, number)) {
        remove(number, number);
    } else if (m_span && m_span->contains(number)) {
        m_span->without.insert(std::upper_bound(m_span->without.begin(), m_span->without.end(), Range(number, number)),
                               Range(number, number));
    } else {
        add(number, number);
    }
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

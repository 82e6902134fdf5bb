// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <utility>
#include <vector>

namespace flowbench {

/// Selected events by their numbers, as sorted, disjoint, inclusive ranges: "select all" of ten million is one range.
class EventSelection
{
public:
    using Range = std::pair<quint64, quint64>;

    bool isEmpty() const { return m_ranges.empty(); }
    bool contains(quint64 number) const;
    const std::vector<Range> &ranges() const { return m_ranges; }

    void clear() { m_ranges.clear(); }
    /// The ends may come in either order.
    void set(quint64 a, quint64 b);
    void add(quint64 a, quint64 b);
    void remove(quint64 a, quint64 b);
    void toggle(quint64 number);
    /// Adds ranges that are sorted and disjoint, in one step.
    void add(const std::vector<Range> &ranges);
    /// Forgets what was evicted. True if that changed anything.
    bool dropBelow(quint64 first);

private:
    std::vector<Range> m_ranges;
};

} // namespace flowbench

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/query/sortjob.h"

#include <optional>
#include <utility>
#include <vector>

namespace flowbench {

/// Selected events by their numbers, as sorted, disjoint, inclusive ranges: "select all" of ten million is one range.
/// Beside them one span of an order: neighbours on a sorted screen, whose numbers lie anywhere.
class EventSelection
{
public:
    using Range = std::pair<quint64, quint64>;

    /// Positions in an order, inclusive, without those that were taken out one by one.
    struct Span
    {
        std::shared_ptr<const SortedRows> order;
        quint64 from = 0, to = 0;
        std::vector<Range> without;

        bool contains(quint64 number) const;
        quint64 count() const; ///< of its events
    };

    bool isEmpty() const { return m_ranges.empty() && !m_span; }
    bool contains(quint64 number) const;
    const std::vector<Range> &ranges() const { return m_ranges; }

    const std::optional<Span> &span() const { return m_span; }

    void clear()
    {
        m_ranges.clear();
        m_span.reset();
    }
    /// Instead of all else. The ends may come in either order.
    void setSpan(std::shared_ptr<const SortedRows> order, quint64 a, quint64 b);
    /// The span's order lost its oldest events: `order` holds the others as they stood.
    void reorder(std::shared_ptr<const SortedRows> order);
    /// Instead of all else. The ends may come in either order.
    void set(quint64 a, quint64 b);
    void add(quint64 a, quint64 b);
    void remove(quint64 a, quint64 b); ///< of the ranges
    void toggle(quint64 number);
    /// Adds ranges that are sorted and disjoint, in one step.
    void add(const std::vector<Range> &ranges);
    /// Forgets what was evicted. True if that changed anything.
    bool dropBelow(quint64 first);

private:
    std::vector<Range> m_ranges;
    std::optional<Span> m_span;
};

} // namespace flowbench

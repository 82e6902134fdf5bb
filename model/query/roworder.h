// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/query/filterjob.h"

namespace flowbench {

// Which event stands where in a list of shown ones: a position is a place on screen, a rank a place among the shown
// ones as they arrived. Owner's thread.
class RowOrder
{
public:
    virtual ~RowOrder() = default;
    virtual quint64 count() const = 0;
    virtual quint64 sequence(quint64 position) const = 0; // position < count()
    // Where that event stands. One that is not shown: the first later one in arrival order, count() in any other.
    virtual quint64 indexOf(quint64 sequence) const = 0;
    virtual quint64 rank(quint64 sequence) const = 0;       // how many shown ones came before that number
    virtual quint64 sequenceOfRank(quint64 rank) const = 0; // rank < count()
};

// As they arrived: the rows of a filter, live.
class ArrivalOrder final : public RowOrder
{
public:
    explicit ArrivalOrder(const FilteredRows &rows) : m_rows(rows) {}
    quint64 count() const override { return m_rows.count(); }
    quint64 sequence(quint64 position) const override { return m_rows.sequence(position); }
    quint64 indexOf(quint64 sequence) const override { return m_rows.indexOf(sequence); }
    quint64 rank(quint64 sequence) const override { return m_rows.indexOf(sequence); }
    quint64 sequenceOfRank(quint64 rank) const override { return m_rows.sequence(rank); }

private:
    const FilteredRows &m_rows;
};

} // namespace flowbench

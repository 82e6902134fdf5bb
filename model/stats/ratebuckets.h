// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/chunk.h"

#include <deque>
#include <map>
#include <vector>

namespace flowbench {

// Events per second of time, of the last `seconds` seconds that were seen. Fed from the chunks' own counts, never from
// rows.
class RateBuckets
{
public:
    explicit RateBuckets(int seconds = 3600) : m_keep(seconds) {}

    void add(const Chunk &chunk);
    void add(qint64 second, quint32 events);
    void clear() { m_buckets.clear(); }
    bool empty() const { return m_buckets.empty(); }
    qint64 firstSecond() const { return m_buckets.begin()->first; }
    qint64 lastSecond() const { return m_buckets.rbegin()->first; }
    // `columns` counts over the whole span (or the last `window` seconds of it), equally wide; `stepMs` is a column's
    // width.
    struct Columns
    {
        qint64 firstMs = 0, stepMs = 1000;
        std::vector<quint32> events;
    };
    Columns columns(int columns, int windowSeconds = 0) const;

private:
    int m_keep;
    std::map<qint64, quint32> m_buckets;
};

// Events per second now: a moving count over the last few seconds of arrival.
class ArrivalRate
{
public:
    void add(qint64 nowMs, quint64 events);
    double perSecond(qint64 nowMs) const;

private:
    static constexpr qint64 WindowMs = 3000;
    std::deque<std::pair<qint64, quint64>> m_arrivals;
};

} // namespace flowbench

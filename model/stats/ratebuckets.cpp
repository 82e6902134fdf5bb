// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/stats/ratebuckets.h"

#include <algorithm>

namespace flowbench {

void RateBuckets::add(const Chunk &chunk)
{
    for (const SecondCount &s : chunk.seconds())
        add(s.second, s.events);
}

void RateBuckets::add(qint64 second, quint32 events)
{
    m_buckets[second] += events;
    // Bounded in entries, not only in span: times of events are the producer's and may be anything.
    while (m_buckets.size() > std::size_t(m_keep))
        m_buckets.erase(m_buckets.begin());
}

RateBuckets::Columns RateBuckets::columns(int columns, int windowSeconds) const
{
    Columns out;
    if (m_buckets.empty() || columns <= 0)
        return out;
    const qint64 last = lastSecond();
    const qint64 first = windowSeconds > 0 ? std::max(firstSecond(), last - windowSeconds + 1) : firstSecond();
    const qint64 span = last - first + 1;
    const qint64 step = std::max<qint64>(1, (span + columns - 1) / columns);
    // Columns begin at multiples of their width, so that they stand still while time goes on.
    const qint64 start = first - ((first % step) + step) % step;
    out.firstMs = start * 1000;
    out.stepMs = step * 1000;
    out.events.resize(std::size_t((last - start) / step + 1));
    for (auto it = m_buckets.lower_bound(first); it != m_buckets.end(); ++it)
        out.events[std::size_t((it->first - start) / step)] += it->second;
    return out;
}

void ArrivalRate::add(qint64 nowMs, quint64 events)
{
    if (!m_arrivals.empty() && nowMs - m_arrivals.back().first < 100)
        m_arrivals.back().second += events;
    else
        m_arrivals.emplace_back(nowMs, events);
    while (!m_arrivals.empty() && m_arrivals.front().first < nowMs - WindowMs)
        m_arrivals.pop_front();
}

double ArrivalRate::perSecond(qint64 nowMs) const
{
    quint64 sum = 0;
    qint64 oldest = nowMs;
    for (const auto &[at, events] : m_arrivals) {
        if (at >= nowMs - WindowMs) {
            sum += events;
            oldest = std::min(oldest, at);
        }
    }
    const qint64 span = std::clamp<qint64>(nowMs - oldest, 1000, WindowMs);
    return double(sum) * 1000.0 / double(span);
}

} // namespace flowbench

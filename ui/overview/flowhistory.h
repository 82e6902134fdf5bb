// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/ring.h"
#include "ui/overview/figures.h"

#include <span>
#include <vector>

namespace flowbench {

/// Ten minutes of figures, a sample a second: totals, the busiest channels and the dead-letter channels. Bounded: a
/// channel that is not among the busiest for ten minutes is forgotten. A value of the GUI thread.
class FlowHistory
{
public:
    static constexpr std::size_t Samples = 600;
    static constexpr std::size_t Followed = 16; ///< Busiest channels followed beside those shown.
    static constexpr std::size_t DeadFollowed = 200;

    /// One line: `values` end at the newest sample and begin where it was first seen.
    struct Line
    {
        const Session *session = nullptr; ///< An identity only, never followed.
        QString channel;
        FloatRing values{Samples};
        double smooth = 0;    ///< The rate, smoothed over some 20 s.
        qint64 lastTopMs = 0; ///< When it was among the busiest.
        bool fresh = false;   ///< Got a value with the newest sample.
    };

    void add(qint64 timeMs, const Figures &figures);
    /// A session that is gone takes its lines with it.
    void forget(const Session *session);
    void clear();

    std::span<const qint64> times() const { return m_times.values(); }
    std::span<const float> throughput() const { return m_throughput.values(); }
    std::span<const float> dead() const { return m_dead.values(); }
    std::span<const float> waiting() const { return m_waiting.values(); }
    std::span<const float> connected() const { return m_connected.values(); }
    const std::vector<Line> &flows() const { return m_flows; }
    const Line *flow(const Session *session, const QString &channel) const { return find(m_flows, session, channel); }
    /// The line of all dead letters, sample by sample: each channel counts from before it was first seen with what it
    /// held then, so that a broker which was just connected is no growth.
    std::vector<float> deadGrown() const;
    const Line *deadLine(const Session *session, const QString &channel) const
    {
        return find(m_deads, session, channel);
    }

    /// The busiest channels, at most `count`. Those of `shown` stay unless somebody is clearly busier: the picture does
    /// not flicker between two of the same rate.
    std::vector<const Line *> busiest(std::size_t count,
                                      const std::vector<std::pair<const Session *, QString>> &shown) const;

private:
    static const Line *find(const std::vector<Line> &lines, const Session *session, const QString &channel);
    static Line *lineFor(std::vector<Line> &lines, const Session *session, const QString &channel, std::size_t limit);

    Ring<qint64> m_times{Samples};
    FloatRing m_throughput{Samples}, m_dead{Samples}, m_waiting{Samples}, m_connected{Samples};
    std::vector<Line> m_flows, m_deads;
};

} // namespace flowbench

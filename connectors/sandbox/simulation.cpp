// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/sandbox/simulation.h"

#include <algorithm>
#include <cmath>

namespace flowbench::sandbox {

namespace {

// What stands in the events of the past begins here, whenever the sandbox is started: the same seed gives the same
// bytes. The broker's own time of them is recent.
constexpr qint64 ContentEpochMs = 1782892800000; // 2026-07-01T08:00:00Z
constexpr qint64 BacklogStepMs = 200;
constexpr Milliseconds LeastPause{20};

Milliseconds pause(double seconds)
{
    return std::max(LeastPause, Milliseconds(qint64(std::ceil(std::min(seconds, 86400.0) * 1000))));
}

} // namespace

void Simulation::start()
{
    std::call_once(m_started, [this] {
        playBacklog();
        m_thread = std::jthread([this](const std::stop_token &stop) { run(stop); });
    });
}

void Simulation::playBacklog()
{
    const qint64 first = m_broker.nowMs() - (qint64(m_options.backlog) + 1) * BacklogStepMs;
    m_broker.setClock(first, ContentEpochMs - first);
    m_shop.declareChannels();
    for (int i = 0; i < m_options.backlog; ++i) {
        const qint64 now = first + (i + 1) * BacklogStepMs;
        m_broker.setClock(now, ContentEpochMs - first);
        m_broker.expire();
        m_shop.step();
    }
    m_broker.setClock({});
    m_broker.renewTimes();
}

void Simulation::stepsDue(double elapsed, quint64 &done)
{
    const auto due = quint64(elapsed * m_options.rate);
    // After a stopped machine or where the rate is more than it can do: what could not be done in time is not made up.
    const auto most = quint64(m_options.rate) + 1;
    if (due > done + most)
        done = due - most;
    for (const auto until = Clock::now() + Milliseconds(500); done < due && Clock::now() < until; ++done)
        m_shop.step();
}

void Simulation::run(const std::stop_token &stop)
{
    const auto start = Clock::now();
    quint64 done = 0;
    while (!stop.stop_requested()) {
        const double elapsed = std::chrono::duration<double>(Clock::now() - start).count();
        if (m_options.rate > 0)
            stepsDue(elapsed, done);
        const qint64 expires = m_broker.expire();
        const quint64 seen = m_broker.version();
        auto until = Clock::time_point::max();
        if (m_options.rate > 0)
            until = Clock::now() + pause(double(done + 1) / m_options.rate - elapsed);
        if (expires > 0)
            until = std::min(until, Clock::now() + pause(double(expires - m_broker.nowMs()) / 1000));
        // A change may bring something that expires earlier, but nobody needs that to the millisecond.
        if (m_broker.waitForChange(seen, stop, until) != seen && !stop.stop_requested())
            m_broker.rest(stop, std::min(until, Clock::now() + LeastPause));
    }
}

} // namespace flowbench::sandbox

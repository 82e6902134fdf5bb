// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <algorithm>
#include <ctime>

namespace flowbench::test {

inline double cpuMs() // of this thread
{
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return double(now.tv_sec) * 1e3 + double(now.tv_nsec) / 1e6;
}

// How long the event loop was held up at worst: the time between two shots of a timer of 2 ms. Judged by this thread's
// own time, as the machine may be busy with other things; the clock's is told beside it.
class Lateness : public QObject
{
public:
    Lateness()
    {
        m_timer.setTimerType(Qt::PreciseTimer);
        m_timer.setInterval(2);
        connect(&m_timer, &QTimer::timeout, this, [this] { look(); });
        m_clock.start();
        m_cpu = cpuMs();
        m_timer.start();
    }
    double worst()
    {
        look();
        return m_worst;
    }
    qint64 worstOnTheClock() const { return m_worstOnTheClock; }

private:
    void look()
    {
        m_worst = std::max(m_worst, cpuMs() - m_cpu);
        m_worstOnTheClock = std::max(m_worstOnTheClock, m_clock.restart() - 2);
        m_cpu = cpuMs();
    }

    QTimer m_timer;
    QElapsedTimer m_clock;
    double m_cpu = 0;
    double m_worst = 0;
    qint64 m_worstOnTheClock = 0;
};

} // namespace flowbench::test

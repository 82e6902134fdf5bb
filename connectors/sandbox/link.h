// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/live/port.h"

#include <condition_variable>
#include <mutex>

namespace flowbench::sandbox {

// The connection to a broker that is in the same process: it is made at the first use, and it is lost only when a test
// (or ?fault=) says so. Any thread.
class Link
{
public:
    // Connects. ConnectionLost while it is lost.
    Result<void> use();
    bool up() const;
    // How often it was lost: what was held before is gone when this differs.
    quint64 losses() const;
    void setLost(bool lost);
    // False: still lost when the time was over or it was stopped.
    bool waitUp(const std::stop_token &stop, Clock::time_point until) const;

    ConnectionState state() const;
    void setListener(StateListener listener);

    static Error lostError();

private:
    void tell();

    mutable std::mutex m_mutex;
    mutable std::condition_variable_any m_changed;
    ConnectionState m_state;  // guarded by m_mutex
    bool m_lost = false;      // guarded by m_mutex
    quint64 m_losses = 0;     // guarded by m_mutex
    std::mutex m_telling;     // held while the listener runs: after setListener() the old one is not called
    StateListener m_listener; // guarded by m_telling
};

} // namespace flowbench::sandbox

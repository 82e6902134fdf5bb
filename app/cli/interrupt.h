// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <stop_token>
#include <thread>

namespace flowbench::cli {

// Ctrl+C (and SIGTERM, SIGHUP) as a stop token: whatever runs ends cleanly. A second one ends the program at once.
// Made once, before any other thread, because the signals are blocked for all of them.
class Interrupt
{
public:
    Interrupt();
    ~Interrupt();
    Interrupt(const Interrupt &) = delete;
    Interrupt &operator=(const Interrupt &) = delete;

    std::stop_token token() const { return m_stop.get_token(); }
    bool happened() const { return m_happened; }
    // Readable once it happened: for poll().
    int fd() const { return m_event; }

private:
    void wait();

    std::stop_source m_stop;
    std::atomic<bool> m_happened = false;
    std::atomic<bool> m_end = false;
    int m_event = -1;
    std::thread m_thread;
};

} // namespace flowbench::cli

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/sandbox/shop.h"

#include <mutex>
#include <thread>

namespace flowbench::sandbox {

struct SimulationOptions
{
    quint64 seed = 1;
    double rate = 50;   // events a second, all channels together; 0: silence
    int backlog = 2000; // events that exist at the start
};

// Time passes in the sandbox: the shop's steps at their rate, and the expiry of what nobody fetched. Its thread sleeps
// while nothing is due.
class Simulation
{
public:
    Simulation(Broker &broker, SimulationOptions options)
        : m_broker(broker), m_options(options), m_shop(broker, options.seed)
    {}

    // Plays the past and lets the present begin; once, later calls do nothing. Any thread.
    void start();

private:
    void playBacklog();
    void run(const std::stop_token &stop);
    void stepsDue(double elapsed, quint64 &done);

    Broker &m_broker;
    const SimulationOptions m_options;
    Shop m_shop;
    std::once_flag m_started;
    std::jthread m_thread;
};

} // namespace flowbench::sandbox

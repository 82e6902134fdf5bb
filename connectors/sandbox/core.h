// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/sandbox/broker.h"
#include "connectors/sandbox/link.h"
#include "connectors/sandbox/simulation.h"
#include "model/store/arena.h"

namespace flowbench::sandbox {

// What the parts of one connector share; tails, publishers and consumptions keep it alive.
struct Core
{
    Core(SimulationOptions options, std::shared_ptr<ArenaPool> pool)
        : arenas(std::move(pool)), simulation(broker, options)
    {}

    // The first thing that every function of the port does.
    Result<void> enter(const Cancel &cancel)
    {
        if (cancel.requested())
            return makeError(ErrorCode::Cancelled);
        if (cancel.expired())
            return makeError(ErrorCode::Timeout);
        if (auto used = link.use(); !used)
            return used;
        simulation.start();
        return {};
    }

    std::shared_ptr<ArenaPool> arenas;
    Broker broker;
    Link link;
    Simulation simulation; // last: its thread ends first
};
using CorePtr = std::shared_ptr<Core>;

} // namespace flowbench::sandbox

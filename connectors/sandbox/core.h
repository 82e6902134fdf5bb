// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/sandbox/broker.h"
#include "connectors/sandbox/link.h"
#include "connectors/sandbox/simulation.h"
#include "model/store/arena.h"

namespace flowbench::sandbox {

// A broker and what lives in it. Connections to it keep it alive.
struct World
{
    explicit World(SimulationOptions options) : simulation(broker, options) {}

    Broker broker;
    Simulation simulation; // last: its thread ends first
};

// What the parts of one connector share; tails, publishers and consumptions keep it alive.
struct Core
{
    Core(std::shared_ptr<World> lived, std::shared_ptr<ArenaPool> pool)
        : arenas(std::move(pool)), world(std::move(lived)), broker(world->broker)
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
        world->simulation.start();
        return {};
    }

    std::shared_ptr<ArenaPool> arenas;
    std::shared_ptr<World> world;
    Broker &broker;
    Link link;
};
using CorePtr = std::shared_ptr<Core>;

} // namespace flowbench::sandbox

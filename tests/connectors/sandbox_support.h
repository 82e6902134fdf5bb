// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/sandbox/sandbox.h"
#include "tests/connectors/conformance.h"

// What the programs of the sandbox share.
namespace flowbench {

inline Cancel soon() { return Cancel::after(Milliseconds(20000)); }

inline std::unique_ptr<Connector> sandboxOf(const QString &url)
{
    static const std::shared_ptr<ArenaPool> arenas = ArenaPool::create();
    ConnectionConfig config;
    config.url = ConnectionUrl::parse(url).value();
    config.arenas = arenas;
    auto made = sandboxType().create(config);
    return made ? std::move(*made) : nullptr;
}

inline qint64 publishedIn(Connector &c)
{
    qint64 sum = 0;
    const auto channels = c.catalog()->channels(soon());
    for (const ChannelInfo &info : channels.value()) {
        // What is routed to queues was counted at its exchange; dead letters are not the shop's events.
        if (info.kind == ChannelKind::Topic || info.name == u"exchange:events" ||
            info.name == u"exchange:notifications")
            sum += info.produced.value_or(0);
    }
    return sum;
}

} // namespace flowbench

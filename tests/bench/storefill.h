// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/chunkbuilder.h"
#include "model/store/eventstore.h"
#include "tests/bench/orders.h"

namespace flowbench::bench {

// Fills a store with orders, in chunks as a tail at a million events a second delivers them.
inline void fillStore(EventStore &store, const Orders &orders, std::size_t events)
{
    constexpr std::size_t EventsAChunk = 33000;
    ChunkBuilder builder(ArenaPool::create());
    const auto source = builder.source("orders", 0);
    for (std::size_t i = 0; i < events; ++i) {
        const std::string &body = orders.body(i);
        builder.append(source, qint64(i), 1'780'000'000'000 + qint64(i) / 5, TimeKind::Create, nullptr, 0, false,
                       body.data(), body.size(), true, {});
        if (i % EventsAChunk == EventsAChunk - 1 || i + 1 == events) {
            while (const ChunkPtr chunk = builder.finish())
                store.append({&chunk, 1});
        }
    }
}

} // namespace flowbench::bench

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/query/filterjob.h"
#include "model/store/chunkbuilder.h"
#include "model/store/eventstore.h"

#include <string>
#include <vector>

namespace flowbench::sample {

// Shop events as the look's pictures show them, the same ones on every run. Row i: type i % 4, partition i % 6.
inline constexpr qint64 StartMs = 1782907471000; // 2026-07-01T12:04:31Z

inline std::string typeOf(int i)
{
    static const std::vector<std::string> types = {"order.placed", "payment.processed", "inventory.reserved",
                                                   "shipment.created"};
    return types[std::size_t(i) % types.size()];
}

inline Event event(int i, qint64 timeMs, const std::string &channel = "orders.placed")
{
    Event e;
    e.channel = channel;
    e.partition = i % 6;
    e.offset = 1834147 + i / 6 * 3;
    e.timeMs = timeMs;
    e.timeKind = TimeKind::Create;
    e.key = "key-" + std::to_string(10000 + i * 7919 % 9999);
    e.value = R"({"id":"7f3c-)" + std::to_string(i) + R"(","type":")" + typeOf(i) +
              R"(","timestamp":"2026-07-01T12:04:31.207Z","version":"1.2","data":{"total":)" +
              std::to_string(i * 37 % 400) + "." + std::to_string(10 + i % 90) +
              R"(,"currency":"EUR","items":[{"sku":"SKU-0)" + std::to_string(i * 31 % 9999) +
              R"(","qty":2}]},"metadata":{"correlationId":"c-)" + std::to_string(20000 + i / 4) + R"("}})";
    e.addHeader("event-type", typeOf(i));
    e.addHeader("trace-id", "00-4bf92f3577b34da6a3ce929d0e0e4736");
    e.addHeader("producer", "shop-2.3.1");
    using namespace std::string_view_literals;
    e.addHeader("attempt", "\0\0\0\3"sv);
    return e;
}

// `count` events from number `from`, 7 ms apart; one chunk as long as they fit an arena.
inline std::vector<ChunkPtr> chunks(ChunkBuilder &builder, int from, int count, qint64 startMs = StartMs,
                                    const std::string &channel = "orders.placed")
{
    for (int i = from; i < from + count; ++i) {
        const Event e = event(i, startMs + i * 7, channel);
        builder.append(builder.source(channel, e.partition), e.view());
    }
    std::vector<ChunkPtr> done;
    while (ChunkPtr c = builder.finish())
        done.push_back(std::move(c));
    return done;
}

} // namespace flowbench::sample

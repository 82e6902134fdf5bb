// SPDX-License-Identifier: GPL-3.0-or-later
// What a stored event costs: the growth of resident memory over the events' own bytes, at ten million of them, index
// and rows included. The rows of a table cost nothing (a window over the store). bench_store_memory [EVENTS]
#include "model/store/chunkbuilder.h"
#include "model/store/eventstore.h"
#include "tests/bench/benchkit.h"
#include "tests/bench/orders.h"

#include <cstdlib>
#include <thread>

using namespace flowbench;
using namespace Qt::StringLiterals;

namespace {

// As a tail delivers: chunks of what came in a thirtieth of a second, here at a million events a second.
constexpr std::size_t EventsAChunk = 33000;

} // namespace

int main(int argc, char **argv)
{
    const std::size_t events = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 10'000'000;
    const bench::Orders orders;
    EventStore store(std::size_t(32) << 30);
    const auto pool = ArenaPool::create();
    ChunkBuilder builder(pool);
    const auto source = builder.source("orders", 0);
    const std::size_t before = bench::residentBytes();
    std::size_t bytes = 0;
    const double begin = bench::now();
    for (std::size_t i = 0; i < events; ++i) {
        const std::string &body = orders.body(i);
        const std::string key = bench::Orders::key(i);
        bytes += body.size() + key.size();
        builder.append(source, qint64(i), 1'780'000'000'000 + qint64(i) / 5, TimeKind::Create, key.data(), key.size(),
                       true, body.data(), body.size(), true, {});
        if (i % EventsAChunk == EventsAChunk - 1 || i + 1 == events) {
            while (const ChunkPtr chunk = builder.finish())
                store.append({&chunk, 1});
        }
    }
    const double s = bench::now() - begin;
    // What the pool has ready for later is part of the growth: let it get there.
    std::this_thread::sleep_for(std::chrono::milliseconds(500));
    const double growth = double(bench::residentBytes() - before);
    if (store.rows() != events)
        return 1;
    bench::printAndLeave({{u"events"_s, qint64(events)},
                          {u"payload_bytes"_s, qint64(bytes)},
                          {u"growth_bytes"_s, growth},
                          {u"ratio"_s, growth / double(bytes)},
                          {u"seconds"_s, s}});
}

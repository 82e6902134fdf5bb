// SPDX-License-Identifier: GPL-3.0-or-later
// Plain words over stored events with two threads: bench_literal WORDS [EVENTS]
// bench_literal write FILE [EVENTS]: the same bodies, one a line, for grep and its kin
#include "model/query/textmatch.h"
#include "tests/bench/benchkit.h"
#include "tests/bench/storefill.h"

#include <atomic>
#include <cstdlib>
#include <fstream>
#include <thread>

using namespace flowbench;
using namespace Qt::StringLiterals;

namespace {

constexpr int Threads = 2, Passes = 5;

std::size_t search(const EventStore &store, const TextMatcher &matcher)
{
    const std::deque<EventStore::Entry> &entries = store.entries();
    std::atomic<std::size_t> next = 0, hits = 0;
    std::vector<std::thread> threads;
    for (int t = 0; t < Threads; ++t) {
        threads.emplace_back([&] {
            std::size_t mine = 0;
            for (std::size_t e = next++; e < entries.size(); e = next++) {
                const Chunk &chunk = *entries[e].chunk;
                for (std::size_t i = 0; i < chunk.rows(); ++i)
                    mine += matcher.matches(chunk.row(i)) == EventMatcher::Verdict::Match;
            }
            hits += mine;
        });
    }
    for (std::thread &t : threads)
        t.join();
    return hits;
}

} // namespace

int main(int argc, char **argv)
{
    const std::string what = argc > 1 ? argv[1] : "SKU-0424";
    const bool write = what == "write" && argc > 2;
    const char *count = write ? (argc > 3 ? argv[3] : nullptr) : (argc > 2 ? argv[2] : nullptr);
    const std::size_t events = count ? std::strtoull(count, nullptr, 10) : 1'000'000;
    const bench::Orders orders;
    if (write) {
        std::ofstream out(argv[2], std::ios::binary);
        for (std::size_t i = 0; i < events; ++i)
            out << orders.body(i) << '\n';
        return out.flush() ? 0 : 1;
    }
    EventStore store(std::size_t(32) << 30);
    bench::fillStore(store, orders, events);
    const TextMatcher matcher(what);
    std::vector<double> seconds;
    std::size_t hits = 0;
    for (int i = 0; i < Passes; ++i) {
        const double begin = bench::now();
        hits = search(store, matcher);
        seconds.push_back(bench::now() - begin);
    }
    bench::printAndLeave({{u"seconds"_s, bench::median(seconds)},
                          {u"gigabytes_per_second"_s, double(store.bytes()) / bench::median(seconds) / 1e9},
                          {u"hits"_s, qint64(hits)}});
}

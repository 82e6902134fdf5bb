// SPDX-License-Identifier: GPL-3.0-or-later
// A filter over what is stored, in the window: value.data.total > 100 typed over ten million events with the table
// shown, against a bare loop of simdjson on two threads over the same memory. Both in turns, in one process.
// bench_filter_store [EVENTS [PAIRS]]
#include "model/query/eventfilter.h"
#include "model/query/filterjob.h"
#include "tests/bench/benchkit.h"
#include "tests/bench/storefill.h"
#include "ui/look/look.h"
#include "ui/table/eventtable.h"

#include <QApplication>

#include <atomic>
#include <cstdlib>
#include <simdjson.h>
#include <thread>

using namespace flowbench;
using namespace Qt::StringLiterals;

namespace {

constexpr int Threads = 2;

// The next row, or the index of its chunk, is the padding.
std::size_t bare(const EventStore &store)
{
    const std::deque<EventStore::Entry> &entries = store.entries();
    std::atomic<std::size_t> next = 0, hits = 0;
    std::vector<std::thread> threads;
    for (int t = 0; t < Threads; ++t) {
        threads.emplace_back([&] {
            simdjson::ondemand::parser parser;
            std::size_t mine = 0;
            for (std::size_t e = next++; e < entries.size(); e = next++) {
                const Chunk &chunk = *entries[e].chunk;
                for (std::size_t i = 0; i < chunk.rows(); ++i) {
                    const std::string_view body = chunk.row(i).value;
                    auto document = parser.iterate(body.data(), body.size(), body.size() + simdjson::SIMDJSON_PADDING);
                    double total = 0;
                    mine += document["data"]["total"].get_double().get(total) == simdjson::SUCCESS && total > 100;
                }
            }
            hits += mine;
        });
    }
    for (std::thread &t : threads)
        t.join();
    return hits;
}

struct Run
{
    double seconds = 0, firstHit = 0;
    std::vector<double> late;
    quint64 hits = 0;
};

// From the moment the filter is set until its list is whole; the first hit when the table has painted it.
Run ours(FilteredRows &rows, EventTable &table, const std::shared_ptr<const EventFilter> &filter)
{
    Run run;
    bench::Lateness lateness;
    lateness.start();
    const double begin = bench::now();
    rows.setMatcher(filter);
    while (rows.busy()) {
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
        if (run.firstHit == 0 && rows.count() > 0) {
            table.viewport()->repaint();
            run.firstHit = bench::now() - begin;
        }
    }
    run.seconds = bench::now() - begin;
    lateness.stop();
    run.late = lateness.values();
    run.hits = rows.count();
    rows.setMatcher(nullptr);
    QCoreApplication::processEvents();
    return run;
}

} // namespace

int main(int argc, char **argv)
{
    QApplication app(argc, argv);
    const std::size_t events = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 10'000'000;
    const int pairs = argc > 2 ? std::atoi(argv[2]) : 5;
    EventStore store(std::size_t(32) << 30);
    bench::fillStore(store, bench::Orders(), events);
    const auto filter = EventFilter::compile("value.data.total > 100");
    JobRunner jobs;
    FilteredRows rows(store, jobs);
    EventTable table(nullptr, u"bench"_s);
    table.setSource(store, rows);
    table.resize(1280, 800);
    table.show();
    QCoreApplication::processEvents();

    std::vector<double> ratios, bareSeconds, seconds, firstHits, late;
    for (int i = 0; i < pairs; ++i) {
        const double begin = bench::now();
        const std::size_t hits = bare(store);
        bareSeconds.push_back(bench::now() - begin);
        const Run run = ours(rows, table, *filter);
        if (run.hits != hits)
            return 1;
        seconds.push_back(run.seconds);
        firstHits.push_back(run.firstHit * 1e3);
        ratios.push_back(bareSeconds.back() / run.seconds);
        late.insert(late.end(), run.late.begin(), run.late.end());
    }
    bench::printAndLeave({{u"events"_s, qint64(events)},
                          {u"ratio"_s, bench::median(ratios)},
                          {u"bare_seconds"_s, bench::median(bareSeconds)},
                          {u"seconds"_s, bench::median(seconds)},
                          {u"first_hit_ms"_s, bench::median(firstHits)},
                          {u"lateness"_s, bench::spread(late)}});
}

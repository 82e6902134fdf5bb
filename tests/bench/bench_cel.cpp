// SPDX-License-Identifier: GPL-3.0-or-later
// How many events a second one core filters, over the bodies of orders.cpp.
// bench_cel bare             a loop of simdjson's ondemand over one field, data.total > 100: the reference. Its first
//                            stage runs with the kernel of this processor whatever the flags are; built with -march the
//                            loop is not faster.
// bench_cel EXPRESSION       ours
// bench_cel write FILE       the bodies, one a line, for other engines
#include "model/query/eventfilter.h"
#include "tests/bench/benchkit.h"
#include "tests/bench/orders.h"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <functional>
#include <simdjson.h>

using namespace flowbench;
using namespace Qt::StringLiterals;

namespace {

constexpr double Seconds = 1.5;

// All bodies in a row, as in a store, with room behind the last.
struct Bodies
{
    std::string text;
    std::vector<std::string_view> each;

    explicit Bodies(const bench::Orders &orders)
    {
        std::vector<std::size_t> begins;
        for (std::size_t i = 0; i < bench::Orders::Made; ++i) {
            begins.push_back(text.size());
            text += orders.body(i);
        }
        begins.push_back(text.size());
        text.append(simdjson::SIMDJSON_PADDING, ' ');
        for (std::size_t i = 0; i + 1 < begins.size(); ++i)
            each.emplace_back(text.data() + begins[i], begins[i + 1] - begins[i]);
    }
};

std::size_t bare(const Bodies &bodies)
{
    static simdjson::ondemand::parser parser;
    std::size_t hits = 0;
    for (const std::string_view body : bodies.each) {
        auto document = parser.iterate(body.data(), body.size(), body.size() + simdjson::SIMDJSON_PADDING);
        double total = 0;
        hits += document["data"]["total"].get_double().get(total) == simdjson::SUCCESS && total > 100;
    }
    return hits;
}

std::size_t ours(const Bodies &bodies, const EventFilter &filter)
{
    std::size_t hits = 0;
    EventView event;
    event.channel = "orders";
    event.hasValue = true;
    for (const std::string_view body : bodies.each) {
        event.value = body;
        hits += filter.matches(event) == EventMatcher::Verdict::Match;
    }
    return hits;
}

// The fastest pass of many: what others do on the machine only slows.
void measure(const Bodies &bodies, const std::function<std::size_t()> &pass)
{
    double best = 1e9;
    std::size_t hits = 0;
    for (const double end = bench::now() + Seconds; bench::now() < end;) {
        const double begin = bench::now();
        hits = pass();
        best = std::min(best, bench::now() - begin);
    }
    bench::print({{u"events_per_second"_s, double(bodies.each.size()) / best},
                  {u"hits"_s, qint64(hits)},
                  {u"kernel"_s, QString::fromStdString(simdjson::get_active_implementation()->name())}});
}

} // namespace

int main(int argc, char **argv)
{
    const bench::Orders orders;
    const std::string what = argc > 1 ? argv[1] : "bare";
    if (what == "write" && argc > 2) {
        std::ofstream out(argv[2], std::ios::binary);
        for (std::size_t i = 0; i < bench::Orders::Made; ++i)
            out << orders.body(i) << '\n';
        return out.flush() ? 0 : 1;
    }
    const Bodies bodies(orders);
    if (what == "bare") {
        measure(bodies, [&] { return bare(bodies); });
        return 0;
    }
    const auto filter = EventFilter::compile(what);
    if (!filter) {
        std::fprintf(stderr, "%s\n", qPrintable(filter.error().args.join(u' ')));
        return 1;
    }
    measure(bodies, [&] { return ours(bodies, **filter); });
    return 0;
}

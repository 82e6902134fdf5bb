// SPDX-License-Identifier: GPL-3.0-or-later
// From the click to the plan: dead letters of a queue with a delivery limit, which is looked at once (not timed) and
// then worked on from its snapshot: read and grouped as the page does it, planned.
//
// bench_plan URL CHANNEL STATE-FOLDER WORKSPACE
#include "connectors/rabbitmq/rabbitmq.h"
#include "model/replay/deadgroups.h"
#include "model/replay/plan.h"
#include "model/schema/eventschemas.h"
#include "tests/bench/benchkit.h"
#include "tests/bench/replaykit.h"

#include <QCoreApplication>

#include <numeric>

using namespace flowbench;
using namespace Qt::StringLiterals;
using flowbench::bench::good;
using flowbench::bench::now;

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    const QStringList args = app.arguments();
    if (args.size() < 5)
        bench::fail(u"bench_plan URL CHANNEL STATE-FOLDER WORKSPACE"_s);
    const auto arenas = ArenaPool::create();
    const auto connector = bench::connectorOf(rabbitmqType(), args[1], arenas, args[3]);
    const ChannelAddress channel = ChannelAddress::parse(args[2]);
    good(DeadSet::read(*connector, channel, {}, {}), "the first look");
    const auto journal = good(Journal::open(args[3]), "journal");

    const double begin = now();
    double first = 0;
    const auto told = [&first](const DeadGroups &) { first = first > 0 ? first : now(); };
    const GroupedSet read = good(readGrouped(*connector, channel, {}, told, {}), "reading");
    if (!read.groups.complete)
        bench::fail(u"not everything was grouped"_s);
    const double grouped = now();
    ReplayRequest request;
    request.set = read.set;
    request.selection.resize(read.set->size());
    std::iota(request.selection.begin(), request.selection.end(), std::size_t(0));
    request.sourceBroker = args[1];
    request.target = u"origin-queue"_s;
    request.schemas = std::make_shared<EventSchemas>(nullptr, std::make_shared<SchemaFolder>(args[4]));
    Planner planner(request, familyOf(*connector), *connector, journal.get());
    const Plan plan = good(planner.plan({}), "plan");
    const double planned = now();
    bench::printAndLeave({{u"events"_s, qint64(request.set->size())},
                          {u"to_send"_s, qint64(plan.toSend())},
                          {u"valid"_s, qint64(plan.valid)},
                          {u"groups"_s, qint64(read.groups.groups.size())},
                          {u"first_groups_ms"_s, 1e3 * (first - begin)},
                          {u"read_and_group_seconds"_s, grouped - begin},
                          {u"plan_seconds"_s, planned - grouped},
                          {u"seconds"_s, planned - begin}});
}

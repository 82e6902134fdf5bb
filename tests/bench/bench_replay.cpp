// SPDX-License-Identifier: GPL-3.0-or-later
// A replay as the program does it: the dead letters are read, planned and frozen in a journal, then the run is timed,
// from its first look at the journal until everything is confirmed, settled and written down.
//
// bench_replay URL CHANNEL TARGET STATE-FOLDER WINDOW [transaction] [recipe FILE] [schemas WORKSPACE]
#include "connectors/kafka/kafka.h"
#include "connectors/rabbitmq/rabbitmq.h"
#include "model/base/allocator.h"
#include "model/replay/plan.h"
#include "model/replay/recipefile.h"
#include "model/replay/run.h"
#include "model/schema/eventschemas.h"
#include "tests/bench/benchkit.h"
#include "tests/bench/replaykit.h"

#include <QCoreApplication>
#include <QLockFile>

using namespace flowbench;
using namespace Qt::StringLiterals;
using flowbench::bench::fail;
using flowbench::bench::good;
using flowbench::bench::now;

namespace {

EditEvent editBy(const QString &file)
{
    if (file.isEmpty())
        return {};
    return [recipe = good(openRecipe(file), "recipe")](const EventView &event) -> Result<EditedEvent> {
        auto done = recipe->apply(event);
        if (!done)
            return done.error();
        return EditedEvent{done->applies ? std::move(done->event) : Event(event), std::move(done->changes)};
    };
}

// What is sent keeps to its schema, or is not sent.
ReplayRun::Prepare checkedBy(const QString &workspace, ReplayRun::Prepare prepare)
{
    if (workspace.isEmpty())
        return prepare;
    const auto schemas = std::make_shared<EventSchemas>(nullptr, std::make_shared<SchemaFolder>(workspace));
    return [schemas, prepare](quint64 number, const EventView &event, Prepared &to) -> Result<void> {
        if (auto prepared = prepare(number, event, to); !prepared)
            return prepared;
        EventView sent = event;
        sent.value = to.value.value_or(std::string_view());
        const SchemaVerdict verdict = schemas->check(to.target.channel, sent);
        if (verdict.kind != SchemaVerdict::Kind::Valid)
            return makeError(ErrorCode::Internal, {QString::fromStdString(verdict.problem)});
        return {};
    };
}

} // namespace

int main(int argc, char **argv)
{
    tuneAllocator();
    QCoreApplication app(argc, argv);
    const QStringList args = app.arguments();
    if (args.size() < 6)
        fail(u"bench_replay URL CHANNEL TARGET STATE-FOLDER WINDOW [transaction] [recipe FILE] [schemas WORKSPACE]"_s);
    const QString channel = args[2], state = args[4];
    auto arenas = ArenaPool::create();
    const ConnectorType type = args[1].startsWith(u"kafka:") ? kafkaType() : rabbitmqType();
    const auto source = bench::connectorOf(type, args[1], arenas, state);
    const auto target = bench::connectorOf(type, args[1], arenas, state);
    Guard guard({args[1], Environment::Test, false}, nullptr);

    ReplayRequest request;
    request.set = good(DeadSet::read(*source, ChannelAddress::parse(channel), {}, {}), "reading");
    for (std::size_t i = 0; i < request.set->size(); ++i)
        request.selection.push_back(i);
    request.sourceBroker = args[1];
    request.target = args[3];
    request.options.window = args[5].toInt();
    request.options.transaction = args.contains(u"transaction"_s);
    const qsizetype recipe = args.indexOf(u"recipe"_s);
    const qsizetype workspace = args.indexOf(u"schemas"_s);
    const QString schemas = workspace > 0 ? args.value(workspace + 1) : QString();
    request.edit = editBy(recipe > 0 ? args.value(recipe + 1) : QString());

    const auto journal = good(Journal::open(state), "journal");
    Planner planner(request, familyOf(*source), *target, journal.get());
    const Plan plan = good(planner.plan({}), "plan");
    JobSpec spec;
    spec.sourceUrl = spec.sourceBroker = args[1];
    spec.channel = channel;
    spec.sourceIsQueue = request.set->isQueue();
    spec.target = request.target;
    spec.options = request.options.toJson();
    const double created = now();
    const auto frozen = planner.freeze();
    const QString id = good(journal->create(spec, frozen), "job");
    const double creating = now() - created;
    const auto lock = good(journal->lock(id), "lock");

    std::vector<Preparer::Frozen> events;
    for (std::size_t n = 0; n < frozen.size(); ++n)
        events.push_back({frozen[n].id, planner.replays()[n]});
    RunListener listener;
    listener.progress = [](const RunProgress &) {};
    listener.sentence = [](const Error &e) { return u"error %1"_s.arg(int(e.code)); };
    ReplayRun run(
        *journal, good(journal->job(id), "job"), {source.get(), &guard, target.get(), &guard},
        checkedBy(schemas, Preparer(Routes(request.target, familyOf(*source), familyOf(*target), channel), channel, id,
                                    request.options, request.edit, std::move(events))),
        [&](quint64 n) { return std::optional(request.set->event(request.selection[n])); }, listener);
    run.setMeanBytes(request.set->bytes() / std::max<quint64>(1, request.set->size()));
    const double begin = now(), cpu = bench::cpuOfProcess();
    const RunResult result = good(run.run(ReplayRun::Unknown::Leave, {}), "run");
    const double seconds = now() - begin, used = bench::cpuOfProcess() - cpu;
    if (result.counts.success != request.set->size())
        fail(u"%1 of %2 events were replayed, %3 failed; it ended as %4, error %5"_s.arg(result.counts.success)
                 .arg(request.set->size())
                 .arg(result.counts.failed)
                 .arg(int(result.end))
                 .arg(result.error ? int(result.error->code) : -1) +
             (result.error ? result.error->args.join(u' ') + result.error->detail : QString()));
    const double count = double(result.counts.success);
    bench::printAndLeave({{u"events"_s, qint64(result.counts.success)},
                          {u"seconds"_s, seconds},
                          {u"freeze_seconds"_s, creating},
                          {u"cpu_us"_s, 1e6 * used / std::max(count, 1.0)},
                          {u"events_per_second"_s, count / seconds}});
}

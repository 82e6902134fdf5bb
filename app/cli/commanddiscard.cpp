// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/consent.h"
#include "app/cli/deadselection.h"
#include "app/cli/jobrun.h"
#include "app/cli/rows.h"
#include "app/common/paths.h"
#include "model/live/brokeridentity.h"
#include "model/replay/archive.h"
#include "model/replay/jobparts.h"
#include "model/replay/restore.h"
#include "words/sentence.h"
#include "words/units.h"

#include <QCoreApplication>
#include <QFileInfo>

namespace flowbench::cli {

using namespace Qt::StringLiterals;

namespace {
struct Said
{
    Q_DECLARE_TR_FUNCTIONS(cli)
};

// Deletes what lies before the last discarded event of each partition, where everything before it was discarded too.
int truncate(Context &c, Opened &opened, const DeadSelection &selection)
{
    const auto topology = opened.connector->topology();
    if (!topology)
        return c.fail(topology.reason, opened.name());
    std::map<int, qint64> before;
    std::vector<bool> chosen(selection.set->size());
    for (const std::size_t i : selection.chosen)
        chosen[i] = true;
    std::set<int> ended;
    for (std::size_t i = 0; i < selection.set->size(); ++i) {
        const EventView e = selection.set->event(i);
        if (!chosen[i])
            ended.insert(e.partition);
        else if (!ended.contains(e.partition))
            before[e.partition] = e.offset + 1;
    }
    std::vector<Topology::PartitionOffset> places;
    QStringList shown;
    for (const auto &[partition, offset] : before) {
        places.push_back({partition, offset});
        shown.append(u"%1:%2"_s.arg(partition).arg(offset));
    }
    if (places.empty())
        return Done;
    c.out.warning(Said::tr("Records before these offsets are deleted for good: %1").arg(shown.join(u", "_s)));
    auto grant = opened.guard().grant(WriteOperation::DeleteRecords, selection.set->channel(), selection.chosen.size());
    if (!grant)
        return c.fail(grant.error(), opened.name());
    const auto done = topology->deleteRecords(*grant, selection.set->channel(), places, c.cancel());
    opened.guard().done(*grant, done ? u"deleted"_s : u"failed"_s, done ? selection.chosen.size() : 0);
    return done ? int(Done) : c.fail(done.error(), opened.name());
}

void tellCounts(Context &c, quint64 selected, quint64 success, quint64 failed, const QString &people)
{
    if (c.out.json()) {
        JsonWriter json;
        json.beginObject();
        json.key("selected").unsignedInteger(selected);
        json.key("success").unsignedInteger(success);
        json.key("failed").unsignedInteger(failed);
        json.endObject();
        json.newline();
        c.out.write(json.text());
    } else {
        c.out.write(people.toStdString() + '\n');
    }
    c.out.flush();
}
} // namespace

int runDiscard(Context &c)
{
    if (const auto problem = deadSelectionProblem(c))
        return c.misused(*problem);
    if (!c.args.has("--archive"))
        return c.misused(Said::tr("discard needs --archive: a file that keeps what is taken away."));
    if (!consentPossible(c))
        return Refused;
    auto opened = open(c, c.args.argument(0), true);
    if (!opened)
        return c.fail(opened.error());
    auto addresses = resolve(c, *opened->connector, {c.args.argument(1)});
    if (!addresses)
        return c.fail(addresses.error(), opened->name());
    const ChannelAddress channel = addresses->front();
    auto selection = selectDeadLetters(c, *opened, channel);
    if (!selection)
        return c.fail(selection.error(), opened->name());
    for (const std::string &id : selection->missing)
        c.out.warning(Said::tr("There is no event %1 in %2.").arg(QString::fromStdString(id), channel.name));
    if (!selection->chosen.empty())
        warnOfLastDeliveries(c, *opened, *selection->set, {});
    if (!consented(c, Said::tr("Discard %1 events of %2 into %3?")
                          .arg(words::count(qint64(selection->chosen.size())), channel.name, c.args.text("--archive"))))
        return Refused;
    auto broker = brokerIdentity(*opened->connector, opened->prepared.config.url, c.cancel());
    if (!broker)
        return c.fail(broker.error(), opened->name());
    const auto state = stateFolder();
    if (!state)
        return c.fail(state.error());
    auto journal = Journal::open(*state);
    if (!journal)
        return c.fail(journal.error());
    auto archive = CaptureWriter::create(c.args.text("--archive"),
                                         {.connection = opened->prepared.config.url.toString(), .durable = true});
    if (!archive)
        return c.fail(archive.error());
    ReplayRequest request;
    request.set = selection->set;
    request.selection = selection->chosen;
    request.sourceBroker = *broker;
    request.target = channel.name;
    const Planner planner(std::move(request), familyOf(*opened->connector), *opened->connector, journal->get());
    JobSpec spec;
    spec.kind = JobSpec::Kind::Discard;
    spec.connection = opened->name();
    spec.sourceUrl = opened->prepared.config.url.toString();
    spec.sourceBroker = *broker;
    spec.channel = channel.name;
    spec.sourceIsQueue = selection->set->isQueue();
    spec.target = QFileInfo(archive->path()).absoluteFilePath(); // it may be gone on with from elsewhere
    RunOptions options;
    options.patience = c.timeout();
    options.meanBytes = selection->set->meanBytes();
    spec.options = options.toJson();
    setUnselectedTwins(spec, *selection->set, selection->chosen);
    spec.note = selection->words;
    auto id = (*journal)->create(spec, planner.freeze());
    if (!id)
        return c.fail(id.error());
    JobRun run(c, **journal);
    run.quietEnd = true;
    run.source = opened->connector.get();
    run.sourceGuard = &opened->guard();
    run.carrier = std::make_unique<ArchiveCarrier>(*archive);
    run.parts = partsOfDiscard(selection->set, selection->chosen);
    int code = run.run(*id, ReplayRun::Unknown::Leave);
    // An archive that the same disk cannot keep is not told twice.
    const auto finished = archive->finish();
    if (!finished && (code == Done || code == No))
        code = c.fail(finished.error());
    if (run.result)
        tellCounts(c, run.result->counts.selected, run.result->counts.success,
                   run.result->counts.selected - run.result->counts.success,
                   Said::tr("%1 of %2 events discarded; they are kept in %3.")
                       .arg(words::count(qint64(run.result->counts.success)),
                            words::count(qint64(run.result->counts.selected)), c.args.text("--archive")));
    if (run.result && run.result->counts.pending > 0)
        c.out.warning(
            Said::tr("Job %1 is broken off. “replay resume %1” goes on with it once the cause is mended.").arg(*id));
    if (code == Done && c.args.has("--truncate"))
        code = truncate(c, *opened, *selection);
    return code == Done && !selection->missing.empty() ? int(No) : code;
}

int runRestore(Context &c)
{
    if (!consentPossible(c))
        return Refused;
    const auto unknown =
        c.args.text("--unknown") == u"resend" ? RestoreJob::Unknown::Resend : RestoreJob::Unknown::Leave;
    auto archive = RestoreJob::open(c.args.argument(0), unknown);
    if (!archive)
        return c.fail(archive.error());
    auto opened = open(c, c.args.argument(1), true);
    if (!opened)
        return c.fail(opened.error());
    if (archive->unknown() > 0)
        c.out.warning(Said::tr("%1 events may be back already: putting them back was broken off. They are not sent "
                               "again, and stay in the archive.")
                          .arg(words::count(qint64(archive->unknown()))));
    const auto state = stateFolder();
    if (!state)
        return c.fail(state.error());
    auto journal = Journal::open(*state);
    if (!journal)
        return c.fail(journal.error());
    const auto unfinished = unfinishedDiscard(**journal, c.args.argument(0));
    if (!unfinished)
        return c.fail(unfinished.error());
    if (*unfinished)
        c.out.warning(Said::tr("The discard %1 that wrote this archive was broken off: what it took last may still be "
                               "in its queue, and is there twice then. “replay resume %1” finishes it first.")
                          .arg(**unfinished));
    if (!consented(
            c, Said::tr("Put %1 events of %2 back?").arg(words::count(qint64(archive->events())), c.args.argument(0))))
        return Refused;
    auto broker = brokerIdentity(*opened->connector, opened->prepared.config.url, c.cancel());
    if (!broker)
        return c.fail(broker.error(), opened->name());
    const auto restored =
        archive->run(*opened->connector, opened->guard(), **journal, *broker, c.timeout(), Cancel{c.interrupt.token()});
    if (!restored)
        return c.fail(restored.error(), opened->name());
    for (const Error &e : restored->errors)
        c.out.warning(e);
    tellCounts(c, restored->selected, restored->confirmed, restored->selected - restored->confirmed,
               Said::tr("%1 of %2 events put back.")
                   .arg(words::count(qint64(restored->confirmed)), words::count(qint64(restored->selected))));
    if (c.interrupt.happened())
        return Interrupted;
    return restored->confirmed == restored->selected && archive->unknown() == 0 ? Done : No;
}

} // namespace flowbench::cli

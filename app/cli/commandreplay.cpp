// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/consent.h"
#include "app/cli/deadselection.h"
#include "app/cli/jobrun.h"
#include "app/cli/replayoptions.h"
#include "app/cli/rows.h"
#include "app/common/paths.h"
#include "app/common/schemas.h"
#include "model/event/event.h"
#include "model/live/brokeridentity.h"
#include "model/replay/plan.h"
#include "words/plural.h"
#include "words/sentence.h"
#include "words/units.h"

#include <QCoreApplication>
#include <QFile>

namespace flowbench::cli {

using namespace Qt::StringLiterals;

namespace {
struct Said
{
    Q_DECLARE_TR_FUNCTIONS(cli)
};

// One replay: read, choose, plan, and then either say what would happen or do it.
class ReplayCommand
{
public:
    ReplayCommand(Context &context, Opened &source) : m_c(context), m_source(source) {}
    int run();

private:
    Result<void> openTarget();
    Result<std::optional<QString>> whyNoTransaction();
    Result<QString> targetName();
    Result<void> choose();
    Result<std::shared_ptr<const SchemaCheck>> schemas();
    Result<void> makePlan();
    void tellPlanning(quint64 done, quint64 of);
    void warnOfSchemas();
    void warnOfUnknown();
    int tellPlan();
    int carryOut();
    QString warningText(const QString &id) const;
    static QString changesText(const std::vector<RecipeChange> &changes);
    std::string planRow(const PlannedEvent &event);

    Context &m_c;
    Opened &m_source;
    std::optional<Opened> m_target;
    std::unique_ptr<Connector> m_sameBroker; // a second connection to the source's broker
    ChannelAddress m_channel;
    DeadSelection m_selection;
    QString m_to, m_recipeText, m_sourceBroker;
    EditEvent m_edit;
    std::unique_ptr<Journal> m_journal;
    std::unique_ptr<Planner> m_planner;
    Plan m_plan;

    Connector &target() { return m_target ? *m_target->connector : *m_sameBroker; }
    Guard &targetGuard() { return m_target ? m_target->guard() : m_source.guard(); }
};

// Source and target use separate connections, also on one broker: a blocked publisher must not block acks.
Result<void> ReplayCommand::openTarget()
{
    if (m_c.args.has("--to-connection")) {
        auto opened = open(m_c, m_c.args.text("--to-connection"), !m_c.args.has("--dry-run"));
        if (!opened)
            return opened.error();
        m_target = std::move(*opened);
        return {};
    }
    auto second = ConnectionOpener::connect(m_source.prepared);
    if (!second)
        return second.error();
    m_sameBroker = std::move(*second);
    return {};
}

// A transaction is one cluster's promise.
Result<std::optional<QString>> ReplayCommand::whyNoTransaction()
{
    if (!m_c.args.has("--transaction"))
        return std::optional<QString>();
    if (familyOf(*m_source.connector) != TargetFamily::Log || familyOf(target()) != TargetFamily::Log)
        return std::optional(Said::tr("--transaction is for Kafka: queues have no transactions that reach that far."));
    if (!m_target)
        return std::optional<QString>();
    const auto here = brokerIdentity(*m_source.connector, m_source.prepared.config.url, m_c.cancel());
    if (!here)
        return here.error();
    const auto there = brokerIdentity(*m_target->connector, m_target->prepared.config.url, m_c.cancel());
    if (!there)
        return there.error();
    return *here == *there ? std::optional<QString>()
                           : std::optional(Said::tr("--transaction works within one cluster; %1 is another than %2.")
                                               .arg(m_target->name(), m_source.name()));
}

// A channel is resolved at the target, so that a bare name gets its kind; one that is not there stays as it was typed
// and is refused by the plan.
Result<QString> ReplayCommand::targetName()
{
    const QString typed = m_c.args.text("--to");
    if (!m_c.args.has("--to"))
        return familyOf(*m_source.connector) == TargetFamily::Amqp ? u"origin-queue"_s : u"origin"_s;
    if (typed == u"origin" || typed == u"origin-queue" || typed == u"origin-exchange")
        return typed;
    auto address = target().catalog()->resolve(typed, m_c.cancel());
    if (address)
        return address->name;
    if (address.error().code == ErrorCode::ChannelNotFound)
        return typed;
    return address.error();
}

Result<void> ReplayCommand::choose()
{
    auto addresses = resolve(m_c, *m_source.connector, {m_c.args.argument(1)});
    if (!addresses)
        return addresses.error();
    m_channel = addresses->front();
    auto selection = selectDeadLetters(m_c, m_source, m_channel);
    if (!selection)
        return selection.error();
    m_selection = std::move(*selection);
    for (const std::string &id : m_selection.missing)
        m_c.out.warning(Said::tr("There is no event %1 in %2.").arg(QString::fromStdString(id), m_channel.name));
    if (m_selection.failed > 0)
        m_c.out.warning(Said::tr("--select could not be evaluated on %Ln event(s); they are left out.", nullptr,
                                 int(m_selection.failed)));
    return {};
}

// What is sent is read by those who read the target: its schemas count.
Result<std::shared_ptr<const SchemaCheck>> ReplayCommand::schemas()
{
    auto registry = makeSchemaSource(m_target ? m_target->prepared : m_source.prepared, m_c.args.text("--registry"));
    if (!registry)
        return registry.error();
    return makeSchemaCheck(std::move(*registry), m_c.workspaceFolder(), m_c.interrupt.token());
}

Result<void> ReplayCommand::makePlan()
{
    auto checked = schemas();
    if (!checked)
        return checked.error();
    auto broker = brokerIdentity(*m_source.connector, m_source.prepared.config.url, m_c.cancel());
    if (!broker)
        return broker.error();
    m_sourceBroker = std::move(*broker);
    const auto state = stateFolder();
    if (!state && !m_c.args.has("--dry-run"))
        return state.error();
    auto journal =
        m_c.args.has("--dry-run") ? Journal::openForLooking(state ? *state : QString()) : Journal::open(*state);
    if (!journal)
        return journal.error();
    m_journal = std::move(*journal);
    ReplayRequest request;
    request.set = m_selection.set;
    request.selection = m_selection.chosen;
    request.sourceBroker = m_sourceBroker;
    request.target = m_to;
    request.options = runOptionsOf(m_c);
    request.edit = m_edit;
    request.resendUnknown = m_c.args.text("--unknown") == u"resend";
    request.schemas = std::move(*checked);
    request.progress = [this](quint64 done, quint64 of) { tellPlanning(done, of); };
    m_planner = std::make_unique<Planner>(std::move(request), familyOf(*m_source.connector), target(), m_journal.get());
    auto plan = m_planner->plan(m_c.cancel());
    if (!plan)
        return plan.error();
    m_plan = std::move(*plan);
    warnOfSchemas();
    if (m_plan.toSend() > 0 && !m_c.args.has("--keep"))
        warnOfLastDeliveries(m_c, m_source, *m_planner->request().set, m_planner->request().options);
    warnOfUnknown();
    return {};
}

void ReplayCommand::warnOfUnknown()
{
    QStringList jobs;
    for (const PlannedEvent &e : m_plan.events) {
        if (!e.unknownIn.isEmpty() && !jobs.contains(e.unknownIn))
            jobs.append(e.unknownIn);
    }
    if (jobs.isEmpty())
        return;
    const int count = words::plural(m_plan.unknownInJob);
    const QString which = jobs.join(u", "_s);
    m_c.out.warning(
        m_planner->request().resendUnknown
            ? Said::tr("%Ln event(s) may be at their target already, sent by a job that was broken off (%1); "
                       "they are sent again.",
                       nullptr, count)
                  .arg(which)
            : Said::tr("%Ln event(s) may be at their target already, sent by a job that was broken off (%1): "
                       "they are not sent again. --unknown resend sends them.",
                       nullptr, count)
                  .arg(which));
}

void ReplayCommand::tellPlanning(quint64 done, quint64 of)
{
    JsonWriter json;
    json.beginObject();
    json.key("progress").beginObject();
    json.key("selected").unsignedInteger(of);
    json.key("planned").unsignedInteger(done);
    for (const char *none : {"sent", "confirmed", "failed", "unknown"})
        json.key(none).unsignedInteger(0);
    json.key("pending").unsignedInteger(of);
    json.key("doing").string("planning");
    json.endObject();
    json.endObject();
    m_c.out.progress(json, Said::tr("%1 of %2 planned").arg(words::count(qint64(done)), words::count(qint64(of))));
}

void ReplayCommand::warnOfSchemas()
{
    std::map<QString, int> reasons;
    for (const PlannedEvent &e : m_plan.events) {
        const QString schema = e.verdict.schema.isEmpty() ? QString() : e.verdict.schema + u": "_s;
        if (e.verdict.why)
            ++reasons[schema + sentence(*e.verdict.why).message];
    }
    for (const auto &[reason, events] : reasons)
        m_c.out.warning(
            Said::tr("%Ln event(s) could not be checked against a schema: %1", nullptr, events).arg(reason));
    if (m_plan.invalid > 0)
        m_c.out.warning(Said::tr("%Ln event(s) do not keep to their schema.", nullptr, int(m_plan.invalid)));
}

QString ReplayCommand::changesText(const std::vector<RecipeChange> &changes)
{
    QStringList texts;
    for (const RecipeChange &c : changes)
        texts.append(QString::fromLatin1(recipeEditName(c.kind)) + u' ' + QString::fromStdString(c.where));
    return texts.join(u", "_s);
}

QString ReplayCommand::warningText(const QString &id) const
{
    if (id == u"schema-invalid")
        return Said::tr("it does not keep to its schema");
    if (id == u"unknown-in-job" && !m_c.out.json())
        return Said::tr("it may be there already");
    return id == u"newer-at-target" ? Said::tr("its key has newer events at the target") : id;
}

std::string ReplayCommand::planRow(const PlannedEvent &event)
{
    JsonWriter json;
    json.beginObject();
    json.key("id").string(m_selection.set->id(event.index));
    json.key("target").string(event.target.channel.toStdString());
    json.key("reaches").beginArray();
    if (!event.refused && !event.skipped && event.reaches < m_plan.reaches.size()) {
        for (const QString &r : m_plan.reaches[event.reaches])
            json.string(r.toStdString());
    }
    json.endArray();
    json.key("verdict").string(schemaVerdictText(event.verdict));
    if (!event.verdict.schema.isEmpty())
        json.key("schema").string(event.verdict.schema.toStdString());
    json.key("changes");
    writeChangesJson(json, event.changes);
    json.key("already_replayed").integer(event.alreadyReplayed);
    if (event.skipped)
        json.key("skipped").boolean(true);
    if (!event.unknownIn.isEmpty())
        json.key("unknown_in").string(event.unknownIn.toStdString());
    json.key("newer").string(!event.newer ? "not checked" : *event.newer ? "yes" : "no");
    json.key("warnings").beginArray();
    for (const QString &w : event.warnings)
        json.string(warningText(w).toStdString());
    json.endArray();
    if (event.refused)
        json.key("refused").string(sentence(*event.refused).message.toStdString());
    json.endObject();
    json.newline();
    return json.text();
}

int ReplayCommand::tellPlan()
{
    if (m_c.out.json()) {
        for (const PlannedEvent &e : m_plan.events)
            m_c.out.write(planRow(e));
        JsonWriter json;
        json.beginObject();
        json.key("plan").beginObject();
        json.key("selected").unsignedInteger(m_plan.events.size());
        json.key("to_send").unsignedInteger(m_plan.toSend());
        json.key("targets").beginObject();
        for (const auto &[target, count] : m_plan.targets)
            json.key(target.toStdString()).unsignedInteger(count);
        json.endObject();
        json.key("refused").unsignedInteger(m_plan.refused);
        json.key("skipped").unsignedInteger(m_plan.skipped);
        json.key("unknown_in_job").unsignedInteger(m_plan.unknownInJob);
        json.key("verdicts").beginObject();
        json.key("valid").unsignedInteger(m_plan.valid);
        json.key("invalid").unsignedInteger(m_plan.invalid);
        json.key("not_checked").unsignedInteger(m_plan.notChecked);
        json.endObject();
        json.endObject();
        json.endObject();
        json.newline();
        m_c.out.write(json.text());
    } else {
        Rows rows(m_c.out, {{"id", Said::tr("ID")},
                            {"target", Said::tr("TARGET")},
                            {"reaches", Said::tr("REACHES")},
                            {"already_replayed", Said::tr("REPLAYED"), true},
                            {"changes", Said::tr("CHANGES")},
                            {"note", Said::tr("NOTE")}});
        for (const PlannedEvent &e : m_plan.events) {
            QStringList notes;
            if (e.refused)
                notes.append(sentence(*e.refused).message);
            if (e.skipped)
                notes.append(Said::tr("replayed before, skipped"));
            for (const QString &w : e.warnings) {
                if (w == u"unknown-in-job" && e.refused)
                    continue; // said already
                notes.append(w == u"schema-invalid" ? QString::fromStdString(schemaVerdictText(e.verdict))
                                                    : warningText(w));
            }
            const QStringList reaches = e.refused || e.skipped ? QStringList() : m_plan.reaches.at(e.reaches);
            rows.add({QString::fromStdString(m_selection.set->id(e.index)), cellOf(e.target.channel),
                      cellOf(reaches.join(u", "_s)), qint64(e.alreadyReplayed), cellOf(changesText(e.changes)),
                      cellOf(notes.join(u"; "_s))});
        }
        rows.finish();
        m_c.out.write(Said::tr("%1 selected, %2 to send, %3 skipped, %4 refused; nothing was sent.\n")
                          .arg(words::count(qint64(m_plan.events.size())), words::count(qint64(m_plan.toSend())),
                               words::count(qint64(m_plan.skipped)), words::count(qint64(m_plan.refused)))
                          .toStdString());
    }
    m_c.out.flush();
    return m_plan.refused > 0 || !m_selection.missing.empty() ? No : Done;
}

int ReplayCommand::carryOut()
{
    const QString question =
        Said::tr("Replay %1 of %2 events of %3?")
            .arg(words::count(qint64(m_plan.toSend())), words::count(qint64(m_plan.events.size())), m_channel.name);
    if (!consented(m_c, question))
        return Refused;
    JobSpec spec;
    spec.connection = m_source.name();
    spec.sourceUrl = m_source.prepared.config.url.toString();
    spec.sourceBroker = m_sourceBroker;
    spec.channel = m_channel.name;
    spec.sourceIsQueue = m_selection.set->isQueue();
    if (m_target) {
        spec.targetConnection = m_target->name();
        spec.targetUrl = m_target->prepared.config.url.toString();
    }
    spec.target = m_to;
    spec.options = m_planner->request().options.toJson();
    setUnselectedTwins(spec, *m_selection.set, m_selection.chosen);
    spec.recipe = m_recipeText;
    spec.note = m_selection.words;
    const auto frozen = m_planner->freeze();
    auto id = createJob(*m_journal, spec, frozen, m_plan, wordsOfJobs());
    if (!id)
        return m_c.fail(id.error());
    JobRun run(m_c, *m_journal);
    run.source = m_source.connector.get();
    run.sourceGuard = &m_source.guard();
    run.target = &target();
    run.targetGuard = &targetGuard();
    run.parts = partsOfPlan(*id, spec, frozen, m_planner->replays(), m_edit, m_selection.set, m_selection.chosen,
                            familyOf(target()));
    const int code = run.run(*id, ReplayRun::Unknown::Leave);
    return code == Done && !m_selection.missing.empty() ? int(No) : code;
}

int ReplayCommand::run()
{
    if (m_c.args.has("--recipe")) {
        auto edit = recipeOf(m_c.args.text("--recipe"), m_recipeText);
        if (!edit)
            return m_c.fail(edit.error());
        m_edit = std::move(*edit);
    }
    if (auto opened = openTarget(); !opened)
        return m_c.fail(opened.error());
    const auto problem = whyNoTransaction();
    if (!problem)
        return m_c.fail(problem.error());
    if (*problem)
        return m_c.misused(**problem);
    if (auto chosen = choose(); !chosen)
        return m_c.fail(chosen.error(), m_source.name());
    auto to = targetName();
    if (!to)
        return m_c.fail(to.error(), m_target ? m_target->name() : m_source.name());
    m_to = std::move(*to);
    if (auto planned = makePlan(); !planned)
        return m_c.fail(planned.error(), m_target ? m_target->name() : m_source.name());
    return m_c.args.has("--dry-run") ? tellPlan() : carryOut();
}
} // namespace

int runReplay(Context &c)
{
    const QString first = c.args.argument(0);
    for (const QString &sub : {u"jobs"_s, u"report"_s, u"resume"_s, u"pause"_s, u"cancel"_s}) {
        if (first == sub)
            return runReplayJobs(c);
    }
    if (c.args.count() != 2)
        return c.misused(Said::tr("replay takes a connection and a dead-letter channel."));
    if (const auto problem = deadSelectionProblem(c))
        return c.misused(*problem);
    if (!c.args.has("--dry-run") && !consentPossible(c))
        return Refused;
    auto source = open(c, first, !c.args.has("--dry-run"));
    if (!source)
        return c.fail(source.error());
    return ReplayCommand(c, *source).run();
}

} // namespace flowbench::cli

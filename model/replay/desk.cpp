// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/replay/desk.h"

#include "model/live/brokeridentity.h"
#include "model/replay/jobparts.h"
#include "model/replay/source.h"

#include <algorithm>
#include <numeric>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {

using DeskPlan = Result<std::shared_ptr<const PlannedJob>>;

// A bare name gets its kind at the target; one that is not there stays as it was typed and is refused by the plan.
Result<QString> targetName(const QString &asked, Connector &source, Connector &target, const Cancel &cancel)
{
    if (asked.isEmpty())
        return familyOf(source) == TargetFamily::Amqp ? u"origin-queue"_s : u"origin"_s;
    if (asked == u"origin" || asked == u"origin-queue" || asked == u"origin-exchange")
        return asked;
    auto address = target.catalog()->resolve(asked, cancel);
    if (address)
        return address->name;
    return address.error().code == ErrorCode::ChannelNotFound ? Result<QString>(asked) : address.error();
}

JobSpec specOf(const DeskAsk &ask, JobSpec::Kind kind, const OpenedEnd &source, const QString &broker)
{
    JobSpec spec;
    spec.kind = kind;
    spec.connection = source.name;
    spec.sourceUrl = source.url.toString();
    spec.sourceBroker = broker;
    spec.channel = ask.set->channel();
    spec.sourceIsQueue = ask.set->isQueue();
    spec.target = ask.target;
    RunOptions options = ask.options;
    options.meanBytes = ask.set->meanBytes();
    spec.options = options.toJson();
    setUnselectedTwins(spec, *ask.set, ask.selection);
    spec.recipe = ask.recipe;
    spec.note = ask.selectionWords;
    return spec;
}

ReplayRequest requestOf(const DeskAsk &ask, const QString &broker)
{
    ReplayRequest request;
    request.set = ask.set;
    request.selection = ask.selection;
    request.sourceBroker = broker;
    request.target = ask.target;
    request.options = ask.options;
    request.resendUnknown = ask.resendUnknown;
    return request;
}
// `target`: null for the source's broker.
DeskPlan planOf(DeskAsk ask, OpenedEnd &source, OpenedEnd *target, Journal &journal, const QString &broker,
                const std::shared_ptr<const SchemaCheck> &schemas, const Cancel &cancel)
{
    Connector &to = target ? *target->connector : *source.connector;
    auto name = targetName(ask.target, *source.connector, to, cancel);
    if (!name)
        return name.error();
    ask.target = std::move(*name);
    auto out = std::make_shared<PlannedJob>();
    out->spec = specOf(ask, JobSpec::Kind::Replay, source, broker);
    if (target) {
        out->spec.targetConnection = target->name;
        out->spec.targetUrl = target->url.toString();
    }
    if (ask.edited)
        setEdited(out->spec, *ask.edited);
    auto edit = editOfJob(out->spec);
    if (!edit)
        return edit.error();
    ReplayRequest request = requestOf(ask, broker);
    request.edit = std::move(*edit);
    request.schemas = schemas;
    Planner planner(std::move(request), familyOf(*source.connector), to, &journal);
    auto plan = planner.plan(cancel);
    if (!plan)
        return plan.error();
    out->plan = std::move(*plan);
    out->frozen = planner.freeze();
    out->replays = planner.replays();
    out->targetIsLog = familyOf(to) == TargetFamily::Log;
    if (ask.set->isQueue() && !ask.options.keep)
        out->limitReached =
            QueueSource::limitReached(*source.connector, ChannelAddress::parse(ask.set->channel()), cancel);
    out->ask = std::move(ask);
    return std::shared_ptr<const PlannedJob>(std::move(out));
}
// What came back says itself how often it was sent and by which job; the journal says when, where it knows that job.
Result<void> addOwnHeaders(ReplaysBefore &known, const DeadSet &set, Journal &journal)
{
    std::optional<std::map<std::string, qint32, std::less<>>> index; // of known.jobs, by id
    for (std::size_t i = 0; i < set.size(); ++i) {
        const EventView event = set.event(i);
        const int times = replayCountOf(event);
        if (times == 0 || times < known.times[i])
            continue;
        known.times[i] = times;
        if (!index) {
            const auto jobs = journal.jobs();
            if (!jobs)
                return jobs.error();
            index.emplace();
            for (const Job &job : *jobs) {
                index->emplace(job.id.toStdString(), qint32(known.jobs.size()));
                known.jobs.push_back({job.id, job.startedMs});
            }
        }
        const auto job = index->find(replayJobOf(event));
        const auto startedMs = [&](qint32 at) { return at < 0 ? -1 : known.jobs[std::size_t(at)].startedMs; };
        if (job != index->end() && startedMs(job->second) > startedMs(known.last[i]))
            known.last[i] = job->second;
    }
    return {};
}

} // namespace

ReplayDesk::ReplayDesk(DeskEnvironment environment, QObject *parent)
    : QObject(parent), m_environment(std::move(environment))
{}

ReplayDesk::~ReplayDesk()
{
    for (const auto &worker : m_workers)
        worker->stop();
    m_workers.clear(); // waits
}

// For looking only; several workers may use it at once, as they do with a session's.
Result<std::shared_ptr<OpenedEnd>> ReplayDesk::looker(const QString &connection)
{
    auto opened = m_environment.open(connection, {});
    if (!opened)
        return opened.error();
    return std::make_shared<OpenedEnd>(std::move(*opened));
}

template <class T, class Work>
JobHandle ReplayDesk::look(QObject *context, const QString &connection, Answer<T> done, Work work)
{
    auto end = looker(connection);
    if (!end) {
        done(end.error());
        return {};
    }
    return m_jobs.run(
        context, LookTimeout,
        [state = m_environment.stateFolder, end = std::move(*end),
         work = std::move(work)](const Cancel &cancel) -> Result<T> {
            auto journal = Journal::open(state);
            if (!journal)
                return journal.error();
            auto broker = brokerIdentity(*end->connector, end->url, cancel);
            if (!broker)
                return broker.error();
            return work(*end, **journal, *broker, cancel);
        },
        std::move(done));
}

JobHandle ReplayDesk::plan(QObject *context, DeskAsk ask, Answer<Planned> done)
{
    std::shared_ptr<OpenedEnd> target; // null: the source's
    if (!ask.targetConnection.isEmpty() && ask.targetConnection != ask.connection) {
        auto opened = looker(ask.targetConnection);
        if (!opened) {
            done(opened.error());
            return {};
        }
        target = std::move(*opened);
    }
    const auto schemas = m_environment.schemas ? m_environment.schemas(target ? ask.targetConnection : ask.connection)
                                               : std::shared_ptr<const SchemaCheck>();
    const QString connection = ask.connection;
    return look<Planned>(context, connection, std::move(done),
                         [ask = std::move(ask), target = std::move(target),
                          schemas](OpenedEnd &source, Journal &journal, const QString &broker, const Cancel &cancel) {
                             return planOf(ask, source, target.get(), journal, broker, schemas, cancel);
                         });
}

JobHandle ReplayDesk::replays(QObject *context, const QString &connection, std::shared_ptr<const DeadSet> set,
                              Answer<ReplaysBefore> done)
{
    return look<ReplaysBefore>(
        context, connection, std::move(done),
        [set = std::move(set)](OpenedEnd &end, Journal &journal, const QString &broker, const Cancel &) {
            DeskAsk ask;
            ask.set = set;
            ask.selection.resize(set->size());
            std::iota(ask.selection.begin(), ask.selection.end(), std::size_t(0));
            Planner planner(requestOf(ask, broker), familyOf(*end.connector), *end.connector, &journal);
            std::vector<std::string> identities;
            for (FrozenEvent &e : planner.freeze())
                identities.push_back(std::move(e.identity));
            auto known = journal.replaysBefore(identities, !set->isQueue());
            if (!known)
                return known;
            const auto added = addOwnHeaders(*known, *set, journal);
            return added ? known : Result<ReplaysBefore>(added.error());
        });
}

JobHandle ReplayDesk::channels(QObject *context, const QString &connection, DeadLetterNames names,
                               Answer<std::vector<KnownDeadLetters>> done)
{
    return look<std::vector<KnownDeadLetters>>(
        context, connection, std::move(done),
        [names = std::move(names)](OpenedEnd &end, Journal &journal, const QString &broker, const Cancel &cancel) {
            return findDeadLetters(*end.connector, journal, broker, names, cancel);
        });
}

JobHandle ReplayDesk::mark(QObject *context, const QString &connection, const QString &channel, bool dead,
                           Answer<bool> done)
{
    return look<bool>(context, connection, std::move(done),
                      [channel, dead](OpenedEnd &, Journal &journal, const QString &broker, const Cancel &) {
                          const auto marked = journal.mark(broker, channel, dead);
                          return marked ? Result<bool>(dead) : Result<bool>(marked.error());
                      });
}

JobHandle ReplayDesk::history(QObject *context, Answer<std::vector<Job>> done)
{
    return m_jobs.run(
        context, LookTimeout,
        [state = m_environment.stateFolder](const Cancel &) -> Result<std::vector<Job>> {
            auto journal = Journal::open(state);
            return journal ? (*journal)->jobs() : Result<std::vector<Job>>(journal.error());
        },
        std::move(done));
}

JobHandle ReplayDesk::report(QObject *context, const QString &job, Answer<std::vector<EventReport>> done)
{
    return m_jobs.run(
        context, LookTimeout,
        [state = m_environment.stateFolder, job](const Cancel &) -> Result<std::vector<EventReport>> {
            auto journal = Journal::open(state);
            return journal ? (*journal)->report(job) : Result<std::vector<EventReport>>(journal.error());
        },
        std::move(done));
}

// Both ends of a job are its own; `target` is opened anew also on the source's broker.
Result<ReplayDesk::Ends> ReplayDesk::openEnds(const QString &connection, const QString &url,
                                              const QString &targetConnection, const QString &targetUrl,
                                              bool withTarget) const
{
    Ends ends;
    auto source = m_environment.open(connection, url);
    if (!source)
        return source.error();
    ends.source = std::move(*source);
    if (!withTarget)
        return ends;
    const bool other = !targetConnection.isEmpty() || !targetUrl.isEmpty();
    auto target = other ? m_environment.open(targetConnection, targetUrl) : m_environment.open(connection, url);
    if (!target)
        return target.error();
    ends.target = std::move(*target);
    return ends;
}

// What the guard would refuse is refused before there is a job.
Result<void> ReplayDesk::allowed(const Ends &ends, bool settles)
{
    if (settles) {
        if (auto refused = ends.source.guard->refusal())
            return *refused;
    }
    if (ends.target) {
        if (auto refused = ends.target->guard->refusal())
            return *refused;
    }
    return {};
}

void ReplayDesk::start(Planned planned, Answer<QString> done)
{
    const DeskAsk &ask = planned->ask;
    auto ends = openEnds(ask.connection, {}, ask.targetConnection, {}, true);
    if (!ends) {
        done(ends.error());
        return;
    }
    if (auto may = allowed(*ends, planned->spec.takesOut()); !may) {
        done(may.error());
        return;
    }
    const JobWords words{m_environment.sentence, m_environment.replayedBefore};
    launch(std::move(*ends), ReplayRun::Unknown::Leave, std::move(done),
           [planned, words](Journal &journal, Ends &, const Cancel &) -> Result<DeskWork> {
               auto id = createJob(journal, planned->spec, planned->frozen, planned->plan, words);
               if (!id)
                   return id.error();
               auto edit = editOfJob(planned->spec);
               if (!edit)
                   return edit.error();
               return DeskWork{*id,
                               partsOfPlan(*id, planned->spec, planned->frozen, planned->replays, std::move(*edit),
                                           planned->ask.set, planned->ask.selection,
                                           planned->targetIsLog ? TargetFamily::Log : TargetFamily::Amqp),
                               {}};
           });
}

void ReplayDesk::discard(DeskAsk ask, const QString &archive, Answer<QString> done)
{
    auto ends = openEnds(ask.connection, {}, {}, {}, false);
    if (!ends) {
        done(ends.error());
        return;
    }
    if (auto may = allowed(*ends, ask.set->isQueue()); !may) {
        done(may.error());
        return;
    }
    ask.target = archive;
    ask.recipe.clear();
    ask.edited.reset();
    launch(std::move(*ends), ReplayRun::Unknown::Leave, std::move(done),
           [ask = std::move(ask)](Journal &journal, Ends &ends, const Cancel &cancel) -> Result<DeskWork> {
               auto broker = brokerIdentity(*ends.source.connector, ends.source.url, cancel);
               if (!broker)
                   return broker.error();
               auto writer =
                   CaptureWriter::create(ask.target, {.connection = ends.source.url.toString(), .durable = true});
               if (!writer)
                   return writer.error();
               const Planner planner(requestOf(ask, *broker), familyOf(*ends.source.connector), *ends.source.connector,
                                     &journal);
               auto id = journal.create(specOf(ask, JobSpec::Kind::Discard, ends.source, *broker), planner.freeze());
               if (!id)
                   return id.error();
               return DeskWork{*id, partsOfDiscard(ask.set, ask.selection),
                               std::make_shared<CaptureWriter>(std::move(*writer))};
           });
}

void ReplayDesk::pause(const QString &job) { wish(job, u"pause"_s); }
void ReplayDesk::cancel(const QString &job) { wish(job, u"cancel"_s); }

void ReplayDesk::wish(const QString &job, const QString &what)
{
    if (const auto at = m_running.find(job); at != m_running.end()) {
        at->second.wish = what;
        emit progressed(job);
    }
    m_jobs
        .run(
            this, LookTimeout,
            [state = m_environment.stateFolder, job, what](const Cancel &) -> Result<void> {
                auto journal = Journal::open(state);
                if (!journal)
                    return journal.error();
                const auto known = (*journal)->job(job);
                if (!known)
                    return known.error();
                if (known->state == JobState::Done)
                    return {};
                if (auto asked = (*journal)->ask(job, what); !asked)
                    return asked;
                // Nobody runs it: it is over.
                if (known->state != JobState::Running && what == u"cancel")
                    return (*journal)->end(job, JobState::Done);
                return {};
            },
            [this, job](const Result<void> &asked) {
                if (!asked)
                    emit failed(job, asked.error());
            })
        .detach();
}

void ReplayDesk::launch(Ends ends, ReplayRun::Unknown unknown, Answer<QString> done, DeskBegin begin)
{
    DeskWorker::Hooks hooks;
    const auto post = m_relay.poster();
    hooks.begun = [this, post, done](const Result<Job> &job) {
        post([this, job, done] {
            if (job)
                jobBegun(*job);
            done(job ? Result<QString>(job->id) : Result<QString>(job.error()));
        });
    };
    hooks.progress = [this, post](const QString &job, const RunProgress &p) {
        post([this, job, p] { jobProgressed(job, p); });
    };
    hooks.trouble = [this, post](const QString &job, const std::optional<Error> &e) {
        post([this, job, e] { jobTroubled(job, e); });
    };
    hooks.ended = [this, post](DeskWorker *worker, const QString &job, const Result<RunResult> &result) {
        post([this, worker, job, result] { jobEnded(worker, job, result); });
    };
    hooks.sentence = m_environment.sentence;
    m_workers.push_back(std::make_unique<DeskWorker>(m_environment.stateFolder, std::move(ends), unknown,
                                                     std::move(begin), std::move(hooks)));
}

void ReplayDesk::jobBegun(const Job &job)
{
    RunningJob running;
    running.job = job;
    running.progress.counts = job.counts;
    running.sentBefore = job.counts.success + job.counts.unknown;
    m_running.insert_or_assign(job.id, std::move(running));
    emit started(job.id);
}

void ReplayDesk::jobProgressed(const QString &job, const RunProgress &progress)
{
    const auto at = m_running.find(job);
    if (at == m_running.end())
        return;
    if (progress.counts.success > at->second.progress.counts.success)
        at->second.trouble.reset(); // it goes on
    at->second.progress = progress;
    at->second.job.counts = progress.counts;
    emit progressed(job);
}

void ReplayDesk::jobTroubled(const QString &job, const std::optional<Error> &trouble)
{
    const auto at = m_running.find(job);
    if (at == m_running.end())
        return;
    at->second.trouble = trouble;
    emit progressed(job);
}

void ReplayDesk::jobEnded(DeskWorker *worker, const QString &job, const Result<RunResult> &result)
{
    std::erase_if(m_workers, [worker](const auto &w) { return w.get() == worker; });
    if (!job.isEmpty() && m_running.erase(job) > 0) {
        if (result)
            emit ended(job, *result);
        else
            emit failed(job, result.error());
    }
    if (m_workers.empty())
        emit idle();
}

} // namespace flowbench

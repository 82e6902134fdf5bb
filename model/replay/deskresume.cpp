// SPDX-License-Identifier: GPL-3.0-or-later
// Going on with jobs of the journal, and undoing them.
#include "model/live/brokeridentity.h"
#include "model/replay/archive.h"
#include "model/replay/desk.h"

#include <QPointer>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {
// The journal belongs to that broker; a name may mean another one by now.
Result<void> isBrokerOf(const OpenedEnd &end, const QString &url)
{
    const auto wanted = ConnectionUrl::parse(url);
    if (!wanted)
        return wanted.error();
    if (!end.url.sameBroker(*wanted))
        return makeError(ErrorCode::BadArgument, {u"connection"_s, end.url.address()});
    return {};
}
} // namespace

void ReplayDesk::reach(const QStringList &connections, std::function<void(Result<void>)> then)
{
    if (!m_environment.reach) {
        then({});
        return;
    }
    m_environment.reach(connections, [guard = QPointer(this), then = std::move(then)](Result<void> open) {
        if (guard)
            then(std::move(open));
    });
}

void ReplayDesk::resume(QObject *context, const QString &job, ReplayRun::Unknown unknown, Answer<QString> done)
{
    // Which connections it needs stands in the journal.
    m_jobs
        .run(
            this, LookTimeout,
            [state = m_environment.stateFolder, job](const Cancel &) -> Result<Job> {
                auto journal = Journal::open(state);
                return journal ? (*journal)->job(job) : Result<Job>(journal.error());
            },
            [this, context = QPointer(context), unknown, done](const Result<Job> &known) {
                if (!context)
                    return;
                if (!known) {
                    done(known.error());
                    return;
                }
                reach({known->spec.connection, known->spec.targetConnection},
                      [this, context, job = *known, unknown, done](const Result<void> &open) {
                          if (!context)
                              return;
                          if (open)
                              resumeKnown(job, unknown, done);
                          else
                              done(open.error());
                      });
            })
        .detach();
}

void ReplayDesk::resumeKnown(const Job &job, ReplayRun::Unknown unknown, Answer<QString> done)
{
    const JobSpec &spec = job.spec;
    const bool discards = spec.kind == JobSpec::Kind::Discard;
    auto ends = openEnds(spec.connection, spec.sourceUrl, spec.targetConnection, spec.targetUrl, !discards);
    if (!ends) {
        done(ends.error());
        return;
    }
    for (const Result<void> &fits :
         {isBrokerOf(ends->source, spec.sourceUrl),
          spec.targetUrl.isEmpty() ? Result<void>() : isBrokerOf(*ends->target, spec.targetUrl),
          allowed(*ends, spec.takesOut())}) {
        if (!fits) {
            done(fits.error());
            return;
        }
    }
    launch(std::move(*ends), unknown, std::move(done),
           [job, words = JobWords{m_environment.sentence, m_environment.replayedBefore}](
               Journal &journal, Ends &ends, const Cancel &cancel) -> Result<DeskWork> {
               Connector &target = ends.target ? *ends.target->connector : *ends.source.connector;
               auto parts = partsOfResume(journal, job, *ends.source.connector, familyOf(target), words, cancel);
               if (!parts)
                   return parts.error();
               DeskWork work{job.id, std::move(*parts), {}};
               if (job.spec.kind == JobSpec::Kind::Discard) {
                   auto archive = reopenArchive(job.spec.target, cancel);
                   if (!archive)
                       return archive.error();
                   work.archive = std::make_shared<CaptureWriter>(std::move(*archive));
               }
               return work;
           });
}

JobHandle ReplayDesk::restore(QObject *context, const JobSpec &discard, RestoreJob::Unknown unknown,
                              Answer<RestoreJob::Restored> done)
{
    std::stop_source stop;
    reach({discard.connection}, [this, context = QPointer(context), discard, unknown, stop = stop.get_token(),
                                 done = std::move(done)](const Result<void> &open) {
        if (!context)
            return;
        if (open && !stop.stop_requested())
            restoreKnown(context, discard, unknown, stop, done);
        else
            done(open ? makeError(ErrorCode::Cancelled) : open.error());
    });
    return JobHandle(std::move(stop));
}

void ReplayDesk::restoreKnown(QObject *context, const JobSpec &discard, RestoreJob::Unknown unknown,
                              std::stop_token stop, Answer<RestoreJob::Restored> done)
{
    auto opened = m_environment.open(discard.connection, discard.sourceUrl);
    if (!opened) {
        done(opened.error());
        return;
    }
    if (auto same = isBrokerOf(*opened, discard.sourceUrl); !same) {
        done(same.error());
        return;
    }
    if (auto refused = opened->guard->refusal()) {
        done(*refused);
        return;
    }
    auto end = std::make_shared<OpenedEnd>(std::move(*opened));
    m_jobs
        .run(
            context, Milliseconds(0),
            [state = m_environment.stateFolder, end, archive = discard.target, unknown,
             stop = std::move(stop)](const Cancel &all) -> Result<RestoreJob::Restored> {
                std::stop_source either;
                const std::stop_callback one(stop, [&either] { either.request_stop(); });
                const std::stop_callback two(all.token, [&either] { either.request_stop(); });
                const Cancel cancel{either.get_token()};
                auto journal = Journal::open(state);
                if (!journal)
                    return journal.error();
                auto broker = brokerIdentity(*end->connector, end->url, cancel);
                if (!broker)
                    return broker.error();
                auto job = RestoreJob::open(archive, unknown);
                if (!job)
                    return job.error();
                return job->run(*end->connector, *end->guard, **journal, *broker, RunOptions().patience, cancel);
            },
            std::move(done))
        .detach(); // its answer tells how far it came
}

JobHandle ReplayDesk::kept(QObject *context, const QString &archive, Answer<RestoreJob::Kept> done)
{
    return m_jobs.run(
        context, LookTimeout,
        [archive](const Cancel &cancel) {
            CaptureWriter::heal(archive);
            return RestoreJob::look(archive, cancel);
        },
        std::move(done));
}

} // namespace flowbench

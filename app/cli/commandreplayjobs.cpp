// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/consent.h"
#include "app/cli/jobrun.h"
#include "app/cli/rows.h"
#include "app/common/paths.h"
#include "model/replay/archive.h"
#include "words/sentence.h"
#include "words/units.h"

#include <QCoreApplication>

namespace flowbench::cli {

using namespace Qt::StringLiterals;

namespace {
struct Said
{
    Q_DECLARE_TR_FUNCTIONS(cli)
};

Cell timeCell(qint64 ms) { return ms > 0 ? Cell(words::isoTime(ms)) : Cell(); }

int listJobs(Context &c, Journal &journal)
{
    const auto jobs = journal.jobs();
    if (!jobs)
        return c.fail(jobs.error());
    Rows rows(c.out, {{"job", Said::tr("JOB")},
                      {"kind", {}},
                      {"state", Said::tr("STATE")},
                      {"complete", {}},
                      {"connection", Said::tr("CONNECTION")},
                      {"channel", Said::tr("CHANNEL")},
                      {"target", Said::tr("TARGET")},
                      {"selected", Said::tr("SELECTED"), true},
                      {"success", Said::tr("SUCCESS"), true},
                      {"failed", Said::tr("FAILED"), true},
                      {"unknown", Said::tr("UNKNOWN"), true},
                      {"skipped", Said::tr("SKIPPED"), true},
                      {"pending", Said::tr("PENDING"), true},
                      {"started", Said::tr("STARTED")},
                      {"ended", Said::tr("ENDED")}});
    for (const Job &j : *jobs) {
        const QString kind = j.spec.kind == JobSpec::Kind::Discard ? u"discard"_s : u"replay"_s;
        rows.add({j.id, kind, QString::fromLatin1(jobStateName(j.state)), j.complete, j.spec.connection, j.spec.channel,
                  j.spec.target, qint64(j.counts.selected), qint64(j.counts.success), qint64(j.counts.failed),
                  qint64(j.counts.unknown), qint64(j.counts.skipped), qint64(j.counts.pending), timeCell(j.startedMs),
                  j.state == JobState::Running ? Cell() : timeCell(j.endedMs)});
    }
    rows.finish();
    return Done;
}

int tellReport(Context &c, Journal &journal, const QString &job)
{
    const auto report = journal.report(job);
    if (!report)
        return c.fail(report.error());
    Rows rows(c.out, {{"id", Said::tr("ID")},
                      {"state", Said::tr("STATE")},
                      {"target", Said::tr("TARGET")},
                      {"reason", Said::tr("REASON")},
                      {"outcome", Said::tr("OUTCOME")},
                      {"replay_id", Said::tr("REPLAY ID")}});
    for (const EventReport &e : *report)
        rows.add({QString::fromStdString(e.id), QString::fromLatin1(eventStateName(e.state)), cellOf(e.target),
                  cellOf(e.reason), cellOf(e.outcome), e.replayId});
    rows.finish();
    return Done;
}

// A job that runs looks for wishes between its windows.
int ask(Context &c, Journal &journal, const QString &job, const QString &wish)
{
    const auto known = journal.job(job);
    if (!known)
        return c.fail(known.error());
    if (known->state == JobState::Done)
        return c.misused(Said::tr("Job %1 has ended already.").arg(job));
    if (auto asked = journal.ask(job, wish); !asked)
        return c.fail(asked.error());
    if (known->state != JobState::Running && wish == u"cancel") {
        if (auto ended = journal.end(job, JobState::Done); !ended)
            return c.fail(ended.error());
    }
    return Done;
}

// Goes on with a job where its journal ends.
class ResumeCommand
{
public:
    ResumeCommand(Context &context, Journal &journal, Job job) : m_c(context), m_journal(journal), m_job(std::move(job))
    {}
    int run();

private:
    Result<Opened> openAs(const QString &named, const QString &connection, const QString &url) const;
    Result<void> openBoth();
    int goOnDiscarding();

    Context &m_c;
    Journal &m_journal;
    Job m_job;
    std::optional<Opened> m_source, m_target;
    std::unique_ptr<Connector> m_sameBroker;
};

// The journal keeps no password: what is named, the saved connection, or the URL as it was. Another broker is refused.
Result<Opened> ResumeCommand::openAs(const QString &named, const QString &connection, const QString &url) const
{
    const auto wanted = ConnectionUrl::parse(url);
    if (!wanted)
        return wanted.error();
    auto opened = open(m_c, !named.isEmpty() ? named : connection, true);
    if (!opened && named.isEmpty() && opened.error().code == ErrorCode::UnknownConnection)
        opened = open(m_c, url, true);
    if (!opened)
        return opened.error();
    if (!opened->prepared.config.url.sameBroker(*wanted))
        return makeError(ErrorCode::BadArgument, {u"connection"_s, opened->prepared.config.url.address()},
                         Said::tr("the job belongs to %1").arg(wanted->address() + u'/' + wanted->path));
    return opened;
}

Result<void> ResumeCommand::openBoth()
{
    auto source = openAs(m_c.args.argument(2), m_job.spec.connection, m_job.spec.sourceUrl);
    if (!source)
        return source.error();
    m_source = std::move(*source);
    if (!m_job.spec.targetUrl.isEmpty()) {
        auto target = openAs(m_c.args.text("--to-connection"), m_job.spec.targetConnection, m_job.spec.targetUrl);
        if (!target)
            return target.error();
        m_target = std::move(*target);
        return {};
    }
    auto second = ConnectionOpener::connect(m_source->prepared);
    if (!second)
        return second.error();
    m_sameBroker = std::move(*second);
    return {};
}

int ResumeCommand::goOnDiscarding()
{
    const Cancel cancel{m_c.interrupt.token()};
    auto source = openAs(m_c.args.argument(2), m_job.spec.connection, m_job.spec.sourceUrl);
    if (!source)
        return m_c.fail(source.error());
    Connector &connector = *source->connector;
    auto parts = partsOfResume(m_journal, m_job, connector, familyOf(connector), wordsOfJobs(), cancel);
    if (!parts)
        return m_c.fail(parts.error(), source->name());
    auto archive = reopenArchive(m_job.spec.target, cancel);
    if (!archive)
        return m_c.fail(archive.error());
    JobRun run(m_c, m_journal);
    run.source = &connector;
    run.sourceGuard = &source->guard();
    run.carrier = std::make_unique<ArchiveCarrier>(*archive);
    run.parts = std::move(*parts);
    const int code = run.run(m_job.id, ReplayRun::Unknown::Leave);
    const auto finished = archive->finish();
    return !finished && (code == Done || code == No) ? m_c.fail(finished.error()) : code;
}

int ResumeCommand::run()
{
    if (!consented(m_c, Said::tr("Go on with job %1: %2 events are pending?")
                            .arg(m_job.id, words::count(qint64(m_job.counts.pending)))))
        return Refused;
    if (m_job.spec.kind == JobSpec::Kind::Discard)
        return goOnDiscarding();
    if (auto opened = openBoth(); !opened)
        return m_c.fail(opened.error());
    Connector &target = m_target ? *m_target->connector : *m_sameBroker;
    auto parts = partsOfResume(m_journal, m_job, *m_source->connector, familyOf(target), wordsOfJobs(),
                               Cancel{m_c.interrupt.token()});
    if (!parts)
        return m_c.fail(parts.error(), m_source->name());
    JobRun run(m_c, m_journal);
    run.source = m_source->connector.get();
    run.sourceGuard = &m_source->guard();
    run.target = &target;
    run.targetGuard = m_target ? &m_target->guard() : &m_source->guard();
    run.parts = std::move(*parts);
    return run.run(m_job.id,
                   m_c.args.text("--unknown") == u"resend" ? ReplayRun::Unknown::Resend : ReplayRun::Unknown::Leave);
}
} // namespace

int runReplayJobs(Context &c)
{
    const QString what = c.args.argument(0), job = c.args.argument(1);
    const bool looks = what == u"jobs" || what == u"report";
    const auto state = stateFolder();
    if (!state && !looks)
        return c.fail(state.error());
    auto journal = looks ? Journal::openForLooking(state ? *state : QString()) : Journal::open(*state);
    if (!journal)
        return c.fail(journal.error());
    if (what == u"jobs")
        return listJobs(c, **journal);
    if (job.isEmpty())
        return c.misused(Said::tr("replay %1 takes a job; “replay jobs” lists them.").arg(what));
    if (what == u"report")
        return tellReport(c, **journal, job);
    if (what != u"resume")
        return ask(c, **journal, job, what);
    auto known = (*journal)->job(job);
    if (!known)
        return c.fail(known.error());
    return ResumeCommand(c, **journal, std::move(*known)).run();
}

} // namespace flowbench::cli

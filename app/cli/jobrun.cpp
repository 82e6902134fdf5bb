// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/jobrun.h"

#include "app/cli/commands.h"
#include "model/replay/recipefile.h"
#include "words/plural.h"
#include "words/sentence.h"
#include "words/units.h"
#include "words/visible.h"

#include <QCoreApplication>
#include <QFile>
#include <QLockFile>

#include <cmath>

namespace flowbench::cli {

using namespace Qt::StringLiterals;

namespace {
struct Said
{
    Q_DECLARE_TR_FUNCTIONS(cli)
};

constexpr int MostReasons = 3; // told of what failed; the report has them all

const char *doingName(RunProgress::Doing doing)
{
    switch (doing) {
    case RunProgress::Doing::Sending:
        return "sending";
    case RunProgress::Doing::Pacing:
    case RunProgress::Doing::Waiting:
        return "waiting";
    case RunProgress::Doing::Paused:
        return "paused";
    case RunProgress::Doing::Watching:
        break;
    }
    return "watching";
}

const char *endName(RunEnd end)
{
    switch (end) {
    case RunEnd::Finished:
        return "finished";
    case RunEnd::Cancelled:
        return "cancelled";
    case RunEnd::Paused:
        return "paused";
    case RunEnd::CanaryFailed:
        return "canary";
    case RunEnd::Returning:
        return "returning";
    case RunEnd::BrokerAway:
        break;
    }
    return "broker";
}
} // namespace

void JobRun::tellProgress(const RunProgress &p)
{
    m_counts = p.counts;
    JsonWriter json;
    json.beginObject();
    json.key("progress").beginObject();
    json.key("selected").unsignedInteger(p.counts.selected);
    json.key("sent").unsignedInteger(p.sent);
    json.key("confirmed").unsignedInteger(p.counts.success);
    json.key("failed").unsignedInteger(p.counts.failed);
    json.key("unknown").unsignedInteger(p.counts.unknown);
    json.key("pending").unsignedInteger(p.counts.pending);
    json.key("came_back").unsignedInteger(p.cameBack);
    json.key("rate").number(std::round(p.ratePerSecond));
    json.key("seconds").number(std::round(p.seconds * 10) / 10);
    json.key("doing").string(doingName(p.doing));
    json.endObject();
    json.endObject();
    m_c.out.progress(json, Said::tr("%1 of %2 confirmed, %3 failed, %4/s")
                               .arg(words::count(qint64(p.counts.success)), words::count(qint64(p.counts.selected)),
                                    words::count(qint64(p.counts.failed)), words::count(qint64(p.ratePerSecond))));
}

void JobRun::tellEnd(const QString &job, const RunResult &r, const char *ended)
{
    if (m_c.out.json()) {
        JsonWriter json;
        json.beginObject();
        json.key("job").string(job.toStdString());
        json.key("selected").unsignedInteger(r.counts.selected);
        json.key("success").unsignedInteger(r.counts.success);
        json.key("failed").unsignedInteger(r.counts.failed);
        json.key("unknown").unsignedInteger(r.counts.unknown);
        json.key("skipped").unsignedInteger(r.counts.skipped);
        json.key("returned").unsignedInteger(r.counts.returned);
        json.key("pending").unsignedInteger(r.counts.pending);
        json.key("seconds").number(std::round(r.seconds * 1000) / 1000);
        json.key("ended").string(ended);
        if (r.cameBack > 0)
            json.key("came_back").unsignedInteger(r.cameBack);
        if (r.leftQueue > 0)
            json.key("left_queue").unsignedInteger(r.leftQueue);
        if (r.consumed > 0)
            json.key("consumed").unsignedInteger(r.consumed);
        if (r.inSourceAgain > 0)
            json.key("in_source_again").unsignedInteger(r.inSourceAgain);
        json.endObject();
        json.newline();
        m_c.out.write(json.text());
    } else {
        m_c.out.write(
            Said::tr("Job %1: %2 of %3 replayed, %4 skipped, %5 failed (%6 returned), %7 unknown, %8 not sent.\n")
                .arg(job, words::count(qint64(r.counts.success)), words::count(qint64(r.counts.selected)),
                     words::count(qint64(r.counts.skipped)), words::count(qint64(r.counts.failed)),
                     words::count(qint64(r.counts.returned)), words::count(qint64(r.counts.unknown)),
                     words::count(qint64(r.counts.pending)))
                .toStdString());
    }
    m_c.out.flush();
}

// What an exit code cannot say: why, and what can be done about it.
void JobRun::explain(const QString &job, const RunResult &r)
{
    if (r.counts.failed > 0) {
        QStringList reasons;
        quint64 told = 0;
        const auto known = m_journal.reasons(job, EventState::Failed, MostReasons);
        for (std::size_t i = 0; known && i < known->size(); ++i) {
            const auto &[reason, events] = (*known)[i];
            QString said = visibleText(reason.left(300));
            if (said.endsWith(u'.'))
                said.chop(1);
            reasons.append(u"%1 (%2)"_s.arg(said, words::count(qint64(events))));
            told += events;
        }
        if (told < r.counts.failed)
            reasons.append(Said::tr("other reasons (%1)").arg(words::count(qint64(r.counts.failed - told))));
        m_c.out.warning(Said::tr("%Ln event(s) were not sent or not taken: %1. “replay report %2” lists each.", nullptr,
                                 words::plural(r.counts.failed))
                            .arg(reasons.join(u"; "_s), job));
    }
    if (r.counts.unknown > 0)
        m_c.out.warning(
            Said::tr("Of %Ln event(s) nobody knows whether they arrived; they are still in the source. “replay "
                     "report %1” lists each, “replay resume %1 --unknown resend” sends them again.",
                     nullptr, words::plural(r.counts.unknown))
                .arg(job));
    if (r.inSourceAgain > 0)
        m_c.out.warning(
            Said::tr("%Ln event(s) arrived and are in the source again: the broker crashed and has forgotten "
                     "that they were taken out. “replay resume %1” takes them out without sending them.",
                     nullptr, words::plural(r.inSourceAgain))
                .arg(job));
}

// The journal broke, or the guard: what it says up to there, or what was last known. Nothing is sent after that.
int JobRun::broken(const QString &job, const Error &error, double seconds)
{
    RunResult known;
    known.counts = m_counts;
    if (const auto read = m_journal.job(job))
        known.counts = read->counts;
    known.seconds = seconds;
    result = known;
    if (!quietEnd)
        tellEnd(job, known, "error");
    const int code = m_c.fail(error);
    if (!quietEnd && known.counts.success < known.counts.selected)
        m_c.out.warning(
            Said::tr("Job %1 is broken off. “replay resume %1” goes on with it once the cause is mended.").arg(job));
    return code;
}

int JobRun::codeOf(const RunResult &r) const
{
    if (m_c.interrupt.happened())
        return Interrupted;
    if (r.end == RunEnd::BrokerAway)
        return Unreachable;
    return r.counts.success + r.counts.skipped == r.counts.selected ? Done : No;
}

int JobRun::run(const QString &id, ReplayRun::Unknown unknown)
{
    const auto started = Clock::now();
    const auto seconds = [&] { return std::chrono::duration<double>(Clock::now() - started).count(); };
    auto lock = m_journal.lock(id);
    if (!lock && lock.error().code == ErrorCode::BadArgument)
        return m_c.fail(lock.error()); // somebody else runs it
    if (!lock)
        return broken(id, lock.error(), seconds());
    auto job = m_journal.job(id);
    if (!job)
        return broken(id, job.error(), seconds());
    m_counts = job->counts;
    RunListener listener;
    listener.progress = [this](const RunProgress &p) { tellProgress(p); };
    listener.warning = [this](const Error &e) { m_c.out.warning(e); };
    listener.sentence = [](const Error &e) {
        // The broker's own word for an unroutable message is what people search for.
        if (e.code == ErrorCode::Returned && !e.args.isEmpty())
            return e.args.first();
        return sentence(e).message;
    };
    if (target) {
        target->setStateListener([this](const ConnectionState &s) {
            if (s.link == LinkState::Blocked && s.error)
                m_c.out.warning(*s.error);
        });
    }
    ReplayRun run(m_journal, *job, {source, sourceGuard, target, targetGuard}, parts.prepare, parts.fetch, listener);
    run.setMeanBytes(parts.meanBytes);
    if (carrier)
        run.setCarrier(std::move(carrier));
    auto ended = run.run(unknown, Cancel{m_c.interrupt.token()});
    if (target)
        target->setStateListener({});
    if (!ended) {
        lock->reset(); // what is in flight while it is held is unknown without
        return broken(id, ended.error(), seconds());
    }
    result = std::move(*ended);
    if (!quietEnd) {
        tellEnd(id, *result, endName(result->end));
        explain(id, *result);
    }
    if (result->end == RunEnd::BrokerAway && result->error && !m_c.interrupt.happened())
        m_c.out.error(*result->error);
    return codeOf(*result);
}

JobWords wordsOfJobs()
{
    return {[](const Error &e) { return sentence(e).message; }, Said::tr("replayed before")};
}

Result<EditEvent> recipeOf(const QString &file, QString &text)
{
    const auto bytes = readRecipeFile(file);
    if (!bytes)
        return bytes.error();
    // No recipe is another thing than an empty one, which is refused here.
    if (const auto read = readRecipe({bytes->constData(), std::size_t(bytes->size())}); !read)
        return read.error();
    text = QString::fromUtf8(*bytes);
    return editOfRecipe(text);
}

} // namespace flowbench::cli

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/jobrun.h"

#include "app/cli/commands.h"
#include "model/replay/recipefile.h"
#include "words/sentence.h"
#include "words/units.h"

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

void JobRun::tellEnd(const QString &job, const RunResult &r)
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
        json.key("ended").string(endName(r.end));
        if (r.cameBack > 0)
            json.key("came_back").unsignedInteger(r.cameBack);
        if (r.leftQueue > 0)
            json.key("left_queue").unsignedInteger(r.leftQueue);
        if (r.consumed > 0)
            json.key("consumed").unsignedInteger(r.consumed);
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
    auto lock = m_journal.lock(id);
    if (!lock)
        return m_c.fail(lock.error());
    auto job = m_journal.job(id);
    if (!job)
        return m_c.fail(job.error());
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
    if (!ended)
        return m_c.fail(ended.error());
    result = std::move(*ended);
    if (!quietEnd)
        tellEnd(id, *result);
    if (result->end == RunEnd::BrokerAway && result->error && !m_c.interrupt.happened())
        m_c.out.error(*result->error);
    return codeOf(*result);
}

Result<EditEvent> recipeOf(const QString &file, QString &text)
{
    if (file.isEmpty())
        return EditEvent();
    QFile input(file);
    if (!input.open(QIODevice::ReadOnly))
        return makeError(ErrorCode::FileFailed, {file, input.errorString()});
    const QByteArray bytes = input.read(RecipeFileLimit + 1);
    if (bytes.size() > RecipeFileLimit)
        return makeError(ErrorCode::TooLarge, {file, QString::number(bytes.size()), QString::number(RecipeFileLimit)});
    text = QString::fromUtf8(bytes);
    return editOfRecipe(text);
}

} // namespace flowbench::cli

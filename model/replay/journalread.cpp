// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/base/sqlite.h"
#include "model/replay/journalfates.h"
#include "model/replay/numbers.h"
#include "model/replay/options.h"

#include <QFile>
#include <QJsonDocument>

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <map>
#include <sys/file.h>
#include <unistd.h>

// What the journal tells: jobs, and what became of each of their events.
namespace flowbench {

using namespace Qt::StringLiterals;

namespace {
constexpr const char *JobColumns =
    "job, id, kind, connection, source_url, source_broker, channel, source_is_queue, target_connection, target_url, "
    "target, options, recipe, note, started_ms, ended_ms, state";

struct Row
{
    qint64 row = 0;
    Job job;
};

Row readJob(const SqliteStatement &s)
{
    Row r;
    r.row = s.integer(0);
    r.job.id = s.string(1);
    JobSpec &spec = r.job.spec;
    spec.kind = s.integer(2) == qint64(JobSpec::Kind::Discard) ? JobSpec::Kind::Discard : JobSpec::Kind::Replay;
    spec.connection = s.string(3);
    spec.sourceUrl = s.string(4);
    spec.sourceBroker = s.string(5);
    spec.channel = s.string(6);
    spec.sourceIsQueue = s.integer(7) != 0;
    spec.targetConnection = s.string(8);
    spec.targetUrl = s.string(9);
    spec.target = s.string(10);
    spec.options = QJsonDocument::fromJson(s.string(11).toUtf8()).object();
    spec.recipe = s.string(12);
    spec.note = s.string(13);
    r.job.startedMs = s.integer(14);
    r.job.endedMs = s.integer(15);
    r.job.state = JobState(std::clamp<qint64>(s.integer(16), 0, qint64(JobState::Done)));
    return r;
}

JobCounts countsOf(const Fates &fates)
{
    JobCounts c;
    c.selected = fates.states.size();
    for (const EventState s : fates.states) {
        c.pending += s == EventState::Pending;
        c.unknown += s == EventState::Unknown;
        c.success += s == EventState::Confirmed || s == EventState::Settled;
        c.failed += s == EventState::Failed;
        c.skipped += s == EventState::Skipped;
    }
    for (const auto &[n, d] : fates.deviations)
        c.returned += d.returned && d.state == EventState::Failed;
    return c;
}

// What the target has is still in a queue until it is settled there; copies and a log's events stay.
bool isComplete(const JobSpec &spec, const JobCounts &counts, const Fates &fates)
{
    if (counts.pending + counts.unknown > 0)
        return false;
    return !spec.takesOut() || std::ranges::find(fates.states, EventState::Confirmed) == fates.states.end();
}

Result<QString> onlyTargetOf(Sqlite &db, qint64 row)
{
    auto find = db.prepare("SELECT target FROM targets WHERE job = ? LIMIT 2");
    if (!find)
        return find.error();
    find->bind(1, row);
    QStringList targets;
    if (auto read = find->each([&] { targets.append(find->string(0)); }); !read)
        return read.error();
    return targets.size() == 1 ? targets.front() : QString();
}

// Nobody holds the lock: whoever ran it is gone. Only looked at, never taken: that would need a disk with room.
bool isRunning(const QString &folder, const QString &id)
{
    const QByteArray path = QFile::encodeName(folder + u"/replay-"_s + id + u".lock"_s);
    const int fd = ::open(path.constData(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return errno != ENOENT;
    const bool held = ::flock(fd, LOCK_SH | LOCK_NB) != 0;
    ::close(fd);
    return held;
}

// What does not stand in the job's own row.
Result<void> learn(Sqlite &db, const QString &folder, Row &r)
{
    Job &job = r.job;
    const bool running = job.state == JobState::Running && isRunning(folder, job.id);
    if (job.state == JobState::Running && !running)
        job.state = JobState::Interrupted;
    const auto fates = readFates(db, r.row, running);
    if (!fates)
        return fates.error();
    auto target = onlyTargetOf(db, r.row);
    if (!target)
        return target.error();
    job.counts = countsOf(*fates);
    job.complete = isComplete(job.spec, job.counts, *fates);
    job.onlyTarget = std::move(*target);
    return {};
}
} // namespace

bool JobSpec::takesOut() const { return sourceIsQueue && !RunOptions::fromJson(options).keep; }

Result<std::vector<Job>> Journal::jobs()
{
    std::vector<Row> rows;
    {
        auto find = m_db->prepare(std::string("SELECT ") + JobColumns + " FROM jobs ORDER BY job DESC");
        if (!find)
            return find.error();
        if (auto read = find->each([&] { rows.push_back(readJob(*find)); }); !read)
            return read.error();
    }
    std::vector<Job> out;
    for (Row &r : rows) {
        if (auto known = learn(*m_db, m_folder, r); !known)
            return known.error();
        out.push_back(std::move(r.job));
    }
    return out;
}

Result<Job> Journal::job(const QString &id)
{
    auto find = m_db->prepare(std::string("SELECT ") + JobColumns + " FROM jobs WHERE id = ?");
    if (!find)
        return find.error();
    const std::string text = id.toStdString();
    auto more = find->bindText(1, text).step();
    if (!more)
        return more.error();
    if (!*more)
        return makeError(ErrorCode::BadArgument, {u"job"_s, id});
    Row r = readJob(*find);
    find->reset();
    if (auto known = learn(*m_db, m_folder, r); !known)
        return known.error();
    return std::move(r.job);
}

Result<std::vector<FrozenEvent>> Journal::events(const QString &job)
{
    auto find = m_db->prepare(
        "SELECT e.id, e.hash, e.identity FROM events e JOIN jobs j ON j.job = e.job WHERE j.id = ? ORDER BY e.n");
    if (!find)
        return find.error();
    const std::string id = job.toStdString();
    find->bindText(1, id);
    std::vector<FrozenEvent> out;
    auto read = find->each([&] {
        out.push_back({std::string(find->blob(0)), std::string(find->blob(1)), std::string(find->blob(2))});
    });
    if (!read)
        return read.error();
    return out;
}

Result<std::vector<EventReport>> Journal::report(const QString &id)
{
    const auto known = job(id);
    if (!known)
        return known.error();
    const auto frozen = events(id);
    if (!frozen)
        return frozen.error();
    const auto row = rowOf(id);
    if (!row)
        return row.error();
    auto fates = readFates(*m_db, *row, known->state == JobState::Running);
    if (!fates)
        return fates.error();
    std::vector<EventReport> out(frozen->size());
    for (std::size_t n = 0; n < out.size(); ++n) {
        out[n].number = n;
        out[n].id = (*frozen)[n].id;
        out[n].state = fates->states[n];
        out[n].replayId = id + u'-' + QString::number(n);
    }
    for (auto &[n, d] : fates->deviations) {
        if (n < out.size())
            out[n].reason = std::move(d.reason);
    }
    auto targets = m_db->prepare("SELECT target, numbers FROM targets WHERE job = ?");
    if (!targets)
        return targets.error();
    targets->bind(1, *row);
    auto read = targets->each([&] {
        const QString target = targets->string(0);
        for (const quint64 n : numbersFromText(targets->text(1)).value_or(std::vector<quint64>())) {
            if (n < out.size())
                out[n].target = target;
        }
    });
    if (!read)
        return read.error();
    auto outcomes = m_db->prepare("SELECT n, outcome FROM outcomes WHERE job = ?");
    if (!outcomes)
        return outcomes.error();
    outcomes->bind(1, *row);
    read = outcomes->each([&] {
        if (const auto n = quint64(outcomes->integer(0)); n < out.size())
            out[n].outcome = outcomes->string(1);
    });
    if (!read)
        return read.error();
    return out;
}

Result<std::vector<EventState>> Journal::states(const QString &job)
{
    const auto row = rowOf(job);
    if (!row)
        return row.error();
    auto fates = readFates(*m_db, *row, false);
    if (!fates)
        return fates.error();
    return std::move(fates->states);
}

Result<std::vector<Journal::Window>> Journal::windows(const QString &job)
{
    const auto row = rowOf(job);
    if (!row)
        return row.error();
    std::vector<Window> out;
    auto done = readWindows(*m_db, *row, [&](Window &&w) { out.push_back(std::move(w)); });
    if (!done)
        return done.error();
    return out;
}

Result<Journal::Marks> Journal::marks(const QString &broker)
{
    auto find = m_db->prepare("SELECT channel, dead FROM marks WHERE broker = ? ORDER BY channel");
    if (!find)
        return find.error();
    const std::string text = broker.toStdString();
    find->bindText(1, text);
    Marks out;
    auto read = find->each([&] { (find->integer(1) != 0 ? out.marked : out.unmarked).append(find->string(0)); });
    if (!read)
        return read.error();
    return out;
}

} // namespace flowbench

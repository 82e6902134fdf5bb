// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/replay/journal.h"

#include "model/base/sqlite.h"
#include "model/replay/numbers.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLockFile>
#include <QRandomGenerator>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {
struct Name
{
    EventState state;
    const char *text;
};
constexpr Name StateNames[] = {{EventState::Pending, "pending"},     {EventState::Unknown, "unknown"},
                               {EventState::Confirmed, "confirmed"}, {EventState::Settled, "settled"},
                               {EventState::Failed, "failed"},       {EventState::Skipped, "skipped"}};

// Ten characters that sort by time: six of the second, four of chance.
QString newId()
{
    const auto seconds = quint64(QDateTime::currentSecsSinceEpoch());
    const auto chance = QRandomGenerator::system()->bounded(36u * 36u * 36u * 36u);
    return QString::number(seconds, 36) + QString::number(chance, 36).rightJustified(4, u'0');
}

std::string marksText(std::span<const TargetMark> marks)
{
    QJsonArray out;
    for (const TargetMark &m : marks)
        out.append(QJsonArray{m.channel, m.partition, m.end});
    return QJsonDocument(out).toJson(QJsonDocument::Compact).toStdString();
}

Error broken(Error error)
{
    error.fatal = true;
    return error;
}

Result<void> writeIntent(Sqlite &db, qint64 job, quint64 window, std::span<const quint64> numbers,
                         std::span<const TargetMark> marks)
{
    auto insert = db.prepare("INSERT INTO windows(job, w, state, numbers, marks) VALUES(?, ?, ?, ?, ?)");
    if (!insert)
        return insert.error();
    const std::string list = numbersToText(numbers), text = marksText(marks);
    return insert->bind(1, job)
        .bind(2, qint64(window))
        .bind(3, qint64(EventState::Unknown))
        .bindText(4, list)
        .bindText(5, text)
        .run();
}

Result<void> writeState(Sqlite &db, qint64 job, quint64 window, EventState state)
{
    auto update = db.prepare("UPDATE windows SET state = ? WHERE job = ? AND w = ?");
    if (!update)
        return update.error();
    return update->bind(1, qint64(state)).bind(2, job).bind(3, qint64(window)).run();
}

Result<void> writeDeviations(Sqlite &db, qint64 job, std::span<const Deviation> deviations)
{
    auto insert =
        db.prepare("INSERT OR REPLACE INTO deviations(job, n, state, returned, reason) VALUES(?, ?, ?, ?, ?)");
    if (!insert)
        return insert.error();
    for (const Deviation &d : deviations) {
        const std::string reason = d.reason.left(2000).toStdString();
        const auto done = insert->bind(1, job)
                              .bind(2, qint64(d.number))
                              .bind(3, qint64(d.state))
                              .bind(4, d.returned ? 1 : 0)
                              .bindText(5, reason)
                              .run();
        if (!done)
            return done;
    }
    return {};
}

Result<void> writeTargets(Sqlite &db, qint64 job, const std::vector<std::pair<QString, std::vector<quint64>>> &targets)
{
    auto insert = db.prepare("INSERT OR REPLACE INTO targets(job, target, numbers) VALUES(?, ?, ?)");
    if (!insert)
        return insert.error();
    for (const auto &[target, numbers] : targets) {
        const std::string name = target.toStdString(), list = numbersToText(numbers);
        if (auto done = insert->bind(1, job).bindText(2, name).bindText(3, list).run(); !done)
            return done;
    }
    return {};
}

// Events that were pending again and are in flight now.
Result<void> forgetPending(Sqlite &db, qint64 job, std::span<const quint64> numbers)
{
    auto forget = db.prepare("DELETE FROM deviations WHERE job = ? AND n = ? AND state = 0");
    if (!forget)
        return forget.error();
    for (const quint64 n : numbers) {
        if (auto done = forget->bind(1, job).bind(2, qint64(n)).run(); !done)
            return done;
    }
    return {};
}
} // namespace

const char *eventStateName(EventState state)
{
    for (const Name &n : StateNames) {
        if (n.state == state)
            return n.text;
    }
    return "";
}

std::optional<EventState> eventStateFromName(std::string_view name)
{
    for (const Name &n : StateNames) {
        if (n.text == name)
            return n.state;
    }
    return std::nullopt;
}

const char *jobStateName(JobState state)
{
    switch (state) {
    case JobState::Running:
        return "running";
    case JobState::Paused:
        return "paused";
    case JobState::Interrupted:
        return "interrupted";
    case JobState::Done:
        break;
    }
    return "done";
}

Result<qint64> Journal::rowOf(const QString &job)
{
    auto find = m_db->prepare("SELECT job FROM jobs WHERE id = ?");
    if (!find)
        return find.error();
    const std::string id = job.toStdString();
    auto row = find->bindText(1, id).step();
    if (!row)
        return row.error();
    if (!*row)
        return makeError(ErrorCode::BadArgument, {u"job"_s, job});
    return find->integer(0);
}

Result<QString> Journal::create(const JobSpec &spec, std::span<const FrozenEvent> events, const Beginning &beginning)
{
    auto transaction = SqliteTransaction::begin(*m_db);
    if (!transaction)
        return transaction.error();
    auto insert = m_db->prepare("INSERT INTO jobs(id, kind, connection, source_url, source_broker, channel, "
                                "source_is_queue, target_connection, "
                                "target_url, target, options, recipe, note, started_ms, ended_ms, state, wish) "
                                "VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, '')");
    if (!insert)
        return insert.error();
    const QString id = newId();
    const std::string texts[] = {id.toStdString(),
                                 spec.connection.toStdString(),
                                 spec.sourceUrl.toStdString(),
                                 spec.sourceBroker.toStdString(),
                                 spec.channel.toStdString(),
                                 spec.targetConnection.toStdString(),
                                 spec.targetUrl.toStdString(),
                                 spec.target.toStdString(),
                                 QJsonDocument(spec.options).toJson(QJsonDocument::Compact).toStdString(),
                                 spec.recipe.toStdString(),
                                 spec.note.toStdString()};
    insert->bindText(1, texts[0]).bind(2, qint64(spec.kind)).bindText(3, texts[1]).bindText(4, texts[2]);
    insert->bindText(5, texts[3]).bindText(6, texts[4]).bind(7, spec.sourceIsQueue ? 1 : 0);
    for (int i = 5; i <= 10; ++i)
        insert->bindText(i + 3, texts[i]);
    insert->bind(14, QDateTime::currentMSecsSinceEpoch()).bind(15, qint64(JobState::Running));
    if (auto done = insert->run(); !done)
        return done.error();
    const qint64 job = m_db->lastInsertId();
    auto event = m_db->prepare("INSERT INTO events(job, n, id, hash, identity) VALUES(?, ?, ?, ?, ?)");
    if (!event)
        return event.error();
    for (std::size_t n = 0; n < events.size(); ++n) {
        const FrozenEvent &e = events[n];
        event->bind(1, job).bind(2, qint64(n)).bindBlob(3, e.id).bindBlob(4, e.hash).bindBlob(5, e.identity);
        if (auto done = event->run(); !done)
            return done.error();
    }
    if (auto done = writeDeviations(*m_db, job, beginning.left); !done)
        return done.error();
    if (auto done = writeTargets(*m_db, job, beginning.targets); !done)
        return done.error();
    if (auto done = transaction->commit(); !done)
        return broken(done.error());
    return id;
}

Result<std::unique_ptr<QLockFile>> Journal::lock(const QString &job)
{
    const auto row = rowOf(job);
    if (!row)
        return row.error();
    auto lock = std::make_unique<QLockFile>(m_folder + u"/replay-"_s + job + u".lock"_s);
    lock->setStaleLockTime(0); // held as long as the process lives
    if (!lock->tryLock(0))
        return makeError(ErrorCode::BadArgument, {u"job"_s, job}, u"it is running"_s);
    auto again = m_db->prepare("UPDATE jobs SET state = ?, wish = '' WHERE job = ?");
    if (!again)
        return again.error();
    if (auto done = again->bind(1, qint64(JobState::Running)).bind(2, *row).run(); !done)
        return done.error();
    const auto reopened =
        m_db->integer("SELECT count(*) FROM deviations WHERE state = 0 AND job = " + std::to_string(*row));
    m_reopened = reopened && *reopened > 0;
    return lock;
}

Result<void> Journal::step(const QString &job, const Step &step)
{
    auto transaction = SqliteTransaction::begin(*m_db);
    if (!transaction)
        return broken(transaction.error());
    const auto row = rowOf(job);
    if (!row)
        return row.error();
    Result<void> done;
    if (step.settled > 0)
        done = writeState(*m_db, *row, step.settled, EventState::Settled);
    for (std::size_t i = 0; done && i < step.settledToo.size(); ++i)
        done = writeState(*m_db, *row, step.settledToo[i], EventState::Settled);
    if (done && step.ended > 0)
        done = writeState(*m_db, *row, step.ended, EventState::Confirmed);
    if (done)
        done = writeDeviations(*m_db, *row, step.deviations);
    for (const Deviation &d : step.deviations)
        m_reopened = m_reopened || d.state == EventState::Pending;
    if (done && step.intent > 0) {
        if (m_reopened)
            done = forgetPending(*m_db, *row, step.numbers);
        if (done)
            done = writeIntent(*m_db, *row, step.intent, step.numbers, step.marks);
    }
    if (done)
        done = transaction->commit();
    return done ? done : Result<void>(broken(done.error()));
}

Result<void> Journal::note(const QString &job, std::span<const Deviation> deviations)
{
    Step only;
    only.deviations = deviations;
    return step(job, only);
}

Result<void> Journal::noteOutcome(const QString &job, std::span<const quint64> numbers, const QString &outcome)
{
    auto transaction = SqliteTransaction::begin(*m_db);
    if (!transaction)
        return transaction.error();
    const auto row = rowOf(job);
    if (!row)
        return row.error();
    auto insert = m_db->prepare("INSERT OR REPLACE INTO outcomes(job, n, outcome) VALUES(?, ?, ?)");
    if (!insert)
        return insert.error();
    const std::string text = outcome.toStdString();
    for (const quint64 n : numbers) {
        if (auto done = insert->bind(1, *row).bind(2, qint64(n)).bindText(3, text).run(); !done)
            return done;
    }
    return transaction->commit();
}

Result<void> Journal::end(const QString &job, JobState state)
{
    const auto row = rowOf(job);
    if (!row)
        return row.error();
    auto update = m_db->prepare("UPDATE jobs SET state = ?, ended_ms = ? WHERE job = ?");
    if (!update)
        return update.error();
    return update->bind(1, qint64(state)).bind(2, QDateTime::currentMSecsSinceEpoch()).bind(3, *row).run();
}

Result<void> Journal::ask(const QString &job, const QString &wish)
{
    const auto row = rowOf(job);
    if (!row)
        return row.error();
    auto update = m_db->prepare("UPDATE jobs SET wish = ? WHERE job = ?");
    if (!update)
        return update.error();
    const std::string text = wish.toStdString();
    return update->bindText(1, text).bind(2, *row).run();
}

Result<QString> Journal::asked(const QString &job)
{
    auto find = m_db->prepare("SELECT wish FROM jobs WHERE id = ?");
    if (!find)
        return find.error();
    const std::string id = job.toStdString();
    auto row = find->bindText(1, id).step();
    if (!row)
        return row.error();
    return *row ? find->string(0) : QString();
}

Result<void> Journal::mark(const QString &broker, const QString &channel, bool dead)
{
    auto insert = m_db->prepare("INSERT OR REPLACE INTO marks(broker, channel, dead) VALUES(?, ?, ?)");
    if (!insert)
        return insert.error();
    const std::string b = broker.toStdString(), c = channel.toStdString();
    return insert->bindText(1, b).bindText(2, c).bind(3, dead ? 1 : 0).run();
}

Result<quint64> Journal::reopen(std::span<const std::string> identities)
{
    auto transaction = SqliteTransaction::begin(*m_db);
    if (!transaction)
        return transaction.error();
    auto insert = m_db->prepare("INSERT OR REPLACE INTO deviations(job, n, state, returned, reason) "
                                "SELECT e.job, e.n, 0, 0, 'put back' FROM events e JOIN jobs j ON j.job = e.job WHERE "
                                "e.identity = ? AND j.kind = 1");
    if (!insert)
        return insert.error();
    quint64 known = 0;
    for (const std::string &identity : identities) {
        if (auto done = insert->bindBlob(1, identity).run(); !done)
            return done.error();
        known += m_db->changes() > 0;
    }
    if (auto done = transaction->commit(); !done)
        return done.error();
    return known;
}

} // namespace flowbench

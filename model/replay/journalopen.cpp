// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/base/sqlite.h"
#include "model/replay/journal.h"

#include <QDir>
#include <QFile>

// How the journal's file is opened, and made.
namespace flowbench {

using namespace Qt::StringLiterals;

namespace {
constexpr int Version = 1;
constexpr const char *Schema = R"(
CREATE TABLE jobs(
  job INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, kind INTEGER NOT NULL, connection TEXT NOT NULL, source_url TEXT NOT NULL,
  source_broker TEXT NOT NULL, channel TEXT NOT NULL, source_is_queue INTEGER NOT NULL, target_connection TEXT NOT NULL,
  target_url TEXT NOT NULL, target TEXT NOT NULL, options TEXT NOT NULL, recipe TEXT NOT NULL, note TEXT NOT NULL,
  started_ms INTEGER NOT NULL, ended_ms INTEGER NOT NULL, state INTEGER NOT NULL, wish TEXT NOT NULL);
CREATE TABLE events(job INTEGER, n INTEGER, id BLOB NOT NULL, hash BLOB NOT NULL, identity BLOB NOT NULL,
  PRIMARY KEY(job, n)) WITHOUT ROWID;
CREATE INDEX events_identity ON events(identity);
CREATE TABLE windows(job INTEGER, w INTEGER, state INTEGER NOT NULL, numbers TEXT NOT NULL, marks TEXT NOT NULL,
  PRIMARY KEY(job, w)) WITHOUT ROWID;
CREATE TABLE deviations(job INTEGER, n INTEGER, state INTEGER NOT NULL, returned INTEGER NOT NULL, reason TEXT NOT NULL,
  PRIMARY KEY(job, n)) WITHOUT ROWID;
CREATE TABLE outcomes(job INTEGER, n INTEGER, outcome TEXT NOT NULL, PRIMARY KEY(job, n)) WITHOUT ROWID;
CREATE TABLE marks(broker TEXT, channel TEXT, dead INTEGER NOT NULL, PRIMARY KEY(broker, channel)) WITHOUT ROWID;
CREATE TABLE targets(job INTEGER, target TEXT, numbers TEXT NOT NULL, PRIMARY KEY(job, target)) WITHOUT ROWID;
)";
} // namespace

Journal::Journal() = default;
Journal::~Journal() = default;

Result<std::unique_ptr<Journal>> Journal::open(const QString &stateFolder)
{
    if (!QDir().mkpath(stateFolder))
        return makeError(ErrorCode::FileFailed, {stateFolder, u"the folder cannot be made"_s});
    QFile::setPermissions(stateFolder, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    std::unique_ptr<Journal> journal(new Journal);
    journal->m_folder = stateFolder;
    journal->m_path = stateFolder + u"/replay.journal"_s;
    auto db =
        Sqlite::open(journal->m_path, {.mode = Sqlite::Mode::Create, .durable = true, .busy = Milliseconds(20000)});
    if (!db)
        return db.error();
    journal->m_db = std::make_unique<Sqlite>(std::move(*db));
    if (auto ready = journal->setUp(); !ready)
        return ready.error();
    return journal;
}

Result<void> Journal::setUp()
{
    auto begun = SqliteTransaction::begin(*m_db);
    if (!begun)
        return begun.error();
    const auto version = m_db->integer("PRAGMA user_version");
    if (!version)
        return version.error();
    if (*version > Version)
        return makeError(ErrorCode::FileFailed, {m_path, u"a newer Flowbench wrote it"_s});
    if (*version == 0) {
        if (auto made = m_db->exec(Schema); !made)
            return made;
        if (auto made = m_db->exec("PRAGMA user_version = 1"); !made)
            return made;
    }
    return begun->commit();
}

Result<std::unique_ptr<Journal>> Journal::openForLooking(const QString &stateFolder)
{
    auto whole = stateFolder.isEmpty() ? Result<std::unique_ptr<Journal>>(makeError(ErrorCode::FileFailed, {}))
                                       : Journal::open(stateFolder);
    if (whole || Sqlite::isDamage(whole.error()) || Sqlite::isBusy(whole.error()))
        return whole;
    std::unique_ptr<Journal> journal(new Journal);
    journal->m_folder = stateFolder;
    journal->m_path = stateFolder + u"/replay.journal"_s;
    if (stateFolder.isEmpty() || !QFile::exists(journal->m_path)) {
        auto nothing = Sqlite::open(u":memory:"_s, {.mode = Sqlite::Mode::ReadWrite});
        if (!nothing)
            return nothing.error();
        journal->m_db = std::make_unique<Sqlite>(std::move(*nothing));
        if (auto ready = journal->setUp(); !ready)
            return ready.error();
        return journal;
    }
    // Without anything beside it the file is all there is; with a log that nobody can write SQLite needs no lock either
    // where it may read both.
    const bool alone = !QFile::exists(journal->m_path + u"-wal"_s);
    auto db = Sqlite::open(journal->m_path, {.mode = Sqlite::Mode::ReadOnly, .immutable = alone});
    if (!db)
        return whole;
    const auto version = db->integer("PRAGMA user_version");
    if (!version || *version != Version)
        return whole;
    journal->m_db = std::make_unique<Sqlite>(std::move(*db));
    return journal;
}

} // namespace flowbench

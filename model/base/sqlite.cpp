// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/base/sqlite.h"

#include <QFile>
#include <QUrl>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {

constexpr int MaxValueBytes = 1 << 30; // of one cell or row
constexpr int OpsBetweenLooks = 20000; // of the virtual machine, between two looks at the Cancel

// The code stands in `detail`, so that an Error can be asked what kind it was after it went through many hands.
Error errorOf(int code, const char *words, const QString &path)
{
    if ((code & 0xff) == SQLITE_INTERRUPT)
        return makeError(ErrorCode::Cancelled);
    const QString reason = QString::fromUtf8(words ? words : sqlite3_errstr(code));
    Error e = makeError(ErrorCode::FileFailed, {path, reason}, u"SQLite %1: %2"_s.arg(code).arg(reason));
    e.retriable = (code & 0xff) == SQLITE_BUSY || (code & 0xff) == SQLITE_LOCKED;
    return e;
}

int codeOf(const Error &error)
{
    if (error.code != ErrorCode::FileFailed || !error.detail.startsWith(u"SQLite "))
        return SQLITE_OK;
    return error.detail.mid(7).section(u':', 0, 0).toInt() & 0xff;
}

int askCancel(void *cancel) { return static_cast<const Cancel *>(cancel)->done() ? 1 : 0; }

// SQLite would make it readable for everybody whom the umask allows; its journals take the mode of the file.
Result<void> makeForOwner(const QString &path)
{
    const int fd = ::open(QFile::encodeName(path).constData(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return makeError(ErrorCode::FileFailed, {path, QString::fromLocal8Bit(std::strerror(errno))});
    ::fchmod(fd, 0600);
    ::close(fd);
    return {};
}

QByteArray uriOf(const QString &path, bool immutable)
{
    QByteArray uri = "file:" + QUrl::toPercentEncoding(path, "/");
    if (immutable)
        uri += "?immutable=1";
    return uri;
}

} // namespace

// --- statements

SqliteStatement::SqliteStatement(SqliteStatement &&other) noexcept
    : m_statement(std::exchange(other.m_statement, nullptr)), m_path(other.m_path), m_bindError(other.m_bindError)
{}

SqliteStatement &SqliteStatement::operator=(SqliteStatement &&other) noexcept
{
    std::swap(m_statement, other.m_statement);
    std::swap(m_path, other.m_path);
    std::swap(m_bindError, other.m_bindError);
    return *this;
}

SqliteStatement::~SqliteStatement() { sqlite3_finalize(m_statement); }

void SqliteStatement::bound(int code)
{
    if (code != SQLITE_OK && m_bindError == SQLITE_OK)
        m_bindError = code;
}

SqliteStatement &SqliteStatement::bind(int parameter, qint64 number)
{
    bound(sqlite3_bind_int64(m_statement, parameter, number));
    return *this;
}

SqliteStatement &SqliteStatement::bindText(int parameter, std::string_view utf8)
{
    bound(sqlite3_bind_text64(m_statement, parameter, utf8.empty() ? "" : utf8.data(), utf8.size(), SQLITE_STATIC,
                              SQLITE_UTF8));
    return *this;
}

SqliteStatement &SqliteStatement::bindBlob(int parameter, std::string_view bytes)
{
    // Without an address SQLite would take it for NULL.
    bound(sqlite3_bind_blob64(m_statement, parameter, bytes.empty() ? "" : bytes.data(), bytes.size(), SQLITE_STATIC));
    return *this;
}

SqliteStatement &SqliteStatement::bindNull(int parameter)
{
    bound(sqlite3_bind_null(m_statement, parameter));
    return *this;
}

Result<bool> SqliteStatement::step()
{
    if (m_bindError != SQLITE_OK) {
        const int code = std::exchange(m_bindError, SQLITE_OK);
        return errorOf(code, nullptr, *m_path);
    }
    const int code = sqlite3_step(m_statement);
    if (code == SQLITE_ROW)
        return true;
    if (code == SQLITE_DONE) {
        reset();
        return false;
    }
    sqlite3 *db = sqlite3_db_handle(m_statement);
    Error error = errorOf(sqlite3_extended_errcode(db), sqlite3_errmsg(db), *m_path);
    reset();
    return error;
}

Result<void> SqliteStatement::run()
{
    return each([] {});
}

void SqliteStatement::reset() { sqlite3_reset(m_statement); }

SqliteStatement::Type SqliteStatement::type(int column) const
{
    switch (sqlite3_column_type(m_statement, column)) {
    case SQLITE_INTEGER:
        return Type::Integer;
    case SQLITE_FLOAT:
        return Type::Real;
    case SQLITE_TEXT:
        return Type::Text;
    case SQLITE_BLOB:
        return Type::Blob;
    default:
        return Type::Null;
    }
}

qint64 SqliteStatement::integer(int column) const { return sqlite3_column_int64(m_statement, column); }

std::string_view SqliteStatement::text(int column) const
{
    const auto *text = reinterpret_cast<const char *>(sqlite3_column_text(m_statement, column));
    return text ? std::string_view(text, std::size_t(sqlite3_column_bytes(m_statement, column))) : std::string_view();
}

std::string_view SqliteStatement::blob(int column) const
{
    const auto *bytes = static_cast<const char *>(sqlite3_column_blob(m_statement, column));
    return bytes ? std::string_view(bytes, std::size_t(sqlite3_column_bytes(m_statement, column))) : std::string_view();
}

QString SqliteStatement::string(int column) const
{
    const std::string_view utf8 = text(column);
    return QString::fromUtf8(utf8.data(), qsizetype(utf8.size()));
}

// --- the database

Sqlite::Sqlite(sqlite3 *db, QString path) : m_db(db), m_path(std::make_unique<const QString>(std::move(path))) {}

Sqlite::Sqlite(Sqlite &&other) noexcept : m_db(std::exchange(other.m_db, nullptr)), m_path(std::move(other.m_path)) {}

Sqlite &Sqlite::operator=(Sqlite &&other) noexcept
{
    std::swap(m_db, other.m_db);
    std::swap(m_path, other.m_path);
    return *this;
}

Sqlite::~Sqlite() { sqlite3_close_v2(m_db); }

Error Sqlite::failure() const { return errorOf(sqlite3_extended_errcode(m_db), sqlite3_errmsg(m_db), *m_path); }

Result<Sqlite> Sqlite::open(const QString &path, const Options &options)
{
    if (options.mode == Mode::Create) {
        if (auto made = makeForOwner(path); !made)
            return made.error();
    }
    const int flags = SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
                      (options.mode == Mode::ReadOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE);
    sqlite3 *handle = nullptr;
    const int code = sqlite3_open_v2(uriOf(path, options.immutable).constData(), &handle, flags, nullptr);
    Sqlite db(handle, path);
    if (code != SQLITE_OK)
        return errorOf(code, nullptr, path);
    if (auto hardened = db.harden(); !hardened)
        return hardened.error();
    if (auto configured = db.configure(options); !configured)
        return configured.error();
    return db;
}

Result<void> Sqlite::harden()
{
    for (const auto &[option, value] : {std::pair(SQLITE_DBCONFIG_DEFENSIVE, 1),
                                        {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
                                        {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
                                        {SQLITE_DBCONFIG_ENABLE_TRIGGER, 0},
                                        {SQLITE_DBCONFIG_ENABLE_VIEW, 0},
                                        {SQLITE_DBCONFIG_DQS_DML, 0},
                                        {SQLITE_DBCONFIG_DQS_DDL, 0}}) {
        if (sqlite3_db_config(m_db, option, value, nullptr) != SQLITE_OK)
            return failure();
    }
    for (const auto &[limit, value] : {std::pair(SQLITE_LIMIT_LENGTH, MaxValueBytes),
                                       {SQLITE_LIMIT_SQL_LENGTH, 1 << 17},
                                       {SQLITE_LIMIT_COLUMN, 100},
                                       {SQLITE_LIMIT_EXPR_DEPTH, 100},
                                       {SQLITE_LIMIT_COMPOUND_SELECT, 10},
                                       {SQLITE_LIMIT_VDBE_OP, 100'000},
                                       {SQLITE_LIMIT_FUNCTION_ARG, 20},
                                       {SQLITE_LIMIT_ATTACHED, 0},
                                       {SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 1000},
                                       {SQLITE_LIMIT_TRIGGER_DEPTH, 1},
                                       {SQLITE_LIMIT_WORKER_THREADS, 0}})
        sqlite3_limit(m_db, limit, value);
    return exec("PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON; PRAGMA mmap_size=0;");
}

Result<void> Sqlite::configure(const Options &options)
{
    sqlite3_busy_timeout(m_db, int(options.busy.count()));
    const QByteArray cache = "PRAGMA cache_size=-" + QByteArray::number(qulonglong(options.cacheBytes / 1024));
    if (auto set = exec(cache.constData()); !set)
        return set;
    if (!options.durable)
        return {};
    // Where the file system has no shared memory for a log SQLite keeps its plain journal, which is as safe.
    return exec("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;");
}

Result<void> Sqlite::exec(const char *sql)
{
    return sqlite3_exec(m_db, sql, nullptr, nullptr, nullptr) == SQLITE_OK ? Result<void>() : failure();
}

Result<SqliteStatement> Sqlite::prepare(std::string_view sql)
{
    sqlite3_stmt *statement = nullptr;
    if (sqlite3_prepare_v3(m_db, sql.data(), int(sql.size()), SQLITE_PREPARE_PERSISTENT, &statement, nullptr) !=
        SQLITE_OK)
        return failure();
    return SqliteStatement(statement, m_path.get());
}

Result<qint64> Sqlite::integer(std::string_view sql)
{
    auto statement = prepare(sql);
    if (!statement)
        return statement.error();
    const auto row = statement->step();
    if (!row)
        return row.error();
    return *row ? statement->integer(0) : 0;
}

Result<void> Sqlite::begin() { return exec("BEGIN IMMEDIATE"); }
Result<void> Sqlite::commit() { return exec("COMMIT"); }
Result<void> Sqlite::rollback() { return inTransaction() ? exec("ROLLBACK") : Result<void>(); }
bool Sqlite::inTransaction() const { return sqlite3_get_autocommit(m_db) == 0; }
qint64 Sqlite::changes() const { return sqlite3_changes64(m_db); }
qint64 Sqlite::lastInsertId() const { return sqlite3_last_insert_rowid(m_db); }

void Sqlite::setCancel(const Cancel *cancel)
{
    sqlite3_progress_handler(m_db, cancel ? OpsBetweenLooks : 0, cancel ? askCancel : nullptr,
                             const_cast<Cancel *>(cancel));
}

Result<void> Sqlite::quickCheck()
{
    auto check = prepare("PRAGMA quick_check(1)");
    if (!check)
        return check.error();
    const auto row = check->step();
    if (!row)
        return row.error();
    const QString said = *row ? check->string(0) : QString();
    if (said != u"ok")
        return errorOf(SQLITE_CORRUPT, said.toUtf8().constData(), *m_path);
    return {};
}

bool Sqlite::isDamage(const Error &error)
{
    const int code = codeOf(error);
    return code == SQLITE_CORRUPT || code == SQLITE_NOTADB || code == SQLITE_FORMAT || code == SQLITE_TOOBIG;
}

bool Sqlite::isFull(const Error &error) { return codeOf(error) == SQLITE_FULL; }

bool Sqlite::isBusy(const Error &error) { return error.code == ErrorCode::FileFailed && error.retriable; }

// --- transactions

Result<SqliteTransaction> SqliteTransaction::begin(Sqlite &db)
{
    if (auto begun = db.begin(); !begun)
        return begun.error();
    return SqliteTransaction(db);
}

SqliteTransaction::~SqliteTransaction()
{
    // An error of the rollback itself leaves nothing behind either: SQLite rolls back when the file is closed.
    if (m_db && m_db->inTransaction())
        static_cast<void>(m_db->rollback());
}

Result<void> SqliteTransaction::commit()
{
    auto committed = m_db->commit();
    if (committed)
        m_db = nullptr;
    return committed;
}

} // namespace flowbench

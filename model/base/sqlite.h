// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/cancel.h"
#include "model/base/result.h"

#include <memory>
#include <string>
#include <string_view>
#include <type_traits>

struct sqlite3;
struct sqlite3_stmt;

namespace flowbench {

// A prepared statement. Belongs to its Sqlite, which must outlive it; one thread.
//
//   insert.bind(1, id).bindText(2, name).bindBlob(3, bytes);
//   if (auto done = insert.run(); !done) return done.error();
//
//   while (true) { auto row = query.step(); if (!row) return row.error(); if (!*row) break; use(query.integer(0)); }
class SqliteStatement
{
public:
    SqliteStatement(SqliteStatement &&other) noexcept;
    SqliteStatement &operator=(SqliteStatement &&other) noexcept;
    ~SqliteStatement();

    // Parameters are counted from 1. Text and bytes are not copied: they must live until the statement ran or was
    // reset. What cannot be bound is told by step() or run().
    SqliteStatement &bind(int parameter, qint64 number);
    SqliteStatement &bindText(int parameter, std::string_view utf8);
    SqliteStatement &bindBlob(int parameter, std::string_view bytes);
    SqliteStatement &bindNull(int parameter);

    // True: a row is there. After the last row, or an error, the statement is reset.
    Result<bool> step();
    // Calls `row` at each row, to the last one. What it answers, if it answers a Result, ends it where it is an error.
    template <class Row>
    Result<void> each(Row row)
    {
        while (true) {
            const auto more = step();
            if (!more)
                return more.error();
            if (!*more)
                return {};
            if constexpr (std::is_void_v<std::invoke_result_t<Row &>>) {
                row();
            } else if (Result<void> done = row(); !done) {
                reset();
                return done;
            }
        }
    }
    // To the end, whatever rows there are, and ready for the next run.
    Result<void> run();
    void reset(); // bindings stay

    // Of the row, columns counted from 0. Views live until the next step, run or reset. Another type is converted as
    // SQLite does it: ask for the type first where the file is not our own.
    enum class Type : quint8 { Integer, Real, Text, Blob, Null };
    Type type(int column) const;
    bool isNull(int column) const { return type(column) == Type::Null; }
    qint64 integer(int column) const;
    std::string_view text(int column) const;
    std::string_view blob(int column) const;
    QString string(int column) const;

private:
    friend class Sqlite;
    SqliteStatement(sqlite3_stmt *statement, const QString *path) : m_statement(statement), m_path(path) {}
    void bound(int code);

    sqlite3_stmt *m_statement = nullptr;
    const QString *m_path = nullptr; // of the Sqlite, for errors
    int m_bindError = 0;
};

// One SQLite database. Used by one thread at a time (not necessarily the one that opened it). Files may be hostile: no
// extension is loaded, no trigger or view runs, nothing in the schema is trusted, sizes are limited, and a damaged file
// is an error, not a crash. Errors: FileFailed (path, reason), with SQLite's own words in `detail`; Cancelled.
class Sqlite
{
public:
    enum class Mode : quint8 {
        ReadOnly,  // the file must exist
        ReadWrite, // the file must exist
        Create     // made where it is not there (or empty), readable by its owner only
    };
    struct Options
    {
        Mode mode = Mode::ReadOnly;
        // Nobody writes the file while it is open: no locks are taken and no journal beside it is looked for.
        bool immutable = false;
        // For a journal that must survive a power cut: write-ahead log, every commit is on the disk when it returns.
        bool durable = false;
        Milliseconds busy{5000};          // how long a lock of somebody else is waited for
        std::size_t cacheBytes = 8 << 20; // of pages
    };
    // What is no database is told here.
    static Result<Sqlite> open(const QString &path, const Options &options);

    Sqlite(Sqlite &&other) noexcept;
    Sqlite &operator=(Sqlite &&other) noexcept;
    ~Sqlite(); // closes; an open transaction is rolled back

    const QString &path() const { return *m_path; }

    // Statements without parameters and results, divided by semicolons.
    Result<void> exec(const char *sql);
    Result<SqliteStatement> prepare(std::string_view sql);
    // The first column of the first row; 0 where there is none.
    Result<qint64> integer(std::string_view sql);

    Result<void> begin(); // takes the write lock at once
    Result<void> commit();
    Result<void> rollback();
    bool inTransaction() const;

    // Rows that the last statement changed; the row id of the last insert.
    qint64 changes() const;
    qint64 lastInsertId() const;

    // Ends running statements with Cancelled when asked to stop or expired. Null: never. `cancel` must live on.
    void setCancel(const Cancel *cancel);

    // Reads all pages; FileFailed says what is broken.
    Result<void> quickCheck();

    // Whether an error came of damaged content (also: no database at all), of a full disk, of a lock.
    static bool isDamage(const Error &error);
    static bool isFull(const Error &error);
    static bool isBusy(const Error &error);

private:
    explicit Sqlite(sqlite3 *db, QString path);
    Result<void> harden();
    Result<void> configure(const Options &options);
    Error failure() const;

    sqlite3 *m_db = nullptr;
    std::unique_ptr<const QString> m_path; // statements keep its address
};

// Commits where commit() was called, else rolls back when it ends.
class SqliteTransaction
{
public:
    static Result<SqliteTransaction> begin(Sqlite &db);
    SqliteTransaction(SqliteTransaction &&other) noexcept : m_db(std::exchange(other.m_db, nullptr)) {}
    SqliteTransaction &operator=(SqliteTransaction &&) = delete;
    ~SqliteTransaction();
    Result<void> commit();

private:
    explicit SqliteTransaction(Sqlite &db) : m_db(&db) {}
    Sqlite *m_db;
};

} // namespace flowbench

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/cancel.h"
#include "model/base/result.h"

#include <QString>

#include <memory>
#include <mutex>
#include <optional>

namespace flowbench {

class AuditLog;

// Every kind of write there is. A new one is added here, and classified by the guard before it compiles.
enum class WriteOperation : quint8 { Publish, Settle, ResetPositions, Declare, Delete, DeleteRecords };
const char *writeOperationName(WriteOperation operation);

enum class Environment : quint8 { None, Development, Test, Production };
const char *environmentName(Environment environment); // "development", "test", "production", ""
std::optional<Environment> environmentFromName(QStringView name);

// Permission for one write. Only Guard makes one: a writing function that forgot the guard does not compile.
class WriteGrant
{
public:
    WriteOperation operation() const { return m_operation; }
    const QString &target() const { return m_target; }
    quint64 count() const { return m_count; } // 0: not known beforehand (a stream of events)
    bool valid() const { return Clock::now() < m_expires; }
    // The first check of every writing function.
    Result<void> allows(WriteOperation operation) const;

private:
    friend class Guard;
    WriteGrant(WriteOperation operation, QString target, quint64 count, Clock::time_point expires, QString connection,
               quint64 id)
        : m_operation(operation),
          m_target(std::move(target)),
          m_count(count),
          m_expires(expires),
          m_connection(std::move(connection)),
          m_id(id)
    {}
    WriteOperation m_operation;
    QString m_target;
    quint64 m_count;
    Clock::time_point m_expires;
    QString m_connection;
    quint64 m_id;
};

struct GuardPolicy
{
    QString connection; // name, or the URL without user and password
    Environment environment = Environment::None;
    bool readOnly = false;
};

// Stands before every write of one connection. Read-only refuses; production is read-only until unlocked for 15 minutes
// by its name. Writes an audit line before the grant and one after. Thread-safe.
class Guard
{
public:
    static constexpr std::chrono::minutes UnlockedFor{15};

    Guard(GuardPolicy policy, std::shared_ptr<AuditLog> audit);

    // `typed` must be the connection's name; false otherwise.
    bool unlock(const QString &typed);
    void lock();
    bool unlocked() const;
    // Absent where a write would be granted now.
    std::optional<Error> refusal() const;
    const GuardPolicy &policy() const { return m_policy; }

    Result<WriteGrant> grant(WriteOperation operation, const QString &target, quint64 count);
    // How it ended: an audit line with the outcome ("confirmed", "failed", ...) and how many.
    void done(const WriteGrant &grant, const QString &outcome, quint64 count);

private:
    GuardPolicy m_policy;
    std::shared_ptr<AuditLog> m_audit;
    mutable std::mutex m_mutex;
    Clock::time_point m_unlockedUntil{}; // guarded by m_mutex
    quint64 m_nextId = 1;                // guarded by m_mutex
};

} // namespace flowbench

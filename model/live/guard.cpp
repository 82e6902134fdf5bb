// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/live/guard.h"

#include "model/audit/auditlog.h"

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {
// A grant outlives a long import, not a forgotten window.
constexpr std::chrono::hours GrantLasts{12};

QJsonObject auditLine(const QString &connection, WriteOperation operation, const QString &target, quint64 count,
                      quint64 id)
{
    return {{u"connection"_s, connection},
            {u"operation"_s, QString::fromLatin1(writeOperationName(operation))},
            {u"target"_s, target},
            {u"count"_s, qint64(count)},
            {u"grant"_s, qint64(id)}};
}
} // namespace

const char *writeOperationName(WriteOperation operation)
{
    switch (operation) {
    case WriteOperation::Publish:
        return "publish";
    case WriteOperation::Settle:
        return "settle";
    case WriteOperation::ResetPositions:
        return "reset";
    case WriteOperation::Declare:
        return "declare";
    case WriteOperation::Delete:
        return "delete";
    case WriteOperation::DeleteRecords:
        return "delete-records";
    }
    return "";
}

const char *environmentName(Environment environment)
{
    switch (environment) {
    case Environment::None:
        return "";
    case Environment::Development:
        return "development";
    case Environment::Test:
        return "test";
    case Environment::Production:
        return "production";
    }
    return "";
}

std::optional<Environment> environmentFromName(QStringView name)
{
    for (const Environment e :
         {Environment::None, Environment::Development, Environment::Test, Environment::Production}) {
        if (name == QLatin1StringView(environmentName(e)))
            return e;
    }
    return {};
}

Result<void> WriteGrant::allows(WriteOperation operation) const
{
    if (operation != m_operation)
        return makeError(ErrorCode::Internal, {u"grant"_s}, u"a grant of another operation"_s);
    if (!valid())
        return makeError(ErrorCode::GuardExpired, {m_connection});
    return {};
}

Guard::Guard(GuardPolicy policy, std::shared_ptr<AuditLog> audit)
    : m_policy(std::move(policy)), m_audit(std::move(audit))
{}

bool Guard::unlock(const QString &typed)
{
    if (typed != m_policy.connection)
        return false;
    const std::lock_guard lock(m_mutex);
    m_unlockedUntil = Clock::now() + UnlockedFor;
    return true;
}

void Guard::lock()
{
    const std::lock_guard lock(m_mutex);
    m_unlockedUntil = {};
}

bool Guard::unlocked() const
{
    const std::lock_guard lock(m_mutex);
    return Clock::now() < m_unlockedUntil;
}

std::optional<Error> Guard::refusal() const
{
    Error error;
    error.connection = m_policy.connection;
    error.args = {m_policy.connection};
    if (m_policy.readOnly) {
        error.code = ErrorCode::GuardReadOnly;
        return error;
    }
    if (m_policy.environment == Environment::Production && !unlocked()) {
        error.code = ErrorCode::GuardProduction;
        return error;
    }
    return {};
}

Result<WriteGrant> Guard::grant(WriteOperation operation, const QString &target, quint64 count)
{
    if (const auto refused = refusal())
        return *refused;
    quint64 id = 0;
    {
        const std::lock_guard lock(m_mutex);
        id = m_nextId++;
    }
    if (m_audit) {
        QJsonObject line = auditLine(m_policy.connection, operation, target, count, id);
        line[u"phase"_s] = u"begin"_s;
        if (const auto written = m_audit->append(std::move(line)); !written)
            return written.error();
    }
    return WriteGrant(operation, target, count, Clock::now() + GrantLasts, m_policy.connection, id);
}

void Guard::done(const WriteGrant &grant, const QString &outcome, quint64 count)
{
    if (!m_audit)
        return;
    QJsonObject line = auditLine(m_policy.connection, grant.operation(), grant.target(), count, grant.m_id);
    line[u"phase"_s] = u"end"_s;
    line[u"outcome"_s] = outcome;
    // The write happened; an audit line that could not be written is not a reason to deny it. The next grant will fail.
    (void)m_audit->append(std::move(line)).ok();
}

} // namespace flowbench

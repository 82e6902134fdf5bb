// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/common/registry.h"
#include "model/live/port.h"
#include "model/workspace/workspacestore.h"

#include <memory>
#include <optional>

namespace flowbench {

class AuditLog;
class SecretStore;

// A connection before it is made: what it is, who guards it, and whether a password is still needed.
struct PreparedConnection
{
    ConnectionConfig config;
    const ConnectorType *type = nullptr;      // the registry's
    std::optional<ConnectionProfile> profile; // saved under this name; absent for a raw URL
    std::shared_ptr<Guard> guard;
    QString registry;           // URL of its schema registry, of the URL's ?registry= or saved; may hold a password
    bool needsPassword = false; // it has a user and no password yet: ask keychain or person
};

// Makes connections of names and URLs: the one place where a URL meets its guard. Thread: any one at a time.
class ConnectionOpener
{
public:
    // `registry` must outlive it. `stateFolder` may be empty: no audit log can be written then, and none is.
    ConnectionOpener(const ConnectorRegistry &registry, const Workspace &workspace, const QString &stateFolder);

    // A saved name, or a URL. A raw URL with the host, port and vhost of saved connections takes the guard of the
    // strictest of them, or of the one that `confirm` names. No network, no keychain.
    Result<PreparedConnection> prepare(const QString &nameOrUrl, const QString &confirm = {}) const;
    Result<PreparedConnection> prepare(const ConnectionProfile &profile) const;

    // The connector, with the password that stands in config.url by now.
    static Result<std::unique_ptr<Connector>> connect(const PreparedConnection &prepared);

    const std::shared_ptr<AuditLog> &audit() const { return m_audit; }

private:
    Result<PreparedConnection> prepareUrl(ConnectionUrl url, const QString &confirm) const;
    Result<void> complete(PreparedConnection &prepared, GuardPolicy policy) const;

    const ConnectorRegistry &m_registry;
    Workspace m_workspace;
    QString m_stateFolder;
    std::shared_ptr<AuditLog> m_audit;
    std::shared_ptr<ArenaPool> m_arenas;
};

// Where a password may come from beside the URL, in this order: the file, FLOWBENCH_PASSWORD_<NAME> (NAME in capitals,
// everything but letters and digits as _), FLOWBENCH_PASSWORD, the keychain (where `store` is not null).
// A file that others may read is refused. Fills config.url.password; what failed in the keychain is no error.
Result<void> findPassword(PreparedConnection &prepared, const QString &passwordFile, SecretStore *store);

} // namespace flowbench

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/common/opener.h"
#include "app/common/registry.h"
#include "model/live/secretstore.h"
#include "model/live/session.h"
#include "model/replay/deskworker.h"
#include "model/schema/schemacheck.h"
#include "model/workspace/workspacestore.h"
#include "ui/connections/connectionsmodel.h"

#include <QObject>

#include <functional>
#include <memory>
#include <vector>

namespace flowbench {

// The connections of the window: what the workspace has saved, and the sessions that are open. Owns the sessions.
// GUI thread. The workspace's small files are read and written here; brokers and keychain never make it wait.
class SessionPool : public QObject
{
    Q_OBJECT

public:
    // Asks the person; an empty optional: they would rather not.
    using AskPassword =
        std::function<void(const QString &user, const QString &address, std::function<void(std::optional<QString>)>)>;

    SessionPool(const ConnectorRegistry &registry, QString workspaceFolder, QString stateFolder, SecretStore &secrets,
                QObject *parent = nullptr);
    ~SessionPool() override;

    void setAskPassword(AskPassword ask) { m_ask = std::move(ask); }
    const std::vector<ConnectorType> &types() const { return m_registry.types(); }
    const std::shared_ptr<ArenaPool> &arenas() const { return m_arenas; }
    const std::vector<WorkspaceProblem> &problems() const { return m_workspace.problems; }

    // Saved ones by name, then the open ones that are not saved.
    std::vector<ConnectionItem> items() const;
    std::vector<Session *> sessions() const;
    Session *session(const QString &id) const;
    const ConnectionProfile *profile(const QString &id) const { return m_workspace.find(id); }
    QStringList names() const;
    const QString &workspaceFolder() const { return m_store.folder(); }
    // The id that a saved name or a URL has among items().
    QString idOf(const QString &nameOrUrl) const;

    // A saved name or a URL. Answers later through opened() or failed(); one that is open already at once.
    void open(const QString &nameOrUrl);
    // With a password that was typed just now; empty: it is looked for and asked for.
    void openWith(const QString &nameOrUrl, const QString &password);
    void close(const QString &id);
    // A further connection to what is open, with its guard and its password: for jobs. `connection` is an id, else the
    // URL of a journal counts. No network. UnknownConnection where neither is open.
    Result<OpenedEnd> openEnd(const QString &connection, const QString &url) const;
    // What events of that connection are checked by: the schemas of its registry and of the workspace, as they are when
    // the first event is checked, which is a worker's work. Null where it is not open.
    std::shared_ptr<const SchemaCheck> schemaCheck(const QString &id) const;
    // Opens what a job needs and is not open, and then answers: the first problem, or none. Cancelled where the person
    // would rather not say a password.
    void reach(const QStringList &connections, std::function<void(Result<void>)> then);
    // `oldName` where it replaces one. A null password leaves the keychain alone.
    Result<void> save(const ConnectionProfile &profile, const QString &oldName, const QString &password,
                      bool keepPassword);
    Result<void> remove(const QString &name);
    void setFavourite(const QString &id, const QString &channel, bool favourite);

signals:
    void changed(); // items() is another list
    void opened(flowbench::Session *session);
    void closing(flowbench::Session *session); // it dies after this
    void declined(const QString &id);          // the person would rather not say its password
    void failed(const QString &connection, const flowbench::Error &error);
    void passwordNotKept(const QString &connection, const flowbench::Error &error);

private:
    void reload();
    void findSecret(PreparedConnection prepared, const QString &id);
    void askOrStart(PreparedConnection prepared, const QString &id);
    void start(const PreparedConnection &prepared, const QString &id);

    const ConnectorRegistry &m_registry;
    WorkspaceStore m_store;
    QString m_stateFolder;
    SecretStore &m_secrets;
    Workspace m_workspace;
    std::unique_ptr<ConnectionOpener> m_opener;
    std::shared_ptr<ArenaPool> m_arenas;
    AskPassword m_ask;
    struct Open
    {
        QString id;
        PreparedConnection prepared;           // with the password that was found
        std::shared_ptr<SchemaSource> schemas; // null: none
        std::unique_ptr<Session> session;
    };
    std::vector<Open> m_open;
    QStringList m_opening;
};

} // namespace flowbench

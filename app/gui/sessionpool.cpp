// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/sessionpool.h"

#include "app/common/schemas.h"
#include "model/store/arena.h"

#include <QFileInfo>

#include <algorithm>

namespace flowbench {

using namespace Qt::StringLiterals;

SessionPool::SessionPool(const ConnectorRegistry &registry, QString workspaceFolder, QString stateFolder,
                         SecretStore &secrets, QObject *parent)
    : QObject(parent),
      m_registry(registry),
      m_store(std::move(workspaceFolder)),
      m_stateFolder(std::move(stateFolder)),
      m_secrets(secrets),
      m_arenas(ArenaPool::create())
{
    reload();
}

SessionPool::~SessionPool() = default;

void SessionPool::reload()
{
    if (auto loaded = m_store.load())
        m_workspace = std::move(*loaded);
    m_opener = std::make_unique<ConnectionOpener>(m_registry, m_workspace, m_stateFolder);
    emit changed();
}

std::vector<ConnectionItem> SessionPool::items() const
{
    std::vector<ConnectionItem> items;
    for (const ConnectionProfile &p : m_workspace.connections) {
        const ConnectorType *type = m_registry.forScheme(p.url.scheme);
        items.push_back({p.name, p.name, type ? type->name : p.url.scheme, p.environment, p.colour, true,
                         session(p.name), QSet<QString>(p.favourites.begin(), p.favourites.end())});
    }
    for (const Open &o : m_open) {
        if (m_workspace.find(o.id))
            continue;
        const Session::Identity &i = o.session->identity();
        items.push_back({o.id, i.name, i.typeName, i.environment, i.colour, false, o.session.get(), {}});
    }
    return items;
}

std::vector<Session *> SessionPool::sessions() const
{
    std::vector<Session *> out;
    for (const Open &o : m_open)
        out.push_back(o.session.get());
    return out;
}

Session *SessionPool::session(const QString &id) const
{
    const auto it = std::find_if(m_open.begin(), m_open.end(), [&](const Open &o) { return o.id == id; });
    return it == m_open.end() ? nullptr : it->session.get();
}

QStringList SessionPool::names() const
{
    QStringList out;
    for (const ConnectionProfile &p : m_workspace.connections)
        out.append(p.name);
    return out;
}

QString SessionPool::idOf(const QString &nameOrUrl) const
{
    if (m_workspace.find(nameOrUrl))
        return nameOrUrl;
    const auto url = ConnectionUrl::parse(nameOrUrl);
    return url ? url->toString() : nameOrUrl;
}

void SessionPool::open(const QString &nameOrUrl) { openWith(nameOrUrl, {}); }

void SessionPool::openWith(const QString &nameOrUrl, const QString &password)
{
    auto prepared = m_opener->prepare(nameOrUrl);
    if (!prepared) {
        emit failed(prepared.error().connection, prepared.error());
        return;
    }
    const QString id = prepared->profile ? prepared->profile->name : prepared->config.url.toString();
    if (Session *there = session(id)) {
        emit opened(there);
        return;
    }
    if (m_opening.contains(id))
        return;
    m_opening.append(id);
    if (!password.isEmpty()) {
        prepared->config.url.password = password;
        start(*prepared, id);
        return;
    }
    findSecret(std::move(*prepared), id);
}

void SessionPool::findSecret(PreparedConnection prepared, const QString &id)
{
    if (!prepared.needsPassword) {
        start(prepared, id);
        return;
    }
    // Files and variables are the command line's; here the keychain is asked, and answers when it does.
    m_secrets.read(secretKey(prepared.config.url),
                   [this, prepared = std::move(prepared), id](const Result<QString> &kept) mutable {
                       if (kept && !kept->isNull()) {
                           prepared.config.url.password = *kept;
                           start(prepared, id);
                           return;
                       }
                       askOrStart(std::move(prepared), id);
                   });
}

void SessionPool::askOrStart(PreparedConnection prepared, const QString &id)
{
    if (!m_ask) {
        start(prepared, id);
        return;
    }
    const QString user = prepared.config.url.user, address = prepared.config.url.address();
    m_ask(user, address, [this, prepared = std::move(prepared), id](const std::optional<QString> &typed) mutable {
        if (!typed) {
            m_opening.removeAll(id);
            emit declined(id);
            return;
        }
        prepared.config.url.password = *typed;
        start(prepared, id);
    });
}

void SessionPool::start(const PreparedConnection &prepared, const QString &id)
{
    m_opening.removeAll(id);
    PreparedConnection p = prepared;
    p.config.arenas = m_arenas;
    auto connector = ConnectionOpener::connect(p);
    if (!connector) {
        emit failed(p.config.name, connector.error());
        return;
    }
    Session::Identity identity;
    const GuardPolicy &policy = p.guard->policy();
    // The sandbox is its own name; a URL is shown by its address, a capture by its file.
    identity.recorded = p.type->id == u"file";
    identity.name = p.profile                    ? p.profile->name
                    : identity.recorded          ? QFileInfo(p.config.url.path).fileName()
                    : p.config.url.hosts.empty() ? p.type->name
                                                 : p.config.url.address();
    identity.url = p.config.url.toString();
    identity.typeName = p.type->name;
    identity.environment = policy.environment;
    identity.readOnly = policy.readOnly;
    identity.colour = p.profile ? p.profile->colour : QString();
    identity.saved = p.profile.has_value();
    m_open.push_back(
        {id, p, nullptr, std::make_unique<Session>(std::move(identity), std::move(*connector), p.guard, m_arenas)});
    Session *session = m_open.back().session.get();
    if (auto schemas = makeSchemaSource(p)) {
        m_open.back().schemas = *schemas;
        session->setSchemas(std::move(*schemas));
    } else {
        emit failed(session->identity().name, schemas.error());
    }
    session->watch();
    emit changed();
    emit opened(session);
}

void SessionPool::close(const QString &id)
{
    const auto it = std::find_if(m_open.begin(), m_open.end(), [&](const Open &o) { return o.id == id; });
    if (it == m_open.end())
        return;
    std::unique_ptr<Session> dying = std::move(it->session);
    m_open.erase(it);
    emit closing(dying.get());
    emit changed();
}

Result<OpenedEnd> SessionPool::openEnd(const QString &connection, const QString &url) const
{
    const auto wanted = url.isEmpty() ? QString() : idOf(url);
    const auto it = std::ranges::find_if(
        m_open, [&](const Open &o) { return o.id == connection || (!wanted.isEmpty() && o.id == wanted); });
    if (it == m_open.end())
        return makeError(ErrorCode::UnknownConnection, {connection.isEmpty() ? wanted : connection});
    auto connector = ConnectionOpener::connect(it->prepared);
    if (!connector)
        return connector.error();
    auto shown = ConnectionUrl::parse(it->prepared.config.url.toString());
    if (!shown)
        return shown.error();
    return OpenedEnd{std::move(*connector), it->prepared.guard, it->id, std::move(*shown)};
}

std::shared_ptr<const SchemaCheck> SessionPool::schemaCheck(const QString &id) const
{
    const auto it = std::ranges::find(m_open, id, &Open::id);
    return it == m_open.end() ? nullptr : makeSchemaCheck(it->schemas, m_store.folder());
}

void SessionPool::reach(const QStringList &connections, std::function<void(Result<void>)> then)
{
    const auto missing =
        std::ranges::find_if(connections, [this](const QString &c) { return !c.isEmpty() && !session(idOf(c)); });
    if (missing == connections.end()) {
        then({});
        return;
    }
    // One after the other: each may ask for its password.
    auto *wait = new QObject(this);
    connect(this, &SessionPool::opened, wait, [this, wait, id = idOf(*missing), connections, then](Session *session) {
        if (this->session(id) != session)
            return;
        wait->deleteLater();
        reach(connections, then);
    });
    connect(this, &SessionPool::failed, wait, [wait, name = *missing, then](const QString &failed, const Error &e) {
        if (failed != name)
            return;
        wait->deleteLater();
        then(e);
    });
    connect(this, &SessionPool::declined, wait, [wait, id = idOf(*missing), then](const QString &declined) {
        if (declined != id)
            return;
        wait->deleteLater();
        then(makeError(ErrorCode::Cancelled));
    });
    open(*missing);
}

Result<void> SessionPool::save(const ConnectionProfile &profile, const QString &oldName, const QString &password,
                               bool keepPassword)
{
    const bool renamed = !oldName.isEmpty() && oldName != profile.name && m_workspace.find(oldName);
    const auto written = renamed ? m_store.rename(oldName, profile) : m_store.save(profile);
    if (!written)
        return written.error();
    if (!password.isNull() && keepPassword) {
        m_secrets.write(secretKey(profile.url), password, [this, name = profile.name](const Result<void> &kept) {
            if (!kept)
                emit passwordNotKept(name, kept.error());
        });
    }
    // What is open goes on as it is until it is opened anew: a session never changes its guard under way.
    if (!oldName.isEmpty() && session(oldName))
        close(oldName);
    reload();
    return {};
}

Result<void> SessionPool::remove(const QString &name)
{
    const ConnectionProfile *p = m_workspace.find(name);
    if (p)
        m_secrets.remove(secretKey(p->url), [](const Result<void> &) {});
    const auto removed = m_store.remove(name);
    if (!removed)
        return removed.error();
    close(name);
    reload();
    return {};
}

void SessionPool::setFavourite(const QString &id, const QString &channel, bool favourite)
{
    const ConnectionProfile *p = m_workspace.find(id);
    if (!p)
        return;
    ConnectionProfile changedProfile = *p;
    changedProfile.favourites.removeAll(channel);
    if (favourite)
        changedProfile.favourites.append(channel);
    if (const auto written = m_store.save(changedProfile); !written)
        emit failed(id, written.error());
    reload();
}

} // namespace flowbench

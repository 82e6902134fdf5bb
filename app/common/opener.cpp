// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/common/opener.h"

#include "app/common/keychain.h"
#include "app/common/schemas.h"
#include "model/audit/auditlog.h"
#include "model/store/arena.h"

#include <QFile>
#include <QFileInfo>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {
constexpr qint64 PasswordLimit = 64 * 1024;

// What has the shape of a URL is one, even of a scheme that nobody speaks: it must not be looked up as a name.
bool looksLikeUrl(const QString &text)
{
    const qsizetype colon = text.indexOf(u':');
    if (colon <= 0)
        return false;
    for (const QChar c : QStringView(text).left(colon)) {
        if (!(c.unicode() < 128 && (c.isLetterOrNumber() || c == u'+' || c == u'-' || c == u'.')))
            return false;
    }
    return text[0].isLetter();
}

QString variableOf(const QString &name)
{
    QString out = u"FLOWBENCH_PASSWORD_"_s;
    for (const QChar c : name)
        out += c.unicode() < 128 && c.isLetterOrNumber() ? c.toUpper() : QChar(u'_');
    return out;
}

Result<QString> readPasswordFile(const QString &path)
{
    const QFileInfo info(path);
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return makeError(ErrorCode::FileFailed, {path, file.errorString()});
    constexpr auto Others = QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther;
    if (info.isFile() && (info.permissions() & Others))
        return makeError(ErrorCode::FileFailed, {path, u"others may read this password: chmod 600 it first"_s});
    QString text = QString::fromUtf8(file.read(PasswordLimit));
    // One line end belongs to the file, not to the password.
    if (text.endsWith(u'\n'))
        text.chop(1);
    if (text.endsWith(u'\r'))
        text.chop(1);
    return text;
}

std::optional<QString> variable(const QString &name)
{
    const QByteArray key = name.toLatin1();
    return qEnvironmentVariableIsSet(key.constData()) ? std::optional(qEnvironmentVariable(key.constData()))
                                                      : std::nullopt;
}
} // namespace

ConnectionOpener::ConnectionOpener(const ConnectorRegistry &registry, const Workspace &workspace,
                                   const QString &stateFolder)
    : m_registry(registry), m_workspace(workspace), m_stateFolder(stateFolder), m_arenas(ArenaPool::create())
{
    if (!stateFolder.isEmpty())
        m_audit = std::make_shared<AuditLog>(stateFolder + u"/audit.jsonl"_s);
}

Result<PreparedConnection> ConnectionOpener::prepare(const QString &nameOrUrl, const QString &confirm) const
{
    if (const ConnectionProfile *profile = m_workspace.find(nameOrUrl))
        return prepare(*profile);
    if (!looksLikeUrl(nameOrUrl)) {
        Error error = makeError(ErrorCode::UnknownConnection, {nameOrUrl});
        error.connection = nameOrUrl;
        return error;
    }
    auto url = ConnectionUrl::parse(nameOrUrl);
    if (!url)
        return url.error();
    return prepareUrl(std::move(*url), confirm);
}

Result<PreparedConnection> ConnectionOpener::prepare(const ConnectionProfile &profile) const
{
    PreparedConnection p;
    p.config.name = profile.name;
    p.config.url = profile.url;
    p.registry = takeRegistry(p.config.url);
    if (p.registry.isEmpty())
        p.registry = profile.registry;
    p.profile = profile;
    if (auto safe = checkSavedUrl(profile.url); !safe)
        return safe.error();
    if (auto completed = complete(p, profile.policy()); !completed)
        return completed.error();
    return p;
}

Result<PreparedConnection> ConnectionOpener::prepareUrl(ConnectionUrl url, const QString &confirm) const
{
    PreparedConnection p;
    p.registry = takeRegistry(url);
    p.config.name = url.toString();
    p.config.url = std::move(url);
    GuardPolicy policy{p.config.name, Environment::None, false};
    const auto saved = m_workspace.sameBroker(p.config.url);
    if (!saved.empty()) {
        policy = saved.front()->policy();
        for (const ConnectionProfile *s : saved) {
            // Among several production names the person's choice counts; read-only stays read-only.
            if (!policy.readOnly && s->name == confirm && s->environment == policy.environment)
                policy = s->policy();
        }
    }
    if (auto completed = complete(p, std::move(policy)); !completed)
        return completed.error();
    return p;
}

Result<void> ConnectionOpener::complete(PreparedConnection &p, GuardPolicy policy) const
{
    const auto type = m_registry.check(p.config.url);
    if (!type) {
        Error error = type.error();
        if (error.connection.isEmpty())
            error.connection = p.config.name;
        return error;
    }
    if (auto checked = checkRegistry(p.registry); !checked) {
        Error error = checked.error();
        error.connection = p.config.name;
        return error;
    }
    p.type = *type;
    p.config.arenas = m_arenas;
    p.config.stateFolder = m_stateFolder;
    p.guard = std::make_shared<Guard>(std::move(policy), m_audit);
    const bool user = !p.config.url.user.isEmpty() || !p.config.url.option(u"sasl.username").isEmpty();
    p.needsPassword = user && p.config.url.password.isNull() && p.config.url.option(u"sasl.password").isEmpty();
    return {};
}

Result<std::unique_ptr<Connector>> ConnectionOpener::connect(const PreparedConnection &prepared)
{
    auto made = prepared.type->create(prepared.config);
    if (made)
        return made;
    Error error = made.error();
    if (error.connection.isEmpty())
        error.connection = prepared.config.name;
    return error;
}

Result<void> findPassword(PreparedConnection &p, const QString &passwordFile, SecretStore *store)
{
    QString &password = p.config.url.password;
    if (!passwordFile.isEmpty()) {
        auto read = readPasswordFile(passwordFile);
        if (!read)
            return read.error();
        password = *read;
    } else if (!password.isNull() || !p.needsPassword) {
        return {};
    } else if (const auto named = p.profile ? variable(variableOf(p.profile->name)) : std::nullopt) {
        password = *named;
    } else if (const auto common = variable(u"FLOWBENCH_PASSWORD"_s)) {
        password = *common;
    } else if (store) {
        if (const auto kept = readSecret(*store, secretKey(p.config.url)); kept && !kept->isNull())
            password = *kept;
    }
    p.needsPassword = password.isNull() && p.needsPassword;
    return {};
}

} // namespace flowbench

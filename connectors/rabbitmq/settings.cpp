// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/rabbitmq/settings.h"

#include <QUrl>

namespace flowbench::rabbitmq {

using namespace Qt::StringLiterals;

namespace {
constexpr int PlainPort = 5672, TlsPort = 5671;
constexpr int ManagementShift = 10000, ManagementPort = 15672;

Error badOption(const QString &name, const QString &value) { return makeError(ErrorCode::BadArgument, {name, value}); }

Result<void> applyManagement(Settings &s, const QString &value)
{
    const QUrl url(value, QUrl::StrictMode);
    if (!url.isValid() || (url.scheme() != u"http" && url.scheme() != u"https") || url.host().isEmpty() ||
        !url.userInfo().isEmpty())
        return badOption(u"management"_s, url.toDisplayString(QUrl::RemoveUserInfo));
    s.management = url.toString(QUrl::RemoveQuery | QUrl::RemoveFragment | QUrl::StripTrailingSlash);
    while (s.management.endsWith(u'/'))
        s.management.chop(1);
    return {};
}

Result<void> applyOption(Settings &s, const QString &name, const QString &value)
{
    if (name == u"management")
        return applyManagement(s, value);
    if (name == u"cacertfile")
        s.caFile = value;
    else if (name == u"certfile")
        s.certFile = value;
    else if (name == u"keyfile")
        s.keyFile = value;
    else if (name == u"heartbeat") {
        bool ok = false;
        s.heartbeat = value.toInt(&ok);
        if (!ok || s.heartbeat < 2 || s.heartbeat > 300)
            return badOption(name, value);
    } else if (name == u"verify" || name == u"server_name_indication" || name == u"fail_if_no_peer_cert") {
        // RabbitMQ's own URIs know these; a certificate is always verified here.
        if (name == u"verify" && value == u"verify_peer")
            return {};
        return makeError(ErrorCode::RefusedProperty, {name, u"verification"_s});
    } else if (name != u"registry") {
        return badOption(name, value);
    }
    return {};
}
} // namespace

QStringList Settings::managementUrls() const
{
    if (!management.isEmpty())
        return {management};
    QStringList urls;
    for (const HostPort &h : hosts) {
        const QString host = h.host.contains(u':') ? u'[' + h.host + u']' : h.host;
        // Over TLS only TLS is tried: the password must not leave in the clear because a port was guessed.
        for (const int port : {h.port + ManagementShift, tls ? ManagementPort - 1 : ManagementPort}) {
            const QString url = (tls ? u"https://"_s : u"http://"_s) + host + u':' + QString::number(port);
            if (port <= 65535 && !urls.contains(url))
                urls.append(url);
        }
    }
    return urls;
}

Result<Settings> settingsOf(const ConnectionUrl &url)
{
    Settings s;
    s.tls = url.scheme == u"amqps";
    s.hosts = url.hosts;
    if (s.hosts.empty())
        return makeError(ErrorCode::BadUrl, {u"host"_s});
    for (HostPort &h : s.hosts)
        h.port = h.port ? h.port : s.tls ? TlsPort : PlainPort;
    s.vhost = url.path.isEmpty() ? u"/"_s : url.path;
    s.user = url.user.isEmpty() ? u"guest"_s : url.user;
    // guest's password is known to everybody; another user's is not guessed.
    s.password = url.password.isNull() && s.user == u"guest" ? u"guest"_s : url.password;
    s.address = url.address();
    for (const auto &[name, value] : url.options) {
        if (const auto ok = applyOption(s, name, value); !ok)
            return ok.error();
    }
    if (s.certFile.isEmpty() != s.keyFile.isEmpty())
        return badOption(s.certFile.isEmpty() ? u"certfile"_s : u"keyfile"_s, {});
    return s;
}

Result<Settings> settingsOf(const ConnectionConfig &config)
{
    auto s = settingsOf(config.url);
    if (s) {
        s->name = config.name;
        s->stateFolder = config.stateFolder;
        s->timeout = config.timeout;
    }
    return s;
}

} // namespace flowbench::rabbitmq

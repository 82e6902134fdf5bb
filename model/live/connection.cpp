// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/live/connection.h"

#include <QUrl>

#include <algorithm>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {
constexpr QStringView Schemes[] = {u"sandbox", u"kafka", u"amqp", u"amqps", u"file"};

Error badUrl(const QString &what) { return makeError(ErrorCode::BadUrl, {what}); }

QString decoded(QStringView text) { return QUrl::fromPercentEncoding(text.toUtf8()); }

QString encoded(const QString &text, const QByteArray &keep = {})
{
    return QString::fromLatin1(QUrl::toPercentEncoding(text, keep));
}

bool secretOption(const QString &name)
{
    return name.contains(u"password", Qt::CaseInsensitive) || name.contains(u"secret", Qt::CaseInsensitive) ||
           name.contains(u".key.pem");
}

// A registry's URL may hold a password of its own.
QString shownOption(const QString &name, const QString &value)
{
    return name == u"registry" ? QUrl(value).toString(QUrl::RemovePassword) : value;
}

// "host:port", "[::1]:port", "host".
Result<HostPort> parseHost(QStringView text)
{
    HostPort h;
    QStringView port;
    if (text.startsWith(u'[')) {
        const qsizetype close = text.indexOf(u']');
        if (close < 0)
            return badUrl(u"host"_s);
        h.host = text.mid(1, close - 1).toString();
        const QStringView rest = text.mid(close + 1);
        if (!rest.isEmpty() && !rest.startsWith(u':'))
            return badUrl(u"host"_s);
        port = rest.mid(1);
        if (!rest.isEmpty() && port.isEmpty())
            return badUrl(u"port"_s);
    } else {
        const qsizetype colon = text.indexOf(u':');
        h.host = decoded(colon < 0 ? text : text.left(colon));
        if (colon >= 0) {
            port = text.mid(colon + 1);
            if (port.isEmpty())
                return badUrl(u"port"_s);
        }
    }
    if (h.host.isEmpty())
        return badUrl(u"host"_s);
    for (const QChar c : h.host) {
        if (c.isSpace() || c.category() == QChar::Other_Control || u"/?#@\\"_s.contains(c))
            return badUrl(u"host"_s);
    }
    if (!port.isEmpty()) {
        bool ok = false;
        h.port = port.toInt(&ok);
        if (!ok || h.port < 1 || h.port > 65535)
            return badUrl(u"port"_s);
    }
    return h;
}

Result<void> parseAuthority(QStringView text, ConnectionUrl &url)
{
    const qsizetype at = text.lastIndexOf(u'@');
    if (at >= 0) {
        const QStringView user = text.left(at);
        const qsizetype colon = user.indexOf(u':');
        url.user = decoded(colon < 0 ? user : user.left(colon));
        if (colon >= 0) {
            url.password = decoded(user.mid(colon + 1));
            if (url.password.isNull())
                url.password = u""_s;
        }
    }
    for (const QStringView part : text.mid(at + 1).split(u',')) {
        auto host = parseHost(part);
        if (!host)
            return host.error();
        url.hosts.push_back(std::move(*host));
    }
    return {};
}

void parseOptions(QStringView text, ConnectionUrl &url)
{
    for (const QStringView part : text.split(u'&', Qt::SkipEmptyParts)) {
        const qsizetype equals = part.indexOf(u'=');
        url.options.emplace_back(decoded(equals < 0 ? part : part.left(equals)),
                                 equals < 0 ? QString() : decoded(part.mid(equals + 1)));
    }
}

QString family(const QString &scheme) { return scheme == u"amqps" ? u"amqp"_s : scheme; }

int defaultPort(const QString &scheme)
{
    return scheme == u"kafka" ? 9092 : scheme == u"amqp" ? 5672 : scheme == u"amqps" ? 5671 : 0;
}
} // namespace

Result<ConnectionUrl> ConnectionUrl::parse(const QString &text)
{
    ConnectionUrl url;
    const qsizetype colon = text.indexOf(u':');
    if (colon <= 0)
        return badUrl(u"scheme"_s);
    url.scheme = text.left(colon).toLower();
    if (std::find(std::begin(Schemes), std::end(Schemes), url.scheme) == std::end(Schemes)) {
        QStringList known;
        for (const QStringView s : Schemes)
            known.append(s.toString());
        return makeError(ErrorCode::UnknownScheme, {url.scheme, known.join(u", "_s)});
    }
    QStringView rest = QStringView(text).mid(colon + 1);
    if (url.scheme == u"file") {
        url.path = rest.startsWith(u"//") ? decoded(rest.mid(2)) : rest.toString();
        return url.path.isEmpty() ? Result<ConnectionUrl>(badUrl(u"path"_s)) : Result<ConnectionUrl>(std::move(url));
    }
    if (const qsizetype question = rest.indexOf(u'?'); question >= 0) {
        parseOptions(rest.mid(question + 1), url);
        rest = rest.left(question);
    }
    if (url.scheme == u"sandbox")
        return rest.isEmpty() || rest == u"//" ? Result<ConnectionUrl>(std::move(url))
                                               : Result<ConnectionUrl>(badUrl(u"sandbox"_s));
    if (!rest.startsWith(u"//"))
        return badUrl(u"authority"_s);
    rest = rest.mid(2);
    const qsizetype slash = rest.indexOf(u'/');
    if (const auto parsed = parseAuthority(slash < 0 ? rest : rest.left(slash), url); !parsed)
        return parsed.error();
    if (slash >= 0)
        url.path = decoded(rest.mid(slash + 1));
    // None, "/" and "%2F" all mean the vhost "/".
    if (family(url.scheme) == u"amqp" && url.path.isEmpty())
        url.path = u"/"_s;
    return url;
}

QString ConnectionUrl::option(QStringView name, const QString &fallback) const
{
    for (auto it = options.rbegin(); it != options.rend(); ++it) {
        if (it->first == name)
            return it->second;
    }
    return fallback;
}

QString ConnectionUrl::address() const
{
    QStringList out;
    for (const HostPort &h : hosts) {
        const QString host = h.host.contains(u':') ? u'[' + h.host + u']' : h.host;
        const int port = h.port ? h.port : defaultPort(scheme);
        out.append(port ? host + u':' + QString::number(port) : host);
    }
    return out.isEmpty() ? scheme : out.join(u',');
}

QString ConnectionUrl::toString() const
{
    if (scheme == u"file")
        return u"file:"_s + path;
    QString s = scheme + u':';
    if (!hosts.empty()) {
        s += u"//"_s;
        if (!user.isEmpty())
            s += encoded(user) + u'@';
        s += address();
        if (family(scheme) == u"amqp")
            s += u'/' + (path == u"/" ? QString() : encoded(path));
        else if (!path.isEmpty())
            s += u'/' + encoded(path, "/");
    }
    QStringList parts;
    for (const auto &[name, value] : options)
        parts.append(encoded(name) + u'=' +
                     (secretOption(name) ? u"***"_s : encoded(shownOption(name, value), "/:,@")));
    return parts.isEmpty() ? s : s + u'?' + parts.join(u'&');
}

bool ConnectionUrl::sameBroker(const ConnectionUrl &other) const
{
    if (family(scheme) != family(other.scheme) || path != other.path)
        return false;
    if (hosts.empty() || other.hosts.empty())
        return hosts.empty() && other.hosts.empty();
    const auto canonical = [](const HostPort &h, const QString &scheme) {
        const QString host = h.host.toLower();
        const bool loopback = host == u"localhost" || host == u"127.0.0.1" || host == u"::1";
        return HostPort{loopback ? u"localhost"_s : host, h.port ? h.port : defaultPort(scheme)};
    };
    return std::any_of(hosts.begin(), hosts.end(), [&](const HostPort &a) {
        return std::any_of(other.hosts.begin(), other.hosts.end(),
                           [&](const HostPort &b) { return canonical(a, scheme) == canonical(b, other.scheme); });
    });
}

} // namespace flowbench

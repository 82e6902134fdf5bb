// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/rabbitmq/management.h"

#include <QJsonDocument>
#include <QUrl>

namespace flowbench::rabbitmq {

using namespace Qt::StringLiterals;

namespace {
constexpr qint64 MaxAnswer = qint64(256) << 20;
constexpr int Ok = 200, Unauthorised = 401, Forbidden = 403, NotFound = 404;

QString encoded(const QString &name) { return QString::fromLatin1(QUrl::toPercentEncoding(name)); }

Error unavailable(const QString &url, const QString &detail)
{
    return makeError(ErrorCode::ManagementUnavailable, {url}, detail);
}

// The API says {"error":...,"reason":...}.
QString reasonOf(const HttpResponse &response)
{
    const QJsonObject o = QJsonDocument::fromJson(response.body).object();
    const QString reason = o[u"reason"].toString(o[u"error"].toString());
    return u"HTTP %1 %2"_s.arg(response.status).arg(reason).trimmed().left(300);
}
} // namespace

QString Management::vhost() const { return encoded(m_settings.vhost); }

Result<QByteArray> Management::fetch(const QString &base, const QString &path, const QString &channel,
                                     const Cancel &cancel)
{
    HttpRequest request;
    request.url = base + path;
    request.user = m_settings.user;
    request.password = m_settings.password;
    request.caFile = m_settings.caFile;
    request.certFile = m_settings.certFile;
    request.keyFile = m_settings.keyFile;
    request.maxBytes = MaxAnswer;
    auto response = m_http.send(request, cancel);
    if (!response) {
        const Error &e = response.error();
        if (e.code == ErrorCode::Cancelled || (e.code == ErrorCode::Timeout && cancel.done()))
            return e;
        return unavailable(base, e.detail);
    }
    if (response->status == NotFound && !channel.isEmpty() && reasonOf(*response).contains(u"not", Qt::CaseInsensitive))
        return makeError(ErrorCode::ChannelNotFound, {channel});
    if (response->status != Ok)
        return unavailable(base, reasonOf(*response));
    return std::move(response->body);
}

Result<QString> Management::find(const Cancel &cancel)
{
    {
        const std::lock_guard lock(m_mutex);
        if (!m_base.isEmpty())
            return m_base;
    }
    Error last = unavailable({}, {});
    bool refused = false;
    for (const QString &url : m_settings.managementUrls()) {
        const auto who = fetch(url, u"/api/whoami"_s, {}, cancel);
        if (who && QJsonDocument::fromJson(*who).object().contains(u"name")) {
            const std::lock_guard lock(m_mutex);
            return m_base = url;
        }
        if (cancel.done())
            return who ? makeError(ErrorCode::Cancelled) : who.error();
        // An API that refuses this user says more than a port where nobody is.
        const Error e = who ? unavailable(url, u"not a RabbitMQ management API"_s) : who.error();
        const bool isRefusal =
            e.detail.contains(QString::number(Unauthorised)) || e.detail.contains(QString::number(Forbidden));
        if (!refused)
            last = e;
        refused = refused || isRefusal;
    }
    last.connection = m_settings.address;
    return last;
}

Result<QJsonDocument> Management::get(const QString &path, const QString &channel, const Cancel &cancel)
{
    const auto base = find(cancel);
    if (!base)
        return base.error();
    const auto body = fetch(*base, path, channel, cancel);
    if (!body) {
        Error e = body.error();
        e.connection = m_settings.address;
        return e;
    }
    QJsonParseError error;
    QJsonDocument document = QJsonDocument::fromJson(*body, &error);
    if (error.error != QJsonParseError::NoError)
        return unavailable(*base, error.errorString());
    return document;
}

Result<QJsonArray> Management::list(const QString &path, const QString &channel, const Cancel &cancel)
{
    const auto document = get(path, channel, cancel);
    return document ? Result<QJsonArray>(document->array()) : Result<QJsonArray>(document.error());
}

Result<QJsonObject> Management::object(const QString &path, const QString &channel, const Cancel &cancel)
{
    const auto document = get(path, channel, cancel);
    return document ? Result<QJsonObject>(document->object()) : Result<QJsonObject>(document.error());
}

Result<QJsonArray> Management::exchanges(const Cancel &cancel)
{
    return list(
        u"/api/exchanges/%1?columns=name,type,durable,auto_delete,internal,arguments,policy,message_stats.publish_in_details.rate"_s
            .arg(vhost()),
        {}, cancel);
}

Result<QJsonArray> Management::queues(const Cancel &cancel)
{
    return list(
        u"/api/queues/"
        u"%1?columns=name,type,durable,auto_delete,exclusive,arguments,policy,effective_policy_definition,messages,"
        "messages_ready,messages_unacknowledged,consumers,message_stats.publish_details.rate"_s.arg(vhost()),
        {}, cancel);
}

Result<QJsonArray> Management::policies(const Cancel &cancel)
{
    return list(u"/api/policies/%1"_s.arg(vhost()), {}, cancel);
}

Result<QJsonArray> Management::bindings(const Cancel &cancel)
{
    return list(u"/api/bindings/%1"_s.arg(vhost()), {}, cancel);
}

Result<QJsonObject> Management::exchange(const QString &name, const Cancel &cancel)
{
    return object(u"/api/exchanges/%1/%2"_s.arg(vhost(), name.isEmpty() ? u"amq.default"_s : encoded(name)),
                  u"exchange:"_s + name, cancel);
}

Result<QJsonObject> Management::queue(const QString &name, const Cancel &cancel)
{
    return object(u"/api/queues/%1/%2"_s.arg(vhost(), encoded(name)), u"queue:"_s + name, cancel);
}

Result<QJsonArray> Management::queueBindings(const QString &name, const Cancel &cancel)
{
    return list(u"/api/queues/%1/%2/bindings"_s.arg(vhost(), encoded(name)), u"queue:"_s + name, cancel);
}

Result<QJsonArray> Management::exchangeBindings(const QString &name, const Cancel &cancel)
{
    const QString path =
        u"/api/exchanges/%1/%2/bindings/"_s.arg(vhost(), name.isEmpty() ? u"amq.default"_s : encoded(name));
    auto source = list(path + u"source"_s, u"exchange:"_s + name, cancel);
    if (!source || name.isEmpty())
        return source;
    const auto destination = list(path + u"destination"_s, u"exchange:"_s + name, cancel);
    if (!destination)
        return destination;
    for (const auto &b : *destination)
        source->append(b);
    return source;
}

} // namespace flowbench::rabbitmq

// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/registry/registryclient.h"

#include <QJsonObject>
#include <QUrl>

#include <limits>

namespace flowbench::registry {

using namespace Qt::StringLiterals;

namespace {
constexpr qint64 AnswerBytes = qint64(2) << 20;
constexpr std::size_t SchemaBytes = std::size_t(8) << 20;
constexpr int MostReferences = 500, DeepestReference = 32, MostRedirects = 3;
constexpr Milliseconds LabelPatience{1000};

QString guidText(const std::string &bytes)
{
    const QString hex = QString::fromLatin1(QByteArray::fromStdString(bytes).toHex());
    return hex.size() != 32 ? hex
                            : hex.left(8) + u'-' + hex.mid(8, 4) + u'-' + hex.mid(12, 4) + u'-' + hex.mid(16, 4) +
                                  u'-' + hex.mid(20);
}

QString segment(const QString &text) { return QString::fromLatin1(QUrl::toPercentEncoding(text)); }

QString pathOf(const SchemaKey &key)
{
    switch (key.by) {
    case SchemaKey::By::Id:
        return u"/schemas/ids/"_s + QString::number(key.id);
    case SchemaKey::By::Guid:
        return u"/schemas/guids/"_s + guidText(key.name);
    case SchemaKey::By::Subject:
        break;
    }
    return u"/subjects/"_s + segment(QString::fromStdString(key.name)) + u"/versions/latest"_s;
}

QString nameOf(const SchemaKey &key)
{
    switch (key.by) {
    case SchemaKey::By::Id:
        return QString::number(key.id);
    case SchemaKey::By::Guid:
        return guidText(key.name);
    case SchemaKey::By::Subject:
        break;
    }
    return QString::fromStdString(key.name);
}

std::optional<SchemaType> typeOf(const QJsonObject &answer)
{
    const QString type = answer[u"schemaType"].toString(u"AVRO"_s);
    if (type.compare(u"AVRO", Qt::CaseInsensitive) == 0)
        return SchemaType::Avro;
    if (type.compare(u"PROTOBUF", Qt::CaseInsensitive) == 0)
        return SchemaType::Protobuf;
    if (type.compare(u"JSON", Qt::CaseInsensitive) == 0)
        return SchemaType::Json;
    return {};
}

QString versionLabel(const QJsonObject &version)
{
    const QString subject = version[u"subject"].toString();
    return subject.isEmpty() ? QString() : subject + u" v"_s + QString::number(version[u"version"].toInt());
}

bool sameOrigin(const QUrl &a, const QUrl &b)
{
    const auto port = [](const QUrl &u) { return u.port(u.scheme() == u"https" ? 443 : 80); };
    return a.scheme() == b.scheme() && a.host().compare(b.host(), Qt::CaseInsensitive) == 0 && port(a) == port(b);
}
} // namespace

Result<Address> Address::parse(const QString &text)
{
    const QUrl url(text.trimmed(), QUrl::StrictMode);
    const auto bad = [](const QString &what) { return makeError(ErrorCode::BadUrl, {what}); };
    if (!url.isValid() || url.host().isEmpty())
        return bad(u"a schema registry is http://host:port or https://host:port"_s);
    if (url.scheme() != u"http" && url.scheme() != u"https")
        return bad(u"a schema registry is http:// or https://"_s);
    if (url.hasQuery() || url.hasFragment())
        return bad(u"a schema registry has no ? or # in its URL"_s);
    Address a;
    if (!url.userName().isEmpty()) {
        a.user = url.userName(QUrl::FullyDecoded);
        a.password = url.password(QUrl::FullyDecoded);
    }
    a.base = url.toString(QUrl::RemoveUserInfo | QUrl::StripTrailingSlash | QUrl::FullyEncoded);
    while (a.base.endsWith(u'/'))
        a.base.chop(1);
    a.shown = a.base.mid(a.base.indexOf(u"://") + 3);
    return a;
}

Error Client::failed(const QString &why) const
{
    Error e = makeError(ErrorCode::RegistryFailed, {m_address.shown, why});
    e.connection = m_address.shown;
    return e;
}

// Of a request that had no answer.
Error Client::failed(const Error &http) const
{
    if (http.code == ErrorCode::Cancelled || http.code == ErrorCode::Timeout)
        return http;
    QString why = http.detail;
    bool unreachable = true;
    switch (http.code) {
    case ErrorCode::TooLarge:
        why = u"its answer is larger than 2 MiB"_s;
        unreachable = false;
        break;
    case ErrorCode::ConnectionLost:
        unreachable = false;
        break;
    case ErrorCode::ResolveFailed:
        why = u"its name is not known"_s;
        break;
    case ErrorCode::ConnectRefused:
        why = u"nobody listens there"_s;
        break;
    case ErrorCode::TlsUnknownAuthority:
        why = u"its certificate is of an unknown authority"_s;
        break;
    case ErrorCode::TlsWrongHost:
        why = u"its certificate is another host's"_s;
        break;
    case ErrorCode::TlsExpired:
        why = u"its certificate has expired"_s;
        break;
    case ErrorCode::TlsNotSpoken:
        why = u"it does not speak TLS"_s;
        break;
    default:
        break;
    }
    Error e = failed(why.isEmpty() ? u"it cannot be reached"_s : why);
    e.detail = http.detail;
    e.retriable = true;
    e.fatal = unreachable;
    return e;
}

Result<HttpResponse> Client::send(const QString &path, const Cancel &cancel)
{
    HttpRequest request;
    request.url = m_address.base + path;
    request.headers = {
        {"Accept", "application/vnd.schemaregistry.v1+json, application/vnd.schemaregistry+json, application/json"}};
    request.user = m_address.user;
    request.password = m_address.password;
    request.maxBytes = AnswerBytes;
    const QUrl origin(request.url);
    for (int hop = 0; hop <= MostRedirects; ++hop) {
        auto response = m_http.send(request, cancel);
        if (!response)
            return failed(response.error());
        if (response->redirect.isEmpty())
            return response;
        // User and password go where they were meant for, and nowhere else.
        const QUrl next(QString::fromUtf8(response->redirect), QUrl::StrictMode);
        if (!next.isValid() || !sameOrigin(origin, next))
            return failed(u"it redirects to another server"_s);
        request.url = next.toString(QUrl::RemoveUserInfo | QUrl::FullyEncoded);
    }
    return failed(u"it redirects without an end"_s);
}

Result<QJsonDocument> Client::parse(const HttpResponse &response, const QString &what) const
{
    QJsonParseError problem;
    const QJsonDocument json = QJsonDocument::fromJson(response.body, &problem);
    if (response.status == 401 || response.status == 403)
        return failed(u"it refuses user and password (HTTP %1)"_s.arg(response.status));
    if (response.status == 404) {
        // 40401 subject, 40402 version, 40403 schema; another 404 is not the registry's.
        const int code = json.object()[u"error_code"].toInt();
        if (code / 100 == 404)
            return makeError(ErrorCode::SchemaNotFound, {what});
        return failed(u"no registry answers at this path (HTTP 404)"_s);
    }
    if (response.status != 200) {
        const QString message = json.object()[u"message"].toString().left(300);
        return failed(u"HTTP %1 %2"_s.arg(response.status).arg(message).trimmed());
    }
    if (problem.error != QJsonParseError::NoError)
        return failed(u"its answer is not JSON"_s);
    return json;
}

Result<QJsonDocument> Client::get(const QString &path, const QString &what, const Cancel &cancel)
{
    auto response = send(path, cancel);
    if (!response)
        return response.error();
    return parse(*response, what);
}

// What a schema refers to, each after what it needs itself. The registry allows no circles; whoever answers might.
Result<void> Client::collect(const QJsonArray &references, int depth, References &into, const Cancel &cancel)
{
    if (depth > DeepestReference)
        return failed(u"references are nested more than %1 deep"_s.arg(DeepestReference));
    for (const QJsonValue &value : references) {
        const QJsonObject r = value.toObject();
        const QString subject = r[u"subject"].toString(), name = r[u"name"].toString();
        const int version = r[u"version"].toInt();
        if (subject.isEmpty() || name.isEmpty())
            return failed(u"a reference without name or subject"_s);
        const std::pair<QString, int> at(subject, version);
        if (into.open.contains(at))
            return failed(u"references go in a circle"_s);
        if (into.done.size() >= std::size_t(MostReferences))
            return failed(u"more than %1 references"_s.arg(MostReferences));
        const QString what = subject + u" v"_s + QString::number(version);
        const bool known = into.done.contains(at) && into.names.contains(name.toStdString());
        if (known)
            continue;
        auto answer =
            get(u"/subjects/"_s + segment(subject) + u"/versions/"_s + QString::number(version), what, cancel);
        if (!answer)
            return answer.error();
        const QJsonObject schema = answer->object();
        const std::string text = schema[u"schema"].toString().toStdString();
        into.bytes += text.size();
        if (text.empty())
            return failed(u"its answer is no schema"_s);
        if (into.bytes > SchemaBytes)
            return failed(u"a schema with its references is larger than 8 MiB"_s);
        into.open.insert(at);
        if (auto r2 = collect(schema[u"references"].toArray(), depth + 1, into, cancel); !r2)
            return r2;
        into.open.erase(at);
        into.done.insert(at);
        if (into.names.insert(name.toStdString()).second)
            into.out.references.push_back({name.toStdString(), text});
    }
    return {};
}

// The label is a kindness: without it the schema is as good.
QString Client::whereUsed(const SchemaKey &key, const Cancel &cancel)
{
    Cancel brief = cancel;
    brief.deadline = std::min(brief.deadline, Clock::now() + LabelPatience);
    const auto versions = get(pathOf(key) + u"/versions"_s, {}, brief);
    return versions ? versionLabel(versions->array().first().toObject()) : QString();
}

Result<SchemaText> Client::fetch(const SchemaKey &key, const Cancel &cancel)
{
    // A registry counts in Java's int: other bytes only look like an id.
    if (key.by == SchemaKey::By::Id && key.id > quint32(std::numeric_limits<qint32>::max()))
        return makeError(ErrorCode::SchemaNotFound, {nameOf(key)});
    auto answer = get(pathOf(key), nameOf(key), cancel);
    if (!answer)
        return answer.error();
    const QJsonObject object = answer->object();
    const auto type = typeOf(object);
    if (!object[u"schema"].isString())
        return failed(u"its answer is no schema"_s);
    if (!type)
        return failed(u"schemas of type %1 are not known here"_s.arg(object[u"schemaType"].toString().left(40)));
    SchemaText text;
    text.type = *type;
    text.text = object[u"schema"].toString().toStdString();
    References into{text, {}, {}, {}, text.text.size()};
    if (auto r = collect(object[u"references"].toArray(), 1, into, cancel); !r)
        return r.error();
    const bool byId = key.by == SchemaKey::By::Id;
    text.label = byId ? whereUsed(key, cancel) : versionLabel(object);
    const QString id = byId                            ? u"id "_s + QString::number(key.id)
                       : object.contains(u"id")        ? u"id "_s + QString::number(object[u"id"].toInt())
                       : key.by == SchemaKey::By::Guid ? u"guid "_s + nameOf(key)
                                                       : QString();
    text.label += text.label.isEmpty() || id.isEmpty() ? id : u", "_s + id;
    return text;
}

} // namespace flowbench::registry

// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/workspace/profile.h"

#include "model/live/secretstore.h"

#include <QJsonArray>
#include <QRegularExpression>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {
constexpr qsizetype NameLimit = 120;
constexpr qsizetype TextLimit = 4096;
constexpr qsizetype FavouritesLimit = 10000;

Error badField(const QString &field, const QString &why) { return makeError(ErrorCode::BadJson, {field, why}); }

bool saysNo(const QString &value)
{
    const QString v = value.trimmed().toLower();
    return v == u"false" || v == u"0" || v == u"no" || v == u"off" || v == u"none" || v.isEmpty();
}

bool saysYes(const QString &value)
{
    const QString v = value.trimmed().toLower();
    return v == u"true" || v == u"1" || v == u"yes" || v == u"on";
}

Result<QString> text(const QJsonObject &json, const QString &field)
{
    const QJsonValue v = json.value(field);
    if (v.isUndefined() || v.isNull())
        return QString();
    if (!v.isString() || v.toString().size() > TextLimit)
        return badField(field, u"not a short string"_s);
    return v.toString();
}

Result<ConnectionUrl> savedUrl(const QJsonObject &json)
{
    const auto written = text(json, u"url"_s);
    if (!written)
        return written.error();
    auto url = ConnectionUrl::parse(*written);
    if (!url)
        return url.error();
    if (auto safe = checkSavedUrl(*url); !safe)
        return safe.error();
    if (!takeSecrets(*url).isNull())
        return badField(u"url"_s, u"a password stands in a file"_s);
    return url;
}

Result<QStringList> favouritesOf(const QJsonObject &json)
{
    const QJsonValue v = json.value(u"favourites"_s);
    if (v.isUndefined())
        return QStringList();
    if (!v.isArray() || v.toArray().size() > FavouritesLimit)
        return badField(u"favourites"_s, u"not a list of channels"_s);
    QStringList out;
    for (const QJsonValue &f : v.toArray()) {
        if (!f.isString() || f.toString().size() > TextLimit)
            return badField(u"favourites"_s, u"not a list of channels"_s);
        out.append(f.toString());
    }
    return out;
}
} // namespace

Result<void> checkConnectionName(const QString &name)
{
    static const QRegularExpression scheme(u"^[a-z][a-z0-9+.-]*:"_s, QRegularExpression::CaseInsensitiveOption);
    bool ok = !name.trimmed().isEmpty() && name.size() <= NameLimit && name == name.trimmed() &&
              !name.startsWith(u'-') && !scheme.match(name).hasMatch();
    for (const QChar c : name)
        ok = ok && (c.isPrint() || c.isSurrogate());
    if (!ok)
        return makeError(ErrorCode::BadArgument, {u"NAME"_s, name.left(NameLimit)});
    return {};
}

Result<void> checkSavedUrl(const ConnectionUrl &url)
{
    for (const auto &[name, value] : url.options) {
        const QString n = name.trimmed().toLower();
        const bool off = (n == u"enable.ssl.certificate.verification" && !saysYes(value)) ||
                         (n == u"ssl.endpoint.identification.algorithm" && saysNo(value)) ||
                         ((n.startsWith(u"verify") || n.startsWith(u"tls.verify") || n.startsWith(u"ssl.verify")) &&
                          saysNo(value)) ||
                         ((n == u"insecure" || n.startsWith(u"skip") || n.endsWith(u"skip.verify")) && !saysNo(value));
        if (off)
            return makeError(ErrorCode::RefusedProperty,
                             {name, u"a saved connection cannot switch verification off"_s});
    }
    return {};
}

QJsonObject profileToJson(const ConnectionProfile &p)
{
    QJsonObject o = p.unknown;
    ConnectionUrl url = p.url;
    takeSecrets(url);
    o[u"name"_s] = p.name;
    o[u"url"_s] = url.toString();
    const auto optional = [&o](const QString &field, const QJsonValue &value, bool there) {
        if (there)
            o[field] = value;
        else
            o.remove(field);
    };
    optional(u"environment"_s, QString::fromLatin1(environmentName(p.environment)), p.environment != Environment::None);
    optional(u"colour"_s, p.colour, !p.colour.isEmpty());
    optional(u"read_only"_s, true, p.readOnly);
    optional(u"registry"_s, p.registry, !p.registry.isEmpty());
    optional(u"favourites"_s, QJsonArray::fromStringList(p.favourites), !p.favourites.isEmpty());
    return o;
}

Result<ConnectionProfile> profileFromJson(const QJsonObject &json)
{
    ConnectionProfile p;
    const auto name = text(json, u"name"_s);
    if (!name)
        return name.error();
    p.name = *name;
    if (!checkConnectionName(p.name))
        return badField(u"name"_s, u"no name of a connection"_s);
    auto url = savedUrl(json);
    if (!url)
        return url.error();
    p.url = std::move(*url);
    const auto environment = text(json, u"environment"_s);
    const auto known = environment ? environmentFromName(*environment) : std::nullopt;
    if (!known)
        return badField(u"environment"_s, u"not development, test or production"_s);
    p.environment = *known;
    // Anything but a plain `false` protects.
    const QJsonValue readOnly = json.value(u"read_only"_s);
    p.readOnly = !readOnly.isUndefined() && !(readOnly.isBool() && !readOnly.toBool());
    static const QRegularExpression colour(u"^#[0-9a-fA-F]{6}$"_s);
    const auto tint = text(json, u"colour"_s);
    if (!tint || !(tint->isEmpty() || colour.match(*tint).hasMatch()))
        return badField(u"colour"_s, u"not #rrggbb"_s);
    p.colour = *tint;
    const auto registry = text(json, u"registry"_s);
    if (!registry)
        return registry.error();
    p.registry = *registry;
    auto favourites = favouritesOf(json);
    if (!favourites)
        return favourites.error();
    p.favourites = std::move(*favourites);
    p.unknown = json;
    for (const auto &field :
         {u"name"_s, u"url"_s, u"environment"_s, u"colour"_s, u"read_only"_s, u"registry"_s, u"favourites"_s})
        p.unknown.remove(field);
    return p;
}

} // namespace flowbench

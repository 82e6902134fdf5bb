// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/consent.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>

namespace flowbench::cli {

using namespace Qt::StringLiterals;

namespace {
struct Said
{
    Q_DECLARE_TR_FUNCTIONS(cli)
};

// What one change through the guard ends with.
int change(Context &c, Opened &opened, WriteOperation operation, const QString &channel, const char *what,
           const std::function<Result<void>(Topology &, const WriteGrant &)> &work)
{
    const auto topology = opened.connector->topology();
    if (!topology)
        return c.fail(topology.reason, opened.name());
    auto grant = opened.guard().grant(operation, channel, 1);
    if (!grant)
        return c.fail(grant.error(), opened.name());
    const auto done = work(*topology.part, *grant);
    opened.guard().done(*grant, done ? QString::fromLatin1(what) : u"failed"_s, done ? 1 : 0);
    if (!done)
        return c.fail(done.error(), opened.name());
    if (c.out.json()) {
        JsonWriter json;
        json.beginObject();
        json.key("channel").string(channel.toStdString());
        json.key("status").string(what);
        json.endObject();
        json.newline();
        c.out.write(json.text());
    }
    c.out.flush();
    return Done;
}

std::optional<QJsonObject> argumentsOf(const Context &c)
{
    QJsonObject out;
    for (const QByteArray &text : c.args.all("--argument")) {
        const qsizetype equals = text.indexOf('=');
        if (equals <= 0)
            return std::nullopt;
        // A number, true, false or a JSON object as such; anything else is text.
        const QByteArray value = text.mid(equals + 1);
        const QJsonArray one = QJsonDocument::fromJson('[' + value + ']').array();
        out[QString::fromUtf8(text.left(equals))] = one.size() == 1 ? one[0] : QJsonValue(QString::fromUtf8(value));
    }
    return out;
}
} // namespace

int runDeclare(Context &c)
{
    ChannelSpec spec;
    spec.name = c.args.argument(1);
    spec.partitions = int(std::min<qint64>(c.args.number("--partitions").value_or(1), 100000));
    if (c.args.has("--type"))
        spec.exchangeType = c.args.text("--type");
    const auto arguments = argumentsOf(c);
    if (!arguments)
        return c.misused(Said::tr("--argument takes NAME=VALUE."));
    spec.arguments = *arguments;
    if (!consentPossible(c))
        return Refused;
    auto opened = open(c, c.args.argument(0), true);
    if (!opened)
        return c.fail(opened.error());
    if (!consented(c, Said::tr("Declare %1?").arg(spec.name)))
        return Refused;
    return change(c, *opened, WriteOperation::Declare, spec.name, "declared",
                  [&](Topology &t, const WriteGrant &grant) { return t.declare(grant, spec, c.cancel()); });
}

int runDelete(Context &c)
{
    if (!consentPossible(c))
        return Refused;
    auto opened = open(c, c.args.argument(0), true);
    if (!opened)
        return c.fail(opened.error());
    const auto addresses = resolve(c, *opened->connector, {c.args.argument(1)});
    if (!addresses)
        return c.fail(addresses.error(), opened->name());
    const QString channel = addresses->front().name;
    if (!consented(c, Said::tr("Delete %1 and everything in it?").arg(channel)))
        return Refused;
    return change(c, *opened, WriteOperation::Delete, channel, "deleted",
                  [&](Topology &t, const WriteGrant &grant) { return t.remove(grant, channel, c.cancel()); });
}

} // namespace flowbench::cli

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/context.h"
#include "app/cli/rows.h"
#include "words/visible.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>

namespace flowbench::cli {

using namespace Qt::StringLiterals;

namespace {
struct Said
{
    Q_DECLARE_TR_FUNCTIONS(cli)
};

std::vector<Column> columns()
{
    return {{"channel", Said::tr("CHANNEL")},
            {"kind", Said::tr("KIND")},
            {"partitions", Said::tr("PARTITIONS"), true},
            {"events", Said::tr("EVENTS"), true},
            {"depth", Said::tr("DEPTH"), true},
            {"unacked", Said::tr("UNACKED"), true},
            {"consumers", Said::tr("CONSUMERS"), true},
            {"rate", Said::tr("RATE/S"), true},
            {"exchange_type", Said::tr("TYPE")},
            {"dead_letter", Said::tr("DEAD LETTERS")},
            {"internal", Said::tr("INTERNAL")}};
}

std::vector<Cell> cells(const ChannelInfo &i)
{
    return {i.name,
            QString::fromLatin1(channelKindName(i.kind)),
            cellOf(i.partitions),
            cellOf(i.events),
            cellOf(i.depth),
            cellOf(i.unacked),
            cellOf(i.consumers),
            i.ratePerSecond ? Cell(*i.ratePerSecond) : Cell(),
            cellOf(i.exchangeType),
            i.deadLetter,
            i.internal};
}

std::string compact(const QJsonObject &o) { return QJsonDocument(o).toJson(QJsonDocument::Compact).toStdString(); }

std::string numbers(const std::vector<int> &list)
{
    JsonWriter j;
    j.beginArray();
    for (const int n : list)
        j.integer(n);
    j.endArray();
    return j.text();
}

RawJson partitionsJson(const ChannelDetails &d)
{
    JsonWriter j;
    j.beginArray();
    for (const PartitionInfo &p : d.partitions) {
        j.beginObject();
        j.key("partition").integer(p.partition);
        j.key("leader").integer(p.leader);
        j.key("replicas").raw(numbers(p.replicas));
        j.key("isr").raw(numbers(p.isr));
        j.key("low").integer(p.low);
        j.key("high").integer(p.high);
        j.endObject();
    }
    j.endArray();
    return {j.text()};
}

RawJson bindingsJson(const ChannelDetails &d)
{
    JsonWriter j;
    j.beginArray();
    for (const BindingInfo &b : d.bindings) {
        j.beginObject();
        j.key("source").string(b.source.toStdString());
        j.key("destination").string(b.destination.toStdString());
        j.key("routing_key").string(b.routingKey.toStdString());
        j.key("arguments").raw(compact(b.arguments));
        j.endObject();
    }
    j.endArray();
    return {j.text()};
}

// In JSON and CSV one row holds everything.
void detailsRow(Context &c, const ChannelDetails &d)
{
    std::vector<Column> all = columns();
    std::vector<Cell> row = cells(d.info);
    const auto add = [&](const char *name, Cell cell) {
        all.push_back({name, QString::fromLatin1(name)});
        row.push_back(std::move(cell));
    };
    if (!d.partitions.empty())
        row[2] = Cell(), add("partitions", partitionsJson(d));
    if (!d.config.isEmpty())
        add("config", RawJson{compact(d.config)});
    if (!d.bindings.empty())
        add("bindings", bindingsJson(d));
    if (!d.arguments.isEmpty())
        add("arguments", RawJson{compact(d.arguments)});
    if (!d.policy.isEmpty())
        add("policy", d.policy);
    Rows rows(c.out, std::move(all));
    rows.add(row);
    rows.finish();
}

void objectLines(Context &c, const QString &title, const QJsonObject &o)
{
    if (o.isEmpty())
        return;
    Rows rows(c.out, {{"name", title}, {"value", Said::tr("VALUE")}});
    for (auto it = o.begin(); it != o.end(); ++it) {
        const QJsonValue v = it.value();
        rows.add(
            {it.key(),
             v.isString()
                 ? v.toString()
                 : QString::fromUtf8(QJsonDocument(QJsonArray{v}).toJson(QJsonDocument::Compact)).mid(1).chopped(1)});
    }
    c.out.write("\n");
    rows.finish();
}

void detailsForPeople(Context &c, const ChannelDetails &d)
{
    Rows summary(c.out, columns());
    summary.add(cells(d.info));
    summary.finish();
    if (!d.policy.isEmpty())
        c.out.write((u'\n' + Said::tr("Policy: %1").arg(visibleText(d.policy)) + u'\n').toStdString());
    if (!d.partitions.empty()) {
        c.out.write("\n");
        Rows rows(c.out, {{"partition", Said::tr("PARTITION"), true},
                          {"leader", Said::tr("LEADER"), true},
                          {"replicas", Said::tr("REPLICAS")},
                          {"isr", Said::tr("IN SYNC")},
                          {"low", Said::tr("LOW"), true},
                          {"high", Said::tr("HIGH"), true}});
        for (const PartitionInfo &p : d.partitions)
            rows.add({qint64(p.partition), qint64(p.leader), RawJson{numbers(p.replicas)}, RawJson{numbers(p.isr)},
                      p.low, p.high});
        rows.finish();
    }
    if (!d.bindings.empty()) {
        c.out.write("\n");
        Rows rows(c.out, {{"source", Said::tr("SOURCE")},
                          {"destination", Said::tr("DESTINATION")},
                          {"routing_key", Said::tr("ROUTING KEY")},
                          {"arguments", Said::tr("ARGUMENTS")}});
        for (const BindingInfo &b : d.bindings)
            rows.add({b.source, b.destination, b.routingKey,
                      b.arguments.isEmpty() ? Cell() : Cell(RawJson{compact(b.arguments)})});
        rows.finish();
    }
    objectLines(c, Said::tr("CONFIGURATION"), d.config);
    objectLines(c, Said::tr("ARGUMENT"), d.arguments);
}

int showDetails(Context &c, const Opened &opened, Catalog &catalog)
{
    const auto details = catalog.details(c.args.text("--details"), c.cancel());
    if (!details)
        return c.fail(details.error(), opened.name());
    if (c.out.format() == Format::Table)
        detailsForPeople(c, *details);
    else
        detailsRow(c, *details);
    return Done;
}

// '*' and '?' take every character: names hold slashes and colons, where a file's glob would stop.
QRegularExpression globOf(const QString &pattern)
{
    QString regex = QRegularExpression::escape(pattern);
    regex.replace(u"\\*"_s, u".*"_s).replace(u"\\?"_s, u"."_s);
    return QRegularExpression(QRegularExpression::anchoredPattern(regex),
                              QRegularExpression::DotMatchesEverythingOption);
}

bool matches(const QRegularExpression &glob, const ChannelInfo &info)
{
    const QString bare = ChannelAddress{info.name, {}}.bare();
    return glob.match(info.name).hasMatch() || glob.match(bare).hasMatch();
}
} // namespace

int runChannels(Context &c)
{
    const auto opened = open(c, c.args.argument(0));
    if (!opened)
        return c.fail(opened.error());
    const auto catalog = opened->connector->catalog();
    if (!catalog)
        return c.fail(catalog.reason, opened->name());
    if (c.args.has("--details"))
        return showDetails(c, *opened, *catalog.part);
    const auto channels = catalog->channels(c.cancel());
    if (!channels)
        return c.fail(channels.error(), opened->name());
    const bool all = c.args.count() < 2;
    const QRegularExpression glob = globOf(c.args.argument(1));
    Rows rows(c.out, columns());
    for (const ChannelInfo &info : *channels) {
        if (all || matches(glob, info))
            rows.add(cells(info));
    }
    rows.finish();
    return Done;
}

} // namespace flowbench::cli

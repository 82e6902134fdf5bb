// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/deadletter/setup.h"

#include "model/deadletter/routinggraph.h"

#include <QMap>
#include <QSet>

#include <algorithm>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 KafkaDefaultRetention = qint64(7) * 24 * 3600 * 1000;

bool isQueue(const ChannelDetails &c)
{
    return c.info.kind == ChannelKind::Queue || c.info.kind == ChannelKind::Stream;
}

std::optional<qint64> wholeNumber(const QJsonValue &v)
{
    if (v.isDouble())
        return v.toInteger();
    bool ok = false;
    const qint64 n = v.toString().toLongLong(&ok);
    return ok ? std::optional(n) : std::nullopt;
}

// Where the dead letters of a queue go.
struct DeadWay
{
    QString source, exchange;
    std::optional<QString> key; // absent: their own
    bool byPolicy = false;
    bool missing = false; // there is no such exchange
    QStringList reached;
};

bool isQuorum(const ChannelDetails &q)
{
    return q.config.value(u"type"_s).toString() == u"quorum" ||
           q.arguments.value(u"x-queue-type"_s).toString() == u"quorum";
}

bool delays(const ChannelDetails &q)
{
    return !queueSetting(q, u"x-message-ttl"_s).value.isUndefined() && q.info.consumers.value_or(0) == 0;
}

class Setup
{
public:
    Setup(std::span<const ChannelDetails> channels, std::span<const BindingInfo> bindings, const DeadLetterHints &hints)
        : m_channels(channels), m_graph(channels, bindings), m_hints(hints)
    {}

    std::vector<DeadLetterChannel> run()
    {
        findWays();
        for (const DeadWay &way : m_ways)
            follow(way);
        for (const ChannelDetails &c : m_channels) {
            if (c.info.kind != ChannelKind::Exchange && !c.info.internal)
                addByHint(c);
        }
        for (DeadLetterChannel &d : m_found)
            finish(d);
        std::vector<DeadLetterChannel> out(m_found.begin(), m_found.end());
        std::erase_if(out, [&](const DeadLetterChannel &d) {
            return (!d.isSource && m_hints.unmarked.contains(d.channel)) || (d.isSource && d.lint.empty());
        });
        return out;
    }

private:
    void findWays()
    {
        const bool exchangesKnown = std::any_of(m_channels.begin(), m_channels.end(), [](const ChannelDetails &c) {
            return c.info.kind == ChannelKind::Exchange;
        });
        for (const ChannelDetails &q : m_channels) {
            const QueueSetting exchange = queueSetting(q, u"x-dead-letter-exchange"_s);
            if (!isQueue(q) || q.info.internal || !exchange.value.isString())
                continue;
            DeadWay way;
            way.source = q.info.name;
            way.exchange = exchange.value.toString();
            way.byPolicy = exchange.byPolicy;
            if (const QueueSetting key = queueSetting(q, u"x-dead-letter-routing-key"_s); key.value.isString())
                way.key = key.value.toString();
            way.missing = exchangesKnown && !way.exchange.isEmpty() && !m_graph.has(u"exchange:"_s + way.exchange);
            if (!way.missing)
                way.reached =
                    m_graph.reached(way.exchange, {way.key ? QStringList{*way.key} : m_graph.keysOf(way.source), {}});
            m_ways.push_back(std::move(way));
        }
        for (const DeadWay &way : m_ways) {
            for (const QString &to : way.reached)
                m_next[way.source].append(to);
        }
    }

    // Whether dead letters of `from` can come to `to`, in however many deaths.
    bool leadsTo(const QString &from, const QString &to) const
    {
        QSet<QString> seen;
        QStringList open = {from};
        while (!open.isEmpty()) {
            const QString at = open.takeLast();
            for (const QString &next : m_next.value(at)) {
                if (next == to)
                    return true;
                if (!seen.contains(next)) {
                    seen.insert(next);
                    open.append(next);
                }
            }
        }
        return false;
    }

    // A way back to where they came from is a retry, and a waiting room before a queue that is served is a delay.
    bool isRetry(const DeadWay &way, const QString &to) const
    {
        const ChannelDetails *source = m_graph.channel(way.source), *target = m_graph.channel(to);
        if (target && m_hints.names.matches(ChannelAddress{to, {}}.bare()))
            return false;
        return leadsTo(to, way.source) ||
               (source && target && delays(*source) && target->info.consumers.value_or(0) > 0);
    }

    void follow(const DeadWay &way)
    {
        if (way.missing || way.reached.isEmpty()) {
            DeadLetterChannel &broken = row(way.source, FoundBy::Argument);
            broken.isSource = broken.sources.isEmpty() && !m_dead.contains(way.source);
            if (way.missing)
                broken.lint.push_back({DeadLetterRule::MissingExchange, {way.source, way.exchange}});
            else
                broken.lint.push_back(
                    {DeadLetterRule::Unroutable, {way.source, way.exchange, way.key.value_or(QString())}});
            return;
        }
        for (const QString &to : way.reached) {
            if (to == way.source || isRetry(way, to))
                continue;
            DeadLetterChannel &dead = deadRow(to, way.byPolicy ? FoundBy::Policy : FoundBy::Argument);
            dead.sources.append(way.source);
            lintWay(way, dead);
        }
    }

    void lintWay(const DeadWay &way, DeadLetterChannel &dead)
    {
        const ChannelDetails *q = m_graph.channel(way.source);
        if (!q)
            return;
        const bool asked = queueSetting(*q, u"x-dead-letter-strategy"_s).value.toString() == u"at-least-once";
        const bool rejects = queueSetting(*q, u"x-overflow"_s).value.toString() == u"reject-publish";
        if (asked && !rejects)
            dead.lint.push_back({DeadLetterRule::FallsBack, {way.source}});
        else if (!asked || !isQuorum(*q))
            dead.lint.push_back({DeadLetterRule::AtMostOnce, {way.source}});
    }

    void addByHint(const ChannelDetails &c)
    {
        const QString bare = ChannelAddress{c.info.name, {}}.bare();
        const bool named = m_hints.names.matches(bare);
        if (m_hints.marked.contains(c.info.name))
            deadRow(c.info.name, FoundBy::Marked);
        else if (named)
            deadRow(c.info.name, FoundBy::Name);
        else if (m_hints.byHeaders.contains(c.info.name))
            deadRow(c.info.name, FoundBy::Header);
        if (named && c.info.kind == ChannelKind::Topic) {
            for (const QString &source : m_hints.names.sourcesOf(bare)) {
                if (m_graph.has(source) && !m_hints.names.matches(source)) {
                    m_found[c.info.name].sources.append(source);
                    break;
                }
            }
        }
    }

    void finish(DeadLetterChannel &d)
    {
        d.sources.removeDuplicates();
        d.sources.sort();
        const ChannelDetails *c = m_graph.channel(d.channel);
        if (!c)
            return;
        d.depth = c->info.kind == ChannelKind::Queue ? c->info.depth : c->info.events;
        if (d.isSource)
            return;
        if (c->info.kind == ChannelKind::Topic)
            lintTopic(*c, d);
        else
            lintQueue(*c, d);
    }

    void lintQueue(const ChannelDetails &c, DeadLetterChannel &d)
    {
        const auto own =
            std::find_if(m_ways.begin(), m_ways.end(), [&](const DeadWay &w) { return w.source == d.channel; });
        if (own != m_ways.end()) {
            if (!own->reached.isEmpty())
                d.lint.push_back({DeadLetterRule::DeadLetterOfDead, {d.channel, own->reached.join(u", "_s)}});
            return; // what expires goes on
        }
        if (const auto ms = retentionMs(c))
            d.lint.push_back({DeadLetterRule::Expires, {d.channel, QString::number(*ms)}});
        const bool rejects = queueSetting(c, u"x-overflow"_s).value.toString().startsWith(u"reject-publish"_s);
        for (const QString &limit : {u"x-max-length"_s, u"x-max-length-bytes"_s}) {
            const auto n = wholeNumber(queueSetting(c, limit).value);
            if (n && !rejects)
                d.lint.push_back({DeadLetterRule::Bounded, {d.channel, QString::number(*n)}});
        }
    }

    void lintTopic(const ChannelDetails &c, DeadLetterChannel &d)
    {
        if (c.config.value(u"cleanup.policy"_s).toString().contains(u"compact"_s))
            d.lint.push_back({DeadLetterRule::Compacted, {d.channel}});
        const auto kept = retentionMs(c);
        for (const QString &name : d.sources) {
            const ChannelDetails *source = m_graph.channel(name);
            const int mine = c.info.partitions.value_or(0), theirs = source->info.partitions.value_or(0);
            if (mine > 0 && mine < theirs)
                d.lint.push_back({DeadLetterRule::FewerPartitions,
                                  {d.channel, QString::number(mine), name, QString::number(theirs)}});
            const auto keeps = retentionMs(*source);
            if (kept && (!keeps || *kept < *keeps))
                d.lint.push_back({DeadLetterRule::ShorterRetention,
                                  {d.channel, QString::number(*kept), name, QString::number(keeps.value_or(-1))}});
        }
    }

    DeadLetterChannel &row(const QString &channel, FoundBy by)
    {
        auto it = m_found.find(channel);
        if (it == m_found.end()) {
            it = m_found.insert(channel, {});
            it->channel = channel;
            it->foundBy = by;
        }
        return *it;
    }

    DeadLetterChannel &deadRow(const QString &channel, FoundBy by)
    {
        DeadLetterChannel &d = row(channel, by);
        d.isSource = false;
        d.foundBy = m_dead.contains(channel) ? std::min(d.foundBy, by) : by;
        m_dead.insert(channel);
        return d;
    }

    std::span<const ChannelDetails> m_channels;
    RoutingGraph m_graph;
    const DeadLetterHints &m_hints;
    std::vector<DeadWay> m_ways;
    QHash<QString, QStringList> m_next; // one death further
    QMap<QString, DeadLetterChannel> m_found;
    QSet<QString> m_dead;
};

} // namespace

const char *deadLetterRuleName(DeadLetterRule rule)
{
    constexpr const char *Names[] = {
        "missing-exchange", "unroutable",        "at-most-once", "falls-back", "dead-letter-of-dead-letter",
        "fewer-partitions", "shorter-retention", "expires",      "bounded",    "compacted"};
    return Names[std::size_t(rule)];
}

LintLevel lintLevel(DeadLetterRule rule)
{
    switch (rule) {
    case DeadLetterRule::MissingExchange:
    case DeadLetterRule::Unroutable:
        return LintLevel::Broken;
    case DeadLetterRule::AtMostOnce:
    case DeadLetterRule::DeadLetterOfDead:
        return LintLevel::Note;
    default:
        return LintLevel::Warning;
    }
}

const char *foundByName(FoundBy by)
{
    constexpr const char *Names[] = {"marked", "argument", "policy", "name", "header"};
    return Names[std::size_t(by)];
}

std::vector<DeadLetterChannel> deadLetterSetup(std::span<const ChannelDetails> channels,
                                               std::span<const BindingInfo> bindings, const DeadLetterHints &hints)
{
    return Setup(channels, bindings, hints).run();
}

std::optional<qint64> retentionMs(const ChannelDetails &c)
{
    if (c.info.kind == ChannelKind::Topic) {
        const QString policy = c.config.value(u"cleanup.policy"_s).toString();
        if (policy == u"compact")
            return {};
        const qint64 ms = wholeNumber(c.config.value(u"retention.ms"_s)).value_or(KafkaDefaultRetention);
        return ms < 0 ? std::nullopt : std::optional(ms);
    }
    const auto ms = wholeNumber(queueSetting(c, u"x-message-ttl"_s).value);
    return ms && *ms >= 0 ? ms : std::nullopt;
}

} // namespace flowbench

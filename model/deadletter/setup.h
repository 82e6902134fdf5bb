// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/deadletter/names.h"
#include "model/live/channel.h"

#include <QStringList>

#include <optional>
#include <span>
#include <vector>

namespace flowbench {

// What is wrong, or good to know, with the way of dead letters. `words` makes sentences.
enum class DeadLetterRule : quint8 {
    MissingExchange,  // args: source, exchange: its dead letters are dropped
    Unroutable,       // args: source, exchange, routing key ("" : its own): nothing is bound there; they are dropped
    AtMostOnce,       // args: source: a crash of the broker may lose some on the way
    FallsBack,        // args: source: at-least-once is asked for, but the overflow is not reject-publish
    DeadLetterOfDead, // args: channel, where its own dead letters go
    FewerPartitions,  // args: channel, its partitions, source, the source's
    ShorterRetention, // args: channel, its retention in ms, source, the source's
    Expires,          // args: channel, ms: dead letters are dropped after that
    Bounded,          // args: channel, limit: the oldest are dropped when it is full
    Compacted,        // args: channel: a later one with the same key replaces an earlier one
};
const char *deadLetterRuleName(DeadLetterRule rule); // "missing-exchange", as `lint` prints it

enum class LintLevel : quint8 { Note, Warning, Broken };
LintLevel lintLevel(DeadLetterRule rule);

struct DeadLetterLint
{
    DeadLetterRule rule;
    QStringList args;
    bool operator==(const DeadLetterLint &) const = default;
};

// How a dead-letter channel is known to be one, the surest first.
enum class FoundBy : quint8 { Marked, Argument, Policy, Name, Header };
const char *foundByName(FoundBy by); // "marked", "argument", "policy", "name", "header"

struct DeadLetterChannel
{
    QString channel; // as ChannelInfo::name
    std::optional<qint64> depth;
    QStringList sources; // channels that feed it, sorted
    FoundBy foundBy = FoundBy::Name;
    bool isSource = false; // no dead-letter channel: a channel whose own dead letters are dropped
    std::vector<DeadLetterLint> lint;
};

struct DeadLetterHints
{
    DeadLetterNames names;
    QStringList marked, unmarked; // by hand, as ChannelInfo::name
    QStringList byHeaders;        // channels in which failures were recognised
};

// All dead-letter channels of a broker, sorted, and channels whose dead-letter set-up is broken. `channels` and
// `bindings` as Topology::everything() and bindings() answer them; internal channels are left out. RabbitMQ's ways are
// followed through arguments, policies and bindings; Kafka's sources are those whose name the dead-letter topic has.
std::vector<DeadLetterChannel> deadLetterSetup(std::span<const ChannelDetails> channels,
                                               std::span<const BindingInfo> bindings, const DeadLetterHints &hints);

// When what dies now is dropped: Kafka's retention, a queue's TTL. Nothing: not by time.
std::optional<qint64> retentionMs(const ChannelDetails &channel);

} // namespace flowbench

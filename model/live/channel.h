// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/event/event.h"

#include <QJsonObject>
#include <QString>

#include <optional>
#include <vector>

namespace flowbench {

enum class ChannelKind : quint8 { Topic, Queue, Exchange, Stream };

// "topic", "queue", "exchange", "stream" (cli.md).
const char *channelKindName(ChannelKind kind);

// A channel as it is named everywhere: "orders" (Kafka), "queue:orders", "exchange:events#order.*" (RabbitMQ).
struct ChannelAddress
{
    QString name;    // as `channels` prints it, kind prefix included: the identity
    QString pattern; // behind '#' of an exchange; null: none given

    static ChannelAddress parse(const QString &text); // splits an "exchange:" name at its first '#'
    QString toString() const { return pattern.isNull() ? name : name + QLatin1Char('#') + pattern; }
    QString bare() const; // without "queue:", "exchange:"
    bool operator==(const ChannelAddress &) const = default;
};

// What a list of channels says. Absent: the broker has no such thing, or it could not be asked.
struct ChannelInfo
{
    QString name; // as ChannelAddress::name
    ChannelKind kind = ChannelKind::Topic;
    std::optional<int> partitions;
    std::optional<qint64> events; // kept by the broker, deleted ones not counted (Kafka: high - low of each partition)
    std::optional<qint64> depth;  // a queue's ready messages
    std::optional<qint64> unacked;
    std::optional<int> consumers;
    std::optional<qint64>
        produced; // a count that only grows (Kafka: the sum of the high watermarks): two looks make a rate
    std::optional<double> ratePerSecond; // published per second, where the broker tells it itself
    QString exchangeType;
    bool deadLetter = false;
    bool internal = false;

    bool operator==(const ChannelInfo &) const = default;
};

struct PartitionInfo
{
    int partition = 0;
    int leader = -1;
    std::vector<int> replicas, isr;
    qint64 low = 0, high = 0;
};

struct BindingInfo
{
    QString source, destination,
        routingKey; // source and destination with their kind: "exchange:events", "queue:orders"
    QJsonObject arguments;
};

struct ChannelDetails
{
    ChannelInfo info;
    std::vector<PartitionInfo> partitions;
    QJsonObject config; // differing from the default only
    std::vector<BindingInfo> bindings;
    QJsonObject arguments;
    QString policy;
    QJsonObject policyDefinition; // of all policies that apply, where the broker tells
};

} // namespace flowbench

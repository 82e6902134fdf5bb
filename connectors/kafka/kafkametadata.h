// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/kafka/kafkaclient.h"

#include <map>

namespace flowbench::kafka {

struct TopicPartition
{
    std::string topic;
    int partition = 0;
    auto operator<=>(const TopicPartition &) const = default;
};

using Offsets = std::map<TopicPartition, qint64>;

// Everything the cluster says about its topics. Never creates one: all topics are asked for, or one by a consumer that
// may not create.
Result<MetadataPtr> allMetadata(Client &client, Handle &handle, const Cancel &cancel);
// The same of one topic, on the handle that will read it: reading then starts at once instead of after 506 ms (an
// offset looked up before a leader is known is asked again after 500 ms). ChannelNotFound.
Result<MetadataPtr> topicMetadata(Client &client, Handle &handle, const std::string &topic, const Cancel &cancel);

// Offsets of many partitions in one request to each broker: by time (ms), or of the ends. The answer has every
// partition; EndOfTime where there is no event at or after that time.
constexpr qint64 AskHigh = -1, AskLow = -2, EndOfTime = -1;
Result<Offsets> offsetsAt(Client &client, Handle &handle, const Offsets &times, const Cancel &cancel);

struct Watermarks
{
    qint64 low = 0, high = 0;
};
Result<std::map<TopicPartition, Watermarks>>
watermarks(Client &client, Handle &handle, const std::vector<TopicPartition> &partitions, const Cancel &cancel);

Error topicNotFound(const Client &client, const QString &topic);

} // namespace flowbench::kafka

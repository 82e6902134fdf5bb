// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/kafka/kafkabackwards.h"

// What a scan and a tail share: ranges on their way, and the newest events of all partitions.
namespace flowbench::kafka {

// More than so many newest events are not kept in memory to be put in order of time.
constexpr quint64 KeptNewest = 20000;

std::vector<Progress> progressOf(std::vector<Range> ranges);
std::vector<ChannelCoverage> coverageOf(const std::vector<Progress> &progress);

// Asks for the metadata of every topic on the handle that will read it: see topicMetadata().
Result<void> learnLeaders(Client &client, Reader &reader, const std::vector<Progress> &progress, const Cancel &cancel);

// The same, over after `most` at the latest (negative: as it is).
Cancel bounded(const Cancel &cancel, Milliseconds most);

// The newest `count` events of all partitions, oldest first; `progress[i].range.from` then says where they begin, in
// each.
Result<std::vector<Row>> newest(Client &client, Reader &reader, std::vector<Progress> &progress, quint64 count,
                                const Cancel &cancel, Milliseconds lostAfter);

} // namespace flowbench::kafka

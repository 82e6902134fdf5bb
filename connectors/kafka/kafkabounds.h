// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/kafka/kafkametadata.h"

namespace flowbench::kafka {

// One partition to be read: [from, to) of what is there.
struct Range
{
    TopicPartition at;
    qint64 low = 0, high = 0; // of the broker, when it was asked
    qint64 visible = 0;       // where a committed reader ends now; high for an uncommitted one
    qint64 from = 0, to = 0;  // what was asked for, within [low, visible]
    qint64 withheld = 0;      // of what was asked for: behind `visible`, held back by an open transaction
    int partitions = 0;       // of its topic
};

struct BoundsRequest
{
    const std::vector<ChannelAddress> &channels;
    Position from, to;
    std::optional<int> partition;
    bool committed = true;
    const std::vector<ResumePoint> *resume = nullptr;
};

// Where to begin and end in every partition, fixed now. `reader` is the handle that will read (its isolation level is
// the request's). ChannelNotFound; BadArgument for a partition that is not there.
Result<std::vector<Range>> findBounds(Client &client, Handle &reader, const BoundsRequest &request,
                                      const Cancel &cancel);

} // namespace flowbench::kafka

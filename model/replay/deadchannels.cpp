// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/replay/deadchannels.h"

#include "model/deadletter/ids.h"
#include "model/replay/journal.h"

#include <algorithm>
#include <map>

namespace flowbench {

namespace {
// Channel by channel where a broker cannot answer for all at once.
Result<std::vector<ChannelDetails>> everythingOf(Connector &connector, Topology &topology, const Cancel &cancel)
{
    auto all = topology.everything(cancel);
    if (all || all.error().code != ErrorCode::NotSupported)
        return all;
    const auto channels = connector.catalog()->channels(cancel);
    if (!channels)
        return channels.error();
    std::vector<ChannelDetails> out;
    for (const ChannelInfo &channel : *channels) {
        auto details = connector.catalog()->details(channel.name, cancel);
        if (!details)
            return details.error();
        out.push_back(std::move(*details));
    }
    return out;
}

// Of a log, those that our journal has neither replayed nor discarded; only what the broker still keeps counts.
Result<qint64> openCount(Journal &journal, const QString &broker, const ChannelDetails &details, qint64 depth)
{
    const auto closed = journal.closed(broker, details.info.name);
    if (!closed)
        return closed.error();
    qint64 gone = 0;
    for (const std::string &identity : *closed) {
        const auto place = offsetFromId(std::string_view(identity).substr(identity.rfind('/') + 1));
        if (!place)
            continue;
        for (const PartitionInfo &p : details.partitions)
            gone += p.partition == place->first && place->second >= p.low && place->second < p.high;
    }
    return std::max<qint64>(0, depth - gone);
}

// The figures of a list of everything may be seconds old; those of the catalog are asked of each queue.
std::map<QString, qint64> freshDepths(Connector &connector, const Cancel &cancel)
{
    std::map<QString, qint64> depths;
    if (const auto now = connector.catalog()->channels(cancel)) {
        for (const ChannelInfo &i : *now) {
            // What a consumer (a job of ours, perhaps) holds and has not acknowledged is still there.
            if (const auto depth = i.depth ? i.depth : i.events)
                depths[i.name] = *depth + i.unacked.value_or(0);
        }
    }
    return depths;
}
} // namespace

Result<std::vector<KnownDeadLetters>> findDeadLetters(Connector &connector, Journal &journal, const QString &broker,
                                                      DeadLetterNames names, const Cancel &cancel)
{
    const auto topology = connector.topology();
    if (!topology)
        return topology.reason;
    const auto channels = everythingOf(connector, *topology.part, cancel);
    if (!channels)
        return channels.error();
    const auto bindings = topology->bindings(cancel);
    if (!bindings)
        return bindings.error();
    const auto marks = journal.marks(broker);
    if (!marks)
        return marks.error();
    DeadLetterHints hints;
    hints.names = std::move(names);
    hints.marked = marks->marked;
    hints.unmarked = marks->unmarked;
    const auto depths = freshDepths(connector, cancel);
    std::vector<KnownDeadLetters> out;
    for (DeadLetterChannel &channel : deadLetterSetup(*channels, *bindings, hints)) {
        KnownDeadLetters known{std::move(channel), {}, {}};
        DeadLetterChannel &c = known.channel;
        if (const auto fresh = depths.find(c.channel); fresh != depths.end())
            c.depth = fresh->second;
        known.open = c.depth;
        const auto details =
            std::ranges::find(*channels, c.channel, [](const ChannelDetails &d) { return d.info.name; });
        if (details != channels->end()) {
            known.retention = retentionMs(*details);
            if (c.depth && !details->partitions.empty()) {
                const auto counted = openCount(journal, broker, *details, *c.depth);
                if (!counted)
                    return counted.error();
                known.open = *counted;
            }
        }
        out.push_back(std::move(known));
    }
    return out;
}

} // namespace flowbench

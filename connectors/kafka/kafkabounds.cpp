// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/kafka/kafkabounds.h"

#include "connectors/kafka/kafkagroups.h"

#include <algorithm>
#include <set>

namespace flowbench::kafka {

using namespace Qt::StringLiterals;

namespace {

// Every partition that is asked for, with how many its topic has.
Result<std::map<TopicPartition, int>> partitionsOf(Client &client, Handle &reader, const BoundsRequest &request,
                                                   const Cancel &cancel)
{
    std::map<TopicPartition, int> found;
    std::set<std::string> seen;
    for (const ChannelAddress &c : request.channels) {
        const std::string topic = c.name.toStdString();
        if (!seen.insert(topic).second)
            continue;
        auto metadata = topicMetadata(client, reader, topic, cancel);
        if (!metadata)
            return metadata.error();
        const rd_kafka_metadata_topic &t = (*metadata)->topics[0];
        const std::size_t before = found.size();
        for (int i = 0; i < t.partition_cnt; ++i) {
            if (!request.partition || *request.partition == t.partitions[i].id)
                found[{topic, t.partitions[i].id}] = t.partition_cnt;
        }
        if (found.size() == before)
            return makeError(ErrorCode::BadArgument, {u"partition"_s, QString::number(request.partition.value_or(-1))});
    }
    return found;
}

// One side of the ranges: `place` is Range::from or Range::to.
Result<void> put(Client &client, Handle &reader, const Position &position, std::vector<Range> &ranges,
                 qint64 Range::*place, const Cancel &cancel)
{
    if (const auto *t = std::get_if<AtTime>(&position)) {
        Offsets times;
        for (const Range &r : ranges)
            times[r.at] = std::max<qint64>(t->timeMs, 0);
        auto found = offsetsAt(client, reader, times, cancel);
        if (!found)
            return found.error();
        for (Range &r : ranges) {
            const qint64 offset = (*found)[r.at];
            r.*place = offset < 0 ? r.high : offset;
        }
        return {};
    }
    if (const auto *g = std::get_if<AtGroup>(&position)) {
        auto committed = committedOffsets(client, g->group, cancel);
        if (!committed)
            return committed.error();
        for (Range &r : ranges) {
            const auto it = committed->find(r.at);
            r.*place = it == committed->end() || it->second < 0 ? r.low : it->second;
        }
        return {};
    }
    for (Range &r : ranges) {
        if (const auto *o = std::get_if<AtOffset>(&position))
            r.*place = o->offset;
        else
            r.*place = std::holds_alternative<Earliest>(position) ? r.low : r.high;
    }
    return {};
}

void putResume(const std::vector<ResumePoint> &points, std::vector<Range> &ranges)
{
    std::map<TopicPartition, const ResumePoint *> known;
    for (const ResumePoint &p : points)
        known[{p.channel.toStdString(), p.partition}] = &p;
    std::erase_if(ranges, [&](const Range &r) { return !known.contains(r.at); });
    for (Range &r : ranges) {
        r.from = known[r.at]->next;
        r.to = known[r.at]->to;
    }
}

} // namespace

Result<std::vector<Range>> findBounds(Client &client, Handle &reader, const BoundsRequest &request,
                                      const Cancel &cancel)
{
    auto partitions = partitionsOf(client, reader, request, cancel);
    if (!partitions)
        return partitions.error();
    auto asking = client.asking();
    if (!asking)
        return asking.error();
    std::vector<TopicPartition> all;
    for (const auto &[at, count] : *partitions)
        all.push_back(at);
    auto marks = watermarks(client, **asking, all, cancel);
    if (!marks)
        return marks.error();
    std::vector<Range> ranges;
    for (const auto &[at, m] : *marks)
        ranges.push_back({at, m.low, m.high, m.high, m.low, m.high, 0, (*partitions)[at]});
    if (request.committed) {
        Offsets times;
        for (const Range &r : ranges)
            times[r.at] = AskHigh;
        auto stable = offsetsAt(client, reader, times, cancel);
        if (!stable)
            return stable.error();
        for (Range &r : ranges) {
            r.visible = std::clamp((*stable)[r.at], r.low, std::max(r.high, (*stable)[r.at]));
            r.high = std::max(r.high, r.visible); // asked a moment later
        }
    }
    if (request.resume && !request.resume->empty()) {
        putResume(*request.resume, ranges);
    } else {
        if (auto r = put(client, reader, request.from, ranges, &Range::from, cancel); !r)
            return r.error();
        if (auto r = put(client, reader, request.to, ranges, &Range::to, cancel); !r)
            return r.error();
    }
    for (Range &r : ranges) {
        r.from = std::clamp(r.from, r.low, std::max(r.low, r.visible));
        r.withheld = std::max<qint64>(std::min(r.to, r.high) - std::max(r.visible, r.from), 0);
        r.to = std::clamp(r.to, r.from, std::max(r.from, r.visible));
    }
    return ranges;
}

} // namespace flowbench::kafka

// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/kafka/kafkaprogress.h"

#include <algorithm>

namespace flowbench::kafka {

std::vector<Progress> progressOf(std::vector<Range> ranges)
{
    std::vector<Progress> list;
    for (Range &r : ranges) {
        const bool done = r.from >= r.to;
        const qint64 next = r.from;
        list.push_back({std::move(r), next, 0, done, false, -1});
    }
    return list;
}

std::vector<ChannelCoverage> coverageOf(const std::vector<Progress> &progress)
{
    std::vector<ChannelCoverage> channels;
    for (const Progress &p : progress) {
        const QString name = QString::fromStdString(p.range.at.topic);
        if (channels.empty() || channels.back().channel != name) {
            channels.emplace_back();
            channels.back().channel = name;
        }
        PartitionCoverage c;
        c.partition = p.range.at.partition;
        c.from = p.range.from;
        c.to = p.range.to;
        c.next = p.next;
        c.high = p.range.high;
        c.gaps = std::max<qint64>(p.next - p.range.from - p.seen, 0);
        c.withheld = p.range.withheld;
        channels.back().partitions.push_back(c);
    }
    return channels;
}

Result<void> learnLeaders(Client &client, Reader &reader, const std::vector<Progress> &progress, const Cancel &cancel)
{
    const std::string *last = nullptr;
    for (const Progress &p : progress) {
        if (last && *last == p.range.at.topic)
            continue;
        last = &p.range.at.topic;
        if (auto r = topicMetadata(client, reader.handle(), *last, cancel); !r)
            return r.error();
    }
    return {};
}

Cancel bounded(const Cancel &cancel, Milliseconds most)
{
    Cancel c = cancel;
    if (most.count() >= 0)
        c.deadline = std::min(c.deadline, Clock::now() + most);
    return c;
}

Result<std::vector<Row>> newest(Client &client, Reader &reader, std::vector<Progress> &progress, quint64 count,
                                const Cancel &cancel, Milliseconds lostAfter)
{
    std::vector<Row> rows;
    const bool bodies = count <= KeptNewest;
    quint64 visited = 0;
    Backwards backwards(client, reader, progress, count, bodies);
    auto r = backwards.run(
        [&](const Row &row) {
            if (bodies)
                rows.push_back(row);
            return ++visited < count;
        },
        cancel, lostAfter);
    if (!r)
        return r.error();
    std::reverse(rows.begin(), rows.end());
    for (std::size_t i = 0; i < progress.size(); ++i) {
        Progress &p = progress[i];
        p.range.from = p.next = std::min(backwards.reached(i), p.range.to);
        p.done = p.range.from >= p.range.to;
    }
    return rows;
}

} // namespace flowbench::kafka

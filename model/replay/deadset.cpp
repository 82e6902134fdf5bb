// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/replay/deadset.h"

#include <algorithm>
#include <unordered_map>

namespace flowbench {

namespace {
constexpr std::size_t HashBytes = 16;

std::string shortened(const ContentHash &hash)
{
    return std::string(reinterpret_cast<const char *>(hash.data()), HashBytes);
}
} // namespace

std::string shortHash(const EventView &event) { return shortened(contentHash(event)); }

class DeadSet::Sink final : public EventSink
{
public:
    Sink(DeadSet &set, const Options &options) : m_set(set), m_options(options) {}
    bool take(ChunkPtr chunk) override
    {
        m_set.m_bytes += chunk->payloadBytes();
        if (m_set.m_bytes > m_options.mostBytes) {
            full = true;
            return false;
        }
        const auto number = quint32(m_set.m_chunks.size());
        m_set.m_firsts.push_back(m_set.m_places.size());
        for (std::size_t row = 0; row < chunk->rows(); ++row)
            m_set.m_places.push_back({number, quint32(row)});
        m_set.m_chunks.push_back(std::move(chunk));
        if (m_options.arrived)
            m_options.arrived(m_set.m_chunks.back());
        if (m_options.progress)
            m_options.progress(m_set.m_places.size());
        return true;
    }
    bool full = false;

private:
    DeadSet &m_set;
    const Options &m_options;
};

Result<std::shared_ptr<const DeadSet>> DeadSet::read(Connector &connector, const ChannelAddress &channel,
                                                     const Options &options, const Cancel &cancel)
{
    std::shared_ptr<DeadSet> set(new DeadSet);
    set->m_channel = channel.name;
    Sink sink(*set, options);
    const auto browse = connector.browse();
    const auto scan = connector.scan();
    set->m_isQueue = browse && channel.name.startsWith(QLatin1String("queue:"));
    Result<Coverage> coverage = Coverage();
    if (set->m_isQueue) {
        Browse::Request request;
        request.queue = channel.name;
        request.first = options.first;
        request.refresh = options.refresh;
        coverage = browse->look(request, sink, cancel);
    } else if (scan) {
        ScanRequest request;
        request.channels = {channel};
        request.lostAfter = options.lostAfter;
        coverage = scan->scan(request, sink, cancel);
    } else {
        return scan.reason;
    }
    if (!coverage)
        return coverage.error();
    if (sink.full)
        return makeError(ErrorCode::TooLarge,
                         {channel.name, QString::number(set->m_bytes), QString::number(options.mostBytes)});
    if (coverage->ended == ScanEnd::Cancelled)
        return makeError(ErrorCode::Cancelled);
    if (coverage->ended == ScanEnd::Error)
        return coverage->error.value_or(makeError(ErrorCode::ConnectionLost, {channel.name}));
    set->m_coverage = std::move(*coverage);
    if (set->m_isQueue) {
        std::vector<DeadLetterKey> keys;
        keys.reserve(set->size());
        for (std::size_t i = 0; i < set->size(); ++i)
            keys.push_back(deadLetterKey(set->event(i)));
        set->m_queueIds.emplace(std::move(keys));
        return std::shared_ptr<const DeadSet>(std::move(set));
    }
    // Partition by partition, as it was written: that is the order a replay keeps.
    std::ranges::stable_sort(set->m_places, {}, [&](const Place &p) {
        const EventView e = set->m_chunks[p.chunk]->row(p.row);
        return std::pair(e.partition, e.offset);
    });
    for (std::size_t i = 0; i < set->size(); ++i) {
        const EventView e = set->event(i);
        set->m_ids.push_back(offsetId(e.partition, e.offset));
    }
    return std::shared_ptr<const DeadSet>(std::move(set));
}

EventView DeadSet::event(std::size_t index) const
{
    const Place &p = m_places[index];
    return m_chunks[p.chunk]->row(p.row);
}

std::string DeadSet::hash(std::size_t index) const
{
    return m_isQueue ? shortened(m_queueIds->key(index).hash) : shortHash(event(index));
}

DeadSet::Resolved DeadSet::resolve(const std::vector<std::string> &ids) const
{
    if (m_isQueue) {
        auto r = m_queueIds->resolve(ids);
        return {std::move(r.found), std::move(r.missing)};
    }
    std::unordered_map<std::string_view, std::size_t> places;
    for (std::size_t i = 0; i < m_ids.size(); ++i)
        places.emplace(m_ids[i], i);
    Resolved out;
    std::vector<bool> taken(size());
    for (const std::string &id : ids) {
        const auto at = places.find(id);
        if (at == places.end())
            out.missing.push_back(id);
        else if (!taken[at->second]) {
            taken[at->second] = true;
            out.found.push_back(at->second);
        }
    }
    return out;
}

} // namespace flowbench

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/traffic/undecodable.h"

#include <algorithm>

namespace flowbench {

namespace {

constexpr std::size_t ChunksAtOnce = 8; // between two looks at what is there

struct Looked
{
    quint64 failed = 0;
    quint64 end = 0;
};

Looked look(const std::vector<EventStore::Entry> &entries, quint64 from, const EventDecoder &decoder,
            const Cancel &cancel)
{
    Looked looked{0, from};
    Decoded decoded;
    for (const EventStore::Entry &e : entries) {
        const std::size_t rows = e.chunk->rows();
        for (std::size_t i = std::size_t(from > e.first ? from - e.first : 0); i < rows; ++i) {
            if (cancel.requested())
                return looked;
            const EventView event = e.chunk->row(i);
            if (!event.hasValue || event.value.empty())
                continue;
            decoder.decode(event, decoded);
            looked.failed += decoded.failed;
        }
        looked.end = e.first + rows;
    }
    return looked;
}

} // namespace

UndecodableCount::UndecodableCount(const EventStore &store, QObject *parent) : QObject(parent), m_store(store) {}

void UndecodableCount::setDecoder(std::shared_ptr<const EventDecoder> decoder)
{
    m_decoder = std::move(decoder);
    restart();
}

void UndecodableCount::restart()
{
    m_job = JobHandle();
    m_running = false;
    m_done = m_store.first();
    m_count = 0;
    next();
}

void UndecodableCount::storeChanged()
{
    if (m_store.rows() == 0 || m_done > m_store.end())
        restart(); // cleared: other events
    else
        next();
}

void UndecodableCount::next()
{
    if (m_running || !m_decoder || m_done >= m_store.end())
        return;
    const quint64 from = std::max(m_done, m_store.first());
    std::vector<EventStore::Entry> entries = m_store.entriesFrom(from);
    if (entries.empty())
        return;
    if (entries.size() > ChunksAtOnce)
        entries.resize(ChunksAtOnce);
    m_running = true;
    m_job = m_jobs.run(
        this, Milliseconds(0),
        [entries = std::move(entries), from, decoder = m_decoder](const Cancel &cancel) {
            return look(entries, from, *decoder, cancel);
        },
        [this](const Looked &looked) {
            m_running = false;
            m_done = looked.end;
            m_count += looked.failed;
            next();
        });
}

} // namespace flowbench

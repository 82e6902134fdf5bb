// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/chunkbuilder.h"

#include <QDateTime>

#include <algorithm>
#include <cstring>

namespace flowbench {

namespace {
// The head of a row in an arena; the bytes of key, value and fields follow it. Rows are 4-byte aligned.
struct RowHead
{
    qint64 offset;
    qint64 timeAndFlags; // time in the upper 52 bits (signed), flags in the lower 12
    quint32 keySize;
    quint32 valueSize;
    quint32 fieldsSize;
    std::uint16_t source;
    std::uint16_t spare;
};
static_assert(sizeof(RowHead) == 32);

constexpr qint64 KindMask = 0x7, HasKey = 0x8, HasValue = 0x10;
constexpr int FlagBits = 12;
constexpr qint64 MaxTime = (qint64(1) << 51) - 1;

RowHead readHead(const char *at)
{
    RowHead h;
    std::memcpy(&h, at, sizeof h);
    return h;
}

std::size_t aligned(std::size_t n) { return (n + 3) & ~std::size_t(3); }
} // namespace

EventView Chunk::row(std::size_t index) const
{
    const char *at = m_base + m_index[index];
    const RowHead h = readHead(at);
    const Source &source = (*m_sources)[h.source];
    EventView v;
    v.channel = source.channel;
    v.partition = source.partition;
    v.offset = h.offset;
    v.timeMs = h.timeAndFlags >> FlagBits;
    v.timeKind = TimeKind(h.timeAndFlags & KindMask);
    v.hasKey = h.timeAndFlags & HasKey;
    v.hasValue = h.timeAndFlags & HasValue;
    at += sizeof h;
    v.key = {at, h.keySize};
    v.value = {at + h.keySize, h.valueSize};
    v.fields = FieldList({at + h.keySize + h.valueSize, h.fieldsSize});
    return v;
}

qint64 Chunk::timeMs(std::size_t index) const { return readHead(m_base + m_index[index]).timeAndFlags >> FlagBits; }

std::uint16_t Chunk::source(std::size_t index) const { return readHead(m_base + m_index[index]).source; }

ChunkBuilder::ChunkBuilder(std::shared_ptr<ArenaPool> pool)
    : m_pool(std::move(pool)), m_sources(std::make_shared<std::vector<Source>>())
{}

ChunkBuilder::~ChunkBuilder() = default;

std::uint16_t ChunkBuilder::source(std::string_view channel, std::int32_t partition)
{
    for (std::size_t i = 0; i < m_sources->size(); ++i) {
        if ((*m_sources)[i].partition == partition && (*m_sources)[i].channel == channel)
            return std::uint16_t(i);
    }
    if (m_sources->size() == 0xffff) { // a fresh table; rows so far keep theirs
        if (ChunkPtr c = seal())
            m_sealed.push_back(std::move(c));
        m_sources = std::make_shared<std::vector<Source>>();
    } else {
        m_sources = std::make_shared<std::vector<Source>>(*m_sources);
    }
    m_sources->push_back({std::string(channel), partition});
    m_sourceCounts.resize(m_sources->size());
    return std::uint16_t(m_sources->size() - 1);
}

void ChunkBuilder::append(std::uint16_t source, const EventView &e)
{
    append(source, e.offset, e.timeMs, e.timeKind, e.key.data(), e.key.size(), e.hasKey, e.value.data(), e.value.size(),
           e.hasValue, e.fields.packed());
}

void ChunkBuilder::append(std::uint16_t source, qint64 offset, qint64 timeMs, TimeKind kind, const char *key,
                          std::size_t keySize, bool hasKey, const char *value, std::size_t valueSize, bool hasValue,
                          std::string_view fields)
{
    const std::size_t size = aligned(sizeof(RowHead) + keySize + valueSize + fields.size());
    // The index of all rows goes behind them when the chunk is finished.
    const std::size_t need = size + (m_index.size() + 1) * sizeof(quint32);
    if (!m_arena || m_arena->used + need > m_arena->size())
        begin(size + sizeof(quint32));
    char *at = m_arena->data() + m_arena->used;
    timeMs = std::clamp(timeMs, -MaxTime, MaxTime);
    const RowHead h{offset,
                    timeMs * (qint64(1) << FlagBits) + (qint64(kind) & KindMask) + (hasKey ? HasKey : 0) +
                        (hasValue ? HasValue : 0),
                    quint32(keySize),
                    quint32(valueSize),
                    quint32(fields.size()),
                    source,
                    0};
    std::memcpy(at, &h, sizeof h);
    at += sizeof h;
    if (keySize)
        std::memcpy(at, key, keySize);
    if (valueSize)
        std::memcpy(at + keySize, value, valueSize);
    if (!fields.empty())
        std::memcpy(at + keySize + valueSize, fields.data(), fields.size());
    m_index.push_back(quint32(m_arena->used - m_begin));
    m_arena->used += size;
    m_payload += keySize + valueSize + fields.size();
    ++m_sourceCounts[source];
    if (m_index.size() == 1) {
        m_minTime = m_maxTime = timeMs;
    } else {
        m_minTime = std::min(m_minTime, timeMs);
        m_maxTime = std::max(m_maxTime, timeMs);
    }
    const qint64 second = timeMs >= 0 ? timeMs / 1000 : -((999 - timeMs) / 1000);
    countSecond(second);
}

// Partitions are read in turns: the second of a row is among the last few, not always the last.
void ChunkBuilder::countSecond(qint64 second)
{
    constexpr std::size_t LookBack = 32;
    const std::size_t size = m_seconds.size();
    for (std::size_t i = size; i-- > (size > LookBack ? size - LookBack : 0);) {
        if (m_seconds[i].second == second) {
            ++m_seconds[i].events;
            return;
        }
    }
    m_seconds.push_back({second, 1});
}

bool ChunkBuilder::nearlyFull() const
{
    if (!m_arena || m_index.empty())
        return false;
    const std::size_t part = m_arena->size() / 16, used = m_arena->used + m_index.size() * sizeof(quint32);
    return used > m_arena->size() - part && m_arena->used - m_begin >= part;
}

void ChunkBuilder::begin(std::size_t need)
{
    if (ChunkPtr c = seal())
        m_sealed.push_back(std::move(c));
    if (!m_arena || m_arena->used + need > m_arena->size()) {
        m_arena = m_pool->take(need);
        m_begin = 0;
    }
}

ChunkPtr ChunkBuilder::seal()
{
    if (m_index.empty())
        return {};
    auto chunk = std::shared_ptr<Chunk>(new Chunk);
    chunk->m_arena = m_arena;
    chunk->m_sources = m_sources;
    chunk->m_base = m_arena->data() + m_begin;
    chunk->m_rows = m_index.size();
    const std::size_t indexBytes = m_index.size() * sizeof(quint32);
    char *index = m_arena->data() + m_arena->used; // aligned: rows are
    std::memcpy(index, m_index.data(), indexBytes);
    chunk->m_index = reinterpret_cast<const quint32 *>(index);
    m_arena->used += indexBytes;
    chunk->m_bytes = m_arena->used - m_begin;
    chunk->m_payload = m_payload;
    chunk->m_minTime = m_minTime;
    chunk->m_maxTime = m_maxTime;
    chunk->m_received = QDateTime::currentMSecsSinceEpoch();
    chunk->m_seconds.assign(m_seconds.begin(), m_seconds.end());
    chunk->m_sourceCounts.assign(m_sourceCounts.begin(), m_sourceCounts.end());
    m_begin = m_arena->used;
    m_index.clear();
    m_seconds.clear();
    std::fill(m_sourceCounts.begin(), m_sourceCounts.end(), 0);
    m_sourceCounts.resize(m_sources->size());
    m_payload = 0;
    return chunk;
}

ChunkPtr ChunkBuilder::finish()
{
    if (!m_sealed.empty()) {
        ChunkPtr c = std::move(m_sealed.front());
        m_sealed.erase(m_sealed.begin());
        return c;
    }
    return seal();
}

} // namespace flowbench

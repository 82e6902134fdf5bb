// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/sortjob.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <numeric>

namespace flowbench {

namespace {

constexpr char NumberClass = 1, TextClass = 2;
constexpr std::size_t Window = 12;                  // bytes of a key that an entry holds
constexpr std::size_t KeyBytes = 65;                // of a key at all: its class and 64 bytes
constexpr std::size_t Block = std::size_t(1) << 18; // sorted at a time, so that cancelling is prompt
constexpr std::size_t SliceRows = 200'000;          // numbers taken between two frames
constexpr quint32 More = 1u << 31;                  // the key goes on behind the window

// Twelve bytes of the key and the rank: what is compared stands where it is sorted.
struct Entry
{
    quint64 high = 0;
    quint32 low = 0;
    quint32 rank = 0; // with More
};

template <class T>
T bigEndian(const char *bytes)
{
    T value = 0;
    for (std::size_t i = 0; i < sizeof(T); ++i)
        value = T(value << 8) | static_cast<unsigned char>(bytes[i]);
    return value;
}

void putClass(std::string &key, char which, quint64 bits)
{
    char bytes[9] = {which};
    for (int i = 0; i < 8; ++i)
        bytes[i + 1] = char(bits >> (56 - 8 * i));
    key.assign(bytes, sizeof(bytes));
}

Entry entryOf(const std::string &key, std::size_t from, quint32 rank)
{
    char bytes[Window] = {};
    if (from < key.size())
        std::memcpy(bytes, key.data() + from, std::min(Window, key.size() - from));
    return {bigEndian<quint64>(bytes), bigEndian<quint32>(bytes + 8), rank | (key.size() > from + Window ? More : 0)};
}

bool sameKey(const Entry &a, const Entry &b) { return a.high == b.high && a.low == b.low; }

// Equal keys stay as they came, whichever way one sorts.
struct Less
{
    bool descending;
    bool operator()(const Entry &a, const Entry &b) const
    {
        if (!sameKey(a, b)) {
            const bool less = a.high != b.high ? a.high < b.high : a.low < b.low;
            return less != descending;
        }
        return (a.rank & ~More) < (b.rank & ~More);
    }
};

class Sorter
{
public:
    Sorter(const std::vector<EventStore::Entry> &chunks, const std::vector<quint64> &arrival, quint64 first,
           const SortKey &key, bool descending, std::atomic<quint64> &done, const Cancel &cancel)
        : m_chunks(chunks),
          m_arrival(arrival),
          m_first(first),
          m_key(key),
          m_less{descending},
          m_done(done),
          m_cancel(cancel)
    {}

    bool run(std::size_t rows, std::vector<quint32> &order)
    {
        std::vector<Entry> entries;
        std::vector<quint32> without;
        entries.reserve(rows);
        std::string key;
        for (std::size_t i = 0; i < rows; ++i) {
            if ((i & 0xfff) == 0 && stopped(i))
                return false;
            readKey(quint32(i), key);
            if (key.empty())
                without.push_back(quint32(i));
            else
                entries.push_back(entryOf(key, 0, quint32(i)));
        }
        if (!sortAll(entries.data(), entries.size()) || !resolve(entries.data(), entries.size(), Window))
            return false;
        order.reserve(rows);
        for (const Entry &e : entries)
            order.push_back(e.rank & ~More);
        order.insert(order.end(), without.begin(), without.end());
        return true;
    }

private:
    bool stopped(std::size_t read = 0)
    {
        if (read)
            m_done = read;
        return m_cancel.requested();
    }

    void readKey(quint32 rank, std::string &key)
    {
        key.clear();
        const quint64 number = m_arrival.empty() ? m_first + rank : m_arrival[rank];
        const auto holds = [&](std::size_t c) {
            return number >= m_chunks[c].first && number - m_chunks[c].first < m_chunks[c].chunk->rows();
        };
        if (m_chunks.empty())
            return;
        if (!holds(m_at)) {
            const auto after = std::upper_bound(m_chunks.begin(), m_chunks.end(), number,
                                                [](quint64 n, const EventStore::Entry &e) { return n < e.first; });
            m_at = after == m_chunks.begin() ? 0 : std::size_t(after - m_chunks.begin()) - 1;
            if (!holds(m_at))
                return;
        }
        m_key.make(m_chunks[m_at].chunk->row(std::size_t(number - m_chunks[m_at].first)), key);
        if (key.size() > KeyBytes)
            key.resize(KeyBytes);
    }

    // Blocks first, then merged in pairs.
    bool sortAll(Entry *begin, std::size_t count)
    {
        for (std::size_t i = 0; i < count; i += Block) {
            if (stopped())
                return false;
            std::sort(begin + i, begin + std::min(count, i + Block), m_less);
            m_done += std::min(Block, count - i);
        }
        std::vector<Entry> other(count > Block ? count : 0);
        Entry *from = begin, *to = other.data();
        for (std::size_t width = Block; width < count; width *= 2) {
            for (std::size_t i = 0; i < count; i += 2 * width) {
                if (stopped())
                    return false;
                const std::size_t middle = std::min(count, i + width), end = std::min(count, i + 2 * width);
                std::merge(from + i, from + middle, from + middle, from + end, to + i, m_less);
            }
            std::swap(from, to);
        }
        if (from != begin)
            std::copy(from, from + count, begin);
        return true;
    }

    // Runs that are equal so far and go on: sorted by their next bytes, read once more. No key is ever kept whole.
    bool resolve(Entry *begin, std::size_t count, std::size_t from)
    {
        std::string key;
        for (std::size_t i = 0; i < count;) {
            std::size_t end = i + 1;
            bool more = begin[i].rank & More;
            for (; end < count && sameKey(begin[i], begin[end]); ++end)
                more = more || (begin[end].rank & More);
            if (more && end - i > 1 && from < KeyBytes) {
                for (std::size_t k = i; k < end; ++k) {
                    if ((k & 0xfff) == 0 && stopped())
                        return false;
                    const quint32 rank = begin[k].rank & ~More;
                    readKey(rank, key);
                    begin[k] = entryOf(key, from, rank);
                }
                if (!sortAll(begin + i, end - i) || !resolve(begin + i, end - i, from + Window))
                    return false;
            }
            i = end;
        }
        return true;
    }

    const std::vector<EventStore::Entry> &m_chunks;
    const std::vector<quint64> &m_arrival;
    quint64 m_first;
    const SortKey &m_key;
    Less m_less;
    std::atomic<quint64> &m_done;
    const Cancel &m_cancel;
    std::size_t m_at = 0;
};

} // namespace

void SortKey::putNumber(std::string &key, qint64 n) { putClass(key, NumberClass, quint64(n) ^ (quint64(1) << 63)); }

void SortKey::putNumber(std::string &key, double d)
{
    if (std::isnan(d))
        return;
    const auto bits = std::bit_cast<quint64>(d == 0 ? 0.0 : d);
    putClass(key, NumberClass, bits >> 63 ? ~bits : bits | (quint64(1) << 63));
}

void SortKey::putText(std::string &key, std::string_view text)
{
    key.assign(1, TextClass);
    key.append(text.substr(0, KeyBytes - 1));
}

SortedRows::SortedRows(std::vector<quint64> arrival, quint64 first, std::vector<quint32> order)
    : m_arrival(std::move(arrival)), m_first(first), m_order(std::move(order)), m_place(m_order.size())
{
    for (std::size_t i = 0; i < m_order.size(); ++i)
        m_place[m_order[i]] = quint32(i);
}

quint64 SortedRows::rank(quint64 sequence) const
{
    if (!m_arrival.empty())
        return quint64(std::lower_bound(m_arrival.begin(), m_arrival.end(), sequence) - m_arrival.begin());
    return sequence <= m_first ? 0 : std::min<quint64>(sequence - m_first, m_order.size());
}

quint64 SortedRows::indexOf(quint64 sequence) const
{
    const quint64 r = rank(sequence);
    return r < count() && sequenceOfRank(r) == sequence ? m_place[std::size_t(r)] : count();
}

std::shared_ptr<const SortedRows> SortedRows::from(quint64 first) const
{
    const auto gone = quint32(rank(first));
    std::vector<quint64> arrival;
    if (!m_arrival.empty())
        arrival.assign(m_arrival.begin() + gone, m_arrival.end());
    std::vector<quint32> order;
    order.reserve(m_order.size() - gone);
    for (const quint32 r : m_order) {
        if (r >= gone)
            order.push_back(r - gone);
    }
    return std::make_shared<SortedRows>(std::move(arrival), m_first + gone, std::move(order));
}

SortJob::SortJob(const EventStore &store, const FilteredRows &rows, QObject *parent)
    : QObject(parent), m_store(store), m_rows(rows)
{
    m_slice.setInterval(0);
    connect(&m_slice, &QTimer::timeout, this, &SortJob::gather);
    m_tick.setInterval(100);
    connect(&m_tick, &QTimer::timeout, this, [this] {
        if (m_done && m_whole)
            emit progressed(std::min(1.0, double(*m_done) / double(2 * m_whole)));
    });
}

SortJob::~SortJob() = default;

void SortJob::cancel()
{
    m_slice.stop();
    m_tick.stop();
    m_job = JobHandle();
    m_arrival = {};
    m_running = false;
}

void SortJob::start(std::shared_ptr<const SortKey> key, Qt::SortOrder order)
{
    cancel();
    m_key = std::move(key);
    m_order = order;
    m_end = m_store.end();
    m_running = true;
    m_tick.start();
    if (m_rows.active())
        m_slice.start();
    else
        launch();
}

void SortJob::gather()
{
    // By number: rows may go at the head and come at the end between two slices.
    quint64 at = m_arrival.empty() ? 0 : m_rows.indexOf(m_arrival.back() + 1);
    for (std::size_t taken = 0; taken < SliceRows && at < m_rows.count(); ++taken, ++at) {
        const quint64 number = m_rows.sequence(at);
        if (number >= m_end || m_arrival.size() >= MaxRows)
            break;
        m_arrival.push_back(number);
    }
    const bool more = at < m_rows.count() && m_rows.sequence(at) < m_end && m_arrival.size() < MaxRows;
    if (!more) {
        m_slice.stop();
        launch();
    }
}

void SortJob::launch()
{
    const quint64 first = m_store.first();
    const quint64 rows = m_rows.active() ? m_arrival.size() : std::min(m_end - first, MaxRows);
    m_done = std::make_shared<std::atomic<quint64>>(0);
    m_whole = rows;
    m_job = m_jobs.run(
        this, Milliseconds(0),
        [entries = m_store.entriesFrom(m_arrival.empty() ? first : m_arrival.front()), arrival = std::move(m_arrival),
         first, rows, key = m_key, order = m_order, done = m_done](const Cancel &cancel) mutable {
            return sort(entries, std::move(arrival), first, rows, *key, order, *done, cancel);
        },
        [this](std::shared_ptr<const SortedRows> sorted) {
            m_running = false;
            m_tick.stop();
            if (sorted)
                emit finished(std::move(sorted));
        });
    m_arrival = {};
}

std::shared_ptr<const SortedRows> SortJob::sort(const std::vector<EventStore::Entry> &entries,
                                                std::vector<quint64> arrival, quint64 first, quint64 rows,
                                                const SortKey &key, Qt::SortOrder order, std::atomic<quint64> &done,
                                                const Cancel &cancel)
{
    std::vector<quint32> ranks;
    Sorter sorter(entries, arrival, first, key, order == Qt::DescendingOrder, done, cancel);
    if (!sorter.run(std::size_t(rows), ranks))
        return nullptr;
    return std::make_shared<SortedRows>(std::move(arrival), first, std::move(ranks));
}

} // namespace flowbench

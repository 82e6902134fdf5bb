// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/replay/source.h"

#include "model/replay/deadset.h"

#include <algorithm>
#include <map>
#include <thread>

namespace flowbench {

namespace {
constexpr int MostPrefetch = 65535; // of one consumer; a quorum queue without one hands out only 2000
constexpr int GrowsBy = 4;
constexpr int LooksEvery = 4; // so many are handed on between two looks for more
constexpr quint64 PrefetchBytes = quint64(256) << 20;
constexpr Milliseconds Tick{200};     // how long one look for a delivery lasts
constexpr Milliseconds Silence{1000}; // nothing came for so long: is there still something?
constexpr Milliseconds GivesUp{6000}; // others have it
constexpr Milliseconds AnswerTakes{5000};
constexpr Milliseconds GivesBackIn{30000};
constexpr Milliseconds NeverComes{60000}; // it is there, nobody else takes it, and yet it is not handed out
} // namespace

Result<std::unique_ptr<QueueSource>> QueueSource::open(Settle &settle, Browse *browse, const WriteGrant &grant,
                                                       const QString &queue, Prefetch prefetch,
                                                       std::vector<Wanted> wanted, std::string replayIdPrefix,
                                                       CameBack cameBack, Stranger stranger, const Cancel &cancel,
                                                       Warning warning)
{
    std::unique_ptr<QueueSource> source(new QueueSource);
    source->m_settle = &settle;
    source->m_browse = browse;
    source->m_grant = &grant;
    source->m_queue = queue;
    source->m_prefetch.most = std::clamp(prefetch.most, 1, MostPrefetch);
    source->m_prefetch.first = std::clamp(prefetch.first, 1, source->m_prefetch.most);
    source->m_prefetch.deliveryLimit = prefetch.deliveryLimit;
    source->m_prefix = std::move(replayIdPrefix);
    source->m_warning = std::move(warning);
    source->m_cameBack = std::move(cameBack);
    source->m_stranger = std::move(stranger);
    source->m_left = std::size_t(std::ranges::count(wanted, false, &Wanted::stays));
    quint64 numbers = 0;
    for (const Wanted &w : wanted)
        numbers = w.stays ? numbers : std::max(numbers, w.number + 1);
    source->m_held.resize(std::size_t(numbers));
    source->m_taken.resize(wanted.size());
    source->m_wanted = std::move(wanted);
    if (auto added = source->addConsumer(cancel); !added)
        return added.error();
    return source;
}

// What a return would destroy goes back by itself first, so that it can be said where that did not succeed.
QueueSource::~QueueSource()
{
    for (Consumer &c : m_consumers) {
        if (c.last.empty())
            continue;
        Result<void> back;
        for (const quint64 tag : c.last)
            back = back ? c.consumption->nack(tag, false, true) : back;
        if (back)
            back = c.consumption->fence(Cancel::after(GivesBackIn));
        if (!back && m_warning)
            m_warning(back.error());
    }
}

Result<void> QueueSource::addConsumer(const Cancel &cancel)
{
    auto consumption = m_settle->consume(*m_grant, m_queue, m_prefetch.first, cancel);
    if (!consumption)
        return consumption.error();
    m_consumers.push_back({std::move(*consumption), std::size_t(m_prefetch.first), {}, {}});
    m_prefetch.first = std::min(m_prefetch.most, GrowsBy * m_prefetch.first);
    m_lastDelivery = Clock::now();
    return {};
}

const QueueSource::Wanted *QueueSource::take(std::size_t place)
{
    m_taken[place] = true;
    while (m_expected < m_wanted.size() && m_taken[m_expected])
        ++m_expected;
    m_left -= !m_wanted[place].stays;
    return &m_wanted[place];
}

// Twins are interchangeable: each takes one place, the first in the list first. Nearly always they come as they are
// listed.
const QueueSource::Wanted *QueueSource::match(const std::string &hash)
{
    if (m_expected < m_wanted.size() && m_wanted[m_expected].hash == hash)
        return take(m_expected);
    if (!m_places) {
        m_places.emplace();
        for (std::size_t place = m_wanted.size(); place > m_expected; --place)
            (*m_places)[m_wanted[place - 1].hash].push_back(place - 1);
    }
    const auto found = m_places->find(hash);
    while (found != m_places->end() && !found->second.empty()) {
        const std::size_t place = found->second.back();
        found->second.pop_back();
        if (!m_taken[place])
            return take(place);
    }
    return nullptr;
}

std::optional<int> QueueSource::limitReached(Connector &connector, const ChannelAddress &queue, const Cancel &cancel)
{
    const auto browse = connector.browse();
    if (!browse || !connector.settle())
        return std::nullopt;
    const auto effects = browse->effects(queue.name, cancel);
    const bool reached = effects && effects->deliveryLimit && effects->depth > 0 && effects->deliveriesLeft == 0;
    return reached ? effects->deliveryLimit : std::nullopt;
}

quint64 QueueSource::heldAtLimit(const RunOptions &options, const DeadSet &set)
{
    const bool toTheEnd = options.canary > 0 || options.stopAfterReturns > 0;
    const auto most = quint64(toTheEnd ? prefetchFor(set.meanBytes()) : Few);
    const bool whole = set.coverage().complete || set.size() < Few;
    return whole ? std::min<quint64>(most, set.size()) : most;
}

int QueueSource::prefetchFor(quint64 meanBytes)
{
    return int(std::clamp<quint64>(PrefetchBytes / std::max<quint64>(meanBytes, 1), Few, MostPrefetch));
}

Result<void> QueueSource::sort(std::size_t consumer, Delivery &&delivery)
{
    Consumer &from = m_consumers[consumer];
    const quint64 tag = delivery.tag;
    const bool last = m_prefetch.deliveryLimit && delivery.deliveryCount.value_or(0) >= *m_prefetch.deliveryLimit;
    from.outstanding.push_back(tag);
    if (last)
        from.last.insert(tag);
    const EventView view = delivery.event.view();
    const std::string hash = shortHash(view);
    if (const auto copies = m_putBack.find(hash); copies != m_putBack.end()) {
        if (--copies->second == 0)
            m_putBack.erase(copies);
        return {};
    }
    if (const Wanted *wanted = match(hash)) {
        if (wanted->stays)
            return last ? putBack(from, tag, hash) : Result<void>();
        m_held[wanted->number] = std::make_unique<Held>(Held{consumer, std::move(delivery)});
        ++m_heldCount;
        m_ready.push_back(wanted->number);
        return {};
    }
    // Somebody else's, or one of ours that died again: it goes back at the end.
    const auto own = view.fields.find(FieldPlace::Header, "flowbench-replay-id");
    if (own && own->value.starts_with(m_prefix)) {
        if (m_cameBack)
            m_cameBack(view);
    } else if (m_stranger) {
        m_stranger(hash);
    }
    return last ? putBack(from, tag, hash) : Result<void>();
}

// The copy comes round: it was counted already, and is held.
Result<void> QueueSource::putBack(Consumer &consumer, quint64 tag, const std::string &hash)
{
    ++m_putBack[hash];
    consumer.last.erase(tag);
    if (const auto at = std::ranges::lower_bound(consumer.outstanding, tag); at != consumer.outstanding.end())
        consumer.outstanding.erase(at);
    return consumer.consumption->nack(tag, false, true);
}

// Takes everything that has arrived, so that what died again is seen while older events still wait their turn. Waits
// until `until` for a first one.
Result<bool> QueueSource::receive(Clock::time_point until, const Cancel &cancel)
{
    const std::size_t last = m_consumers.size() - 1;
    bool any = false;
    while (true) {
        auto delivery = m_consumers[last].consumption->next({cancel.token, any ? Clock::time_point() : until});
        if (!delivery && delivery.error().code == ErrorCode::Cancelled)
            return any;
        if (!delivery)
            return delivery.error();
        if (!*delivery)
            break;
        any = true;
        if (auto sorted = sort(last, std::move(**delivery)); !sorted)
            return sorted.error();
    }
    if (any)
        m_lastDelivery = Clock::now();
    return any;
}

// Whether to wait no longer. What lies there and is not handed out by a busy broker comes in the end, unless somebody
// else has it.
bool QueueSource::emptied(const Cancel &cancel)
{
    const auto now = Clock::now(), since = m_lastDelivery;
    const auto silent = now - since;
    if (silent < Silence || now - m_asked < Silence)
        return false;
    m_asked = now;
    if (!m_browse)
        return silent >= GivesUp;
    // (The wait for the next delivery is shorter than an answer takes.)
    const auto effects = m_browse->effects(m_queue, Cancel::after(AnswerTakes, cancel.token));
    if (!effects)
        return silent >= NeverComes;
    const bool alone = effects->consumers <= int(m_consumers.size());
    m_empty = effects->depth == 0 && alone && silent >= 3 * Silence;
    return m_empty || silent >= (alone && effects->depth > 0 ? NeverComes : GivesUp);
}

Result<std::optional<RunSource::Taken>> QueueSource::next(const Cancel &cancel)
{
    if (m_ready.empty() || ++m_handedOn >= LooksEvery) {
        m_handedOn = 0;
        if (auto got = receive(Clock::time_point(), cancel); !got)
            return got.error();
    }
    while (m_ready.empty() && !exhausted() && !cancel.done()) {
        if (isFull()) {
            // It holds all it may. Ours are settled first: only what is somebody else's stays to the end.
            if (m_heldCount > 0)
                return std::optional<Taken>();
            if (auto added = addConsumer(cancel); !added)
                return added.error();
        }
        const auto got = receive(std::min(cancel.deadline, Clock::now() + Tick), cancel);
        if (!got)
            return got.error();
        m_gone = !*got && emptied(cancel);
    }
    if (m_ready.empty())
        return std::optional<Taken>();
    const quint64 number = m_ready.front();
    m_ready.pop_front();
    return std::optional<Taken>(Taken{number, m_held[number]->delivery.event.view()});
}

// As few acks as possible: everything up to the last tag at once where all of that is to be settled.
Result<void> QueueSource::acknowledge(Consumer &consumer, std::vector<quint64> &tags)
{
    std::ranges::sort(tags);
    auto &outstanding = consumer.outstanding;
    const std::size_t most = std::min(tags.size(), outstanding.size());
    const auto [tag, held] = std::ranges::mismatch(
        tags, std::ranges::subrange(outstanding.begin(), outstanding.begin() + std::ptrdiff_t(most)));
    if (tag != tags.begin()) {
        if (auto acked = consumer.consumption->ack(*std::prev(tag), true); !acked)
            return acked;
        outstanding.erase(outstanding.begin(), held);
    }
    for (auto t = tag; t != tags.end(); ++t) {
        if (auto acked = consumer.consumption->ack(*t, false); !acked)
            return acked;
    }
    if (tag == tags.end())
        return {};
    const auto first = std::ranges::lower_bound(outstanding, *tag);
    const auto last = std::ranges::upper_bound(outstanding, tags.back());
    const auto kept = std::remove_if(first, last, [&](quint64 t) { return std::binary_search(tag, tags.end(), t); });
    outstanding.erase(kept, last);
    return {};
}

std::unique_ptr<QueueSource::Held> QueueSource::letGo(quint64 number)
{
    if (number >= m_held.size() || !m_held[number])
        return nullptr;
    --m_heldCount;
    return std::move(m_held[number]);
}

Result<void> QueueSource::settle(std::span<const quint64> numbers)
{
    std::vector<std::vector<quint64>> tags(m_consumers.size());
    for (const quint64 number : numbers) {
        const auto held = letGo(number);
        if (!held)
            continue;
        tags[held->consumer].push_back(held->delivery.tag);
        m_consumers[held->consumer].last.erase(held->delivery.tag);
    }
    for (std::size_t i = 0; i < tags.size(); ++i) {
        if (auto acked = acknowledge(m_consumers[i], tags[i]); !acked)
            return acked;
    }
    return {};
}

std::function<Result<void>(const Cancel &cancel)> QueueSource::fencer() const
{
    std::vector<Consumption *> all;
    for (const Consumer &c : m_consumers)
        all.push_back(c.consumption.get());
    return [all](const Cancel &cancel) -> Result<void> {
        // (What could not be given back yet does not keep the rest from being settled; it is tried again.)
        for (Consumption *c : all) {
            if (auto passed = c->fence(cancel); !passed && passed.error().code != ErrorCode::DeliveryLimit)
                return passed;
        }
        return {};
    };
}

// Given back with everything else when the consumers end, unless that comes too late for them.
void QueueSource::release(std::span<const quint64> numbers)
{
    for (const quint64 number : numbers) {
        const auto held = letGo(number);
        if (!held)
            continue;
        Consumer &from = m_consumers[held->consumer];
        // (An error is one of the connection: the next call answers it.)
        if (from.last.contains(held->delivery.tag))
            (void)putBack(from, held->delivery.tag, shortHash(held->delivery.event.view())).ok();
    }
}

Result<void> QueueSource::watch(const Cancel &cancel)
{
    while (!cancel.done()) {
        if (auto got = receive(std::min(cancel.deadline, Clock::now() + Tick), cancel); !got)
            return got.error();
        // Where few are held at a time what died again lies behind more of them.
        if (!m_prefetch.deliveryLimit || !isFull() || m_heldCount > 0)
            continue;
        if (auto added = addConsumer(cancel); !added)
            return added;
    }
    return {};
}

Result<std::optional<RunSource::Taken>> LogSource::next(const Cancel &cancel)
{
    while (m_at < m_numbers.size() && !cancel.requested()) {
        const quint64 number = m_numbers[m_at++];
        if (const auto event = m_fetch(number))
            return std::optional<Taken>(Taken{number, *event});
    }
    return std::optional<Taken>();
}

Result<void> LogSource::watch(const Cancel &cancel)
{
    while (!cancel.done())
        std::this_thread::sleep_for(cancel.left(Tick));
    return {};
}

} // namespace flowbench

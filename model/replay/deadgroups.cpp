// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/replay/deadgroups.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace flowbench {

namespace {

constexpr std::size_t Batch = 256;        // events between two looks at the clock
constexpr std::size_t FirstEvents = 1000; // before the first groups are told
constexpr Milliseconds TellEvery{100};

// Follows the chunks of a set that is being read.
class Follower
{
public:
    explicit Follower(std::function<void(DeadGroups)> told)
        : m_told(std::move(told)), m_thread([this](std::stop_token stop) { follow(stop); })
    {}
    void add(ChunkPtr chunk)
    {
        {
            const std::lock_guard lock(m_mutex);
            m_chunks.push_back(std::move(chunk));
        }
        m_wake.notify_one();
    }
    // Waits until all that was added is grouped.
    void finish()
    {
        add(nullptr);
        m_thread.join();
    }
    // After finish().
    std::shared_ptr<DeadFacts> facts() const { return m_facts; }
    DeadGroups groups() const { return m_learner.groups(); }

private:
    void follow(const std::stop_token &stop);
    ChunkPtr next(const std::stop_token &stop);
    void tell();

    const std::function<void(DeadGroups)> m_told;
    DeadLearner m_learner;
    std::shared_ptr<DeadFacts> m_facts = std::make_shared<DeadFacts>();
    bool m_said = false;
    Clock::time_point m_tellAt{};
    std::mutex m_mutex;
    std::condition_variable_any m_wake;
    std::deque<ChunkPtr> m_chunks; // guarded by m_mutex; null: no more
    std::jthread m_thread;         // last
};

ChunkPtr Follower::next(const std::stop_token &stop)
{
    std::unique_lock lock(m_mutex);
    if (!m_wake.wait(lock, stop, [this] { return !m_chunks.empty(); }) || stop.stop_requested())
        return nullptr;
    ChunkPtr chunk = std::move(m_chunks.front());
    m_chunks.pop_front();
    return chunk;
}

void Follower::follow(const std::stop_token &stop)
{
    std::size_t number = 0;
    while (const ChunkPtr chunk = next(stop)) {
        for (std::size_t row = 0; row < chunk->rows(); ++row) {
            m_facts->append(m_learner.learn(chunk->row(row), number));
            ++number;
            if (number % Batch != 0)
                continue;
            if (stop.stop_requested())
                return;
            if (number >= FirstEvents && Clock::now() >= m_tellAt)
                tell();
        }
        // Few and large, or few at all: they are groups all the same.
        if (!m_said || Clock::now() >= m_tellAt)
            tell();
    }
}

void Follower::tell()
{
    m_said = true;
    m_tellAt = Clock::now() + TellEvery;
    if (!m_told)
        return;
    DeadGroups groups = m_learner.groups();
    groups.reading = true;
    m_told(std::move(groups));
}

bool isInOrder(const DeadSet &set)
{
    for (std::size_t i = 0; i < set.size(); ++i) {
        if (set.arrival(i) != i)
            return false;
    }
    return true;
}

} // namespace

void DeadFacts::set(std::size_t index, const Fact &fact)
{
    died[index] = fact.died;
    attempts[index] = fact.attempts;
    group[index] = fact.group;
}

void DeadFacts::append(const Fact &fact)
{
    died.push_back(fact.died);
    attempts.push_back(fact.attempts);
    group.push_back(fact.group);
}

DeadFacts::Fact DeadLearner::learn(const EventView &event, std::size_t number)
{
    DeadFacts::Fact fact;
    const auto failure = recogniseFailure(event);
    if (const auto group = m_groups.add(event, failure ? &*failure : nullptr, number))
        fact.group = quint32(*group);
    std::optional<qint64> died;
    if (failure)
        died = failure->last ? failure->last : failure->first;
    if (!died && event.timeKind != TimeKind::None && event.timeKind != TimeKind::Received)
        died = event.timeMs;
    if (died) {
        fact.died = *died;
        m_oldest = m_oldest ? std::min(*m_oldest, *died) : *died;
    }
    if (failure && failure->attempts)
        fact.attempts = qint32(std::clamp<qint64>(*failure->attempts, 0, std::numeric_limits<qint32>::max()));
    return fact;
}

DeadGroups DeadLearner::groups() const
{
    DeadGroups groups;
    groups.groups = m_groups.groups();
    groups.total = m_groups.total();
    groups.others = m_groups.others();
    groups.growthStart = m_groups.growthStart();
    groups.growthStepMs = m_groups.growthStepMs();
    groups.oldest = m_oldest;
    return groups;
}

Result<GroupedSet> readGrouped(Connector &connector, const ChannelAddress &channel, DeadSet::Options options,
                               std::function<void(DeadGroups)> told, const Cancel &cancel)
{
    Follower follower(std::move(told));
    options.arrived = [&follower](const ChunkPtr &chunk) { follower.add(chunk); };
    auto set = DeadSet::read(connector, channel, options, cancel);
    if (!set)
        return set.error();
    follower.finish();
    GroupedSet grouped{std::move(*set), nullptr, follower.groups()};
    if (isInOrder(*grouped.set)) {
        const auto facts = follower.facts();
        facts->known.store(facts->died.size(), std::memory_order_release);
        grouped.facts = facts;
        grouped.groups.complete = true;
    } else {
        grouped.groups.reading = true;
    }
    return grouped;
}

} // namespace flowbench

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/deadletter/groups.h"
#include "model/replay/deadset.h"

#include <atomic>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <vector>

namespace flowbench {

// What is known of every event of a set, by its index. One thread writes them front to back; another may read those
// below `known`, once it has them all room.
struct DeadFacts
{
    static constexpr qint64 NoTime = std::numeric_limits<qint64>::min();
    static constexpr quint32 NoGroup = std::numeric_limits<quint32>::max();
    struct Fact
    {
        qint64 died = NoTime;
        qint32 attempts = -1;
        quint32 group = NoGroup;
    };

    explicit DeadFacts(std::size_t size = 0) : died(size, NoTime), attempts(size, -1), group(size, NoGroup) {}
    void set(std::size_t index, const Fact &fact);
    void append(const Fact &fact); // nobody else reads yet

    std::vector<qint64> died;     // Unix ms of the last death, else the event's own time
    std::vector<qint32> attempts; // -1: not told
    std::vector<quint32> group;   // index of DeadGroups::groups
    std::atomic<std::size_t> known = 0;
};

struct DeadGroups
{
    std::vector<FailureGroup> groups; // in order of appearance
    quint64 total = 0, others = 0;    // others: of groups beyond the most
    qint64 growthStart = 0, growthStepMs = 0;
    std::optional<qint64> oldest; // of what died first
    bool reading = false;         // of what was read so far: there are no facts yet
    bool complete = false;

    bool operator==(const DeadGroups &) const = default;
};

// Recognises and groups events one by one. One thread.
class DeadLearner
{
public:
    // `number`: the event's index in its set.
    DeadFacts::Fact learn(const EventView &event, std::size_t number);
    DeadGroups groups() const; // a copy of what is known so far

private:
    FailureGroups m_groups;
    std::optional<qint64> m_oldest;
};

struct GroupedSet
{
    std::shared_ptr<const DeadSet> set;
    // All are known. Null where events arrived in another order than the set has (a log of several partitions): then
    // it is to be grouped once more, in its own order.
    std::shared_ptr<const DeadFacts> facts;
    DeadGroups groups; // complete where there are facts, else `reading`
};

// The set, grouped while it is read: a thread of its own follows the chunks as they come. `told` (may be empty) is
// called on that thread with the groups so far, soon after the first events and then some ten times a second, never
// after this has returned. Blocks; errors as of DeadSet::read.
Result<GroupedSet> readGrouped(Connector &connector, const ChannelAddress &channel, DeadSet::Options options,
                               std::function<void(DeadGroups)> told, const Cancel &cancel);

} // namespace flowbench

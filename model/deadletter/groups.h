// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/deadletter/failure.h"

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace flowbench {

// Dead letters of one fingerprint. Texts are those of the first one, cut to a length for tables.
struct FailureGroup
{
    quint64 fingerprint = 0;
    FailureDialect dialect = FailureDialect::XDeath;
    bool recognised = false; // false: events that tell nothing of a failure
    std::string reason, exception, message, origin, type;
    quint64 count = 0;
    std::optional<qint64> first, last;       // deaths, else the events' own times where a broker or sender said them
    quint64 firstSample = 0, lastSample = 0; // the caller's numbers of the first and the last event that was added
    std::vector<quint32> growth;             // deaths per bucket of FailureGroups::growthStart() and growthStepMs()

    bool operator==(const FailureGroup &) const = default;
};

// Groups dead letters one by one, in any order. Memory is bounded: at most `most` groups, the rest is counted; at most
// GrowthBuckets counts a group, whose width grows with the span of time. One thread.
class FailureGroups
{
public:
    static constexpr int GrowthBuckets = 64;
    static constexpr qint64 SmallestStepMs = 1000;

    explicit FailureGroups(std::size_t most = 2000) : m_most(most) {}

    // `number`: how the caller finds the event again. Answers the group's index; nothing: it was counted as other.
    std::optional<std::size_t> add(const EventView &event, quint64 number);
    // The same where the failure is known already; null: not recognised.
    std::optional<std::size_t> add(const EventView &event, const Failure *failure, quint64 number);

    const std::vector<FailureGroup> &groups() const { return m_groups; } // in order of appearance
    std::optional<std::size_t> find(quint64 fingerprint) const;
    quint64 total() const { return m_total; }
    quint64 others() const { return m_others; } // of groups beyond the most
    // Of bucket 0; the last is growthStart() + (GrowthBuckets - 1) * growthStepMs().
    qint64 growthStart() const { return m_start; }
    qint64 growthStepMs() const { return m_step; }

private:
    std::size_t bucketFor(qint64 ms);
    void widen();

    std::size_t m_most;
    std::vector<FailureGroup> m_groups;
    std::unordered_map<quint64, std::size_t> m_byFingerprint;
    quint64 m_total = 0, m_others = 0;
    qint64 m_start = 0, m_step = SmallestStepMs;
    bool m_timed = false; // m_start is set
};

// The fingerprint under which an event is grouped: also of one that tells nothing of a failure.
quint64 groupFingerprint(const EventView &event, const Failure *failure);

} // namespace flowbench

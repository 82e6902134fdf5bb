// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/deadletters/deadanalysis.h"

#include <QElapsedTimer>

#include <algorithm>

namespace flowbench {

namespace {

constexpr qint64 FirstMs = 60;     // until the first groups are told
constexpr qint64 TellMs = 150;     // and the next
constexpr std::size_t Batch = 256; // events between two looks at the clock

DeadGroups snapshot(const FailureGroups &groups, std::optional<qint64> oldest)
{
    return {groups.groups(), groups.total(), groups.others(), groups.growthStart(), groups.growthStepMs(),
            oldest,          false};
}

void learn(const DeadSet &set, std::size_t index, FailureGroups &groups, DeadFacts &facts,
           std::optional<qint64> &oldest)
{
    const EventView event = set.event(index);
    const auto failure = recogniseFailure(event);
    if (const auto group = groups.add(event, failure ? &*failure : nullptr, index))
        facts.group[index] = quint32(*group);
    std::optional<qint64> died;
    if (failure)
        died = failure->last ? failure->last : failure->first;
    if (!died && event.timeKind != TimeKind::None && event.timeKind != TimeKind::Received)
        died = event.timeMs;
    if (died) {
        facts.died[index] = *died;
        oldest = oldest ? std::min(*oldest, *died) : *died;
    }
    if (failure && failure->attempts)
        facts.attempts[index] = qint32(std::clamp<qint64>(*failure->attempts, 0, std::numeric_limits<qint32>::max()));
}

} // namespace

void DeadAnalysis::start(std::shared_ptr<const DeadSet> set)
{
    const quint64 run = ++m_run;
    m_job = JobHandle();
    m_groups = {};
    m_facts.reset();
    if (!set) {
        emit advanced();
        return;
    }
    auto facts = std::make_shared<DeadFacts>(set->size());
    m_facts = facts;
    emit advanced();
    const auto tell = [this, run, post = m_relay.poster()](DeadGroups groups) {
        post([this, run, groups = std::move(groups)]() mutable {
            if (run != m_run || m_groups.complete)
                return;
            m_groups = std::move(groups);
            emit advanced();
        });
    };
    m_job = m_jobs.run(
        this, Milliseconds(0),
        [set = std::move(set), facts, tell](const Cancel &cancel) {
            FailureGroups groups;
            std::optional<qint64> oldest;
            QElapsedTimer clock;
            clock.start();
            qint64 next = FirstMs;
            for (std::size_t i = 0; i < set->size(); ++i) {
                learn(*set, i, groups, *facts, oldest);
                if (i % Batch != Batch - 1)
                    continue;
                facts->known.store(i + 1, std::memory_order_release);
                if (cancel.requested())
                    break;
                if (clock.elapsed() >= next) {
                    next = clock.elapsed() + TellMs;
                    tell(snapshot(groups, oldest));
                }
            }
            facts->known.store(set->size(), std::memory_order_release);
            DeadGroups all = snapshot(groups, oldest);
            all.complete = true;
            return all;
        },
        [this](DeadGroups groups) {
            m_groups = std::move(groups);
            emit advanced();
        });
}

} // namespace flowbench

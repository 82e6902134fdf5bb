// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/deadletters/deadanalysis.h"

#include <QElapsedTimer>

namespace flowbench {

namespace {

constexpr qint64 FirstMs = 60;     // until the first groups are told
constexpr qint64 TellMs = 150;     // and the next
constexpr std::size_t Batch = 256; // events between two looks at the clock

} // namespace

void DeadAnalysis::take(std::shared_ptr<const DeadFacts> facts, DeadGroups groups)
{
    ++m_run;
    m_job = JobHandle();
    m_facts = std::move(facts);
    m_groups = std::move(groups);
    emit advanced();
}

void DeadAnalysis::grow(DeadGroups groups) { take(nullptr, std::move(groups)); }

void DeadAnalysis::start(std::shared_ptr<const DeadSet> set)
{
    if (!set) {
        take(nullptr, {});
        return;
    }
    auto facts = std::make_shared<DeadFacts>(set->size());
    take(facts, m_groups.reading ? std::move(m_groups) : DeadGroups());
    const quint64 run = m_run;
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
            DeadLearner learner;
            QElapsedTimer clock;
            clock.start();
            qint64 next = FirstMs;
            for (std::size_t i = 0; i < set->size(); ++i) {
                facts->set(i, learner.learn(set->event(i), i));
                if (i % Batch != Batch - 1)
                    continue;
                facts->known.store(i + 1, std::memory_order_release);
                if (cancel.requested())
                    break;
                if (clock.elapsed() >= next) {
                    next = clock.elapsed() + TellMs;
                    tell(learner.groups());
                }
            }
            facts->known.store(set->size(), std::memory_order_release);
            DeadGroups all = learner.groups();
            all.complete = true;
            return all;
        },
        [this](DeadGroups groups) {
            m_groups = std::move(groups);
            emit advanced();
        });
}

} // namespace flowbench

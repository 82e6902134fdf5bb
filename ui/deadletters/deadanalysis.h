// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/job.h"
#include "model/base/relay.h"
#include "model/deadletter/groups.h"
#include "model/replay/deadset.h"

#include <QObject>

#include <atomic>
#include <limits>
#include <memory>
#include <optional>
#include <vector>

namespace flowbench {

/// What is known of every event of a set, by its index. One worker writes them front to back; another thread may read
/// those below `known`.
struct DeadFacts
{
    static constexpr qint64 NoTime = std::numeric_limits<qint64>::min();
    static constexpr quint32 NoGroup = std::numeric_limits<quint32>::max();

    explicit DeadFacts(std::size_t size) : died(size, NoTime), attempts(size, -1), group(size, NoGroup) {}
    std::vector<qint64> died;     ///< Unix ms of the last death, else the event's own time
    std::vector<qint32> attempts; ///< -1: not told
    std::vector<quint32> group;   ///< index of DeadGroups::groups
    std::atomic<std::size_t> known = 0;
};

struct DeadGroups
{
    std::vector<FailureGroup> groups; ///< in order of appearance
    quint64 total = 0, others = 0;    ///< others: of groups beyond the most
    qint64 growthStart = 0, growthStepMs = 0;
    std::optional<qint64> oldest; ///< of what died first
    bool complete = false;
};

/// Recognises and groups the events of a set on a worker and tells what is known some ten times a second. GUI thread.
class DeadAnalysis : public QObject
{
    Q_OBJECT

public:
    explicit DeadAnalysis(QObject *parent = nullptr) : QObject(parent) {}

    /// Null: nothing.
    void start(std::shared_ptr<const DeadSet> set);
    /// Null before the first start.
    const std::shared_ptr<const DeadFacts> &facts() const { return m_facts; }
    const DeadGroups &groups() const { return m_groups; }

signals:
    void advanced();

private:
    Relay m_relay{this};
    std::shared_ptr<const DeadFacts> m_facts;
    DeadGroups m_groups;
    quint64 m_run = 0;
    JobHandle m_job;
    JobRunner m_jobs{1}; // last
};

} // namespace flowbench

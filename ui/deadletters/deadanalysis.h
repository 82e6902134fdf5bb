// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/job.h"
#include "model/base/relay.h"
#include "model/replay/deadgroups.h"

#include <QObject>

#include <memory>

namespace flowbench {

/// What is known of the events of a set: while it is read, as it was found while reading, or else found out here, on a
/// worker, which tells some ten times a second. GUI thread.
class DeadAnalysis : public QObject
{
    Q_OBJECT

public:
    explicit DeadAnalysis(QObject *parent = nullptr) : QObject(parent) {}

    /// Null: nothing. What grew while the set was read stays until its first groups are there.
    void start(std::shared_ptr<const DeadSet> set);
    /// Of a set that is still being read.
    void grow(DeadGroups groups);
    /// All is known already.
    void take(std::shared_ptr<const DeadFacts> facts, DeadGroups groups);
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

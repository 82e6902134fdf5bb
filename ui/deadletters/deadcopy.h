// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/job.h"
#include "model/base/relay.h"
#include "model/live/session.h"
#include "model/replay/deadgroups.h"

#include <QDateTime>
#include <QObject>

#include <memory>
#include <optional>
#include <vector>

namespace flowbench {

/// The copy of one dead-letter channel that a page works on: asks first what looking does where it does something,
/// reads on a worker, and keeps what was read when its session ends. GUI thread.
class DeadCopy : public QObject
{
    Q_OBJECT

public:
    static constexpr quint64 FirstMessages = 1000; ///< of a queue
    enum class Mode {
        None,
        Held,     ///< a job of our own has its messages: nothing is asked before that has ended
        Asking,   ///< the broker is asked what a look would do, or has answered that it does something
        Reading,  ///< a copy of before is still there where there was one
        Complete, ///< set() or error() is there
        Closed    ///< the session ended; a copy stays
    };

    explicit DeadCopy(QObject *parent = nullptr) : QObject(parent) {}
    ~DeadCopy() override;

    /// The session must say sessionClosing() before it goes (Session does). `held`: a job of our own has the messages
    /// of the queue.
    void open(Session &session, const QString &channel, bool held = false);
    void close();
    /// `first`: of a queue, 0: all. `refresh`: also of a queue whose deliveries are limited.
    void read(quint64 first, bool refresh);
    /// As before; what lies in a queue by now is asked for first: others were taken out of it.
    void readChanged();
    /// Asks what a look would do, and reads where it does nothing worth a question.
    void ask();
    /// Of a queue that nothing was read of yet: a job of our own took its messages; ask() goes on.
    void hold();
    void leaveQuestion(); ///< the copy of before is shown again
    void cancel();

    Mode mode() const { return m_mode; }
    Session *session() const { return m_session; }
    const QString &channel() const { return m_channel; }
    const QString &connectionName() const { return m_connection; }
    bool isQueue() const { return m_isQueue; }
    const std::shared_ptr<const DeadSet> &set() const { return m_set; }
    /// What was found out of set() while it was read; null: it arrived in another order (see GroupedSet).
    const std::shared_ptr<const DeadFacts> &facts() const { return m_facts; }
    const DeadGroups &groups() const { return m_groups; } ///< with facts()
    QDateTime copiedAt() const { return m_copiedAt; }
    /// How many lay in the queue when it was copied, where that is only a part of them; absent: the copy is all of
    /// it, or nobody knows.
    std::optional<qint64> depthOfPart() const;
    const std::optional<LookEffects> &effects() const { return m_effects; }
    const std::optional<Error> &effectsError() const { return m_effectsError; }
    const std::optional<Error> &error() const { return m_error; } ///< why the last read brought nothing
    quint64 readSoFar() const { return m_progress; }

    /// The index in the set of the n-th event as they arrived (of DeadSet::chunks()).
    std::size_t indexOfArrival(std::size_t arrival) const;
    /// Null: the same.
    const std::shared_ptr<const std::vector<quint32>> &arrivals() const { return m_arrivals; }

signals:
    void stateChanged();
    void copied(); ///< another set
    void progressed();
    void grew(const flowbench::DeadGroups &groups); ///< of what is being read

private:
    struct Read
    {
        Result<GroupedSet> grouped;
        std::shared_ptr<const std::vector<quint32>> arrivals;
        std::optional<LookEffects> effects; ///< absent: they were not asked for, or gave no answer
    };
    void start(quint64 first, bool refresh, bool changed);
    void takeEffects(const Result<LookEffects> &answer);
    void take(Read read);
    void letGo();
    void sessionClosing();

    Relay m_relay{this};
    Session *m_session = nullptr;
    QString m_channel, m_connection;
    bool m_isQueue = false;
    Mode m_mode = Mode::None;
    std::shared_ptr<const DeadSet> m_set;
    std::shared_ptr<const DeadFacts> m_facts;
    DeadGroups m_groups;
    std::shared_ptr<const std::vector<quint32>> m_arrivals;
    QDateTime m_copiedAt;
    std::optional<LookEffects> m_effects;
    std::optional<Error> m_effectsError, m_error;
    quint64 m_progress = 0, m_first = 0, m_reads = 0;
    JobHandle m_job;
};

} // namespace flowbench

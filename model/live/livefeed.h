// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/live/inbox.h"
#include "model/live/session.h"
#include "model/stats/ratebuckets.h"
#include "model/store/eventstore.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

namespace flowbench {

// One view's traffic: a running tail, its inbox, and the store it drains into every 33 ms. What Traffic shows.
// Thread: the one it was made on (the GUI's); nothing in it blocks.
class LiveFeed : public QObject
{
    Q_OBJECT

public:
    enum class Phase { Stopped, Starting, Live, Paused, Ended };
    static constexpr int DrainEveryMs = 33;

    LiveFeed(Session &session, EventStore &store, QObject *parent = nullptr);
    ~LiveFeed() override;

    // Stops what runs, clears the store, and tails `request.channels` anew.
    void start(TailRequest request);
    void stop();
    // Stops the drain, not the connection; the connector itself lets go when it lasts.
    void setPaused(bool paused);

    // Older events of the same channels in front of what is there, by a scan. `count` newest of them.
    // Answers through olderLoaded().
    void loadOlder(quint64 count);

    Phase phase() const { return m_phase; }
    bool paused() const { return m_paused; }
    const TailRequest &request() const { return m_request; }
    const std::optional<Error> &error() const { return m_error; } // why it ended or could not start
    bool lost() const { return m_lost; }                          // the broker is away at the moment
    double ratePerSecond() const;
    quint64 received() const { return m_received; }
    std::size_t inboxBytes() const { return m_inbox ? m_inbox->bytes() : 0; }
    std::size_t inboxLimit() const { return m_inbox ? m_inbox->limit() : 0; }
    quint64 droppedByBroker() const { return m_dropped; }
    Coverage coverage() const { return m_tail ? m_tail->coverage() : Coverage(); }
    const RateBuckets &buckets() const { return m_buckets; }

signals:
    void advanced(); // the store grew (or was cleared); at most once a drain
    void phaseChanged();
    void noticed(); // lost, back, dropped: ask the accessors
    void olderLoaded(bool any, const QString &reason);

private:
    void drain();
    void take(std::vector<ChunkPtr> chunks);
    void takeNotice(const TailNotice &notice, quint64 generation);
    void setPhase(Phase phase);

    Relay m_relay{this};
    Session &m_session;
    EventStore &m_store;
    std::shared_ptr<Inbox> m_inbox;
    std::unique_ptr<RunningTail> m_tail;
    TailRequest m_request;
    JobHandle m_starting, m_loading;
    QTimer m_timer;
    QElapsedTimer m_sinceDrain;
    Phase m_phase = Phase::Stopped;
    bool m_paused = false, m_lost = false;
    std::optional<Error> m_error;
    quint64 m_received = 0, m_dropped = 0;
    quint64 m_generation = 0;
    RateBuckets m_buckets;
    ArrivalRate m_rate;
};

} // namespace flowbench

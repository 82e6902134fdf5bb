// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/live/session.h"

#include <QObject>
#include <QPointer>

#include <functional>
#include <stop_token>

namespace flowbench {

/// How one event ended. `refused`: the guard or the broker did not even take it; there is no receipt then.
struct PublishOutcome
{
    Receipt receipt;
    bool refused = false;
};

/// Publishes one event through the guard and waits for its receipt. Blocks: for a worker. The audit is told how it
/// ended whatever happens.
PublishOutcome publishOne(Connector &connector, Guard &guard, const ChannelAddress &channel, const Outgoing &event,
                          const Cancel &cancel);

/// One publishing at a time, on a worker of the session. GUI thread.
class PublishJob : public QObject
{
    Q_OBJECT

public:
    using Done = std::function<void(const PublishOutcome &)>;
    static constexpr Milliseconds Timeout{30000}; ///< For the broker's confirmation.

    explicit PublishJob(QObject *parent = nullptr);

    bool isRunning() const { return m_running; }
    /// `done` is called once, here, also after cancel() and when the session goes away meanwhile (unknown then).
    void start(Session &session, const ChannelAddress &channel, Outgoing event, Done done);
    /// The answer still comes: whether it was sent by then is for the broker to say.
    void cancel() { m_stop.request_stop(); }

private:
    void finish(const PublishOutcome &outcome);

    JobHandle m_job;
    std::stop_source m_stop;
    QMetaObject::Connection m_watch;
    Done m_done;
    bool m_running = false;
};

} // namespace flowbench

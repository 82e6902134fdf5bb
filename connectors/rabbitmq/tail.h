// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/rabbitmq/bigthread.h"
#include "connectors/rabbitmq/feed.h"
#include "connectors/rabbitmq/ownqueue.h"
#include "connectors/rabbitmq/stream.h"

#include <atomic>
#include <condition_variable>
#include <deque>

namespace flowbench::rabbitmq {

class RabbitTail final : public Tail
{
public:
    explicit RabbitTail(ContextPtr context) : m_context(std::move(context)) {}
    Result<std::unique_ptr<RunningTail>> tail(const TailRequest &request, std::shared_ptr<EventSink> sink,
                                              TailListener listener, const Cancel &cancel) override;

private:
    const ContextPtr m_context;
};

// A tail on a thread and a connection of its own: a queue of ours for every exchange and queue, streams read directly.
// While it is paused, or its sink is full, nothing is fetched; after ten seconds of that its queues are unbound, and
// what was missed is said as a gap. A lost connection is made again until lostAfter.
class FollowingTail final : public RunningTail, private AmqpEvents
{
public:
    FollowingTail(ContextPtr context, TailRequest request, std::shared_ptr<EventSink> sink, TailListener listener);
    ~FollowingTail() override;

    // Starts the thread and waits until everything is bound and consumed.
    Result<void> open(const Cancel &cancel);
    void stop() override;
    void setPaused(bool paused) override;
    Coverage coverage() const override;

private:
    struct Follow
    {
        TailTarget target;
        std::optional<OwnQueue> queue; // absent: a stream
        std::string consumer;
        StreamStart start; // of a stream: where to go on
        qint64 next = 0;   // of a stream
        qint64 dropped = 0;
    };

    void run(const std::stop_token &stop, const Cancel &opening);
    Result<void> resolve(const Cancel &cancel);
    Result<void> subscribe(const Cancel &cancel);
    Result<void> startStream(Follow &follow, const Cancel &cancel);
    void newestFirst(const Cancel &cancel);
    Result<void> follow(const std::stop_token &stop);
    Result<void> step();
    Result<void> hold();
    Result<void> letGo();
    Result<void> release();
    Result<void> checkDrops();
    void deliver();
    bool reconnect(const std::stop_token &stop, const Error &error);
    void publishCoverage();
    void notice(TailNotice::Kind kind, const Error &error = {}, quint64 events = 0);
    Follow *owner(const std::string &consumer);
    void delivered(Incoming &&message) override;
    void consumerCancelled(amqp_channel_t channel, const std::string &consumer) override;

    const ContextPtr m_context;
    const TailRequest m_request;
    const std::shared_ptr<EventSink> m_sink;
    const TailListener m_listener;

    // Worker's thread only.
    std::unique_ptr<AmqpConnection> m_connection;
    std::vector<Follow> m_follows;
    std::deque<Incoming> m_messages;
    std::size_t m_heldBytes = 0;
    std::optional<Feed> m_feed;
    std::uint64_t m_toAck = 0;
    int m_unacked = 0;
    bool m_letGo = false; // unbound
    bool m_holding = false;
    bool m_sinkClosed = false;
    std::optional<Error> m_consumerGone;
    Clock::time_point m_heldSince{}, m_lastFlush = Clock::now(), m_lastBeat{}, m_lastDropCheck = Clock::now();
    const Clock::time_point m_started = Clock::now();

    std::stop_source m_stop;
    std::atomic<bool> m_paused{false};
    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    AmqpConnection *m_live = nullptr;     // guarded by m_mutex; to be woken
    std::optional<Result<void>> m_opened; // guarded by m_mutex
    Coverage m_coverage;                  // guarded by m_mutex
    std::unique_ptr<BigThread> m_worker;
};

} // namespace flowbench::rabbitmq

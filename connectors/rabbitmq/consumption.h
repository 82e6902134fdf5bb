// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/rabbitmq/amqpconnection.h"
#include "connectors/rabbitmq/bigthread.h"
#include "connectors/rabbitmq/context.h"
#include "connectors/rabbitmq/rescue.h"

#include <condition_variable>
#include <deque>
#include <set>

namespace flowbench::rabbitmq {

class RabbitSettle final : public Settle
{
public:
    explicit RabbitSettle(ContextPtr context) : m_context(std::move(context)) {}
    Result<std::unique_ptr<Consumption>> consume(const WriteGrant &grant, const QString &queue, int prefetch,
                                                 const Cancel &cancel) override;

private:
    const ContextPtr m_context;
};

// A consumer with a thread of its own, so that heartbeats go on while its owner thinks. What is unsettled at the end is
// given back, which may take longer than a second where it is much: see AmqpConnection::giveBack. A lost connection is
// not made again: the tags would be others.
//
// A message whose return would destroy it (it was handed out as often as the queue's delivery limit allows) is never
// returned: it is sent to the end of its queue anew and acked once the copy is confirmed, see Rescue. Where a nack
// asked for that and it was not confirmed, it stays unacked and fence() answers DeliveryLimit {queue, limit}; it is
// tried once more at the end. So whoever wants to know nacks and fences before the end. In the ledger a consumption is
// a look.
class RabbitConsumption final : public Consumption, private AmqpEvents
{
public:
    RabbitConsumption(ContextPtr context, QString queue, int prefetch);
    ~RabbitConsumption() override;

    Result<void> open(const Cancel &cancel);
    Result<std::optional<Delivery>> next(const Cancel &cancel) override;
    Result<void> ack(quint64 tag, bool upTo) override { return settle({tag, upTo, true, false, 0}); }
    Result<void> nack(quint64 tag, bool upTo, bool requeue) override { return settle({tag, upTo, false, requeue, 0}); }
    Result<void> fence(const Cancel &cancel) override;

private:
    struct Command
    {
        quint64 tag = 0;
        bool upTo = false, ack = false, requeue = false;
        quint64 fence = 0; // > 0: no settling but a fence of that number
    };
    Result<void> settle(Command command);
    void run(const std::stop_token &stop);
    Result<void> connect(const Cancel &cancel);
    Result<void> work(const std::stop_token &stop);
    Result<void> execute(const Command &command);
    Result<void> fenced(quint64 number);
    Result<void> settleOne(std::uint64_t tag, bool ack, bool requeue);
    Result<void> settleUpTo(const Command &command);
    void forget(std::uint64_t tag, bool upTo);
    void awaitInFlight(const Cancel &cancel);
    void giveBack();
    void handOver();
    void lost(Error error);
    Result<void> learnLimit(const Cancel &cancel);
    bool isLast(const Incoming &message) const;
    void rescue(const Cancel &cancel);
    void rescueSome();
    void countReturns(std::optional<qint64> ready);
    void delivered(Incoming &&message) override;
    void consumerCancelled(amqp_channel_t channel, const std::string &consumer) override;

    const ContextPtr m_context;
    const QString m_queueName;
    const std::string m_channel; // the same, as events carry it
    const std::string m_queue;
    const int m_prefetch;

    std::string m_consumer;                // worker's thread
    bool m_counts = false;                 // worker's thread; it counts deliveries: a quorum queue
    bool m_gone = false;                   // worker's thread
    std::deque<std::uint64_t> m_unsettled; // worker's thread; tags, rising
    // Worker's thread: of messages whose return would destroy them.
    struct Kept
    {
        std::string fields, body;
    };
    std::optional<int> m_limit;
    bool m_limitGuessed = false, m_inLedger = false;
    std::map<std::uint64_t, Kept> m_kept; // by tag
    std::set<std::uint64_t> m_owed;       // of these, those that somebody gave back
    qint64 m_rescued = 0;
    Clock::time_point m_rescueAt{}; // not before: the last time one was not confirmed
    Rescue m_rescue;
    std::map<std::uint64_t, int> m_handedOut; // worker's thread; by tag, how often before, where that is counted
    int m_returned = 0;                       // worker's thread; the highest count that a nack left
    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    std::unique_ptr<AmqpConnection> m_connection; // changed under m_mutex by the worker, woken by others
    std::vector<Delivery> m_arrived;              // the worker's; not handed over yet
    std::deque<Delivery> m_taken;                 // of whoever calls next()
    std::deque<Delivery> m_deliveries;            // guarded by m_mutex
    std::deque<Command> m_commands;               // guarded by m_mutex
    std::optional<Result<void>> m_opened;         // guarded by m_mutex
    std::optional<Error> m_error;                 // guarded by m_mutex; nothing goes on after it
    quint64 m_fences = 0, m_passed = 0;           // guarded by m_mutex
    std::size_t m_unsaved = 0;                    // guarded by m_mutex; of m_owed, when a fence passed
    std::stop_source m_stop;
    std::unique_ptr<BigThread> m_worker;
};

} // namespace flowbench::rabbitmq

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/rabbitmq/amqpconnection.h"
#include "connectors/rabbitmq/bigthread.h"
#include "connectors/rabbitmq/context.h"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <thread>

namespace flowbench::rabbitmq {

class RabbitPublish final : public Publish
{
public:
    explicit RabbitPublish(ContextPtr context) : m_context(std::move(context)) {}
    Result<std::unique_ptr<Publisher>> publisher(const WriteGrant &grant, const Options &options,
                                                 ReceiptListener listener, const Cancel &cancel) override;

private:
    const ContextPtr m_context;
};

// Publishes mandatory and with confirms, on a connection and a thread of its own: a publisher that the broker blocks
// must not block anything else. A watchdog breaks off a write that waits for longer than its event may take.
class RabbitPublisher final : public Publisher, private AmqpEvents
{
public:
    RabbitPublisher(ContextPtr context, Publish::Options options, ReceiptListener listener);
    ~RabbitPublisher() override;

    // Starts the thread and waits until the channel is there.
    Result<void> open(const Cancel &cancel);
    Result<void> send(const OutgoingView &event, const Cancel &cancel) override;
    void finish(const Cancel &cancel) override;

private:
    // Waiting, or sent and not answered. A returned message carries no tag and is recognised by its prints, which are
    // only made when one was returned.
    struct Letter
    {
        Outgoing event;
        Clock::time_point deadline;
        std::optional<Error> returned;
        struct Prints
        {
            std::size_t body, fields;
        };
        std::optional<Prints> prints;
    };
    using LetterPtr = std::unique_ptr<Letter>;
    using Letters = std::deque<LetterPtr>;
    const std::string &keyOf(const Outgoing &event) const;
    const Letter::Prints &printsOf(Letter &letter) const;
    LetterPtr letterFor(const OutgoingView &event);

    // On the worker's thread.
    void run(const std::stop_token &stop);
    Result<void> connect(const Cancel &cancel);
    void reconnect();
    int write();
    Letters takeSome();
    void giveBack(Letters letters);
    Result<void> writeOne(LetterPtr letter);
    void read(Milliseconds wait);
    void lost(const Error &error);
    void channelClosed(const Error &error);
    void expire();
    void giveUp();
    void tell(LetterPtr letter, Receipt::Status status, const Error &error = {});
    void settle(LetterPtr letter, bool refused);
    void trimInFlight();
    void tellInFlight(Receipt::Status status, const Error &error);
    void tellWaiting(const Error &error);
    Error whyUnanswered() const;
    Letter *find(const Incoming &message);
    void confirmed(std::uint64_t tag, bool multiple, bool refused) override;
    void returned(int code, const QString &reason, Incoming &&message) override;
    void blocked(const QString &reason) override;
    void unblocked() override;
    void watch(const std::stop_token &stop);

    const ContextPtr m_context;
    const Publish::Options m_options;
    const ReceiptListener m_listener;
    const std::string m_exchange, m_queue;

    TableBuilder m_checker; // of whoever sends

    // Worker's thread only.
    Letters m_inFlight;     // by the broker's delivery tag, of which the first has m_firstTag; null: answered
    quint64 m_firstTag = 1; // there is none before it
    TableBuilder m_builder;
    bool m_anyAck = false; // on this channel
    std::optional<QString> m_blockedReason;
    Backoff m_backoff;
    Clock::time_point m_retryAt{};

    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    std::condition_variable_any m_watch;          // only the watchdog waits for it: for its end
    std::unique_ptr<AmqpConnection> m_connection; // changed under m_mutex by the worker, interrupted by others
    Letters m_waiting;                            // guarded by m_mutex
    std::vector<LetterPtr> m_spare;               // guarded by m_mutex; their memory is used again
    std::size_t m_unanswered = 0;                 // guarded by m_mutex; waiting and in flight
    std::optional<Result<void>> m_opened;         // guarded by m_mutex
    bool m_abandon = false;                       // guarded by m_mutex
    std::optional<Error> m_lastError;             // guarded by m_mutex
    Clock::time_point m_writeDeadline = Clock::time_point::max(); // guarded by m_mutex; of the write under way
    std::stop_source m_stopOpening;
    std::jthread m_watchdog;
    std::unique_ptr<BigThread> m_worker;
};

} // namespace flowbench::rabbitmq

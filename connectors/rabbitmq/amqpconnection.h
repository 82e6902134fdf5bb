// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/rabbitmq/message.h"
#include "connectors/rabbitmq/outbox.h"
#include "connectors/rabbitmq/settings.h"
#include "model/live/port.h"

#include <map>
#include <mutex>
#include <span>

namespace flowbench::rabbitmq {

struct TlsRecord;

// What the broker sends by itself. Called inside pump() and call(), on the thread that owns the connection.
class AmqpEvents
{
public:
    virtual ~AmqpEvents() = default;
    virtual void delivered(Incoming &&message) { Q_UNUSED(message) }
    virtual void confirmed(std::uint64_t tag, bool multiple, bool refused)
    {
        Q_UNUSED(tag)
        Q_UNUSED(multiple)
        Q_UNUSED(refused)
    }
    virtual void returned(int code, const QString &reason, Incoming &&message)
    {
        Q_UNUSED(code)
        Q_UNUSED(reason)
        Q_UNUSED(message)
    }
    virtual void consumerCancelled(amqp_channel_t channel, const std::string &consumer)
    {
        Q_UNUSED(channel)
        Q_UNUSED(consumer)
    }
    virtual void blocked(const QString &reason) { Q_UNUSED(reason) }
    virtual void unblocked() {}
};

struct QueueState
{
    qint64 ready = 0;
    int consumers = 0;
};

// One AMQP connection, used by one thread with a big stack (see BigThread); only interrupt() and wake() may be called
// from others. All frames are read here, so that one peer can neither make us allocate what it announces nor have
// frames lost between calls. Errors name the address.
class AmqpConnection
{
public:
    // Each step as soon as it is known, for a test of the connection; may be empty.
    using Told = std::function<void(const TestStep &)>;
    static Result<std::unique_ptr<AmqpConnection>> open(const Settings &settings, const Cancel &cancel,
                                                        ConnectionUse use, const Told &told = {});
    // Says goodbye within half a second where the broker still listens.
    ~AmqpConnection();
    AmqpConnection(const AmqpConnection &) = delete;
    AmqpConnection &operator=(const AmqpConnection &) = delete;

    void setEvents(AmqpEvents *events) { m_events = events; }
    bool broken() const { return m_broken; }
    bool isBlocked() const { return m_blocked; }
    const QString &serverVersion() const { return m_serverVersion; }
    const QString &productName() const { return m_product; }
    int serverMajor() const;

    // Reads one frame and hands on what it completes; false: nothing came within `wait` (or wake() was called).
    // An error: the connection is lost, or a channel was closed by the broker (then broken() is false).
    Result<bool> pump(Milliseconds wait);
    // Ends a waiting pump(). Any thread.
    void wake();
    // What is published waits here for more of it, and all of it goes out with holdBack(false), which blocks like
    // publish(). Nothing else is sent in between.
    Result<void> holdBack(bool on);
    // Breaks the connection off, also in the middle of a write that waits for a broker that does not read. Any thread.
    void interrupt();

    Result<void> openChannel(amqp_channel_t channel, const Cancel &cancel);
    Result<void> closeChannel(amqp_channel_t channel, const Cancel &cancel);
    // A method with an answer; the answer lives until the next pump() or call(). `what` names the channel for errors.
    Result<void *> call(amqp_channel_t channel, amqp_method_number_t id, void *request, amqp_method_number_t reply,
                        const QString &what, const Cancel &cancel);
    template <class Reply>
    Result<Reply *> ask(amqp_channel_t channel, amqp_method_number_t id, void *request, amqp_method_number_t reply,
                        const QString &what, const Cancel &cancel)
    {
        auto r = call(channel, id, request, reply, what, cancel);
        return r ? Result<Reply *>(static_cast<Reply *>(*r)) : Result<Reply *>(r.error());
    }
    // Without an answer.
    Result<void> send(amqp_channel_t channel, amqp_method_number_t id, void *request);
    Result<void> sendHeartbeat();

    // Passive declare: never makes a queue. Also the fence behind acks, when asked on their channel.
    // ChannelNotFound closes the channel at the broker; it is opened again before this returns.
    Result<QueueState> queueState(amqp_channel_t channel, std::string_view queue, const Cancel &cancel);
    Result<void> exchangeExists(amqp_channel_t channel, std::string_view exchange, const Cancel &cancel);
    Result<void> qos(amqp_channel_t channel, int prefetch, bool global, const Cancel &cancel);
    Result<std::string> consume(amqp_channel_t channel, std::string_view queue, const amqp_table_t &arguments,
                                bool exclusive, const Cancel &cancel);
    Result<void> cancelConsumer(amqp_channel_t channel, std::string_view consumer, const Cancel &cancel);
    Result<void> ack(amqp_channel_t channel, std::uint64_t tag, bool upTo);
    Result<void> nack(amqp_channel_t channel, std::uint64_t tag, bool upTo, bool requeue);
    // Everything of the queue that was handed out on the channel and is not settled: these tags, rising. Nobody
    // consumes on the channel any more. An expired Cancel: the rest at once.
    Result<void> giveBack(amqp_channel_t channel, std::string_view queue, std::span<const std::uint64_t> tags,
                          bool quorum, const Cancel &cancel);
    Result<void> confirmSelect(amqp_channel_t channel, const Cancel &cancel);
    // Blocks while the broker does not read: see interrupt(). TooLarge: it was not sent, and the connection goes on.
    Result<void> publish(amqp_channel_t channel, std::string_view exchange, std::string_view key,
                         const amqp_basic_properties_t &properties, std::string_view body);

private:
    struct Assembly
    {
        Incoming message;
        std::uint64_t missing = 0;
        int returnCode = 0; // of a basic.return, 0: a delivery
        QString returnText;
        bool wantsHeader = false, wantsBody = false;
        std::size_t usualFields = 0; // bytes
    };
    struct Awaited
    {
        amqp_channel_t channel = 0;
        amqp_method_number_t reply = 0;
        void *decoded = nullptr;
        bool there = false;
    };

    explicit AmqpConnection(Settings settings);
    Result<void> connect(const HostPort &host, const Cancel &cancel, ConnectionUse use, const Told &told);
    Result<void> openSocket(const HostPort &host, const Cancel &cancel, const Told &told);
    Result<void> openTls(const HostPort &host, const Cancel &cancel, const Told &told);
    Result<void> login(const Cancel &cancel, const Told &told);
    Result<QueueState> askQueue(amqp_channel_t channel, std::string_view queue, const Cancel &cancel);
    void adopt(int fd);
    Error lost(int status);
    Result<bool> take(const amqp_frame_t &frame);
    Result<bool> method(const amqp_frame_t &frame);
    Assembly *assemblyOf(amqp_channel_t channel);
    Assembly *begun(amqp_channel_t channel);
    Result<void> flush();
    Result<void> header(const amqp_frame_t &frame);
    Result<void> body(const amqp_frame_t &frame);
    void complete(Assembly &assembly);
    Error channelClosed(const amqp_frame_t &frame);
    Error connectionClosed(const amqp_frame_t &frame);

    Settings m_settings;
    amqp_connection_state_t m_state = nullptr;
    std::unique_ptr<TlsRecord> m_tls;
    AmqpEvents *m_events = nullptr;
    std::map<amqp_channel_t, Assembly> m_assemblies; // of each open channel
    Outbox m_outbox;
    bool m_holdsBack = false;
    std::map<std::pair<amqp_channel_t, amqp_method_number_t>, int>
        m_abandoned; // answers that nobody waits for any more
    Awaited *m_awaited = nullptr;
    QString m_serverVersion, m_product;
    bool m_broken = false, m_blocked = false, m_open = false;
    int m_wake = -1;
    std::mutex m_mutex;
    int m_shared = -1;          // guarded by m_mutex; a duplicate of the socket, so that its number stays ours
    bool m_interrupted = false; // guarded by m_mutex
};

// The broker's own words of a channel or connection that it closed, as an error.
Error brokerError(int code, const QString &text, const QString &what, const QString &address);
timeval toTimeval(Milliseconds ms);

} // namespace flowbench::rabbitmq

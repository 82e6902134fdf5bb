// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/rabbitmq/amqpconnection.h"

#include "connectors/rabbitmq/tls.h"

#include <algorithm>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

// How a connection ends, reads, and asks. How it is made: amqpopen.cpp; what the frames say: amqpframes.cpp.
namespace flowbench::rabbitmq {

using namespace Qt::StringLiterals;

namespace {
constexpr Milliseconds Tick{100}, LongestWait{1000};
constexpr Milliseconds RpcTimeout{10000};
constexpr Milliseconds Goodbye{400};
// A quorum queue whose leader does not answer within 250 ms is said to hold 0 messages for 0 consumers.
constexpr Milliseconds NoAnswer{240};
constexpr int AskAgain = 8;
} // namespace

AmqpConnection::~AmqpConnection()
{
    m_events = nullptr;
    // A blocked broker reads nothing from us: a goodbye would wait for nothing.
    if (m_open && !m_broken && !m_blocked) {
        const timeval wait = toTimeval(Goodbye);
        amqp_set_rpc_timeout(m_state, &wait);
        amqp_connection_close(m_state, AMQP_REPLY_SUCCESS);
    }
    {
        const std::lock_guard lock(m_mutex);
        if (m_shared >= 0) {
            shutdown(m_shared, SHUT_RDWR);
            close(m_shared);
        }
        m_shared = -1;
    }
    if (m_state)
        amqp_destroy_connection(m_state);
    if (m_wake >= 0)
        close(m_wake);
}

int AmqpConnection::serverMajor() const { return m_serverVersion.section(u'.', 0, 0).toInt(); }

void AmqpConnection::wake()
{
    const std::uint64_t one = 1;
    (void)!write(m_wake, &one, sizeof one);
}

void AmqpConnection::interrupt()
{
    {
        const std::lock_guard lock(m_mutex);
        m_interrupted = true;
        if (m_shared >= 0)
            shutdown(m_shared, SHUT_RDWR);
    }
    wake();
}

Error AmqpConnection::lost(int status)
{
    m_broken = true;
    Error e = makeError(status == AMQP_STATUS_TIMEOUT ? ErrorCode::Timeout : ErrorCode::ConnectionLost,
                        {m_settings.address}, QString::fromLatin1(amqp_error_string2(status)));
    e.connection = m_settings.address;
    e.retriable = true;
    return e;
}

Result<bool> AmqpConnection::pump(Milliseconds wait)
{
    if (m_broken)
        return lost(AMQP_STATUS_CONNECTION_CLOSED);
    amqp_maybe_release_buffers(m_state);
    amqp_frame_t frame;
    const timeval now{0, 0};
    int status = amqp_simple_wait_frame_noblock(m_state, &frame, &now);
    if (status == AMQP_STATUS_TIMEOUT && wait.count() > 0) {
        pollfd fds[] = {{amqp_get_sockfd(m_state), POLLIN, 0}, {m_wake, POLLIN, 0}};
        poll(fds, 2, int(std::min(wait, LongestWait).count()));
        std::uint64_t drained = 0;
        (void)!read(m_wake, &drained, sizeof drained);
        status = amqp_simple_wait_frame_noblock(m_state, &frame, &now);
    }
    if (status == AMQP_STATUS_TIMEOUT)
        return false;
    if (status != AMQP_STATUS_OK)
        return lost(status);
    return take(frame);
}

Result<void *> AmqpConnection::call(amqp_channel_t channel, amqp_method_number_t id, void *request,
                                    amqp_method_number_t reply, const QString &what, const Cancel &cancel)
{
    if (const auto sent = send(channel, id, request); !sent)
        return sent.error();
    Awaited awaited{channel, reply, nullptr, false};
    m_awaited = &awaited;
    const auto end = Clock::now() + cancel.left(RpcTimeout);
    while (!awaited.there) {
        const auto pumped = pump(std::min(cancel.left(Tick) + Milliseconds(1), Tick));
        if (!pumped) {
            m_awaited = nullptr;
            Error e = pumped.error();
            if (e.code == ErrorCode::ChannelNotFound || e.code == ErrorCode::NotPermitted)
                e.args = {what};
            return e;
        }
        if (!awaited.there && (cancel.requested() || Clock::now() >= end)) {
            m_awaited = nullptr;
            ++m_abandoned[{channel, reply}];
            Error e = makeError(cancel.requested() ? ErrorCode::Cancelled : ErrorCode::Timeout, {m_settings.address});
            e.connection = m_settings.address;
            return e;
        }
    }
    m_awaited = nullptr;
    return awaited.decoded;
}

Result<void> AmqpConnection::send(amqp_channel_t channel, amqp_method_number_t id, void *request)
{
    if (m_broken)
        return lost(AMQP_STATUS_CONNECTION_CLOSED);
    const int status = amqp_send_method(m_state, channel, id, request);
    return status == AMQP_STATUS_OK ? Result<void>() : Result<void>(lost(status));
}

Result<void> AmqpConnection::sendHeartbeat()
{
    if (m_broken)
        return lost(AMQP_STATUS_CONNECTION_CLOSED);
    amqp_frame_t frame{};
    frame.frame_type = AMQP_FRAME_HEARTBEAT;
    const int status = amqp_send_frame(m_state, &frame);
    return status == AMQP_STATUS_OK ? Result<void>() : Result<void>(lost(status));
}

Result<void> AmqpConnection::openChannel(amqp_channel_t channel, const Cancel &cancel)
{
    amqp_channel_open_t request{amqp_empty_bytes};
    const auto r = call(channel, AMQP_CHANNEL_OPEN_METHOD, &request, AMQP_CHANNEL_OPEN_OK_METHOD, {}, cancel);
    if (!r)
        return r.error();
    m_assemblies.try_emplace(channel);
    return {};
}

Result<void> AmqpConnection::closeChannel(amqp_channel_t channel, const Cancel &cancel)
{
    amqp_channel_close_t request{AMQP_REPLY_SUCCESS, amqp_empty_bytes, 0, 0};
    const auto r = call(channel, AMQP_CHANNEL_CLOSE_METHOD, &request, AMQP_CHANNEL_CLOSE_OK_METHOD, {}, cancel);
    if (!r)
        return r.error();
    m_assemblies.erase(channel);
    return {};
}

Result<QueueState> AmqpConnection::queueState(amqp_channel_t channel, std::string_view queue, const Cancel &cancel)
{
    for (int i = 0;; ++i) {
        const auto start = Clock::now();
        auto state = askQueue(channel, queue, cancel);
        const bool doubtful = state && state->ready == 0 && state->consumers == 0 && Clock::now() - start >= NoAnswer;
        if (!doubtful || i >= AskAgain || cancel.done())
            return state;
    }
}

Result<QueueState> AmqpConnection::askQueue(amqp_channel_t channel, std::string_view queue, const Cancel &cancel)
{
    amqp_queue_declare_t request{};
    request.queue = bytes(queue);
    request.passive = 1;
    request.arguments = amqp_empty_table;
    const QString what = u"queue:"_s + text(request.queue);
    const auto r = ask<amqp_queue_declare_ok_t>(channel, AMQP_QUEUE_DECLARE_METHOD, &request,
                                                AMQP_QUEUE_DECLARE_OK_METHOD, what, cancel);
    if (r)
        return QueueState{qint64((*r)->message_count), int((*r)->consumer_count)};
    if (!m_broken && r.error().code != ErrorCode::Cancelled && r.error().code != ErrorCode::Timeout) {
        if (const auto again = openChannel(channel, cancel); !again)
            return again.error();
    }
    return r.error();
}

Result<void> AmqpConnection::exchangeExists(amqp_channel_t channel, std::string_view exchange, const Cancel &cancel)
{
    if (exchange.empty())
        return {}; // the default exchange is always there, and may not be asked for
    amqp_exchange_declare_t request{};
    request.exchange = bytes(exchange);
    request.type = amqp_cstring_bytes("direct"); // not looked at in a passive declare
    request.passive = 1;
    request.arguments = amqp_empty_table;
    const auto r = call(channel, AMQP_EXCHANGE_DECLARE_METHOD, &request, AMQP_EXCHANGE_DECLARE_OK_METHOD,
                        u"exchange:"_s + text(request.exchange), cancel);
    if (r)
        return {};
    if (!m_broken && r.error().code != ErrorCode::Cancelled && r.error().code != ErrorCode::Timeout) {
        if (const auto again = openChannel(channel, cancel); !again)
            return again.error();
    }
    return r.error();
}

Result<void> AmqpConnection::qos(amqp_channel_t channel, int prefetch, bool global, const Cancel &cancel)
{
    amqp_basic_qos_t request{0, std::uint16_t(prefetch), global};
    const auto r = call(channel, AMQP_BASIC_QOS_METHOD, &request, AMQP_BASIC_QOS_OK_METHOD, {}, cancel);
    return r ? Result<void>() : Result<void>(r.error());
}

Result<std::string> AmqpConnection::consume(amqp_channel_t channel, std::string_view queue,
                                            const amqp_table_t &arguments, bool exclusive, const Cancel &cancel)
{
    amqp_basic_consume_t request{};
    request.queue = bytes(queue);
    request.consumer_tag = amqp_empty_bytes;
    request.exclusive = exclusive;
    request.arguments = arguments;
    const auto r =
        ask<amqp_basic_consume_ok_t>(channel, AMQP_BASIC_CONSUME_METHOD, &request, AMQP_BASIC_CONSUME_OK_METHOD,
                                     u"queue:"_s + text(request.queue), cancel);
    return r ? Result<std::string>(std::string(view((*r)->consumer_tag))) : Result<std::string>(r.error());
}

Result<void> AmqpConnection::cancelConsumer(amqp_channel_t channel, std::string_view consumer, const Cancel &cancel)
{
    amqp_basic_cancel_t request{bytes(consumer), 0};
    const auto r = call(channel, AMQP_BASIC_CANCEL_METHOD, &request, AMQP_BASIC_CANCEL_OK_METHOD, {}, cancel);
    return r ? Result<void>() : Result<void>(r.error());
}

Result<void> AmqpConnection::ack(amqp_channel_t channel, std::uint64_t tag, bool upTo)
{
    amqp_basic_ack_t request{tag, upTo};
    return send(channel, AMQP_BASIC_ACK_METHOD, &request);
}

Result<void> AmqpConnection::nack(amqp_channel_t channel, std::uint64_t tag, bool upTo, bool requeue)
{
    amqp_basic_nack_t request{tag, upTo, requeue};
    return send(channel, AMQP_BASIC_NACK_METHOD, &request);
}

// A quorum queue of RabbitMQ 3.10 reads every message of a return from its log again. More than 32 at once it takes in
// the order of a hash, and opens a file of its log anew for nearly each: with 20,000 old messages it answers nobody for
// a minute. What comes faster than it can take it makes one big return of. So: little by little, waiting for it.
// A classic queue goes through all of its messages for every return: there all at once.
Result<void> AmqpConnection::giveBack(amqp_channel_t channel, std::string_view queue,
                                      std::span<const std::uint64_t> tags, bool quorum, const Cancel &cancel)
{
    constexpr std::size_t InOrder = 32, AtOnce = 16 * InOrder;
    for (std::size_t i = InOrder; quorum && i < tags.size() && !cancel.done(); i += InOrder) {
        if (auto given = nack(channel, tags[i - 1], true, true); !given)
            return given;
        if (i % AtOnce == 0 && !askQueue(channel, queue, cancel) && m_broken)
            return lost(AMQP_STATUS_CONNECTION_CLOSED);
    }
    return nack(channel, 0, true, true);
}

Result<void> AmqpConnection::confirmSelect(amqp_channel_t channel, const Cancel &cancel)
{
    amqp_confirm_select_t request{0};
    const auto r = call(channel, AMQP_CONFIRM_SELECT_METHOD, &request, AMQP_CONFIRM_SELECT_OK_METHOD, {}, cancel);
    return r ? Result<void>() : Result<void>(r.error());
}

Result<void> AmqpConnection::publish(amqp_channel_t channel, std::string_view exchange, std::string_view key,
                                     const amqp_basic_properties_t &properties, std::string_view body)
{
    if (m_broken)
        return lost(AMQP_STATUS_CONNECTION_CLOSED);
    const auto frameMax = std::size_t(amqp_get_frame_max(m_state));
    if (m_holdsBack && m_outbox.add(frameMax, channel, exchange, key, properties, body))
        return m_outbox.isFull() ? flush() : Result<void>();
    if (const auto flushed = flush(); !flushed)
        return flushed;
    // A content header is one frame: the library would have sent the method before it sees that this one is too large.
    const auto header = Outbox::headerBytes(properties);
    if (!header || *header + Outbox::FrameRest > frameMax)
        return makeError(ErrorCode::TooLarge, {u"headers"_s, header ? QString::number(*header) : QString(),
                                               QString::number(frameMax - Outbox::FrameRest)});
    const int status =
        amqp_basic_publish(m_state, channel, bytes(exchange), bytes(key), 1, 0, &properties, bytes(body));
    return status == AMQP_STATUS_OK ? Result<void>() : Result<void>(lost(status));
}

// (What TLS encrypts goes through the library.)
Result<void> AmqpConnection::holdBack(bool on)
{
    m_holdsBack = on && !m_settings.tls;
    return on ? Result<void>() : flush();
}

Result<void> AmqpConnection::flush()
{
    // (0-9-1, 4.2.7: two intervals without anything.)
    const int status = m_outbox.flush(amqp_get_sockfd(m_state), std::chrono::seconds(2 * amqp_get_heartbeat(m_state)));
    return status == AMQP_STATUS_OK ? Result<void>() : Result<void>(lost(status));
}

} // namespace flowbench::rabbitmq

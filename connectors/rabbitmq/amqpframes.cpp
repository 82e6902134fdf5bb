// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/rabbitmq/amqpconnection.h"
#include "connectors/rabbitmq/tls.h"

#include <algorithm>

// What the frames of a connection say, and how messages are put together from them.
namespace flowbench::rabbitmq {

using namespace Qt::StringLiterals;

namespace {
constexpr std::size_t UsualFields = 4096;        // more is not reserved for the next one
constexpr std::uint64_t ReservedAhead = 1 << 20; // of an announced body; the rest as it really comes
} // namespace

Error brokerError(int code, const QString &text, const QString &what, const QString &address)
{
    Error e = makeError(ErrorCode::Broker, {}, text);
    e.connection = address;
    switch (code) {
    case AMQP_NOT_FOUND:
        e.code = ErrorCode::ChannelNotFound;
        e.args = {what};
        break;
    case AMQP_ACCESS_REFUSED:
    case AMQP_RESOURCE_LOCKED:
    case AMQP_NOT_ALLOWED:
        e.code = ErrorCode::NotPermitted;
        e.args = {what};
        break;
    case AMQP_CONNECTION_FORCED:
        e.code = ErrorCode::ConnectionLost;
        e.args = {address};
        e.retriable = true;
        break;
    case AMQP_NOT_IMPLEMENTED:
        e.code = ErrorCode::NotSupported;
        e.args = {what};
        break;
    default:
        break;
    }
    return e;
}

Result<bool> AmqpConnection::take(const amqp_frame_t &frame)
{
    Result<void> ok;
    switch (frame.frame_type) {
    case AMQP_FRAME_METHOD:
        return method(frame);
    case AMQP_FRAME_HEADER:
        ok = header(frame);
        break;
    case AMQP_FRAME_BODY:
        ok = body(frame);
        break;
    default:
        break;
    }
    return ok ? Result<bool>(true) : Result<bool>(ok.error());
}

// Null: no channel of ours. A peer that sends there is not given memory for each of 65 535.
AmqpConnection::Assembly *AmqpConnection::assemblyOf(amqp_channel_t channel)
{
    const auto known = m_assemblies.find(channel);
    return known == m_assemblies.end() ? nullptr : &known->second;
}

// The next message of a channel: in the memory of the one before, as far as nobody took that.
AmqpConnection::Assembly *AmqpConnection::begun(amqp_channel_t channel)
{
    Assembly *const assembly = assemblyOf(channel);
    if (!assembly)
        return nullptr;
    Assembly &a = *assembly;
    std::string consumer = std::move(a.message.consumer), fields = std::move(a.message.fields);
    consumer.clear();
    fields.clear();
    fields.reserve(a.usualFields);
    a.message = {};
    a.message.consumer = std::move(consumer);
    a.message.fields = std::move(fields);
    a.message.channel = channel;
    a.missing = 0;
    a.returnCode = 0;
    a.wantsHeader = true;
    a.wantsBody = false;
    return assembly;
}

Result<bool> AmqpConnection::method(const amqp_frame_t &frame)
{
    const auto &m = frame.payload.method;
    switch (m.id) {
    case AMQP_BASIC_DELIVER_METHOD: {
        const auto *d = static_cast<const amqp_basic_deliver_t *>(m.decoded);
        Assembly *const a = begun(frame.channel);
        if (!a)
            return lost(AMQP_STATUS_BAD_AMQP_DATA);
        a->message.tag = d->delivery_tag;
        a->message.redelivered = d->redelivered;
        a->message.consumer = view(d->consumer_tag);
        a->message.exchange = view(d->exchange);
        a->message.routingKey = view(d->routing_key);
        return true;
    }
    case AMQP_BASIC_RETURN_METHOD: {
        const auto *r = static_cast<const amqp_basic_return_t *>(m.decoded);
        Assembly *const a = begun(frame.channel);
        if (!a)
            return lost(AMQP_STATUS_BAD_AMQP_DATA);
        a->returnCode = r->reply_code;
        a->returnText = text(r->reply_text);
        a->message.exchange = view(r->exchange);
        a->message.routingKey = view(r->routing_key);
        return true;
    }
    case AMQP_BASIC_ACK_METHOD: {
        const auto *a = static_cast<const amqp_basic_ack_t *>(m.decoded);
        if (m_events)
            m_events->confirmed(a->delivery_tag, a->multiple, false);
        return true;
    }
    case AMQP_BASIC_NACK_METHOD: {
        const auto *n = static_cast<const amqp_basic_nack_t *>(m.decoded);
        if (m_events)
            m_events->confirmed(n->delivery_tag, n->multiple, true);
        return true;
    }
    case AMQP_BASIC_CANCEL_METHOD: {
        const auto *c = static_cast<const amqp_basic_cancel_t *>(m.decoded);
        if (m_events)
            m_events->consumerCancelled(frame.channel, std::string(view(c->consumer_tag)));
        return true;
    }
    case AMQP_CONNECTION_BLOCKED_METHOD:
        m_blocked = true;
        if (m_events)
            m_events->blocked(text(static_cast<const amqp_connection_blocked_t *>(m.decoded)->reason).left(200));
        return true;
    case AMQP_CONNECTION_UNBLOCKED_METHOD:
        m_blocked = false;
        if (m_events)
            m_events->unblocked();
        return true;
    case AMQP_CHANNEL_CLOSE_METHOD:
        return channelClosed(frame);
    case AMQP_CONNECTION_CLOSE_METHOD:
        return connectionClosed(frame);
    default:
        break;
    }
    if (const auto old = m_abandoned.find({frame.channel, m.id}); old != m_abandoned.end()) {
        if (--old->second == 0)
            m_abandoned.erase(old);
    } else if (m_awaited && m_awaited->channel == frame.channel && m_awaited->reply == m.id) {
        m_awaited->decoded = m.decoded;
        m_awaited->there = true;
    }
    return true;
}

Error AmqpConnection::channelClosed(const amqp_frame_t &frame)
{
    const auto *c = static_cast<const amqp_channel_close_t *>(frame.payload.method.decoded);
    const Error e = brokerError(c->reply_code, text(c->reply_text).left(500), {}, m_settings.address);
    amqp_channel_close_ok_t ok{};
    amqp_send_method(m_state, frame.channel, AMQP_CHANNEL_CLOSE_OK_METHOD, &ok);
    m_assemblies.erase(frame.channel);
    std::erase_if(m_abandoned, [&](const auto &a) { return a.first.first == frame.channel; });
    return e;
}

Error AmqpConnection::connectionClosed(const amqp_frame_t &frame)
{
    const auto *c = static_cast<const amqp_connection_close_t *>(frame.payload.method.decoded);
    const Error e = brokerError(c->reply_code, text(c->reply_text).left(500), m_settings.vhost, m_settings.address);
    amqp_connection_close_ok_t ok{};
    amqp_send_method(m_state, 0, AMQP_CONNECTION_CLOSE_OK_METHOD, &ok);
    m_broken = true;
    return e;
}

Result<void> AmqpConnection::header(const amqp_frame_t &frame)
{
    Assembly *const assembly = assemblyOf(frame.channel);
    if (!assembly || !assembly->wantsHeader || frame.payload.properties.class_id != AMQP_BASIC_CLASS)
        return lost(AMQP_STATUS_BAD_AMQP_DATA);
    Assembly &a = *assembly;
    a.missing = frame.payload.properties.body_size;
    if (a.missing > MaxBody) {
        m_broken = true;
        return makeError(ErrorCode::TooLarge, {u"body"_s, QString::number(a.missing), QString::number(MaxBody)});
    }
    readProperties(a.message, *static_cast<const amqp_basic_properties_t *>(frame.payload.properties.decoded));
    a.usualFields = std::min(a.message.fields.size(), UsualFields);
    a.message.body.reserve(std::size_t(std::min(a.missing, ReservedAhead)));
    a.wantsHeader = false;
    a.wantsBody = a.missing > 0;
    if (!a.wantsBody)
        complete(a);
    return {};
}

Result<void> AmqpConnection::body(const amqp_frame_t &frame)
{
    Assembly *const assembly = assemblyOf(frame.channel);
    const amqp_bytes_t &part = frame.payload.body_fragment;
    if (!assembly || !assembly->wantsBody || part.len > assembly->missing)
        return lost(AMQP_STATUS_BAD_AMQP_DATA);
    Assembly &a = *assembly;
    a.message.body.append(view(part));
    a.missing -= part.len;
    if (a.missing == 0) {
        a.wantsBody = false;
        complete(a);
    }
    return {};
}

void AmqpConnection::complete(Assembly &assembly)
{
    if (!m_events)
        return;
    if (assembly.returnCode)
        m_events->returned(assembly.returnCode, assembly.returnText, std::move(assembly.message));
    else
        m_events->delivered(std::move(assembly.message));
}

} // namespace flowbench::rabbitmq

// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/rabbitmq/stream.h"

#include <deque>

namespace flowbench::rabbitmq {

using namespace Qt::StringLiterals;

namespace {
constexpr Milliseconds Tick{100};
constexpr amqp_channel_t BoundsChannel = 40;
constexpr Milliseconds FirstMessageTimeout{5000};
// The end was captured; a stream that gives nothing for so long before it has lost its head to retention.
constexpr Milliseconds Stalled{10000};

class Queued : public AmqpEvents
{
public:
    explicit Queued(AmqpConnection &connection) : m_connection(connection) { m_connection.setEvents(this); }
    ~Queued() override { m_connection.setEvents(nullptr); }
    void delivered(Incoming &&message) override { messages.push_back(std::move(message)); }
    void consumerCancelled(amqp_channel_t, const std::string &) override { gone = true; }
    std::deque<Incoming> messages;
    bool gone = false;

private:
    AmqpConnection &m_connection;
};
} // namespace

amqp_table_t streamArguments(TableBuilder &builder, const StreamStart &start)
{
    amqp_table_entry_t e = entry("x-stream-offset", "first");
    switch (start.kind) {
    case StreamStart::Kind::First:
        break;
    case StreamStart::Kind::Next:
        e = entry("x-stream-offset", "next");
        break;
    case StreamStart::Kind::Offset:
        e = entry("x-stream-offset", start.value);
        break;
    case StreamStart::Kind::Time:
        e.value.kind = AMQP_FIELD_KIND_TIMESTAMP;
        e.value.value.u64 = std::uint64_t(std::max<qint64>(0, start.value / 1000));
        break;
    }
    return builder.entries({e});
}

Result<StreamBounds> streamBounds(AmqpConnection &connection, const std::string &queue, const Cancel &cancel)
{
    if (const auto open = connection.openChannel(BoundsChannel, cancel); !open)
        return open.error();
    const auto state = connection.queueState(BoundsChannel, queue, cancel);
    if (!state)
        return state.error();
    StreamBounds bounds;
    if (state->ready > 0) {
        Queued queued(connection);
        TableBuilder builder;
        if (const auto ok = connection.qos(BoundsChannel, 1, false, cancel); !ok)
            return ok.error();
        const auto consumer = connection.consume(BoundsChannel, queue, streamArguments(builder, {}), false, cancel);
        if (!consumer)
            return consumer.error();
        const Cancel wait{cancel.token, std::min(cancel.deadline, Clock::now() + FirstMessageTimeout)};
        while (queued.messages.empty() && !wait.done()) {
            if (const auto pumped = connection.pump(Tick); !pumped)
                return pumped.error();
        }
        if (cancel.requested())
            return makeError(ErrorCode::Cancelled);
        if (!queued.messages.empty())
            bounds.first = queued.messages.front().streamOffset.value_or(0);
        bounds.end = bounds.first + state->ready;
    }
    (void)connection.closeChannel(BoundsChannel, cancel).ok();
    return bounds;
}

StreamRead readStream(Context &context, const std::string &queue, std::string_view channel, const StreamStart &start,
                      qint64 from, qint64 to, Feed &feed, const std::function<void()> &progress, const Cancel &cancel)
{
    StreamRead read;
    read.next = from;
    const auto failed = [&](const Error &e) {
        read.ended = e.code == ErrorCode::Cancelled ? ScanEnd::Cancelled : ScanEnd::Error;
        if (read.ended == ScanEnd::Error)
            read.error = e;
        return read;
    };
    auto connection = connectTo(context, cancel);
    if (!connection)
        return failed(connection.error());
    AmqpConnection &c = **connection;
    Queued queued(c);
    TableBuilder builder;
    if (const auto ok = c.qos(1, StreamPrefetch, false, cancel); !ok)
        return failed(ok.error());
    if (const auto consumer = c.consume(1, queue, streamArguments(builder, start), false, cancel); !consumer)
        return failed(consumer.error());
    auto last = Clock::now();
    bool began = start.kind != StreamStart::Kind::Time;
    int unacked = 0;
    while (read.next < to) {
        if (cancel.done()) {
            read.ended = ScanEnd::Cancelled;
            return read;
        }
        if (queued.messages.empty()) {
            const auto pumped = c.pump(Tick);
            if (!pumped)
                return failed(pumped.error());
            if (queued.gone || Clock::now() - last > Stalled)
                return failed(makeError(ErrorCode::Timeout, {}, u"the stream gives no more"_s));
            continue;
        }
        const Incoming message = std::move(queued.messages.front());
        queued.messages.pop_front();
        last = Clock::now();
        if (++unacked >= StreamPrefetch / 2) { // credit, not consumption: a stream keeps everything
            (void)c.ack(1, message.tag, true).ok();
            unacked = 0;
        }
        const qint64 offset = message.streamOffset.value_or(read.next);
        if (offset < read.next && began)
            continue; // a chunk begins before what was asked for
        if (offset >= to) {
            read.gaps += to - read.next;
            read.next = to;
            break;
        }
        if (began)
            read.gaps += offset - read.next;
        began = true;
        read.next = offset + 1;
        const bool more = feed.offer(message.view(channel, offset));
        if (progress)
            progress();
        if (!more) {
            read.ended = feed.limitReached() ? ScanEnd::Limit : ScanEnd::Cancelled;
            return read;
        }
    }
    return read;
}

} // namespace flowbench::rabbitmq

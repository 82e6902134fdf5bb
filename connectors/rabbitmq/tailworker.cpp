// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/rabbitmq/tail.h"

#include <algorithm>

namespace flowbench::rabbitmq {

using namespace Qt::StringLiterals;

namespace {
constexpr Milliseconds FlushEvery{30};
constexpr Milliseconds Idle{200};
constexpr Milliseconds LetGoAfter{10000};
constexpr Milliseconds BeatEvery{3000};
constexpr Milliseconds DropCheckEvery{5000};
constexpr Milliseconds CallTimeout{5000};
constexpr int AckEvery = 250;
constexpr int FramesAtOnce = 1024;
constexpr std::size_t MaxHeld = std::size_t(64) << 20; // of messages that came but were not handed on yet
} // namespace

FollowingTail::Follow *FollowingTail::owner(const std::string &consumer)
{
    const auto it =
        std::find_if(m_follows.begin(), m_follows.end(), [&](const Follow &f) { return f.consumer == consumer; });
    return it == m_follows.end() ? nullptr : &*it;
}

void FollowingTail::delivered(Incoming &&message)
{
    m_heldBytes += message.body.size() + message.fields.size();
    m_messages.push_back(std::move(message));
}

void FollowingTail::consumerCancelled(amqp_channel_t, const std::string &consumer)
{
    // Our own queue is never deleted by us while we follow; a stream may be.
    const Follow *f = owner(consumer);
    m_consumerGone = makeError(ErrorCode::ChannelNotFound, {f ? f->target.address.name : QString()});
}

Result<void> FollowingTail::follow(const std::stop_token &stop)
{
    while (!stop.stop_requested() && !m_sinkClosed) {
        if (m_consumerGone)
            return *m_consumerGone;
        if (const auto ok = step(); !ok)
            return ok;
    }
    return {};
}

Result<void> FollowingTail::step()
{
    const auto now = Clock::now();
    if (m_paused || !m_sink->hasRoom()) {
        const auto ok = hold();
        if (!ok)
            return ok;
        return {};
    }
    if (m_holding) {
        if (const auto ok = release(); !ok)
            return ok;
    }
    const bool pending = m_feed->hasPending() || m_unacked > 0;
    if (m_heldBytes < MaxHeld) {
        auto pumped = m_connection->pump(!m_messages.empty() ? Milliseconds(0) : pending ? FlushEvery : Idle);
        for (int i = 0; pumped && *pumped && i < FramesAtOnce && m_heldBytes < MaxHeld; ++i)
            pumped = m_connection->pump(Milliseconds(0));
        if (!pumped)
            return pumped.error();
    }
    deliver();
    if (m_unacked >= AckEvery || (m_unacked > 0 && now - m_lastFlush >= FlushEvery)) {
        m_unacked = 0;
        if (const auto ok = m_connection->ack(1, m_toAck, true); !ok)
            return ok;
    }
    if (now - m_lastFlush >= FlushEvery) {
        m_lastFlush = now;
        if (m_feed->hasPending() && !m_feed->flush())
            m_sinkClosed = true;
        publishCoverage();
    }
    if (now - m_lastDropCheck >= DropCheckEvery)
        return checkDrops();
    return {};
}

void FollowingTail::deliver()
{
    // put() hands over a chunk by itself when it is large enough: only while the sink has room.
    while (!m_messages.empty() && !m_sinkClosed &&
           (!m_feed->putMayWait(m_messages.front().body.size()) || m_sink->hasRoom())) {
        Incoming message = std::move(m_messages.front());
        m_messages.pop_front();
        m_heldBytes -= std::min(m_heldBytes, message.body.size() + message.fields.size());
        m_toAck = message.tag;
        ++m_unacked;
        Follow *f = owner(message.consumer);
        if (!f)
            continue;
        qint64 offset = EventView::NoOffset;
        if (!f->queue) {
            offset = message.streamOffset.value_or(f->next);
            if (f->start.kind == StreamStart::Kind::Offset && offset < f->next)
                continue; // a chunk begins before what was asked for
            f->next = offset + 1;
            f->start = {StreamStart::Kind::Offset, f->next};
        }
        if (!m_feed->offer(message.view(f->target.channel, offset)))
            m_sinkClosed = true;
    }
}

// Nothing is fetched; the broker keeps our queue's bounded share for a while, then it is unbound.
Result<void> FollowingTail::hold()
{
    const auto now = Clock::now();
    if (!m_holding) {
        m_holding = true;
        m_heldSince = now;
        m_lastBeat = now;
    }
    if (now - m_lastBeat >= BeatEvery) {
        // rabbitmq-c sends heartbeats only while it reads.
        m_lastBeat = now;
        if (const auto ok = m_connection->sendHeartbeat(); !ok)
            return ok;
    }
    if (!m_letGo && now - m_heldSince >= LetGoAfter) {
        if (const auto ok = letGo(); !ok)
            return ok;
    }
    std::unique_lock lock(m_mutex);
    m_changed.wait_for(lock, FlushEvery, [this] { return m_stop.stop_requested(); });
    return {};
}

Result<void> FollowingTail::letGo()
{
    const Cancel cancel = Cancel::after(CallTimeout, m_stop.get_token());
    for (Follow &f : m_follows) {
        if (!f.queue)
            continue;
        m_letGo = true;
        if (const auto ok = f.queue->unbind(*m_connection, cancel); !ok)
            return ok;
    }
    return {};
}

Result<void> FollowingTail::release()
{
    m_holding = false;
    const Cancel cancel = Cancel::after(CallTimeout, m_stop.get_token());
    if (const auto ok = checkDrops(); !ok)
        return ok;
    if (!m_letGo)
        return {};
    m_letGo = false;
    for (Follow &f : m_follows) {
        if (!f.queue)
            continue;
        if (const auto ok = f.queue->bind(*m_connection, cancel); !ok)
            return ok;
    }
    notice(TailNotice::Kind::Gap); // from the unbinding until now nobody counted
    return {};
}

Result<void> FollowingTail::checkDrops()
{
    const Cancel cancel = Cancel::after(CallTimeout, m_stop.get_token());
    m_lastDropCheck = Clock::now();
    for (Follow &f : m_follows) {
        if (!f.queue)
            continue;
        const auto dropped = f.queue->dropped(*m_connection, cancel);
        if (!dropped) {
            if (dropped.error().code == ErrorCode::Cancelled)
                return {};
            return dropped.error();
        }
        if (*dropped) {
            ++f.dropped; // at least
            notice(TailNotice::Kind::Gap);
        }
    }
    return {};
}

void FollowingTail::publishCoverage()
{
    Coverage c;
    c.ended = ScanEnd::Cancelled;
    m_feed->addTo(c);
    c.seconds = std::chrono::duration<double>(Clock::now() - m_started).count();
    for (const Follow &f : m_follows) {
        ChannelCoverage channel;
        channel.channel = f.target.address.name;
        channel.pattern = f.target.pattern;
        channel.notes = f.target.notes;
        channel.dropped = f.dropped;
        if (!f.queue)
            channel.partitions.push_back({0, f.start.value, f.next, f.next, f.next, 0, 0});
        c.channels.push_back(std::move(channel));
    }
    const std::lock_guard lock(m_mutex);
    m_coverage = std::move(c);
}

} // namespace flowbench::rabbitmq

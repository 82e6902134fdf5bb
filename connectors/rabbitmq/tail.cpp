// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/rabbitmq/tail.h"

#include "connectors/rabbitmq/scan.h"

#include <algorithm>

// How a tail begins, loses and finds its broker, and ends. What it does while it runs: tailworker.cpp.
namespace flowbench::rabbitmq {

using namespace Qt::StringLiterals;

namespace {
constexpr int Prefetch = 1000;
constexpr Milliseconds ReconnectTimeout{10000};
} // namespace

Result<std::unique_ptr<RunningTail>> RabbitTail::tail(const TailRequest &request, std::shared_ptr<EventSink> sink,
                                                      TailListener listener, const Cancel &cancel)
{
    auto tail = std::make_unique<FollowingTail>(m_context, request, std::move(sink), std::move(listener));
    if (const auto ok = tail->open(cancel); !ok)
        return ok.error();
    return std::unique_ptr<RunningTail>(std::move(tail));
}

FollowingTail::FollowingTail(ContextPtr context, TailRequest request, std::shared_ptr<EventSink> sink,
                             TailListener listener)
    : m_context(std::move(context)),
      m_request(std::move(request)),
      m_sink(std::move(sink)),
      m_listener(std::move(listener))
{}

FollowingTail::~FollowingTail()
{
    stop();
    m_worker.reset();
}

void FollowingTail::stop()
{
    m_stop.request_stop();
    const std::lock_guard lock(m_mutex);
    if (m_live)
        m_live->wake();
    m_changed.notify_all();
}

void FollowingTail::setPaused(bool paused)
{
    m_paused = paused;
    const std::lock_guard lock(m_mutex);
    if (m_live)
        m_live->wake();
}

Coverage FollowingTail::coverage() const
{
    const std::lock_guard lock(m_mutex);
    return m_coverage;
}

Result<void> FollowingTail::open(const Cancel &cancel)
{
    if (m_request.channels.empty())
        return makeError(ErrorCode::BadArgument, {u"channel"_s, {}});
    const std::stop_callback stops(cancel.token, [this] { m_stop.request_stop(); });
    m_worker = std::make_unique<BigThread>([this, deadline = cancel.deadline](const std::stop_token &) {
        run(m_stop.get_token(), Cancel{m_stop.get_token(), deadline});
    });
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [this] { return m_opened.has_value(); });
    return *m_opened;
}

void FollowingTail::notice(TailNotice::Kind kind, const Error &error, quint64 events)
{
    TailNotice n;
    n.kind = kind;
    n.error = error;
    n.events = events;
    if (m_listener)
        m_listener(n);
}

void FollowingTail::run(const std::stop_token &stop, const Cancel &opening)
{
    m_feed.emplace(m_context->arenas, *m_sink, m_request.matcher, std::nullopt, 0);
    Result<void> ok = resolve(opening);
    if (ok)
        ok = subscribe(opening);
    publishCoverage();
    {
        const std::lock_guard lock(m_mutex);
        m_opened = ok;
    }
    m_changed.notify_all();
    if (ok) {
        newestFirst({stop, Clock::time_point::max()});
        Error end = makeError(ErrorCode::Cancelled);
        while (!stop.stop_requested() && !m_sinkClosed) {
            const auto went = follow(stop);
            if (went || stop.stop_requested())
                break;
            end = went.error();
            if (!end.retriable && end.code != ErrorCode::Timeout && !m_connection->broken())
                break;
            if (!reconnect(stop, end)) {
                end = stop.stop_requested()
                          ? makeError(ErrorCode::Cancelled)
                          : makeError(ErrorCode::ConnectionLost, {m_context->settings.address}, end.detail);
                break;
            }
            end = makeError(ErrorCode::Cancelled);
        }
        if (m_sink->hasRoom())
            m_feed->flush();
        publishCoverage();
        {
            const std::lock_guard lock(m_mutex);
            m_live = nullptr;
        }
        m_connection.reset();
        end.connection = m_context->settings.address;
        notice(TailNotice::Kind::Ended, end);
        return;
    }
    {
        const std::lock_guard lock(m_mutex);
        m_live = nullptr;
    }
    m_connection.reset();
}

Result<void> FollowingTail::resolve(const Cancel &cancel)
{
    auto connection = connectTo(*m_context, cancel);
    if (!connection)
        return connection.error();
    m_connection = std::move(*connection);
    for (const ChannelAddress &address : m_request.channels) {
        auto target = tailTarget(*m_context, *m_connection, address, cancel);
        if (!target)
            return target.error();
        Follow f;
        f.target = std::move(*target);
        if (!f.target.bindings.empty())
            f.queue.emplace(f.target.bindings);
        else if (const auto ok = startStream(f, cancel); !ok)
            return ok;
        m_follows.push_back(std::move(f));
    }
    return {};
}

// Where a stream is begun: by its own offsets, so that it goes on exactly there after a loss.
Result<void> FollowingTail::startStream(Follow &follow, const Cancel &cancel)
{
    const auto bounds = streamBounds(*m_connection, amqpName(follow.target.address), cancel);
    if (!bounds)
        return bounds.error();
    follow.next = bounds->end;
    if (m_request.last > 0)
        follow.next = std::max(bounds->first, bounds->end - qint64(m_request.last));
    else if (std::holds_alternative<Earliest>(m_request.from))
        follow.next = bounds->first;
    else if (const auto *at = std::get_if<AtOffset>(&m_request.from))
        follow.next = std::max(bounds->first, at->offset);
    follow.start = {StreamStart::Kind::Offset, follow.next};
    if (const auto *time = std::get_if<AtTime>(&m_request.from); time && m_request.last == 0) {
        follow.start = {StreamStart::Kind::Time, time->timeMs};
        follow.next = bounds->first;
    }
    return {};
}

Result<void> FollowingTail::subscribe(const Cancel &cancel)
{
    m_messages.clear();
    m_heldBytes = 0;
    m_toAck = 0;
    m_unacked = 0;
    m_letGo = false;
    m_consumerGone.reset();
    m_connection->setEvents(this);
    {
        const std::lock_guard lock(m_mutex);
        m_live = m_connection.get();
    }
    if (const auto ok = m_connection->qos(1, Prefetch, false, cancel); !ok)
        return ok;
    for (Follow &f : m_follows) {
        TableBuilder builder;
        std::string name = amqpName(f.target.address);
        amqp_table_t arguments = amqp_empty_table;
        if (f.queue) {
            if (const auto ok = f.queue->declare(*m_connection, cancel); !ok)
                return ok;
            // A refused declare opens the channel anew, and the prefetch is gone with the old one.
            if (const auto ok = m_connection->qos(1, Prefetch, false, cancel); !ok)
                return ok;
            name = f.queue->name();
        } else {
            arguments = streamArguments(builder, f.start);
        }
        auto consumer = m_connection->consume(1, name, arguments, f.queue.has_value(), cancel);
        if (!consumer)
            return consumer.error();
        f.consumer = std::move(*consumer);
    }
    return {};
}

// Queues only: what stands in them now. A look that is refused is a warning, the tail goes on.
void FollowingTail::newestFirst(const Cancel &cancel)
{
    if (m_request.last == 0)
        return;
    ScanRequest scan;
    for (const Follow &f : m_follows) {
        if (f.queue && isQueue(f.target.address))
            scan.channels.push_back(f.target.address);
    }
    if (scan.channels.empty())
        return;
    scan.last = m_request.last;
    scan.matcher = m_request.matcher;
    const auto looked = scanChannels(*m_context, scan, *m_sink, false, 0, cancel);
    if (!looked)
        notice(TailNotice::Kind::Warning, looked.error());
    else if (looked->error)
        notice(TailNotice::Kind::Warning, *looked->error);
}

bool FollowingTail::reconnect(const std::stop_token &stop, const Error &error)
{
    const auto since = Clock::now();
    {
        const std::lock_guard lock(m_mutex);
        m_live = nullptr;
    }
    m_connection.reset();
    notice(TailNotice::Kind::Lost, error);
    Backoff backoff;
    Error last = error;
    while (!stop.stop_requested()) {
        if (m_request.lostAfter.count() >= 0 && Clock::now() - since > m_request.lostAfter)
            return false;
        const auto pause = backoff.next();
        m_context->board.set(LinkState::Reconnecting, last, backoff.attempt(), pause);
        {
            std::unique_lock lock(m_mutex);
            m_changed.wait_for(lock, pause, [&] { return stop.stop_requested(); });
        }
        if (stop.stop_requested())
            return false;
        const Cancel cancel = Cancel::after(ReconnectTimeout, stop);
        auto connection = connectTo(*m_context, cancel);
        Result<void> ok = connection ? Result<void>() : Result<void>(connection.error());
        if (ok) {
            m_connection = std::move(*connection);
            ok = subscribe(cancel);
        }
        if (ok) {
            m_context->board.set(LinkState::Connected);
            // Our own queue was gone with the connection: nobody kept what came meanwhile.
            if (std::any_of(m_follows.begin(), m_follows.end(), [](const Follow &f) { return f.queue.has_value(); }))
                notice(TailNotice::Kind::Gap);
            notice(TailNotice::Kind::Back);
            return true;
        }
        last = ok.error();
        {
            const std::lock_guard lock(m_mutex);
            m_live = nullptr;
        }
        m_connection.reset();
        if (last.code == ErrorCode::AuthenticationFailed)
            return false;
    }
    return false;
}

} // namespace flowbench::rabbitmq

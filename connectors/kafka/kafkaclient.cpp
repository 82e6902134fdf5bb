// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/kafka/kafkaclient.h"

#include <QDateTime>

#include <algorithm>

namespace flowbench::kafka {

using namespace Qt::StringLiterals;

namespace {
// The longest pause between two attempts (reconnect.backoff.max.ms), and a little.
constexpr Milliseconds ReconnectPatience{2500};
constexpr int Slice = 300, LongestSlice = 4800; // ms
constexpr auto LookEvery = std::chrono::milliseconds(4000);
constexpr auto LookWhenLost = std::chrono::milliseconds(500);
constexpr auto LookPatience = std::chrono::milliseconds(3000);
} // namespace

Client::Client(Config config, std::shared_ptr<ArenaPool> arenas)
    : m_config(std::move(config)), m_arenas(std::move(arenas))
{}

Client::~Client()
{
    m_watchThread.request_stop();
    m_watchWake.notify_all();
    if (m_watchThread.joinable())
        m_watchThread.join();
}

Result<std::shared_ptr<Handle>> Client::asking()
{
    const std::lock_guard lock(m_handleMutex);
    if (!m_handle) {
        auto made = Handle::create(m_config, Role::Catalog);
        if (!made)
            return made.error();
        m_handle = std::move(*made);
        tell(LinkState::Connecting, {});
    }
    return m_handle;
}

Result<void> Client::retrying(Handle &handle, const std::function<rd_kafka_resp_err_t(int)> &ask, const Cancel &cancel)
{
    int slice = Slice;
    // A handle that lost its brokers may hold an error of long ago, told or still waiting to be told: it gets the time
    // of one reconnect to prove it wrong.
    handle.poll(0);
    const auto begun = Clock::now();
    const auto believed = [&]() -> std::optional<Error> {
        const bool fresh = handle.trouble().changedAt() >= begun || Clock::now() - begun > ReconnectPatience;
        return fresh ? handle.trouble().definite() : std::nullopt;
    };
    for (;;) {
        const int timeout = int(cancel.left(Milliseconds(slice)).count());
        if (cancel.requested())
            return makeError(ErrorCode::Cancelled);
        const rd_kafka_resp_err_t code = ask(std::max(timeout, 1));
        handle.poll(0);
        if (code == RD_KAFKA_RESP_ERR_NO_ERROR) {
            handle.trouble().clear();
            reached();
            return {};
        }
        std::optional<Error> error = mayRetry(code) ? believed() : errorOf(code, {}, handle.trouble());
        if (!error && cancel.expired()) {
            error = errorOf(code, {}, handle.trouble());
            if (code == RD_KAFKA_RESP_ERR__TIMED_OUT && error->code == ErrorCode::Broker)
                error->code = ErrorCode::Timeout;
        }
        if (error) {
            if (mayRetry(code))
                failed(*error);
            return *error;
        }
        if (code == RD_KAFKA_RESP_ERR__TIMED_OUT)
            slice = std::min(slice * 2, LongestSlice);
        else if (code != RD_KAFKA_RESP_ERR__TRANSPORT)
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
}

ConnectionState Client::state() const
{
    const std::lock_guard lock(m_stateMutex);
    return m_state;
}

void Client::setStateListener(StateListener listener)
{
    const std::lock_guard lock(m_listenerMutex);
    m_listener = std::move(listener);
}

void Client::tell(LinkState link, std::optional<Error> error)
{
    ConnectionState now;
    {
        const std::lock_guard lock(m_stateMutex);
        const bool again = link == LinkState::Reconnecting && m_state.link == link;
        if (m_state.link == link && m_state.error == error && !again)
            return;
        m_state.attempt = link == LinkState::Reconnecting ? m_state.attempt + 1 : 0;
        m_state.retryInMs = link == LinkState::Reconnecting ? LookWhenLost.count() : 0;
        if (m_state.link != link)
            m_state.sinceMs = QDateTime::currentMSecsSinceEpoch();
        m_state.link = link;
        m_state.error = std::move(error);
        now = m_state;
    }
    const std::lock_guard lock(m_listenerMutex);
    if (m_listener)
        m_listener(now);
}

void Client::reached() { tell(LinkState::Connected, {}); }

void Client::failed(const Error &error)
{
    const LinkState before = state().link;
    const bool was = before == LinkState::Connected || before == LinkState::Reconnecting;
    tell(was ? LinkState::Reconnecting : LinkState::Failed, error);
}

Client::WatcherId Client::watch(Watcher watcher)
{
    const std::lock_guard lock(m_watchMutex);
    m_watchers.push_back(std::move(watcher));
    if (!m_watchThread.joinable())
        m_watchThread = std::jthread([this](std::stop_token stop) { watchLoop(stop); });
    m_watchWake.notify_all();
    return std::prev(m_watchers.end());
}

void Client::unwatch(WatcherId id)
{
    const std::lock_guard lock(m_watchMutex);
    m_watchers.erase(id);
}

void Client::suspect()
{
    {
        const std::lock_guard lock(m_watchMutex);
        m_suspect = true;
    }
    m_watchWake.notify_all();
}

// One cheap question: a broker that answers is there, whatever its sockets say (a frozen one keeps them open).
bool Client::look(std::stop_token stop, Error *why)
{
    auto handle = asking();
    if (!handle) {
        *why = handle.error();
        return false;
    }
    Handle &h = **handle;
    h.trouble().clear();
    const auto until = Clock::now() + LookPatience;
    rd_kafka_resp_err_t code = RD_KAFKA_RESP_ERR__TRANSPORT;
    while (!stop.stop_requested() && Clock::now() < until) {
        // A name that no topic can have: the answer is short, and no broker of any age creates it by being asked.
        const TopicPtr none(rd_kafka_topic_new(h.get(), "flowbench/look", nullptr));
        const rd_kafka_metadata_t *raw = nullptr;
        code = rd_kafka_metadata(h.get(), 0, none.get(), &raw, Slice * 2);
        const MetadataPtr metadata(raw);
        h.poll(0);
        if (code == RD_KAFKA_RESP_ERR_NO_ERROR)
            return true;
        if (h.trouble().definite())
            break;
    }
    *why = errorOf(code, {}, h.trouble());
    if (why->code != ErrorCode::AuthenticationFailed && !h.trouble().definite())
        why->code = ErrorCode::ConnectionLost, why->args = {m_config.address};
    return false;
}

void Client::watchLoop(std::stop_token stop)
{
    std::unique_lock lock(m_watchMutex);
    while (!stop.stop_requested()) {
        m_watchWake.wait_for(lock, stop, m_lost ? LookWhenLost : LookEvery, [this] { return m_suspect && !m_lost; });
        if (m_watchers.empty())
            m_watchWake.wait(lock, stop, [this] { return !m_watchers.empty(); });
        if (stop.stop_requested())
            return;
        m_suspect = false;
        lock.unlock();
        Error why;
        const bool there = look(stop, &why);
        if (stop.stop_requested())
            return;
        if (there)
            reached();
        else
            failed(why);
        lock.lock();
        const bool changed = m_lost == there;
        m_lost = !there;
        for (const Watcher &w : m_watchers) {
            if (changed && there)
                w.back();
            if (changed && !there)
                w.lost(why);
            if (!there)
                w.goneFor(why);
        }
    }
}

} // namespace flowbench::kafka

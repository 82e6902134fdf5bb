// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/audit/auditlog.h"
#include "model/live/session.h"
#include "model/store/chunkbuilder.h"
#include "tests/support/fakescan.h"

#include <algorithm>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

// A broker of a test's own: says what it is told to say, and nothing happens by itself.
namespace flowbench::fake {

// What the test and the connector share. Any thread.
class Broker
{
public:
    std::vector<ChannelInfo> channels;
    std::optional<Error> tailError, lookError;
    LookEffects effects;
    bool canBrowse = true;
    std::vector<Event> held;        // of every queue: what a look copies
    std::vector<Event> history;     // what `last` and scans answer
    std::vector<TailRequest> tails; // asked so far
    std::vector<ScanRequest> scans;
    int looks = 0;
    ScanControl scanning;
    std::optional<Error> scanError;

    // To every running tail, as one chunk.
    void publish(const std::vector<Event> &events)
    {
        const std::lock_guard lock(m_mutex);
        for (const auto &[id, tail] : m_running)
            send(*tail.sink, events);
    }
    void notice(const TailNotice &notice)
    {
        const std::lock_guard lock(m_mutex);
        for (const auto &[id, tail] : m_running)
            tail.listener(notice);
    }
    void setState(const ConnectionState &state)
    {
        const std::lock_guard lock(m_mutex);
        m_state = state;
        if (m_stateListener)
            m_stateListener(state);
    }
    int running() const
    {
        const std::lock_guard lock(m_mutex);
        return int(m_running.size());
    }
    bool pausedSomewhere() const
    {
        const std::lock_guard lock(m_mutex);
        return std::any_of(m_running.begin(), m_running.end(), [](const auto &t) { return t.second.paused; });
    }

private:
    friend class Connector;
    struct Running
    {
        std::shared_ptr<EventSink> sink;
        TailListener listener;
        bool paused = false;
    };
    void send(EventSink &sink, const std::vector<Event> &events)
    {
        ChunkBuilder builder(m_pool);
        for (const Event &e : events)
            builder.append(builder.source(e.channel, e.partition), e.view());
        while (ChunkPtr chunk = builder.finish())
            sink.take(std::move(chunk));
    }
    mutable std::mutex m_mutex;
    std::map<int, Running> m_running;
    int m_next = 0;
    ConnectionState m_state{LinkState::Connected, {}, 0, 0, 0};
    StateListener m_stateListener;
    std::shared_ptr<ArenaPool> m_pool = ArenaPool::create(0);
};

class Connector final : public flowbench::Connector, Catalog, Tail, Scan, Browse
{
public:
    explicit Connector(std::shared_ptr<Broker> broker) : m_broker(std::move(broker)) {}

    Offer<Catalog> catalog() override { return {this, {}}; }
    Offer<Tail> tail() override { return {this, {}}; }
    Offer<Scan> scan() override { return {this, {}}; }
    Offer<Browse> browse() override { return m_broker->canBrowse ? Offer<Browse>{this, {}} : no<Browse>(); }
    Offer<Publish> publish() override { return no<Publish>(); }
    Offer<Settle> settle() override { return no<Settle>(); }
    Offer<Positions> positions() override { return no<Positions>(); }
    Offer<Topology> topology() override { return no<Topology>(); }
    std::vector<TestStep> test(std::function<void(const TestStep &)>, const Cancel &) override { return {}; }
    ConnectionState state() const override { return m_broker->m_state; }
    void setStateListener(StateListener listener) override
    {
        const std::lock_guard lock(m_broker->m_mutex);
        m_broker->m_stateListener = std::move(listener);
    }

private:
    template <class T>
    static Offer<T> no()
    {
        return {nullptr, makeError(ErrorCode::NotSupported, {QStringLiteral("that")})};
    }
    Result<std::vector<ChannelInfo>> channels(const Cancel &) override { return m_broker->channels; }
    Result<ChannelDetails> details(const QString &name, const Cancel &) override
    {
        return makeError(ErrorCode::ChannelNotFound, {name});
    }
    Result<ChannelAddress> resolve(const QString &typed, const Cancel &) override
    {
        return ChannelAddress::parse(typed);
    }

    class Tailing final : public RunningTail
    {
    public:
        Tailing(std::shared_ptr<Broker> broker, int id) : m_broker(std::move(broker)), m_id(id) {}
        ~Tailing() override { stop(); }
        void stop() override
        {
            const std::lock_guard lock(m_broker->m_mutex);
            m_broker->m_running.erase(m_id);
        }
        void setPaused(bool paused) override
        {
            const std::lock_guard lock(m_broker->m_mutex);
            const auto it = m_broker->m_running.find(m_id);
            if (it != m_broker->m_running.end())
                it->second.paused = paused;
        }
        Coverage coverage() const override { return {}; }

    private:
        std::shared_ptr<Broker> m_broker;
        int m_id;
    };
    Result<std::unique_ptr<RunningTail>> tail(const TailRequest &request, std::shared_ptr<EventSink> sink,
                                              TailListener listener, const Cancel &) override
    {
        const std::lock_guard lock(m_broker->m_mutex);
        m_broker->tails.push_back(request);
        if (m_broker->tailError)
            return *m_broker->tailError;
        std::vector<Event> first;
        const auto &history = m_broker->history;
        if (request.last > 0)
            first.assign(history.end() - std::ptrdiff_t(std::min<std::size_t>(request.last, history.size())),
                         history.end());
        else if (request.from == Position(Earliest{}))
            first = history;
        if (!first.empty())
            m_broker->send(*sink, first);
        const int id = m_broker->m_next++;
        m_broker->m_running[id] = {std::move(sink), std::move(listener), false};
        return std::unique_ptr<RunningTail>(std::make_unique<Tailing>(m_broker, id));
    }
    Result<Coverage> scan(const ScanRequest &request, EventSink &sink, const Cancel &cancel) override
    {
        {
            const std::lock_guard lock(m_broker->m_mutex);
            m_broker->scans.push_back(request);
        }
        if (m_broker->scanError)
            return *m_broker->scanError;
        return ScanRun(request, sink, cancel, m_broker->m_pool).run(m_broker->history, m_broker->scanning);
    }
    Result<LookEffects> effects(const QString &, const Cancel &) override { return m_broker->effects; }
    Result<Coverage> look(const Request &request, EventSink &sink, const Cancel &) override
    {
        const std::lock_guard lock(m_broker->m_mutex);
        ++m_broker->looks;
        if (m_broker->lookError)
            return *m_broker->lookError;
        std::vector<Event> events = m_broker->held;
        if (request.matcher)
            std::erase_if(events, [&](const Event &e) {
                return request.matcher->matches(e.view()) != EventMatcher::Verdict::Match;
            });
        if (request.first > 0 && events.size() > request.first)
            events.resize(request.first);
        m_broker->send(sink, events);
        Coverage coverage;
        coverage.complete = true;
        coverage.scanned = coverage.matched = events.size();
        return coverage;
    }

    std::shared_ptr<Broker> m_broker;
};

inline std::unique_ptr<Session> makeSession(std::shared_ptr<Broker> broker,
                                            const QString &name = QStringLiteral("shop"))
{
    Session::Identity identity;
    identity.name = name;
    identity.typeName = QStringLiteral("Fake");
    GuardPolicy policy;
    policy.connection = name;
    return std::make_unique<Session>(identity, std::make_unique<Connector>(std::move(broker)),
                                     std::make_shared<Guard>(policy, nullptr), ArenaPool::create(0));
}

} // namespace flowbench::fake

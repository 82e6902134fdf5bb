// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/sandbox/parts.h"

#include <thread>

namespace flowbench::sandbox {

using namespace Qt::StringLiterals;

namespace {

// Takes events on the caller's thread, hands them to the broker on its own, as a client library does.
class Sender final : public Publisher
{
public:
    Sender(CorePtr core, const Publish::Options &options, ReceiptListener listener)
        : m_core(std::move(core)), m_options(options), m_listener(std::move(listener))
    {
        m_thread = std::jthread([this](const std::stop_token &stop) { run(stop); });
    }

    ~Sender() override
    {
        m_thread.request_stop();
        m_thread.join();
        for (const Waiting &w : m_waiting) // nobody else is left
            tell(refused(w.event.tag, Receipt::Status::Unknown, makeError(ErrorCode::Cancelled)));
    }

    Result<void> send(const OutgoingView &event, const Cancel &cancel) override
    {
        std::unique_lock lock(m_mutex);
        const auto room = [&] { return m_waiting.size() + m_busy < std::size_t(std::max(1, m_options.window)); };
        if (!waitUntil(lock, cancel, room))
            return makeError(cancel.requested() ? ErrorCode::Cancelled : ErrorCode::Timeout);
        m_waiting.push_back({event.copy(), Clock::now() + m_options.timeout});
        lock.unlock();
        m_changed.notify_all();
        return {};
    }

    void finish(const Cancel &cancel) override
    {
        std::unique_lock lock(m_mutex);
        if (waitUntil(lock, cancel, [&] { return m_waiting.empty() && m_busy == 0; }))
            return;
        // What still waits here certainly never left.
        std::deque<Waiting> left;
        left.swap(m_waiting);
        lock.unlock();
        for (const Waiting &w : left)
            tell(refused(w.event.tag, Receipt::Status::Failed, Link::lostError()));
        lock.lock();
        m_changed.wait(lock, [&] { return m_busy == 0; });
    }

private:
    struct Waiting
    {
        Outgoing event;
        Clock::time_point until;
    };

    template <class Condition>
    bool waitUntil(std::unique_lock<std::mutex> &lock, const Cancel &cancel, Condition condition)
    {
        if (cancel.deadline == Clock::time_point::max())
            return m_changed.wait(lock, cancel.token, condition);
        return m_changed.wait_until(lock, cancel.token, cancel.deadline, condition);
    }

    void run(const std::stop_token &stop)
    {
        std::unique_lock lock(m_mutex);
        while (m_changed.wait(lock, stop, [&] { return !m_waiting.empty(); })) {
            if (stop.stop_requested())
                return;
            const auto until = m_waiting.front().until;
            lock.unlock();
            const bool up = waitUp(stop, until);
            lock.lock();
            if (m_waiting.empty())
                continue; // finish() gave up on them
            if (!up && (stop.stop_requested() || Clock::now() < until))
                continue;
            const Waiting w = std::move(m_waiting.front());
            m_waiting.pop_front();
            m_busy = 1;
            lock.unlock();
            tell(up ? deliver(w.event) : refused(w.event.tag, Receipt::Status::Failed, Link::lostError()));
            lock.lock();
            m_busy = 0;
            m_changed.notify_all();
        }
    }

    // In short waits: finish() may take back meanwhile what waits.
    bool waitUp(const std::stop_token &stop, Clock::time_point until) const
    {
        return m_core->link.waitUp(stop, std::min(until, Clock::now() + Milliseconds(100)));
    }

    Receipt deliver(const Outgoing &event) const
    {
        Message m;
        m.key = event.key;
        m.value = event.value;
        m.fields = event.fields;
        const auto placed = m_core->broker.publish(m_options.channel.name, std::move(m), event.partition);
        if (!placed)
            return refused(event.tag, Receipt::Status::Failed, placed.error());
        if (!placed->routed)
            return refused(event.tag, Receipt::Status::Returned, makeError(ErrorCode::Returned, {u"NO_ROUTE"_s}));
        Receipt r;
        r.status = Receipt::Status::Confirmed;
        r.tag = event.tag;
        if (placed->partition >= 0) {
            r.partition = placed->partition;
            r.offset = placed->offset;
        }
        return r;
    }

    static Receipt refused(quint64 tag, Receipt::Status status, Error error)
    {
        Receipt r;
        r.status = status;
        r.tag = tag;
        r.error = std::move(error);
        return r;
    }

    void tell(const Receipt &receipt) const
    {
        if (m_listener)
            m_listener(receipt);
    }

    CorePtr m_core;
    const Publish::Options m_options;
    ReceiptListener m_listener;
    std::mutex m_mutex;
    std::condition_variable_any m_changed;
    std::deque<Waiting> m_waiting; // guarded by m_mutex
    std::size_t m_busy = 0;        // guarded by m_mutex: one is on its way
    std::jthread m_thread;
};

} // namespace

Result<std::unique_ptr<Publisher>> SandboxPublish::publisher(const WriteGrant &grant, const Options &options,
                                                             ReceiptListener listener, const Cancel &cancel)
{
    if (auto allowed = grant.allows(WriteOperation::Publish); !allowed)
        return allowed.error();
    if (auto entered = m_core->enter(cancel); !entered)
        return entered.error();
    if (!m_core->broker.exists(options.channel.name))
        return makeError(ErrorCode::ChannelNotFound, {options.channel.name});
    return std::unique_ptr<Publisher>(std::make_unique<Sender>(m_core, options, std::move(listener)));
}

} // namespace flowbench::sandbox

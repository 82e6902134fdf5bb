// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/live/port.h"

#include <algorithm>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

// A broker of queues in this process whose publishes end as a test says, for replays: nothing connects, nothing is
// lost by itself.
namespace flowbench::fake {

class Queues
{
public:
    // What becomes of an event that was sent; absent: it is confirmed. On the sender's thread.
    using Script = std::function<std::optional<Receipt>(const QString &queue, const Outgoing &event)>;
    Script script;
    bool silent = false;                    // nothing that is sent is ever answered
    std::function<ConnectionState()> state; // of the connection; absent: nothing is known
    std::optional<Error> publisherError;    // no publisher can be had
    std::optional<Error> ackError;          // every ack fails, once
    std::map<QString, std::deque<Event>> queues;
    std::vector<std::string> sent; // bodies, in the order they were sent, whatever became of them
    std::mutex mutex;              // of all of it

    std::vector<std::string> bodies(const QString &queue)
    {
        const std::lock_guard lock(mutex);
        std::vector<std::string> out;
        for (const Event &e : queues[queue])
            out.push_back(e.value.value_or(std::string()));
        return out;
    }
};

class QueueConnector final : public flowbench::Connector, Catalog, Publish, Settle
{
public:
    explicit QueueConnector(std::shared_ptr<Queues> queues) : m_queues(std::move(queues)) {}

    Offer<Catalog> catalog() override { return {this, {}}; }
    Offer<Tail> tail() override { return no<Tail>(); }
    Offer<Scan> scan() override { return no<Scan>(); }
    Offer<Browse> browse() override { return no<Browse>(); }
    Offer<Publish> publish() override { return {this, {}}; }
    Offer<Settle> settle() override { return {this, {}}; }
    Offer<Positions> positions() override { return no<Positions>(); }
    Offer<Topology> topology() override { return no<Topology>(); }
    std::vector<TestStep> test(std::function<void(const TestStep &)>, const Cancel &) override { return {}; }
    ConnectionState state() const override { return m_queues->state ? m_queues->state() : ConnectionState(); }
    void setStateListener(StateListener) override {}

private:
    template <class T>
    static Offer<T> no()
    {
        return {nullptr, makeError(ErrorCode::NotSupported, {QStringLiteral("that")})};
    }
    Result<std::vector<ChannelInfo>> channels(const Cancel &) override { return std::vector<ChannelInfo>(); }
    Result<ChannelDetails> details(const QString &name, const Cancel &) override
    {
        const std::lock_guard lock(m_queues->mutex);
        if (!m_queues->queues.contains(name))
            return makeError(ErrorCode::ChannelNotFound, {name});
        ChannelDetails d;
        d.info.name = name;
        return d;
    }
    Result<ChannelAddress> resolve(const QString &typed, const Cancel &) override
    {
        return ChannelAddress::parse(typed);
    }

    class Sending final : public Publisher
    {
    public:
        Sending(std::shared_ptr<Queues> queues, QString queue, ReceiptListener listener)
            : m_queues(std::move(queues)), m_queue(std::move(queue)), m_listener(std::move(listener))
        {}
        Result<void> send(const OutgoingView &view, const Cancel &) override
        {
            const Outgoing event = view.copy();
            Receipt receipt;
            receipt.status = Receipt::Status::Confirmed;
            {
                const std::lock_guard lock(m_queues->mutex);
                m_queues->sent.push_back(event.value.value_or(std::string()));
                if (m_queues->silent)
                    return {};
                if (m_queues->script) {
                    if (auto scripted = m_queues->script(m_queue, event))
                        receipt = *scripted;
                }
                if (receipt.status == Receipt::Status::Confirmed) {
                    Event e;
                    e.value = event.value;
                    e.fields = event.fields;
                    m_queues->queues[m_queue].push_back(std::move(e));
                }
            }
            receipt.tag = event.tag;
            m_listener(receipt);
            return {};
        }
        void finish(const Cancel &) override {}

    private:
        std::shared_ptr<Queues> m_queues;
        QString m_queue;
        ReceiptListener m_listener;
    };
    Result<std::unique_ptr<Publisher>> publisher(const WriteGrant &grant, const Options &options,
                                                 ReceiptListener listener, const Cancel &) override
    {
        if (auto allowed = grant.allows(WriteOperation::Publish); !allowed)
            return allowed.error();
        const std::lock_guard lock(m_queues->mutex);
        if (m_queues->publisherError)
            return *m_queues->publisherError;
        if (!m_queues->queues.contains(options.channel.name))
            return makeError(ErrorCode::ChannelNotFound, {options.channel.name});
        return std::unique_ptr<Publisher>(
            std::make_unique<Sending>(m_queues, options.channel.name, std::move(listener)));
    }

    class Consuming final : public Consumption
    {
    public:
        Consuming(std::shared_ptr<Queues> queues, QString queue)
            : m_queues(std::move(queues)), m_queue(std::move(queue))
        {}
        ~Consuming() override
        {
            const std::lock_guard lock(m_queues->mutex);
            auto &queue = m_queues->queues[m_queue];
            for (auto held = m_held.rbegin(); held != m_held.rend(); ++held)
                queue.push_front(std::move(held->second));
        }
        Result<std::optional<Delivery>> next(const Cancel &cancel) override
        {
            const auto taken = [&]() -> std::optional<Delivery> {
                const std::lock_guard lock(m_queues->mutex);
                auto &queue = m_queues->queues[m_queue];
                if (queue.empty())
                    return std::nullopt;
                Delivery d;
                d.tag = ++m_tag;
                d.event = queue.front();
                m_held.emplace(d.tag, std::move(queue.front()));
                queue.pop_front();
                return d;
            };
            while (true) {
                if (auto d = taken())
                    return d;
                if (cancel.requested())
                    return makeError(ErrorCode::Cancelled);
                if (cancel.expired())
                    return std::optional<Delivery>();
                std::this_thread::sleep_for(Milliseconds(1));
            }
        }
        Result<void> ack(quint64 tag, bool upTo) override
        {
            const std::lock_guard lock(m_queues->mutex);
            if (auto error = std::exchange(m_queues->ackError, std::nullopt))
                return *error;
            m_held.erase(upTo ? m_held.begin() : m_held.find(tag), m_held.upper_bound(tag));
            return {};
        }
        Result<void> nack(quint64, bool, bool) override { return {}; }
        Result<void> fence(const Cancel &) override { return {}; }

    private:
        std::shared_ptr<Queues> m_queues;
        QString m_queue;
        quint64 m_tag = 0;
        std::map<quint64, Event> m_held;
    };
    Result<std::unique_ptr<Consumption>> consume(const WriteGrant &grant, const QString &queue, int,
                                                 const Cancel &) override
    {
        if (auto allowed = grant.allows(WriteOperation::Settle); !allowed)
            return allowed.error();
        return std::unique_ptr<Consumption>(std::make_unique<Consuming>(m_queues, queue));
    }

    std::shared_ptr<Queues> m_queues;
};

} // namespace flowbench::fake

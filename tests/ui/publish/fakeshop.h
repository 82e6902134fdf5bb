// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/audit/auditlog.h"
#include "model/live/session.h"
#include "model/store/arena.h"

#include <QTest>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

// A broker of a test's own that takes what is published and answers as it is told.
namespace flowbench::fakeshop {

struct Sent
{
    QString channel;
    Outgoing event;
    bool onGuiThread = false;
};

// Shared by the test and the connector. Any thread.
class Broker
{
public:
    enum class Answer { Confirm, Return, Fail, Silence, Hold, Refuse };

    void setChannels(std::vector<ChannelInfo> channels)
    {
        const std::lock_guard lock(m_mutex);
        m_channels = std::move(channels);
    }
    void setChannelsError(std::optional<Error> error)
    {
        const std::lock_guard lock(m_mutex);
        m_channelsError = std::move(error);
    }
    void setAnswer(Answer answer)
    {
        const std::lock_guard lock(m_mutex);
        m_answer = answer;
        m_changed.notify_all();
    }
    void setState(LinkState link, std::optional<Error> error = {}, qint64 retryInMs = 0)
    {
        const std::lock_guard lock(m_mutex);
        m_state = {link, std::move(error), 1, retryInMs, QDateTime::currentMSecsSinceEpoch()};
        if (m_listener)
            m_listener(m_state);
    }
    std::vector<Sent> sent() const
    {
        const std::lock_guard lock(m_mutex);
        return m_sent;
    }
    bool canPublish = true;

private:
    friend class Connector;
    friend class Sender;
    mutable std::mutex m_mutex;
    std::condition_variable_any m_changed;
    std::vector<ChannelInfo> m_channels;
    std::optional<Error> m_channelsError;
    Answer m_answer = Answer::Confirm;
    ConnectionState m_state{LinkState::Connected, {}, 0, 0, 0};
    StateListener m_listener;
    std::vector<Sent> m_sent;
};

class Sender final : public Publisher
{
public:
    Sender(std::shared_ptr<Broker> broker, QString channel, ReceiptListener listener)
        : m_broker(std::move(broker)), m_channel(std::move(channel)), m_listener(std::move(listener))
    {}
    ~Sender() override
    {
        if (m_pending)
            tell(Receipt::Status::Unknown, makeError(ErrorCode::Cancelled));
    }
    Result<void> send(const OutgoingView &event, const Cancel &) override
    {
        const std::lock_guard lock(m_broker->m_mutex);
        m_tag = event.tag;
        m_pending = true;
        m_broker->m_sent.push_back(
            {m_channel, event.copy(), QThread::currentThread() == QCoreApplication::instance()->thread()});
        return {};
    }
    void finish(const Cancel &cancel) override
    {
        Broker::Answer answer;
        {
            std::unique_lock lock(m_broker->m_mutex);
            m_broker->m_changed.wait_until(lock, cancel.token, cancel.deadline,
                                           [&] { return m_broker->m_answer != Broker::Answer::Hold; });
            answer = m_broker->m_answer;
        }
        if (answer == Broker::Answer::Confirm)
            tell(Receipt::Status::Confirmed, {});
        else if (answer == Broker::Answer::Return)
            tell(Receipt::Status::Returned, makeError(ErrorCode::Returned, {QStringLiteral("NO_ROUTE")}));
        else if (answer == Broker::Answer::Fail)
            tell(Receipt::Status::Failed, makeError(ErrorCode::NotPersisted, {QStringLiteral("queue full")}));
    }

private:
    void tell(Receipt::Status status, Error error)
    {
        m_pending = false;
        Receipt r;
        r.status = status;
        r.tag = m_tag;
        r.error = std::move(error);
        if (status == Receipt::Status::Confirmed && !m_channel.contains(u':')) {
            r.partition = 2;
            r.offset = 1834;
        }
        m_listener(r);
    }
    std::shared_ptr<Broker> m_broker;
    QString m_channel;
    ReceiptListener m_listener;
    quint64 m_tag = 0;
    bool m_pending = false;
};

class Connector final : public flowbench::Connector, Catalog, Publish
{
public:
    explicit Connector(std::shared_ptr<Broker> broker) : m_broker(std::move(broker)) {}

    Offer<Catalog> catalog() override { return {this, {}}; }
    Offer<Publish> publish() override
    {
        return m_broker->canPublish ? Offer<Publish>{this, {}} : no<Publish>(QStringLiteral("publishing"));
    }
    Offer<Tail> tail() override { return no<Tail>(); }
    Offer<Scan> scan() override { return no<Scan>(); }
    Offer<Browse> browse() override { return no<Browse>(); }
    Offer<Settle> settle() override { return no<Settle>(); }
    Offer<Positions> positions() override { return no<Positions>(); }
    Offer<Topology> topology() override { return no<Topology>(); }
    std::vector<TestStep> test(std::function<void(const TestStep &)>, const Cancel &) override { return {}; }
    ConnectionState state() const override
    {
        const std::lock_guard lock(m_broker->m_mutex);
        return m_broker->m_state;
    }
    void setStateListener(StateListener listener) override
    {
        const std::lock_guard lock(m_broker->m_mutex);
        m_broker->m_listener = std::move(listener);
    }

private:
    template <class T>
    static Offer<T> no(const QString &what = QStringLiteral("that"))
    {
        return {nullptr, makeError(ErrorCode::NotSupported, {what})};
    }
    Result<std::vector<ChannelInfo>> channels(const Cancel &) override
    {
        const std::lock_guard lock(m_broker->m_mutex);
        if (m_broker->m_channelsError)
            return *m_broker->m_channelsError;
        return m_broker->m_channels;
    }
    Result<ChannelDetails> details(const QString &name, const Cancel &) override
    {
        return makeError(ErrorCode::ChannelNotFound, {name});
    }
    Result<ChannelAddress> resolve(const QString &typed, const Cancel &) override
    {
        return ChannelAddress::parse(typed);
    }
    Result<std::unique_ptr<Publisher>> publisher(const WriteGrant &grant, const Options &options,
                                                 ReceiptListener listener, const Cancel &) override
    {
        if (auto allowed = grant.allows(WriteOperation::Publish); !allowed)
            return allowed.error();
        const std::lock_guard lock(m_broker->m_mutex);
        if (m_broker->m_answer == Broker::Answer::Refuse)
            return makeError(ErrorCode::ChannelNotFound, {options.channel.name});
        return std::unique_ptr<Publisher>(
            std::make_unique<Sender>(m_broker, options.channel.name, std::move(listener)));
    }
    std::shared_ptr<Broker> m_broker;
};

inline ChannelInfo topic(const QString &name, double rate = 0, qint64 events = 0, int partitions = 6)
{
    ChannelInfo c;
    c.name = name;
    c.partitions = partitions;
    c.events = events;
    c.ratePerSecond = rate;
    return c;
}

inline ChannelInfo queue(const QString &name, qint64 depth)
{
    ChannelInfo c;
    c.name = QStringLiteral("queue:") + name;
    c.kind = ChannelKind::Queue;
    c.depth = depth;
    c.consumers = 1;
    return c;
}

inline ChannelInfo exchange(const QString &name, double rate, const QString &type = QStringLiteral("topic"))
{
    ChannelInfo c;
    c.name = QStringLiteral("exchange:") + name;
    c.kind = ChannelKind::Exchange;
    c.ratePerSecond = rate;
    c.exchangeType = type;
    return c;
}

inline ChannelInfo deadLetter(ChannelInfo c)
{
    c.deadLetter = true;
    return c;
}

struct Setup
{
    QString name = QStringLiteral("shop");
    Environment environment = Environment::None;
    bool readOnly = false;
    QString typeName = QStringLiteral("Kafka");
    std::shared_ptr<AuditLog> audit = nullptr;
};

inline std::unique_ptr<Session> makeSession(std::shared_ptr<Broker> broker, const Setup &setup = {})
{
    Session::Identity identity;
    identity.name = setup.name;
    identity.typeName = setup.typeName;
    identity.environment = setup.environment;
    identity.readOnly = setup.readOnly;
    return std::make_unique<Session>(
        identity, std::make_unique<Connector>(std::move(broker)),
        std::make_shared<Guard>(GuardPolicy{setup.name, setup.environment, setup.readOnly}, setup.audit),
        ArenaPool::create(0));
}

// Looks at the channels once and waits for the answer.
inline bool look(Session &session)
{
    bool told = false;
    const auto watch = QObject::connect(&session, &Session::channelsChanged, &session, [&] { told = true; });
    session.refresh();
    const bool ok = QTest::qWaitFor([&] { return told; }, 5000);
    QObject::disconnect(watch);
    return ok;
}

} // namespace flowbench::fakeshop

// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/rabbitmq/consumption.h"

#include <algorithm>

namespace flowbench::rabbitmq {

using namespace Qt::StringLiterals;

namespace {
constexpr Milliseconds Tick{50}, Idle{1000};
constexpr Milliseconds CallTimeout{10000}, GoodbyeTimeout{700};
constexpr std::size_t ReturnsPerMs = 5;
constexpr int MaxPrefetch = 65535;
constexpr std::size_t Together = 128;
} // namespace

Result<std::unique_ptr<Consumption>> RabbitSettle::consume(const WriteGrant &grant, const QString &queue, int prefetch,
                                                           const Cancel &cancel)
{
    if (const auto ok = grant.allows(WriteOperation::Settle); !ok)
        return ok.error();
    const QString name = queue.startsWith(u"queue:") ? queue : queueName(queue);
    if (const auto ok = checkName({name, {}}); !ok)
        return ok.error();
    auto consumption = std::make_unique<RabbitConsumption>(m_context, name, std::clamp(prefetch, 1, MaxPrefetch));
    if (const auto ok = consumption->open(cancel); !ok)
        return ok.error();
    return std::unique_ptr<Consumption>(std::move(consumption));
}

RabbitConsumption::RabbitConsumption(ContextPtr context, QString queue, int prefetch)
    : m_context(std::move(context)),
      m_queueName(std::move(queue)),
      m_channel(m_queueName.toStdString()),
      m_queue(amqpName({m_queueName, {}})),
      m_prefetch(prefetch)
{}

RabbitConsumption::~RabbitConsumption()
{
    m_stop.request_stop();
    {
        const std::lock_guard lock(m_mutex);
        if (m_connection)
            m_connection->wake();
    }
    m_worker.reset();
}

Result<void> RabbitConsumption::open(const Cancel &cancel)
{
    const std::stop_callback stops(cancel.token, [this] { m_stop.request_stop(); });
    m_worker = std::make_unique<BigThread>([this, deadline = cancel.deadline](const std::stop_token &) {
        auto opened = connect({m_stop.get_token(), deadline});
        {
            const std::lock_guard lock(m_mutex);
            m_opened = opened;
        }
        m_changed.notify_all();
        if (opened)
            run(m_stop.get_token());
        std::unique_ptr<AmqpConnection> gone;
        const std::lock_guard lock(m_mutex);
        gone = std::move(m_connection);
    });
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [this] { return m_opened.has_value(); });
    return *m_opened;
}

Result<void> RabbitConsumption::connect(const Cancel &cancel)
{
    auto connection = connectTo(*m_context, cancel);
    if (!connection)
        return connection.error();
    if (const auto state = (*connection)->queueState(1, m_queue, cancel); !state)
        return state.error();
    if (const auto ok = (*connection)->qos(1, m_prefetch, false, cancel); !ok)
        return ok;
    {
        const std::lock_guard lock(m_mutex);
        m_connection = std::move(*connection);
    }
    m_connection->setEvents(this);
    auto consumer = m_connection->consume(1, m_queue, amqp_empty_table, false, cancel);
    if (!consumer)
        return consumer.error();
    m_consumer = std::move(*consumer);
    return {};
}

void RabbitConsumption::delivered(Incoming &&message)
{
    Delivery d;
    d.tag = message.tag;
    m_unsettled.push_back(message.tag);
    d.event.channel = m_channel;
    d.event.timeMs = message.timeMs;
    d.event.timeKind = message.timeKind;
    d.event.key = std::move(message.routingKey);
    d.event.value = std::move(message.body);
    d.event.fields = std::move(message.fields);
    d.redelivered = message.redelivered;
    if (message.deliveryCount) {
        d.deliveryCount = int(*message.deliveryCount);
        m_counts = true;
    }
    m_arrived.push_back(std::move(d));
}

// What arrived together is handed over together: who waits is not woken for each.
void RabbitConsumption::handOver()
{
    if (m_arrived.empty())
        return;
    bool awaited = false; // nobody waits while there is something
    {
        const std::lock_guard lock(m_mutex);
        awaited = m_deliveries.empty();
        std::ranges::move(m_arrived, std::back_inserter(m_deliveries));
    }
    m_arrived.clear();
    if (awaited)
        m_changed.notify_all();
}

void RabbitConsumption::consumerCancelled(amqp_channel_t, const std::string &) { m_gone = true; }

void RabbitConsumption::run(const std::stop_token &stop)
{
    const auto ended = work(stop);
    if (ended) {
        giveBack();
        return;
    }
    handOver();
    {
        const std::lock_guard lock(m_mutex);
        m_error = ended.error();
        m_error->connection = m_context->settings.address;
    }
    m_changed.notify_all();
}

Result<void> RabbitConsumption::work(const std::stop_token &stop)
{
    while (true) {
        std::deque<Command> commands;
        {
            const std::lock_guard lock(m_mutex);
            commands.swap(m_commands);
        }
        for (const Command &c : commands) {
            if (const auto ok = execute(c); !ok)
                return ok;
        }
        if (stop.stop_requested())
            return {};
        if (m_gone)
            return makeError(ErrorCode::ChannelNotFound, {m_queueName});
        const auto pumped = m_connection->pump(commands.empty() && m_arrived.empty() ? Idle : Milliseconds(0));
        if (!pumped || !*pumped || m_arrived.size() >= Together)
            handOver();
        if (!pumped)
            return pumped.error();
    }
}

void RabbitConsumption::forget(std::uint64_t tag, bool upTo)
{
    while (upTo && !m_unsettled.empty() && (m_unsettled.front() <= tag || tag == 0))
        m_unsettled.pop_front();
    if (const auto at = std::ranges::lower_bound(m_unsettled, tag); at != m_unsettled.end() && *at == tag)
        m_unsettled.erase(at);
}

Result<void> RabbitConsumption::execute(const Command &c)
{
    if (c.fence == 0)
        forget(c.tag, c.upTo);
    if (c.fence == 0)
        return c.ack ? m_connection->ack(1, c.tag, c.upTo) : m_connection->nack(1, c.tag, c.upTo, c.requeue);
    const auto state = m_connection->queueState(1, m_queue, Cancel::after(CallTimeout, m_stop.get_token()));
    if (!state)
        return state.error();
    {
        const std::lock_guard lock(m_mutex);
        m_passed = c.fence;
    }
    m_changed.notify_all();
    return {};
}

// Closing the channel would return them too, but counts against a delivery limit on every version; a nack does not on
// all.
void RabbitConsumption::giveBack()
{
    const std::vector<std::uint64_t> tags(m_unsettled.begin(), m_unsettled.end());
    const Cancel cancel = Cancel::after(GoodbyeTimeout + Milliseconds(tags.size() / ReturnsPerMs));
    if (!m_connection->cancelConsumer(1, m_consumer, cancel))
        return;
    if (m_connection->giveBack(1, m_queue, tags, m_counts, cancel))
        (void)m_connection->queueState(1, m_queue, cancel).ok();
}

Result<std::optional<Delivery>> RabbitConsumption::next(const Cancel &cancel)
{
    if (m_taken.empty()) {
        std::unique_lock lock(m_mutex);
        while (m_deliveries.empty()) {
            if (m_error)
                return *m_error;
            if (cancel.requested())
                return makeError(ErrorCode::Cancelled);
            if (cancel.expired())
                return std::optional<Delivery>();
            m_changed.wait_for(lock, cancel.left(Tick) + Milliseconds(1));
        }
        m_taken.swap(m_deliveries);
    }
    std::optional<Delivery> d(std::move(m_taken.front()));
    m_taken.pop_front();
    return d;
}

Result<void> RabbitConsumption::settle(Command command)
{
    const std::lock_guard lock(m_mutex);
    if (m_error)
        return *m_error;
    m_commands.push_back(command);
    if (m_connection)
        m_connection->wake();
    return {};
}

Result<void> RabbitConsumption::fence(const Cancel &cancel)
{
    std::unique_lock lock(m_mutex);
    const quint64 number = ++m_fences;
    Command c;
    c.fence = number;
    m_commands.push_back(c);
    if (m_connection)
        m_connection->wake();
    while (m_passed < number) {
        if (m_error)
            return *m_error;
        if (cancel.done())
            return makeError(cancel.requested() ? ErrorCode::Cancelled : ErrorCode::Timeout);
        m_changed.wait_for(lock, cancel.left(Tick) + Milliseconds(1));
    }
    return {};
}

} // namespace flowbench::rabbitmq

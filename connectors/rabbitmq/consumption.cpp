// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/rabbitmq/consumption.h"

#include "connectors/rabbitmq/ledger.h"
#include "connectors/rabbitmq/nature.h"

#include <algorithm>
#include <ranges>

namespace flowbench::rabbitmq {

using namespace Qt::StringLiterals;

namespace {
constexpr Milliseconds Tick{50}, Idle{1000};
constexpr Milliseconds CallTimeout{10000}, GoodbyeTimeout{700};
constexpr Milliseconds LimitedGoodbye{5000}; // a busy broker's answer says how many deliveries are left
constexpr std::size_t ReturnsPerMs = 5;
constexpr int MaxPrefetch = 65535;
constexpr std::size_t Together = 128;
// While so many come at a time the next ones may gather for a moment: who wakes up for each packet does little else.
constexpr std::size_t Stream = 4;
constexpr std::chrono::microseconds Gather{500};
constexpr Milliseconds NatureTakes{5000};
constexpr int UnknownLimit = 1;                          // of a queue that cannot be asked about
constexpr Milliseconds InFlight{1000}, AllArrives{5000}; // of what is ready nothing comes any more, what comes is here
constexpr Milliseconds RescueTimeout{10000}, RescueAfterLoss{5000}, RescueAgain{2000};

Milliseconds timeToRescue(std::size_t messages) { return RescueTimeout + Milliseconds(10 * messages); }
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
      m_prefetch(prefetch),
      m_rescue(*m_context, ChannelAddress{m_queueName, {}}.bare())
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
    if (const auto ok = learnLimit(cancel); !ok)
        return ok;
    auto consumer = m_connection->consume(1, m_queue, amqp_empty_table, false, cancel);
    if (!consumer) {
        countReturns(std::nullopt);
        return consumer.error();
    }
    m_consumer = std::move(*consumer);
    return {};
}

// Asked before the first message is held. What is held counts as returned from here on, also after a crash.
Result<void> RabbitConsumption::learnLimit(const Cancel &cancel)
{
    const QString bare = ChannelAddress{m_queueName, {}}.bare();
    const Cancel soon{cancel.token, std::min(cancel.deadline, Clock::now() + NatureTakes)};
    const auto nature = natureOf(*m_context, *m_connection, bare, soon);
    if (!nature) {
        m_limit = UnknownLimit;
        m_limitGuessed = true;
        return {};
    }
    m_limit = nature->deliveryLimit;
    m_limitGuessed = nature->limitGuessed;
    m_counts = nature->type == QueueType::Quorum;
    if (!m_limit)
        return {};
    if (const auto able = m_limitGuessed ? Result<void>() : m_rescue.check(cancel); !able)
        return notReturnable(m_queueName, *m_limit, able.error());
    const auto began = m_context->ledger->began(bare, *m_limit);
    m_inLedger = began.ok();
    return began;
}

bool RabbitConsumption::isLast(const Incoming &message) const
{
    return m_limit && message.deliveryCount.value_or(0) >= *m_limit;
}

void RabbitConsumption::delivered(Incoming &&message)
{
    Delivery d;
    d.tag = message.tag;
    m_unsettled.push_back(message.tag);
    if (isLast(message))
        m_kept.emplace(message.tag, Kept{message.fields, message.body});
    else if (m_inLedger)
        m_handedOut.emplace(message.tag, int(message.deliveryCount.value_or(0)));
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
    if (auto ended = work(stop); ended)
        giveBack();
    else
        lost(std::move(ended.error()));
}

// The broker returns what we held: of what that destroys only our copies are left.
void RabbitConsumption::lost(Error error)
{
    for (const auto &[tag, kept] : m_kept)
        m_owed.insert(tag);
    if (!m_owed.empty() && !m_limitGuessed)
        rescue(Cancel::after(RescueAfterLoss));
    countReturns(std::nullopt);
    if (!m_owed.empty()) {
        const QString words = u"%1 messages that could not be returned any more were held"_s.arg(m_owed.size());
        error.detail = error.detail.isEmpty() ? words : error.detail + u"; "_s + words;
    }
    handOver();
    {
        const std::lock_guard lock(m_mutex);
        m_error = std::move(error);
        m_error->connection = m_context->settings.address;
    }
    m_changed.notify_all();
}

Result<void> RabbitConsumption::work(const std::stop_token &stop)
{
    while (true) {
        const bool stopping = stop.stop_requested(); // before: what was settled until then is settled
        std::deque<Command> commands;
        {
            const std::lock_guard lock(m_mutex);
            commands.swap(m_commands);
        }
        for (const Command &c : commands) {
            if (const auto ok = execute(c); !ok)
                return ok;
        }
        if (Clock::now() >= m_rescueAt)
            rescueSome();
        if (stopping)
            return {};
        if (m_gone)
            return makeError(ErrorCode::ChannelNotFound, {m_queueName});
        const auto pumped = m_connection->pump(commands.empty() && m_arrived.empty() ? Idle : Milliseconds(0));
        const bool drained = pumped && !*pumped, streams = m_arrived.size() >= Stream;
        if (!pumped || drained || m_arrived.size() >= Together)
            handOver();
        if (!pumped)
            return pumped.error();
        if (drained && streams)
            std::this_thread::sleep_for(Gather);
    }
}

void RabbitConsumption::forget(std::uint64_t tag, bool upTo)
{
    if (upTo) {
        const auto end = tag == 0 ? m_unsettled.end() : std::ranges::upper_bound(m_unsettled, tag);
        const std::uint64_t first = tag == 0 ? UINT64_MAX : tag;
        m_unsettled.erase(m_unsettled.begin(), end);
        m_kept.erase(m_kept.begin(), m_kept.upper_bound(first));
        m_owed.erase(m_owed.begin(), m_owed.upper_bound(first));
        m_handedOut.erase(m_handedOut.begin(), m_handedOut.upper_bound(first));
        return;
    }
    if (const auto at = std::ranges::lower_bound(m_unsettled, tag); at != m_unsettled.end() && *at == tag)
        m_unsettled.erase(at);
    m_kept.erase(tag);
    m_owed.erase(tag);
    m_handedOut.erase(tag);
}

Result<void> RabbitConsumption::execute(const Command &c)
{
    if (c.fence > 0)
        return fenced(c.fence);
    return c.upTo ? settleUpTo(c) : settleOne(c.tag, c.ack, c.requeue);
}

Result<void> RabbitConsumption::settleOne(std::uint64_t tag, bool ack, bool requeue)
{
    if (!ack && requeue && m_kept.contains(tag)) {
        m_owed.insert(tag);
        return {};
    }
    if (const auto handed = m_handedOut.find(tag); !ack && requeue && handed != m_handedOut.end())
        m_returned = std::max(m_returned, handed->second + 1);
    forget(tag, false);
    return ack ? m_connection->ack(1, tag, false) : m_connection->nack(1, tag, false, requeue);
}

// All at once, unless that would take along what has to be published anew first.
Result<void> RabbitConsumption::settleUpTo(const Command &c)
{
    const auto upTo = [&](const auto &tags) {
        return !tags.empty() && (c.tag == 0 || std::ranges::min(tags) <= c.tag);
    };
    const bool owes = upTo(m_owed), keeps = !c.ack && c.requeue && upTo(std::views::keys(m_kept));
    if (!owes && !keeps && (c.ack || m_handedOut.empty())) {
        forget(c.tag, true);
        return c.ack ? m_connection->ack(1, c.tag, true) : m_connection->nack(1, c.tag, true, c.requeue);
    }
    const auto end = c.tag == 0 ? m_unsettled.end() : std::ranges::upper_bound(m_unsettled, c.tag);
    for (const std::uint64_t tag : std::vector<std::uint64_t>(m_unsettled.begin(), end)) {
        if (m_owed.contains(tag))
            continue;
        if (auto settled = settleOne(tag, c.ack, c.requeue); !settled)
            return settled;
    }
    return {};
}

Result<void> RabbitConsumption::fenced(quint64 number)
{
    rescueSome();
    const auto state = m_connection->queueState(1, m_queue, Cancel::after(CallTimeout, m_stop.get_token()));
    if (!state)
        return state.error();
    {
        const std::lock_guard lock(m_mutex);
        m_passed = number;
        m_unsaved = m_owed.size();
    }
    m_changed.notify_all();
    return {};
}

// Not broken off by the end: what was sent and not confirmed would be there twice.
void RabbitConsumption::rescueSome()
{
    if (m_owed.empty())
        return;
    rescue(Cancel::after(timeToRescue(m_owed.size())));
    if (!m_owed.empty())
        m_rescueAt = Clock::now() + RescueAgain;
}

void RabbitConsumption::rescue(const Cancel &cancel)
{
    const std::vector<std::uint64_t> tags(m_owed.begin(), m_owed.end());
    const auto there = m_rescue.publish(
        tags.size(),
        [&](std::size_t i) -> Result<EventView> {
            const Kept &kept = m_kept.at(tags[i]);
            EventView view;
            view.hasValue = true;
            view.value = kept.body;
            view.fields = FieldList(kept.fields);
            return view;
        },
        cancel);
    for (std::size_t i = 0; i < tags.size(); ++i) {
        if (!there[i])
            continue;
        forget(tags[i], false);
        ++m_rescued;
        (void)m_connection->ack(1, tags[i], false).ok();
    }
}

// What was assigned to us and is on its way would arrive after the end, unread, and be destroyed: until nothing is.
void RabbitConsumption::awaitInFlight(const Cancel &cancel)
{
    auto last = Clock::now();
    while (m_unsettled.size() < std::size_t(m_prefetch) && !cancel.done()) {
        const std::size_t before = m_unsettled.size();
        const auto state = m_connection->queueState(1, m_queue, cancel);
        if (!state || !m_connection->pump(Tick))
            return;
        if (m_unsettled.size() != before)
            last = Clock::now();
        else if (state->ready == 0 && Clock::now() - last >= InFlight)
            return;
    }
}

// Closing the channel would return them too, but counts against a delivery limit on every version; a nack does not on
// all.
void RabbitConsumption::giveBack()
{
    if (m_limit)
        awaitInFlight(Cancel::after(AllArrives));
    const std::size_t held = m_unsettled.size();
    const Cancel cancel =
        Cancel::after((m_limit ? LimitedGoodbye : GoodbyeTimeout) + Milliseconds(held / ReturnsPerMs) +
                      (m_kept.empty() ? Milliseconds(0) : timeToRescue(m_kept.size())));
    auto cancelled = m_connection->cancelConsumer(1, m_consumer, cancel);
    // What a quorum queue handed out before it knew comes behind its answer.
    if (cancelled) {
        if (const auto all = m_connection->queueState(1, m_queue, cancel); !all)
            cancelled = all.error();
    }
    for (const auto &[tag, kept] : m_kept)
        m_owed.insert(tag);
    if (!m_owed.empty())
        rescue(cancel);
    std::optional<qint64> ready;
    if (cancelled) {
        std::vector<std::uint64_t> tags(m_unsettled.begin(), m_unsettled.end());
        std::erase_if(tags, [this](std::uint64_t tag) { return m_owed.contains(tag); });
        Result<void> given;
        if (m_owed.empty())
            given = m_connection->giveBack(1, m_queue, tags, m_counts, cancel);
        for (std::size_t i = 0; !m_owed.empty() && given && i < tags.size(); ++i)
            given = m_connection->nack(1, tags[i], false, true);
        const auto state = given ? m_connection->queueState(1, m_queue, cancel) : Result<QueueState>(given.error());
        if (state)
            ready = state->ready;
    }
    countReturns(ready);
}

void RabbitConsumption::countReturns(std::optional<qint64> ready)
{
    if (!m_inLedger)
        return;
    Ledger::Returned returned;
    returned.highest = m_returned;
    for (const auto &[tag, before] : m_handedOut)
        returned.highest = std::max(returned.highest, before + 1);
    returned.anew = m_rescued;
    returned.ready = ready;
    m_context->ledger->ended(ChannelAddress{m_queueName, {}}.bare(), returned);
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
    return m_unsaved == 0 ? Result<void>()
                          : makeError(ErrorCode::DeliveryLimit,
                                      {m_queueName, QString::number(m_limit.value_or(0)), QString::number(m_unsaved)});
}

} // namespace flowbench::rabbitmq

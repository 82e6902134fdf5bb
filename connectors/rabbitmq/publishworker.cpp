// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/rabbitmq/publisher.h"

#include <QHash>

#include <algorithm>

// The worker's side of a publisher: writes, reads confirms and returns, decides what became of each event.
namespace flowbench::rabbitmq {

using namespace Qt::StringLiterals;

namespace {
constexpr Milliseconds Idle{50};
constexpr int WritesAtOnce = 32; // between two looks for confirms
constexpr Milliseconds ReconnectTimeout{5000};

std::size_t print(std::string_view s) { return qHashBits(s.data(), s.size(), 0x5bd1e995); }
} // namespace

Result<void> RabbitPublisher::connect(const Cancel &cancel)
{
    auto connection = connectTo(*m_context, cancel);
    if (!connection)
        return connection.error();
    // A missing exchange closes the channel on the first event; said here, nothing is sent at all.
    Result<void> there;
    if (!m_queue.empty()) {
        const auto state = (*connection)->queueState(1, m_queue, cancel);
        if (!state)
            there = state.error();
    } else {
        there = (*connection)->exchangeExists(1, m_exchange, cancel);
    }
    // Somebody else's exclusive queue cannot be asked for, but can be sent to.
    if (!there && there.error().code != ErrorCode::NotPermitted)
        return there;
    if (const auto ok = (*connection)->confirmSelect(1, cancel); !ok)
        return ok;
    (*connection)->setEvents(this);
    m_nextTag = 1;
    m_anyAck = false;
    m_blockedReason.reset();
    const std::lock_guard lock(m_mutex);
    m_connection = std::move(*connection);
    return {};
}

void RabbitPublisher::run(const std::stop_token &stop)
{
    while (!stop.stop_requested()) {
        bool abandon = false;
        {
            const std::lock_guard lock(m_mutex);
            std::swap(abandon, m_abandon);
        }
        if (abandon)
            giveUp();
        if (!m_connection) {
            reconnect();
            expire();
            continue;
        }
        const int wrote = write();
        if (m_connection)
            read(wrote > 0 ? Milliseconds(0) : Idle);
        expire();
    }
    giveUp();
}

// Several events leave in few packets: the broker has less to do for each.
int RabbitPublisher::write()
{
    bool several = false;
    {
        const std::lock_guard lock(m_mutex);
        several = m_waiting.size() > 1;
    }
    if (several && !m_blockedReason)
        m_connection->holdBack(true);
    int wrote = 0;
    while (wrote < WritesAtOnce && m_connection && !m_blockedReason && writeNext())
        ++wrote;
    if (several && m_connection)
        m_connection->holdBack(false);
    return wrote;
}

void RabbitPublisher::reconnect()
{
    bool needed = false;
    {
        std::unique_lock lock(m_mutex);
        needed = !m_waiting.empty();
        if (!needed || Clock::now() < m_retryAt) {
            m_changed.wait_for(lock, Idle);
            return;
        }
    }
    const auto ok = connect(Cancel::after(ReconnectTimeout, m_stopOpening.get_token()));
    if (ok) {
        m_backoff.reset();
        return;
    }
    const std::lock_guard lock(m_mutex);
    m_lastError = ok.error();
    const auto pause = m_backoff.next();
    m_retryAt = Clock::now() + pause;
    m_context->board.set(LinkState::Reconnecting, ok.error(), m_backoff.attempt(), pause);
}

// False: there was nothing to write.
bool RabbitPublisher::writeNext()
{
    Waiting next;
    {
        const std::lock_guard lock(m_mutex);
        if (m_waiting.empty() || m_stopOpening.stop_requested())
            return false;
        next = std::move(m_waiting.front());
        m_waiting.pop_front();
        m_writeDeadline = next.deadline;
    }
    const quint64 tag = m_nextTag++;
    const auto deadline = next.deadline;
    const quint64 number = next.event.tag;
    const Outgoing &event =
        m_inFlight.emplace(tag, InFlight{number, deadline, std::move(next.event), {}, {}}).first->second.event;
    m_builder.clear();
    const auto properties = writeProperties(m_builder, FieldList(event.fields)); // send() has seen that it is good
    const std::string_view body = event.value ? std::string_view(*event.value) : std::string_view();
    const std::string &key = keyOf(event);
    const auto sent = m_connection->publish(1, m_exchange, key, *properties, body);
    {
        const std::lock_guard lock(m_mutex);
        m_writeDeadline = Clock::time_point::max();
    }
    if (!sent)
        lost(sent.error());
    return true;
}

void RabbitPublisher::read(Milliseconds wait)
{
    // Everything that is there; then at most one wait.
    while (m_connection) {
        const auto pumped = m_connection->pump(wait);
        if (!pumped) {
            if (m_connection->broken())
                lost(pumped.error());
            else
                channelClosed(pumped.error());
            return;
        }
        if (!*pumped)
            return;
        wait = Milliseconds(0);
    }
}

Error RabbitPublisher::whyUnanswered() const
{
    return m_blockedReason ? makeError(ErrorCode::BlockedByBroker, {*m_blockedReason}) : makeError(ErrorCode::Timeout);
}

void RabbitPublisher::lost(const Error &error)
{
    Error why = error;
    if (m_blockedReason)
        why = whyUnanswered();
    tellInFlight(Receipt::Status::Unknown, why);
    m_blockedReason.reset();
    m_context->board.set(LinkState::Reconnecting, why, 1);
    std::unique_ptr<AmqpConnection> gone;
    const std::lock_guard lock(m_mutex);
    gone = std::move(m_connection);
    m_lastError = why;
}

// The broker refused something that we sent and closed the channel for it, without saying what.
void RabbitPublisher::channelClosed(const Error &error)
{
    Error why = error;
    const QString name = m_options.channel.name;
    if (why.code == ErrorCode::ChannelNotFound || why.code == ErrorCode::NotPermitted)
        why.args = {name};
    const bool missing = why.code == ErrorCode::ChannelNotFound;
    const bool oneKey = std::all_of(m_inFlight.begin(), m_inFlight.end(), [&](const auto &f) {
        return keyOf(f.second.event) == keyOf(m_inFlight.begin()->second.event);
    });
    // Certain only where it can have meant nothing but all of them.
    const bool all =
        m_inFlight.size() == 1 || (!m_anyAck && (missing || (why.code == ErrorCode::NotPermitted && oneKey)));
    tellInFlight(all ? Receipt::Status::Failed : Receipt::Status::Unknown, why);
    if (missing)
        tellWaiting(why);
    const Cancel cancel = Cancel::after(ReconnectTimeout, m_stopOpening.get_token());
    Result<void> ok = m_connection->openChannel(1, cancel);
    if (ok)
        ok = m_connection->confirmSelect(1, cancel);
    m_nextTag = 1;
    m_anyAck = false;
    if (!ok)
        lost(ok.error());
}

void RabbitPublisher::expire()
{
    const auto now = Clock::now();
    // Everything is given the same time: the first is the oldest.
    while (!m_inFlight.empty() && m_inFlight.begin()->second.deadline <= now) {
        const InFlight f = std::move(m_inFlight.begin()->second);
        m_inFlight.erase(m_inFlight.begin());
        tell(f.tag, f.returned ? Receipt::Status::Returned : Receipt::Status::Unknown,
             f.returned.value_or(whyUnanswered()));
    }
    while (true) {
        quint64 tag = 0;
        Error why = whyUnanswered();
        {
            const std::lock_guard lock(m_mutex);
            if (m_waiting.empty() || m_waiting.front().deadline > now)
                return;
            tag = m_waiting.front().event.tag;
            m_waiting.pop_front();
            if (!m_connection && m_lastError)
                why = *m_lastError;
        }
        tell(tag, Receipt::Status::Failed, why);
    }
}

void RabbitPublisher::giveUp()
{
    const Error why = whyUnanswered();
    for (auto it = m_inFlight.begin(); it != m_inFlight.end(); it = m_inFlight.erase(it))
        tell(it->second.tag, it->second.returned ? Receipt::Status::Returned : Receipt::Status::Unknown,
             it->second.returned.value_or(why));
    tellWaiting(why);
}

void RabbitPublisher::tell(quint64 tag, Receipt::Status status, const Error &error)
{
    Receipt receipt;
    receipt.status = status;
    receipt.tag = tag;
    receipt.error = error;
    if (status != Receipt::Status::Confirmed)
        receipt.error.connection = m_context->settings.address;
    if (m_listener)
        m_listener(receipt);
    bool awaited = false;
    {
        const std::lock_guard lock(m_mutex);
        --m_unanswered;
        awaited = m_unanswered == 0 || m_unanswered + 1 == std::size_t(std::max(1, m_options.window));
    }
    if (awaited)
        m_changed.notify_all();
}

void RabbitPublisher::tellInFlight(Receipt::Status status, const Error &error)
{
    for (auto it = m_inFlight.begin(); it != m_inFlight.end(); it = m_inFlight.erase(it)) {
        const auto &returned = it->second.returned;
        tell(it->second.tag, returned ? Receipt::Status::Returned : status, returned.value_or(error));
    }
}

void RabbitPublisher::tellWaiting(const Error &error)
{
    std::deque<Waiting> all;
    {
        const std::lock_guard lock(m_mutex);
        all.swap(m_waiting);
    }
    for (const Waiting &w : all)
        tell(w.event.tag, Receipt::Status::Failed, error);
}

void RabbitPublisher::confirmed(std::uint64_t tag, bool multiple, bool refused)
{
    m_anyAck = true;
    const auto settle = [&](std::map<quint64, InFlight>::iterator it) {
        const InFlight f = std::move(it->second);
        const auto next = m_inFlight.erase(it);
        if (f.returned)
            tell(f.tag, Receipt::Status::Returned, *f.returned);
        else if (refused)
            tell(f.tag, Receipt::Status::Failed, makeError(ErrorCode::NotPersisted, {u"basic.nack"_s}));
        else
            tell(f.tag, Receipt::Status::Confirmed);
        return next;
    };
    if (multiple) {
        for (auto it = m_inFlight.begin(); it != m_inFlight.end() && (tag == 0 || it->first <= tag);)
            it = settle(it);
    } else if (const auto it = m_inFlight.find(tag); it != m_inFlight.end()) {
        settle(it);
    }
}

// A return has no tag. It comes before the confirm of its event, so it is one of those in flight: the oldest that is
// the same. Identical twins are interchangeable. (The broker takes a BCC header off: then key and body decide.)
std::map<quint64, RabbitPublisher::InFlight>::iterator RabbitPublisher::find(const Incoming &message)
{
    const std::size_t body = print(message.body), whole = print(message.fields);
    const auto first = [&](auto same) {
        return std::find_if(m_inFlight.begin(), m_inFlight.end(),
                            [&](auto &f) { return !f.second.returned && same(f.second); });
    };
    const auto none = m_inFlight.end();
    if (const auto it = first([&](InFlight &f) { return printsOf(f).fields == whole && printsOf(f).body == body; });
        it != none)
        return it;
    const auto keyIs = [&](const InFlight &f) { return keyOf(f.event) == message.routingKey; };
    if (const auto it = first([&](InFlight &f) { return keyIs(f) && printsOf(f).body == body; }); it != none)
        return it;
    return first(keyIs);
}

const std::string &RabbitPublisher::keyOf(const Outgoing &event) const
{
    return m_queue.empty() && event.key ? *event.key : m_queue;
}

// Of the event as it comes back.
const RabbitPublisher::InFlight::Prints &RabbitPublisher::printsOf(InFlight &f) const
{
    if (!f.prints) {
        TableBuilder builder;
        Incoming canonical;
        canonical.exchange = m_exchange;
        canonical.routingKey = keyOf(f.event);
        if (const auto properties = writeProperties(builder, FieldList(f.event.fields)))
            readProperties(canonical, *properties);
        f.prints = InFlight::Prints{print(f.event.value ? std::string_view(*f.event.value) : std::string_view()),
                                    print(canonical.fields)};
    }
    return *f.prints;
}

void RabbitPublisher::returned(int code, const QString &reason, Incoming &&message)
{
    if (const auto it = find(message); it != m_inFlight.end())
        it->second.returned = makeError(ErrorCode::Returned, {reason}, u"%1 %2"_s.arg(code).arg(reason));
}

void RabbitPublisher::blocked(const QString &reason)
{
    m_blockedReason = reason;
    m_context->board.set(LinkState::Blocked, makeError(ErrorCode::BlockedByBroker, {reason}));
}

void RabbitPublisher::unblocked()
{
    m_blockedReason.reset();
    m_context->board.set(LinkState::Connected);
}

} // namespace flowbench::rabbitmq

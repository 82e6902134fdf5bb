// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/rabbitmq/publisher.h"

#include <QHash>

#include <algorithm>

// The worker's side of a publisher: writes, reads confirms and returns, decides what became of each event.
namespace flowbench::rabbitmq {

using namespace Qt::StringLiterals;

namespace {
constexpr Milliseconds Idle{50};
constexpr std::size_t WritesAtOnce = 32;      // between two looks for confirms
constexpr std::size_t SpareBytes = 16 * 1024; // of a letter that is kept
constexpr Milliseconds ReconnectTimeout{5000};

std::size_t print(std::string_view s) { return qHashBits(s.data(), s.size(), 0x5bd1e995); }
} // namespace

Result<void> RabbitPublisher::connect(const Cancel &cancel)
{
    auto connection = connectTo(*m_context, cancel, ConnectionUse::Publish);
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
    m_firstTag = 1;
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

// Several events leave at once: there is less to do for each, here and at the broker.
int RabbitPublisher::write()
{
    if (m_blockedReason)
        return 0;
    Letters next = takeSome();
    const bool several = next.size() > 1;
    int wrote = 0;
    Result<void> sent = several ? m_connection->holdBack(true) : Result<void>();
    while (sent && !next.empty() && !m_stopOpening.stop_requested()) {
        LetterPtr letter = std::move(next.front());
        next.pop_front();
        sent = writeOne(std::move(letter));
        ++wrote;
    }
    if (sent && several)
        sent = m_connection->holdBack(false);
    giveBack(std::move(next));
    if (!sent)
        lost(sent.error());
    return wrote;
}

RabbitPublisher::Letters RabbitPublisher::takeSome()
{
    Letters some;
    const std::lock_guard lock(m_mutex);
    while (some.size() < WritesAtOnce && !m_waiting.empty()) {
        some.push_back(std::move(m_waiting.front()));
        m_waiting.pop_front();
    }
    if (!some.empty())
        m_writeDeadline = some.front()->deadline;
    return some;
}

// What was not written after all, and the watchdog has nothing to watch any more.
void RabbitPublisher::giveBack(Letters letters)
{
    const std::lock_guard lock(m_mutex);
    m_writeDeadline = Clock::time_point::max();
    m_waiting.insert(m_waiting.begin(), std::move_iterator(letters.begin()), std::move_iterator(letters.end()));
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

Result<void> RabbitPublisher::writeOne(LetterPtr letter)
{
    m_inFlight.push_back(std::move(letter)); // whatever comes of the write: some of it may arrive
    const Outgoing &event = m_inFlight.back()->event;
    m_builder.clear();
    const auto properties = writeProperties(m_builder, FieldList(event.fields)); // send() has seen that it is good
    const std::string_view body = event.value ? std::string_view(*event.value) : std::string_view();
    auto sent = m_connection->publish(1, m_exchange, keyOf(event), *properties, body);
    if (sent || m_connection->broken())
        return sent;
    // It was not sent: it has no tag, and only it failed.
    LetterPtr refused = std::move(m_inFlight.back());
    m_inFlight.pop_back();
    tell(std::move(refused), Receipt::Status::Failed, sent.error());
    return {};
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
    trimInFlight();
    const bool oneKey = std::all_of(m_inFlight.begin(), m_inFlight.end(), [&](const LetterPtr &l) {
        return !l || keyOf(l->event) == keyOf(m_inFlight.front()->event);
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
    m_firstTag = 1;
    m_anyAck = false;
    if (!ok)
        lost(ok.error());
}

void RabbitPublisher::expire()
{
    const auto now = Clock::now();
    // Everything is given the same time: the first is the oldest.
    for (trimInFlight(); !m_inFlight.empty() && m_inFlight.front()->deadline <= now; trimInFlight()) {
        const auto returned = m_inFlight.front()->returned;
        tell(std::move(m_inFlight.front()), returned ? Receipt::Status::Returned : Receipt::Status::Unknown,
             returned.value_or(whyUnanswered()));
    }
    while (true) {
        LetterPtr letter;
        Error why;
        {
            const std::lock_guard lock(m_mutex);
            if (m_waiting.empty() || m_waiting.front()->deadline > now)
                return;
            letter = std::move(m_waiting.front());
            m_waiting.pop_front();
            why = !m_connection && m_lastError ? *m_lastError : whyUnanswered();
        }
        tell(std::move(letter), Receipt::Status::Failed, why);
    }
}

// What is answered at the head.
void RabbitPublisher::trimInFlight()
{
    while (!m_inFlight.empty() && !m_inFlight.front()) {
        m_inFlight.pop_front();
        ++m_firstTag;
    }
}

void RabbitPublisher::giveUp()
{
    const Error why = whyUnanswered();
    tellInFlight(Receipt::Status::Unknown, why);
    tellWaiting(why);
}

void RabbitPublisher::tell(LetterPtr letter, Receipt::Status status, const Error &error)
{
    Receipt receipt;
    receipt.status = status;
    receipt.tag = letter->event.tag;
    receipt.error = error;
    if (status != Receipt::Status::Confirmed)
        receipt.error.connection = m_context->settings.address;
    if (m_listener)
        m_listener(receipt);
    letter->returned.reset();
    letter->prints.reset();
    const Outgoing &event = letter->event;
    const bool small = event.fields.capacity() + (event.value ? event.value->capacity() : 0) <= SpareBytes;
    bool awaited = false;
    {
        const std::lock_guard lock(m_mutex);
        if (small)
            m_spare.push_back(std::move(letter)); // no more than ever waited at once
        --m_unanswered;
        awaited = m_unanswered == 0 || m_unanswered + 1 == std::size_t(std::max(1, m_options.window));
    }
    if (awaited)
        m_changed.notify_all();
}

void RabbitPublisher::tellInFlight(Receipt::Status status, const Error &error)
{
    for (LetterPtr &letter : m_inFlight) {
        if (!letter)
            continue;
        const auto returned = letter->returned;
        tell(std::move(letter), returned ? Receipt::Status::Returned : status, returned.value_or(error));
    }
    trimInFlight();
}

void RabbitPublisher::tellWaiting(const Error &error)
{
    Letters all;
    {
        const std::lock_guard lock(m_mutex);
        all.swap(m_waiting);
    }
    for (LetterPtr &letter : all)
        tell(std::move(letter), Receipt::Status::Failed, error);
}

void RabbitPublisher::settle(LetterPtr letter, bool refused)
{
    if (!letter)
        return;
    if (const auto returned = letter->returned)
        tell(std::move(letter), Receipt::Status::Returned, *returned);
    else if (refused)
        tell(std::move(letter), Receipt::Status::Failed, makeError(ErrorCode::NotPersisted, {u"basic.nack"_s}));
    else
        tell(std::move(letter), Receipt::Status::Confirmed);
}

void RabbitPublisher::confirmed(std::uint64_t tag, bool multiple, bool refused)
{
    m_anyAck = true;
    const bool all = tag == 0 && multiple;
    const std::uint64_t end = m_firstTag + m_inFlight.size();
    if (m_inFlight.empty() || tag >= end || (tag < m_firstTag && !all))
        return; // nothing of ours
    const std::uint64_t last = all ? end - 1 : tag;
    for (std::uint64_t t = multiple ? m_firstTag : last; t <= last; ++t)
        settle(std::move(m_inFlight[std::size_t(t - m_firstTag)]), refused);
    trimInFlight();
}

// A return has no tag. It comes before the confirm of its event, so it is one of those in flight: the oldest that is
// the same. Identical twins are interchangeable. (The broker takes a BCC header off: then key and body decide.)
RabbitPublisher::Letter *RabbitPublisher::find(const Incoming &message)
{
    const std::size_t body = print(message.body), whole = print(message.fields);
    const auto first = [&](auto same) -> Letter * {
        const auto it = std::ranges::find_if(m_inFlight, [&](auto &l) { return l && !l->returned && same(*l); });
        return it == m_inFlight.end() ? nullptr : it->get();
    };
    if (Letter *it = first([&](Letter &l) { return printsOf(l).fields == whole && printsOf(l).body == body; }))
        return it;
    const auto keyIs = [&](const Letter &l) { return keyOf(l.event) == message.routingKey; };
    if (Letter *it = first([&](Letter &l) { return keyIs(l) && printsOf(l).body == body; }))
        return it;
    return first(keyIs);
}

const std::string &RabbitPublisher::keyOf(const Outgoing &event) const
{
    return m_queue.empty() && event.key ? *event.key : m_queue;
}

// Of the event as it comes back.
const RabbitPublisher::Letter::Prints &RabbitPublisher::printsOf(Letter &f) const
{
    if (!f.prints) {
        TableBuilder builder;
        Incoming canonical;
        canonical.exchange = m_exchange;
        canonical.routingKey = keyOf(f.event);
        if (const auto properties = writeProperties(builder, FieldList(f.event.fields)))
            readProperties(canonical, *properties);
        f.prints = Letter::Prints{print(f.event.value ? std::string_view(*f.event.value) : std::string_view()),
                                  print(canonical.fields)};
    }
    return *f.prints;
}

void RabbitPublisher::returned(int code, const QString &reason, Incoming &&message)
{
    if (Letter *letter = find(message))
        letter->returned = makeError(ErrorCode::Returned, {reason}, u"%1 %2"_s.arg(code).arg(reason));
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

// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/rabbitmq/rescue.h"

#include "model/deadletter/xdeath.h"

#include <QUuid>

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <thread>

namespace flowbench::rabbitmq {

namespace {
constexpr Milliseconds Tick{100};
constexpr Milliseconds StaysOpen{5000}; // without its heartbeats being served
constexpr std::size_t Window = 64;      // unconfirmed at once
constexpr Milliseconds CheckTakes{5000};

// Which ones the broker has. A message that came back carries no number: after one none is believed any more (the
// queue is gone).
class Confirms : public AmqpEvents
{
public:
    explicit Confirms(std::vector<bool> &there) : m_there(there) {}
    void sent(std::uint64_t tag, std::size_t place) { m_open.push_back({tag, place}); }
    std::size_t open() const { return m_open.size(); }
    bool trouble() const { return m_trouble; }
    void confirmed(std::uint64_t tag, bool multiple, bool refused) override
    {
        m_trouble = m_trouble || refused;
        std::erase_if(m_open, [&](const Sent &s) {
            const bool meant = s.tag == tag || (multiple && (s.tag < tag || tag == 0));
            if (meant)
                m_there[s.place] = !refused && !m_returned;
            return meant;
        });
    }
    void returned(int, const QString &, Incoming &&) override { m_returned = m_trouble = true; }

private:
    struct Sent
    {
        std::uint64_t tag;
        std::size_t place;
    };
    std::vector<bool> &m_there;
    std::deque<Sent> m_open;
    bool m_returned = false, m_trouble = false;
};

// Whether anything can be sent at all.
class Answer : public AmqpEvents
{
public:
    void confirmed(std::uint64_t, bool, bool) override { there = true; } // behind its return
    bool there = false;
};

// Without what the broker adds by itself, and without a user id that is not ours (the channel would be closed for it).
std::string ownFields(const FieldList &fields, const std::string &user)
{
    std::string packed;
    for (const FieldView &f : fields) {
        const bool counted = f.place == FieldPlace::Header && f.name == "x-delivery-count";
        const bool foreign = f.place == FieldPlace::Property && f.name == "user_id" && f.value != user;
        if (f.place != FieldPlace::Delivery && !counted && !foreign)
            appendField(packed, f);
    }
    return packed;
}

// Breaks off a write into a connection that nobody reads, so that a broker that blocks publishers does not hold us and
// the messages for ever.
class Watchdog
{
public:
    Watchdog(AmqpConnection &connection, const Cancel &cancel)
        : m_breaks(cancel.token, [&connection] { connection.interrupt(); }),
          m_thread([this, &connection, until = cancel.deadline](const std::stop_token &stop) {
              std::unique_lock lock(m_mutex);
              const auto over = [] { return false; };
              if (until == Clock::time_point::max())
                  m_changed.wait(lock, stop, over);
              else
                  m_changed.wait_until(lock, stop, until, over);
              if (!stop.stop_requested())
                  connection.interrupt();
          })
    {}

private:
    std::mutex m_mutex;
    std::condition_variable_any m_changed;
    std::stop_callback<std::function<void()>> m_breaks;
    std::jthread m_thread;
};
} // namespace

Error notReturnable(const QString &queue, int limit, const Error &why)
{
    Error e = makeError(ErrorCode::DeliveryLimit, {queue, QString::number(limit), QString(), QString()}, why.detail);
    e.retriable = why.retriable;
    return e;
}

Rescue::Rescue(Context &context, const QString &queue)
    : m_context(context), m_queue(queue.toUtf8().toStdString()), m_user(context.settings.user.toUtf8().toStdString())
{}

Result<void> Rescue::ready(const Cancel &cancel)
{
    if (m_connection && !m_connection->broken() && Clock::now() - m_used < StaysOpen)
        return {};
    m_connection.reset();
    auto connection = connectTo(m_context, cancel, ConnectionUse::Publish);
    if (!connection)
        return connection.error();
    if (const auto ok = (*connection)->confirmSelect(1, cancel); !ok)
        return ok;
    m_connection = std::move(*connection);
    m_next = 1;
    return {};
}

Result<void> Rescue::check(const Cancel &cancel)
{
    const Cancel soon = Cancel::after(CheckTakes, cancel.token);
    if (const auto ok = ready(soon); !ok)
        return ok;
    AmqpConnection &c = *m_connection;
    Answer answer;
    c.setEvents(&answer);
    const std::string nowhere = "flowbench." + QUuid::createUuid().toString(QUuid::Id128).toStdString();
    const Watchdog watchdog(c, soon);
    Result<void> ok = c.publish(1, {}, nowhere, amqp_basic_properties_t{}, {});
    ++m_next;
    while (ok && !answer.there && !soon.done()) {
        if (const auto pumped = c.pump(Tick); !pumped)
            ok = pumped.error();
    }
    c.setEvents(nullptr);
    m_used = Clock::now();
    if (ok && answer.there)
        return {};
    const bool blocked = c.isBlocked();
    m_connection.reset();
    return !ok ? ok
               : makeError(blocked ? ErrorCode::BlockedByBroker : ErrorCode::Timeout, {m_context.settings.address});
}

// As it is; where its headers do not fit into a frame any more, without its x-death.
Result<void> Rescue::send(const EventView &event, TableBuilder &builder)
{
    std::string fields = ownFields(event.fields, m_user);
    Result<void> sent;
    for (const bool whole : {true, false}) {
        if (!whole)
            fields = withoutXDeath(FieldList(fields));
        builder.clear();
        const auto properties = writeProperties(builder, FieldList(fields));
        if (!properties)
            return properties.error();
        sent = m_connection->publish(1, {}, m_queue, *properties, event.value);
        if (sent || sent.error().code != ErrorCode::TooLarge)
            break;
    }
    return sent;
}

std::vector<bool> Rescue::publish(std::size_t count, const Message &message, const Cancel &cancel)
{
    std::vector<bool> there(count, false);
    if (count == 0 || !ready(cancel))
        return there;
    AmqpConnection &c = *m_connection;
    Confirms confirms(there);
    c.setEvents(&confirms);
    const auto settled = [&](std::size_t most) {
        while (confirms.open() > most && !cancel.done() && c.pump(Tick)) {
        }
        return confirms.open() <= most && !confirms.trouble();
    };
    {
        const Watchdog watchdog(c, cancel);
        TableBuilder builder;
        for (std::size_t i = 0; i < count && settled(Window - 1) && !c.isBlocked(); ++i) {
            const auto event = message(i);
            if (!event)
                continue;
            if (send(*event, builder))
                confirms.sent(m_next++, i);
            else if (c.broken())
                break;
        }
        (void)settled(0);
    }
    c.setEvents(nullptr);
    m_used = Clock::now();
    if (confirms.open() > 0 || confirms.trouble())
        m_connection.reset(); // a late word would be taken for another message's
    return there;
}

} // namespace flowbench::rabbitmq

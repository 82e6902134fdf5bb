// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/rabbitmq/rescue.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <thread>

namespace flowbench::rabbitmq {

namespace {
constexpr Milliseconds Tick{100};
constexpr Milliseconds StaysOpen{5000}; // without its heartbeats being served
constexpr std::size_t Window = 64;      // unconfirmed at once

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

Rescue::Rescue(Context &context, const QString &queue)
    : m_context(context), m_queue(queue.toUtf8().toStdString()), m_user(context.settings.user.toUtf8().toStdString())
{}

bool Rescue::ready(const Cancel &cancel)
{
    if (m_connection && !m_connection->broken() && Clock::now() - m_used < StaysOpen)
        return true;
    m_connection.reset();
    auto connection = connectTo(m_context, cancel);
    if (!connection || !(*connection)->confirmSelect(1, cancel))
        return false;
    m_connection = std::move(*connection);
    m_next = 1;
    return true;
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
            const std::string fields = ownFields(event->fields, m_user);
            builder.clear();
            const auto properties = writeProperties(builder, FieldList(fields));
            if (!properties)
                continue;
            if (!c.publish(1, {}, m_queue, *properties, event->value))
                break;
            confirms.sent(m_next++, i);
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

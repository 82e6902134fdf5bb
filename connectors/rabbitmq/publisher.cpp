// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/rabbitmq/publisher.h"

// The caller's side: taking events, waiting, giving up. The worker's: publishworker.cpp.
namespace flowbench::rabbitmq {

using namespace Qt::StringLiterals;

namespace {
constexpr Milliseconds Tick{50};
constexpr std::size_t MaxShortString = 255;
constexpr Milliseconds LastWait{900};

Error stopped(const Cancel &cancel)
{
    return makeError(cancel.requested() ? ErrorCode::Cancelled : ErrorCode::Timeout);
}
} // namespace

Result<std::unique_ptr<Publisher>> RabbitPublish::publisher(const WriteGrant &grant, const Options &options,
                                                            ReceiptListener listener, const Cancel &cancel)
{
    if (const auto ok = grant.allows(WriteOperation::Publish); !ok)
        return ok.error();
    if (const auto ok = checkName(options.channel); !ok)
        return ok.error();
    auto publisher = std::make_unique<RabbitPublisher>(m_context, options, std::move(listener));
    if (const auto ok = publisher->open(cancel); !ok)
        return ok.error();
    return std::unique_ptr<Publisher>(std::move(publisher));
}

RabbitPublisher::RabbitPublisher(ContextPtr context, Publish::Options options, ReceiptListener listener)
    : m_context(std::move(context)),
      m_options(std::move(options)),
      m_listener(std::move(listener)),
      m_exchange(isExchange(m_options.channel) ? amqpName(m_options.channel) : std::string()),
      m_queue(isQueue(m_options.channel) ? amqpName(m_options.channel) : std::string())
{}

RabbitPublisher::~RabbitPublisher()
{
    m_stopOpening.request_stop();
    if (m_worker)
        m_worker->requestStop();
    {
        const std::lock_guard lock(m_mutex);
        if (m_connection) {
            if (m_writeDeadline != Clock::time_point::max())
                m_connection->interrupt();
            else
                m_connection->wake();
        }
    }
    m_worker.reset();
}

Result<void> RabbitPublisher::open(const Cancel &cancel)
{
    const std::stop_callback stops(cancel.token, [this] { m_stopOpening.request_stop(); });
    m_worker = std::make_unique<BigThread>([this, deadline = cancel.deadline](const std::stop_token &stop) {
        auto opened = connect({m_stopOpening.get_token(), deadline});
        {
            const std::lock_guard lock(m_mutex);
            m_opened = opened;
        }
        m_changed.notify_all();
        if (opened)
            run(stop);
        const std::lock_guard lock(m_mutex);
        m_connection.reset();
    });
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [this] { return m_opened.has_value(); });
    if (!*m_opened)
        return *m_opened;
    m_watchdog = std::jthread([this](const std::stop_token &stop) { watch(stop); });
    return {};
}

void RabbitPublisher::watch(const std::stop_token &stop)
{
    std::unique_lock lock(m_mutex);
    while (!stop.stop_requested()) {
        m_watch.wait_for(lock, stop, Tick * 2, [] { return false; });
        if (Clock::now() >= m_writeDeadline && m_connection)
            m_connection->interrupt();
    }
}

Result<void> RabbitPublisher::send(const OutgoingView &event, const Cancel &cancel)
{
    // What AMQP cannot carry is refused here, not after it was taken.
    m_checker.clear();
    if (const auto ok = writeProperties(m_checker, event.fields); !ok)
        return ok.error();
    if (event.key.value_or(std::string_view()).size() > MaxShortString)
        return makeError(ErrorCode::TooLarge,
                         {u"routing key"_s, QString::number(event.key->size()), QString::number(MaxShortString)});
    const std::uint64_t most = m_options.maxRequestBytes > 0 ? std::uint64_t(m_options.maxRequestBytes) : MaxBody;
    if (event.value && event.value->size() > most)
        return makeError(ErrorCode::TooLarge, {u"body"_s, QString::number(event.value->size()), QString::number(most)});
    LetterPtr letter = letterFor(event);
    std::unique_lock lock(m_mutex);
    while (m_unanswered >= std::size_t(std::max(1, m_options.window))) {
        if (cancel.done()) {
            Error e = m_lastError.value_or(stopped(cancel));
            e.connection = m_context->settings.address;
            return e;
        }
        m_changed.wait_for(lock, cancel.left(Tick) + Milliseconds(1));
    }
    // The worker sleeps only when nothing waits.
    const bool asleep = m_waiting.empty();
    letter->deadline = Clock::now() + m_options.timeout;
    m_waiting.push_back(std::move(letter));
    ++m_unanswered;
    if (asleep && m_connection)
        m_connection->wake();
    return {};
}

RabbitPublisher::LetterPtr RabbitPublisher::letterFor(const OutgoingView &event)
{
    LetterPtr letter;
    {
        const std::lock_guard lock(m_mutex);
        if (!m_spare.empty()) {
            letter = std::move(m_spare.back());
            m_spare.pop_back();
        }
    }
    if (!letter)
        letter = std::make_unique<Letter>();
    Outgoing &own = letter->event;
    own.key = event.key;
    own.value = event.value;
    own.fields = event.fields.packed();
    own.partition = event.partition;
    own.tag = event.tag;
    return letter;
}

void RabbitPublisher::finish(const Cancel &cancel)
{
    std::unique_lock lock(m_mutex);
    while (m_unanswered > 0 && !cancel.done())
        m_changed.wait_for(lock, cancel.left(Tick) + Milliseconds(1));
    if (m_unanswered == 0)
        return;
    m_abandon = true;
    if (m_connection) {
        if (m_writeDeadline != Clock::time_point::max())
            m_connection->interrupt();
        else
            m_connection->wake();
    }
    const auto end = Clock::now() + LastWait;
    while (m_unanswered > 0 && Clock::now() < end)
        m_changed.wait_for(lock, Tick);
}

} // namespace flowbench::rabbitmq

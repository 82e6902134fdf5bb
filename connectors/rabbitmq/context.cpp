// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/rabbitmq/context.h"

#include "connectors/rabbitmq/amqpconnection.h"
#include "connectors/rabbitmq/ledger.h"
#include "connectors/rabbitmq/management.h"

#include <QDateTime>
#include <QRandomGenerator>

#include <algorithm>

namespace flowbench::rabbitmq {

using namespace Qt::StringLiterals;

namespace {
constexpr Milliseconds FirstPause{250}, LongestPause{10000};
constexpr int MaxDoublings = 6;
constexpr qsizetype MaxShortString = 255;
} // namespace

ConnectionState StateBoard::state() const
{
    const std::lock_guard lock(m_mutex);
    return m_state;
}

void StateBoard::setListener(StateListener listener)
{
    const std::lock_guard lock(m_mutex);
    m_listener = std::move(listener);
}

void StateBoard::set(LinkState link, std::optional<Error> error, int attempt, Milliseconds retryIn)
{
    ConnectionState state;
    state.link = link;
    state.error = std::move(error);
    state.attempt = attempt;
    state.retryInMs = retryIn.count();
    state.sinceMs = QDateTime::currentMSecsSinceEpoch();
    StateListener listener;
    {
        const std::lock_guard lock(m_mutex);
        m_state = state;
        listener = m_listener;
    }
    if (listener)
        listener(state);
}

void StateBoard::connected()
{
    if (state().link != LinkState::Connected)
        set(LinkState::Connected);
}

Context::Context(Settings s, std::shared_ptr<ArenaPool> pool)
    : settings(std::move(s)),
      arenas(std::move(pool)),
      management(std::make_unique<Management>(settings)),
      ledger(std::make_unique<Ledger>(settings))
{}

Context::~Context() = default;

Result<std::unique_ptr<AmqpConnection>> connectTo(Context &context, const Cancel &cancel, ConnectionUse use)
{
    if (cancel.requested())
        return makeError(ErrorCode::Cancelled);
    const Cancel bounded{cancel.token, std::min(cancel.deadline, Clock::now() + context.settings.timeout)};
    if (context.board.state().link == LinkState::Idle)
        context.board.set(LinkState::Connecting);
    auto connection = AmqpConnection::open(context.settings, bounded, use);
    if (connection) {
        if (const auto open = (*connection)->openChannel(1, bounded); !open)
            connection = open.error();
    }
    if (connection)
        context.board.connected();
    else if (connection.error().code != ErrorCode::Cancelled)
        context.board.set(LinkState::Failed, connection.error());
    return connection;
}

Milliseconds Backoff::next()
{
    const auto pause = std::min(LongestPause, FirstPause * (1 << std::min(m_attempt++, MaxDoublings)));
    return Milliseconds(qint64(double(pause.count()) * (0.75 + 0.5 * QRandomGenerator::global()->generateDouble())));
}

QString queueName(const QString &queue) { return u"queue:"_s + queue; }

QString exchangeName(const QString &exchange)
{
    return u"exchange:"_s + (exchange.isEmpty() ? DefaultExchangeName : exchange);
}

bool isQueue(const ChannelAddress &address) { return address.name.startsWith(u"queue:"); }

bool isExchange(const ChannelAddress &address) { return address.name.startsWith(u"exchange:"); }

std::string amqpName(const ChannelAddress &address)
{
    const QString bare = address.bare();
    return isExchange(address) && bare == DefaultExchangeName ? std::string() : bare.toUtf8().toStdString();
}

Result<void> checkName(const ChannelAddress &address)
{
    if (!isQueue(address) && !isExchange(address))
        return makeError(ErrorCode::BadArgument, {u"channel"_s, address.name});
    if (address.bare().toUtf8().size() > MaxShortString || (isQueue(address) && address.bare().isEmpty()))
        return makeError(ErrorCode::BadArgument, {u"channel"_s, address.name});
    return {};
}

} // namespace flowbench::rabbitmq

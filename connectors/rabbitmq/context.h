// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/rabbitmq/settings.h"
#include "model/live/port.h"
#include "model/store/arena.h"

#include <mutex>

namespace flowbench::rabbitmq {

class AmqpConnection;
class Management;
class Ledger;

// What a person sees of the connection, put together from all its workers. Thread-safe.
class StateBoard
{
public:
    ConnectionState state() const;
    void setListener(StateListener listener);
    void set(LinkState link, std::optional<Error> error = {}, int attempt = 0, Milliseconds retryIn = Milliseconds(0));
    // Told by every connection that was made: only news where it was not connected before.
    void connected();

private:
    mutable std::mutex m_mutex;
    ConnectionState m_state;  // guarded by m_mutex
    StateListener m_listener; // guarded by m_mutex
};

// Shared by everything of one connector, also by what outlives it for a moment (a tail that ends).
struct Context
{
    explicit Context(Settings s, std::shared_ptr<ArenaPool> pool);
    ~Context();

    const Settings settings;
    const std::shared_ptr<ArenaPool> arenas;
    StateBoard board;
    const std::unique_ptr<Management> management;
    const std::unique_ptr<Ledger> ledger;
};
using ContextPtr = std::shared_ptr<Context>;

// A connection with channel 1 open, its making told on the board. Called on a big stack. A Cancel without a deadline
// gets the connection's timeout.
Result<std::unique_ptr<AmqpConnection>> connectTo(Context &context, const Cancel &cancel,
                                                  ConnectionUse use = ConnectionUse::Read);

// Growing pauses between attempts, with jitter so that many clients do not come back together.
class Backoff
{
public:
    Milliseconds next();
    int attempt() const { return m_attempt; }
    void reset() { m_attempt = 0; }

private:
    int m_attempt = 0;
};

// ---- names

inline const QString DefaultExchangeName = QStringLiteral("(default)");
QString queueName(const QString &queue);       // "queue:orders"
QString exchangeName(const QString &exchange); // "exchange:events"; of "" "exchange:(default)"
bool isQueue(const ChannelAddress &address);
bool isExchange(const ChannelAddress &address);
std::string amqpName(const ChannelAddress &address); // without the kind; "" for the default exchange
// BadArgument unless it begins with "queue:" or "exchange:" and AMQP can carry the name.
Result<void> checkName(const ChannelAddress &address);

} // namespace flowbench::rabbitmq

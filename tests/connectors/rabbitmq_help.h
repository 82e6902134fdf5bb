// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/rabbitmq/rabbitmq.h"
#include "model/live/port.h"
#include "model/store/arena.h"
#include "tests/connectors/conformance.h"
#include "tests/support/brokers.h"

#include <QTest>
#include <QUuid>

#include <arpa/inet.h>
#include <atomic>
#include <list>
#include <mutex>
#include <poll.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

// What the test programs of RabbitMQ share: connectors to the real broker, and a line that can be cut.
namespace flowbench::test {

// Passes bytes on between a port of its own and a target, until it is cut. Own thread.
class Line
{
public:
    explicit Line(int target) : m_target(target), m_listener(socket(AF_INET, SOCK_STREAM, 0))
    {
        sockaddr_in a{};
        a.sin_family = AF_INET;
        a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        const int on = 1;
        setsockopt(m_listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
        (void)!bind(m_listener, reinterpret_cast<sockaddr *>(&a), sizeof a);
        socklen_t size = sizeof a;
        getsockname(m_listener, reinterpret_cast<sockaddr *>(&a), &size);
        m_port = ntohs(a.sin_port);
        listen(m_listener, 64);
        m_thread = std::jthread([this](const std::stop_token &stop) { run(stop); });
    }
    ~Line()
    {
        m_thread.request_stop();
        m_thread.join();
        close(m_listener);
    }
    Line(const Line &) = delete;
    Line &operator=(const Line &) = delete;

    int port() const { return m_port; }
    void cut() { m_cut = true; }
    void heal() { m_cut = false; }

private:
    struct Pair
    {
        int a, b;
    };

    void run(const std::stop_token &stop)
    {
        std::list<Pair> pairs;
        while (!stop.stop_requested()) {
            if (m_cut)
                closeAll(pairs);
            std::vector<pollfd> fds{{m_listener, POLLIN, 0}};
            for (const Pair &p : pairs) {
                fds.push_back({p.a, POLLIN, 0});
                fds.push_back({p.b, POLLIN, 0});
            }
            if (poll(fds.data(), fds.size(), 20) <= 0)
                continue;
            std::size_t i = 1;
            for (auto it = pairs.begin(); it != pairs.end(); i += 2) {
                const bool ok = (!fds[i].revents || pass(it->a, it->b)) && (!fds[i + 1].revents || pass(it->b, it->a));
                it = ok ? std::next(it) : drop(pairs, it);
            }
            if (fds[0].revents & POLLIN)
                accepted(pairs);
        }
        closeAll(pairs);
    }
    void accepted(std::list<Pair> &pairs)
    {
        const int client = accept(m_listener, nullptr, nullptr);
        sockaddr_in a{};
        a.sin_family = AF_INET;
        a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        a.sin_port = htons(std::uint16_t(m_target));
        const int server = socket(AF_INET, SOCK_STREAM, 0);
        if (m_cut || connect(server, reinterpret_cast<sockaddr *>(&a), sizeof a) != 0) {
            close(client);
            close(server);
            return;
        }
        pairs.push_back({client, server});
    }
    static bool pass(int from, int to)
    {
        char buffer[65536];
        const ssize_t n = recv(from, buffer, sizeof buffer, 0);
        for (ssize_t sent = 0; sent < n;) {
            const ssize_t k = send(to, buffer + sent, std::size_t(n - sent), MSG_NOSIGNAL);
            if (k <= 0)
                return false;
            sent += k;
        }
        return n > 0;
    }
    static std::list<Pair>::iterator drop(std::list<Pair> &pairs, std::list<Pair>::iterator it)
    {
        close(it->a);
        close(it->b);
        return pairs.erase(it);
    }
    static void closeAll(std::list<Pair> &pairs)
    {
        for (auto it = pairs.begin(); it != pairs.end();)
            it = drop(pairs, it);
    }

    const int m_target;
    const int m_listener;
    int m_port = 0;
    std::atomic<bool> m_cut{false};
    std::jthread m_thread;
};

// Connectors to the real broker of this run.
struct Rabbit
{
    Brokers brokers;
    std::shared_ptr<ArenaPool> arenas = ArenaPool::create(1, 2);

    static QString unique(const QString &prefix)
    {
        return prefix + QUuid::createUuid().toString(QUuid::WithoutBraces).left(12);
    }
    QString url(const QString &user = QStringLiteral("guest:guest")) const
    {
        return QStringLiteral("amqp://%1@%2/?management=http://%3")
            .arg(user, brokers.rabbitMq(), brokers.rabbitMqManagement());
    }
    std::unique_ptr<Connector> connect(const QString &url, const QString &stateFolder = {},
                                       Milliseconds timeout = Milliseconds(30000)) const
    {
        auto parsed = ConnectionUrl::parse(url);
        if (!parsed)
            return nullptr;
        ConnectionConfig config;
        config.name = QStringLiteral("rabbit");
        config.url = *parsed;
        config.arenas = arenas;
        config.stateFolder = stateFolder;
        config.timeout = timeout;
        auto c = rabbitmqType().create(config);
        return c ? std::move(*c) : nullptr;
    }
    std::unique_ptr<Connector> connect() const { return connect(url()); }
};

inline Cancel within(int ms) { return Cancel::after(Milliseconds(ms)); }

inline QString declared(Connector &c, const QString &name, const QJsonObject &arguments = {},
                        const QString &type = QStringLiteral("topic"))
{
    ChannelSpec spec;
    spec.name = name;
    spec.arguments = arguments;
    spec.exchangeType = type;
    return c.topology()->declare(anyGrant(WriteOperation::Declare), spec, within(10000)) ? name : QString();
}

// What the cases beside the suite do with a broker of their own choosing. Functions, so that slots stay slots.
inline QString newQueue(Connector &c, const QJsonObject &arguments = {})
{
    return declared(c, QStringLiteral("queue:") + Rabbit::unique(QStringLiteral("own.")), arguments);
}
inline QString newExchange(Connector &c, const QString &type)
{
    return declared(c, QStringLiteral("exchange:") + Rabbit::unique(QStringLiteral("own.")), {}, type);
}
inline void bindTo(Connector &c, const QString &from, const QString &to, const QString &key)
{
    QVERIFY(c.topology()->bind(anyGrant(WriteOperation::Declare), {from, to, key, {}}, within(10000)));
}
inline qint64 depthOf(Connector &c, const QString &q)
{
    const auto e = c.browse()->effects(q, within(10000));
    return e ? e->depth : -1;
}
// Takes everything out.
inline std::vector<std::string> drained(Connector &c, const QString &q)
{
    std::vector<std::string> out;
    auto k = c.settle()->consume(anyGrant(WriteOperation::Settle), q, 1000, within(10000));
    if (!k)
        return out;
    while (auto d = (*k)->next(Cancel::after(Milliseconds(500)))) {
        if (!*d)
            break;
        out.push_back((*d)->event.value.value_or(""));
        (void)(*k)->ack((*d)->tag, false).ok();
    }
    (void)(*k)->fence(within(10000)).ok();
    return out;
}

} // namespace flowbench::test

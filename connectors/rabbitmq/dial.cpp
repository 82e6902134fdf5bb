// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/rabbitmq/dial.h"

#include <condition_variable>
#include <cstring>
#include <fcntl.h>
#include <memory>
#include <mutex>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <thread>
#include <unistd.h>

namespace flowbench::rabbitmq {

using namespace Qt::StringLiterals;

namespace {
constexpr Milliseconds Tick{100};
constexpr Milliseconds ConnectTimeout{10000};

struct Lookup
{
    std::mutex mutex;
    std::condition_variable done;
    bool finished = false;          // guarded by mutex
    int error = 0;                  // guarded by mutex
    std::vector<Address> addresses; // guarded by mutex
};

QString addressText(const addrinfo &info)
{
    char host[NI_MAXHOST] = "", port[NI_MAXSERV] = "";
    getnameinfo(info.ai_addr, info.ai_addrlen, host, sizeof host, port, sizeof port, NI_NUMERICHOST | NI_NUMERICSERV);
    const QString h = QString::fromLatin1(host);
    return (info.ai_family == AF_INET6 ? u'[' + h + u']' : h) + u':' + QString::fromLatin1(port);
}

int lookUp(const std::string &host, const std::string &port, std::vector<Address> &out)
{
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo *list = nullptr;
    const int error = getaddrinfo(host.c_str(), port.c_str(), &hints, &list);
    for (const addrinfo *i = list; !error && i; i = i->ai_next) {
        Address a;
        std::memcpy(&a.storage, i->ai_addr, i->ai_addrlen);
        a.size = i->ai_addrlen;
        a.family = i->ai_family;
        a.text = addressText(*i);
        out.push_back(std::move(a));
    }
    if (list)
        freeaddrinfo(list);
    return error;
}

Error stopped(const Cancel &cancel)
{
    return makeError(cancel.requested() ? ErrorCode::Cancelled : ErrorCode::Timeout);
}

// 0, or the errno of the attempt; -1 when cancelled.
int connectOne(int fd, const Address &a, const Cancel &cancel)
{
    if (connect(fd, reinterpret_cast<const sockaddr *>(&a.storage), a.size) == 0)
        return 0;
    if (errno != EINPROGRESS)
        return errno;
    const auto end = Clock::now() + ConnectTimeout;
    while (!cancel.done()) {
        if (Clock::now() > end)
            return ETIMEDOUT;
        pollfd p{fd, POLLOUT, 0};
        if (poll(&p, 1, int(cancel.left(Tick).count()) + 1) <= 0)
            continue;
        int error = 0;
        socklen_t size = sizeof error;
        getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size);
        return error;
    }
    return -1;
}
} // namespace

Result<std::vector<Address>> resolve(const HostPort &host, const Cancel &cancel)
{
    auto lookup = std::make_shared<Lookup>();
    // Detached: the resolver may take half a minute and cannot be told to stop. It touches nothing but the lookup.
    std::thread([lookup, name = host.host.toStdString(), port = std::to_string(host.port)] {
        std::vector<Address> found;
        const int error = lookUp(name, port, found);
        const std::lock_guard lock(lookup->mutex);
        lookup->addresses = std::move(found);
        lookup->error = error;
        lookup->finished = true;
        lookup->done.notify_all();
    }).detach();
    std::unique_lock lock(lookup->mutex);
    while (!lookup->finished) {
        if (cancel.done())
            return stopped(cancel);
        lookup->done.wait_for(lock, cancel.left(Tick) + Milliseconds(1));
    }
    if (lookup->error || lookup->addresses.empty()) {
        Error e = makeError(ErrorCode::ResolveFailed, {host.host},
                            lookup->error ? QString::fromLocal8Bit(gai_strerror(lookup->error)) : QString());
        e.retriable = true;
        return e;
    }
    return lookup->addresses;
}

Result<Dialled> dial(const std::vector<Address> &addresses, const Cancel &cancel)
{
    Error last = makeError(ErrorCode::ConnectFailed);
    for (const Address &a : addresses) {
        const int fd = socket(a.family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        const int error = fd < 0 ? errno : connectOne(fd, a, cancel);
        if (error == 0) {
            const int on = 1;
            setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
            setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
            return Dialled{fd, a.text};
        }
        if (fd >= 0)
            close(fd);
        if (error < 0)
            return stopped(cancel);
        last = makeError(error == ECONNREFUSED ? ErrorCode::ConnectRefused : ErrorCode::ConnectFailed, {a.text},
                         QString::fromLocal8Bit(std::strerror(error)));
        last.retriable = true;
    }
    return last;
}

} // namespace flowbench::rabbitmq

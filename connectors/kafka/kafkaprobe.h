// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/kafka/kafkaconfig.h"
#include "model/base/cancel.h"

namespace flowbench::kafka {

// A file descriptor with an owner.
class Socket
{
public:
    Socket() = default;
    explicit Socket(int fd) : m_fd(fd) {}
    Socket(Socket &&other) noexcept : m_fd(std::exchange(other.m_fd, -1)) {}
    Socket &operator=(Socket &&other) noexcept
    {
        std::swap(m_fd, other.m_fd);
        return *this;
    }
    ~Socket();
    int fd() const { return m_fd; }

private:
    int m_fd = -1;
};

struct Resolved
{
    std::vector<std::string> addresses; // numeric, for a person
    std::vector<std::vector<char>> raw; // sockaddr
};

// Name to addresses; the resolver itself cannot be interrupted, so it works on a thread that is left alone when the
// cancel is done. ResolveFailed.
Result<Resolved> resolve(const HostPort &host, const Cancel &cancel);
// ConnectRefused, ConnectFailed.
Result<Socket> connectTo(const Resolved &resolved, const QString &address, const Cancel &cancel);
// A handshake with the URL's ssl.* options, verified with the host's name. Answers the version of TLS. TlsNotSpoken,
// TlsUnknownAuthority, TlsWrongHost, TlsExpired, TlsFailed. Nothing is sent inside.
Result<QString> handshake(const Socket &socket, const Config &config, const HostPort &host, const QString &address,
                          const Cancel &cancel);

} // namespace flowbench::kafka

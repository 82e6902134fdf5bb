// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/listener.h"

#include <algorithm>
#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace flowbench::test {

using namespace Qt::StringLiterals;

Listener::Listener(Serve serve) : m_serve(std::move(serve)), m_listener(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
{
    sockaddr_in a{};
    a.sin_family = AF_INET;
    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    (void)!bind(m_listener, reinterpret_cast<sockaddr *>(&a), sizeof a);
    socklen_t size = sizeof a;
    getsockname(m_listener, reinterpret_cast<sockaddr *>(&a), &size);
    m_port = ntohs(a.sin_port);
    listen(m_listener, 16);
    m_thread = std::jthread([this](const std::stop_token &stop) {
        while (!stop.stop_requested()) {
            pollfd p{m_listener, POLLIN, 0};
            if (poll(&p, 1, 20) <= 0)
                continue;
            const int fd = accept(m_listener, nullptr, nullptr);
            m_clients.emplace_back([this, fd](const std::stop_token &told) {
                m_serve(fd, told);
                close(fd);
            });
        }
        m_clients.clear(); // told to stop, and waited for
    });
}

Listener::~Listener()
{
    m_thread.request_stop();
    m_thread.join();
    close(m_listener);
}

QString Listener::http(const QString &path) const { return u"http://127.0.0.1:%1"_s.arg(m_port) + path; }

bool readBytes(int fd, char *to, std::size_t n, const std::stop_token &stop)
{
    for (std::size_t have = 0; have < n;) {
        pollfd p{fd, POLLIN, 0};
        if (stop.stop_requested())
            return false;
        if (poll(&p, 1, 50) <= 0)
            continue;
        const ssize_t k = recv(fd, to + have, n - have, 0);
        if (k <= 0)
            return false;
        have += std::size_t(k);
    }
    return true;
}

QByteArray readRequest(int fd)
{
    char buffer[65536];
    return QByteArray(buffer, std::max<ssize_t>(0, recv(fd, buffer, sizeof buffer, 0)));
}

void sendBytes(int fd, const QByteArray &bytes)
{
    for (qsizetype sent = 0; sent < bytes.size();) {
        const ssize_t k = send(fd, bytes.constData() + sent, std::size_t(bytes.size() - sent), MSG_NOSIGNAL);
        if (k <= 0)
            return;
        sent += k;
    }
}

QByteArray httpAnswer(const QByteArray &body, const QByteArray &status, const QByteArray &headers)
{
    return "HTTP/1.1 " + status +
           "\r\nContent-Type: application/json\r\nContent-Length: " + QByteArray::number(body.size()) +
           "\r\nConnection: close\r\n" + headers + "\r\n" + body;
}

} // namespace flowbench::test

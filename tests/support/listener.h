// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

#include <atomic>
#include <functional>
#include <list>
#include <stop_token>
#include <thread>

namespace flowbench::test {

// A port on 127.0.0.1 behind which a test says what it likes. Every client is served on a thread of its own; all end
// with it.
class Listener
{
public:
    // `serve` gets the socket and closes nothing. It ends soon after its token says so.
    using Serve = std::function<void(int fd, const std::stop_token &stop)>;
    explicit Listener(Serve serve);
    ~Listener();
    Listener(const Listener &) = delete;
    Listener &operator=(const Listener &) = delete;

    int port() const { return m_port; }
    QString http(const QString &path = {}) const; // "http://127.0.0.1:port" and the path

private:
    Serve m_serve;
    int m_listener;
    int m_port = 0;
    std::list<std::jthread> m_clients; // of the accepting thread
    std::jthread m_thread;
};

// Exactly n bytes; false: the client went, or it is time to stop.
bool readBytes(int fd, char *to, std::size_t n, const std::stop_token &stop);
// One request's head and what came with it.
QByteArray readRequest(int fd);
void sendBytes(int fd, const QByteArray &bytes);
// A whole answer, with its length.
QByteArray httpAnswer(const QByteArray &body, const QByteArray &status = "200 OK", const QByteArray &headers = {});

} // namespace flowbench::test

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/cancel.h"
#include "model/base/result.h"

#include <QByteArray>
#include <QString>

#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace flowbench {

struct HttpRequest
{
    QString url; // http or https only; user and password in it are refused
    QByteArray method = "GET";
    QByteArray body; // sent when not null
    std::vector<std::pair<QByteArray, QByteArray>> headers;
    QString user, password;             // basic authentication; a null user sends none
    QString caFile, certFile, keyFile;  // empty: the system's trust store, no client certificate
    qint64 maxBytes = qint64(64) << 20; // of the answer's body
    std::chrono::milliseconds connectTimeout{5000};
    std::chrono::milliseconds timeout{30000}; // of everything; the Cancel's deadline is kept too
};

struct HttpResponse
{
    int status = 0; // any: 404 is an answer, not an error
    QByteArray body;
    QByteArray contentType;
    QByteArray redirect; // where a 3xx answer points to, as a whole URL; empty otherwise
};

// HTTP for management APIs, registries and webhooks. TLS certificates are always verified, redirects are not followed.
// Thread-safe; send() blocks and ends within 500 ms of its Cancel. Errors: BadUrl, ResolveFailed, ConnectRefused,
// ConnectFailed, Tls..., Timeout, Cancelled, TooLarge, ConnectionLost.
class HttpClient
{
public:
    HttpClient();
    ~HttpClient();
    HttpClient(const HttpClient &) = delete;
    HttpClient &operator=(const HttpClient &) = delete;

    Result<HttpResponse> send(const HttpRequest &request, const Cancel &cancel);

private:
    struct Handle;
    std::unique_ptr<Handle> take();
    void giveBack(std::unique_ptr<Handle> handle);

    std::mutex m_mutex;
    std::vector<std::unique_ptr<Handle>> m_idle; // guarded by m_mutex; their connections are kept alive
};

} // namespace flowbench

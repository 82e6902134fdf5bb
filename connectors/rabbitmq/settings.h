// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/live/connection.h"

namespace flowbench::rabbitmq {

// Whoever reads takes frames of twice the negotiated size: a content header is never split (0-9-1, 4.2.6.1), and
// RabbitMQ hands out those that its own x-death made larger than what was agreed on. Whoever publishes keeps to it.
enum class ConnectionUse : quint8 { Read, Publish };

// What a connection URL means for RabbitMQ. Values only; copied to every worker.
struct Settings
{
    std::vector<HostPort> hosts; // ports filled in
    bool tls = false;
    QString vhost = QStringLiteral("/");
    QString user, password;
    QString caFile, certFile, keyFile; // PEM; empty: the system's trust store, no client certificate
    QString management;                // base URL; empty: looked for
    int heartbeat = 10;                // seconds
    QString address;                   // for messages: "host:port"
    QString name;                      // the connection's
    QString stateFolder;
    std::chrono::milliseconds timeout{30000};

    // Where the management API may be, best first.
    QStringList managementUrls() const;
};

// Reads a URL; BadArgument for an option that there is not, RefusedProperty for one that weakens a promise.
Result<Settings> settingsOf(const ConnectionUrl &url);
Result<Settings> settingsOf(const ConnectionConfig &config);

} // namespace flowbench::rabbitmq

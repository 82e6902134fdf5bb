// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/rabbitmq/settings.h"
#include "model/base/cancel.h"

#include <netdb.h>
#include <sys/socket.h>
#include <vector>

namespace flowbench::rabbitmq {

// One address of a host.
struct Address
{
    sockaddr_storage storage{};
    socklen_t size = 0;
    int family = 0;
    QString text; // "127.0.0.1:5672", "[::1]:5672"
};

// Asks the resolver, which knows no cancel, on a thread of its own. ResolveFailed, Cancelled, Timeout.
Result<std::vector<Address>> resolve(const HostPort &host, const Cancel &cancel);

// A connected, non-blocking socket to the first address that answers; the caller closes it.
// ConnectRefused, ConnectFailed, Cancelled, Timeout.
struct Dialled
{
    int fd = -1;
    QString address;
};
Result<Dialled> dial(const std::vector<Address> &addresses, const Cancel &cancel);

} // namespace flowbench::rabbitmq

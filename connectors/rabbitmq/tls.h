// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/rabbitmq/settings.h"

#include <amqp.h>
#include <functional>

namespace flowbench::rabbitmq {

// What the handshake left behind; its address must stay until the connection is gone.
struct TlsRecord
{
    long verifyError = 0;                // X509_V_..., the first that was found
    QString version;                     // "TLSv1.3"
    std::function<void(int fd)> started; // called with the socket once the handshake begins
};

// Makes the TLS socket of a connection: trust store, own certificate, TLS 1.2 at least. The name is checked by OpenSSL
// and not by rabbitmq-c, which knows no IP addresses. FileFailed for a certificate that cannot be read.
Result<amqp_socket_t *> makeTlsSocket(amqp_connection_state_t connection, const Settings &settings, const QString &host,
                                      TlsRecord &record);

// Why the handshake failed: TlsUnknownAuthority, TlsWrongHost, TlsExpired, TlsNotSpoken, TlsFailed.
Error tlsError(const TlsRecord &record, int status, const QString &address, const QString &host);
void clearTlsErrors();

} // namespace flowbench::rabbitmq

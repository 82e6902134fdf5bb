// SPDX-License-Identifier: GPL-3.0-or-later
#include "words/sentence.h"
#include "words/visible.h"

#include <QCoreApplication>

#include <utility>

namespace flowbench {

namespace {
constexpr std::pair<const char *, const char *> Labels[] = {
    {"hosts", QT_TRANSLATE_NOOP("flowbench::Field", "Hosts")},
    {"host", QT_TRANSLATE_NOOP("flowbench::Field", "Host")},
    {"port", QT_TRANSLATE_NOOP("flowbench::Field", "Port")},
    {"scheme", QT_TRANSLATE_NOOP("flowbench::Field", "Encryption")},
    {"user", QT_TRANSLATE_NOOP("flowbench::Field", "User")},
    {"password", QT_TRANSLATE_NOOP("flowbench::Field", "Password")},
    {"vhost", QT_TRANSLATE_NOOP("flowbench::Field", "Virtual host")},
    {"management", QT_TRANSLATE_NOOP("flowbench::Field", "Management API")},
    {"tls", QT_TRANSLATE_NOOP("flowbench::Field", "TLS")},
    {"ca", QT_TRANSLATE_NOOP("flowbench::Field", "CA certificate")},
    {"cacert", QT_TRANSLATE_NOOP("flowbench::Field", "CA certificate")},
    {"cert", QT_TRANSLATE_NOOP("flowbench::Field", "Client certificate")},
    {"key", QT_TRANSLATE_NOOP("flowbench::Field", "Client key")},
    {"cacertfile", QT_TRANSLATE_NOOP("flowbench::Field", "CA certificate")},
    {"certfile", QT_TRANSLATE_NOOP("flowbench::Field", "Client certificate")},
    {"keyfile", QT_TRANSLATE_NOOP("flowbench::Field", "Client key")},
    {"security.protocol", QT_TRANSLATE_NOOP("flowbench::Field", "Security")},
    {"sasl.mechanism", QT_TRANSLATE_NOOP("flowbench::Field", "SASL mechanism")},
    {"sasl.mechanisms", QT_TRANSLATE_NOOP("flowbench::Field", "SASL mechanism")},
    {"ssl.ca.location", QT_TRANSLATE_NOOP("flowbench::Field", "CA certificate")},
    {"ssl.certificate.location", QT_TRANSLATE_NOOP("flowbench::Field", "Client certificate")},
    {"ssl.key.location", QT_TRANSLATE_NOOP("flowbench::Field", "Client key")},
    {"ssl.key.password", QT_TRANSLATE_NOOP("flowbench::Field", "Key's password")},
    {"message.max.bytes", QT_TRANSLATE_NOOP("flowbench::Field", "Largest message (bytes)")},
    {"client.id", QT_TRANSLATE_NOOP("flowbench::Field", "Client id")},
    {"heartbeat", QT_TRANSLATE_NOOP("flowbench::Field", "Heartbeat (s)")},
    {"seed", QT_TRANSLATE_NOOP("flowbench::Field", "Seed")},
    {"rate", QT_TRANSLATE_NOOP("flowbench::Field", "Events per second")},
    {"backlog", QT_TRANSLATE_NOOP("flowbench::Field", "Events at the start")},
    {"registry", QT_TRANSLATE_NOOP("flowbench::Field", "Schema registry")},
    {"environment", QT_TRANSLATE_NOOP("flowbench::Field", "Environment")},
    {"development", QT_TRANSLATE_NOOP("flowbench::Field", "Development")},
    {"test", QT_TRANSLATE_NOOP("flowbench::Field", "Test")},
    {"production", QT_TRANSLATE_NOOP("flowbench::Field", "Production")},
    {"read_only", QT_TRANSLATE_NOOP("flowbench::Field", "Read only")},
    {"name", QT_TRANSLATE_NOOP("flowbench::Field", "Name")},
    {"colour", QT_TRANSLATE_NOOP("flowbench::Field", "Colour")},
    {"resolve", QT_TRANSLATE_NOOP("flowbench::Field", "Resolve the host name")},
    {"connect", QT_TRANSLATE_NOOP("flowbench::Field", "Connect")},
    {"authenticate", QT_TRANSLATE_NOOP("flowbench::Field", "Authenticate")},
    {"list", QT_TRANSLATE_NOOP("flowbench::Field", "List channels")},
    {"topic", QT_TRANSLATE_NOOP("flowbench::Field", "Topic")},
    {"queue", QT_TRANSLATE_NOOP("flowbench::Field", "Queue")},
    {"exchange", QT_TRANSLATE_NOOP("flowbench::Field", "Exchange")},
    {"stream", QT_TRANSLATE_NOOP("flowbench::Field", "Stream")},
};
} // namespace

QString fieldLabel(const QString &id)
{
    for (const auto &[known, label] : Labels) {
        if (id == QLatin1StringView(known))
            return QCoreApplication::translate("flowbench::Field", label);
    }
    return visibleText(id);
}

} // namespace flowbench

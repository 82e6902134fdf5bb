// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/live/secretstore.h"

#include "model/live/connection.h"

#include <algorithm>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {
bool holdsSecret(const QString &option)
{
    return option.contains(u"password", Qt::CaseInsensitive) || option.contains(u"secret", Qt::CaseInsensitive) ||
           option.contains(u".key.pem", Qt::CaseInsensitive);
}
} // namespace

QString secretKey(const ConnectionUrl &url)
{
    // The protocol is part of it: the same host without TLS is another place.
    const QString protocol = url.option(u"security.protocol").toLower();
    return u"%1://%2@%3/%4"_s.arg(url.scheme, url.user, url.address(), url.path) +
           (protocol.isEmpty() ? QString() : u'?' + protocol);
}

QString takeSecrets(ConnectionUrl &url)
{
    QString secret = url.password;
    url.password = QString();
    for (const auto &[name, value] : url.options) {
        if (secret.isNull() && holdsSecret(name))
            secret = value;
    }
    std::erase_if(url.options, [](const auto &option) { return holdsSecret(option.first); });
    return secret;
}

} // namespace flowbench

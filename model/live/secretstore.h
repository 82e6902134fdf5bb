// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/result.h"

#include <QString>

#include <functional>

namespace flowbench {

struct ConnectionUrl;

// Where passwords are kept: the system's keychain, or nowhere. Never a file. Implemented in app/common.
//
// Used on the thread of an event loop (the GUI's, or the command line's main thread). Every call answers exactly once,
// later, on the same thread, within the store's own deadline: an unanswered keyring prompt never ends by itself.
// NoKeychain: there is none, or it did not answer; nothing was stored.
class SecretStore
{
public:
    virtual ~SecretStore() = default;
    // A null string: the keychain works and holds nothing under this key.
    virtual void read(const QString &key, std::function<void(Result<QString>)> done) = 0;
    virtual void write(const QString &key, const QString &secret, std::function<void(Result<void>)> done) = 0;
    virtual void remove(const QString &key, std::function<void(Result<void>)> done) = 0;
};

// The key of a connection's secret. It names everything that decides where the password would be sent, so that a
// workspace file that points a known name at another host finds nothing.
QString secretKey(const ConnectionUrl &url);

// Takes the secrets out of a URL before it is written to a file: the password, and options that hold one. The first
// one found is the answer (null: there was none).
QString takeSecrets(ConnectionUrl &url);

} // namespace flowbench

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/cancel.h"
#include "model/live/secretstore.h"

namespace flowbench {

// The system's keychain (libsecret, KWallet). Each job has a deadline of its own, because a keyring that waits for an
// answer in its own window never ends: 10 s in the window, 2 s on the command line.
class Keychain final : public SecretStore
{
public:
    static constexpr Milliseconds WindowDeadline{10000};
    static constexpr Milliseconds CommandDeadline{2000};

    explicit Keychain(Milliseconds deadline) : m_deadline(deadline) {}

    void read(const QString &key, std::function<void(Result<QString>)> done) override;
    void write(const QString &key, const QString &secret, std::function<void(Result<void>)> done) override;
    void remove(const QString &key, std::function<void(Result<void>)> done) override;

private:
    Milliseconds m_deadline;
};

// For the command line: waits for the answer in a loop of its own.
Result<QString> readSecret(SecretStore &store, const QString &key);
Result<void> writeSecret(SecretStore &store, const QString &key, const QString &secret);
Result<void> removeSecret(SecretStore &store, const QString &key);

} // namespace flowbench

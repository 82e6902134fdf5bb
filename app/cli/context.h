// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/arguments.h"
#include "app/cli/commands.h"
#include "app/cli/interrupt.h"
#include "app/cli/output.h"
#include "app/common/opener.h"

#include <memory>

namespace flowbench::cli {

// What every command is given. Made in main(), on the main thread.
struct Context
{
    const Arguments &args;
    Output &out;
    Interrupt &interrupt;
    const ConnectorRegistry &registry;

    Milliseconds timeout() const;
    Cancel cancel() const { return Cancel::after(timeout(), interrupt.token()); }
    QString workspaceFolder() const;

    // Says the error; answers the exit code for it (130 after Ctrl+C).
    int fail(Error error, const QString &connection = {}) const;
    // A mistake in the command line that the table cannot see.
    int misused(const QString &message) const;
};

// A connection that a command works on.
struct Opened
{
    PreparedConnection prepared;
    std::unique_ptr<Connector> connector;
    std::shared_ptr<AuditLog> audit;

    const QString &name() const { return prepared.config.name; }
    Guard &guard() const { return *prepared.guard; }
};

// Loads the workspace (problems become warnings), finds connection and password, makes the connector. No network yet.
// With `forWriting` the guard is asked first: unlocked by --confirm, refused otherwise.
Result<Opened> open(Context &context, const QString &connection, bool forWriting = false);

// The addresses of the channels that a person typed.
Result<std::vector<ChannelAddress>> resolve(const Context &context, Connector &connector, const QStringList &typed);

} // namespace flowbench::cli

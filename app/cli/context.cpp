// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/context.h"

#include "app/cli/values.h"
#include "app/common/keychain.h"
#include "app/common/paths.h"
#include "words/sentence.h"
#include "words/visible.h"

#include <QCoreApplication>

namespace flowbench::cli {

using namespace Qt::StringLiterals;

namespace {
struct Said
{
    Q_DECLARE_TR_FUNCTIONS(cli)
};

constexpr Milliseconds DefaultTimeout{30000};
} // namespace

Milliseconds Context::timeout() const
{
    return args.has("--timeout") ? parseDuration(args.text("--timeout")).value_or(DefaultTimeout) : DefaultTimeout;
}

QString Context::workspaceFolder() const
{
    return args.has("--workspace") ? args.text("--workspace") : defaultWorkspaceFolder();
}

int Context::fail(Error error, const QString &connection) const
{
    if (interrupt.happened())
        return Interrupted;
    if (error.connection.isEmpty())
        error.connection = connection;
    out.error(error);
    return exitCode(error);
}

int Context::misused(const QString &message) const
{
    const QString verb = args.verb() ? QString::fromLatin1(args.verb()->name) + u' ' : QString();
    out.error(message, {}, Said::tr("Usage: flowbench-cli %1--help").arg(verb));
    return Usage;
}

Result<Opened> open(Context &context, const QString &connection, bool forWriting)
{
    const auto workspace = WorkspaceStore(context.workspaceFolder()).load();
    if (!workspace)
        return workspace.error();
    for (const WorkspaceProblem &p : workspace->problems)
        context.out.warning(Said::tr("Workspace file %1: %2").arg(visibleText(p.file), sentence(p.error).message));
    const auto state = stateFolder();
    // Looking needs no state folder; writing does, because every write leaves its line in the audit log.
    if (!state && forWriting)
        return state.error();
    const QString confirm = context.args.text("--confirm");
    const ConnectionOpener opener(context.registry, *workspace, state ? *state : QString());
    auto prepared = opener.prepare(connection, confirm);
    if (!prepared)
        return prepared.error();
    if (forWriting) {
        if (!confirm.isEmpty())
            prepared->guard->unlock(confirm);
        if (auto refused = prepared->guard->refusal())
            return *refused;
    }
    Keychain keychain(Keychain::CommandDeadline);
    if (auto found = findPassword(*prepared, context.args.text("--password-file"), &keychain); !found)
        return found.error();
    prepared->config.timeout = context.timeout();
    auto connector = ConnectionOpener::connect(*prepared);
    if (!connector)
        return connector.error();
    return Opened{std::move(*prepared), std::move(connector.value()), opener.audit()};
}

Result<std::vector<ChannelAddress>> resolve(const Context &context, Connector &connector, const QStringList &typed)
{
    const auto catalog = connector.catalog();
    if (!catalog)
        return catalog.reason;
    std::vector<ChannelAddress> out;
    for (const QString &name : typed) {
        auto address = catalog->resolve(name, context.cancel());
        if (!address)
            return address.error();
        out.push_back(std::move(*address));
    }
    return out;
}

} // namespace flowbench::cli

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/context.h"
#include "app/cli/rows.h"
#include "app/common/keychain.h"
#include "app/common/schemas.h"
#include "model/live/secretstore.h"
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

int list(Context &c)
{
    const auto workspace = WorkspaceStore(c.workspaceFolder()).load();
    if (!workspace)
        return c.fail(workspace.error());
    for (const WorkspaceProblem &p : workspace->problems)
        c.out.warning(Said::tr("Workspace file %1: %2").arg(visibleText(p.file), sentence(p.error).message));
    Rows rows(c.out, {{"name", Said::tr("NAME")},
                      {"url", Said::tr("URL")},
                      {"environment", Said::tr("ENVIRONMENT")},
                      {"read_only", Said::tr("READ ONLY")},
                      {"registry", Said::tr("REGISTRY")}});
    for (const ConnectionProfile &p : workspace->connections)
        rows.add({p.name, p.url.toString(), QString::fromLatin1(environmentName(p.environment)), p.readOnly,
                  cellOf(p.registry)});
    rows.finish();
    return Done;
}

void keepSecret(Context &c, const ConnectionUrl &url, const QString &secret)
{
    Keychain keychain(Keychain::CommandDeadline);
    if (const auto kept = writeSecret(keychain, secretKey(url), secret); kept)
        c.out.warning(Said::tr("The password is in the system's keychain now, not in the workspace."));
    else
        c.out.warning(sentence(kept.error()).message + u' ' + sentence(kept.error()).hint);
}

// The option's, or the URL's: it becomes a field of the profile, without a password.
Result<QString> registryOf(Context &c, ConnectionUrl &url)
{
    const QString ofUrl = takeRegistry(url);
    const QString registry = c.args.has("--registry") ? c.args.text("--registry") : ofUrl;
    if (auto checked = checkRegistry(registry); !checked)
        return checked.error();
    bool hadPassword = false;
    const QString saved = registry.isEmpty() ? QString() : registryToSave(registry, &hadPassword);
    if (hadPassword)
        c.out.warning(Said::tr("The registry's password is not stored: give it in %1.")
                          .arg(QString::fromLatin1(RegistryPasswordVariable)));
    return saved;
}

Result<ConnectionProfile> profileOf(Context &c, QString &secret)
{
    ConnectionProfile p;
    p.name = c.args.argument(1);
    auto url = ConnectionUrl::parse(c.args.argument(2));
    if (!url)
        return url.error();
    secret = takeSecrets(*url);
    auto registry = registryOf(c, *url);
    if (!registry)
        return registry.error();
    p.registry = std::move(*registry);
    if (const auto checked = c.registry.check(*url); !checked)
        return checked.error();
    p.url = std::move(*url);
    p.environment = environmentFromName(c.args.text("--environment")).value_or(Environment::None);
    p.readOnly = c.args.has("--read-only");
    return p;
}

int add(Context &c)
{
    QString secret;
    const auto profile = profileOf(c, secret);
    if (!profile)
        return c.fail(profile.error(), c.args.argument(1));
    WorkspaceStore store(c.workspaceFolder());
    const auto workspace = store.load();
    if (!workspace)
        return c.fail(workspace.error());
    // Replacing one could take a production guard away without anybody noticing.
    if (workspace->find(profile->name)) {
        c.out.error(Said::tr("There is a connection “%1” already.").arg(visibleText(profile->name)), profile->name,
                    Said::tr("Remove it first: flowbench-cli connections remove NAME"));
        return Usage;
    }
    if (const auto saved = store.save(*profile); !saved)
        return c.fail(saved.error(), profile->name);
    if (!secret.isNull())
        keepSecret(c, profile->url, secret);
    return Done;
}

int remove(Context &c)
{
    const QString name = c.args.argument(1);
    WorkspaceStore store(c.workspaceFolder());
    const auto workspace = store.load();
    if (!workspace)
        return c.fail(workspace.error());
    const ConnectionProfile *profile = workspace->find(name);
    const bool secret = profile && !profile->url.user.isEmpty();
    if (const auto removed = store.remove(name); !removed)
        return c.fail(removed.error(), name);
    if (secret) {
        // Where there is no keychain there is nothing to forget.
        Keychain keychain(Keychain::CommandDeadline);
        (void)removeSecret(keychain, secretKey(profile->url)).ok();
    }
    return Done;
}
} // namespace

int runConnections(Context &c)
{
    const QString what = c.args.argument(0);
    if (what == u"add" && c.args.count() == 3)
        return add(c);
    if (what == u"remove" && c.args.count() == 2)
        return remove(c);
    if (c.args.count() == 0)
        return list(c);
    return c.misused(Said::tr("connections takes nothing, add NAME URL, or remove NAME."));
}

} // namespace flowbench::cli

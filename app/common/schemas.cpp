// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/common/schemas.h"

#include "connectors/registry/registry.h"
#include "model/schema/eventschemas.h"

#include <QUrl>

namespace flowbench {

using namespace Qt::StringLiterals;

QString takeRegistry(ConnectionUrl &url)
{
    const QString registry = url.option(u"registry");
    std::erase_if(url.options, [](const auto &option) { return option.first == u"registry"; });
    return registry;
}

QString registryToSave(const QString &url, bool *hadPassword)
{
    if (hadPassword)
        *hadPassword = !QUrl(url).password().isEmpty();
    return registryUrlWithoutPassword(url);
}

Result<void> checkRegistry(const QString &url) { return url.isEmpty() ? Result<void>() : checkRegistryUrl(url); }

Result<std::shared_ptr<SchemaSource>> makeSchemaSource(const QString &text)
{
    if (text.isEmpty())
        return std::shared_ptr<SchemaSource>();
    if (auto checked = checkRegistryUrl(text); !checked)
        return checked.error();
    QUrl url(text.trimmed(), QUrl::StrictMode);
    if (!url.userName().isEmpty() && url.password().isEmpty() && qEnvironmentVariableIsSet(RegistryPasswordVariable))
        url.setPassword(qEnvironmentVariable(RegistryPasswordVariable), QUrl::DecodedMode);
    return makeRegistrySource(url.toString(QUrl::FullyEncoded));
}

Result<std::shared_ptr<SchemaSource>> makeSchemaSource(const PreparedConnection &prepared, const QString &override)
{
    return makeSchemaSource(override.isEmpty() ? prepared.registry : override);
}

std::shared_ptr<const SchemaCheck> makeSchemaCheck(std::shared_ptr<SchemaSource> registry, const QString &workspace,
                                                   std::stop_token stop)
{
    constexpr Milliseconds SchemaWait{10000};
    return std::make_shared<EventSchemas>(std::move(registry), std::make_shared<SchemaFolder>(workspace), SchemaWait,
                                          std::move(stop));
}

} // namespace flowbench

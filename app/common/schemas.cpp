// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/common/schemas.h"

#include "connectors/registry/registry.h"
#include "model/schema/eventschemas.h"

#include <QUrl>

#include <mutex>

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

namespace {
class DeferredCheck final : public SchemaCheck
{
public:
    DeferredCheck(std::shared_ptr<SchemaSource> registry, QString workspace)
        : m_registry(std::move(registry)), m_workspace(std::move(workspace))
    {}
    SchemaVerdict check(const QString &channel, const EventView &event) const override
    {
        std::call_once(m_once, [this] { m_made = makeSchemaCheck(m_registry, m_workspace); });
        return m_made->check(channel, event);
    }

private:
    const std::shared_ptr<SchemaSource> m_registry;
    const QString m_workspace;
    mutable std::once_flag m_once;
    mutable std::shared_ptr<const SchemaCheck> m_made;
};
} // namespace

std::shared_ptr<const SchemaCheck> makeDeferredSchemaCheck(std::shared_ptr<SchemaSource> registry, QString workspace)
{
    return std::make_shared<DeferredCheck>(std::move(registry), std::move(workspace));
}

} // namespace flowbench

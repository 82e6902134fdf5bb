// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/common/opener.h"
#include "model/decode/schemasource.h"
#include "model/schema/schemacheck.h"

namespace flowbench {

// Where a registry's password comes from when its URL has a user and no password.
inline constexpr const char *RegistryPasswordVariable = "FLOWBENCH_REGISTRY_PASSWORD";

// Takes ?registry=URL out of a connection's URL: it is ours, no connector gets to see it. Empty where there is none.
QString takeRegistry(ConnectionUrl &url);

// A registry's URL as it may be saved and shown. `hadPassword` (may be null): whether one was left out.
QString registryToSave(const QString &url, bool *hadPassword = nullptr);

// BadUrl. No network. An empty URL is a good one: no registry.
Result<void> checkRegistry(const QString &url);

// The schemas of a registry, or of none (a null source) where `url` is empty. Nobody is asked yet. Give one connection
// one source: it remembers what it was told.
Result<std::shared_ptr<SchemaSource>> makeSchemaSource(const QString &url);
// The same for a connection: `override` (--registry) where it is not empty, else what the connection says.
Result<std::shared_ptr<SchemaSource>> makeSchemaSource(const PreparedConnection &prepared,
                                                       const QString &override = {});

// What events are checked by: the schemas of a registry (null: of none) and of the workspace, as they are when it is
// first used. Nothing is read or asked yet. Waits for the registry's schemas, not after `stop`.
std::shared_ptr<const SchemaCheck> makeSchemaCheck(std::shared_ptr<SchemaSource> registry, const QString &workspace,
                                                   std::stop_token stop = {});

} // namespace flowbench

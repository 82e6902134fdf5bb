// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/live/connection.h"

#include <vector>

namespace flowbench {

// Every kind of broker that this program was built with. A value; made once by whoever composes the program.
class ConnectorRegistry
{
public:
    // Sandbox, Kafka, RabbitMQ, captures.
    static ConnectorRegistry all();

    void add(ConnectorType type) { m_types.push_back(std::move(type)); }
    const std::vector<ConnectorType> &types() const { return m_types; }
    // Null where no connector speaks that scheme.
    const ConnectorType *forScheme(const QString &scheme) const;
    // Checks the URL with its connector; no network. UnknownScheme, RefusedProperty, ...
    Result<const ConnectorType *> check(const ConnectionUrl &url) const;

private:
    std::vector<ConnectorType> m_types;
};

} // namespace flowbench

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/common/registry.h"

#include "connectors/file/file.h"
#include "connectors/kafka/kafka.h"
#include "connectors/rabbitmq/rabbitmq.h"
#include "connectors/sandbox/sandbox.h"

namespace flowbench {

using namespace Qt::StringLiterals;

ConnectorRegistry ConnectorRegistry::all()
{
    ConnectorRegistry r;
    r.add(sandboxType());
    r.add(kafkaType());
    r.add(rabbitmqType());
    r.add(fileType());
    return r;
}

const ConnectorType *ConnectorRegistry::forScheme(const QString &scheme) const
{
    for (const ConnectorType &type : m_types) {
        if (type.schemes.contains(scheme))
            return &type;
    }
    return nullptr;
}

Result<const ConnectorType *> ConnectorRegistry::check(const ConnectionUrl &url) const
{
    const ConnectorType *type = forScheme(url.scheme);
    if (!type) {
        QStringList known;
        for (const ConnectorType &t : m_types)
            known += t.schemes;
        return makeError(ErrorCode::UnknownScheme, {url.scheme, known.join(u", "_s)});
    }
    if (type->check) {
        if (auto checked = type->check(url); !checked)
            return checked.error();
    }
    return type;
}

} // namespace flowbench

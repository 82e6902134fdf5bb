// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/live/brokeridentity.h"

namespace flowbench {

Result<QString> brokerIdentity(Connector &connector, const ConnectionUrl &url, const Cancel &cancel)
{
    auto own = connector.identity(cancel);
    if (own || own.error().code != ErrorCode::NotSupported)
        return own;
    return QString(url.address() + u'/' + url.path);
}

} // namespace flowbench

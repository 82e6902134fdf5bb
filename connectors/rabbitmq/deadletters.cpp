// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/rabbitmq/catalog.h"
#include "model/deadletter/setup.h"

namespace flowbench::rabbitmq {

QStringList deadLetterQueues(const QJsonArray &queues, const QJsonArray &exchanges, const QJsonArray &bindings)
{
    std::vector<ChannelDetails> channels;
    for (const auto &q : queues)
        channels.push_back(queueDetailsOf(q.toObject()));
    for (const auto &e : exchanges)
        channels.push_back(exchangeDetailsOf(e.toObject()));
    std::vector<BindingInfo> ways;
    for (const auto &b : bindings)
        ways.push_back(bindingOf(b.toObject()));
    QStringList found;
    for (const DeadLetterChannel &d : deadLetterSetup(channels, ways, {})) {
        if (!d.isSource)
            found.append(ChannelAddress{d.channel, {}}.bare());
    }
    return found;
}

} // namespace flowbench::rabbitmq

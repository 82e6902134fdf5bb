// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/rabbitmq/amqpconnection.h"
#include "connectors/rabbitmq/context.h"

#include <QJsonArray>

namespace flowbench::rabbitmq {

// Exchanges and queues of the vhost, by the management API; named queues also without it.
class RabbitCatalog final : public Catalog
{
public:
    explicit RabbitCatalog(ContextPtr context) : m_context(std::move(context)) {}
    Result<std::vector<ChannelInfo>> channels(const Cancel &cancel) override;
    Result<ChannelDetails> details(const QString &channel, const Cancel &cancel) override;
    Result<ChannelAddress> resolve(const QString &typed, const Cancel &cancel) override;

private:
    Result<ChannelAddress> resolveOn(AmqpConnection &connection, const QString &typed, const Cancel &cancel);
    Result<ChannelDetails> queueDetails(AmqpConnection &connection, const QString &queue, const Cancel &cancel);
    Result<ChannelDetails> exchangeDetails(AmqpConnection &connection, const QString &exchange, const Cancel &cancel);
    void correctDepths(std::vector<ChannelInfo> &channels, const QStringList &exclusive, const Cancel &cancel);
    const ContextPtr m_context;
};

BindingInfo bindingOf(const QJsonObject &binding);
// What the management API says of one queue or exchange; bindings are asked for apart.
ChannelDetails queueDetailsOf(const QJsonObject &queue);
ChannelDetails exchangeDetailsOf(const QJsonObject &exchange);
// The queues that dead letters of others are routed to, or that are named like it; bare names.
QStringList deadLetterQueues(const QJsonArray &queues, const QJsonArray &exchanges, const QJsonArray &bindings);

} // namespace flowbench::rabbitmq

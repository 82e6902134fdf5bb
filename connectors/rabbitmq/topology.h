// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/rabbitmq/context.h"

namespace flowbench::rabbitmq {

// Declares, deletes and binds over AMQP; lists bindings by the management API.
class RabbitTopology final : public Topology
{
public:
    explicit RabbitTopology(ContextPtr context) : m_context(std::move(context)) {}
    Result<std::vector<BindingInfo>> bindings(const Cancel &cancel) override;
    Result<std::vector<ChannelDetails>> everything(const Cancel &cancel) override;
    Result<void> declare(const WriteGrant &grant, const ChannelSpec &spec, const Cancel &cancel) override;
    Result<void> remove(const WriteGrant &grant, const QString &channel, const Cancel &cancel) override;
    Result<void> bind(const WriteGrant &grant, const BindingInfo &binding, const Cancel &cancel) override;

private:
    const ContextPtr m_context;
};

} // namespace flowbench::rabbitmq

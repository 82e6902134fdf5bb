// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/kafka/kafkaclient.h"

namespace flowbench::kafka {

class KafkaCatalog final : public Catalog
{
public:
    explicit KafkaCatalog(Client &client) : m_client(client) {}
    Result<std::vector<ChannelInfo>> channels(const Cancel &cancel) override;
    Result<ChannelDetails> details(const QString &channel, const Cancel &cancel) override;
    Result<ChannelAddress> resolve(const QString &typed, const Cancel &cancel) override;

private:
    Client &m_client;
};

class KafkaTopology final : public Topology
{
public:
    explicit KafkaTopology(Client &client) : m_client(client) {}
    // Kafka has no bindings: the list is empty.
    Result<std::vector<BindingInfo>> bindings(const Cancel &cancel) override;
    // Topics with what was set for each; bindings there are none.
    Result<std::vector<ChannelDetails>> everything(const Cancel &cancel) override;
    Result<void> declare(const WriteGrant &grant, const ChannelSpec &spec, const Cancel &cancel) override;
    Result<void> remove(const WriteGrant &grant, const QString &channel, const Cancel &cancel) override;
    Result<void> bind(const WriteGrant &grant, const BindingInfo &binding, const Cancel &cancel) override;
    Result<void> deleteRecords(const WriteGrant &grant, const QString &channel, std::span<const PartitionOffset> before,
                               const Cancel &cancel) override;

private:
    Result<void> waitUntil(Handle &handle, const std::string &topic, bool there, const Cancel &cancel);
    Client &m_client;
};

} // namespace flowbench::kafka

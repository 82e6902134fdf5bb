// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/kafka/kafkacatalog.h"
#include "connectors/kafka/kafkagroups.h"
#include "connectors/kafka/kafkapublisher.h"
#include "connectors/kafka/kafkascan.h"
#include "connectors/kafka/kafkatail.h"

namespace flowbench::kafka {

class KafkaConnector final : public Connector
{
public:
    KafkaConnector(Config config, std::shared_ptr<ArenaPool> arenas);

    Offer<Catalog> catalog() override { return {&m_catalog, {}}; }
    Offer<Tail> tail() override { return {&m_tail, {}}; }
    Offer<Scan> scan() override { return {&m_scan, {}}; }
    Offer<Browse> browse() override;
    Offer<Publish> publish() override { return {&m_publish, {}}; }
    Offer<Settle> settle() override;
    Offer<Positions> positions() override { return {&m_positions, {}}; }
    Offer<Topology> topology() override { return {&m_topology, {}}; }

    std::vector<TestStep> test(std::function<void(const TestStep &)> told, const Cancel &cancel) override;
    Result<QString> identity(const Cancel &cancel) override;
    ConnectionState state() const override { return m_client.state(); }
    void setStateListener(StateListener listener) override { m_client.setStateListener(std::move(listener)); }

private:
    Client m_client;
    KafkaCatalog m_catalog{m_client};
    KafkaTail m_tail{m_client};
    KafkaScan m_scan{m_client};
    KafkaPublish m_publish{m_client};
    KafkaPositions m_positions{m_client};
    KafkaTopology m_topology{m_client};
};

} // namespace flowbench::kafka

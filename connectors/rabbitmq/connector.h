// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/rabbitmq/catalog.h"
#include "connectors/rabbitmq/consumption.h"
#include "connectors/rabbitmq/publisher.h"
#include "connectors/rabbitmq/scan.h"
#include "connectors/rabbitmq/tail.h"
#include "connectors/rabbitmq/topology.h"

namespace flowbench::rabbitmq {

// Hands out the parts; each call makes the connections it needs. Tails, publishers and consumptions may outlive it.
class RabbitConnector final : public Connector
{
public:
    RabbitConnector(Settings settings, std::shared_ptr<ArenaPool> arenas);
    ~RabbitConnector() override;

    Offer<Catalog> catalog() override { return {&m_catalog, {}}; }
    Offer<Tail> tail() override { return {&m_tail, {}}; }
    Offer<Scan> scan() override { return {&m_scan, {}}; }
    Offer<Browse> browse() override { return {&m_browse, {}}; }
    Offer<Publish> publish() override { return {&m_publish, {}}; }
    Offer<Settle> settle() override { return {&m_settle, {}}; }
    Offer<Positions> positions() override;
    Offer<Topology> topology() override { return {&m_topology, {}}; }
    std::vector<TestStep> test(std::function<void(const TestStep &)> told, const Cancel &cancel) override;
    ConnectionState state() const override { return m_context->board.state(); }
    void setStateListener(StateListener listener) override { m_context->board.setListener(std::move(listener)); }

private:
    TestStep list(const Cancel &cancel);
    const ContextPtr m_context;
    RabbitCatalog m_catalog;
    RabbitTail m_tail;
    RabbitScan m_scan;
    RabbitBrowse m_browse;
    RabbitPublish m_publish;
    RabbitSettle m_settle;
    RabbitTopology m_topology;
};

} // namespace flowbench::rabbitmq

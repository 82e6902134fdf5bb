// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/kafka/kafkaclient.h"

namespace flowbench::kafka {

class KafkaScan final : public Scan
{
public:
    explicit KafkaScan(Client &client) : m_client(client) {}
    Result<Coverage> scan(const ScanRequest &request, EventSink &sink, const Cancel &cancel) override;

private:
    Client &m_client;
};

} // namespace flowbench::kafka

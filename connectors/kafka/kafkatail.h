// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/kafka/kafkaclient.h"

namespace flowbench::kafka {

class KafkaTail final : public Tail
{
public:
    explicit KafkaTail(Client &client) : m_client(client) {}
    Result<std::unique_ptr<RunningTail>> tail(const TailRequest &request, std::shared_ptr<EventSink> sink,
                                              TailListener listener, const Cancel &cancel) override;

private:
    Client &m_client;
};

} // namespace flowbench::kafka

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/kafka/kafkaclient.h"

namespace flowbench::kafka {

class KafkaPublish final : public Publish
{
public:
    explicit KafkaPublish(Client &client) : m_client(client) {}
    // ChannelNotFound where the topic is not there: publishing never creates one.
    Result<std::unique_ptr<Publisher>> publisher(const WriteGrant &grant, const Options &options,
                                                 ReceiptListener listener, const Cancel &cancel) override;
    // The note is the metadata of an offset, committed with the transaction for a group of its name.
    Result<QString> lastNote(const QString &transaction, const Cancel &cancel) override;

private:
    Client &m_client;
};

} // namespace flowbench::kafka

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/kafka/kafkametadata.h"

namespace flowbench::kafka {

// Waits for the one answer of an admin request in `queue`, cancellable. `type`: the event expected.
Result<EventPtr> adminAnswer(Handle &handle, rd_kafka_queue_t *queue, rd_kafka_event_type_t type, const Cancel &cancel);
using OptionsPtr = std::unique_ptr<rd_kafka_AdminOptions_t, Deleter<rd_kafka_AdminOptions_destroy>>;
OptionsPtr adminOptions(Handle &handle, rd_kafka_admin_op_t operation, const Cancel &cancel);

// A group's committed offsets; partitions without one are left out.
Result<Offsets> committedOffsets(Client &client, const QString &group, const Cancel &cancel);

// What was kept as metadata of a group's first committed offset; null: nothing is committed.
Result<QString> committedNote(Handle &handle, const QString &group, const Cancel &cancel);

class KafkaPositions final : public Positions
{
public:
    explicit KafkaPositions(Client &client) : m_client(client) {}
    Result<std::vector<GroupInfo>> groups(const Cancel &cancel) override;
    Result<GroupInfo> positions(const QString &group, const Cancel &cancel) override;
    Result<void> reset(const WriteGrant &grant, const QString &group, std::span<const GroupPosition> to,
                       const Cancel &cancel) override;

private:
    Client &m_client;
};

} // namespace flowbench::kafka

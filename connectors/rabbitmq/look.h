// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/rabbitmq/nature.h"
#include "connectors/rabbitmq/snapshot.h"

namespace flowbench::rabbitmq {

// What a look at a queue brought.
struct Looked
{
    QueueNature nature;
    std::unique_ptr<Snapshot> snapshot;
    qint64 ready = 0;             // in the queue when the look began
    bool cancelled = false;       // given back early
    std::optional<Error> trouble; // why there is less than was asked for
    QStringList notes;            // "snapshot-of:ISO time", "rescued:N"
    bool stream = false;          // nothing was fetched: a stream is read, not looked at
};

struct LookPlan
{
    QString queue;     // bare
    quint64 first = 0; // 0: all
    bool refresh = false;
    std::function<void(quint64 held)> progress; // may be empty
};

// Holds the queue's ready messages, copies them to disk and gives them all back together. A queue with a delivery limit
// is fetched once and then answered from its snapshot; DeliveryLimit where fetching again could destroy. Blocks; on a
// big stack. An error: nothing was fetched, or it could not be kept.
Result<Looked> lookAtQueue(Context &context, const LookPlan &plan, const Cancel &cancel);

} // namespace flowbench::rabbitmq

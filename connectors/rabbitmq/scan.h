// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/rabbitmq/context.h"

namespace flowbench::rabbitmq {

struct Looked;

// Queues through a snapshot, streams by their offsets.
class RabbitScan final : public Scan
{
public:
    explicit RabbitScan(ContextPtr context) : m_context(std::move(context)) {}
    Result<Coverage> scan(const ScanRequest &request, EventSink &sink, const Cancel &cancel) override;

private:
    const ContextPtr m_context;
};

class RabbitBrowse final : public Browse
{
public:
    explicit RabbitBrowse(ContextPtr context) : m_context(std::move(context)) {}
    Result<LookEffects> effects(const QString &queue, const Cancel &cancel) override;
    Result<Coverage> look(const Request &request, EventSink &sink, const Cancel &cancel) override;

private:
    const ContextPtr m_context;
};

// The work of both, also for the newest events of a tail. On a big stack.
Result<Coverage> scanChannels(Context &context, const ScanRequest &request, EventSink &sink, bool refresh,
                              quint64 firstOfQueue, const Cancel &cancel);

} // namespace flowbench::rabbitmq

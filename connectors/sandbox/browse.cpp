// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/sandbox/emitter.h"
#include "connectors/sandbox/parts.h"

namespace flowbench::sandbox {

using namespace Qt::StringLiterals;

Result<LookEffects> SandboxBrowse::effects(const QString &queue, const Cancel &cancel)
{
    if (auto entered = m_core->enter(cancel); !entered)
        return entered.error();
    return m_core->broker.lookEffects(queue);
}

// Where a look counts as a delivery the queue is fetched once, and later looks use what was fetched.
Result<std::vector<Entry>> SandboxBrowse::entries(const Request &request)
{
    const auto effects = m_core->broker.lookEffects(request.queue);
    if (!effects)
        return effects.error();
    if (!effects->countsAsDelivery)
        return m_core->broker.look(request.queue, request.first);
    const std::lock_guard lock(m_mutex);
    const auto kept = m_snapshots.find(request.queue);
    if (kept != m_snapshots.end() && !request.refresh) {
        std::vector<Entry> out = kept->second;
        if (request.first > 0 && out.size() > request.first)
            out.resize(request.first);
        return out;
    }
    auto looked = m_core->broker.look(request.queue, request.first);
    if (looked)
        m_snapshots[request.queue] = *looked;
    return looked;
}

Result<Coverage> SandboxBrowse::look(const Request &request, EventSink &sink, const Cancel &cancel)
{
    if (auto entered = m_core->enter(cancel); !entered)
        return entered.error();
    const auto start = Clock::now();
    const auto looked = entries(request);
    if (!looked)
        return looked.error();
    Coverage coverage;
    Emitter out(sink, m_core->arenas, request.matcher.get());
    const std::string name = request.queue.toStdString();
    std::string storage;
    coverage.complete = true;
    for (std::size_t i = 0; i < looked->size(); ++i) {
        if (cancel.done() || (request.limit > 0 && out.matched >= request.limit)) {
            coverage.ended = cancel.done() ? ScanEnd::Cancelled : ScanEnd::Limit;
            coverage.complete = false;
            break;
        }
        const Entry &e = (*looked)[i];
        out.offer(viewOf(*e.message, name, -1, qint64(i), storage, e.redelivered));
        if (out.ripe() && !out.flush()) {
            coverage.ended = ScanEnd::Cancelled;
            coverage.complete = false;
            break;
        }
    }
    if (!out.flush())
        coverage.complete = false;
    if (coverage.complete && request.first > 0)
        coverage.complete = m_core->broker.depth(request.queue) <= qint64(looked->size());
    out.tell(coverage);
    coverage.seconds = std::chrono::duration<double>(Clock::now() - start).count();
    ChannelCoverage channel;
    channel.channel = request.queue;
    coverage.channels.push_back(std::move(channel));
    return coverage;
}

} // namespace flowbench::sandbox

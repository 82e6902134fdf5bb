// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/live/port.h"
#include "model/store/chunkbuilder.h"

#include <algorithm>
#include <atomic>
#include <map>
#include <thread>
#include <vector>

// A scan over a list of events, as a connector does it: partition by partition's offsets, with bounds, a matcher, a
// limit and a coverage.
namespace flowbench::fake {

struct ScanControl
{
    std::atomic<bool> held{false}; // waits before event number `holdAt` until this is false
    std::atomic<quint64> holdAt{0};
    std::atomic<bool> lost{false}; // warns once
    qint64 withheld = 0;           // of each partition
};

class ScanRun
{
public:
    ScanRun(const ScanRequest &request, EventSink &sink, const Cancel &cancel, std::shared_ptr<ArenaPool> pool)
        : m_request(request), m_sink(sink), m_cancel(cancel), m_builder(std::move(pool))
    {}

    Coverage run(const std::vector<Event> &history, ScanControl &control)
    {
        bounds(history);
        for (const Event &e : history) {
            Bounds *b = find(e);
            if (!b || e.offset < b->next || e.offset >= b->to)
                continue;
            if (m_request.limit > 0 && m_coverage.matched >= m_request.limit) {
                m_coverage.ended = ScanEnd::Limit;
                break;
            }
            if (m_coverage.scanned == control.holdAt && !wait(control))
                break;
            take(e, *b);
        }
        flush();
        finish(control.withheld);
        return m_coverage;
    }

private:
    struct Bounds
    {
        qint64 from = 0, to = 0, next = 0;
    };

    Bounds *find(const Event &e)
    {
        const auto it = m_bounds.find({e.channel, e.partition});
        return it == m_bounds.end() ? nullptr : &it->second;
    }

    void bounds(const std::vector<Event> &history)
    {
        for (const ResumePoint &p : m_request.resume)
            m_bounds[{p.channel.toStdString(), p.partition}] = {p.next, p.to, p.next};
        if (!m_request.resume.empty())
            return;
        for (const Event &e : history) {
            const bool asked = std::any_of(m_request.channels.begin(), m_request.channels.end(),
                                           [&](const ChannelAddress &c) { return c.name.toStdString() == e.channel; });
            if (!asked || (m_request.partition && *m_request.partition != e.partition))
                continue;
            const auto [it, fresh] =
                m_bounds.try_emplace({e.channel, e.partition}, Bounds{e.offset, e.offset + 1, e.offset});
            it->second.to = std::max(it->second.to, e.offset + 1);
        }
    }

    bool wait(ScanControl &control)
    {
        if (!control.held)
            return true;
        flush();
        tell(m_coverage.scanned * 4);
        if (control.lost && m_request.warning)
            m_request.warning(makeError(ErrorCode::ConnectionLost, {QStringLiteral("fake:1")}));
        while (control.held && !m_cancel.requested())
            std::this_thread::sleep_for(std::chrono::milliseconds(2));
        if (m_cancel.requested())
            m_coverage.ended = ScanEnd::Cancelled;
        return !m_cancel.requested();
    }

    void take(const Event &e, Bounds &b)
    {
        ++m_coverage.scanned;
        b.next = e.offset + 1;
        const EventView view = e.view();
        m_coverage.bytes += view.bytes();
        if (m_request.key && e.key != m_request.key)
            return;
        const auto verdict = m_request.matcher ? m_request.matcher->matches(view) : EventMatcher::Verdict::Match;
        m_coverage.evaluationFailures += verdict == EventMatcher::Verdict::Failed;
        if (verdict != EventMatcher::Verdict::Match)
            return;
        ++m_coverage.matched;
        m_builder.append(m_builder.source(e.channel, e.partition), view);
    }

    void flush()
    {
        while (ChunkPtr chunk = m_builder.finish())
            m_sink.take(std::move(chunk));
    }

    void tell(quint64 total) const
    {
        if (m_request.progress)
            m_request.progress({m_coverage.scanned, m_coverage.matched, m_coverage.bytes, total, 0.5});
    }

    void finish(qint64 withheld)
    {
        std::map<std::string, ChannelCoverage> channels;
        bool all = true;
        for (auto &[at, b] : m_bounds) {
            if (m_coverage.ended == ScanEnd::End)
                b.next = b.to;
            all = all && b.next >= b.to && withheld == 0;
            ChannelCoverage &c = channels[at.first];
            c.channel = QString::fromStdString(at.first);
            c.partitions.push_back({at.second, b.from, b.to, b.next, b.to + withheld, 0, withheld});
        }
        for (auto &[name, c] : channels)
            m_coverage.channels.push_back(std::move(c));
        m_coverage.complete = all;
        m_coverage.seconds = 0.5;
        m_coverage.isolation = m_request.committed ? QStringLiteral("committed") : QStringLiteral("uncommitted");
        tell(m_coverage.scanned);
    }

    const ScanRequest &m_request;
    EventSink &m_sink;
    const Cancel &m_cancel;
    ChunkBuilder m_builder;
    std::map<std::pair<std::string, int>, Bounds> m_bounds;
    Coverage m_coverage;
};

} // namespace flowbench::fake

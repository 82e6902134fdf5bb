// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/sandbox/cursor.h"
#include "connectors/sandbox/emitter.h"
#include "connectors/sandbox/parts.h"

#include <algorithm>

namespace flowbench::sandbox {

using namespace Qt::StringLiterals;

namespace {

constexpr Milliseconds ProgressEvery{100};

// One run over the topics of a request.
class ScanRun
{
public:
    ScanRun(Core &core, const ScanRequest &request, EventSink &sink, const Cancel &cancel)
        : m_core(core), m_request(request), m_cancel(cancel), m_out(sink, core.arenas, request.matcher.get())
    {}

    Result<Coverage> run(std::vector<ChannelAddress> topics)
    {
        auto cursors = makeCursors(
            m_core.broker, {std::move(topics), m_request.from, m_request.to, m_request.partition, m_request.resume});
        if (!cursors)
            return cursors.error();
        m_cursors = std::move(*cursors);
        if (m_request.last > 0)
            keepLast(m_core.broker, m_cursors, m_request.last);
        for (const Cursor &c : m_cursors)
            m_total += quint64(c.to - c.next);
        m_started = m_told = Clock::now();
        read();
        if (!m_out.flush() && m_coverage.ended == ScanEnd::End)
            m_coverage.ended = ScanEnd::Cancelled;
        return answer();
    }

private:
    void read()
    {
        Merge merge(m_core.broker, m_cursors, m_request.newestFirst);
        Merge::Taken taken;
        while (mayGoOn()) {
            if (!merge.next(taken))
                return;
            take(taken);
            if (m_out.ripe() && !m_out.flush()) {
                m_coverage.ended = ScanEnd::Cancelled;
                return;
            }
        }
    }

    void take(const Merge::Taken &taken)
    {
        const Message &m = *taken.message;
        if (m_request.key && m.key != m_request.key) {
            ++m_out.scanned;
            m_out.bytes += m.bytes();
        } else {
            std::string none;
            m_out.offer(viewOf(m, taken.cursor->name, taken.cursor->partition, taken.offset, none));
        }
    }

    bool mayGoOn()
    {
        if (m_cancel.requested()) {
            m_coverage.ended = ScanEnd::Cancelled;
            return false;
        }
        if (m_request.limit > 0 && m_out.matched >= m_request.limit) {
            m_coverage.ended = ScanEnd::Limit;
            return false;
        }
        if (m_out.scanned % 64 != 0)
            return true;
        if (m_cancel.expired())
            return fail(makeError(ErrorCode::Timeout));
        tellProgress();
        return m_core.link.up() || waitForLink();
    }

    // A scan goes on where it was when the broker comes back in time.
    bool waitForLink()
    {
        if (m_request.warning)
            m_request.warning(Link::lostError());
        const auto until = m_request.lostAfter.count() < 0
                               ? m_cancel.deadline
                               : std::min(m_cancel.deadline, Clock::now() + m_request.lostAfter);
        if (m_core.link.waitUp(m_cancel.token, until))
            return true;
        if (m_cancel.requested()) {
            m_coverage.ended = ScanEnd::Cancelled;
            return false;
        }
        return fail(Link::lostError());
    }

    bool fail(Error error)
    {
        m_coverage.ended = ScanEnd::Error;
        m_coverage.error = std::move(error);
        return false;
    }

    double seconds() const { return std::chrono::duration<double>(Clock::now() - m_started).count(); }

    void tellProgress()
    {
        if (!m_request.progress || Clock::now() - m_told < ProgressEvery)
            return;
        m_told = Clock::now();
        m_request.progress({m_out.scanned, m_out.matched, m_out.bytes, m_total, seconds()});
    }

    Coverage answer()
    {
        // Backwards a cursor's `to` comes down: what is left, [next, to), is what a token has to say. At the end the
        // whole was seen.
        bool all = true;
        for (Cursor &c : m_cursors) {
            all = all && c.next >= c.to;
            if (m_request.newestFirst && m_coverage.ended == ScanEnd::End)
                c.to = c.next = std::max(c.to, c.high);
        }
        m_coverage.complete = m_coverage.ended == ScanEnd::End || (m_coverage.ended == ScanEnd::Limit && all);
        m_coverage.seconds = seconds();
        m_out.tell(m_coverage);
        m_coverage.channels = coverageOf(m_cursors);
        return m_coverage;
    }

    Core &m_core;
    const ScanRequest &m_request;
    const Cancel &m_cancel;
    Emitter m_out;
    std::vector<Cursor> m_cursors;
    Coverage m_coverage;
    quint64 m_total = 0;
    Clock::time_point m_started, m_told;
};

void add(Coverage &whole, Coverage part)
{
    whole.scanned += part.scanned;
    whole.matched += part.matched;
    whole.bytes += part.bytes;
    whole.seconds += part.seconds;
    whole.evaluationFailures += part.evaluationFailures;
    whole.complete = whole.complete && part.complete;
    if (part.ended != ScanEnd::End)
        whole.ended = part.ended;
    if (part.error)
        whole.error = part.error;
    std::move(part.channels.begin(), part.channels.end(), std::back_inserter(whole.channels));
}

bool bounded(const ScanRequest &r)
{
    return r.from != Position(Earliest{}) || r.to != Position(Latest{}) || r.partition || r.last > 0 || r.newestFirst ||
           r.key || !r.resume.empty();
}

} // namespace

Result<Coverage> SandboxScan::scan(const ScanRequest &request, EventSink &sink, const Cancel &cancel)
{
    if (auto entered = m_core->enter(cancel); !entered)
        return entered.error();
    std::vector<ChannelAddress> topics;
    QStringList queues;
    for (const ChannelAddress &a : request.channels) {
        if (a.name.startsWith(u"exchange:"_s))
            return makeError(m_core->broker.exists(a.name) ? ErrorCode::NotSupported : ErrorCode::ChannelNotFound,
                             {a.name});
        if (a.name.startsWith(u"queue:"_s))
            queues.append(a.name);
        else
            topics.push_back(a);
    }
    if (!queues.isEmpty() && bounded(request))
        return makeError(ErrorCode::NotSupported, {queues.front()});
    Coverage whole;
    whole.complete = true;
    if (!topics.empty()) {
        auto part = ScanRun(*m_core, request, sink, cancel).run(std::move(topics));
        if (!part)
            return part.error();
        add(whole, std::move(*part));
    }
    for (const QString &queue : queues) {
        Browse::Request look;
        look.queue = queue;
        look.first = 0;
        look.matcher = request.matcher;
        if (request.limit > 0 && whole.matched >= request.limit) {
            whole.ended = ScanEnd::Limit;
            whole.complete = false;
            break;
        }
        look.limit = request.limit > 0 ? request.limit - whole.matched : 0;
        auto part = m_browse.look(look, sink, cancel);
        if (!part)
            return part.error();
        add(whole, std::move(*part));
    }
    return whole;
}

} // namespace flowbench::sandbox

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/search/searchjob.h"

#include <algorithm>
#include <atomic>

namespace flowbench {

namespace {
constexpr int DrainEveryMs = 33;
constexpr std::size_t DrainBytes = std::size_t(64) << 20; // a frame's work stays bounded
} // namespace

namespace {

// Of a search and its continuation, as if it had been one.
Coverage together(const Coverage &before, Coverage now)
{
    now.scanned += before.scanned;
    now.matched += before.matched;
    now.bytes += before.bytes;
    now.seconds += before.seconds;
    now.evaluationFailures += before.evaluationFailures + before.decodeFailures; // divided anew afterwards
    for (ChannelCoverage &c : now.channels) {
        const auto old = std::find_if(before.channels.begin(), before.channels.end(),
                                      [&](const ChannelCoverage &o) { return o.channel == c.channel; });
        if (old == before.channels.end())
            continue;
        for (PartitionCoverage &p : c.partitions) {
            const auto part = std::find_if(old->partitions.begin(), old->partitions.end(),
                                           [&](const PartitionCoverage &o) { return o.partition == p.partition; });
            if (part == old->partitions.end())
                continue;
            p.from = std::min(p.from, part->from);
            p.gaps += part->gaps;
        }
    }
    return now;
}

} // namespace

// Takes everything it is given: what was counted as found must arrive. A full budget asks the scan to end instead.
class SearchJob::Sink final : public EventSink
{
public:
    Sink(std::size_t budget, std::stop_source stop) : m_budget(budget), m_stop(std::move(stop)) {}

    bool take(ChunkPtr chunk) override
    {
        m_taken += chunk->bytes();
        const bool wanted = m_inbox.take(std::move(chunk));
        if (m_taken >= m_budget && !m_full.exchange(true))
            m_stop.request_stop();
        return wanted;
    }
    bool hasRoom() const override { return m_inbox.hasRoom(); }

    Inbox &inbox() { return m_inbox; }
    bool full() const { return m_full; }

private:
    Inbox m_inbox;
    const std::size_t m_budget;
    std::size_t m_taken = 0; // connector's thread
    std::atomic<bool> m_full{false};
    std::stop_source m_stop;
};

SearchJob::SearchJob(Session &session, SearchRequest request, SearchMatcher matcher, std::size_t budget,
                     std::optional<Coverage> before, QObject *parent)
    : QObject(parent),
      m_request(std::move(request)),
      m_matcher(std::move(matcher)),
      m_sink(std::make_shared<Sink>(budget, m_stop)),
      m_before(std::move(before))
{
    ScanRequest scan = scanRequest(m_request);
    scan.matcher = m_matcher.matcher;
    scan.lostAfter = Milliseconds(-1); // a window waits for its broker
    scan.progress = [this, post = m_relay.poster()](const ScanProgress &p) { post([this, p] { takeProgress(p); }); };
    scan.warning = [this, post = m_relay.poster()](const Error &e) {
        post([this, e] {
            m_trouble = e;
            emit progressed();
        });
    };
    m_timer.setInterval(DrainEveryMs);
    connect(&m_timer, &QTimer::timeout, this, &SearchJob::drain);
    m_timer.start();
    m_job = session.run(
        this, Milliseconds(0),
        // The handle's own stop would drop the answer: a person who cancels still wants to know how far it came.
        [scan = std::move(scan), sink = m_sink, stop = m_stop](Connector &connector,
                                                               const Cancel &cancel) -> Result<Coverage> {
            const auto part = connector.scan();
            if (!part)
                return part.reason;
            std::stop_source ending = stop;
            const std::stop_callback dropped(cancel.token, [&ending] { ending.request_stop(); });
            return part->scan(scan, *sink, {ending.get_token(), Clock::time_point::max()});
        },
        [this](Result<Coverage> answer) { take(std::move(answer)); });
}

SearchJob::~SearchJob() { m_sink->inbox().close(); }

void SearchJob::cancel() { m_stop.request_stop(); }

void SearchJob::drain()
{
    const auto chunks = m_sink->inbox().drain(DrainBytes);
    if (!chunks.empty())
        emit found(chunks);
    if (m_running || m_sink->inbox().bytes() > 0)
        return;
    m_timer.stop();
    emit finished();
}

void SearchJob::take(Result<Coverage> answer)
{
    m_running = false;
    m_trouble.reset();
    if (!answer) {
        m_error = answer.error();
        return; // the next drain hands on what is left and says that it is over
    }
    Coverage coverage = std::move(answer.value());
    m_budgetReached = m_sink->full() && coverage.ended == ScanEnd::Cancelled;
    if (m_budgetReached)
        coverage.ended = ScanEnd::Limit;
    if (m_before)
        coverage = together(*m_before, std::move(coverage));
    if (m_matcher.log) {
        // Connectors count what failed, the filter knows which of it could not be decoded.
        coverage.decodeFailures =
            std::min<quint64>(m_matcher.log->filter().decodeFailures(), coverage.evaluationFailures);
        coverage.evaluationFailures -= coverage.decodeFailures;
    }
    m_progress.scanned = coverage.scanned;
    m_progress.matched = coverage.matched;
    m_progress.bytes = coverage.bytes;
    m_progress.seconds = coverage.seconds;
    m_coverage = std::move(coverage);
}

void SearchJob::takeProgress(const ScanProgress &progress)
{
    if (!m_running)
        return;
    if (progress.scanned > m_progress.scanned)
        m_trouble.reset(); // it goes on
    m_progress = progress;
    emit progressed();
}

double SearchJob::eventsPerSecond() const
{
    return m_progress.seconds > 0 ? double(m_progress.scanned) / m_progress.seconds : 0;
}

std::optional<double> SearchJob::secondsLeft() const
{
    const double rate = eventsPerSecond();
    if (m_progress.total == 0 || rate <= 0)
        return std::nullopt;
    return double(m_progress.total - std::min(m_progress.scanned, m_progress.total)) / rate;
}

std::vector<FailedEvent> SearchJob::failures() const
{
    return m_matcher.log ? m_matcher.log->failures() : std::vector<FailedEvent>();
}

} // namespace flowbench

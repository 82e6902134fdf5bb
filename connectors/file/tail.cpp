// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/file/parts.h"

#include <atomic>
#include <thread>

namespace flowbench::file {

namespace {

constexpr Milliseconds LookForRoom{5};

// A tail that ends: a thread that reads once what is there.
class FileRunningTail final : public RunningTail, EventSink
{
public:
    FileRunningTail(CapturePtr info, std::vector<CaptureCursor> cursors, const TailRequest &request,
                    std::shared_ptr<ArenaPool> arenas, std::shared_ptr<EventSink> sink, TailListener listener)
        : m_info(std::move(info)),
          m_scan{.info = *m_info,
                 .cursors = std::move(cursors),
                 .matcher = request.matcher,
                 .last = request.last,
                 .arenas = std::move(arenas)},
          m_asked(m_scan.cursors),
          m_sink(std::move(sink)),
          m_listener(std::move(listener)),
          m_coverage(coverageOf(m_scan, m_asked, 0)),
          m_thread([this](const std::stop_token &stop) { run(stop); })
    {}
    ~FileRunningTail() override { m_thread.request_stop(); }

    void stop() override { m_thread.request_stop(); }
    void setPaused(bool paused) override { m_paused = paused; }
    Coverage coverage() const override
    {
        const std::lock_guard lock(m_mutex);
        return m_coverage;
    }

private:
    void run(const std::stop_token &stop)
    {
        m_stop = stop;
        if (!m_info->complete && m_listener)
            m_listener({TailNotice::Kind::Warning, incomplete(*m_info), 0});
        const auto begin = Clock::now();
        const auto done = scanCapture(m_scan, *this, Cancel{stop});
        const double seconds = std::chrono::duration<double>(Clock::now() - begin).count();
        {
            const std::lock_guard lock(m_mutex);
            m_coverage = coverageOf(m_scan, m_asked, seconds);
            if (!done) {
                m_coverage.ended = ScanEnd::Error;
                m_coverage.error = done.error();
                m_coverage.complete = false;
            }
        }
        if (m_listener)
            m_listener({TailNotice::Kind::Ended, done ? makeError(ErrorCode::Cancelled) : done.error(), 0});
    }

    // The sink's own, but never waiting longer than until the stop.
    bool wantsEvents() const override { return m_sink->wantsEvents(); }
    bool take(ChunkPtr chunk) override
    {
        while (!m_stop.stop_requested() && (m_paused || !m_sink->hasRoom()))
            std::this_thread::sleep_for(LookForRoom);
        return !m_stop.stop_requested() && m_sink->take(std::move(chunk));
    }
    void count(quint64 events, quint64 bytes) override { m_sink->count(events, bytes); }

    const CapturePtr m_info;
    CaptureScan m_scan;
    const std::vector<CaptureCursor> m_asked;
    const std::shared_ptr<EventSink> m_sink;
    const TailListener m_listener;
    std::atomic<bool> m_paused{false};
    std::stop_token m_stop; // the thread's
    mutable std::mutex m_mutex;
    Coverage m_coverage;   // guarded by m_mutex
    std::jthread m_thread; // last: it uses the others
};

} // namespace

Result<std::unique_ptr<RunningTail>> FileTail::tail(const TailRequest &request, std::shared_ptr<EventSink> sink,
                                                    TailListener listener, const Cancel &cancel)
{
    const auto info = m_core->open(cancel);
    if (!info)
        return info.error();
    Wanted wanted{request.channels, request.from, Latest{}, request.partition, {}};
    if (std::holds_alternative<Latest>(request.from))
        wanted.from = Earliest{};
    auto cursors = cursorsOf(**info, wanted, cancel);
    if (!cursors)
        return cursors.error();
    return std::unique_ptr<RunningTail>(std::make_unique<FileRunningTail>(
        *info, std::move(*cursors), request, m_core->arenas(), std::move(sink), std::move(listener)));
}

} // namespace flowbench::file

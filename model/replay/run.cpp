// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/replay/run.h"

#include <algorithm>
#include <cmath>
#include <thread>

namespace flowbench {

namespace {
constexpr Milliseconds TellEvery{200}, WishEvery{200};
constexpr Milliseconds CanaryLook{3000};
constexpr Milliseconds AgainFirst{500}, AgainMost{5000};

bool brokerAway(const Error &error)
{
    switch (error.code) {
    case ErrorCode::Timeout:
    case ErrorCode::ResolveFailed:
    case ErrorCode::ConnectRefused:
    case ErrorCode::ConnectFailed:
    case ErrorCode::ConnectionLost:
        return true;
    default:
        return error.retriable && !error.fatal;
    }
}

} // namespace

ReplayRun::ReplayRun(Journal &journal, Job job, RunEnds ends, Prepare prepare, LogSource::Fetch fetch,
                     RunListener listener)
    : m_journal(journal),
      m_job(std::move(job)),
      m_takesOut(m_job.spec.takesOut()),
      m_options(RunOptions::fromJson(m_job.spec.options)),
      m_ends(ends),
      m_prepare(std::move(prepare)),
      m_fetch(std::move(fetch)),
      m_listener(std::move(listener))
{}

ReplayRun::~ReplayRun() = default;

void ReplayRun::set(quint64 number, EventState state)
{
    const auto count = [this](EventState s) -> quint64 * {
        JobCounts &c = m_result.counts;
        switch (s) {
        case EventState::Pending:
            return &c.pending;
        case EventState::Unknown:
            return &c.unknown;
        case EventState::Confirmed:
        case EventState::Settled:
            return &c.success;
        case EventState::Failed:
            return &c.failed;
        case EventState::Skipped:
            break;
        }
        return &c.skipped;
    };
    --*count(m_states[number]);
    ++*count(state);
    m_states[number] = state;
}

void ReplayRun::tell(RunProgress::Doing doing, bool now, Clock::time_point until)
{
    heedWishes();
    const auto at = Clock::now();
    const bool due = now || at - m_told >= TellEvery;
    if (const auto trouble = due && m_carrier ? m_carrier->trouble() : std::nullopt; trouble && m_listener.warning)
        m_listener.warning(*trouble);
    const double since = std::chrono::duration<double>(at - m_told).count();
    if (!m_listener.progress || !due)
        return;
    if (since < 60) {
        const double rate =
            double(m_result.counts.success - std::min(m_ratedAt, m_result.counts.success)) / std::max(since, 0.001);
        m_rate = m_rate <= 0 ? rate : m_rate + (rate - m_rate) * 0.3;
    }
    m_ratedAt = m_result.counts.success;
    m_told = at;
    RunProgress p;
    p.counts = m_result.counts;
    p.sent = m_sent;
    {
        const std::lock_guard lock(m_mutex);
        p.cameBack = m_cameBack.size();
    }
    p.ratePerSecond = m_rate;
    p.seconds = std::chrono::duration<double>(at - m_started).count();
    p.doing = doing;
    p.secondsLeft = std::max(0.0, std::chrono::duration<double>(until - at).count());
    m_listener.progress(p);
}

// A token bucket; what it holds is at most a fifth of a second's worth.
void ReplayRun::pace(std::size_t events, const Cancel &cancel)
{
    if (m_options.rate <= 0)
        return;
    while (!cancel.requested()) {
        const auto now = Clock::now();
        const double most = std::max(double(events), m_options.rate / 5);
        m_tokens = std::min(most, m_tokens + std::chrono::duration<double>(now - m_refilled).count() * m_options.rate);
        m_refilled = now;
        if (m_tokens >= double(events)) {
            m_tokens -= double(events);
            return;
        }
        tell(RunProgress::Doing::Pacing);
        const double wait = (double(events) - m_tokens) / m_options.rate;
        std::this_thread::sleep_for(std::chrono::duration<double>(std::min(wait, 0.1)));
    }
}

std::size_t ReplayRun::batch() const
{
    auto most = m_windowSize;
    if (m_options.rate > 0)
        most = std::min(most, std::size_t(std::max(1.0, std::floor(m_options.rate / 10))));
    if (m_options.canary > 0 && !m_canaryLived)
        most = std::min(most, std::size_t(std::max<quint64>(quint64(m_options.canary), m_sent + 1) - m_sent));
    return m_ramp > 0 ? std::min(most, m_ramp) : most;
}

// Of another process; also while a broker keeps everybody waiting.
void ReplayRun::heedWishes()
{
    const auto now = Clock::now();
    if (now - m_wishedAt < WishEvery || m_stop.stop_requested())
        return;
    m_wishedAt = now;
    const auto wish = m_journal.asked(m_job.id);
    if (!wish || wish->isEmpty())
        return;
    m_forGood = *wish != QLatin1String("pause");
    m_result.end = m_forGood ? RunEnd::Cancelled : RunEnd::Paused;
    m_stop.request_stop();
}

// Whether to go on: a wish of somebody, or too many that came back.
bool ReplayRun::endsHere(const Cancel &cancel)
{
    heedWishes();
    if (cancel.requested()) {
        if (m_result.end == RunEnd::Finished)
            m_result.end = RunEnd::Cancelled;
        return true;
    }
    const std::lock_guard lock(m_mutex);
    if (m_options.stopAfterReturns == 0 || m_cameBack.size() < std::size_t(m_options.stopAfterReturns))
        return false;
    m_result.end = RunEnd::Returning;
    return true;
}

bool ReplayRun::died()
{
    const std::lock_guard lock(m_mutex);
    return m_lost > 0 || !m_cameBack.empty();
}

Result<bool> ReplayRun::canaryLives(const Cancel &cancel)
{
    const auto until = Clock::now() + std::max(m_options.watch, CanaryLook);
    while (!died() && Clock::now() < until && !cancel.requested()) {
        tell(RunProgress::Doing::Watching, false, until);
        if (auto watched = m_source->watch({cancel.token, Clock::now() + TellEvery}); !watched)
            return watched.error();
    }
    return !died();
}

Result<void> ReplayRun::sendAll(const Cancel &cancel)
{
    while (true) {
        const bool over = endsHere(cancel) || (m_source->exhausted() && m_parts.empty());
        if (over && m_flights.empty())
            return {};
        const bool canary = m_options.canary > 0 && !m_canaryLived;
        Window next;
        if (!over && !m_parts.empty()) {
            next = std::move(m_parts.front());
            m_parts.pop_front();
        } else if (!over && !(!m_flights.empty() && (canary || m_options.rate > 0))) {
            // (What became of a canary is seen first, and who is slow on purpose writes down what is done.)
            auto gathered = gather(cancel);
            if (!gathered)
                return gathered.error();
            next = std::move(*gathered);
            m_ramp = std::min(2 * m_ramp, m_windowSize); // after a canary
            pace(next.numbers.size(), cancel);
        }
        if (next.size() == 0 && m_flights.empty())
            continue;
        if (auto advanced = advance(std::move(next), cancel); !advanced)
            return advanced;
        tell(RunProgress::Doing::Sending);
        if (!canary || !m_flights.empty() || cancel.requested() || (m_sent < quint64(m_options.canary) && m_lost == 0))
            continue;
        if (m_source->exhausted() && m_lost == 0)
            continue;
        const auto lives = canaryLives(cancel);
        if (!lives)
            return lives.error();
        if (!*lives) {
            m_result.end = RunEnd::CanaryFailed;
            return {};
        }
        m_canaryLived = true;
        m_ramp = 2 * m_sent;
    }
}

Result<RunResult> ReplayRun::run(Unknown unknown, const Cancel &outer)
{
    m_started = m_told = m_refilled = Clock::now();
    const std::stop_callback stops(outer.token, [this] { m_stop.request_stop(); });
    const Cancel cancel{m_stop.get_token(), outer.deadline};
    if (auto loaded = load(unknown); !loaded)
        return loaded.error();
    if (auto looked = lookForUnknown(cancel); !looked)
        return looked.error();
    limitWindows();
    if (!m_carrier)
        m_carrier = std::make_unique<Sender>(*m_ends.target, *m_ends.targetGuard, m_options, m_job.id,
                                             int(m_windowSize * m_windowsAhead));
    if (m_options.watch.count() > 0 && m_ends.target)
        m_outcome = std::make_unique<OutcomeWatch>(*m_ends.target);
    auto lastGood = Clock::now();
    Milliseconds again = AgainFirst;
    Result<void> done;
    while (true) {
        const quint64 before = m_result.counts.success;
        done = openSource(cancel);
        if (done)
            done = sendAll(cancel);
        if (done)
            done = finish(cancel);
        else if (auto landed = landAway(); !landed)
            done = landed;
        if (m_result.counts.success > before) {
            lastGood = Clock::now();
            again = AgainFirst;
        }
        if (done || !brokerAway(done.error()) || m_result.end != RunEnd::Finished)
            break;
        if (cancel.requested() || Clock::now() - lastGood > m_options.patience)
            break;
        if (m_listener.warning)
            m_listener.warning(done.error());
        m_source.reset();
        tell(RunProgress::Doing::Waiting, true);
        std::this_thread::sleep_for(again);
        again = std::min(again * 2, AgainMost);
    }
    const bool broken = !done && !brokerAway(done.error());
    if (!broken) {
        m_result.end = endOf(done, cancel);
        if (!done)
            m_result.error = done.error();
        if (m_source)
            follow(cancel);
    }
    m_logWatch.reset();
    if (!m_flights.empty()) { // how they end could not be written down
        m_stop.request_stop();
        m_flights.clear();
    }
    m_source.reset(); // gives back what is not settled; no window looks into it any more
    if (m_settleGrant)
        m_ends.sourceGuard->done(*m_settleGrant, QStringLiteral("settled"), m_settled);
    m_carrier.reset();
    if (broken)
        return done.error();
    if (auto noted = noteOutcomes(); !noted)
        return noted.error();
    for (quint64 n = 0; settles() && n < m_states.size(); ++n)
        m_result.inSourceAgain += m_states[n] == EventState::Confirmed && !m_toSettle.contains(n);
    m_result.seconds = std::chrono::duration<double>(Clock::now() - m_started).count();
    const bool over = (m_result.end == RunEnd::Finished && m_toSettle.empty()) || m_forGood;
    const JobState state =
        over ? JobState::Done
        : m_result.end == RunEnd::Paused || m_result.end == RunEnd::CanaryFailed || m_result.end == RunEnd::Returning
            ? JobState::Paused
            : JobState::Interrupted;
    if (auto ended = m_journal.end(m_job.id, state); !ended)
        return ended.error();
    tell(RunProgress::Doing::Sending, true);
    return m_result;
}

} // namespace flowbench

// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/replay/run.h"

#include <algorithm>
#include <cmath>
#include <thread>

namespace flowbench {

namespace {
constexpr Milliseconds TellEvery{200}, WishEvery{200};
constexpr Milliseconds CanaryLook{3000};
constexpr Milliseconds FenceTimeout{60000};
constexpr Milliseconds LandTick{100}, LittleWait{20};
constexpr Milliseconds OutcomeEvery{1000};
constexpr Milliseconds AgainFirst{500}, AgainMost{5000};

// Nothing was sent: the event is as if it had not been tried.
bool neverSent(const Error &error)
{
    switch (error.code) {
    case ErrorCode::Cancelled:
    case ErrorCode::Timeout:
    case ErrorCode::ResolveFailed:
    case ErrorCode::ConnectRefused:
    case ErrorCode::ConnectFailed:
    case ErrorCode::ConnectionLost:
    case ErrorCode::BlockedByBroker:
    case ErrorCode::GuardReadOnly:
    case ErrorCode::GuardProduction:
    case ErrorCode::GuardExpired:
        return true;
    default:
        return false;
    }
}

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

void ReplayRun::tell(RunProgress::Doing doing, bool now)
{
    heedWishes();
    const auto at = Clock::now();
    const double since = std::chrono::duration<double>(at - m_told).count();
    if (!m_listener.progress || (!now && at - m_told < TellEvery))
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
        tell(RunProgress::Doing::Waiting);
        const double wait = (double(events) - m_tokens) / m_options.rate;
        std::this_thread::sleep_for(std::chrono::duration<double>(std::min(wait, 0.1)));
    }
}

std::size_t ReplayRun::batch() const
{
    auto most = std::size_t(m_options.window);
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

void ReplayRun::take(Window &window, RunSource::Taken taken)
{
    const quint64 number = taken.number;
    if (m_toSettle.contains(number)) {
        window.earlier.push_back(number);
        return;
    }
    auto prepared = m_prepare(number, taken.event);
    if (!prepared) {
        window.deviations.push_back({number, EventState::Failed, m_listener.sentence(prepared.error()), false});
        return;
    }
    window.numbers.push_back(number);
    window.events.push_back(std::move(*prepared));
}

Result<ReplayRun::Window> ReplayRun::gather(const Cancel &cancel)
{
    Window window;
    const std::size_t most = batch();
    while (window.size() < most && !m_source->exhausted() && !cancel.requested()) {
        // What is there already does not wait for more.
        const bool waits = window.size() == 0 && !m_flight;
        auto taken = m_source->next({cancel.token, Clock::now() + (waits ? TellEvery : LittleWait)});
        if (!taken)
            return taken.error();
        if (*taken) {
            take(window, **taken);
            continue;
        }
        tell(m_flight ? RunProgress::Doing::Sending : RunProgress::Doing::Waiting);
        if (!waits)
            break;
    }
    if (!m_options.transaction || window.numbers.empty())
        return window;
    // A transaction is of one channel.
    std::map<QString, Window> parts;
    for (std::size_t i = 0; i < window.numbers.size(); ++i) {
        Window &part = parts[window.events[i].target.channel];
        part.numbers.push_back(window.numbers[i]);
        part.events.push_back(std::move(window.events[i]));
    }
    parts.begin()->second.deviations = std::move(window.deviations);
    for (auto &[channel, part] : parts)
        m_parts.push_back(std::move(part));
    window = std::move(m_parts.front());
    m_parts.pop_front();
    return window;
}

// Where a log ends before a window is sent: a look after a crash begins there. Asked once, then counted on.
std::vector<TargetMark> ReplayRun::marksOf(const Window &window, const Cancel &cancel)
{
    std::vector<TargetMark> marks;
    if (!targetIsLog())
        return marks;
    if (m_options.transaction)
        return {{window.events.front().target.channel, -1, 0}};
    std::set<QString> channels;
    for (const Prepared &p : window.events) {
        if (channels.empty() || *channels.rbegin() != p.target.channel)
            channels.insert(p.target.channel);
    }
    for (const QString &channel : channels) {
        auto known = m_ends0.find(channel);
        if (known == m_ends0.end()) {
            known = m_ends0.emplace(channel, std::vector<TargetMark>()).first;
            auto details = m_ends.target->catalog()->details(channel, Cancel::after(m_options.patience, cancel.token));
            if (details) {
                for (const PartitionInfo &p : details->partitions)
                    known->second.push_back({channel, p.partition, p.high});
            }
        }
        marks.insert(marks.end(), known->second.begin(), known->second.end());
    }
    return marks;
}

void ReplayRun::launch(Window window, const Cancel &cancel)
{
    for (const quint64 n : window.numbers)
        set(n, EventState::Unknown);
    m_sent += window.numbers.size();
    m_flight = std::make_unique<Flight>();
    m_flight->window = std::move(window);
    const QString note = m_job.id + u':' + QString::number(m_flight->window.id);
    m_flight->over = std::async(std::launch::async, [this, f = m_flight.get(), note, cancel] {
        f->sent = m_carrier->send(note, f->window.events, f->fates, cancel);
    });
}

// Waits for the window that is being sent. After a cancel that takes a few seconds at most.
ReplayRun::Landed ReplayRun::land(const Cancel &)
{
    Landed landed;
    if (!m_flight)
        return landed;
    while (m_flight->over.wait_for(LandTick) != std::future_status::ready)
        tell(RunProgress::Doing::Sending);
    const std::unique_ptr<Flight> flight = std::move(m_flight);
    landed.window = std::move(flight->window);
    landed.sent = flight->sent;
    for (std::size_t i = 0; i < landed.window.numbers.size(); ++i) {
        const quint64 n = landed.window.numbers[i];
        const SendFate &fate = flight->fates[i];
        if (fate.state == SendFate::State::Confirmed) {
            const QString &channel = landed.window.events[i].target.channel;
            landed.confirmed.push_back(n);
            if (m_outcome)
                m_outcome->sent(n, channel, fate.partition, fate.offset);
            // A word that is kept about it stays beside its state.
            if (const auto word = m_words.find(n); word != m_words.end())
                landed.deviations.push_back({n, EventState::Confirmed, word->second, false});
            const auto ends = fate.partition && fate.offset ? m_ends0.find(channel) : m_ends0.end();
            if (ends == m_ends0.end())
                continue;
            for (TargetMark &m : ends->second) {
                if (m.partition == *fate.partition)
                    m.end = std::max(m.end, *fate.offset + 1);
            }
            continue;
        }
        landed.others.push_back(n);
        const bool failed = fate.state == SendFate::State::Failed;
        const EventState state = !failed                 ? EventState::Unknown
                                 : neverSent(fate.error) ? EventState::Pending
                                                         : EventState::Failed;
        landed.deviations.push_back({n, state, m_listener.sentence(fate.error), fate.returned});
    }
    return landed;
}

// One write to the disk says how the last window ended and what is sent next; then the one goes out, and what the
// other's target has is settled.
Result<void> ReplayRun::advance(Window next, const Cancel &cancel)
{
    if (auto settled = settleEarlier(next.earlier); !settled)
        return settled;
    Landed landed = land(cancel);
    const bool sends = landed.sent.ok() && !next.numbers.empty() && !cancel.requested();
    std::vector<TargetMark> marks;
    Journal::Step step;
    step.settled = std::exchange(m_fenced, 0);
    step.ended = landed.window.id;
    std::vector<quint64> left;
    for (Deviation &d : next.deviations) {
        left.push_back(d.number);
        landed.deviations.push_back(std::move(d));
    }
    for (Deviation &d : std::exchange(m_back, {}))
        landed.deviations.push_back(std::move(d));
    step.deviations = landed.deviations;
    if (sends) {
        step.intent = next.id = m_nextWindow++;
        step.numbers = next.numbers;
        marks = marksOf(next, cancel);
        step.marks = marks;
    }
    if (step.settled > 0 || step.ended > 0 || step.intent > 0 || !step.deviations.empty()) {
        if (auto written = m_journal.step(m_job.id, step); !written)
            return written;
    }
    for (const Deviation &d : landed.deviations) {
        set(d.number, d.state);
        m_result.counts.returned += d.returned;
        m_lost += d.state == EventState::Failed || d.state == EventState::Unknown;
    }
    for (const quint64 n : landed.confirmed)
        set(n, EventState::Confirmed);
    if (sends)
        launch(std::move(next), cancel);
    m_source->release(left);
    m_source->release(landed.others);
    if (auto settled = settle(landed); !settled)
        return settled;
    return landed.sent;
}

Result<void> ReplayRun::settle(const Landed &landed)
{
    if (landed.confirmed.empty())
        return {};
    if (m_options.keep) {
        m_source->release(landed.confirmed);
        return {};
    }
    if (settles())
        m_toSettle.insert(landed.confirmed.begin(), landed.confirmed.end());
    if (auto settled = m_source->settle(landed.confirmed); !settled)
        return settled;
    // Not the run's cancel: what is acked has to be written down.
    if (auto passed = m_source->fence(Cancel::after(FenceTimeout)); !passed)
        return passed;
    for (const quint64 n : landed.confirmed) {
        m_toSettle.erase(n);
        set(n, EventState::Settled);
    }
    m_settled += landed.confirmed.size();
    m_fenced = landed.window.id;
    std::vector<Deviation> words;
    for (const Deviation &d : landed.deviations) {
        if (d.state == EventState::Confirmed && m_states[d.number] == EventState::Settled)
            words.push_back({d.number, EventState::Settled, d.reason, false});
    }
    return words.empty() ? Result<void>() : m_journal.note(m_job.id, words);
}

Result<void> ReplayRun::settleEarlier(const std::vector<quint64> &numbers)
{
    if (numbers.empty())
        return {};
    if (auto settled = m_source->settle(numbers); !settled)
        return settled;
    if (auto passed = m_source->fence(Cancel::after(FenceTimeout)); !passed)
        return passed;
    std::vector<Deviation> done;
    for (const quint64 n : numbers) {
        m_toSettle.erase(n);
        set(n, EventState::Settled);
        const auto word = m_words.find(n);
        done.push_back({n, EventState::Settled, word == m_words.end() ? QString() : word->second, false});
    }
    m_settled += numbers.size();
    return m_journal.note(m_job.id, done);
}

// The source is gone while a window is out: how it ends is written down all the same; it is settled when the source is
// there again.
Result<void> ReplayRun::landAway(const Cancel &cancel)
{
    const Landed landed = land(cancel);
    if (landed.window.id == 0)
        return {};
    Journal::Step step;
    step.settled = std::exchange(m_fenced, 0);
    step.ended = landed.window.id;
    step.deviations = landed.deviations;
    if (auto written = m_journal.step(m_job.id, step); !written)
        return written;
    for (const Deviation &d : landed.deviations) {
        set(d.number, d.state);
        m_result.counts.returned += d.returned;
    }
    for (const quint64 n : landed.confirmed) {
        set(n, EventState::Confirmed);
        if (settles())
            m_toSettle.insert(n);
    }
    return {};
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
        tell(RunProgress::Doing::Watching);
        if (auto watched = m_source->watch({cancel.token, Clock::now() + TellEvery}); !watched)
            return watched.error();
    }
    return !died();
}

Result<void> ReplayRun::sendAll(const Cancel &cancel)
{
    while (true) {
        const bool over = endsHere(cancel) || (m_source->exhausted() && m_parts.empty());
        if (over && !m_flight)
            return {};
        const bool canary = m_options.canary > 0 && !m_canaryLived;
        Window next;
        if (!over && !m_parts.empty()) {
            next = std::move(m_parts.front());
            m_parts.pop_front();
        } else if (!over && !(m_flight && (canary || m_options.rate > 0))) {
            // (What became of a canary is seen first, and who is slow on purpose writes down what is done.)
            auto gathered = gather(cancel);
            if (!gathered)
                return gathered.error();
            next = std::move(*gathered);
            m_ramp = std::min(2 * m_ramp, std::size_t(m_options.window)); // after a canary
            pace(next.numbers.size(), cancel);
        }
        if (next.size() == 0 && !m_flight)
            continue;
        if (auto advanced = advance(std::move(next), cancel); !advanced)
            return advanced;
        tell(RunProgress::Doing::Sending);
        if (!canary || m_flight || cancel.requested() || (m_sent < quint64(m_options.canary) && m_lost == 0))
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

Result<void> ReplayRun::finish(const Cancel &cancel)
{
    std::vector<Deviation> gone = std::exchange(m_back, {});
    // Confirmed before, acked before, and the ack arrived: it is not there any more. (Empty for a log.)
    const bool finished = m_result.end == RunEnd::Finished && !cancel.requested();
    for (const quint64 n : finished ? std::exchange(m_toSettle, {}) : std::set<quint64>()) {
        const auto word = m_words.find(n);
        gone.push_back({n, EventState::Settled, word == m_words.end() ? QString() : word->second, false});
    }
    for (quint64 n = 0; finished && n < m_states.size(); ++n) {
        if (m_states[n] == EventState::Pending)
            gone.push_back({n, EventState::Failed,
                            m_listener.sentence(makeError(ErrorCode::NotSupported,
                                                          {QStringLiteral("it is not in the source any more")})),
                            false});
    }
    Journal::Step step;
    step.settled = std::exchange(m_fenced, 0);
    step.deviations = gone;
    if (step.settled == 0 && gone.empty())
        return {};
    if (auto written = m_journal.step(m_job.id, step); !written)
        return written;
    for (const Deviation &d : gone)
        set(d.number, d.state);
    return {};
}

Result<void> ReplayRun::noteOutcomes()
{
    const std::lock_guard lock(m_mutex);
    m_result.cameBack = m_cameBack.size();
    const auto note = [&](const std::vector<quint64> &numbers, const char *what) {
        return numbers.empty() ? Result<void>() : m_journal.noteOutcome(m_job.id, numbers, QString::fromLatin1(what));
    };
    if (auto noted = note({m_cameBack.begin(), m_cameBack.end()}, "came_back"); !noted || !m_outcome)
        return noted;
    const auto others = [&](std::vector<quint64> numbers) {
        std::erase_if(numbers, [&](quint64 n) { return m_cameBack.contains(n); });
        return numbers;
    };
    const std::vector<quint64> consumed = others(m_outcome->consumed()), left = others(m_outcome->leftQueue());
    m_result.consumed = consumed.size();
    m_result.leftQueue = left.size();
    if (auto noted = note(consumed, "consumed"); !noted)
        return noted;
    return note(left, "left_queue");
}

// What becomes of it, as far as it can be known: what died again is seen in the source, what was taken at the target.
void ReplayRun::follow(const Cancel &cancel)
{
    if (!m_outcome || m_result.end != RunEnd::Finished || m_result.counts.success == 0)
        return;
    const auto until = Clock::now() + m_options.watch;
    auto looked = Clock::now();
    while (Clock::now() < until && !cancel.requested()) {
        tell(RunProgress::Doing::Watching);
        if (!m_source->watch({cancel.token, std::min(until, Clock::now() + TellEvery)}))
            break;
        if (Clock::now() - looked < OutcomeEvery && Clock::now() < until)
            continue;
        m_outcome->look(Cancel::after(m_options.patience, cancel.token));
        looked = Clock::now();
    }
}

RunEnd ReplayRun::endOf(const Result<void> &done, const Cancel &cancel) const
{
    if (done || m_result.end != RunEnd::Finished)
        return m_result.end;
    return cancel.requested() ? RunEnd::Cancelled : RunEnd::BrokerAway;
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
    if (!m_carrier)
        m_carrier = std::make_unique<Sender>(*m_ends.target, *m_ends.targetGuard, m_options, m_job.id);
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
        else if (auto landed = landAway(cancel); !landed)
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
    m_source.reset(); // gives back what is not settled
    if (m_settleGrant)
        m_ends.sourceGuard->done(*m_settleGrant, QStringLiteral("settled"), m_settled);
    m_carrier.reset();
    if (broken)
        return done.error();
    if (auto noted = noteOutcomes(); !noted)
        return noted.error();
    m_result.seconds = std::chrono::duration<double>(Clock::now() - m_started).count();
    const bool over = m_result.end == RunEnd::Finished || m_forGood;
    const JobState state = over ? JobState::Done
                           : m_result.end == RunEnd::BrokerAway || m_result.end == RunEnd::Cancelled
                               ? JobState::Interrupted
                               : JobState::Paused;
    if (auto ended = m_journal.end(m_job.id, state); !ended)
        return ended.error();
    tell(RunProgress::Doing::Sending, true);
    return m_result;
}

} // namespace flowbench

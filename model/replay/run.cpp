// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/replay/run.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <thread>

namespace flowbench {

namespace {
constexpr Milliseconds TellEvery{200}, WishEvery{200};
constexpr Milliseconds CanaryLook{3000};
constexpr Milliseconds FenceTimeout{60000};
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

std::optional<quint64> numberOf(std::string_view replayId, const QString &job)
{
    const std::string prefix = job.toStdString() + '-';
    if (!replayId.starts_with(prefix))
        return std::nullopt;
    quint64 n = 0;
    const char *end = replayId.data() + replayId.size();
    const auto read = std::from_chars(replayId.data() + prefix.size(), end, n);
    return read.ec == std::errc() && read.ptr == end ? std::optional(n) : std::nullopt;
}

// Events that carry one of this job's ids.
class OwnEvents final : public EventMatcher
{
public:
    explicit OwnEvents(const QString &job) : m_prefix(job.toStdString() + '-') {}
    Verdict matches(const EventView &event) const override
    {
        const auto f = event.fields.find(FieldPlace::Header, ReplayIdHeader);
        return f && !f->null && f->value.starts_with(m_prefix) ? Verdict::Match : Verdict::NoMatch;
    }

private:
    std::string m_prefix;
};

class EachEvent final : public EventSink
{
public:
    explicit EachEvent(std::function<void(const EventView &)> each) : m_each(std::move(each)) {}
    bool take(ChunkPtr chunk) override
    {
        for (std::size_t i = 0; i < chunk->rows(); ++i)
            m_each(chunk->row(i));
        return true;
    }

private:
    std::function<void(const EventView &)> m_each;
};
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

bool ReplayRun::targetIsLog() const { return m_ends.target && !m_ends.target->settle() && m_ends.target->scan(); }

// What the journal knows: the beginning of a first run and of one after a crash are the same.
Result<void> ReplayRun::load(Unknown unknown)
{
    auto events = m_journal.events(m_job.id);
    if (!events)
        return events.error();
    m_events = std::move(*events);
    auto windows = m_journal.windows(m_job.id);
    if (!windows)
        return windows.error();
    m_states.assign(m_events.size(), EventState::Pending);
    m_result.counts = {};
    m_result.counts.selected = m_result.counts.pending = m_events.size();
    for (const Journal::Window &w : *windows) {
        m_nextWindow = std::max(m_nextWindow, w.window + 1);
        for (const quint64 n : w.numbers) {
            if (n < m_states.size())
                set(n, w.state);
        }
    }
    const auto report = m_journal.report(m_job.id);
    if (!report)
        return report.error();
    std::vector<Deviation> again;
    for (const EventReport &e : *report) {
        // The report of a job that runs calls open windows pending; only what deviates is taken from it.
        if (e.state == EventState::Failed || e.state == EventState::Skipped)
            set(e.number, e.state);
        else if (e.state == EventState::Unknown)
            set(e.number, EventState::Unknown);
        else if (e.state == EventState::Pending && !e.reason.isEmpty())
            set(e.number, EventState::Pending);
    }
    for (quint64 n = 0; n < m_states.size(); ++n) {
        if (m_states[n] == EventState::Confirmed && m_job.spec.sourceIsQueue && !m_options.keep)
            m_toSettle.insert(n);
        if (m_states[n] == EventState::Unknown && unknown == Unknown::Resend) {
            again.push_back(
                {n, EventState::Pending, QStringLiteral("sent again as asked; it may be there twice"), false});
            set(n, EventState::Pending);
        }
    }
    return again.empty() ? Result<void>() : m_journal.note(m_job.id, again);
}

// A log tells for certain: what carries the id is there, what does not is not.
Result<void> ReplayRun::lookForUnknown(const Cancel &cancel)
{
    auto windows = m_journal.windows(m_job.id);
    if (!windows)
        return windows.error();
    std::map<std::pair<QString, int>, qint64> from;
    std::set<quint64> open;
    for (const Journal::Window &w : *windows) {
        bool any = false;
        for (const quint64 n : w.numbers) {
            if (n < m_states.size() && m_states[n] == EventState::Unknown) {
                open.insert(n);
                any = true;
            }
        }
        for (const TargetMark &m : w.marks) {
            const auto [at, added] = from.try_emplace({m.channel, m.partition}, m.end);
            if (any && !added)
                at->second = std::min(at->second, m.end);
            if (!any && added)
                from.erase(at);
        }
    }
    if (open.empty() || from.empty() || !targetIsLog())
        return {};
    const auto scan = m_ends.target->scan();
    ScanRequest request;
    for (const auto &[place, offset] : from) {
        const ChannelAddress address = ChannelAddress::parse(place.first);
        auto details = m_ends.target->catalog()->details(address.name, Cancel::after(m_options.patience, cancel.token));
        if (!details)
            return details.error();
        for (const PartitionInfo &p : details->partitions) {
            if (p.partition == place.second && p.high > offset)
                request.resume.push_back({address.name, p.partition, std::max(offset, p.low), p.high});
        }
        if (std::ranges::find(request.channels, address) == request.channels.end())
            request.channels.push_back(address);
    }
    std::vector<Deviation> found;
    EachEvent sink([&](const EventView &event) {
        const auto id = event.fields.find(FieldPlace::Header, ReplayIdHeader);
        const auto n = id ? numberOf(id->value, m_job.id) : std::nullopt;
        if (n && open.erase(*n) > 0)
            found.push_back(
                {*n, EventState::Settled, QStringLiteral("found at the target after the run was broken off"), false});
    });
    if (!request.resume.empty()) {
        request.matcher = std::make_shared<OwnEvents>(m_job.id);
        request.committed = false;
        auto coverage = scan->scan(request, sink, cancel);
        if (!coverage)
            return coverage.error();
        if (!coverage->complete)
            return coverage->error.value_or(makeError(ErrorCode::Cancelled));
    }
    for (const Deviation &d : found)
        set(d.number, EventState::Settled);
    for (const quint64 n : open) {
        found.push_back(
            {n, EventState::Pending, QStringLiteral("not at the target after the run was broken off"), false});
        set(n, EventState::Pending);
    }
    return m_journal.note(m_job.id, found);
}

void ReplayRun::cameBack(const EventView &event)
{
    const auto id = event.fields.find(FieldPlace::Header, ReplayIdHeader);
    const auto n = id && !id->null ? numberOf(id->value, m_job.id) : std::nullopt;
    if (!n || *n >= m_events.size())
        return;
    const std::lock_guard lock(m_mutex);
    m_cameBack.insert(*n);
}

// A log's dead letters come at its end: they are followed there.
void ReplayRun::watchLog(const Cancel &cancel)
{
    const bool wanted = m_options.canary > 0 || m_options.stopAfterReturns > 0 || m_options.watch.count() > 0;
    const auto tail = m_ends.source->tail();
    if (!wanted || !tail || m_logWatch)
        return;
    TailRequest request;
    request.channels = {ChannelAddress::parse(m_job.spec.channel)};
    request.matcher = std::make_shared<OwnEvents>(m_job.id);
    auto running = tail->tail(
        request, std::make_shared<EachEvent>([this](const EventView &e) { cameBack(e); }), [](const TailNotice &) {},
        Cancel::after(m_options.patience, cancel.token));
    if (running)
        m_logWatch = std::move(*running);
}

Result<void> ReplayRun::openSource(const Cancel &cancel)
{
    m_source.reset();
    std::vector<quint64> pending;
    for (quint64 n = 0; n < m_states.size(); ++n) {
        if (m_states[n] == EventState::Pending)
            pending.push_back(n);
    }
    if (!m_job.spec.sourceIsQueue || m_options.keep) {
        watchLog(cancel);
        m_source = std::make_unique<LogSource>(std::move(pending), m_fetch);
        return {};
    }
    const auto settle = m_ends.source->settle();
    if (!settle)
        return settle.reason;
    auto grant = m_ends.sourceGuard->grant(WriteOperation::Settle, m_job.spec.channel, pending.size());
    if (!grant)
        return grant.error();
    m_settleGrant = std::move(*grant);
    // Those that are only to be settled come last: of twins one that is still to be sent must be found first.
    std::vector<QueueSource::Wanted> wanted;
    for (const quint64 n : pending)
        wanted.push_back({n, m_events[n].id, m_events[n].hash});
    for (const quint64 n : m_toSettle)
        wanted.push_back({n, m_events[n].id, m_events[n].hash});
    auto source = QueueSource::open(
        *settle.part, m_ends.source->browse().part, *m_settleGrant, m_job.spec.channel,
        QueueSource::prefetchFor(m_meanBytes), std::move(wanted), m_job.id.toStdString() + '-',
        [this](const EventView &e) { cameBack(e); }, Cancel::after(m_options.patience, cancel.token));
    if (!source)
        return source.error();
    m_source = std::move(*source);
    return {};
}

void ReplayRun::tell(RunProgress::Doing doing, bool now)
{
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
    if (m_options.canary > 0 && m_sent < quint64(m_options.canary))
        most = std::min(most, std::size_t(quint64(m_options.canary) - m_sent));
    return most;
}

// Whether to go on: a wish of somebody, or too many that came back.
bool ReplayRun::endsHere(const Cancel &cancel)
{
    if (cancel.requested()) {
        m_result.end = RunEnd::Cancelled;
        return true;
    }
    {
        const std::lock_guard lock(m_mutex);
        if (m_options.stopAfterReturns > 0 && m_cameBack.size() >= std::size_t(m_options.stopAfterReturns)) {
            m_result.end = RunEnd::Returning;
            return true;
        }
    }
    const auto now = Clock::now();
    if (now - m_wishedAt < WishEvery)
        return false;
    m_wishedAt = now;
    const auto wish = m_journal.asked(m_job.id);
    if (!wish || wish->isEmpty())
        return false;
    m_forGood = *wish != QLatin1String("pause");
    m_result.end = m_forGood ? RunEnd::Cancelled : RunEnd::Paused;
    return true;
}

Result<void> ReplayRun::passFence(const Cancel &)
{
    if (m_unfenced == 0)
        return {};
    // Not the run's cancel: what is acked has to be written down.
    if (auto passed = m_source->fence(Cancel::after(FenceTimeout)); !passed)
        return passed;
    for (const quint64 n : m_acked)
        set(n, EventState::Settled);
    m_settled += m_acked.size();
    m_acked.clear();
    return keepFenced(std::exchange(m_unfenced, 0));
}

// Written with the next intent, in one step on the disk; only one can wait for that.
Result<void> ReplayRun::keepFenced(quint64 window)
{
    const quint64 waiting = std::exchange(m_fenced, window);
    return waiting > 0 ? m_journal.settled(m_job.id, waiting) : Result<void>();
}

Result<void> ReplayRun::settleEarlier(quint64 number, const Cancel &)
{
    const quint64 one[] = {number};
    if (auto settled = m_source->settle(one); !settled)
        return settled;
    if (auto passed = m_source->fence(Cancel::after(FenceTimeout)); !passed)
        return passed;
    m_toSettle.erase(number);
    set(number, EventState::Settled);
    const Deviation d[] = {{number, EventState::Settled, {}, false}};
    return m_journal.note(m_job.id, d);
}

Result<ReplayRun::Window> ReplayRun::gather(std::size_t most, const Cancel &cancel)
{
    Window window;
    while (window.numbers.size() + window.deviations.size() < most && !m_source->exhausted() && !cancel.requested()) {
        // A window that holds something does not wait for more than what is there.
        const auto until = window.numbers.empty() ? Clock::now() + TellEvery : Clock::now() + Milliseconds(20);
        auto taken = m_source->next({cancel.token, until});
        if (!taken)
            return taken.error();
        if (!*taken) {
            tell(RunProgress::Doing::Waiting);
            if (!window.numbers.empty())
                break;
            continue;
        }
        const quint64 number = (*taken)->number;
        if (m_toSettle.contains(number)) {
            if (auto done = settleEarlier(number, cancel); !done)
                return done.error();
            continue;
        }
        auto prepared = m_prepare(number, (*taken)->event);
        if (!prepared) {
            window.deviations.push_back({number, EventState::Failed, m_listener.sentence(prepared.error()), false});
            continue;
        }
        window.numbers.push_back(number);
        window.events.push_back(std::move(*prepared));
    }
    return window;
}

// Where a log ends before a window is sent: a look after a crash begins there. Asked once, then counted on.
std::vector<TargetMark> ReplayRun::marksOf(const Window &window, const Cancel &cancel)
{
    std::vector<TargetMark> marks;
    if (!targetIsLog())
        return marks;
    std::set<QString> channels;
    for (const Prepared &p : window.events)
        channels.insert(p.target.channel);
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

Result<void> ReplayRun::carry(Window &window, const Cancel &cancel)
{
    if (!window.deviations.empty()) {
        if (auto noted = m_journal.note(m_job.id, window.deviations); !noted)
            return noted;
        std::vector<quint64> numbers;
        for (const Deviation &d : window.deviations) {
            set(d.number, d.state);
            numbers.push_back(d.number);
        }
        m_source->release(numbers);
    }
    if (window.numbers.empty())
        return {};
    window.id = m_nextWindow++;
    if (auto written = m_journal.settledAndIntent(m_job.id, std::exchange(m_fenced, 0), window.id, window.numbers,
                                                  marksOf(window, cancel));
        !written)
        return written;
    for (const quint64 n : window.numbers)
        set(n, EventState::Unknown);
    m_sent += window.numbers.size();
    std::vector<SendFate> fates;
    const auto sent = m_carrier->send(window.events, fates, cancel);
    if (auto closed = close(window, fates, cancel); !closed)
        return closed;
    return sent;
}

Result<void> ReplayRun::close(Window &window, const std::vector<SendFate> &fates, const Cancel &cancel)
{
    // The acks of the window before went out while this one was being sent.
    if (auto passed = passFence(cancel); !passed)
        return passed;
    std::vector<Deviation> deviations;
    std::vector<quint64> confirmed, others;
    for (std::size_t i = 0; i < fates.size(); ++i) {
        const quint64 n = window.numbers[i];
        const SendFate &fate = fates[i];
        if (fate.state == SendFate::State::Confirmed) {
            confirmed.push_back(n);
            if (fate.partition && fate.offset) {
                for (TargetMark &m : m_ends0[window.events[i].target.channel]) {
                    if (m.partition == *fate.partition)
                        m.end = std::max(m.end, *fate.offset + 1);
                }
            }
            continue;
        }
        others.push_back(n);
        if (fate.state == SendFate::State::Failed && neverSent(fate.error))
            deviations.push_back({n, EventState::Pending, m_listener.sentence(fate.error), false});
        else if (fate.state == SendFate::State::Failed)
            deviations.push_back({n, EventState::Failed, m_listener.sentence(fate.error), fate.returned});
        else
            deviations.push_back({n, EventState::Unknown, m_listener.sentence(fate.error), false});
    }
    if (auto written = m_journal.outcome(m_job.id, window.id, deviations); !written)
        return written;
    for (const Deviation &d : deviations) {
        set(d.number, d.state);
        m_result.counts.returned += d.returned;
    }
    for (const quint64 n : confirmed)
        set(n, EventState::Confirmed);
    m_source->release(others);
    if (m_options.keep) {
        m_source->release(confirmed);
        return {};
    }
    if (m_job.spec.sourceIsQueue)
        m_toSettle.insert(confirmed.begin(), confirmed.end());
    if (auto settled = m_source->settle(confirmed); !settled)
        return settled;
    for (const quint64 n : confirmed)
        m_toSettle.erase(n);
    m_acked = std::move(confirmed);
    m_unfenced = window.id;
    return {};
}

Result<bool> ReplayRun::canaryDied(const Cancel &cancel)
{
    if (auto passed = passFence(cancel); !passed)
        return passed.error();
    const auto died = [this] {
        const std::lock_guard lock(m_mutex);
        return m_result.counts.failed > 0 || m_result.counts.unknown > 0 || !m_cameBack.empty();
    };
    const auto until = Clock::now() + std::max(m_options.watch, CanaryLook);
    while (!died() && Clock::now() < until && !cancel.requested()) {
        tell(RunProgress::Doing::Watching);
        if (auto watched = m_source->watch({cancel.token, Clock::now() + TellEvery}); !watched)
            return watched.error();
    }
    return died();
}

Result<void> ReplayRun::sendAll(const Cancel &cancel)
{
    while (!m_source->exhausted()) {
        if (endsHere(cancel))
            return {};
        const bool canary = m_options.canary > 0 && m_sent < quint64(m_options.canary);
        auto window = gather(batch(), cancel);
        if (!window)
            return window.error();
        pace(window->numbers.size(), cancel);
        if (cancel.requested())
            continue; // not sent and not written: it stays pending
        if (auto carried = carry(*window, cancel); !carried)
            return carried;
        tell(RunProgress::Doing::Sending);
        const bool canaryOver = canary && (m_sent >= quint64(m_options.canary) || m_result.counts.failed > 0);
        if (!canaryOver || m_source->exhausted())
            continue;
        const auto died = canaryDied(cancel);
        if (!died)
            return died.error();
        if (*died) {
            m_result.end = RunEnd::CanaryFailed;
            return {};
        }
    }
    return {};
}

Result<void> ReplayRun::finish(const Cancel &cancel)
{
    if (auto passed = passFence(cancel); !passed)
        return passed;
    if (auto written = keepFenced(0); !written)
        return written;
    if (m_result.end != RunEnd::Finished)
        return {};
    std::vector<Deviation> gone;
    // Confirmed before, acked before, and the ack arrived: it is not there any more. (Empty for a log.)
    for (const quint64 n : std::exchange(m_toSettle, {})) {
        gone.push_back({n, EventState::Settled, {}, false});
        set(n, EventState::Settled);
    }
    for (quint64 n = 0; n < m_states.size(); ++n) {
        if (m_states[n] == EventState::Pending) {
            gone.push_back({n, EventState::Failed,
                            m_listener.sentence(makeError(ErrorCode::NotSupported,
                                                          {QStringLiteral("it is not in the source any more")})),
                            false});
            set(n, EventState::Failed);
        }
    }
    return gone.empty() ? Result<void>() : m_journal.note(m_job.id, gone);
}

// What becomes of it, as far as it can be known: what died again is seen in the source.
void ReplayRun::follow(const Cancel &cancel)
{
    if (m_options.watch.count() > 0 && m_result.end == RunEnd::Finished && m_result.counts.success > 0) {
        const auto until = Clock::now() + m_options.watch;
        while (Clock::now() < until && !cancel.requested()) {
            tell(RunProgress::Doing::Watching);
            if (!m_source->watch({cancel.token, std::min(until, Clock::now() + TellEvery)}))
                break;
        }
    }
    m_logWatch.reset();
    const std::lock_guard lock(m_mutex);
    m_result.cameBack = m_cameBack.size();
    if (!m_cameBack.empty()) {
        const std::vector<quint64> numbers(m_cameBack.begin(), m_cameBack.end());
        (void)m_journal.noteOutcome(m_job.id, numbers, QStringLiteral("came_back")).ok();
    }
}

Result<RunResult> ReplayRun::run(Unknown unknown, const Cancel &cancel)
{
    m_started = m_told = m_refilled = Clock::now();
    if (auto loaded = load(unknown); !loaded)
        return loaded.error();
    if (auto looked = lookForUnknown(cancel); !looked)
        return looked.error();
    if (!m_carrier)
        m_carrier = std::make_unique<Sender>(*m_ends.target, *m_ends.targetGuard, m_options,
                                             [this] { tell(RunProgress::Doing::Sending); });
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
        // Acks that were not fenced may not have arrived: looked up when the source is there again.
        m_toSettle.insert(m_acked.begin(), m_acked.end());
        m_acked.clear();
        m_unfenced = 0;
        m_source.reset();
        tell(RunProgress::Doing::Waiting, true);
        std::this_thread::sleep_for(again);
        again = std::min(again * 2, AgainMost);
    }
    if (!done && brokerAway(done.error())) {
        m_result.end = cancel.requested() ? RunEnd::Cancelled : RunEnd::BrokerAway;
        m_result.error = done.error();
    } else if (!done) {
        m_source.reset();
        return done.error();
    }
    if (m_source)
        follow(cancel);
    m_source.reset(); // gives back what is not settled
    if (m_settleGrant)
        m_ends.sourceGuard->done(*m_settleGrant, QStringLiteral("settled"), m_settled);
    m_carrier.reset();
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

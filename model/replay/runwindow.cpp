// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/replay/run.h"

#include <algorithm>
#include <utility>

// The life of a window: gathered, written down, sent, landed, written down, settled, written down.
namespace flowbench {

namespace {
constexpr Milliseconds TellEvery{200};
constexpr Milliseconds FenceTimeout{60000};
constexpr Milliseconds LandTick{100}, LittleWait{20};
constexpr quint64 MostBytes = quint64(16) << 20; // of a window's bodies: they lie in memory

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
} // namespace

void ReplayRun::take(Window &window, RunSource::Taken taken)
{
    const quint64 number = taken.number;
    if (m_toSettle.contains(number)) {
        window.earlier.push_back(number);
        return;
    }
    // One that failed leaves its place to the next.
    if (window.events.size() == window.numbers.size())
        window.events.emplace_back();
    Prepared &to = window.events[window.numbers.size()];
    to.clear();
    if (auto prepared = m_prepare(number, taken.event, to); !prepared) {
        window.deviations.push_back({number, EventState::Failed, m_listener.sentence(prepared.error()), false});
        return;
    }
    window.bytes += taken.event.value.size() + taken.event.fields.packed().size();
    window.numbers.push_back(number);
}

ReplayRun::Window ReplayRun::freshWindow()
{
    Window window;
    if (!m_spare.empty()) {
        window.events = std::move(m_spare.back().events);
        window.fates = std::move(m_spare.back().fates);
        m_spare.pop_back();
    }
    window.events.reserve(batch());
    window.numbers.reserve(batch());
    return window;
}

Result<ReplayRun::Window> ReplayRun::gather(const Cancel &cancel)
{
    Window window = freshWindow();
    const std::size_t most = batch();
    while (window.size() < most && window.bytes < MostBytes && !m_source->exhausted() && !cancel.requested()) {
        // What is there already does not wait for more.
        const bool waits = window.size() == 0 && m_flights.empty();
        auto taken = m_source->next({cancel.token, Clock::now() + (waits ? TellEvery : LittleWait)});
        if (!taken)
            return taken.error();
        if (*taken) {
            take(window, **taken);
            continue;
        }
        tell(m_flights.empty() ? RunProgress::Doing::Waiting : RunProgress::Doing::Sending);
        if (!waits)
            break;
    }
    window.events.resize(window.numbers.size());
    const auto elsewhere = [&](const Prepared &p) { return p.target.channel != window.events.front().target.channel; };
    if (!m_options.transaction || std::ranges::none_of(window.events, elsewhere))
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
    auto flight = std::make_unique<Flight>();
    flight->window = std::move(window);
    const QString note = m_job.id + u':' + QString::number(flight->window.id);
    auto gone = std::make_shared<std::promise<void>>();
    const std::shared_future<void> before = m_flights.empty() ? std::shared_future<void>() : m_flights.back()->gone;
    flight->gone = gone->get_future().share();
    flight->over = std::async(std::launch::async, [this, f = flight.get(), note, cancel, gone, before] {
        if (before.valid())
            before.wait();
        bool told = false;
        const auto tellGone = [&] {
            if (!std::exchange(told, true))
                gone->set_value();
        };
        f->sent = m_carrier->send(note, f->window.events, f->window.fates, tellGone, cancel);
        tellGone();
    });
    m_flights.push_back(std::move(flight));
}

// Whether the oldest window that is being sent is waited for: else the next one goes out behind it.
bool ReplayRun::mustLand(const Window &next) const
{
    if (m_flights.empty())
        return false;
    return m_flights.size() >= m_windowsAhead || next.size() == 0 ||
           m_flights.front()->over.wait_for(Milliseconds(0)) == std::future_status::ready;
}

// Waits for the oldest window. After a cancel that takes a few seconds at most.
ReplayRun::Landed ReplayRun::land()
{
    Landed landed;
    if (m_flights.empty())
        return landed;
    while (m_flights.front()->over.wait_for(LandTick) != std::future_status::ready)
        tell(RunProgress::Doing::Sending);
    const std::unique_ptr<Flight> flight = std::move(m_flights.front());
    m_flights.pop_front();
    landed.window = std::move(flight->window);
    landed.sent = flight->sent;
    landed.confirmed.reserve(landed.window.numbers.size());
    std::vector<TargetMark> *ends = nullptr; // of the channel of the event before
    const QString *endsOf = nullptr;
    for (std::size_t i = 0; i < landed.window.numbers.size(); ++i) {
        const quint64 n = landed.window.numbers[i];
        const SendFate &fate = landed.window.fates[i];
        if (fate.state == SendFate::State::Confirmed) {
            const QString &channel = landed.window.events[i].target.channel;
            landed.confirmed.push_back(n);
            if (m_outcome)
                m_outcome->sent(n, channel, fate.partition, fate.offset);
            // A word that is kept about it stays beside its state.
            if (const auto word = m_words.find(n); word != m_words.end())
                landed.deviations.push_back({n, EventState::Confirmed, word->second, false});
            if (!endsOf || *endsOf != channel) {
                const auto known = m_ends0.find(channel);
                ends = known == m_ends0.end() ? nullptr : &known->second;
                endsOf = &channel;
            }
            if (!ends || !fate.partition || !fate.offset)
                continue;
            for (TargetMark &m : *ends) {
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

// One write to the disk says how a window ended and what is sent next; then the one goes out, and what the other's
// target has is settled.
Result<void> ReplayRun::advance(Window next, const Cancel &cancel)
{
    if (auto settled = settleEarlier(next.earlier); !settled)
        return settled;
    Landed landed = mustLand(next) ? land() : Landed();
    const bool sends = landed.sent.ok() && !next.numbers.empty() && !cancel.requested();
    std::vector<TargetMark> marks;
    Journal::Step step;
    const std::vector<quint64> fenced = std::exchange(m_fenced, {});
    step.settledToo = fenced;
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
    if (!fenced.empty() || step.ended > 0 || step.intent > 0 || !step.deviations.empty()) {
        if (auto written = m_journal.step(m_job.id, step); !written)
            return written;
    }
    for (const Deviation &d : landed.deviations) {
        set(d.number, d.state);
        m_result.counts.returned += d.returned;
        m_lost += d.state == EventState::Failed || d.state == EventState::Unknown;
        m_sent -= d.state == EventState::Pending; // it never left
    }
    for (const quint64 n : landed.confirmed)
        set(n, EventState::Confirmed);
    if (sends)
        launch(std::move(next), cancel);
    m_source->release(left);
    m_source->release(landed.others);
    if (auto settled = settle(landed); !settled)
        return settled;
    if (!landed.window.events.empty() && m_spare.size() <= m_windowsAhead)
        m_spare.push_back(std::move(landed.window));
    return landed.sent;
}

Result<void> ReplayRun::settle(Landed &landed)
{
    if (m_options.keep) {
        m_source->release(landed.confirmed);
        return {};
    }
    if (!landed.confirmed.empty()) {
        if (settles())
            m_toSettle.insert(landed.confirmed.begin(), landed.confirmed.end());
        if (auto settled = m_source->settle(landed.confirmed); !settled)
            return settled;
        m_ackedEvents += landed.confirmed.size();
        std::erase_if(landed.deviations, [](const Deviation &d) { return d.state != EventState::Confirmed; });
        m_acked.push_back({landed.window.id, std::move(landed.confirmed), std::move(landed.deviations)});
    }
    return m_flights.empty() || !settles() ? fence() : fenceAlong();
}

// The broker is asked for its word not oftener than once for as many as may be on their way, and beside the rest: it
// answers behind everything it has to do.
Result<void> ReplayRun::fenceAlong()
{
    if (m_fencing && m_fencing->passed.wait_for(Milliseconds(0)) != std::future_status::ready)
        return {};
    if (auto noted = noteFenced(); !noted || m_ackedEvents < std::size_t(m_options.window))
        return noted;
    m_fencing.emplace();
    m_fencing->acked = std::exchange(m_acked, {});
    m_ackedEvents = 0;
    // Not the run's cancel: what is acked has to be written down.
    m_fencing->passed =
        std::async(std::launch::async, [fence = m_source->fencer()] { return fence(Cancel::after(FenceTimeout)); });
    return {};
}

Result<void> ReplayRun::fence()
{
    if (auto noted = noteFenced(); !noted || m_acked.empty())
        return noted;
    if (auto passed = m_source->fence(Cancel::after(FenceTimeout)); !passed)
        return passed;
    m_ackedEvents = 0;
    return noteSettled(std::exchange(m_acked, {}));
}

// Waits for the word that is being asked for.
Result<void> ReplayRun::noteFenced()
{
    if (!m_fencing)
        return {};
    auto passed = m_fencing->passed.get();
    std::vector<Acked> acked = std::move(m_fencing->acked);
    m_fencing.reset();
    return passed ? noteSettled(std::move(acked)) : passed;
}

Result<void> ReplayRun::noteSettled(std::vector<Acked> windows)
{
    std::vector<Deviation> words;
    for (Acked &acked : windows) {
        for (const quint64 n : acked.numbers) {
            m_toSettle.erase(n);
            set(n, EventState::Settled);
        }
        m_settled += acked.numbers.size();
        m_fenced.push_back(acked.window);
        for (const Deviation &d : acked.words) {
            if (m_states[d.number] == EventState::Settled)
                words.push_back({d.number, EventState::Settled, d.reason, false});
        }
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

// The source is gone while windows are out: how they end is written down all the same; they are settled when the source
// is there again, and so is what was acked and not fenced.
Result<void> ReplayRun::landAway()
{
    m_fencing.reset();
    m_acked.clear();
    m_ackedEvents = 0;
    while (!m_flights.empty()) {
        const Landed landed = land();
        const std::vector<quint64> fenced = std::exchange(m_fenced, {});
        Journal::Step step;
        step.settledToo = fenced;
        step.ended = landed.window.id;
        step.deviations = landed.deviations;
        if (auto written = m_journal.step(m_job.id, step); !written)
            return written;
        for (const Deviation &d : landed.deviations) {
            set(d.number, d.state);
            m_result.counts.returned += d.returned;
            m_sent -= d.state == EventState::Pending;
        }
        for (const quint64 n : landed.confirmed) {
            set(n, EventState::Confirmed);
            if (settles())
                m_toSettle.insert(n);
        }
    }
    return {};
}

} // namespace flowbench

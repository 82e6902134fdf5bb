// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/replay/sender.h"

#include <QDateTime>

#include <algorithm>
#include <thread>
#include <utility>

namespace flowbench {

namespace {
constexpr std::size_t MostLines = 16;
constexpr Milliseconds Tick{100};
constexpr Milliseconds ThereAgain{12000};             // longer than an attempt to connect
constexpr Milliseconds LastWait{5000};                // for what is in flight when a run is cancelled
constexpr auto EventTimeout = std::chrono::hours(24); // a broker may block for long: a run waits, and can be cancelled
constexpr Milliseconds TroubleEvery{5000};
constexpr Milliseconds FirstPause{250}, LongestPause{8000};

const SendFate NotTried{SendFate::State::Failed, makeError(ErrorCode::Cancelled), false, {}, {}};

bool worthAnotherTry(const SendFate &fate)
{
    if (fate.state != SendFate::State::Failed || fate.returned)
        return false;
    switch (fate.error.code) {
    case ErrorCode::TooLarge:
    case ErrorCode::BadArgument:
    case ErrorCode::ChannelNotFound:
    case ErrorCode::NotPermitted:
    case ErrorCode::NotSupported:
    case ErrorCode::Cancelled:
        return false;
    default:
        return true;
    }
}
} // namespace

Sender::Sender(Connector &target, Guard &guard, const RunOptions &options, QString job, int ahead)
    : m_target(target),
      m_guard(guard),
      m_options(options),
      m_job(std::move(job)),
      m_ahead(ahead > 0 ? ahead : std::max(options.window, 1))
{}

Sender::~Sender()
{
    for (auto &[channel, line] : m_lines) {
        line.publisher.reset();
        m_guard.done(*line.grant, QStringLiteral("confirmed"), line.confirmed);
    }
}

void Sender::receipt(const Receipt &r)
{
    const std::lock_guard lock(m_mutex);
    auto at = m_rounds.upper_bound(r.tag);
    if (at == m_rounds.begin())
        return;
    Round &round = *(--at)->second;
    if (r.tag - round.base >= round.fates.size())
        return;
    SendFate &fate = round.fates[r.tag - round.base];
    if (fate.state != SendFate::State::Open)
        return;
    switch (r.status) {
    case Receipt::Status::Confirmed:
        fate.state = SendFate::State::Confirmed;
        fate.partition = r.partition;
        fate.offset = r.offset;
        break;
    case Receipt::Status::Returned:
        fate.state = SendFate::State::Failed;
        fate.returned = true;
        fate.error = r.error;
        break;
    case Receipt::Status::Failed:
        fate.state = SendFate::State::Failed;
        fate.error = r.error;
        break;
    case Receipt::Status::Unknown:
        fate.state = SendFate::State::Unknown;
        fate.error = r.error;
        break;
    }
    if (--round.open == 0)
        m_changed.notify_all();
}

void Sender::endLine(const QString &channel)
{
    const auto line = m_lines.find(channel);
    if (line == m_lines.end())
        return;
    line->second.publisher.reset();
    m_guard.done(*line->second.grant, QStringLiteral("confirmed"), line->second.confirmed);
    m_lines.erase(line);
}

Result<Sender::Line *> Sender::lineTo(const QString &channel, const Cancel &cancel)
{
    const auto known = m_lines.find(channel);
    if (known != m_lines.end()) {
        known->second.used = ++m_clock;
        return &known->second;
    }
    const auto publish = m_target.publish();
    if (!publish)
        return publish.reason;
    auto grant = m_guard.grant(WriteOperation::Publish, channel, 0);
    if (!grant)
        return grant.error();
    Publish::Options options;
    options.channel = ChannelAddress::parse(channel);
    options.timeout = EventTimeout;
    options.window = m_ahead;
    if (m_options.transaction)
        options.transaction = replayTransaction(m_job, channel);
    auto publisher = publish->publisher(
        *grant, options, [this](const Receipt &r) { receipt(r); }, Cancel::after(m_options.patience, cancel.token));
    if (!publisher) {
        m_guard.done(*grant, QStringLiteral("failed"), 0);
        return publisher.error();
    }
    if (m_lines.size() >= MostLines) {
        const auto oldest = std::ranges::min_element(m_lines, {}, [](const auto &l) { return l.second.used; });
        oldest->second.publisher->finish(Cancel::after(m_options.patience, cancel.token));
        endLine(QString(oldest->first));
    }
    Line &line = m_lines[channel];
    line.publisher = std::move(*publisher);
    line.grant = std::move(*grant);
    line.used = ++m_clock;
    return &line;
}

// Every receipt; after a cancel, or when the target has been away for too long, what comes of them in a few seconds. An
// error: it is away.
Result<void> Sender::await(Round &round, const Cancel &cancel)
{
    Result<void> result;
    constexpr Clock::time_point There = Clock::time_point::max();
    Clock::time_point away = There; // since when
    std::unique_lock lock(m_mutex);
    for (std::size_t before = round.open; round.open > 0 && !cancel.requested() && result; before = round.open) {
        m_changed.wait_for(lock, Tick, [&] { return round.open == 0; });
        const ConnectionState state = m_target.state();
        const bool gone = state.link == LinkState::Reconnecting || state.link == LinkState::Failed;
        // A link that is there for a moment only, between two attempts, is not there: its broker answers, and what is
        // sent to does not.
        const qint64 since = QDateTime::currentMSecsSinceEpoch() - state.sinceMs;
        if (round.open < before || (!gone && since >= ThereAgain.count()))
            away = There;
        else if (gone)
            away = std::min(away, Clock::now());
        if (away != There && Clock::now() - away > m_options.patience)
            result = state.error.value_or(makeError(ErrorCode::ConnectionLost));
    }
    if (round.open > 0) {
        lock.unlock();
        {
            const std::lock_guard sending(m_sending);
            for (auto &[channel, line] : m_lines)
                line.publisher->finish(Cancel::after(LastWait));
        }
        lock.lock();
    }
    m_rounds.erase(round.base);
    for (SendFate &fate : round.fates) {
        if (fate.state == SendFate::State::Open)
            fate = {SendFate::State::Unknown, makeError(ErrorCode::PossiblyPersisted), false, {}, {}};
    }
    return result;
}

// To the publishers. An error: nothing can be sent at all.
Result<void> Sender::give(Round &round, std::vector<Prepared> &events, const std::vector<std::size_t> &which,
                          const Cancel &cancel)
{
    Result<void> result;
    const auto drop = [&](std::size_t i, const Error &error) {
        const std::lock_guard lock(m_mutex);
        if (round.fates[i].state != SendFate::State::Open)
            return;
        round.fates[i] = {SendFate::State::Failed, error, false, {}, {}};
        --round.open;
    };
    const std::lock_guard sending(m_sending);
    const QString *channel = nullptr;
    Line *line = nullptr;
    for (const std::size_t i : which) {
        if (cancel.requested() || !result) {
            drop(i, result ? makeError(ErrorCode::Cancelled) : result.error());
            continue;
        }
        if (!channel || *channel != events[i].target.channel) {
            auto found = lineTo(events[i].target.channel, cancel);
            channel = found ? &events[i].target.channel : nullptr;
            if (!found) {
                drop(i, found.error());
                // A target that is not there is this event's trouble; anything else is everybody's.
                if (found.error().code != ErrorCode::ChannelNotFound && found.error().code != ErrorCode::NotPermitted)
                    result = found.error();
                continue;
            }
            line = *found;
        }
        if (auto sent = line->publisher->send(events[i].outgoing(round.base + i), cancel); !sent)
            drop(i, sent.error());
    }
    return result;
}

// For the audit.
void Sender::count(const std::vector<Prepared> &events, const std::vector<SendFate> &fates,
                   const std::vector<std::size_t> &which)
{
    const std::lock_guard sending(m_sending);
    auto line = m_lines.end();
    for (const std::size_t i : which) {
        if (fates[i].state != SendFate::State::Confirmed)
            continue;
        if (line == m_lines.end() || line->first != events[i].target.channel)
            line = m_lines.find(events[i].target.channel);
        if (line != m_lines.end())
            ++line->second.confirmed;
    }
}

Result<void> Sender::round(std::vector<Prepared> &events, std::vector<SendFate> &fates,
                           const std::vector<std::size_t> &which, const Gone &gone, const Cancel &cancel)
{
    Round round{0, fates, which.size()};
    for (const std::size_t i : which)
        fates[i] = {}; // those that are not in this round take no receipt
    {
        const std::lock_guard lock(m_mutex);
        round.base = m_nextTag;
        m_nextTag += events.size();
        m_rounds.emplace(round.base, &round);
    }
    Result<void> result = give(round, events, which, cancel);
    if (gone)
        gone();
    if (auto waited = await(round, cancel); !waited)
        result = waited;
    if (!m_options.transaction)
        count(events, fates, which);
    return result;
}

// Said while it goes on: who is kept waiting wants to know why.
void Sender::noteTrouble(const std::vector<std::size_t> &which, const std::vector<SendFate> &fates)
{
    const auto refused = std::ranges::find_if(which, [&](std::size_t i) { return worthAnotherTry(fates[i]); });
    const std::lock_guard lock(m_mutex);
    if (refused != which.end())
        m_trouble = fates[*refused].error;
}

std::optional<Error> Sender::trouble()
{
    const auto now = Clock::now();
    const std::lock_guard lock(m_mutex);
    if (!m_trouble || now - m_troubleTold < TroubleEvery)
        return {};
    m_troubleTold = now;
    return std::exchange(m_trouble, std::nullopt);
}

void Sender::pause(int attempt, const Cancel &cancel) const
{
    const double grown = double(FirstPause.count()) * double(1 << std::min(attempt, 10));
    const double most = std::min(grown, double(LongestPause.count()));
    const auto length = Milliseconds(qint64(std::uniform_real_distribution<double>(most / 2, most)(m_chance)));
    const auto end = Clock::now() + length;
    while (Clock::now() < end && !cancel.requested())
        std::this_thread::sleep_for(std::min<Clock::duration>(Tick, end - Clock::now()));
}

Result<void> Sender::send(const QString &note, std::vector<Prepared> &events, std::vector<SendFate> &fates,
                          const Gone &gone, const Cancel &cancel)
{
    if (m_options.transaction)
        return sendTransaction(note, events, fates, cancel);
    fates.assign(events.size(), NotTried);
    std::vector<std::size_t> todo(events.size());
    for (std::size_t i = 0; i < todo.size(); ++i)
        todo[i] = i;
    std::vector<int> attempts(events.size(), 0);
    std::unique_lock again(m_again, std::defer_lock);
    bool open = false; // the breaker: everything was refused, one event at a time is tried
    int pauses = 0;
    while (!todo.empty()) {
        const std::vector<std::size_t> now = open ? std::vector<std::size_t>{todo.front()} : todo;
        if (auto sent = round(events, fates, now, again ? Gone() : gone, cancel); !sent)
            return sent;
        std::size_t refused = 0;
        for (const std::size_t i : now) {
            ++attempts[i];
            refused += worthAnotherTry(fates[i]);
        }
        // One that has used up its attempts alone stands for all: those behind it get one more, together.
        const bool stands = open && refused == 1 && attempts[now.front()] >= m_options.attempts;
        if (stands) {
            for (const std::size_t i : todo)
                attempts[i] = std::max(attempts[i], m_options.attempts - 1);
        }
        open = refused == now.size() && !stands;
        pauses = open ? pauses + 1 : 1;
        if (refused > 0)
            noteTrouble(now, fates);
        std::erase_if(todo, [&](std::size_t i) {
            const bool tried = attempts[i] > 0;
            return tried && (!worthAnotherTry(fates[i]) || attempts[i] >= m_options.attempts);
        });
        while (!todo.empty() && !again && !cancel.requested())
            (void)again.try_lock_for(Tick);
        if (cancel.requested()) {
            for (const std::size_t i : todo)
                fates[i] = {SendFate::State::Failed, makeError(ErrorCode::Cancelled), false, {}, {}};
            return {};
        }
        if (!todo.empty() && refused > 0)
            pause(pauses - 1, cancel);
    }
    return {};
}

} // namespace flowbench

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/live/port.h"
#include "model/replay/options.h"
#include "model/replay/outgoing.h"

#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <random>
#include <vector>

namespace flowbench {

// What became of one event that was to be sent.
struct SendFate
{
    enum class State : quint8 { Open, Confirmed, Failed, Unknown } state = State::Open;
    Error error;           // Failed, Unknown
    bool returned = false; // by the broker, as unroutable
    std::optional<int> partition;
    std::optional<qint64> offset;
};

// Takes windows of events to where they go.
class Carrier
{
public:
    // All of a window is on its way, only its fates are not known yet.
    using Gone = std::function<void()>;

    virtual ~Carrier() = default;
    // Answers one fate an event, in their order. An error: nothing can be sent at all; `fates` still says what is
    // known. `note` names the window, for what keeps such a word with it. Once it has called `gone` (at most once, may
    // be empty) the next window may be sent on another thread; one that never calls it takes one after the other.
    virtual Result<void> send(const QString &note, std::vector<Prepared> &events, std::vector<SendFate> &fates,
                              const Gone &gone, const Cancel &cancel) = 0;
    // How many events of each content, by their short hash, a run before this one brought there; nothing: it cannot
    // tell.
    using Held = std::map<std::string, int>;
    virtual Result<std::optional<Held>> held(const Cancel &) { return std::optional<Held>(); }
    // Why the target refused something that is tried again; each is answered once, and not many. Any thread.
    virtual std::optional<Error> trouble() { return {}; }
};

// Of the windows that a job sends to one channel as transactions.
QString replayTransaction(const QString &job, const QString &channel);
// Every such name begins with it: their groups only keep our notes, nobody reads there.
inline constexpr QLatin1StringView ReplayTransactionPrefix("flowbench-replay-");

// What was left out of the window `note` names, by its places in it; nothing: `found` does not tell of that window.
std::optional<std::vector<quint64>> leftOutOf(const QString &found, const QString &note);

// Sends windows of events to their targets, one publisher a channel, and waits for every receipt. What a target refuses
// is tried again with growing, scattered pauses; while a target refuses everything only one event is tried (a circuit
// breaker), so that nothing else uses up its attempts. With RunOptions::transaction a window, all of it for one
// channel, arrives as one or not at all, but for what is refused for good. Receipts come on the publishers' threads.
class Sender final : public Carrier
{
public:
    // `ahead`: how many events may be unconfirmed, of all windows that are on their way; 0: one window of the options.
    Sender(Connector &target, Guard &guard, const RunOptions &options, QString job, int ahead = 0);
    ~Sender() override;

    // Answers one fate an event, in their order. An error: nothing can be sent at all (no such channel, refused by the
    // guard, never connected); events that were in flight then are Unknown in `fates`.
    // Cancel: nothing more is sent; what is in flight gets a few seconds to be confirmed.
    Result<void> send(const QString &note, std::vector<Prepared> &events, std::vector<SendFate> &fates,
                      const Gone &gone, const Cancel &cancel) override;
    std::optional<Error> trouble() override;

private:
    // What is sent at once and waited for.
    struct Round
    {
        quint64 base = 0; // tag of the first event
        std::vector<SendFate> &fates;
        std::size_t open = 0;
    };
    struct Line
    {
        std::unique_ptr<Publisher> publisher;
        std::optional<WriteGrant> grant;
        quint64 confirmed = 0;
        quint64 used = 0;
    };
    Result<Line *> lineTo(const QString &channel, const Cancel &cancel);
    void receipt(const Receipt &r);
    Result<void> round(std::vector<Prepared> &events, std::vector<SendFate> &fates,
                       const std::vector<std::size_t> &which, const Gone &gone, const Cancel &cancel);
    Result<void> give(Round &round, std::vector<Prepared> &events, const std::vector<std::size_t> &which,
                      const Cancel &cancel);
    Result<void> await(Round &round, const Cancel &cancel);
    void count(const std::vector<Prepared> &events, const std::vector<SendFate> &fates,
               const std::vector<std::size_t> &which);
    void noteTrouble(const std::vector<std::size_t> &which, const std::vector<SendFate> &fates);
    void pause(int attempt, const Cancel &cancel) const;
    Result<void> sendTransaction(const QString &note, std::vector<Prepared> &events, std::vector<SendFate> &fates,
                                 const Cancel &cancel);
    Result<void> tryTransaction(const QString &note, std::vector<Prepared> &events, std::vector<SendFate> &fates,
                                const std::vector<std::size_t> &which, const Cancel &cancel);
    Result<bool> committed(const QString &channel, const QString &note, const Cancel &cancel);
    void endLine(const QString &channel);

    Connector &m_target;
    Guard &m_guard;
    const RunOptions m_options;
    const QString m_job;
    const int m_ahead;

    std::mutex m_sending;            // one window is given to the publishers at a time
    std::map<QString, Line> m_lines; // guarded by m_sending, but for transactions: they are alone
    quint64 m_clock = 0;             // guarded by m_sending

    std::timed_mutex m_again;                              // of what was refused, one window is tried again at a time
    mutable std::mt19937 m_chance{std::random_device{}()}; // guarded by m_again, but for transactions

    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::map<quint64, Round *> m_rounds; // guarded by m_mutex, and so is what stands in them; by base
    quint64 m_nextTag = 1;               // guarded by m_mutex
    std::optional<Error> m_trouble;      // guarded by m_mutex, and so is when one was told
    Clock::time_point m_troubleTold{};
};

} // namespace flowbench

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/live/port.h"
#include "model/replay/options.h"
#include "model/replay/outgoing.h"

#include <condition_variable>
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

// Takes windows of events to where they go. One thread.
class Carrier
{
public:
    virtual ~Carrier() = default;
    // Answers one fate an event, in their order. An error: nothing can be sent at all; `fates` still says what is
    // known. `note` names the window, for what keeps such a word with it.
    virtual Result<void> send(const QString &note, std::vector<Prepared> &events, std::vector<SendFate> &fates,
                              const Cancel &cancel) = 0;
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
// channel, arrives as one or not at all, but for what is refused for good. One thread; receipts come on the publishers'
// threads.
class Sender final : public Carrier
{
public:
    Sender(Connector &target, Guard &guard, const RunOptions &options, QString job);
    ~Sender() override;

    // Answers one fate an event, in their order. An error: nothing can be sent at all (no such channel, refused by the
    // guard, never connected); events that were in flight then are Unknown in `fates`.
    // Cancel: nothing more is sent; what is in flight gets a few seconds to be confirmed.
    Result<void> send(const QString &note, std::vector<Prepared> &events, std::vector<SendFate> &fates,
                      const Cancel &cancel) override;

private:
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
                       const std::vector<std::size_t> &which, const Cancel &cancel);
    Result<void> await(std::vector<SendFate> &fates, const Cancel &cancel);
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
    std::map<QString, Line> m_lines;
    quint64 m_clock = 0;
    mutable std::mt19937 m_chance{std::random_device{}()};

    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::vector<SendFate> *m_fates = nullptr; // guarded by m_mutex; of the window being sent
    std::size_t m_open = 0;                   // guarded by m_mutex
    quint64 m_base = 0;                       // guarded by m_mutex; tag of the window's first event
};

} // namespace flowbench

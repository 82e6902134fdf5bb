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

// Takes windows of events to where they go. One thread.
class Carrier
{
public:
    virtual ~Carrier() = default;
    // Answers one fate an event, in their order. An error: nothing can be sent at all; `fates` still says what is
    // known.
    virtual Result<void> send(std::vector<Prepared> &events, std::vector<SendFate> &fates, const Cancel &cancel) = 0;
};

// Sends windows of events to their targets, one publisher a channel, and waits for every receipt. What a target refuses
// is tried again with growing, scattered pauses; while a target refuses everything only one event is tried (a circuit
// breaker), so that nothing else uses up its attempts. One thread; receipts come on the publishers' threads.
class Sender final : public Carrier
{
public:
    // `tick`: a few times a second while it waits.
    Sender(Connector &target, Guard &guard, const RunOptions &options, std::function<void()> tick);
    ~Sender() override;

    // Answers one fate an event, in their order. An error: nothing can be sent at all (no such channel, refused by the
    // guard, never connected); events that were in flight then are Unknown in `fates`.
    // Cancel: nothing more is sent; what is in flight gets a few seconds to be confirmed.
    Result<void> send(std::vector<Prepared> &events, std::vector<SendFate> &fates, const Cancel &cancel) override;

private:
    struct Line
    {
        std::unique_ptr<Publisher> publisher;
        std::optional<WriteGrant> grant;
        quint64 confirmed = 0;
        quint64 used = 0;
    };
    Result<Line *> lineTo(const QString &channel, const Cancel &cancel);
    void endOldest();
    void receipt(const Receipt &r);
    Result<void> round(std::vector<Prepared> &events, std::vector<SendFate> &fates,
                       const std::vector<std::size_t> &which, const Cancel &cancel);
    void await(std::vector<SendFate> &fates, const Cancel &cancel);
    void pause(int attempt, const Cancel &cancel);

    Connector &m_target;
    Guard &m_guard;
    const RunOptions m_options;
    const std::function<void()> m_tick;
    std::map<QString, Line> m_lines;
    quint64 m_clock = 0;
    std::mt19937 m_chance{std::random_device{}()};

    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::vector<SendFate> *m_fates = nullptr; // guarded by m_mutex; of the window being sent
    std::size_t m_open = 0;                   // guarded by m_mutex
    quint64 m_base = 0;                       // guarded by m_mutex; tag of the window's first event
};

} // namespace flowbench

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/live/port.h"
#include "model/replay/journal.h"
#include "model/replay/options.h"
#include "model/replay/outcome.h"
#include "model/replay/outgoing.h"
#include "model/replay/sender.h"
#include "model/replay/source.h"

#include <deque>
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <stop_token>

namespace flowbench {

struct RunProgress
{
    JobCounts counts; // of the whole job, so far
    quint64 sent = 0; // by this run
    quint64 cameBack = 0;
    double ratePerSecond = 0; // confirmed, over the last seconds
    double seconds = 0;
    // Pacing: slow because a rate was asked for.
    enum class Doing : quint8 { Sending, Waiting, Paused, Watching, Pacing } doing = Doing::Sending;
    double secondsLeft = 0; // Watching: until it has been looked long enough
};

// Why a run ended before everything was sent. Nothing of it is an error of the program.
enum class RunEnd : quint8 { Finished, Cancelled, Paused, CanaryFailed, Returning, BrokerAway };

struct RunResult
{
    RunEnd end = RunEnd::Finished;
    JobCounts counts;
    quint64 cameBack = 0, leftQueue = 0, consumed = 0;
    quint64 inSourceAgain = 0; // of the successes: a broker that crashed has forgotten their acks
    double seconds = 0;
    std::optional<Error> error; // BrokerAway: why
};

// Both ends of a job. `source` and `target` are separate connections, also on one broker: a publisher that the broker
// blocks must not block acks and cancel.
struct RunEnds
{
    Connector *source = nullptr;
    Guard *sourceGuard = nullptr;
    Connector *target = nullptr;
    Guard *targetGuard = nullptr;
};

// What the shells say and hear. Called on the run's thread, must return soon; may be empty.
struct RunListener
{
    std::function<void(const RunProgress &)> progress;
    std::function<void(const Error &)> warning;     // away and back, blocked: while it runs
    std::function<QString(const Error &)> sentence; // the reason kept in the journal; required
};

// Carries out one job of the journal: takes events from the source window by window, writes the intent, sends, waits
// for the receipts, writes the outcome, settles the source, writes that. A run that follows a crash, a kill or a lost
// broker is the same function: it begins with what the journal says. One thread; blocks until the end.
//
// Never: an event settled that the target has not confirmed; an event sent again whose fate is not known.
class ReplayRun
{
public:
    // `prepare` makes the outgoing event of a frozen one, in one that is clear; `fetch` answers the frozen events of a
    // log (not asked for a queue). Everything must outlive the run.
    using Prepare = std::function<Result<void>(quint64 number, const EventView &event, Prepared &to)>;
    ReplayRun(Journal &journal, Job job, RunEnds ends, Prepare prepare, LogSource::Fetch fetch, RunListener listener);
    ~ReplayRun();
    // Of the events' bodies, so that what a queue hands out ahead fits into memory.
    void setMeanBytes(quint64 bytes) { m_meanBytes = bytes; }
    // Somewhere else than to a broker: an archive. `ends.target` may be null then.
    void setCarrier(std::unique_ptr<Carrier> carrier) { m_carrier = std::move(carrier); }

    enum class Unknown : quint8 { Leave, Resend };
    // Cancel: what is in flight gets a few seconds, then it ends. The journal's wishes (pause, cancel) are obeyed too.
    Result<RunResult> run(Unknown unknown, const Cancel &cancel);

private:
    struct Window
    {
        quint64 id = 0;
        std::vector<quint64> numbers;
        std::vector<Prepared> events;
        std::vector<SendFate> fates;       // of `events`, once they were sent
        std::vector<Deviation> deviations; // of what is not sent: the recipe fails on it, ...
        std::vector<quint64> earlier;      // confirmed by a run before, only to be settled
        quint64 bytes = 0;

        std::size_t size() const { return numbers.size() + deviations.size() + earlier.size(); }
    };
    // A window that is being sent, on a thread of its own, while the next one is gathered.
    struct Flight
    {
        Window window;
        Result<void> sent;
        std::shared_future<void> gone; // the next one may follow
        std::future<void> over;
    };
    // Acked, but nothing says yet that the broker has taken the acks.
    struct Acked
    {
        quint64 window = 0;
        std::vector<quint64> numbers;
        std::vector<Deviation> words; // kept about them
    };
    struct Landed
    {
        Window window;
        std::vector<Deviation> deviations;
        std::vector<quint64> confirmed, others;
        Result<void> sent;
    };

    // runstart.cpp
    Result<void> load(Unknown unknown);
    Result<void> lookForUnknown(const Cancel &cancel);
    Result<void> lookIntoArchive(const Cancel &cancel);
    Result<void> scanForUnknown(std::set<quint64> open, const std::vector<Journal::Window> &windows,
                                const Cancel &cancel);
    Result<void> askTransactions(const std::vector<Journal::Window> &windows, const Cancel &cancel);
    Result<void> noteFound(std::vector<Deviation> found, const std::set<quint64> &missing, const QString &why);
    Result<void> openSource(const Cancel &cancel);
    QueueSource::Prefetch prefetch(const Cancel &cancel) const;
    void keepTwins(std::vector<QueueSource::Wanted> &wanted) const;
    void limitWindows();
    void watchLog(const Cancel &cancel);
    void cameBack(const EventView &event);
    void isBack(const std::string &hash);
    bool targetIsLog() const;
    bool settles() const { return m_takesOut; }

    // runwindow.cpp
    Result<Window> gather(const Cancel &cancel);
    Window freshWindow();
    void take(Window &window, RunSource::Taken taken);
    Result<void> advance(Window next, const Cancel &cancel);
    Result<void> settleEarlier(const std::vector<quint64> &numbers);
    Result<void> settle(Landed &landed);
    Result<void> fence();
    Result<void> fenceAlong();
    Result<void> noteFenced();
    Result<void> noteSettled(std::vector<Acked> acked);
    bool mustLand(const Window &next) const;
    Landed land();
    void launch(Window window, const Cancel &cancel);
    Result<void> landAway();
    std::vector<TargetMark> marksOf(const Window &window, const Cancel &cancel);

    // run.cpp
    Result<void> sendAll(const Cancel &cancel);
    std::size_t batch() const;
    bool endsHere(const Cancel &cancel);
    void heedWishes();
    bool died();
    Result<bool> canaryLives(const Cancel &cancel);
    void pace(std::size_t events, const Cancel &cancel);
    Result<void> finish(const Cancel &cancel);
    void follow(const Cancel &cancel);
    Result<void> noteOutcomes();
    RunEnd endOf(const Result<void> &done, const Cancel &cancel) const;
    void tell(RunProgress::Doing doing, bool now = false, Clock::time_point until = {});
    void set(quint64 number, EventState state);

    Journal &m_journal;
    Job m_job;
    bool m_takesOut;
    RunOptions m_options;
    RunEnds m_ends;
    Prepare m_prepare;
    LogSource::Fetch m_fetch;
    RunListener m_listener;

    std::vector<FrozenEvent> m_events; // of what is settled; else none
    std::vector<EventState> m_states;
    std::set<quint64> m_toSettle;                                // confirmed, perhaps still in the source
    std::map<std::string, std::vector<quint64>> m_settledBefore; // by hash
    std::vector<Deviation> m_back;      // settled and seen in the source again; with the next write
    std::map<quint64, QString> m_words; // of events that were unknown once: said in the report for good
    quint64 m_nextWindow = 1;
    std::unique_ptr<Carrier> m_carrier;
    std::stop_source m_stop; // somebody's cancel or a wish
    bool m_forGood = false;  // cancelled by a wish: there is nothing to resume
    std::unique_ptr<RunSource> m_source;
    std::optional<WriteGrant> m_settleGrant;
    quint64 m_settled = 0;                            // in this run, for the audit
    std::size_t m_windowSize = 1, m_windowsAhead = 1; // of a window, at most; how many are on their way at once
    std::deque<std::unique_ptr<Flight>> m_flights;    // in the order they were sent
    std::vector<Window> m_spare;                      // that have landed: their memory is used again
    std::deque<Window> m_parts;                       // gathered, of one channel each, to be sent as transactions
    std::vector<Acked> m_acked;
    std::size_t m_ackedEvents = 0; // in m_acked
    struct Fencing
    {
        std::vector<Acked> acked;
        std::future<Result<void>> passed;
    };
    std::optional<Fencing> m_fencing; // the broker is being asked for its word; ends before the source
    std::vector<quint64> m_fenced;    // windows whose settling is done and not written yet: with the next write
    std::map<QString, std::vector<TargetMark>> m_ends0; // ends of the target's partitions, kept up by receipts
    std::mutex m_mutex;
    std::set<quint64> m_cameBack; // guarded by m_mutex
    std::unique_ptr<RunningTail> m_logWatch;
    std::unique_ptr<OutcomeWatch> m_outcome;
    RunResult m_result;
    quint64 m_sent = 0, m_lost = 0; // in this run; lost: failed or unknown
    bool m_canaryLived = false;
    std::size_t m_ramp = 0;
    quint64 m_meanBytes = 0;
    Clock::time_point m_started{}, m_told{}, m_wishedAt{}, m_refilled{};
    double m_tokens = 0, m_rate = 0;
    quint64 m_ratedAt = 0;
};

} // namespace flowbench

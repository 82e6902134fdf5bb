// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/job.h"
#include "model/base/relay.h"
#include "model/replay/deadchannels.h"
#include "model/replay/deskworker.h"
#include "model/replay/plan.h"
#include "model/replay/restore.h"
#include "model/replay/run.h"
#include "model/schema/schemacheck.h"

#include <QObject>

#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace flowbench {

// What the desk asks of the program around it.
struct DeskEnvironment
{
    QString stateFolder;
    // A fresh connection to what a person has open (id of the window's list), else to the URL of a journal. Called on
    // the desk's thread, makes no network call: connectors connect when they are used.
    std::function<Result<OpenedEnd>(const QString &connection, const QString &url)> open;
    // Opens what a journal names and is not open (asking for a password, perhaps), then answers. Null: all are open.
    std::function<void(const QStringList &connections, std::function<void(Result<void>)> then)> reach;
    std::function<QString(const Error &)> sentence; // any thread
    QString replayedBefore;                         // why an event is skipped, for the journal
    // Checks events against the schemas of what they are sent to; null: nothing is checked.
    std::function<std::shared_ptr<const SchemaCheck>(const QString &connection)> schemas;
};

// What a person wants done with dead letters they chose.
struct DeskAsk
{
    QString connection; // id that DeskEnvironment::open knows
    std::shared_ptr<const DeadSet> set;
    std::vector<std::size_t> selection; // of the set, in the order to be sent
    QString selectionWords;             // "group PaymentDeclined", for the history
    // Of a replay:
    QString targetConnection; // empty: the source's
    QString target;           // "origin-queue", "origin-exchange", "origin", a channel; empty: the broker's usual one
    RunOptions options;
    QString recipe;              // its text; empty: none
    bool recipeUnsaved = false;  // another text than the one that is kept under its name
    bool resendUnknown = false;  // what an earlier job may have sent is sent all the same
    std::optional<Event> edited; // what is sent instead of the one selected event; its coordinates count for nothing
};

// A plan as it was shown, with everything needed to carry it out. Immutable.
struct PlannedJob
{
    DeskAsk ask; // its target is filled in
    Plan plan;
    JobSpec spec;
    std::vector<FrozenEvent> frozen;
    std::vector<int> replays; // how often each was replayed before
    bool targetIsLog = false;
    std::optional<int> limitReached; // see QueueSource::limitReached()
};

// A job that runs in this program.
struct RunningJob
{
    Job job;
    RunProgress progress;
    std::optional<Error> trouble; // blocked, away: until it goes on
    QString wish;                 // "pause", "cancel": asked for and not heeded yet
    quint64 sentBefore = 0;       // by earlier runs of the same job
};

// Makes plans and carries jobs out in the background; reads and keeps what is known of them. Jobs belong to the desk,
// not to a page: each has a thread, two connections and a handle of the journal of its own. Thread: the one it was made
// on (the GUI's); nothing blocks it. Answers come later, on that thread, unless `context` died or the handle did.
class ReplayDesk : public QObject
{
    Q_OBJECT

public:
    explicit ReplayDesk(DeskEnvironment environment, QObject *parent = nullptr);
    // Running jobs are asked to pause and waited for: what is in flight gets a few seconds.
    ~ReplayDesk() override;

    template <class T>
    using Answer = std::function<void(Result<T>)>;
    using Planned = std::shared_ptr<const PlannedJob>;

    // ---- before: nothing is sent, nothing written
    [[nodiscard]] JobHandle plan(QObject *context, DeskAsk ask, Answer<Planned> done);
    // How often each event of the set was replayed before and by which job last, by its index.
    [[nodiscard]] JobHandle replays(QObject *context, const QString &connection, std::shared_ptr<const DeadSet> set,
                                    Answer<ReplaysBefore> done);
    // All dead-letter channels of a connection, with how many of their events are open.
    [[nodiscard]] JobHandle channels(QObject *context, const QString &connection, DeadLetterNames names,
                                     Answer<std::vector<KnownDeadLetters>> done);
    // By hand: it holds dead letters, or none.
    [[nodiscard]] JobHandle mark(QObject *context, const QString &connection, const QString &channel, bool dead,
                                 Answer<bool> done);

    // ---- doing. The answer is the job's id, once it stands in the journal. ReadOnly, NotUnlocked, ...: the guard's.
    void start(Planned planned, Answer<QString> done);
    // Takes the selection out of its channel into a new capture file. The edit, target and recipe count for nothing.
    void discard(DeskAsk ask, const QString &archive, Answer<QString> done);
    // Goes on with a job of the journal; where its connections are not open they are opened by name, which may ask a
    // person. Where `context` died meanwhile nothing is begun.
    void resume(QObject *context, const QString &job, ReplayRun::Unknown unknown, Answer<QString> done);
    void pause(const QString &job);  // heeded between windows; also of a job that another program runs
    void cancel(const QString &job); // for good: what was not sent stays where it is
    // Puts back what that job took, as long as it takes; where its connection is not open it is opened by name.
    // Cancelled, it still answers: with what it had put back.
    [[nodiscard]] JobHandle restore(QObject *context, const JobSpec &discard, RestoreJob::Unknown unknown,
                                    Answer<RestoreJob::Restored> done);

    // ---- what is known
    const std::map<QString, RunningJob> &running() const { return m_running; }
    [[nodiscard]] JobHandle history(QObject *context, Answer<std::vector<Job>> done); // newest first
    [[nodiscard]] JobHandle report(QObject *context, const QString &job, Answer<std::vector<EventReport>> done);
    // What became of the events of a discard's archive.
    [[nodiscard]] JobHandle kept(QObject *context, const QString &archive, Answer<RestoreJob::Kept> done);

signals:
    void started(const QString &job);
    void progressed(const QString &job); // see running(); a few times a second
    void ended(const QString &job, const flowbench::RunResult &result);
    void failed(const QString &job, const flowbench::Error &error); // it ended with an error: the journal broke, ...
    void idle();                                                    // the last one ended

private:
    static constexpr Milliseconds LookTimeout{120'000}; // of what is asked of a broker or an archive

    using Ends = DeskEnds;
    Result<std::shared_ptr<OpenedEnd>> looker(const QString &connection);
    template <class T, class Work>
    JobHandle look(QObject *context, const QString &connection, Answer<T> done, Work work);
    Result<Ends> openEnds(const QString &connection, const QString &url, const QString &targetConnection,
                          const QString &targetUrl, bool withTarget) const;
    static Result<void> allowed(const Ends &ends, bool settles);
    // Answers once all of them are open, unless the desk died.
    void reach(const QStringList &connections, std::function<void(Result<void>)> then);
    void restoreKnown(QObject *context, const JobSpec &discard, RestoreJob::Unknown unknown, std::stop_token stop,
                      Answer<RestoreJob::Restored> done);
    void resumeKnown(const Job &job, ReplayRun::Unknown unknown, Answer<QString> done);
    void wish(const QString &job, const QString &what);
    void launch(Ends ends, ReplayRun::Unknown unknown, Answer<QString> done, DeskBegin begin);
    void jobBegun(const Job &job);
    void jobProgressed(const QString &job, const RunProgress &progress);
    void jobTroubled(const QString &job, const std::optional<Error> &trouble);
    void jobEnded(DeskWorker *worker, const QString &job, const Result<RunResult> &result);

    DeskEnvironment m_environment;
    Relay m_relay{this};
    std::map<QString, RunningJob> m_running;
    std::vector<std::unique_ptr<DeskWorker>> m_workers;
    JobRunner m_jobs; // last: its work ends first
};

} // namespace flowbench

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/result.h"

#include <QJsonObject>
#include <QString>
#include <QStringList>

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

class QLockFile;

namespace flowbench {

class Sqlite;

// What became of one event of a job. The order is that of its life.
enum class EventState : quint8 {
    Pending,   // not begun
    Unknown,   // its intent is written and no outcome is: it may have arrived
    Confirmed, // the target has it, the source is not settled (yet, or ever: a copy, or Kafka)
    Settled,   // the target has it and the source is settled
    Failed,    // certainly not at the target; still in the source
    Skipped    // left out by rule (replayed before); still in the source
};
const char *eventStateName(EventState state); // "pending", "unknown", "confirmed", "settled", "failed", "skipped"
std::optional<EventState> eventStateFromName(std::string_view name);

enum class JobState : quint8 { Running, Paused, Interrupted, Done };
const char *jobStateName(JobState state); // as the command line prints it

// What somebody asked for: everything a resume needs, and no password.
struct JobSpec
{
    enum class Kind : quint8 { Replay, Discard } kind = Kind::Replay;
    QString connection, sourceUrl;       // name; URL without secrets
    QString sourceBroker;                // identity of the broker: cluster id, or host:port/vhost
    QString channel;                     // "queue:orders.dlq", "orders.DLT"
    bool sourceIsQueue = false;          // settled by acks; a log is settled by this journal alone
    QString targetConnection, targetUrl; // empty: the source's
    QString target;                      // "origin-queue", "origin-exchange", "origin", a channel
    QJsonObject options;                 // RunOptions as JSON
    QString recipe;                      // its text, whole; empty: none
    QString note;                        // selection as asked for, for people

    // Whether an event leaves its source once the target has it: a queue's, unless copies are asked for.
    bool takesOut() const;
};

// One frozen event of a job. Its number in the job is its place in the list.
struct FrozenEvent
{
    std::string id;       // as --id has it
    std::string hash;     // of its content, 16 bytes
    std::string identity; // of "was it replayed before": unique to this event at this broker
};

struct JobCounts
{
    quint64 selected = 0, success = 0, failed = 0, returned = 0, unknown = 0, skipped = 0, pending = 0;
};

struct Job
{
    QString id;
    JobSpec spec;
    JobState state = JobState::Interrupted;
    qint64 startedMs = 0, endedMs = 0; // Unix time; 0: not ended
    JobCounts counts;
    // Nothing is left to be done with its events, also where its state says that it did not come to its end: it was
    // broken off while it watched what becomes of them.
    bool complete = false;
    QString onlyTarget; // the channel that all its events go to; empty: several, or not known
};

struct EventReport
{
    quint64 number = 0;
    std::string id;
    EventState state = EventState::Pending;
    QString target, reason, replayId;
    QString outcome; // "consumed", "came_back", "left_queue"; empty: not known
};

// How often each of some events was replayed before, in the order asked, and when last.
struct ReplaysBefore
{
    struct Job
    {
        QString id;
        qint64 startedMs = 0; // Unix time
    };
    std::vector<int> times;
    std::vector<qint32> last; // index into `jobs`: the newest that replayed it; -1: none that is known
    // Likewise: the newest that does not know whether it sent it; -1: none. Of twins as many are unknown as that job
    // does not know of: the first in the order asked.
    std::vector<qint32> unknown;
    std::vector<Job> jobs;
};

// Where one event differs from its window: failed, skipped, or a word about it.
struct Deviation
{
    quint64 number = 0;
    EventState state = EventState::Failed;
    QString reason;
    bool returned = false; // by the broker, as unroutable
};

// What a window was sent with, for looking after a crash: where the target ended before (Kafka).
struct TargetMark
{
    QString channel;
    int partition = 0;
    qint64 end = 0;
};

// The durable record of all jobs: SQLite in the person's state folder (0600, WAL, synchronous=FULL): what returned is
// on the disk. A window of events is one row, an event has one only where it deviates. An error of the disk breaks the
// journal for good: nothing is sent after it (fsync is never tried again).
//
// Order of one window: its intent before anything is sent, its outcome before the source is settled, that it is settled
// after. One thread; several processes may use the same file.
class Journal
{
public:
    static Result<std::unique_ptr<Journal>> open(const QString &stateFolder);
    // Only to look: where the folder cannot be written the journal is read as it is, and where there is none (or no
    // folder: an empty name) nothing is known. What writes to it then fails.
    static Result<std::unique_ptr<Journal>> openForLooking(const QString &stateFolder);
    ~Journal();

    // ---- a job's life
    // What is known of its events before it runs: written together with them, so that no crash in between makes a job
    // that sends what it must not.
    struct Beginning
    {
        std::vector<Deviation> left; // what will not be sent, and why
        std::vector<std::pair<QString, std::vector<quint64>>> targets;
    };
    Result<QString> create(const JobSpec &spec, std::span<const FrozenEvent> events, const Beginning &beginning);
    Result<QString> create(const JobSpec &spec, std::span<const FrozenEvent> events)
    {
        return create(spec, events, {});
    }
    // The right to run it: nobody else does while the lock is held. BadArgument where it is running.
    Result<std::unique_ptr<QLockFile>> lock(const QString &job);
    // What happened to some windows, in one write to the disk: which are settled, how one ended (its deviations with
    // it), what will be sent next. Windows count from 1; 0: none.
    struct Step
    {
        quint64 settled = 0;
        quint64 ended = 0;
        std::span<const Deviation> deviations = {}; // may stand alone
        quint64 intent = 0;
        std::span<const quint64> numbers = {}; // of the intent
        std::span<const TargetMark> marks = {};
        std::span<const quint64> settledToo = {}; // further windows
    };
    Result<void> step(const QString &job, const Step &step);
    // Outside of windows: what will not be sent, and what was found out later about what was unknown.
    Result<void> note(const QString &job, std::span<const Deviation> deviations);
    Result<void> noteOutcome(const QString &job, std::span<const quint64> numbers, const QString &outcome);
    Result<void> end(const QString &job, JobState state);
    // A wish of another process, looked at between windows: "pause", "cancel" or nothing.
    Result<void> ask(const QString &job, const QString &wish);
    Result<QString> asked(const QString &job);

    // ---- looking
    Result<std::vector<Job>> jobs();    // newest first
    Result<Job> job(const QString &id); // BadArgument where there is none
    Result<std::vector<FrozenEvent>> events(const QString &job);
    Result<std::vector<EventReport>> report(const QString &job); // in the order of their numbers
    // The same states, but what is in flight is Unknown, also while the job runs.
    Result<std::vector<EventState>> states(const QString &job);
    struct Window
    {
        quint64 window = 0;
        EventState state = EventState::Unknown; // Unknown, Confirmed or Settled
        std::vector<quint64> numbers;
        std::vector<TargetMark> marks;
    };
    Result<std::vector<Window>> windows(const QString &job);
    // How often events of these identities were confirmed before, in all jobs; 0 where never. In the order asked.
    // `settledToo` false: only those that were left in their source (twins of a queue share an identity: what was
    // settled is gone and says nothing of what is there).
    Result<std::vector<int>> replayedBefore(std::span<const std::string> identities, bool settledToo);
    // The same, by which job each was replayed last, and which does not know whether it sent it. `but`: a job that does
    // not count.
    Result<ReplaysBefore> replaysBefore(std::span<const std::string> identities, bool settledToo,
                                        const QString &but = {});
    // Why events of this state are in it, the most frequent reasons first.
    Result<std::vector<std::pair<QString, quint64>>> reasons(const QString &job, EventState state, int most);
    // Identities of a channel's events that were replayed or discarded, sorted: such a dead letter of a log is not open
    // any more.
    Result<std::vector<std::string>> closed(const QString &broker, const QString &channel);

    // Discarded events of a log that were put back: open again. Answers how many were known.
    Result<quint64> reopen(std::span<const std::string> identities);

    // ---- what a person said about channels: that one holds dead letters though nothing tells, or holds none though
    // its name looks like it
    struct Marks
    {
        QStringList marked, unmarked; // as ChannelInfo::name
    };
    Result<Marks> marks(const QString &broker);
    Result<void> mark(const QString &broker, const QString &channel, bool dead);

    const QString &path() const { return m_path; }

private:
    Journal();
    Result<qint64> rowOf(const QString &job); // BadArgument where there is none
    Result<void> setUp();                     // makes the tables where there are none
    QString m_path;
    QString m_folder;
    std::unique_ptr<Sqlite> m_db;
    bool m_reopened = false; // some events of the locked job are pending again after they were in a window
};

} // namespace flowbench

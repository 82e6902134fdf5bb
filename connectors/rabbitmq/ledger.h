// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/rabbitmq/settings.h"

#include <QJsonObject>

#include <map>
#include <mutex>
#include <optional>

class QLockFile;

namespace flowbench::rabbitmq {

// What is known about a queue that counts deliveries, from our own looks. Reading the count at the broker would be a
// delivery, so it is remembered here and asked before anything is fetched.
struct LedgerEntry
{
    int highest = 0;     // how often a message of it may have been returned, after our last look
    int limit = 0;       // at that look
    qint64 lookedMs = 0; // Unix time
    qint64 messages = 0; // in the snapshot
    QString snapshot;    // its file; empty: none
    int lost = 0;        // messages in the snapshot that are nowhere else: the broker dropped them
    int rescued = 0;     // messages found at their limit and republished instead of returned, ever
};

// One file a queue in the state folder (0700, written whole or not at all and synced); in memory where there is no
// folder. Thread-safe; lock() keeps other processes out of one queue.
class Ledger
{
public:
    explicit Ledger(const Settings &settings);

    std::optional<LedgerEntry> entry(const QString &queue) const;
    Result<void> store(const QString &queue, const LedgerEntry &entry);
    // A consumer takes messages out of a queue that counts deliveries: until its end they count as returned once more,
    // also after a crash. Several at a time count as one.
    Result<void> began(const QString &queue, int limit);
    struct Returned
    {
        int highest = 0;             // count among what it gave back, now; 0: nothing
        qint64 anew = 0;             // that many it published anew instead
        std::optional<qint64> ready; // in the queue afterwards; absent: not known
    };
    void ended(const QString &queue, const Returned &returned);
    // Held while a queue is looked at. Timeout where another process holds it for too long.
    Result<std::shared_ptr<QLockFile>> lock(const QString &queue) const;
    // Where the snapshot of a queue is kept; a temporary file where there is no state folder.
    QString snapshotPath(const QString &queue) const;
    bool persistent() const { return !m_folder.isEmpty(); }

private:
    QString fileName(const QString &queue, const QString &suffix) const;
    const QString m_broker; // "host:port/vhost"
    QString m_folder;       // empty: in memory
    mutable std::mutex m_mutex;
    std::map<QString, LedgerEntry> m_memory; // guarded by m_mutex
    struct Consumers
    {
        int open = 0, before = 0; // before: the highest count without them
        int highest = 0;
        qint64 anew = 0;
    };
    std::map<QString, Consumers> m_consumers; // guarded by m_mutex
};

} // namespace flowbench::rabbitmq

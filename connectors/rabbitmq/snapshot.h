// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/rabbitmq/message.h"

#include <QFile>

#include <memory>

namespace flowbench::rabbitmq {

// A copy of a queue's messages on disk, in the order of the queue. Written and read by one thread.
class Snapshot
{
public:
    // A nameless temporary file, or `path` (0600), which takes its place when it is complete.
    static Result<std::unique_ptr<Snapshot>> create(const QString &path = {});
    static Result<std::unique_ptr<Snapshot>> open(const QString &path);

    Result<void> add(const Incoming &message);
    // Synced and under its name; a snapshot that was not finished leaves nothing behind.
    Result<void> finish();
    qint64 size() const { return qint64(m_at.size()); }
    qint64 timeMs(qint64 index) const { return m_times[std::size_t(index)]; }
    // Key, value and fields point into the snapshot's buffer until the next read.
    Result<EventView> read(qint64 index, std::string_view channel);

private:
    Snapshot() = default;
    Result<void> scanRecords();
    std::unique_ptr<QFile> m_file;
    QString m_path;
    std::vector<qint64> m_at, m_times;
    qint64 m_end = 0;
    std::string m_buffer;
};

} // namespace flowbench::rabbitmq

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/live/port.h"
#include "model/replay/outgoing.h"
#include "model/store/capturereader.h"

#include <functional>
#include <map>
#include <memory>
#include <vector>

namespace flowbench {

class Journal;

// Puts what an archive of discarded events keeps back to where it was: the same bodies, headers and properties, into
// the same channels. A log's event that is still there is only open again. Each event once: what was put back is marked
// in the archive, which is refused when nothing is left. One thread; blocks.
class RestoreJob
{
public:
    // What to do with events whose putting back was begun and broken off: they may be back.
    enum class Unknown : quint8 { Leave, Resend };
    // What became of the events of an archive.
    struct Kept
    {
        quint64 events = 0, restored = 0, unknown = 0; // unknown: may be back
    };
    // BadCapture. Writes nothing.
    static Result<Kept> look(const QString &archive, const Cancel &cancel);
    // BadCapture; NotSupported where it was put back already.
    static Result<RestoreJob> open(const QString &archive, Unknown unknown = Unknown::Leave);

    quint64 events() const { return m_left.size(); } // not put back yet
    // Those that may be back and are left where they are, in the archive.
    quint64 unknown() const { return m_unknown; }

    struct Restored
    {
        quint64 selected = 0, confirmed = 0;
        std::vector<Error> errors; // the first few reasons
    };
    // `broker`: as the journal knows it. Cancelled, it answers with what was put back until then.
    Result<Restored> run(Connector &connector, Guard &guard, Journal &journal, const QString &broker,
                         Milliseconds patience, const Cancel &cancel);

private:
    enum class Mark : quint8 { None, Begun, Restored };
    struct Batch
    {
        std::vector<qint64> rows, reopened;  // to be sent; open again without that
        std::vector<Prepared> events;        // of `rows`
        std::vector<std::string> identities; // of `reopened`
    };
    RestoreJob() = default;
    using See = std::function<void(qint64 row, Mark mark)>;
    static Result<void> seeAll(const CaptureInfo &info, const See &see, const Cancel &cancel);
    Result<Batch> gather(std::size_t &at, Connector &connector, const QString &broker, const Cancel &cancel);
    Result<void> mark(const std::vector<qint64> &rows, const char *how);
    Result<bool> stillThere(Connector &connector, const QString &channel, const EventView &event, const Cancel &cancel);

    QString m_path;
    std::unique_ptr<CaptureInfo> m_info; // readers keep its address
    std::vector<qint64> m_left;          // rows
    quint64 m_unknown = 0;
    std::map<QString, std::vector<PartitionInfo>> m_partitions;
};

} // namespace flowbench

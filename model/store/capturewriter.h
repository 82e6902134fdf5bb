// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/result.h"
#include "model/event/event.h"

#include <memory>
#include <string_view>

namespace flowbench {

class Chunk;

// What a capture will say about where it came from. No secret may stand in it.
struct CaptureAbout
{
    QString connection = {}; // URL without secrets
    QString filter = {};
    bool durable = false; // every commit() is on the disk when it returns: for archives of what will be deleted
};

// Writes a capture, event by event, in batches of its own. Readable by others while it is written; killed, it keeps
// everything up to the last batch and says that it is not complete. One thread at a time. After an error nothing more
// is taken; what was committed stays.
// Errors: FileFailed (path, reason): there already, no permission, disk full.
class CaptureWriter
{
public:
    // Refuses a file that is there, unless it is empty: a capture is evidence, nothing overwrites it.
    static Result<CaptureWriter> create(const QString &path, const CaptureAbout &about);
    // Rolls back what a writer that was killed left half done, which nobody who only reads can. What is wrong with the
    // file itself is said by whoever reads it.
    static void heal(const QString &path);
    // Goes on writing a healed capture whose writer did not come to its end, durably. Nobody else may write it
    // meanwhile.
    // BadCapture where there is none. What is in it stays; bytes() counts what is appended.
    static Result<CaptureWriter> reopen(const QString &path);
    CaptureWriter(CaptureWriter &&) noexcept;
    CaptureWriter &operator=(CaptureWriter &&) noexcept;
    ~CaptureWriter();

    // `note`: JSON about this event by whoever writes (why it was discarded, where it came from); none: no note.
    Result<void> append(const EventView &event, std::optional<std::string_view> note = {});
    Result<void> append(const Chunk &chunk);
    // A partition that was read, whether it gave an event or not.
    Result<void> know(std::string_view channel, std::int32_t partition);
    Result<void> commit(); // what was appended is in the file
    // Commits, says that it is complete, and leaves one file. `coverage`: a JSON object, may be empty.
    // An error that is Sqlite::isBusy(): all events are committed, but somebody reads the file; try again.
    Result<void> finish(std::string_view coverage = {});
    // Removes the file: nothing in it is worth keeping.
    void discard();

    quint64 events() const;
    quint64 bytes() const; // of keys, values and fields
    const QString &path() const;

private:
    struct Impl;
    explicit CaptureWriter(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

} // namespace flowbench

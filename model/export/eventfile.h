// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/cancel.h"
#include "model/base/result.h"
#include "model/store/capturewriter.h"
#include "model/store/eventstore.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace flowbench {

enum class EventFileFormat : quint8 {
    Ndjson,   // event objects of the command line, lossless
    Csv,      // the columns that are asked for, neutralised
    Markdown, // for people; bodies above 1 MiB are cut
    Capture   // lossless, opened like a connection
};

// A column of CSV. `append` writes the raw text of the cell, which is quoted and neutralised later; called from several
// threads at once.
struct EventFileColumn
{
    std::string title;
    std::function<void(const EventView &, std::string &text)> append;
};
// channel, partition, offset, time, key, type, id, size, value.
std::vector<EventFileColumn> defaultEventFileColumns();

struct EventFileProgress
{
    quint64 rows = 0, total = 0, bytes = 0;
};

struct EventFileRequest
{
    QString path; // replaced when the export is complete; untouched before, and where it fails
    EventFileFormat format = EventFileFormat::Ndjson;
    std::vector<EventStore::Entry> entries = {};   // EventStore::entriesFrom(): they keep the events alive
    std::optional<std::vector<quint64>> rows = {}; // sequence numbers, in the order of the file; absent: every row
    std::vector<EventFileColumn> columns = {};     // Csv; empty: the default ones
    CaptureAbout about = {};                       // Capture
    bool withEnvelope = true;                      // Ndjson
    bool withFailure = false;                      // Ndjson: "failure" of what is a dead letter, as `dead show` has it
    int threads = 2;                               // that format
    std::function<void(const EventFileProgress &)> progress = {}; // a few times a second, on any thread
};

// Rows that were evicted before they were handed over are not there: `rows` says how many were written.
struct EventFileResult
{
    quint64 rows = 0, bytes = 0;
};

// Blocks: call it on a worker. FileFailed (path, reason), Cancelled: nothing is left of it.
Result<EventFileResult> writeEventFile(const EventFileRequest &request, const Cancel &cancel);

} // namespace flowbench

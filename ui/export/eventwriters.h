// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/result.h"
#include "model/decode/decoder.h"
#include "model/items/eventcolumn.h"

#include <QString>

#include <memory>
#include <vector>

namespace flowbench {

enum class ExportFormat { Ndjson, Csv, Markdown };
QString exportSuffix(ExportFormat format); ///< "ndjson", "csv", "md"

/// A column of a CSV file.
struct ExportColumn
{
    EventColumn column = EventColumn::Preview;
    QString title;
    ContentColumn content; ///< of a column from content
};

struct ExportPlan
{
    ExportFormat format = ExportFormat::Ndjson;
    QString path;
    std::vector<ExportColumn> columns;           ///< Csv
    std::shared_ptr<const EventDecoder> decoder; ///< Csv, Markdown; may be null
};

/// Writes events into a file that appears under its name only once finish() succeeded; dropped before, nothing is left.
/// One thread.
class EventWriter
{
public:
    virtual ~EventWriter() = default;
    virtual Result<void> write(const EventView &event) = 0;
    virtual Result<void> finish() = 0; ///< FileFailed
};

/// FileFailed where the file can't be made.
Result<std::unique_ptr<EventWriter>> makeEventWriter(const ExportPlan &plan);

/// One event for people to read: what it says of itself, its headers and its body.
QString eventMarkdown(const EventView &event, const EventDecoder *decoder);

/// A cell of a CSV file: whole, neutralised. Times are ISO 8601 in UTC, numbers plain.
QString csvText(const EventView &event, const ExportColumn &column, const EventDecoder *decoder);

} // namespace flowbench

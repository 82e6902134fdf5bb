// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/decode/decoder.h"
#include "model/export/eventfile.h"
#include "model/items/eventcolumn.h"

#include <QString>

#include <memory>

namespace flowbench {

/// A column of a table as a column of a CSV file: whole cells, times as ISO 8601 in UTC, plain numbers. The preview
/// becomes the body, decoded where that makes text of it. `decoder` may be null.
EventFileColumn exportColumn(EventColumn column, const QString &title, ContentColumn content,
                             std::shared_ptr<const EventDecoder> decoder);

/// "ndjson", "csv", "md", "capture"
QString exportSuffix(EventFileFormat format);

/// One event for people to read, its body decoded.
QString eventMarkdown(const EventView &event, const EventDecoder *decoder);

} // namespace flowbench

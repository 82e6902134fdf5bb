// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/cancel.h"
#include "model/query/rowlist.h"
#include "model/schema/schemacheck.h"
#include "ui/deadletters/deadanalysis.h"

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace flowbench {

enum class DeadColumn : quint8 { Check, Died, Id, Key, Type, Exception, Attempts, Schema, Replayed };
inline constexpr int DeadColumnCount = 9;

/// The event's type, as the table shows and sorts it: of a large body only headers and properties are asked.
std::string deadType(const EventView &event);
/// The root cause's class without its package; empty: none is told. Large bodies are not asked.
QString deadException(const EventView &event);
/// Checks one event against its schema; null: there is nobody to ask. Any thread.
using DeadSchemaCheck = std::function<SchemaVerdict(std::size_t index)>;

/// Which events of a set are shown, and in what order. Shared with workers: immutable.
struct DeadRowsAsk
{
    std::shared_ptr<const DeadSet> set;
    std::shared_ptr<const DeadFacts> facts;
    std::optional<RowList> filtered; ///< as they arrived, counted from `first`; absent: no filter
    quint64 first = 0;
    std::shared_ptr<const std::vector<quint32>> arrivals; ///< see DeadCopy
    std::optional<quint32> group;
    std::optional<DeadColumn> sort; ///< absent: as the set has them
    bool descending = false;
    std::shared_ptr<const std::vector<int>> replays; ///< may be null
    DeadSchemaCheck schema;
};

/// Indexes of the set as they are shown; null: all of them in the set's order. Blocks, for workers.
using DeadRows = std::shared_ptr<const std::vector<quint32>>;
DeadRows deadRows(const DeadRowsAsk &ask, const Cancel &cancel);

} // namespace flowbench

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/event/event.h"

#include <QString>

#include <functional>
#include <optional>
#include <string>

namespace flowbench {

// The columns every table of events has. Columns from content stand behind them: contentColumn(0), ...
enum class EventColumn : int { Time, Channel, Partition, Offset, Key, Type, Id, Size, Preview };
inline constexpr int EventColumnCount = 9;
inline constexpr int MaxContentColumns = 20;
constexpr EventColumn contentColumn(int index) { return EventColumn(EventColumnCount + index); }
constexpr bool isContentColumn(EventColumn column) { return int(column) >= EventColumnCount; }
constexpr int contentIndex(EventColumn column) { return int(column) - EventColumnCount; }

// "time", "channel", "partition", ... of the fixed ones: for settings, never shown.
const char *eventColumnName(EventColumn column);
std::optional<EventColumn> eventColumnFromName(QStringView name);
constexpr bool isNumberColumn(EventColumn column)
{
    return column == EventColumn::Partition || column == EventColumn::Offset || column == EventColumn::Size;
}

// A column that a person made of what stands in the events.
struct ContentColumn
{
    QString title;
    // The text of an event's cell; nothing where it has none. Any thread.
    std::function<std::optional<std::string>(const EventView &)> text;
};

} // namespace flowbench

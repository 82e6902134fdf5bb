// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/eventobject.h"

namespace flowbench::cli {

// --columns: names of the event object (offset, key, value, ...) and expressions over events (value.data.total). One
// thread.
class EventColumns
{
public:
    // Separated by commas outside of quotes and brackets. BadExpression with the column in `list`; BadArgument where a
    // column is empty.
    static Result<EventColumns> parse(const QString &list, const FilterOptions &options);

    std::size_t size() const { return m_columns.size(); }
    const std::string &name(std::size_t i) const { return m_columns[i].name; }
    bool isNumber(std::size_t i) const; // shown at the right
    // Absent: there is no such thing in this event.
    std::optional<std::string> text(std::size_t i, const EventView &event);
    QString csv(std::size_t i, const EventView &event);
    // Members of an object; what is absent is left out.
    void writeJson(JsonWriter &out, const EventView &event);

private:
    enum class Native { Channel, Partition, Offset, Time, TimeKind, Key, Value, Size, Encoding };
    struct Column
    {
        std::string name;
        std::optional<Native> native;
        std::shared_ptr<const EventExpression> expression; // where it is no native one
    };
    static std::optional<Native> nativeOf(std::string_view name);
    std::optional<std::string> nativeText(Native native, const EventView &event);

    std::vector<Column> m_columns;
    EventObject m_object;
};

} // namespace flowbench::cli

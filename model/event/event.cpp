// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/event/event.h"

#include <cstring>

namespace flowbench {

namespace {
void writeLength(std::string &to, quint32 n) { to.append(reinterpret_cast<const char *>(&n), sizeof n); }
} // namespace

std::size_t FieldList::count(FieldPlace place) const
{
    std::size_t n = 0;
    for (const FieldView &f : *this)
        n += f.place == place;
    return n;
}

std::optional<FieldView> FieldList::find(FieldPlace place, std::string_view name) const
{
    std::optional<FieldView> found;
    for (const FieldView &f : *this) {
        if (f.place == place && f.name == name)
            found = f;
    }
    return found;
}

void appendField(std::string &packed, const FieldView &field)
{
    packed.push_back(char(field.place));
    packed.push_back(char(field.type));
    writeLength(packed, quint32(field.name.size()));
    writeLength(packed, field.null ? FieldList::NullLength : quint32(field.value.size()));
    packed.append(field.name);
    if (!field.null)
        packed.append(field.value);
}

Event::Event(const EventView &view)
    : channel(view.channel),
      partition(view.partition),
      offset(view.offset),
      timeMs(view.timeMs),
      timeKind(view.timeKind),
      fields(view.fields.packed())
{
    if (view.hasKey)
        key.emplace(view.key);
    if (view.hasValue)
        value.emplace(view.value);
}

EventView Event::view() const
{
    EventView v;
    v.channel = channel;
    v.partition = partition;
    v.offset = offset;
    v.timeMs = timeMs;
    v.timeKind = timeKind;
    v.hasKey = key.has_value();
    v.hasValue = value.has_value();
    if (key)
        v.key = *key;
    if (value)
        v.value = *value;
    v.fields = FieldList(fields);
    return v;
}

void Event::addHeader(std::string_view name, std::optional<std::string_view> value)
{
    FieldView f;
    f.name = name;
    f.null = !value;
    f.value = value.value_or(std::string_view());
    appendField(fields, f);
}

} // namespace flowbench

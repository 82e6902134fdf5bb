// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/event/event.h"

#include <cstring>

namespace flowbench {

namespace {
constexpr quint32 NullLength = 0xffffffffu;
constexpr std::ptrdiff_t EntryHead = 10;

quint32 readLength(const char *at)
{
    quint32 n;
    std::memcpy(&n, at, sizeof n);
    return n;
}

void writeLength(std::string &to, quint32 n) { to.append(reinterpret_cast<const char *>(&n), sizeof n); }
} // namespace

void FieldList::Iterator::read()
{
    if (m_end - m_at < EntryHead) {
        m_at = m_end;
        return;
    }
    const quint32 name = readLength(m_at + 2), length = readLength(m_at + 6);
    const quint32 value = length == NullLength ? 0 : length;
    if (quint64(m_end - m_at) < EntryHead + quint64(name) + value) {
        m_at = m_end;
        return;
    }
    m_field.place = FieldPlace(m_at[0]);
    m_field.type = FieldType(m_at[1]);
    m_field.null = length == NullLength;
    m_field.name = {m_at + EntryHead, name};
    m_field.value = {m_at + EntryHead + name, value};
    m_next = m_at + EntryHead + name + value;
}

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
    writeLength(packed, field.null ? NullLength : quint32(field.value.size()));
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

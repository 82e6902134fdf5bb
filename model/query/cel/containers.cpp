// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/cel/containers.h"

#include <algorithm>

namespace flowbench::cel {

namespace {
constexpr std::size_t Few = 8; // entries that are compared one by one

bool isKey(Kind k) { return k == Kind::Bool || k == Kind::Int || k == Kind::UInt || k == Kind::String; }

template <class T>
T *enlarged(Scratch &scratch, const T *old, std::size_t size, std::size_t capacity)
{
    T *grown = scratch.array<T>(capacity);
    if (grown)
        std::uninitialized_copy_n(old, size, grown);
    return grown;
}
} // namespace

Value fail(Scratch &scratch, Fault fault, std::initializer_list<std::string_view> message)
{
    constexpr std::size_t LongestPart = 200;
    std::size_t size = 0;
    for (std::string_view part : message)
        size += std::min(part.size(), LongestPart);
    char *text = scratch.array<char>(size);
    if (!text)
        return limitReached();
    char *at = text;
    for (std::string_view part : message) {
        std::size_t n = std::min(part.size(), LongestPart);
        while (n < part.size() && n > 0 && (quint8(part[n]) & 0xc0) == 0x80)
            --n; // whole characters
        at = std::copy_n(part.data(), n, at);
    }
    return Value::error(fault, {text, std::size_t(at - text)});
}

bool ListBuilder::add(const Value &value)
{
    if (m_size == m_capacity) {
        m_capacity = m_capacity ? m_capacity * 2 : 8;
        m_items = enlarged(m_scratch, m_items, m_size, m_capacity);
        if (!m_items)
            return false;
    }
    new (m_items + m_size++) Value(value);
    return true;
}

Value ListBuilder::finish()
{
    const auto *list = m_scratch.make<ArrayList>(m_items, m_size);
    return list ? Value::ofList(list) : limitReached();
}

std::optional<Value> ArrayMap::find(const Value &key, Scratch &scratch) const
{
    if (!m_table) {
        for (std::size_t i = 0; i < m_size; ++i) {
            if (equal(m_entries[i].key, key, scratch))
                return m_entries[i].value;
        }
        return {};
    }
    for (std::size_t at = hashOf(key) & m_mask; m_table[at]; at = (at + 1) & m_mask) {
        const Entry &e = m_entries[m_table[at] - 1];
        if (equal(e.key, key, scratch))
            return e.value;
    }
    return {};
}

bool MapBuilder::insert(std::size_t entry)
{
    const Value &key = m_entries[entry].key;
    if (!m_table) {
        return std::none_of(m_entries, m_entries + entry,
                            [&](const ArrayMap::Entry &e) { return equal(e.key, key, m_scratch); });
    }
    std::size_t at = hashOf(key) & m_mask;
    for (; m_table[at]; at = (at + 1) & m_mask) {
        if (equal(m_entries[m_table[at] - 1].key, key, m_scratch))
            return false;
    }
    m_table[at] = quint32(entry + 1);
    return true;
}

bool MapBuilder::grow()
{
    m_capacity = m_capacity ? m_capacity * 2 : Few;
    m_entries = enlarged(m_scratch, m_entries, m_size, m_capacity);
    if (!m_entries)
        return false;
    if (m_capacity <= Few)
        return true;
    m_mask = m_capacity * 2 - 1;
    m_table = m_scratch.array<quint32>(m_mask + 1);
    if (!m_table)
        return false;
    std::fill_n(m_table, m_mask + 1, 0);
    for (std::size_t i = 0; i < m_size; ++i)
        insert(i);
    return true;
}

Value MapBuilder::add(const Value &key, const Value &value)
{
    if (!isKey(key.kind))
        return fail(m_scratch, Fault::NoOverload,
                    {"a key of a map is a string, an int, a uint or a bool, not ", typeName(key.kind)});
    if (m_size == m_capacity && !grow())
        return limitReached();
    new (m_entries + m_size) ArrayMap::Entry{key, value};
    if (!insert(m_size))
        return fail(m_scratch, Fault::BadValue, {"the map has one key twice"});
    ++m_size;
    return {};
}

Value MapBuilder::finish()
{
    const auto *map = m_scratch.make<ArrayMap>(m_entries, m_size, m_table, m_mask);
    return map ? Value::ofMap(map) : limitReached();
}

} // namespace flowbench::cel

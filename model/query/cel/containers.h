// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/query/cel/value.h"

#include <initializer_list>

namespace flowbench::cel {

// An error whose message is put together in the scratch.
Value fail(Scratch &scratch, Fault fault, std::initializer_list<std::string_view> message);
inline Value limitReached()
{
    return Value::error(Fault::Limit, "the evaluation takes too many steps or too much memory");
}
inline Value missingField(Scratch &scratch, std::string_view name)
{
    return fail(scratch, Fault::MissingField, {"no such field: '", name, "'"});
}

// Values that stand elsewhere: in a scratch, or among a program's constants.
class ArrayList final : public List
{
public:
    ArrayList(const Value *items, std::size_t size) : m_items(items), m_size(size) {}
    std::size_t size() const override { return m_size; }
    Value at(std::size_t index, Scratch &) const override { return m_items[index]; }

private:
    const Value *m_items;
    std::size_t m_size;
};

// A list that grows, in the scratch. A failed add() has exhausted the scratch.
class ListBuilder
{
public:
    explicit ListBuilder(Scratch &scratch) : m_scratch(scratch) {}
    bool add(const Value &value);
    Value finish();

private:
    Scratch &m_scratch;
    Value *m_items = nullptr;
    std::size_t m_size = 0, m_capacity = 0;
};

// Keys and values in the order they were added; found through a table of hashes where they are many.
class ArrayMap final : public Map
{
public:
    struct Entry
    {
        Value key, value;
    };
    ArrayMap(const Entry *entries, std::size_t size, const quint32 *table, std::size_t mask)
        : m_entries(entries), m_size(size), m_table(table), m_mask(mask)
    {}
    std::size_t size() const override { return m_size; }
    std::optional<Value> find(const Value &key, Scratch &scratch) const override;
    Value key(std::size_t index, Scratch &) const override { return m_entries[index].key; }
    Value value(std::size_t index, Scratch &) const override { return m_entries[index].value; }

private:
    const Entry *m_entries;
    std::size_t m_size;
    const quint32 *m_table; // index + 1 of an entry, 0: free; null where they are few
    std::size_t m_mask;
};

// A map that grows, in the scratch.
class MapBuilder
{
public:
    explicit MapBuilder(Scratch &scratch) : m_scratch(scratch) {}
    // Null, or an Error: not a key, there already, limit reached.
    Value add(const Value &key, const Value &value);
    Value finish();

private:
    bool grow();
    bool insert(std::size_t entry); // false: there already

    Scratch &m_scratch;
    ArrayMap::Entry *m_entries = nullptr;
    quint32 *m_table = nullptr;
    std::size_t m_size = 0, m_capacity = 0, m_mask = 0;
};

} // namespace flowbench::cel

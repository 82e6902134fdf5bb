// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/event/event.h"
#include "model/query/cel/value.h"
#include "model/query/jsonindex.h"

#include <memory>
#include <string>
#include <vector>

namespace flowbench {

class EventDecoder;

// Which fields recent events have: what an editor of expressions offers behind "value." and "headers.". Bounded,
// whatever the events hold. One thread.
class SeenFields
{
public:
    static constexpr std::size_t MostFields = 4000, MostChildren = 300, LongestName = 200, LargestBody = 1 << 20;
    static constexpr int Deepest = 12;

    // `decoder` may be null: only bodies that are JSON as they came are looked into.
    void add(const EventView &event, const EventDecoder *decoder = nullptr);
    void clear();

    struct Field
    {
        std::string name;
        cel::Kind kind = cel::Kind::Null; // as it was seen last
        quint64 events = 0;               // that had it
    };
    // The fields behind a chain: {"value"}, {"value", "data"}, {"headers"}. A list's elements are those of "[]".
    // The most frequent first.
    std::vector<Field> behind(const std::vector<std::string> &chain) const;

private:
    struct Node
    {
        Field field;
        std::vector<std::unique_ptr<Node>> children;
    };
    Node *child(Node &parent, std::string_view name, cel::Kind kind);
    void addBody(const EventView &event, const EventDecoder *decoder);
    quint32 addValue(Node &node, quint32 token, int depth);
    quint32 addObject(Node &node, quint32 token, int depth);
    quint32 addList(Node &node, quint32 token, int depth);

    Node m_root;
    std::size_t m_count = 0;
    JsonIndex m_index;
};

} // namespace flowbench

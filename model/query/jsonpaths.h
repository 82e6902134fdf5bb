// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/query/jsonindex.h"

#include <string>
#include <vector>

namespace flowbench {

// Several constant paths of fields, found in one pass over a JSON text, which ends when all were found. Of a name that
// stands twice in an object, the first one counts. Immutable; any thread.
class JsonPaths
{
public:
    JsonPaths() = default;
    // Each with one field or more.
    explicit JsonPaths(const std::vector<std::vector<std::string>> &paths);

    struct Place
    {
        enum class State : quint8 {
            Nowhere, // nor is the object it would stand in
            Absent,  // from an object that is there
            There
        } state = State::Nowhere;
        quint32 token = 0; // There: where its value begins
    };
    // Memory of a walk, reused; `places` in the order of the paths, and perhaps more behind them.
    struct Found
    {
        std::vector<Place> places;
        std::vector<quint8> seen; // per node
    };
    // False: what was passed is no JSON.
    bool find(const JsonIndex &index, Found &found) const;

private:
    struct Node
    {
        quint64 begin = 0, mask = 0; // of the name in its quotes, the first eight bytes
        int first = 0, last = 0;     // children: [first, last)
        int path = -1;               // of which it is the end
        int ends = 0;                // of paths, here and below
        bool plain = true;           // JSON text may hold the name without an escape
        bool whole = false;          // `begin` is all of it, and it is plain
        std::string name;
    };
    struct Tree;
    void flatten(const Tree &tree, int node);
    class Walk;

    std::vector<Node> m_nodes;                // the first is the root
    std::size_t m_count = 0;                  // of paths
    std::vector<std::pair<int, int>> m_twins; // a path and the equal one before it
};

} // namespace flowbench

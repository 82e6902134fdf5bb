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
    // Memory of a walk, reused; `places` in the order of the paths.
    struct Found
    {
        std::vector<Place> places;
        std::vector<quint8> seen; // per node
    };
    // False: what was passed is no JSON.
    bool find(const JsonIndex &index, Found &found) const;
    bool empty() const { return m_ends.empty(); }

private:
    struct Node
    {
        std::string name;
        quint64 begin = 0, mask = 0; // of the name with its closing quote, the first eight bytes
        bool plain = true;           // JSON text may hold it without an escape
        int path = -1;               // of which it is the end
        int ends = 0;                // of paths, here and below
        std::vector<int> children;
    };
    class Walk;

    std::vector<Node> m_nodes; // the first is the root
    std::vector<int> m_ends;   // path -> node; equal paths share one
};

} // namespace flowbench

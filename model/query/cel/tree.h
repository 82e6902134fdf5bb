// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/query/cel/ast.h"

#include <deque>

namespace flowbench::cel {

// The nodes of one expression and the memory of its constants.
struct Tree
{
    std::deque<Node> nodes;
    Scratch constants{{.steps = 50'000'000, .bytes = std::size_t(16) << 20}};
    // What constants are folded into. A program keeps it, so what becomes large is left to the evaluation.
    Scratch folded{{.steps = 5'000'000, .bytes = std::size_t(256) << 10}};
};

} // namespace flowbench::cel

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/query/cel/ast.h"
#include "model/query/eventactivation.h"

#include <optional>
#include <vector>

namespace flowbench {

// What most filters are: paths in `value` compared with constants, all of them true. Answered on the places that were
// found in the body, without an evaluation; whatever is not plain (another kind of value, broken JSON) is left to the
// evaluation. Immutable; any thread.
class QuickTest
{
public:
    // Nothing: the expression is of another form.
    static std::optional<QuickTest> of(const cel::Program &program, const EventPlan &plan);

    // Nothing: evaluate. A field that is not there is no match.
    std::optional<bool> run(const JsonIndex &index, const JsonPaths::Found &found, cel::Scratch &scratch) const;

private:
    struct Test
    {
        int path = 0;
        cel::Op op = cel::Op::Equal;  // value op constant; None: has(path)
        cel::Value constant;          // of the program
        std::optional<double> number; // the constant, where a double is exactly that
    };
    static std::optional<Test> testOf(const cel::Node &node, const EventPlan &plan);

    std::vector<Test> m_tests;
};

} // namespace flowbench

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/query/cel/functions.h"
#include "model/query/cel/program.h"
#include "model/query/cel/tree.h"

#include <deque>
#include <memory>
#include <vector>

namespace re2 {
class RE2;
}

namespace flowbench::cel {

enum class Do : quint8 {
    Constant,
    Variable,
    Local,
    Path,
    HasPath,
    Select,
    Has,
    List,
    Map,
    Unary,
    Binary,
    Compare, // an operand with a constant
    Sum,
    And,
    Or,
    Conditional,
    InSet,
    StartsWith, // ... to Matches: of an operand with a constant
    EndsWith,
    Contains,
    Matches,
    Function,
    Quantifier, // all, exists, exists_one
    Collect,    // map, filter
    MakeMap,
    Bind,
    Invalid
};

// What `in [constants]` looks in.
class ConstantSet
{
public:
    // Null: too few, or not all scalars.
    static std::unique_ptr<ConstantSet> of(const List &list, Scratch &scratch);
    bool contains(const Value &value, Scratch &scratch) const;

private:
    std::vector<Value> m_values;
    std::vector<quint32> m_table; // index + 1, 0: free
};

// One node of an expression as it is evaluated.
struct Step
{
    Do what = Do::Invalid;
    Op op = Op::None;
    Macro macro = Macro::None;
    quint8 variables = 0;
    bool hasCondition = false;
    bool flipped = false; // of Compare: the constant is the left one
    qint32 column = 1;
    qint32 index = -1;
    quint32 first = 0, count = 0; // operands, in Compiled::operands
    Value constant;               // also the name of a field or function, the message of Invalid
    union {
        const re2::RE2 *pattern = nullptr;
        const ConstantSet *set;
    };
    quint32 firstOverload = 0, overloads = 0;
    quint32 weight = 1; // nodes in it: what one round of a macro costs
};

struct Compiled
{
    Tree tree;
    std::vector<Step> steps;
    std::vector<quint32> operands;
    std::vector<const Overload *> overloads;
    std::vector<std::shared_ptr<const re2::RE2>> patterns;
    std::vector<std::unique_ptr<ConstantSet>> sets;
    quint32 root = 0;
    int locals = 0;

    // Of a checked tree.
    void build(const Node *root);

private:
    quint32 add(const Node *node);
    void translate(const Node *node, Step &step, std::vector<const Node *> &operands);
    void translateCall(const Node *node, Step &step, std::vector<const Node *> &operands);
    void translateFunction(const Node *node, Step &step, std::vector<const Node *> &operands);
};

// Values of one evaluation. Recursion is as deep as the tree, which is bounded.
class Evaluator
{
public:
    Evaluator(const Program &program, const Compiled &code, Activation &activation, Scratch &scratch)
        : m_program(program), m_code(code), m_activation(activation), m_scratch(scratch)
    {}
    Value run();

private:
    Value eval(const Step &step);
    const Step &operand(const Step &step, quint32 i) const { return m_code.steps[m_code.operands[step.first + i]]; }
    Value list(const Step &step);
    Value map(const Step &step);
    Value binary(const Step &step);
    Value ofOne(const Step &step);
    Value conditional(const Step &step);
    Value compared(const Step &step);
    Value sumOf(const Step &step);
    Value logic(const Step &step);
    Value text(const Step &step);
    Value function(const Step &step);
    Value quantifier(const Step &step);
    Value collect(const Step &step);
    Value makeMap(const Step &step);
    Value bind(const Step &step);
    Value noBool(const Value &value);

    // The rounds of a macro: sets its variables; false: the end, or `problem`.
    struct Rounds
    {
        Value range;
        std::size_t size = 0, next = 0;
        Value problem;
    };
    Rounds rounds(const Step &step);
    bool nextRound(const Step &step, Rounds &rounds);

    const Program &m_program;
    const Compiled &m_code;
    Activation &m_activation;
    Scratch &m_scratch;
    Value *m_locals = nullptr;
};

} // namespace flowbench::cel

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/query/cel/value.h"

#include <optional>
#include <string>
#include <vector>

namespace flowbench::cel {

// Operators. Add, And and Or have two operands or more, taken from the left.
enum class Op : quint8 {
    None, // not an operator: a function, by its name
    Not,
    Negate,
    Add,
    Subtract,
    Multiply,
    Divide,
    Modulo,
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    In,    // element, container
    Index, // container, index
    And,
    Or,
    Conditional // condition, then, else
};

// Operands: the range, a condition where there is one, what is made of an element; of Bind: the value, the expression.
enum class Macro : quint8 { None, All, Exists, ExistsOne, Map, Filter, TransformMap, TransformMapEntry, Bind };

// One node of an expression, after its macros were expanded, its names resolved and its constants folded. Nodes belong
// to their program. The depth of a tree is bounded (Program::Limits), so walking it by recursion is safe.
struct Node
{
    enum class Kind : quint8 {
        Constant, // constant
        Variable, // index: of its declaration
        Local,    // index: the slot of a macro's variable
        Path,     // index: into program.paths()
        HasPath,  // index: into program.paths()
        Select,   // operand.text
        Has,      // has(operand.text)
        List,     // operands
        Map,      // operands: key, value, key, value, ...
        Call,     // op, or where that is None the function `text`; of a method the receiver is the first operand
        Macro,    // macro; index: the slot of its (first) variable, the second one's is index + 1
        Invalid   // a mistake that is an error when it is reached; text: what is wrong
    };

    Kind kind = Kind::Constant;
    Op op = Op::None;
    Macro macro = Macro::None;
    bool method = false;  // of a function: called behind a value
    quint8 variables = 0; // of a macro: 1 or 2
    bool hasCondition = false;
    int column = 1; // in characters, from 1
    int depth = 1;  // of the tree below, with this node
    int index = -1;
    std::optional<cel::Kind> known; // the kind of its value, where it is certain (errors aside)
    Value constant;
    std::string text;
    std::vector<std::string> names; // of a macro's variables
    std::vector<Node *> operands;

    bool is(Kind k) const { return kind == k; }
    bool is(Op o) const { return kind == Kind::Call && op == o; }
    bool isFunction(std::string_view name) const { return kind == Kind::Call && op == Op::None && text == name; }
};

} // namespace flowbench::cel

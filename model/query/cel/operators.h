// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/query/cel/ast.h"

#include <span>

namespace flowbench::cel {

// Operators on values that are no errors. Add to Modulo follow one rule beyond CEL: an integer of JSON
// (Value::fromJson) that meets a double is taken as a double; what integers make of one is an integer of JSON again, so
// that value.a * 2 / 1.5 works whichever way JSON wrote the number.
Value applyUnary(Op op, const Value &value, Scratch &scratch);
Value applyBinary(Op op, const Value &left, const Value &right, Scratch &scratch); // Add ... Index

// Of two values or more, from the left; texts are joined at once.
Value sum(std::span<const Value> values, Scratch &scratch);

Value selectField(const Value &of, std::string_view name, Scratch &scratch);
Value hasField(const Value &of, std::string_view name, Scratch &scratch);
Value joinLists(const List &left, const List &right, Scratch &scratch);

// "no such overload: int + string; ...", with the conversion that would help.
Value noOperator(std::string_view symbol, const Value &left, const Value &right, Scratch &scratch);
std::string_view symbolOf(Op op);

} // namespace flowbench::cel

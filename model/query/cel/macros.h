// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/query/cel/ast.h"

#include <span>

namespace flowbench::cel {

// One shape of a macro that is called behind a value.
struct MacroShape
{
    std::string_view name;
    Macro macro;
    quint8 variables;
    quint8 parameters; // with the variables
    bool condition;
};

std::span<const MacroShape> macroShapes();
// Null: no macro of this name takes so many parameters.
const MacroShape *findMacro(std::string_view name, std::size_t parameters);
bool isMacro(std::string_view name);

} // namespace flowbench::cel

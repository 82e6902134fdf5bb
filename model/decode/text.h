// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace flowbench {

// What bytes are as text.
enum class TextKind {
    Plain,    // UTF-8 without control characters but white space and escape
    Controls, // UTF-8 with some
    Binary,   // a NUL, or not UTF-8
};
TextKind textKind(std::string_view bytes);

} // namespace flowbench

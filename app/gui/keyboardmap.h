// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/look/commandpalette.h"

#include <vector>

class QWidget;

namespace flowbench {

// A dialog that lists what the keyboard does; the commands with a shortcut, and the keys of tables and editors.
void showKeyboardMap(const std::vector<Command> &commands, QWidget *parent);

} // namespace flowbench

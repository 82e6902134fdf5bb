// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/replay/desk.h"

#include <functional>

class QWidget;

namespace flowbench {

enum class ClosingChoice { KeepInBackground, PauseAndQuit, Stay };

/// Asks what becomes of the jobs that run when the window is to close; answers once, later. Closing the question is
/// staying.
void askClosing(QWidget *parent, const ReplayDesk &desk, std::function<void(ClosingChoice)> then);

} // namespace flowbench
